"""Data docs: pages that need no network and hold no cell of the data."""

from __future__ import annotations

import re

from schemas.contract import FeedContract
from schemas.settings import Settings
from tests.warehouse.samples import Delivery, Row, days
from warehouse.load import load_window
from warehouse.quality.docs import docs_dir
from warehouse.quality.validate import results_dir

SECRET = "tok_very_recognisable"


def test_pages_are_whole_and_hold_no_cell(feed: FeedContract, lake: Settings) -> None:
    unique = feed.quality[0].model_copy(
        update={"rule_id": "resident_valid", "column": "resident", "arguments": {"validValues": ["x"]}}
    )
    contract = feed.model_copy(update={"quality": (*feed.quality, unique)})
    load_window(contract, days(1), lake, Delivery(Row("a", is_bad=True, resident=SECRET), Row("b")))
    page = (docs_dir(lake) / f"{feed.id}.html").read_text(encoding="utf-8")
    index = (docs_dir(lake) / "index.html").read_text(encoding="utf-8")
    kept = (results_dir(lake) / f"{feed.id}.json").read_text(encoding="utf-8")
    for text in (page, index, kept):
        assert SECRET not in text
    for text in (page, index):
        assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//|<script", text)
    assert "resident_valid" in page
    assert f'href="{feed.id}.html"' in index
