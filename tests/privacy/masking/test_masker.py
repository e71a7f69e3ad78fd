"""A shaped batch in, a masked batch and its findings out."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from privacy.errors import MaskingError
from privacy.masking import Masker
from privacy.workers import WorkerPool
from schemas.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from contracts import batch, column, contract


@pytest.fixture
def masked(settings: Settings) -> dict[str, list[object]]:
    return dict(Masker.for_contract(contract(), settings).mask(batch()).batch.to_pydict())


def test_every_column_is_treated_as_its_rule_says(masked: dict[str, list[object]]) -> None:
    assert masked["name"] == ["<PERSON>", "<PERSON>", None]
    assert masked["id_card"] == ["*" * 14 + "0021", "*2", None]
    assert masked["born"] == ["30-39", None, "0-9"]
    assert masked["address"] == ["YL-01", "YL-02", None]
    assert masked["note"] == ["<PERSON>电话<PHONE>", "", None]
    assert masked["category"] == ["13800138000", "张三", "路灯"]


def test_personal_column_without_a_rule_is_dropped(masked: dict[str, list[object]]) -> None:
    assert "nobody_classified" not in masked


def test_two_spellings_of_one_number_get_one_token(masked: dict[str, list[object]]) -> None:
    first, second, missing = masked["phone"]
    assert first == second
    assert str(first).startswith("PHONE_")
    assert missing is None


def test_masking_again_gives_the_same_even_in_another_process(settings: Settings) -> None:
    masker = Masker.for_contract(contract(), settings)
    again = pickle.loads(pickle.dumps(masker))
    assert masker.mask(batch()).batch.equals(again.mask(batch()).batch)


def test_tokens_do_not_join_across_purposes(settings: Settings) -> None:
    one = Masker.for_contract(contract(), settings).mask(batch()).batch["phone"]
    other = Masker.for_contract(contract(purpose="public_health"), settings).mask(batch()).batch["phone"]
    assert one[0] != other[0]


def test_findings_count_and_name_the_key(settings: Settings) -> None:
    findings = Masker.for_contract(contract(), settings).mask(batch()).findings.to_pylist()
    by_column = {(row["column"], row["entity_type"]): row for row in findings}
    assert by_column["phone", "PHONE"]["n_masked"] == 2
    assert by_column["phone", "PHONE"]["key_id"]
    assert by_column["note", "PERSON"]["n_found"] == by_column["note", "PHONE"]["n_found"] == 1
    assert by_column["nobody_classified", "UNCLASSIFIED"]["operator"] == "drop"


def test_failed_cells_are_masked(settings: Settings) -> None:
    raw = ['{"phone_zh": "138", "category": "张三先生"}', "no json 13800138000", None]
    shown = Masker.for_contract(contract(), settings).mask(batch(_raw=raw)).batch["_raw"].to_pylist()
    assert shown == ['{"phone_zh": "<PHONE>", "category": "<PERSON>"}', "<REDACTED>", None]


def test_column_that_the_contract_lacks_stops_the_batch(settings: Settings) -> None:
    with pytest.raises(MaskingError, match="surprise"):
        Masker.for_contract(contract(), settings).mask(batch(surprise=["x", "y", "z"]))


def test_failure_stops_the_batch_without_showing_a_value(settings: Settings) -> None:
    broken = pa.array([1, 2, 3], pa.int64())
    with pytest.raises(MaskingError) as failure:
        Masker.for_contract(contract(), settings).mask(batch(occurred_at=broken, phone=["13800138000"] * 3))
    assert "13800138000" not in str(failure.value)


@pytest.mark.parametrize(
    "wrong",
    [
        column("note", "pii_text", "FREE_TEXT", "keep"),
        column("note", "pii_text", "FREE_TEXT", "pseudonymise"),
        column("born", "pii", "BIRTH_DATE", "generalise", to="century"),
    ],
)
def test_rule_that_cannot_be_carried_out_is_refused(wrong: object, settings: Settings) -> None:
    with pytest.raises(MaskingError, match="column"):
        Masker.for_contract(contract((wrong,)), settings)  # type: ignore[arg-type]  # the cases are columns


def test_large_batches_are_read_on_several_cores_alike(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privacy.masking.WORTHWHILE", 1)
    with WorkerPool(2) as pool:
        shared = Masker.for_contract(contract(), settings, pool).mask(batch())
    alone = Masker.for_contract(contract(), settings).mask(batch())
    assert shared.batch.equals(alone.batch)
    assert shared.findings.equals(alone.findings)
