"""What the demo prints at its end: the books of every feed, the masking, the warnings against the truth."""

from __future__ import annotations

import json
from typing import Any

from dashboards.sources import read_sources
from schemas.settings import Settings
from superbrain.console import out, print_table
from superbrain.demo_run import run_demo_city
from warehouse.lake import open_lake

BOOKS = """
    select feed, count(*) as n_windows, sum(n_pulled)::bigint as n_pulled, sum(n_accepted)::bigint as n_accepted,
        sum(n_quarantined)::bigint as n_quarantined, sum(n_duplicate)::bigint as n_duplicate,
        sum(n_pulled) = sum(n_accepted) + sum(n_quarantined) + sum(n_duplicate) as is_reconciled
    from ops.run where city_id = ? and state = 'succeeded' group by feed order by feed
"""
MASKED = """
    with standing_masking as ({standing_masking})
    select entity_type, sum(n_masked)::bigint as n_masked from standing_masking
    group by entity_type having sum(n_masked) > 0 order by n_masked desc
"""
COLOURS = """
    select colour, count(*) as n_warnings,
        count(*) filter (where state not in ('resolved', 'closed', 'expired')) as n_open
    from brain.warning where city_id = ? group by colour
    order by array_position(['red', 'orange', 'yellow', 'grey'], colour)
"""

DESK = """
    select count(distinct event.warning_id) as n_acted_on,
        count(*) filter (where event.kind = 'confirmed') as n_confirmed,
        count(*) filter (where event.kind = 'false_alarm') as n_false_alarms,
        (select count(*) from brain.missed_incident where city_id = ?) as n_missed
    from brain.warning_event as event inner join brain.warning as warning on event.warning_id = warning.warning_id
    where warning.city_id = ? and event.actor <> 'hub'
"""


def summarise(settings: Settings) -> dict[str, Any]:
    """Feeds, masking, warnings, the duty desk's acts and the comparison with the planted incidents."""
    with open_lake(settings) as conn:

        def rows(sql: str, *values: str) -> list[dict[str, Any]]:
            return list(conn.execute(sql, list(values)).to_arrow_table().to_pylist())

        summary = {
            "feeds": rows(BOOKS, settings.city),
            "masked": rows(MASKED.format(standing_masking=read_sources().parts["standing_masking"])),
            "warnings": rows(COLOURS, settings.city),
            "desk": rows(DESK, settings.city, settings.city),
        }
    compared: dict[str, Any] = json.loads(run_demo_city(settings, "compare", "--json"))
    return {**summary, "incidents": compared}


def _print_rows(title: str, rows: list[dict[str, Any]]) -> None:
    headings = [name.removeprefix("n_").removeprefix("is_").replace("_", " ") for name in (rows[0] if rows else [])]
    print_table(title, headings, [list(row.values()) for row in rows])


def print_summary(summary: dict[str, Any]) -> None:
    """The summary as tables."""
    out.print()
    for title, key in (
        ("Rows pulled = accepted + quarantined + duplicates", "feeds"),
        ("Values masked, by entity", "masked"),
        ("Warnings, by colour", "warnings"),
        ("Acts of the simulated duty desk", "desk"),
    ):
        _print_rows(title, summary[key])
    out.print("Duplicates are mostly earlier states of cases whose later state came in the same window.")
    incidents = summary["incidents"]
    title = f"Planted incidents: {incidents['n_warned']} of {incidents['n_planted']} warned of"
    _print_rows(title, incidents["incidents"])
    out.print("Warnings are raised for the last 90 days; incidents before them count as missed.")
