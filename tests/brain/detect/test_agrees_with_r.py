"""Golden figures: R surveillance 1.20.3, made by golden/make_golden.R."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from brain.detect import ears, farrington
from brain.detect.judgement import Judgement

GOLDEN = Path(__file__).parent / "golden"
FIGURES = ("expected", "threshold", "p_value", "is_alarm")


def read_counts(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLDEN / name, index_col=0)


def figures(result: Judgement, names: pd.Index, golden: pd.DataFrame) -> pd.DataFrame:
    rows, columns = names.get_indexer(golden["unique_id"]), golden["step"].to_numpy()
    return pd.DataFrame({name: getattr(result, name)[rows, columns] for name in FIGURES}, index=golden.index)


@pytest.mark.parametrize("source", ["weekly.csv", "simulated.csv"])
def test_improved_farrington(source: str) -> None:
    counts, golden = read_counts(source), pd.read_csv(GOLDEN / "farrington.csv")
    golden = golden[golden["unique_id"].isin(counts.columns)]
    ours = figures(farrington.judge(counts.to_numpy(float).T, "W", 0, 0.01), counts.columns, golden)
    judged = golden["threshold"].notna()
    assert judged.sum() >= 60
    for name in ("expected", "threshold"):
        np.testing.assert_allclose(ours[name][judged], golden[name][judged], rtol=1e-6)
    np.testing.assert_allclose(ours["p_value"], golden["p_value"], rtol=1e-6)
    assert (ours["is_alarm"] == golden["is_alarm"]).all()


@pytest.mark.parametrize("method", ["ears_c1", "ears_c2", "ears_c3"])
def test_ears(method: str) -> None:
    counts, golden = read_counts("daily.csv"), pd.read_csv(GOLDEN / "ears.csv")
    golden = golden[golden["method"] == method]
    ours = figures(ears.judge(counts.to_numpy(float).T, method, 0.01), counts.columns, golden)
    np.testing.assert_allclose(ours["threshold"], golden["threshold"], rtol=1e-6)
    assert (ours["is_alarm"] == golden["is_alarm"].eq(True)).all()
