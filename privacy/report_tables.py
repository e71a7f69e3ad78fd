"""The tables of the evidence report, drawn from the ledger, the contracts and the access log."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from privacy.access import SQL_DIR
from privacy.ledger_verify import VerifyReport
from privacy.policy import policy_version
from schemas.contract import FeedContract

LAW = Path(__file__).parent / "report_law.yaml"
KEY_ACTS = (
    "key_made", "key_rotated", "key_destroyed", "signing_key_made", "signing_key_rotated", "policy_changed",
    "warning_policy_changed", "api_token_made", "api_token_revoked",
)  # fmt: skip
ACCESS_ACTS = ("access_requested", "access_approved", "access_refused", "access_used")
SEALING_ACTS = ("access_sealed",)
UNSHOWN = ("event_id", "endorsement", "previous", "digest", "marks")
"""Details that prove something to a program and tell a reader nothing."""
COUNTED = {
    "key_destroyed": ("keys destroyed", "密钥销毁"),
    "policy_changed": ("changes of a masking policy", "脱敏策略变更"),
    "access_requested": ("raw accesses asked for", "紧急访问申请"),
    "access_approved": ("… approved", "批准"),
    "access_refused": ("… refused", "拒绝"),
    "access_used": ("… used", "使用"),
    "release": ("releases", "发布"),
    "export": ("exports", "导出"),
    "erasure": ("erasures and their proofs", "删除及其证明"),
    "retention": ("retention runs and their proofs", "到期清理及其证明"),
}
Period = dict[str, datetime]
"""``first`` (included) and ``last`` (excluded), aware; the SQL reads them as variables."""


@dataclass(frozen=True)
class Head:
    """A column's heading in both languages."""

    en: str
    zh: str
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """Headings and rows of texts and numbers."""

    columns: Sequence[Head]
    rows: Sequence[Sequence[object]]
    is_grouped: bool = False
    """The first column is a heading over the rows that share it."""


@dataclass(frozen=True)
class Section:
    """A numbered part of the report, titled in both languages."""

    en: str
    zh: str
    table: Table


def proof_table(conn: duckdb.DuckDBPyConnection, verification: VerifyReport, key: str) -> Table:
    """The figures by which anyone can check the ledger against a bundle or an earlier checkpoint."""
    last = conn.execute(
        "select tree_size, root, signed_at from audit.checkpoint order by tree_size desc limit 1"
    ).fetchone()
    rows: list[tuple[object, object]] = [("verification key 验证公钥", key or "–")]
    if last:
        rows += [
            ("last checkpoint: entries 条目数", last[0]),
            ("root 根哈希", last[1]),
            ("signed at 签名时间", _moment(last[2])),
        ]
    rows.append(("root of all entries now 当前根哈希", verification.root))
    rows.append(("copies of checkpoints outside the lake 湖外见证副本", verification.n_witnessed))
    return Table(_heads("figure|项目", "value|值"), rows)


def summary_table(conn: duckdb.DuckDBPyConnection, period: Period) -> Table:
    """The period at a glance."""
    batches, rows, found, masked = _query(conn, "report_summary", period)[0]
    acts = _query(conn, "report_acts", period)
    n = Counter(kind for _, _, kind, _, _ in acts)
    last_scan = [(at, json.loads(details)) for _, at, kind, _, details in acts if kind == "leak_scan"][-1:]
    return Table(
        _heads("at a glance|概览", "value|值"),
        [
            ("batches masked, rows 脱敏批次与行数", f"{batches:,}, {rows:,}"),
            ("personal values found, masked 发现与处理的个人信息", f"{found:,}, {masked:,}"),
            ("last leak scan 最近一次泄露扫描", _scan(*last_scan[0]) if last_scan else "none in this period 本期间无"),
            *((f"{en} {zh}", n[kind]) for kind, (en, zh) in COUNTED.items()),
        ],
    )


def _scan(at: datetime, details: dict[str, Any]) -> str:
    state = "passed 通过" if details["is_ok"] else "FAILED 未通过"
    return f"{state}, {details['n_hits']:,} found 发现, {details['n_files']:,} files 文件, {_moment(at)}"


def records_table(contracts: dict[str, FeedContract], language: str) -> Table:
    """Records of processing: what each feed is for, on what basis, who receives it and for how long."""
    heads = _heads(
        "feed|数据源",
        "department|部门",
        "purpose|目的",
        "legal basis|法律依据",
        "personal data|个人信息类别",
        "recipients|接收方",
        "days kept|保存天数|n",
        "policy|策略版本",
    )
    return Table(heads, [_record(contract, language) for contract in contracts.values()])


