"""Both prefilters lead to the same spans, and neither loses one."""

from __future__ import annotations

import numpy as np

from bench.mask_texts import known_notes
from privacy.normalise import normalise
from privacy.prefilter import HyperscanPrefilter, Re2Prefilter, without_look_arounds
from privacy.registry import default_registry

TEXTS = [note.text for note in known_notes(600, seed=5)]


def test_hyperscan_and_re2_find_the_same_spans() -> None:
    registry, texts = default_registry(), normalise(TEXTS)
    by_hyperscan = registry.match(texts, HyperscanPrefilter(registry.patterns).candidates(texts)).united()
    by_re2 = registry.match(texts, Re2Prefilter(registry.patterns).candidates(texts)).united()
    assert len(by_hyperscan.starts) > len(TEXTS)
    assert np.array_equal(by_hyperscan.starts, by_re2.starts)
    assert np.array_equal(by_hyperscan.ends, by_re2.ends)


def test_no_match_of_a_pattern_is_filtered_out() -> None:
    registry, texts = default_registry(), normalise(TEXTS)
    kept = {tuple(pair) for pair in HyperscanPrefilter(registry.patterns).candidates(texts).tolist()}
    for index, pattern in enumerate(registry.patterns):
        for text in range(texts.n_texts):
            if pattern.compiled.search(texts.plain, texts.starts[text], texts.starts[text + 1] - 1):
                assert (text, index) in kept, pattern.name


def test_look_arounds_are_removed_whole() -> None:
    assert without_look_arounds(r"(?<![)(])a(?=b(c|d))(?P<value>e)\(") == r"a(?:e)\("
