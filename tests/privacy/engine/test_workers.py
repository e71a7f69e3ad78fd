"""Several processes give what one gives, in the same order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.mask_texts import known_notes
from privacy.engine import default_engine
from privacy.errors import MaskingError
from privacy.workers import WorkerPool

TEXTS = [note.text for note in known_notes(301, seed=13)]


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as workers:
        yield workers


def test_same_masked_texts_and_spans_as_one_process(pool: WorkerPool) -> None:
    masked, spans = pool.mask_texts(TEXTS)
    alone, alone_spans = default_engine().mask_texts(TEXTS)
    assert masked.to_pylist() == alone
    assert spans.to_pylist() == alone_spans.to_pylist()


def test_fewer_texts_than_workers(pool: WorkerPool) -> None:
    assert pool.mask_texts(["电话13800138000"])[0].to_pylist() == ["电话<PHONE>"]


def test_batch_fails_closed_when_a_worker_is_killed(pool: WorkerPool) -> None:
    victim = pool.processes[0]
    victim.kill()
    victim.wait()
    with pytest.raises(MaskingError, match="nothing of it is kept"):
        pool.mask_texts(TEXTS)
