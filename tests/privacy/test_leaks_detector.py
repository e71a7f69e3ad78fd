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
    phones = [detection for detection in detect_in_sample(settings) if detection.entity == "PHONE"]
    assert [(d.table, d.column, d.n_suspicious, d.n_sampled) for d in phones] == [("silver.hotline", "remark", 40, 100)]


def test_a_file_that_is_being_written_is_passed_over(tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    folder = settings.lake_dir / "data" / "silver" / "hotline"
    folder.mkdir(parents=True)
    (folder / "a.parquet").touch()
    assert detect_in_sample(settings) == []


def test_an_empty_lake_has_nothing_to_sample(tmp_path: Path) -> None:
    assert detect_in_sample(make_home(tmp_path)) == []
