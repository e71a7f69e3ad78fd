import numpy as np
import pytest
from scipy import stats

from brain.detect import negbin


@pytest.mark.parametrize(("mean", "phi"), [(0.1, 1.5), (3.0, 1.0), (250.0, 4.0)])
def test_upper_tail_and_quantiles(mean: float, phi: float) -> None:
    law = stats.poisson(mean) if phi == 1 else stats.nbinom(mean / (phi - 1), 1 / phi)
    counts = np.arange(0, int(mean * 3) + 5)
    np.testing.assert_allclose(negbin.upper_tail(counts, mean, phi), law.sf(counts - 1), rtol=1e-6)
    assert negbin.quantile(0.99, mean, phi) == law.ppf(0.99)
    near = negbin.near_quantile(np.array([0.01]), np.array([mean]), np.array([phi]))[0]
    assert near == pytest.approx(law.ppf(0.99), rel=0.02)
