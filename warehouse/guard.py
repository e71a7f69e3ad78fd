"""The guard's duties, each one call: retention and its proof, compaction, access log, seal, leak scan, serving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from privacy import retention
from privacy.access import copy_superset_log
from privacy.checkpoint import make_checkpoint
from privacy.leaks import LeakReport, log_leak_scan, scan_leaks
from privacy.leaks_needles import Needles
from privacy.retention import GRACE, RetentionProof
from schemas.errors import HubError
from schemas.settings import Settings
from warehouse import maintenance, serving
from warehouse.lake import open_lake, transaction


class LeakError(HubError):
    """Personal data at rest."""


class RetentionError(HubError):
    """Rows past their retention that are still on the disk."""


def apply_retention(settings: Settings) -> None:
    """Delete what is older than its contract allows."""
    maintenance.apply_retention(settings)


def compact_lake(settings: Settings) -> None:
    """Merge small files, drop old snapshots and leftovers."""
    maintenance.compact(settings)
    maintenance.expire(settings)


def prove_retention(settings: Settings, grace: timedelta = GRACE) -> RetentionProof:
    """Look for expired rows in every file on the disk and log the proof; :class:`RetentionError` if any is left."""
    with open_lake(settings, write=True) as conn, transaction(conn, "prove retention"):
        proof = retention.prove_retention(conn, settings, actor="hub", when=datetime.now(UTC), grace=grace)
    if not proof.is_ok:
        files = ", ".join(proof.files[:5])
        raise RetentionError(f"{proof.n_left} rows past their retention still lie on the disk, in {files}")
    return proof


def collect_access_log(settings: Settings) -> None:
    """Copy what is new in Superset's own log, where Superset has run."""
    superset = settings.home / "superset" / "superset.db"
    if superset.exists():
        with open_lake(settings, write=True) as conn, transaction(conn, "collect the access log"):
            copy_superset_log(conn, superset)


def seal_ledger(settings: Settings) -> None:
    """Verify the ledger and sign it."""
    with open_lake(settings, write=True) as conn:
        make_checkpoint(conn, settings)


def scan_for_leaks(settings: Settings) -> None:
    """Search every stored byte and log the scan; raises :class:`LeakError` where something was found."""
    report = find_leaks(settings)
    if not report.is_ok:
        found = f"{report.n_hits} personal values and {len(report.unreadable)} unreadable files"
        raise LeakError(f"{found} lie under {settings.home}; see: superbrain audit leaks")


def find_leaks(settings: Settings) -> LeakReport:
    """Search every stored byte for the demo city's people and the canaries, and log the scan in the ledger."""
    report = scan_leaks(settings, Needles.read(settings.home / "demo" / "people.parquet"))
    with open_lake(settings, write=True) as conn, transaction(conn, "leak scan"):
        log_leak_scan(conn, report, "hub", datetime.now(UTC))
    return report


def publish_serving(settings: Settings) -> None:
    """Swap in a new serving database."""
    serving.publish_serving(settings)
