"""The gate: a shaped batch in, a masked batch and its findings out. Nothing unmasked passes beyond here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy import findings as found
from privacy.engine import Engine, default_engine
from privacy.errors import MaskingError
from privacy.findings import Finding
from privacy.keyring import Keyring
from privacy.operators import KEEP_LAST, TIME_CUTS, age_band, mask, redact
from privacy.pseudonyms import pseudonymise
from privacy.raw_cells import mask_raw
from privacy.row_context import PersonalValues, mask_known, personal_values
from privacy.workers import WORTHWHILE, WorkerPool
from schemas.contract import Column, FeedContract, Operator
from schemas.settings import Settings

STANDARD_COLUMNS = frozenset({"record_id", "occurred_at", "received_at", "area_id", "topic_id", "n_events", "value"})
RAW_COLUMN = "_raw"
PROBLEMS_COLUMN = "_problems"
FREE_TEXT = "FREE_TEXT"
EARLIEST_YEAR = 1990
GENERALISATIONS = ("age_band", "area", *TIME_CUTS)


@dataclass(frozen=True)
class MaskedBatch:
    """``batch``: as shaped, personal columns masked or gone. ``findings``: :data:`privacy.findings.SCHEMA`."""

    batch: pa.RecordBatch
    findings: pa.Table


@dataclass(frozen=True)
class Masker:
    """Masks the batches of one feed as its contract says. Pickles as contract and settings.

    With a ``pool`` (the caller's, kept for a whole run) free text of large batches is read on several cores.
    """

    contract: FeedContract
    settings: Settings
    pool: WorkerPool | None = None

    def __reduce__(self) -> tuple[type[Masker], tuple[FeedContract, Settings]]:
        return Masker, (self.contract, self.settings)

    @classmethod
    def for_contract(cls, contract: FeedContract, settings: Settings, pool: WorkerPool | None = None) -> Masker:
        """The feed's masker; MaskingError where a rule cannot be carried out."""
        for column in contract.columns:
            check_rule(contract, column)
        return cls(contract, settings, pool)

    def mask(self, batch: pa.RecordBatch) -> MaskedBatch:
        """The batch with personal data masked. Raises MaskingError, and then nothing of the batch may be kept."""
        try:
            return self._mask(batch)
        except MaskingError:
            raise
        except Exception as error:
            reason = type(error).__name__
            raise MaskingError(
                f"feed {self.contract.id}: masking a batch failed ({reason}); nothing of it is kept"
            ) from None

    def _mask(self, batch: pa.RecordBatch) -> MaskedBatch:
        rules = {column.name: column for column in self.contract.columns}
        names: list[str] = []
        arrays: list[pa.Array] = []
        log: list[Finding] = []
        has_text = any(is_running_text(column) for column in self.contract.columns)
        known = personal_values(self.contract, batch) if has_text else []
        for name, values in zip(batch.schema.names, batch.columns, strict=True):
            masked, entries = self._column(name, values, rules.get(name), batch, known)
            log += entries
            if masked is not None:
                names.append(name)
                arrays.append(masked)
        return MaskedBatch(pa.RecordBatch.from_arrays(arrays, names), found.to_table(log))

    def _column(
        self, name: str, values: pa.Array, column: Column | None, batch: pa.RecordBatch, known: PersonalValues
    ) -> tuple[pa.Array | None, list[Finding]]:
        if name == RAW_COLUMN:
            return mask_raw(values, self.contract, default_engine())
        if column is None:
            if name in STANDARD_COLUMNS or name.startswith("_"):
                return values, []
            raise MaskingError(f"feed {self.contract.id}: column {name!r} is not in the contract; classify it there")
        if column.classification in ("public", "internal"):
            return mask_misplaced(name, values, batch)
        if column.pii is None or column.pii.operator is Operator.DROP:
            return None, [dropped(column, values)]
        if is_running_text(column):
            reader = self._reader(len(values))
            return mask_free_text(name, as_strings(values), reader, self.contract.name_recall_bias, known)
        return self._whole_value(column, values, batch)

    def _reader(self, n_texts: int) -> Engine | WorkerPool:
        return self.pool if self.pool and n_texts >= WORTHWHILE else default_engine()

    def _whole_value(self, column: Column, values: pa.Array, batch: pa.RecordBatch) -> tuple[pa.Array, list[Finding]]:
        assert column.pii is not None
        entity, operator, params = column.pii.entity, column.pii.operator, column.pii.params
        n_found = len(values) - values.null_count
        if operator is Operator.PSEUDONYMISE:
            return self._pseudonyms(column.name, entity, as_strings(values), batch)
        if operator is Operator.KEEP:
            return values, [Finding(column.name, entity, operator.value, None, n_found, 0)]
        if operator is Operator.REDACT:
            masked = redact(as_strings(values), entity)
        elif operator is Operator.MASK:
            masked = mask(as_strings(values), int(params.get("keep_last", KEEP_LAST)))
        else:
            masked = generalise(as_strings(values), str(params["to"]), batch)
        return masked, [Finding(column.name, entity, operator.value, None, n_found, n_found)]

    def _pseudonyms(
        self, name: str, entity: str, values: pa.Array, batch: pa.RecordBatch
    ) -> tuple[pa.Array, list[Finding]]:
        keyring = Keyring.open(self.settings)
        years, year_of_row = years_of(batch)
        keys = [keyring.key_for(self.contract.purpose, date(year, 1, 1) if year else None) for year in years]
        tokens = pseudonymise(values, entity, keys, year_of_row)
        counts = np.bincount(year_of_row[values.is_valid().to_numpy(zero_copy_only=False)], minlength=len(keys))
        operator = Operator.PSEUDONYMISE.value
        log = [Finding(name, entity, operator, key.key_id, int(n), int(n)) for key, n in zip(keys, counts, strict=True)]
        return tokens, log


def check_rule(contract: FeedContract, column: Column) -> None:
    """Refuses rules that would let personal data through or cannot be carried out."""
    rule = column.pii
    if column.classification not in ("pii", "pii_text") or rule is None:
        return
    where = f"feed {contract.id}: column {column.name}"
    if is_running_text(column) and rule.operator not in (Operator.REDACT, Operator.DROP):
        raise MaskingError(f"{where}: free text can be redacted or dropped, not {rule.operator.value}")
    if rule.operator is Operator.GENERALISE and rule.params.get("to") not in GENERALISATIONS:
        raise MaskingError(f"{where}: generalise needs params.to, one of {', '.join(GENERALISATIONS)}")


def is_running_text(column: Column) -> bool:
    """Whether personal data is to be detected inside the values."""
    return column.classification == "pii_text" or (column.pii is not None and column.pii.entity == FREE_TEXT)


def dropped(column: Column, values: pa.Array) -> Finding:
    """The record of a column that was removed whole."""
    n_found = len(values) - values.null_count
    entity = column.pii.entity if column.pii else "UNCLASSIFIED"
    return Finding(column.name, entity, Operator.DROP.value, None, n_found, n_found)


def mask_free_text(
    name: str, values: pa.Array, engine: Engine | WorkerPool, recall_bias: float, known: PersonalValues
) -> tuple[pa.Array, list[Finding]]:
    """Running text with what was detected, and what the row's own columns say, replaced by ``<ENTITY>``.

    A text that stands in many rows is read once and counted in each.
    """
    encoded = values.dictionary_encode()
    detected, spans = engine.mask_texts(encoded.dictionary, recall_bias=recall_bias)
    n_rows = np.bincount(encoded.indices.drop_null().to_numpy(), minlength=len(encoded.dictionary))
    masked, more = mask_known(pa.array(detected, pa.string()).take(encoded.indices).fill_null("").to_pylist(), known)
    counts = entity_counts(spans, n_rows) + more or Counter({FREE_TEXT: 0})
    log = [Finding(name, entity, Operator.REDACT.value, None, n, n) for entity, n in sorted(counts.items())]
    return pc.if_else(values.is_valid(), pa.array(masked, pa.string()), pa.scalar(None, pa.string())), log


def entity_counts(spans: pa.Table, n_rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Counter[str]:
    """Spans of each entity, each as often as its text has rows."""
    weights = pa.array(n_rows[spans["text"].to_numpy()], pa.int64())
    totals = pa.table({"entity": spans["entity"], "n": weights}).group_by("entity").aggregate([("n", "sum")])
    return Counter(dict(zip(totals["entity"].to_pylist(), totals["n_sum"].to_pylist(), strict=True)))


def mask_misplaced(name: str, values: pa.Array, batch: pa.RecordBatch) -> tuple[pa.Array, list[Finding]]:
    """A public column; where a row was delivered wrong, its text is read too, for values in the wrong column."""
    if not pa.types.is_string(values.type) or PROBLEMS_COLUMN not in batch.schema.names:
        return values, []
    wrong = pc.fill_null(pc.greater(pc.list_value_length(batch.column(PROBLEMS_COLUMN)), 0), False)
    if not pc.any(wrong).as_py():
        return values, []
    masked, log = mask_free_text(name, values.filter(wrong), default_engine(), 0.0, [])
    return pc.replace_with_mask(values, wrong, masked), [entry for entry in log if entry.n_found]


def generalise(values: pa.Array, to: str, batch: pa.RecordBatch) -> pa.Array:
    """Values made coarser: an age band, the row's area, or a time cut to hour, day, month or year."""
    if to == "age_band":
        return age_band(values, batch.column("occurred_at"))
    if to == "area":
        areas = as_strings(batch.column("area_id"))
        return pc.if_else(values.is_valid(), areas, pa.scalar(None, pa.string()))
    return TIME_CUTS[to](values)


def as_strings(values: pa.Array) -> pa.Array:
    """Any column as strings; times in ISO form."""
    if pa.types.is_string(values.type):
        return values
    if pa.types.is_dictionary(values.type):
        return as_strings(values.dictionary_decode())
    if pa.types.is_timestamp(values.type):
        return pc.strftime(values, format="%Y-%m-%dT%H:%M:%S")
    return values.cast(pa.string())


def years_of(batch: pa.RecordBatch) -> tuple[list[int], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Distinct years of ``occurred_at`` and, for each row, which of them is its own.

    A row without a time that can be (none, before :data:`EARLIEST_YEAR`, past next year) takes 0, for undated, so that
    masking it again gives the same token whatever the day, and a mistyped year does not make a key of its own.
    """
    found = pc.year(batch.column("occurred_at")).fill_null(0).to_numpy(zero_copy_only=False)
    is_dated = (found >= EARLIEST_YEAR) & (found <= datetime.now(UTC).year + 1)
    years, rows = np.unique(np.where(is_dated, found, 0), return_inverse=True)
    return years.tolist(), rows.astype(np.int64)
