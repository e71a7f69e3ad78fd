"""A real feed, CSV in a drop folder with a contract file, for tests of the whole path from pull to publish."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from schemas.settings import Settings
from tests.warehouse.samples import DAY_ONE

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: {feed}
version: 1.0.0
status: active
domain: test
servers:
  - server: drop
    type: custom
    location: "{{drop_dir}}/{feed}/{{yyyy}}-{{mm}}-{{dd}}.csv"
    customProperties:
      - {{property: source, value: {{connector: file, format: csv}}}}
slaProperties:
  - {{property: frequency, value: 1, unit: d}}
  - {{property: latency, value: 6, unit: h}}
  - {{property: retention, value: 100, unit: y}}
schema:
  - name: {feed}
    properties:
      - {{name: ticket, logicalType: string, required: true, classification: internal,
         customProperties: [{{property: label, value: {{en: Ticket, zh: 工单}}}}]}}
      - {{name: reported_at, logicalType: timestamp, required: true, classification: internal,
         customProperties: [{{property: label, value: {{en: Reported at, zh: 时间}}}}]}}
      - {{name: grid, logicalType: string, required: true, classification: internal,
         customProperties: [{{property: label, value: {{en: Grid, zh: 网格}}}}]}}
      - name: level
        logicalType: integer
        classification: internal
        customProperties: [{{property: label, value: {{en: Level, zh: 级别}}}}]
        quality: [{{id: level_range, metric: invalidValues, arguments: {{minimum: 1, maximum: {highest}}}, mustBe: 0}}]
      - name: phone
        logicalType: string
        classification: pii
        customProperties:
          - {{property: label, value: {{en: Phone, zh: 电话}}}}
          - {{property: pii, value: {{entity: PHONE, operator: pseudonymise}}}}
customProperties:
  - {{property: title, value: {{en: Sample, zh: 样例}}}}
  - {{property: description, value: {{en: Sample, zh: 样例}}}}
  - {{property: city, value: yunlan}}
  - {{property: department, value: water}}
  - {{property: timezone, value: Asia/Shanghai}}
  - {{property: grain, value: event}}
  - {{property: maps, value: {{record_id: ticket, occurred_at: reported_at, area: grid, topic_default: water.burst,
     complainant: phone}}}}
  - {{property: purpose, value: testing}}
  - {{property: legalBasis, value: none}}
"""


def write_contract(settings: Settings, feed: str, highest: int = 5) -> Path:
    """The feed's contract; levels above ``highest`` are quarantined."""
    settings.contracts_dir.mkdir(parents=True, exist_ok=True)
    path = settings.contracts_dir / f"{feed}.yaml"
    path.write_text(CONTRACT.format(feed=feed, highest=highest), encoding="utf-8")
    return path


def drop_days(settings: Settings, feed: str, n_days: int, n_rows: int = 40) -> None:
    """One file a day from 1 January 2026: levels 1 to 6, every tenth ticket again from the day before, changed."""
    folder = settings.drop_dir / feed
    folder.mkdir(parents=True, exist_ok=True)
    for day in range(n_days):
        date = DAY_ONE + timedelta(days=day)
        tickets = [f"T{day - (day > 0 and n % 10 == 0)}-{n}" for n in range(n_rows)]
        rows = [
            f"{ticket},{date}T08:{n % 60:02}:00+08:00,YL-01-01-01-01,{n % 6 + 1},138{day:04}{n:04}"
            for n, ticket in enumerate(tickets)
        ]
        text = "\n".join(["ticket,reported_at,grid,level,phone", *rows, ""])
        (folder / f"{date}.csv").write_text(text, encoding="utf-8")
