"""A round of the duty desk: what it does about the warnings in the lake, and what that says of the rules."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import duckdb

from brain.warn.acts import Act, record_acts
from brain.warn.missed import MissedError, record_missed
from brain.warn.performance import write_performance
from brain.warn.store import read_warnings
from brain.warn.warning import Warned
from demo.desk import DESK, RECENT_DAYS, Desk
from demo.store import DemoError, load_state, truth_path
from schemas.city_model import load_cities
from schemas.settings import Settings
from schemas.warning_policy import load_warning_policy
from warehouse.lake import open_lake, transaction


def make_round(settings: Settings) -> dict[str, int]:
    """Act on the settings' city's warnings, record what was missed, measure the rules anew; numbers by kind of act.

    A second round enters only what has become due since. DemoError where there is no demo city, or nothing was judged.
    """
    with open_lake(settings) as conn:
        first, last = _judged_days(conn, settings)
        desk = _desk(conn, last + timedelta(days=1), settings)
        warnings = [w for w in read_warnings(conn, settings.city) if w.colour != "grey" and not w.is_exercise]
        known = _recorded(conn, settings)
    acts = _acts(desk, warnings)
    record_acts(acts, settings)
    n_missed = sum(
        _enter_missed(incident, settings)
        for incident in missed_incidents(desk, warnings, first)
        if (incident["area_id"], _topic(incident)) not in known
    )
    with open_lake(settings, write=True) as conn, transaction(conn, "measure the rules", DESK):
        write_performance(conn, settings.city, desk.today, desk.policy)
    return {
        "n_warnings": len({act.warning_id for act in acts}),
        **Counter(act.kind for act in acts),
        "missed": n_missed,
    }


def missed_incidents(desk: Desk, warnings: list[Warned], first: date) -> list[dict[str, Any]]:
    """Incidents that began while days were judged, long enough ago, and that no warning speaks of."""
    told = {incident["id"] for warned in warnings for incident in desk.matters(warned)}
    until = desk.today - timedelta(days=RECENT_DAYS + 1)
    return [
        incident
        for incident in desk.incidents
        if incident["id"] not in told and first <= date.fromisoformat(incident["start"]) <= until
    ]


def _acts(desk: Desk, warnings: list[Warned]) -> list[Act]:
    """All acts due. Of what was not sent, only what nothing sent spoke of is closed, when the desk looks back."""
    sent = [warned for warned in warnings if warned.is_within_budget]
    told = {incident["id"] for warned in sent for incident in desk.matters(warned)}
    acts = [act for warned in sent if desk.is_due(warned) for act in desk.acts_on(warned)]
    for warned in warnings:
        untold = [incident for incident in desk.matters(warned) if incident["id"] not in told]
        if not warned.is_within_budget and untold and desk.is_due(warned):
            acts += [act for act in desk.acts_on(warned) if act.kind == "confirmed"]
    return acts


def _judged_days(conn: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[date, date]:
    query = "select min(day), max(day) from brain.judged_day where city_id = ?"
    first, last = conn.execute(query, [settings.city]).fetchall()[0]
    if first is None:
        raise DemoError(f"no day of {settings.city} has been judged: run `superbrain brain` first")
    return first, last


def _desk(conn: duckdb.DuckDBPyConnection, today: date, settings: Settings) -> Desk:
    state = load_state(settings)
    if state is None:
        raise DemoError(f"no demo city at {truth_path(settings).parent}: run `python -m demo generate` first")
    hazards = conn.execute("select topic_id from ref.topic where is_hazard").fetchall()
    return Desk(
        incidents=json.loads(truth_path(settings).read_text("utf-8"))["incidents"],
        hazards=frozenset(topic_id for (topic_id,) in hazards),
        policy=load_warning_policy(settings),
        zone=load_cities(settings)[settings.city].zone,
        today=today,
        seed=state.seed,
    )


def _topic(incident: dict[str, Any]) -> str:
    """The incident's leading topic: that of its first effect."""
    return str(incident["effects"][0]["topic"])


def _recorded(conn: duckdb.DuckDBPyConnection, settings: Settings) -> set[tuple[str, str]]:
    query = "select area_id, topic_id from brain.missed_incident where city_id = ?"
    return set(conn.execute(query, [settings.city]).fetchall())


def _enter_missed(incident: dict[str, Any], settings: Settings) -> bool:
    """Whether it was entered: a warning of another day that still stood there is taken to have spoken of it."""
    note, day = f"simulated: {incident['title_en']}", date.fromisoformat(incident["start"])
    try:
        record_missed(incident["area_id"], _topic(incident), day, note, DESK, settings)
    except MissedError:
        return False
    return True
