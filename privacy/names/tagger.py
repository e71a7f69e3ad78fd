"""The name tagger: an averaged perceptron with BIOES Viterbi decoding (Collins 2002) over hashed features."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from privacy.errors import MaskingError
from privacy.names.decode import name_spans, tag
from privacy.names.features import N_BUCKETS, Gazetteer, classes, padded
from privacy.names.mentions import Words, mentions, words
from privacy.names.segments import segments
from privacy.names.units import cut

N_KINDS = 6
MODEL_PATH = Path(__file__).parent.parent / "models" / "names.npz"


@dataclass(frozen=True)
class NameTagger:
    """Weights (buckets, 5) in steps of ``scale``, transitions (5, 5), and the gazetteer they were trained with."""

    weights: npt.NDArray[np.int8]
    scale: float
    transitions: npt.NDArray[np.float32]
    gazetteer: Gazetteer
    bias: npt.NDArray[np.float32]
    """Working point: what is taken from the score of "no name", for each kind of unit."""

    @classmethod
    def load(cls, path: Path = MODEL_PATH) -> NameTagger:
        """The committed model."""
        with np.load(path) as data:
            if len(data["weights"]) != N_BUCKETS:
                raise MaskingError(f"{path} is a model of another version: train it again (python -m privacy.train)")
            gazetteer = Gazetteer(data["han"], data["word_keys"], data["word_values"], data["lexicon"])
            return cls(data["weights"], float(data["scale"]), data["transitions"], gazetteer, data["bias"])

    @cached_property
    def words(self) -> Words:
        """Hashes of honorifics and place characters."""
        return words()

    def spans(
        self, points: npt.NDArray[np.int32], recall_bias: float = 0.0, with_repeats: bool = True
    ) -> npt.NDArray[np.int32]:
        """(n, 2) plain start and end of the names in ``points`` (texts end with 0), sorted.

        ``with_repeats``: titles that follow and further occurrences in the same text as well.
        """
        units = padded(cut(points))
        cls, found = classes(points, units, self.gazetteer), segments(units, self.gazetteer.lexicon)
        labels = tag(units, cls, found, self.weights, self.scale, self.transitions, self.bias + np.float32(recall_bias))
        return mentions(units, labels, cls, self.words) if with_repeats else name_spans(units, labels)


def model_hash(path: Path = MODEL_PATH) -> str:
    """SHA-256 of the model file, for the ledger."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
