"""The evidence report says what happened in its period, in both languages, and prints."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from privacy.access import log_access
from privacy.breakglass import decide_access, request_access
from privacy.checkpoint import make_checkpoint
from privacy.leaks import log_leak_scan, scan_leaks
from privacy.ledger import append_act
from privacy.release import release_counts
from privacy.report import render_report, write_report
from privacy.report_pdf import find_chromium
from schemas.settings import Settings
from tests.privacy.audit_fixtures import AUDIT_SQL, START, add_batch, fill, open_audit
from tests.privacy.leak_fixtures import needles

DAY = START.date()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("report") / "home")


@pytest.fixture(scope="module")
def conn(settings: Settings) -> duckdb.DuckDBPyConnection:
    conn = open_audit()
    conn.execute("create schema ops")
    conn.execute((AUDIT_SQL.parent / "ops.sql").read_text(encoding="utf-8"))
    conn.execute(
        "insert into ops.run (run_id, feed, dropped_columns, finished_at) values ('r', 'hotline_12345', 'shoe', ?)",
        [START],
    )
    fill(conn, 3)
    add_batch(conn, 2)
    log_access(conn, actor="<script>alert(1)</script>", action="query", what="x", surface="query", at=START)
    until = START + timedelta(hours=1)
    request = request_access(
        conn, actor="wei", what="silver.calls", records=["C-1"], columns=["phone"], reason="Court order 117",
        until=until, when=START,
    )  # fmt: skip
    decide_access(conn, request_id=request, actor="li", is_approved=True, when=START)
    counts = pa.table({"row": ["a"], "column": ["b"], "n": [20]})
    release_counts(conn, dataset="gold.event_daily", counts=counts, k=5, actor="wei", when=START)
    settings.home.mkdir()
    log_leak_scan(conn, scan_leaks(settings, needles(), n_sample=0), "guard", START)
    make_checkpoint(conn, settings, START)
    append_act(conn, kind="export", actor="later", details={"what": "other month"}, when=START + timedelta(days=40))
    return conn


def test_every_part_is_there_and_nothing_of_another_period(conn: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    page = render_report(conn, settings, DAY, DAY).replace("<wbr>", "")
    for text in (
        "The ledger is intact.", "审计账本完整", "PIPL art. 13(1)(3)", "caller_phone", ">shoe<",
        "policy changed", "gold.event_daily", "leak scan", "Court order 117", "access approved", "signing key made",
        "PIPL 54", "GDPR 32", "superbrain/ledger+", "处理活动记录", "hotline_12345",
    ):  # fmt: skip
        assert text in page, text
    assert "other month" not in page
    assert "<script>alert" not in page


def test_a_run_made_again_counts_once(conn: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    page = render_report(conn, settings, DAY, DAY).replace("<wbr>", "")
    row = page[page.index("<td>caller_phone</td>") :].split("</tr>")[0]
    assert row.endswith('<td class="n">9</td><td class="n">9</td>')


def test_chinese_comes_first_where_the_settings_say_so(conn: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    page = render_report(conn, settings.model_copy(update={"language": "zh"}), DAY, DAY)
    assert page.index("个人信息保护证据报告") < page.index("Privacy evidence report")
    assert "分类管理" in page


def test_an_empty_period_says_so(conn: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    assert "None in this period." in render_report(conn, settings, date(2020, 1, 1), date(2020, 1, 31))


def test_an_altered_ledger_is_named_on_the_first_page(settings: Settings) -> None:
    conn = open_audit()
    conn.execute("create schema ops")
    conn.execute((AUDIT_SQL.parent / "ops.sql").read_text(encoding="utf-8"))
    fill(conn, 2)
    conn.execute("update audit.masking_log set n_masked = 0")
    page = render_report(conn, settings, DAY, DAY).replace("<wbr>", "")
    assert "The ledger was altered." in page
    assert "masking log: its rows are not what ledger entry 0 says" in page


@pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed: no PDF is printed")
def test_it_prints(conn: duckdb.DuckDBPyConnection, settings: Settings, tmp_path: Path) -> None:
    page, printed = write_report(conn, settings, DAY, DAY, tmp_path / "out" / "march.pdf")
    assert (page.name, printed.name) == ("march.html", "march.pdf")
    assert printed.read_bytes().startswith(b"%PDF-")
    assert printed.stat().st_size > 20_000
