from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from demo.generate import generate
from demo.store import DemoError, load_state
from schemas.settings import Settings
from tests.demo.conftest import DAYS, END, SEED
from tests.demo.helpers import digests


def test_same_seed_gives_the_same_bytes(city: Settings, tmp_path: Path) -> None:
    twin = Settings(home=tmp_path)
    generate(twin, DAYS, SEED, END)
    assert digests(twin) == digests(city)


def test_another_seed_gives_another_city(city: Settings, tmp_path: Path) -> None:
    other = Settings(home=tmp_path)
    generate(other, DAYS, SEED + 1, END)
    ours, theirs = digests(city), digests(other)
    name = f"drop/grid_reports/{END}.jsonl"
    assert ours.keys() == theirs.keys()
    assert ours[name] != theirs[name]


def test_generating_again_changes_nothing(city: Settings) -> None:
    before = digests(city)
    state = generate(city, DAYS, SEED, END)
    assert digests(city) == before
    assert (state.first, state.last) == (END - timedelta(days=DAYS - 1), END)


def test_an_interrupted_generation_is_finished(city: Settings, tmp_path: Path) -> None:
    cut = Settings(home=tmp_path)
    generate(cut, DAYS, SEED, END)
    (tmp_path / "demo" / "drop" / "weather" / f"{END}.csv").unlink()
    state = load_state(cut)
    assert state is not None
    type(state)(state.seed, state.anchor, state.first, None).save(tmp_path / "demo")
    generate(cut, DAYS, SEED, END)
    assert digests(cut) == digests(city)


def test_a_folder_of_another_seed_is_refused(city: Settings) -> None:
    with pytest.raises(DemoError, match="holds a city of seed 7"):
        generate(city, DAYS, SEED + 1, END)


def test_seed_and_end_are_remembered(city: Settings) -> None:
    state = load_state(city)
    assert state is not None
    assert (state.seed, state.anchor, state.first) == (SEED, END, date(2026, 3, 6))
