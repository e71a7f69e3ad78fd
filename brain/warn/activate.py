"""Putting a changed warning policy into force: a governed act, with what it would have changed over the last year."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from brain.as_of import city_clocks
from brain.warn.unrecorded import Tick
from brain.warn.what_if import WhatIf, tried
from privacy.ledger import Act, append_act
from privacy.reasons import masked_text
from schemas.errors import HubError
from schemas.settings import Settings
from schemas.warning_policy import WarningPolicy, load_warning_policy
from warehouse.lake import open_lake, transaction

POLICY_FILE = "warning_policy.yaml"


class ActivationError(HubError):
    """The policy cannot be put into force as asked."""


@dataclass(frozen=True)
class Trial:
    """A policy tried in every city over the year before its present day."""

    path: Path
    present: WarningPolicy
    changed: WarningPolicy
    results: Mapping[str, tuple[date, WhatIf]]


def try_policy(path: Path, settings: Settings, tick: Tick = lambda *_: None) -> Trial:
    """The what-if of the policy at ``path`` in every city.

    ActivationError where that policy is in force already or has no version of its own, or no city has data.
    """
    present, changed = load_warning_policy(settings), load_warning_policy(settings, path)
    if changed.policy_version == present.policy_version:
        raise ActivationError(f"{path}: this policy ({present.policy_version}) is in force already")
    if changed.version == present.version:
        raise ActivationError(f"{path}: version: {present.version} is in force with other content; raise it")
    with open_lake(settings) as conn:
        clocks = city_clocks(conn, settings)
    if not clocks:
        raise ActivationError("no city has data yet, so there is nothing to try the policy on; run its feeds first")
    results = {
        clock.city_id: (clock.today, tried(clock.city_id, clock.today, changed, settings, tick)) for clock in clocks
    }
    return Trial(path, present, changed, results)


def activate(trial: Trial, reason: str, actor: str, settings: Settings) -> None:
    """Put a tried policy into force for every city and enter it, with its trial, in the ledger.

    ActivationError without reason or office, where either policy has changed since the trial, or where the policy file
    cannot be written.
    """
    if not reason.strip() or not actor.strip():
        raise ActivationError("a change of the warning policy needs a reason (--reason) and an office (--by)")
    now = load_warning_policy(settings), load_warning_policy(settings, trial.path)
    if [policy.policy_version for policy in now] != [trial.present.policy_version, trial.changed.policy_version]:
        raise ActivationError(f"{trial.path} or the policy in force has changed since it was tried; try it again")
    version, when = trial.changed.policy_version, datetime.now(UTC)
    with open_lake(settings, write=True) as conn, transaction(conn, f"activate warning policy {version}", actor):
        for city_id, (as_of, result) in trial.results.items():
            details = {"city": city_id, "from": trial.present.policy_version, "to": version}
            what_if = {"as_of": as_of.isoformat(), **result.counts()}
            governed = {**details, "reason": masked_text(reason.strip()), "what_if": what_if}
            append_act(conn, kind=Act.WARNING_POLICY_CHANGED, actor=actor, details=governed, when=when)
        _put_in_force(trial.path, settings)


def _put_in_force(path: Path, settings: Settings) -> None:
    """Replace the policy file whole."""
    target = settings.city_dir / POLICY_FILE
    beside = target.with_suffix(".new")
    try:
        shutil.copyfile(path, beside)
        beside.replace(target)
    except OSError as error:
        raise ActivationError(f"cannot write the policy file {target}: {error.strerror}") from error
