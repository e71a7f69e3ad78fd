"""The detector looks at stored text and names table, column and rate."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from privacy.leaks_detector import detect_in_sample
from tests.privacy.leak_fixtures import make_home


def test_an_unmasked_column_shows_and_a_masked_one_does_not(tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    folder = settings.lake_dir / "data" / "silver" / "hotline"
    folder.mkdir(parents=True)
    masked = [f"<PERSON>来电反映{n}号井盖松动，回电<PHONE>" for n in range(100)]
    token = [f"PHONE_mfrggzdfmztwq2lkmfrgg{'abcdefghij'[n % 10]}zd" for n in range(100)]
    leaking = [f"请回电138001380{n:02d}谢谢" if n < 40 else f"井盖松动{n}" for n in range(100)]
    table = pa.table({"note": masked, "caller_phone": token, "remark": leaking, "n_events": [1] * 100})
    pq.write_table(table, folder / "a.parquet", row_group_size=1000)
    detections = detect_in_sample(settings)
    assert [(d.table, d.column, d.entity, d.n_suspicious, d.n_sampled) for d in detections] == [
        ("silver.hotline", "remark", "PHONE", 40, 100)
    ]


def test_an_empty_lake_has_nothing_to_sample(tmp_path: Path) -> None:
    assert detect_in_sample(make_home(tmp_path)) == []
