"""Operators over whole columns."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.keyring import Key
from privacy.operators import TIME_CUTS, age_band, mask, mask_value, redact
from privacy.pseudonyms import canonical, token

KEY = Key("k1", b"0" * 32)


@given(st.text(max_size=40), st.integers(0, 8))
def test_mask_shows_at_most_half_and_at_most_the_last_few(value: str, keep_last: int) -> None:
    masked = mask_value(value, keep_last)
    shown = [i for i, (a, b) in enumerate(zip(value, masked, strict=True)) if a == b and a.isalnum()]
    n_alnum = sum(map(str.isalnum, value))
    assert len(shown) <= max(0, min(keep_last, n_alnum // 2))


def test_null_stays_null() -> None:
    values = pa.array([None, "13800138000"])
    assert redact(values, "PHONE").to_pylist() == [None, "<PHONE>"]
    assert mask(values).to_pylist() == [None, "*******8000"]


@pytest.mark.parametrize(
    ("value", "band"),
    [
        ("1990-05-01", "30-39"),
        ("19900501", "30-39"),
        ("34", "30-39"),
        ("1930-01-01", "90+"),
        ("", None),
        ("2090-01-01", None),
    ],
)
def test_age_band(value: str, band: str | None) -> None:
    on = pa.array([datetime(2025, 6, 1, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    assert age_band(pa.array([value]), on).to_pylist() == [band]


def test_times_are_cut() -> None:
    assert TIME_CUTS["hour"](pa.array(["2025-06-01T10:30:00", None])).to_pylist() == ["2025-06-01T10", None]


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_token_depends_on_the_canonical_value_alone(value: str) -> None:
    assert token(value, "PERSON", KEY) == token(f" {value} - ", "PERSON", KEY)


def test_token_tells_entity_and_key_apart() -> None:
    tokens = {token("13800138000", entity, key) for entity in ("PHONE", "QQ") for key in (KEY, Key("k2", b"1" * 32))}
    assert len(tokens) == 4


def test_country_code_is_no_part_of_a_mobile_number() -> None:
    assert canonical("+86 138-0013-8000", "PHONE") == canonical("１３８００１３８０００", "PHONE") == "13800138000"
