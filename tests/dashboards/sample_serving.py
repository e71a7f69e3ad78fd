"""A serving.duckdb as the pipeline would publish it, invented: one demo city with 150 days of everything that
the dashboards show, and a second small city, so that the city filter has something to keep out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from schemas.city_tables import ref_tables
from schemas.settings import REPO

DAYS = 150
SCHEMAS = ("ref", "gold", "brain", "ops", "audit")
QUANTILES = (0.01, 0.025, *(round(0.05 * n, 2) for n in range(1, 20)), 0.975, 0.99)
Z_VALUES = (-2.326, -1.96, -1.645, -1.282, -1.036, -0.842, -0.674, -0.524, -0.385, -0.253, -0.126, 0.0, 0.126, 0.253,
            0.385, 0.524, 0.674, 0.842, 1.036, 1.282, 1.645, 1.96, 2.326)  # fmt: skip
"""The standard normal at each of QUANTILES."""
GROUPS = ("water", "heating", "health", "traffic", "housing", "sanitation", "noise", "safety")
LEAVES = ("water.burst", "heating.failure", "health.fever", "housing.lift", "sanitation.garbage", "traffic.accident")
CITIES = ("yunlan", "chicago")
CHICAGO = ("CHI", "CHI-CA-61")
RULES = {"yellow": "sign_exceedance", "orange": "tendency_spreading", "red": "trend_capacity", "grey": "stale_feed"}
STALE = {"fever_clinics": "late", "housing_faults": "failed"}
PERSONAL = (("PERSON", "redact"), ("PHONE", "pseudonymise"), ("ID_CARD", "pseudonymise"), ("ADDRESS", "generalise"))


def build_sample(path: Path, today: date, seed: int = 7) -> Path:
    """Writes the database at ``path``; its last stored day is the day before ``today``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as conn:
        conn.execute("set timezone = 'UTC'")
        _Sample(conn, today, np.random.default_rng(seed)).fill()
    return path


