"""``superbrain mask | forecast | detect | scan``: the engines on files of one's own."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from superbrain.commands.options import InFile, OptionError, OutFile
from superbrain.console import err, progress_bar

if TYPE_CHECKING:
    import pandas as pd


class Language(StrEnum):
    """Languages that the masker knows."""

    ZH = "zh"
    EN = "en"
    AUTO = "auto"


class Frequency(StrEnum):
    """Steps of a series."""

    DAILY = "D"
    WEEKLY = "W"
    MONTHLY = "M"


class DetectFrequency(StrEnum):
    """Steps of a series that is watched."""

    DAILY = "D"
    WEEKLY = "W"


class ScanMethod(StrEnum):
    """What a cluster is set against: its own past, or the areas outside it."""

    POISSON = "poisson"
    KULLDORFF = "kulldorff"


class TailMethod(StrEnum):
    """Where the p-value of a cluster comes from."""

    RANK = "monte-carlo"
    GUMBEL = "gumbel"


class DetectMethod(StrEnum):
    """How counts are judged."""

    DEFAULT = "default"
    FARRINGTON = "farrington"
    EARS_C1 = "ears_c1"
    EARS_C2 = "ears_c2"
    EARS_C3 = "ears_c3"


_TEXT_COLUMNS = dict.fromkeys(("unique_id", "area_id", "neighbour_id", "neighbours"), str)

Holidays = Annotated[str | None, typer.Option(help="Country whose holidays count, like CN or US.")]


def mask(
    source: InFile,
    target: OutFile,
    lang: Annotated[Language, typer.Option(help="Language of the texts.")] = Language.AUTO,
) -> None:
    """Mask personal data in a JSON-lines file: one object a line with `text`; adds `masked` and `spans`."""
    from privacy.mask_file import mask_jsonl

    with progress_bar("Masking") as (bar, task):
        counts = mask_jsonl(source, target, lang.value, progress=lambda n: bar.update(task, advance=n))
    err.print(f"{counts.n_texts:,} texts, {counts.n_spans:,} personal mentions masked.")


def forecast(
    source: InFile,
    target: OutFile,
    horizon: Annotated[int, typer.Option(min=1, max=366, help="Steps ahead.")],
    freq: Annotated[Frequency, typer.Option(help="Step of the series.")],
    holidays: Holidays = None,
) -> None:
    """Forecast series (unique_id,ds,y): mean and 23 quantiles for each step ahead.

    A step without a row, or with an empty y, is unknown, not zero. A series that evidently runs in other steps than
    --freq, or in two frequencies, is refused.
    """
    from brain.forecast import forecast_frame

    _write(forecast_frame(_read(source), horizon, freq.value, holidays), target)


def detect(
    source: InFile,
    target: OutFile,
    freq: Annotated[DetectFrequency, typer.Option(help="Step of the series.")],
    start: Annotated[str | None, typer.Option(help="First step to judge, like 2026-01-31.")] = None,
    holidays: Holidays = None,
    method: Annotated[DetectMethod, typer.Option(help="How the counts are judged.")] = DetectMethod.DEFAULT,
    alpha: Annotated[float, typer.Option(min=1e-6, max=0.5, help="False alarms wanted, a step and series.")] = 0.01,
) -> None:
    """Judge each step of count series (unique_id,ds,y[,reported_share]) from its past alone.

    A step without a row is missing, not zero. A series that evidently runs in other steps than --freq, or in two
    frequencies, is refused. y are counts: a fraction is taken, and judged as the whole number above it where counts
    are small (below 1: as 0); for rates and measured values the p-values do not hold.
    """
    from brain.detect import detect_frame

    frame = detect_frame(_read(source), freq.value, start, holidays, method.value, alpha)
    _write(frame, target)


def scan(
    source: InFile,
    target: OutFile,
    areas: Annotated[Path, typer.Option(help="CSV: area_id, longitude, latitude[, population].", exists=True)],
    adjacency: Annotated[Path | None, typer.Option(help="CSV: area_id, neighbour_id.", exists=True)] = None,
    method: Annotated[
        ScanMethod, typer.Option(help="Against the past, or inside against outside.")
    ] = ScanMethod.POISSON,
    p_value: Annotated[TailMethod, typer.Option(help="Rank among replicas, or a fitted tail.")] = TailMethod.RANK,
    as_of: Annotated[str | None, typer.Option(help="Last day to look at; else that of the events.")] = None,
    max_window: Annotated[int, typer.Option(min=1, max=60, help="Longest window in days.")] = 14,
    max_areas: Annotated[int | None, typer.Option(min=1, help="Areas in the largest zone.")] = None,
    replicas: Annotated[int, typer.Option(min=9, max=99_999, help="Random replicas.")] = 999,
    max_p: Annotated[float, typer.Option(min=0, max=1, help="Largest p-value shown.")] = 0.05,
    seed: Annotated[int, typer.Option(help="Seed of the replicas.")] = 0,
) -> None:
    """Find clusters in space and time that are alive on the last day of the events (area_id,ds[,n])."""
    from brain.scan import scan_frame

    found = scan_frame(
        _read(source),
        _read(areas),
        as_of,
        max_window,
        max_areas,
        replicas,
        seed,
        max_p,
        p_value is TailMethod.GUMBEL,
        method.value,
        None if adjacency is None else _read(adjacency),
    )
    _write(found, target)


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(path, dtype=_TEXT_COLUMNS)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise OptionError(f"{path} is not a CSV file in UTF-8: {error}") from None


def _write(frame: pd.DataFrame, path: Path) -> None:
    beside = path.with_name(f".{path.name}.new")
    frame.to_csv(beside, index=False)
    beside.replace(path)
