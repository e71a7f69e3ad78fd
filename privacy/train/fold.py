"""Traditional to simplified characters, one to one, from OpenCC's dictionary (Apache-2.0)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np


def write_fold(target: Path) -> int:
    """Write the pairs ``source, target`` (uint32 code points) to ``target``; returns how many.

    Characters that are also ordinary simplified ones with a meaning of their own (乾, 著) keep the first reading.
    """
    lines = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = [(left, right.split(" ")[0]) for left, right in (line.split("\t") for line in lines if "\t" in line)]
    single = [(ord(left), ord(right)) for left, right in pairs if len(left) == len(right) == 1 and left != right]
    table = np.array(single, dtype=np.uint32)
    np.savez_compressed(target, source=table[:, 0], target=table[:, 1])
    return len(table)
