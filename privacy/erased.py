"""Erased people stay erased: rows under their tokens are left out when a department delivers them again.

The ledger keeps a mark of each erased token, HMAC-SHA256 under a key of its own purpose, so that neither a token nor
anything to try tokens against without the key is stored.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.keyring import Key, Keyring
from privacy.ledger import Act
from schemas.settings import Settings

MARK_KEYS = "erasure_marks"
FIRST_YEAR = date(2000, 1, 1)
"""One key for marks of all years."""
TOKEN = re.compile(r"[A-Z][A-Z_]*_[a-z2-7]{24}")
MARKS = """
    select distinct unnest(json_extract_string(leaf, '$.details.marks[*]'))
    from audit.ledger where kind = ?
"""


@dataclass(frozen=True)
class Erased:
    """The marks of every erased token, and the key under which they were made (None where there are no marks)."""

    marks: frozenset[str]
    key: Key | None

    @classmethod
    def read(cls, conn: duckdb.DuckDBPyConnection, settings: Settings) -> Erased:
        """From the ledger. :class:`KeyFileError` if there are marks and their key was destroyed."""
        marks = frozenset(str(row[0]) for row in conn.execute(MARKS, [Act.ERASURE]).fetchall())
        return cls(marks, mark_key(settings) if marks else None)

    def rows_kept(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The masked batch without the rows that hold an erased token in any text column."""
        if self.key is None:
            return batch
        gone = np.zeros(batch.num_rows, dtype=bool)
        for column in batch.columns:
            if pa.types.is_string(column.type):
                gone |= self._is_erased(column)
        return batch.filter(pa.array(~gone)) if gone.any() else batch

    def _is_erased(self, column: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        encoded = column.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        erased = [text for text in texts if any(self._holds(found) for found in TOKEN.findall(text))]
        return np.asarray(
            pc.is_in(column, value_set=pa.array(erased, pa.string())).to_numpy(zero_copy_only=False), dtype=bool
        )

    def _holds(self, token: str) -> bool:
        return self.key is not None and mark(token, self.key) in self.marks


def mark_key(settings: Settings) -> Key:
    """The key for marks; made with the first erasure."""
    return Keyring.open(settings).key_for(MARK_KEYS, FIRST_YEAR)


def mark(token: str, key: Key) -> str:
    """The mark of an erased token."""
    return hmac.new(key.secret, token.encode(), "sha256").hexdigest()
