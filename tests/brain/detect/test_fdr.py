import numpy as np

from brain.detect.fdr import q_values

# Benjamini & Hochberg (1995), section 4: fifteen p-values, four rejected at 0.05.
PUBLISHED = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.324,
    0.4262,
    0.5719,
    0.6528,
    0.759,
    1.0,
]


def test_the_published_example() -> None:
    q = q_values(np.array(PUBLISHED))
    assert (q <= 0.05).sum() == 4
    assert q[0] == 0.0015


def test_missing_p_values_are_no_part_of_the_family() -> None:
    np.testing.assert_allclose(q_values(np.array([np.nan, 0.02, 0.04])), [np.nan, 0.04, 0.04])
