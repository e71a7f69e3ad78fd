"""``superbrain release``: a small-area table for the public, k-anonymous or with noise, as CSV."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.settings import Settings, get_settings
from superbrain.commands.governed import By, actor_of
from superbrain.commands.options import AsJson, OptionError, OutFile, parse_day
from superbrain.console import err, print_json, progress_bar

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse.small_area import Cut


class Level(StrEnum):
    """How fine the areas are."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


class Topics(StrEnum):
    """How fine the topics are."""

    GROUP = "group"
    LEAF = "leaf"


def release(
    first: Annotated[str, typer.Option("--from", help="First local day, included.")],
    last: Annotated[str, typer.Option("--to", help="Last local day, included.")],
    target: OutFile,
    level: Annotated[Level, typer.Option(help="Lowest level of areas.")] = Level.STREET,
    topics: Annotated[Topics, typer.Option(help="Groups of topics, or single ones.")] = Topics.GROUP,
    k: Annotated[int, typer.Option(help="Hide counts below this; default and least: the release policy's.")] = 0,
    epsilon: Annotated[str, typer.Option(help="Add noise instead, spending so much of the privacy budget.")] = "",
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Release how many reports each area had of each topic; every release is a governed act of the ledger.

    Small counts are hidden, and as many others as it takes that none can be worked out from totals. With --epsilon
    every count gets noise, and the budget of the release policy shrinks; once it is spent, nothing more is released.
    """
    from warehouse.small_area import Cut

    settings = get_settings()
    first_day, last_day = parse_day(first, "--from"), parse_day(last, "--to")
    if first_day > last_day:
        raise OptionError(f"--from {first} lies after --to {last}")
    if not target.absolute().parent.is_dir():
        raise OptionError(f"--out {target}: its folder does not exist")
    cut = Cut(settings.city, level.value, topics.value, first_day, last_day)
    with progress_bar("Making the table safe"):
        said = _released(cut, settings, k, _epsilon(epsilon), actor_of(by), target)
    if as_json:
        print_json(said)
    else:
        err.print(f"Wrote {target}: " + ", ".join(f"{name} {value}" for name, value in said.items()), highlight=False)


def _released(
    cut: Cut, settings: Settings, k: int, epsilon: Decimal | None, actor: str, target: Path
) -> dict[str, object]:
    import pyarrow.csv as csv

    from privacy.noise import spent_budget
    from privacy.release import release_counts, release_noisy
    from privacy.release_policy import dataset_policy
    from warehouse.lake import open_lake, transaction
    from warehouse.small_area import DATASET, read_names, read_small_area

    policy = dataset_policy(settings, DATASET)
    if k and k < policy.k:
        raise OptionError(f"--k {k} is less than the {policy.k} that the release policy asks for")
    scope = {**cut.as_scope(), "purpose": policy.purpose, "legal_basis": policy.legal_basis}
    now = datetime.now(UTC)
    with open_lake(settings, write=True) as conn, transaction(conn, "release"):
        found, names = read_small_area(conn, cut), read_names(conn, settings.language)
        if epsilon is None:
            table = release_counts(
                conn, dataset=DATASET, counts=found.counts, k=k or policy.k, actor=actor, when=now,
                rows=found.areas, columns=found.topics, scope=scope,
            )  # fmt: skip
            said: dict[str, object] = {"k": k or policy.k}
        else:
            table = release_noisy(
                conn, dataset=DATASET, counts=found.counts, epsilon=epsilon, budget=policy.epsilon_budget,
                sensitivity=policy.max_reports, actor=actor, when=now, rows=found.areas, columns=found.topics,
                scope=scope,
            )  # fmt: skip
            left = policy.epsilon_budget - spent_budget(conn, DATASET)
            said = {"epsilon": str(epsilon), "budget_left": str(left)}
    csv.write_csv(_named(table, names), target)
    n_hidden = sum(table["is_hidden"].to_pylist())
    return {"n_cells": table.num_rows, "n_hidden": n_hidden, **said}


def _named(table: pa.Table, names: dict[str, str]) -> pa.Table:
    import pyarrow as pa

    texts = {name: table[name].to_pylist() for name in ("row", "column")}
    return pa.table(
        {
            "area_id": texts["row"],
            "area_name": [names.get(area, area) for area in texts["row"]],
            "topic_id": texts["column"],
            "topic_name": [names.get(topic, topic) for topic in texts["column"]],
            "n_reports": table["n"],
            "is_hidden": table["is_hidden"],
        }
    )


def _epsilon(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise OptionError(f"--epsilon takes a decimal number like 0.5, not {text!r}") from None
    if not (value.is_finite() and value > 0):
        raise OptionError(f"--epsilon is above 0, not {text}")
    return value