class _Sample:
    """Fills the tables in the order in which they depend on each other."""

    def __init__(self, conn: duckdb.DuckDBPyConnection, today: date, rng: np.random.Generator) -> None:
        self.conn, self.today, self.rng = conn, today, rng
        self.days = pd.date_range(end=today - timedelta(days=1), periods=DAYS).date
        self.now = datetime(today.year, today.month, today.day, 1, 30, tzinfo=UTC)

    def fill(self) -> None:
        for schema in SCHEMAS:
            self.conn.execute(f"create schema {schema}")
            self.conn.execute((REPO / "warehouse" / "tables" / f"{schema}.sql").read_text(encoding="utf-8"))
        self.reference()
        self.events()
        self.quality_of_service()
        self.forecasts()
        self.detections()
        self.warnings()
        self.rules()
        self.clusters()
        self.allocations()
        self.operations()
        self.audit()

    def put(self, table: str, rows: list[dict[str, Any]] | pd.DataFrame) -> None:
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
        self.conn.register("sample_rows", frame)
        self.conn.execute(f"insert into {table} by name select * from sample_rows")
        self.conn.unregister("sample_rows")

    def reference(self) -> None:
        for name, table in ref_tables().items():
            self.conn.register("sample_rows", table)
            self.conn.execute(f"insert into ref.{name} by name select * from sample_rows")
            self.conn.unregister("sample_rows")
        self.area = self.conn.sql(f"from ref.area where city_id = 'yunlan' or area_id in {CHICAGO}").df()
        self.departments = self.conn.sql("select department_id from ref.department where city_id = 'yunlan'").fetchall()
        self.feeds = [
            row[0] for row in self.conn.sql("select feed_id from ref.feed where city_id = 'yunlan'").fetchall()
        ]

    def events(self) -> None:
        grid = self.area[self.area.level.isin(["city", "district"])]
        season = 1 + 0.15 * np.sin(np.arange(DAYS) / 30) + 0.2 * np.isin([d.weekday() for d in self.days], [0, 1])
        frames = []
        for area, city, level in grid[["area_id", "city_id", "level"]].itertuples(index=False):
            size = {"city": 900.0, "district": 225.0}[level]
            for n, topic in enumerate((*GROUPS, *LEAVES)):
                mean = size * season * (0.25 / (n + 1) + 0.02)
                counts = self.rng.poisson(mean)
                frames.append(self._series(city, level, area, topic, counts))
        leaves_left_out = pd.concat(frames)
        groups = leaves_left_out[leaves_left_out.topic_id.isin(GROUPS)]
        total = groups.groupby(["city_id", "level", "area_id", "day"], as_index=False)[["n_events"]].sum()
        total["topic_id"], total["n_complainants"] = "all", (total.n_events * 0.8).astype(int)
        self.event = pd.concat([leaves_left_out, total])
        self.put("gold.event_daily", self.event)
        self.put("gold.series_span", [
            {"city_id": c, "topic_id": "all", "first_day": self.days[0], "last_day": self.days[-1]}
            for c in CITIES
        ])  # fmt: skip

    def _series(self, city: str, level: str, area: str, topic: str, counts: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame({
            "city_id": city, "level": level, "area_id": area, "topic_id": topic, "day": self.days,
            "n_events": counts, "n_complainants": (counts * 0.8).astype(int),
        })  # fmt: skip

    def quality_of_service(self) -> None:
        rows = []
        for area, level in self.area[self.area.level.isin(["city", "district"]) & (self.area.city_id == "yunlan")][
            ["area_id", "level"]
        ].itertuples(index=False):
            for (department,) in self.departments[3:10]:
                n = self.rng.poisson(80 if level == "city" else 20, DAYS)
                row = {"city_id": "yunlan", "level": level, "area_id": area, "day": self.days, "n_cases": n,
                       "department_id": department}  # fmt: skip
                rates = {"response": 0.95, "resolution": 0.84, "satisfaction": 0.9, "reopen": 0.06, "repeat": 0.09,
                         "early_close": 0.03}  # fmt: skip
                for name, rate in rates.items():
                    hit = self.rng.binomial(n, rate)
                    row |= {f"{name}_numerator": hit, f"{name}_denominator": n, f"{name}_excluded": 0,
                            f"{name}_rate": hit / np.maximum(n, 1)}  # fmt: skip
                rows.append(pd.DataFrame(row))
        self.put("gold.kpi_daily", pd.concat(rows))

    def forecasts(self) -> None:
        rows, scores = [], []
        for (city, level, area, topic), group in self.event.groupby(["city_id", "level", "area_id", "topic_id"]):
            recent = group.n_events.to_numpy()[-28:]
            key = {"city_id": city, "level": level, "area_id": area, "topic_id": topic}
            for horizon in range(1, 15):
                mean = float(recent[horizon % 7 :: 7].mean())
                spread = np.sqrt(mean) * (1 + horizon / 14)
                quantiles = {f"q{q:g}": max(0.0, mean + spread * z) for q, z in zip(QUANTILES, Z_VALUES, strict=True)}
                target = self.today + timedelta(days=horizon - 1)
                about = {"made_on": self.today, "target_day": target, "horizon": horizon, "mean": mean}
                rows.append(key | about | quantiles | {"model": "ensemble"})
                for back in (7, 14, 21, 28):
                    wis = float(spread * self.rng.uniform(0.3, 0.7))
                    scores.append(key | {"made_on": self.today - timedelta(days=back), "horizon": horizon, "wis": wis,
                                  "wis_naive": wis * self.rng.uniform(1.1, 1.6), "mase": self.rng.uniform(0.6, 0.95),
                                  "is_covered_95": bool(self.rng.random() < 0.95), "model": "ensemble"})  # fmt: skip
        self.put("brain.forecast", rows)
        self.put("brain.forecast_score", scores)

    def detections(self) -> None:
        rows = []
        for (city, level, area, topic), group in self.event.groupby(["city_id", "level", "area_id", "topic_id"]):
            expected = group.n_events.rolling(28, min_periods=7).mean().bfill()
            threshold = expected + 3 * np.sqrt(expected)
            observed = group.n_events + np.where(self.rng.random(DAYS) < 0.01, threshold, 0).astype(int)
            p = np.where(observed > threshold, 0.0004, 0.4)
            rows.append(pd.DataFrame({
                "city_id": city, "level": level, "area_id": area, "topic_id": topic, "day": self.days,
                "observed": observed, "expected": expected, "threshold": threshold, "p_value": p, "q_value": p * 2,
                "is_alarm": observed > threshold, "method": "farrington"}))  # fmt: skip
        self.put("brain.detection", pd.concat(rows).reset_index(drop=True))

    def warnings(self) -> None:
        places = self.area[(self.area.city_id == "yunlan") & self.area.level.isin(["street", "community", "grid"])]
        names = self.conn.sql("select topic_id, name_en, name_zh from ref.topic").fetchall()
        topic_names = {topic: (en, zh) for topic, en, zh in names}
        rows, events = [], []
        for n in range(120):
            place = places.iloc[int(self.rng.integers(len(places)))]
            age = int(self.rng.integers(0, 3)) if n < 16 else int(self.rng.integers(3, 120))
            row, history = self._warning(n, place, LEAVES[n % len(LEAVES)], topic_names, age)
            rows.append(row)
            events += history
        self.put("brain.warning", rows)
        self.put("brain.warning_event", events)

    def _warning(
        self, n: int, place: Any, topic: str, names: dict[str, tuple[str, str]], age: int
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        colour = str(self.rng.choice(["yellow", "orange", "red", "grey"], p=[0.5, 0.28, 0.14, 0.08]))
        opened = self.now - timedelta(days=age)
        observed, expected = int(self.rng.integers(12, 60)), round(float(self.rng.uniform(2, 9)), 1)
        is_active = age < 3
        state = str(self.rng.choice(["open", "acknowledged", "dispatched"])) if is_active else "closed"
        en, zh = names[topic]
        warning = {
            "warning_id": f"W{n:04d}", "city_id": "yunlan", "colour": colour, "level": place.level,
            "area_id": place.area_id, "topic_id": topic, "title_en": f"{en}: far above normal",
            "title_zh": f"{zh}显著高于常态", "opened_on": opened.date(), "updated_on": self.today,
            "evidence": json.dumps({"observed": observed, "expected": expected, "p_value": 0.00002 * (n + 1),
                                    "loaded_through": "2026-01-03T00:00:00+00:00",
                                    "method": "farrington", "method_version": "1"}),
            "unit_en": f"{place.name_en} duty office", "unit_zh": f"{place.name_zh}值班室", "state": state,
            "due_at": opened + timedelta(hours=int(self.rng.integers(4, 60))), "is_exercise": False, "rank": n + 1,
            "rule": RULES[colour],
            "is_within_budget": bool(n % 6 != 5), "policy_version": "1",
        }  # fmt: skip
        kinds = ["raised", "acknowledged"]
        if not is_active:
            kinds += ["dispatched", "resolved", "confirmed" if self.rng.random() < 0.82 else "false_alarm"]
        history = [
            {"warning_id": warning["warning_id"], "seq": seq, "at": opened + timedelta(hours=3 * seq), "kind": kind,
             "colour": colour, "actor": "duty officer", "note": ""}
            for seq, kind in enumerate(kinds)
        ]  # fmt: skip
        return warning, history

    def rules(self) -> None:
        self.put("brain.rule_performance", [
            {"city_id": "yunlan", "rule": rule, "colour": colour, "n_raised": 30 + n, "n_confirmed": 26,
             "n_false": 4 + n, "n_missed": 3, "precision": 26 / (30 + n), "recall": 26 / 29,
             "median_lead_days": 1.5 + n / 2, "policy_version": "1", "measured_on": self.today}
            for n, (rule, colour) in enumerate(
                (("sign_exceedance", "yellow"), ("sign_cluster", "yellow"), ("tendency_spreading", "orange"),
                 ("trend_capacity", "red")))
        ])  # fmt: skip

    def clusters(self) -> None:
        grids = self.area[(self.area.level == "grid")].area_id.to_numpy()
        self.put("brain.cluster", [
            {"cluster_id": f"C{n:03d}", "city_id": "yunlan", "topic_id": LEAVES[n % len(LEAVES)],
             "day": self.today - timedelta(days=1 + n), "area_ids": list(grids[n * 12 : n * 12 + 2 + n % 4]),
             "window_days": 1 + n % 7, "observed": 14 + n, "expected": 3.2 + n / 10, "p_value": 0.001 * (n + 1)}
            for n in range(9)
        ])  # fmt: skip

    def allocations(self) -> None:
        rows = []
        districts = self.area[(self.area.level == "district") & (self.area.city_id == "yunlan")]
        for area, name_en, name_zh in districts[["area_id", "name_en", "name_zh"]].itertuples(index=False):
            for resource, topic in (("water_crew", "water.burst"), ("ambulance", "safety.medical"),
                                    ("clinic_team", "health.fever")):  # fmt: skip
                for ahead in range(7):
                    demand = float(self.rng.uniform(20, 60))
                    capacity = float(self.rng.integers(30, 55))
                    moved = float(self.rng.integers(0, 6))
                    unmet = max(0.0, demand * 1.3 - capacity - moved)
                    rows.append({"city_id": "yunlan", "day": self.today + timedelta(days=ahead), "area_id": area,
                        "resource": resource, "topic_id": topic, "demand_mean": demand, "demand_q90": demand * 1.3,
                        "capacity": capacity, "moved_in": moved, "moved_out": 0.0, "unmet": unmet,
                        "explanation_en": f"{name_en} receives {moved:.0f}; {unmet:.0f} remain unserved.",
                        "explanation_zh": f"{name_zh}调入{moved:.0f}，仍缺{unmet:.0f}。"})  # fmt: skip
        self.put("brain.allocation", rows)

    def operations(self) -> None:
        rows = []
        for feed in self.feeds:
            for day in self.days[-60:]:
                n = int(self.rng.poisson(900))
                quarantined, duplicate = int(self.rng.binomial(n, 0.01)), int(self.rng.binomial(n, 0.02))
                start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
                rows.append({"run_id": f"{feed}:{day}:{day}", "feed": feed, "city_id": "yunlan", "window_start": start,
                    "window_end": start + timedelta(days=1), "n_pulled": n, "n_quarantined": quarantined,
                    "n_accepted": n - quarantined - duplicate, "n_duplicate": duplicate, "n_superseded": 0,
                    "state": "success", "contract_version": "1.0.0", "started_at": start + timedelta(days=1),
                    "finished_at": start + timedelta(days=1, minutes=1), "n_attempts": 1,
                    "error": None,
                    "dropped_columns": '["operator_note"]' if feed == "hotline_12345" else "[]"})  # fmt: skip
        self.runs = rows
        self.put("ops.run", rows)
        self.put("ops.feed_health", [
            {"feed": feed, "city_id": "yunlan",
             "loaded_through": self.now - timedelta(hours=75 if feed in STALE else 2),
             "freshness_minutes": 4500 if feed in STALE else 120, "allowed_minutes": 1800,
             "state": STALE.get(feed, "fresh"), "last_error": None, "checked_at": self.now}
            for feed in self.feeds
        ])  # fmt: skip

    def audit(self) -> None:
        masked, leaves = [], []
        for run in [*self.runs, *self.runs]:
            for entity, operator in PERSONAL:
                found = int(run["n_pulled"] * self.rng.uniform(0.3, 0.6))
                masked.append({"seq": len(masked), "run_id": run["run_id"], "feed": run["feed"],
                    "column_name": entity.lower(), "entity_type": entity, "operator": operator,
                    "policy_version": "1", "key_id": "k2026q4" if operator == "pseudonymise" else None,
                    "n_found": found, "n_masked": found, "purpose": "service_demand_analysis",
                    "legal_basis": "PIPL art. 13(1)(3)", "logged_at": run["finished_at"],
                    "leaf_seq": len(leaves)})  # fmt: skip
            leaves.append(("batch", {"run_id": run["run_id"]}, run["finished_at"]))
        for kind, details, hours in (
            ("key_made", {"key_id": "service_demand_analysis/2025/1", "event_id": "e1"}, 900),
            ("key_made", {"key_id": "service_demand_analysis/2026/1", "event_id": "e2"}, 899),
            ("key_destroyed", {"key_id": "service_demand_analysis/2025/1", "event_id": "e3"}, 800),
            ("policy_changed", {"feed": "hotline_12345", "from": None, "to": "ab12", "contract_version": "1.0.0"}, 700),
            ("access_requested", {"request_id": "bg-1", "what": "silver.hotline_12345", "reason": "a burst main",
                                  "until": "2026-01-01T00:00:00.000000Z"}, 100),
            ("access_approved", {"request_id": "bg-1"}, 99),
            ("access_used", {"request_id": "bg-1"}, 98),
            ("access_requested", {"request_id": "bg-2", "what": "silver.housing_faults", "reason": "a lift that fell",
                                  "until": "2026-01-02T00:00:00.000000Z"}, 90),
            ("retention", {"feed": "weather", "n_windows": 3, "n_rows": 1200, "through": "2020-01-01"}, 30),
            ("retention", {"is_proof": True, "n_feeds": 0, "n_runs": 0, "n_files": 0, "n_left": 0}, 29),
            ("access_sealed", {"first_seq": 0, "last_seq": 90, "n_rows": 91, "digest": "ab"}, 25),
            ("leak_scan", {"n_hits": 0, "n_files": 812, "n_bytes": 192_000_000, "n_unreadable": 0,
                           "not_covered": ["airflow_database"], "is_ok": True}, 20),
        ):  # fmt: skip
            leaves.append((kind, {"actor": "guard", "details": details}, self.now - timedelta(hours=hours)))
        self.put("audit.masking_log", masked)
        self.put("audit.ledger", [
            {"seq": n, "kind": kind, "leaf": json.dumps({"seq": n, "kind": kind, **body}), "leaf_hash": f"{n:064x}",
             "logged_at": at}
            for n, (kind, body, at) in enumerate(leaves)
        ])  # fmt: skip
        self.put("audit.checkpoint", [
            {"tree_size": len(leaves) - 40 * n - 3, "root": "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
             "signature": "c2ln", "note": "note", "signed_at": self.now - timedelta(days=n)}
            for n in range(8)
        ])  # fmt: skip
        self.put("audit.access_log", [
            {"seq": n, "actor": str(self.rng.choice(["decision_maker", "data_engineer", "auditor"])),
             "action": "read", "object": str(self.rng.choice(["City today", "gold.event_daily", "Early warning"])),
             "surface": str(self.rng.choice(["superset", "query", "api"])),
             "at": self.now - timedelta(hours=480 - 3 * n), "source_id": None}
            for n in range(160)
        ])  # fmt: skip
