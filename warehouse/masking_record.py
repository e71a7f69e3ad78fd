"""What masking found in a run, gathered over its batches, for the ledger: counts and one hash, never a value."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from privacy.engine_versions import EngineVersions, engine_versions
from privacy.keyring import Key
from privacy.ledger import append_batch_leaf
from privacy.policy import log_policy_change, policy_version
from schemas.contract import FeedContract
from warehouse.record import RunRecord

ACTOR = "hub"
BATCH_KEYS = "ledger_batches"
"""Purpose of the keys under which the ledger hashes masked batches."""


@dataclass
class MaskingRecord:
    """Findings and digest of every masked batch of one run."""

    versions: EngineVersions = field(default_factory=engine_versions)
    findings: list[pa.Table] = field(default_factory=list)
    n_rows: int = 0
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, batch: pa.RecordBatch, findings: pa.Table) -> None:
        """Take in one masked batch. The digest is SHA-256 over the batches' Arrow IPC bytes, in order."""
        self.findings.append(findings)
        self.n_rows += batch.num_rows
        self._digest.update(batch.serialize())

    def write(self, conn: duckdb.DuckDBPyConnection, contract: FeedContract, record: RunRecord, key: Key) -> None:
        """Append the run's leaf and ``audit.masking_log`` rows, inside the caller's transaction.

        What the leaf holds is HMAC-SHA256 of the batches' digest under ``key``: without it nobody can try out rows.
        """
        log_policy_change(conn, contract, ACTOR, record.finished_at)
        if not self.findings:
            return
        append_batch_leaf(
            conn,
            run_id=record.run_id,
            feed=contract.id,
            contract_version=contract.version,
            policy_version=policy_version(contract),
            engine_hash=self.versions.engine_hash,
            model_hash=self.versions.model_hash,
            ruleset_hash=self.versions.ruleset_hash,
            purpose=contract.purpose,
            legal_basis=contract.legal_basis,
            actor=ACTOR,
            findings=pa.concat_tables(self.findings),
            batch_hash=hmac.new(key.secret, self._digest.digest(), "sha256").hexdigest(),
            batch_key_id=key.key_id,
            n_rows=self.n_rows,
            when=record.finished_at,
        )