def masking_table(conn: duckdb.DuckDBPyConnection, period: Period) -> Table:
    """What was masked where, by which rule, under each feed's purpose and legal basis."""
    heads = _heads(
        "feed, purpose, legal basis|数据源、目的、法律依据", "column|字段", "operator|处理方式", "entity|类别",
        "keys|密钥", "found|发现数|n", "masked|处理数|n",
    )  # fmt: skip
    return Table(heads, _query(conn, "report_masking", period), is_grouped=True)


def coverage_table(conn: duckdb.DuckDBPyConnection, contracts: dict[str, FeedContract], period: Period) -> Table:
    """Columns by class, and columns that nobody classified and that were therefore dropped."""
    heads = _heads(
        "feed|数据源",
        "public|公开|n",
        "internal|内部|n",
        "personal|个人信息|n",
        "personal in text|文本中的个人信息|n",
        "unclassified, dropped|未分类，已丢弃",
    )
    dropped: dict[str, set[str]] = {}
    for feed, columns, _ in _query(conn, "report_dropped", period):
        dropped.setdefault(str(feed), set()).update(str(columns).split(","))
    rows = []
    for contract in contracts.values():
        n = Counter(column.classification for column in contract.columns)
        names = ", ".join(sorted(dropped.get(contract.id, ()))) or "–"
        rows.append((contract.id, n["public"], n["internal"], n["pii"], n["pii_text"], names))
    return Table(heads, rows)


def drift_table(conn: duckdb.DuckDBPyConnection, period: Period) -> Table:
    """Values found in a thousand rows by feed and day."""
    heads = _heads(
        "feed|数据源", "day (UTC)|日期", "batches|批次|n", "rows|行数|n", "found|发现数|n", "per thousand rows|每千行|n"
    )
    return Table(heads, _query(conn, "report_drift", period))


def acts_table(
    conn: duckdb.DuckDBPyConnection, period: Period, kinds: Sequence[str] = (), but: Sequence[str] = ()
) -> Table:
    """Governed acts of these kinds, or of all but those."""
    heads = _heads("entry|序号|n", "at (UTC)|时间", "act|行为", "by|执行者", "details|详情")
    rows = [
        (seq, _moment(at), kind.replace("_", " "), actor, _details(details))
        for seq, at, kind, actor, details in _query(conn, "report_acts", period)
        if (not kinds or kind in kinds) and kind not in but
    ]
    return Table(heads, rows)


def access_table(conn: duckdb.DuckDBPyConnection, period: Period) -> Table:
    """Who read how much, from which surface."""
    heads = _heads(
        "person|人员", "surface|入口", "accesses|访问次数|n", "objects|对象数|n", "first (UTC)|首次", "last (UTC)|末次"
    )
    rows = [(*row[:4], _moment(row[4]), _moment(row[5])) for row in _query(conn, "report_access", period)]
    return Table(heads, rows)


def law_table(language: str) -> Table:
    """Duties of the law, the sections that bear on them, and what is not covered."""
    heads = _heads("law|法律", "duty|义务", "sections|证据章节", "not covered here|未覆盖")
    rows = [
        (item["law"], item["duty"][language], ", ".join(map(str, item["evidence"])) or "–", item["missing"][language])
        for item in yaml.safe_load(LAW.read_text(encoding="utf-8"))
    ]
    return Table(heads, rows)


def _heads(*texts: str) -> list[Head]:
    """From ``English|Chinese``, with ``|n`` after it for numbers."""
    parts = [text.split("|") for text in texts]
    return [Head(en, zh, bool(rest)) for en, zh, *rest in parts]


def _record(contract: FeedContract, language: str) -> tuple[object, ...]:
    entities = sorted({column.pii.entity for column in contract.columns if column.pii})
    title = contract.title.zh if language == "zh" else contract.title.en
    recipients = ", ".join(contract.recipients) or "–"
    return (
        f"{title} ({contract.id})", contract.department, contract.purpose, contract.legal_basis,
        ", ".join(entities) or "–", recipients, contract.sla.retention.days, policy_version(contract),
    )  # fmt: skip


def _query(conn: duckdb.DuckDBPyConnection, name: str, period: Period) -> list[tuple[Any, ...]]:
    for side, moment in period.items():
        conn.execute(f"set variable {side}_at = ?", [moment])
    return conn.execute((SQL_DIR / f"{name}.sql").read_text(encoding="utf-8")).fetchall()


def _moment(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else "–"


def _details(details: str) -> str:
    return ", ".join(
        f"{name}: {value}"
        for name, value in json.loads(details).items()
        if value not in (None, [], "") and name not in UNSHOWN
    )
