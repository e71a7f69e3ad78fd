"""The gazetteer that ships with the tagger: character classes, a table of words, a lexicon."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from privacy.names.features import HAN_FIRST, HAN_LAST, Gazetteer, insert
from privacy.names.segments import CLASS_STEP, LONGEST, N_CLASSES, enter
from privacy.names.surnames import COMMON, COMPOUND_SURNAMES, RARE, SINGLE_SURNAMES
from privacy.names.units import HAN, hashed, mixed
from privacy.train.sources import HAN as HAN_ONLY
from privacy.train.sources import census_names, civic_english, civic_words, english_words, jieba_words, world_names

TABLE_SIZE = 1 << 18
N_COMMON_WORDS = 30_000


def points_of(text: str) -> npt.NDArray[np.int32]:
    """Code points of a text."""
    return np.frombuffer(text.encode("utf-32-le"), dtype="<i4").astype(np.int32)


def han_classes(given: list[str]) -> npt.NDArray[np.uint8]:
    """Per character: surname strength 0–2 times 4 plus given-name strength 0–3 (odds against running text)."""
    in_names = Counter(char for name in given for char in name)
    in_text: Counter[str] = Counter()
    for word, count, tag in jieba_words():
        if tag != "nr":
            in_text.update(dict.fromkeys(word, 0))
            for char in word:
                in_text[char] += count
    n_names, n_text = sum(in_names.values()), sum(in_text.values())
    classes = np.zeros(HAN_LAST - HAN_FIRST + 1, np.uint8)
    compound = {name[0] for name in COMPOUND_SURNAMES}
    for point in range(HAN_FIRST, HAN_LAST + 1):
        char = chr(point)
        odds = np.log((in_names[char] + 0.3) / n_names) - np.log((in_text[char] + 30) / n_text)
        strength = int(np.digitize(odds, [-1.5, 0.0, 1.5])) if in_names[char] else 0
        surname = 2 if char in COMMON[:180] else 1 if char in SINGLE_SURNAMES or char in RARE or char in compound else 0
        classes[point - HAN_FIRST] = surname * 4 + strength
    return classes


def word_table(fold_names: tuple[list[str], list[str]]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """Hash table of Latin words: first name 1, surname 2, commonness 0–3 in bits 2–3."""
    keys, values = np.zeros(TABLE_SIZE, np.uint32), np.zeros(TABLE_SIZE, np.uint8)
    for names, bit in zip(fold_names, (1, 2), strict=True):
        for name in names:
            for part in name.replace("-", " ").replace("'", " ").split():
                insert(keys, values, np.uint64(hashed(points_of(part), 0, len(part))), bit)
    for word in civic_english():
        insert(keys, values, np.uint64(hashed(points_of(word), 0, len(word))), 3 << 2)
    for rank, word in enumerate(english_words()[:N_COMMON_WORDS]):
        level = 3 if rank < 2000 else 2 if rank < 8000 else 1
        if word.isalpha():
            insert(keys, values, np.uint64(hashed(points_of(word), 0, len(word))), level << 2)
    return keys, values


def lexicon(daily: Counter[str], everyday: str) -> npt.NDArray[np.uint32]:
    """Hash table of Chinese words of one to four characters and how frequent each is.

    jieba marks many ordinary words as names (井盖, 温馨). Such a word counts as one where it cannot be a name by its
    first character, or where ``daily`` (words that a newspaper tagged as no name) or ``everyday`` (running text almost
    without names) has it.
    """
    frequencies = Counter[str]()
    for word, count, tag in jieba_words():
        if len(word) > LONGEST or count < (3 if len(word) <= 2 else 5) or not HAN_ONLY.fullmatch(word):
            continue
        is_name = tag.startswith("nr") and len(word) > 1
        if not is_name or word[0] not in SINGLE_SURNAMES or daily[word] or everyday.count(word) > 1:
            frequencies[word] = count
    for word, count in daily.items():
        if len(word) <= LONGEST and HAN_ONLY.fullmatch(word):
            frequencies[word] = max(frequencies[word], 20 * count)
    for word in civic_words():
        frequencies[word] = max(frequencies[word], 200)
    table = np.zeros(TABLE_SIZE, np.uint32)
    for word, count in frequencies.items():
        h = np.uint64(0)
        for place, char in enumerate(word):
            identity = np.uint64(mixed(np.uint64(HAN), np.uint64(ord(char))))
            h = identity if place == 0 else np.uint64(mixed(h, identity))
        enter(table, h, int(min(N_CLASSES, 1 + np.log(count) / CLASS_STEP)))
    return table


def build(given: list[str], daily: Counter[str], everyday: str) -> Gazetteer:
    """The whole gazetteer; ``given`` are Chinese given names; the rest as for :func:`lexicon`."""
    first = [*census_names()["first"], *world_names()["first"]]
    last = [*census_names()["last"][:60_000], *world_names()["last"]]
    keys, values = word_table((first, last))
    return Gazetteer(han_classes(given), keys, values, lexicon(daily, everyday))
