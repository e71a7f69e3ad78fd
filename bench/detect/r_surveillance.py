"""Runs R ``surveillance`` (Debian ``r-cran-surveillance``) on given series."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from bench.detect.noufaily import Floats

_SCRIPT = Path(__file__).with_suffix(".R")


def farrington_in_r(counts: Floats, first: int) -> tuple[Floats, float]:
    """p-values [series × judged weeks] of the improved Farrington algorithm and R's own seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.savetxt(folder / "counts.csv", counts.T, fmt="%d", delimiter=",")
        subprocess.run(["Rscript", _SCRIPT, folder / "counts.csv", str(first + 1), folder], check=True)
        p_values = np.loadtxt(folder / "p_values.csv", delimiter=",", ndmin=2).T
        return p_values, float((folder / "seconds.txt").read_text())
