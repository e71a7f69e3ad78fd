"""Masking on several cores: plain child processes fed with Arrow batches, answers in the order of the texts.

They are started with the interpreter itself and talk over pipes, so they need no guard in the caller's main
module and work inside daemonic processes such as Airflow's.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

import pyarrow as pa

from privacy.errors import MaskingError
from privacy.spans import SCHEMA
from privacy.worker import read_frame, write_frame

ROOT = Path(__file__).resolve().parent.parent
WORTHWHILE = 20_000
"""Fewer texts than this are masked sooner in the caller's own process than a worker can start."""


class WorkerPool:
    """``n`` masking processes, started at once; use as a context manager."""

    def __init__(self, n: int) -> None:
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "privacy.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path},
            )
            for _ in range(n)
        ]
        self._threads = ThreadPoolExecutor(n)

    def mask_texts(
        self, texts: pa.StringArray | list[str], lang: str = "auto", recall_bias: float = 0.0
    ) -> tuple[pa.Array, pa.Table]:
        """As :meth:`privacy.engine.Engine.mask_texts`, masked texts as an Arrow array; nulls become empty.

        Raises MaskingError when any worker fails: then no text may be used.
        """
        column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
        size = -(-len(column) // len(self.processes))
        parts = [column.slice(i * size, size) for i in range(len(self.processes))]
        metadata = {"lang": lang, "recall_bias": repr(recall_bias)}
        jobs = [
            self._threads.submit(ask, process, pa.table({"text": part}).replace_schema_metadata(metadata))
            for process, part in zip(self.processes, parts, strict=True)
        ]
        answers = [job.result() for job in jobs]
        masked = pa.concat_arrays([answer[0] for answer in answers])
        return masked, pa.concat_tables([shifted(answer[1], i * size) for i, answer in enumerate(answers)])

    def close(self) -> None:
        """End the workers."""
        for process in self.processes:
            with contextlib.suppress(BrokenPipeError):
                cast(BinaryIO, process.stdin).close()
            process.wait()
            cast(BinaryIO, process.stdout).close()
        self._threads.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def ask(process: subprocess.Popen[bytes], batch: pa.Table) -> tuple[pa.Array, pa.Table]:
    """One worker's masked texts and spans for a batch."""
    try:
        write_frame(cast(BinaryIO, process.stdin), batch)
        masked, spans = (read_frame(cast(BinaryIO, process.stdout)) for _ in range(2))
    except OSError:
        masked = spans = None
    if masked is None or spans is None:
        raise MaskingError("a masking process failed; the batch is not masked and nothing of it is kept")
    return masked["masked"].combine_chunks(), spans


def shifted(spans: pa.Table, by: int) -> pa.Table:
    """Spans whose text numbers begin at ``by``."""
    owner = pa.array(spans["text"].to_numpy() + by, pa.int32())
    return spans.set_column(0, SCHEMA.field("text"), owner)
