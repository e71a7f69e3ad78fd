"""Pull, shape and mask as one stream of batches; nothing unmasked leaves this module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache, partial

import pyarrow as pa

from privacy.masking import Masker
from privacy.workers import WORTHWHILE, WorkerPool
from schemas.contract import FeedContract
from schemas.settings import Settings
from schemas.window import Window
from warehouse.load import MaskedRows, RowsOf
from warehouse.shape import Shaped, shape_batch, shape_context
from warehouse.sources import pull


@contextmanager
def masking(settings: Settings) -> Iterator[RowsOf]:
    """What gives a window's masked rows, for all the windows of one run.

    Large batches with free text are masked on ``settings.threads`` processes, started for the first such batch and kept
    until the run ends: each takes seconds of processor time to start.
    """
    with ExitStack() as stack:
        yield partial(_masked_rows, cache(lambda: stack.enter_context(WorkerPool(settings.threads))))


def _masked_rows(
    pool: Callable[[], WorkerPool], contract: FeedContract, window: Window, settings: Settings
) -> Iterator[MaskedRows]:
    """The window's rows as the department delivers them, shaped and masked, batch by batch.

    The next batch is pulled and shaped while one is masked. At most two batches are held unmasked, in memory.
    """
    with ExitStack() as stack:
        for shaped in _one_ahead(_shaped(contract, window, settings), stack):
            workers = pool() if _is_worth_a_pool(contract, shaped.batch, settings) else None
            masked = Masker.for_contract(contract, settings, workers).mask(shaped.batch)
            yield MaskedRows(masked.batch, masked.findings, shaped.dropped_columns)


def _shaped(contract: FeedContract, window: Window, settings: Settings) -> Iterator[Shaped]:
    context = shape_context(contract, settings)
    for raw in pull(contract, window, settings):
        yield shape_batch(raw, contract, context)


def _one_ahead(batches: Iterator[Shaped], stack: ExitStack) -> Iterator[Shaped]:
    """The same batches, the next one made in a thread of its own while the caller works on one."""
    thread = stack.enter_context(ThreadPoolExecutor(max_workers=1))
    coming = thread.submit(next, batches, None)
    while (batch := coming.result()) is not None:
        coming = thread.submit(next, batches, None)
        yield batch


def _is_worth_a_pool(contract: FeedContract, batch: pa.RecordBatch, settings: Settings) -> bool:
    has_text = any(column.classification == "pii_text" for column in contract.columns)
    return has_text and settings.threads > 1 and batch.num_rows >= WORTHWHILE
