"""The demo's progress: a line for each stage, with a bar and the time it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from superbrain.console import err

Tick = Callable[[int, int], None]


class Stages:
    """Shows one stage at a time; on a plain stream each stage is a line when it ends."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:36}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=err,
            disable=not err.is_terminal,
        )
        self.seconds: dict[str, float] = {}

    def __enter__(self) -> Stages:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @contextmanager
    def stage(self, name: str) -> Iterator[Tick]:
        """Time a stage; the callable given to the body takes the numbers of parts done and in all."""
        task = self._progress.add_task(name, total=1)
        begun, last = time.monotonic(), [-1]

        def tick(n_done: int, total: int) -> None:
            self._progress.update(task, completed=n_done, total=total)
            if not err.is_terminal and n_done != last[0]:
                err.print(f"{name}: {n_done} of {total} ({time.monotonic() - begun:.0f} s)")
                last[0] = n_done

        if not err.is_terminal:
            err.print(f"{name} …")
        yield tick
        self._progress.update(task, completed=1, total=1)
        self.seconds[name] = time.monotonic() - begun
        if not err.is_terminal:
            err.print(f"{name}: done in {self.seconds[name]:.0f} s")
