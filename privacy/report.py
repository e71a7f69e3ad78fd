"""The evidence report: one printable page for a period, in both languages, as HTML and, with Chromium, as PDF."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from privacy import report_tables as tables
from privacy import witness
from privacy.ledger_verify import VerifyReport, verify_ledger
from privacy.report_pdf import find_chromium, print_pdf
from privacy.report_tables import Section
from schemas.contract_loader import read_contracts
from schemas.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"


def write_report(
    conn: duckdb.DuckDBPyConnection, settings: Settings, first_day: date, last_day: date, target: Path
) -> list[Path]:
    """Writes ``target`` (HTML; given as .pdf, the HTML lies beside it) and its PDF; returns the files written.

    The period is from the first to the last day, both included, in UTC. The ledger is verified on the way, and the
    report says so if it was altered. Without Chromium there is no PDF.
    """
    page, printed = target.with_suffix(".html"), target.with_suffix(".pdf")
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(render_report(conn, settings, first_day, last_day), encoding="utf-8")
    chromium = find_chromium()
    if chromium is None:
        return [page]
    print_pdf(chromium, page, printed)
    return [page, printed]


def render_report(conn: duckdb.DuckDBPyConnection, settings: Settings, first_day: date, last_day: date) -> str:
    """The report as HTML."""
    first = datetime.combine(first_day, time(), UTC)
    period = {"first": first, "last": datetime.combine(last_day + timedelta(days=1), time(), UTC)}
    verification = verify_ledger(conn, settings)
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html.j2").render(
        language=settings.language,
        t=lambda en, zh: zh if settings.language == "zh" else en,
        zip=zip,
        first=first_day.isoformat(),
        last=last_day.isoformat(),
        made_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        verification=verification,
        summary=tables.summary_table(conn, period),
        sections=_sections(conn, settings, verification, period),
    )


def _sections(
    conn: duckdb.DuckDBPyConnection, settings: Settings, verification: VerifyReport, period: tables.Period
) -> list[Section]:
    contracts, _ = read_contracts(settings)
    key_path = witness.key_path(settings)
    key = key_path.read_text(encoding="utf-8").strip() if key_path.exists() else ""
    elsewhere = (*tables.KEY_ACTS, *tables.ACCESS_ACTS, *tables.SEALING_ACTS, "leak_scan")
    named = {
        "How to check this report|如何核验本报告": tables.proof_table(conn, verification, key),
        "Records of processing|处理活动记录": tables.records_table(contracts, settings.language),
        "What was masked, where, by which rule|脱敏情况": tables.masking_table(conn, period),
        "Coverage of columns|字段分类覆盖": tables.coverage_table(conn, contracts, period),
        "Exports, releases, erasures, retention|导出、发布、删除与到期清理": tables.acts_table(
            conn, period, but=elsewhere
        ),
        "Keys and policies|密钥与策略变更": tables.acts_table(conn, period, tables.KEY_ACTS),
        "Accesses|访问记录": tables.access_table(conn, period),
        "Leak scans|泄露扫描": tables.acts_table(conn, period, ("leak_scan",)),
        "Break-glass: requests and decisions|紧急访问申请与审批": tables.acts_table(conn, period, tables.ACCESS_ACTS),
        "Detections by feed and day|各数据源检出率": tables.drift_table(conn, period),
        "What the law asks, and what is not covered|法律对照与未覆盖事项": tables.law_table(settings.language),
    }
    return [Section(*title.partition("|")[::2], table) for title, table in named.items()]
