"""The name tagger: an averaged perceptron with BIOES Viterbi decoding (Collins 2002) over hashed features."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from privacy.names.decode import name_spans, tag
from privacy.names.features import Gazetteer, classes, padded, word_marks
from privacy.names.units import cut

MODEL_PATH = Path(__file__).parent.parent / "models" / "names.npz"


@dataclass(frozen=True)
class NameTagger:
    """Weights (buckets, 5) in steps of ``scale``, transitions (5, 5), and the gazetteer they were trained with."""

    weights: npt.NDArray[np.int8]
    scale: float
    transitions: npt.NDArray[np.float32]
    gazetteer: Gazetteer
    bias: float

    @classmethod
    def load(cls, path: Path = MODEL_PATH) -> NameTagger:
        """The committed model."""
        with np.load(path) as data:
            gazetteer = Gazetteer(data["han"], data["word_keys"], data["word_values"], data["lexicon"])
            return cls(data["weights"], float(data["scale"]), data["transitions"], gazetteer, float(data["bias"]))

    def spans(self, points: npt.NDArray[np.int32], recall_bias: float = 0.0) -> npt.NDArray[np.int32]:
        """(n, 2) plain start and end of the names in ``points`` (texts end with 0), sorted."""
        units = padded(cut(points))
        cls, marks = classes(points, units, self.gazetteer), word_marks(units, self.gazetteer)
        labels = tag(units, cls, marks, self.weights, self.scale, self.transitions, self.bias + recall_bias)
        return name_spans(units, labels)


def model_hash(path: Path = MODEL_PATH) -> str:
    """SHA-256 of the model file, for the ledger."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
