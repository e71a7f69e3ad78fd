"""Mentions of people: the tagger's names, with the title that follows, and every repeat inside the same text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from privacy.normalise import NormalisedTexts
from privacy.spans import Span

PERSON = "PERSON"
TAGGED_SCORE, REPEAT_SCORE = 0.6, 0.55
HONORIFIC = re.compile(
    r" ?(?:女士|先生|小姐|师傅|师父|老师|同志|同学|阿姨|大姐|大哥|大爷|大妈|大叔|大娘|大伯|奶奶|爷爷|婆婆|伯伯|叔叔|老太太|老先生|太太|夫人|"
    r"医生|大夫|护士|警官|律师|教授|老板|姐(?![妹夫])|哥(?![们])|某某?(?![一-龥]))"
)
HAN_NAME = re.compile(r"[一-龥·•]{2,}")
LATIN_NAME = re.compile(r"[^\W\d_]{2,}(?:[ '\-.]+[^\W\d_]+)+|[^\W\d_]{3,}")
LATIN_PART = re.compile(r"[A-Z][^\W\d_]{3,}")
PLACE_AFTER = "路街道巷村镇乡区县市省山河湖桥站里坊苑"
WORD_END = re.compile(r"\w", re.ASCII)


def with_titles(plain: str, spans: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Each tagged name, its title included."""
    for start, end in spans:
        title = HONORIFIC.match(plain, end)
        yield Span(start, title.end() if title else end, PERSON, TAGGED_SCORE)


def repeats(texts: NormalisedTexts, people: list[Span]) -> Iterator[Span]:
    """Further occurrences, in the same text, of the names in ``people`` (sorted, plain positions of the batch)."""
    owners = texts.text_of(np.array([span.start for span in people], dtype=np.int64)).tolist()
    starts = texts.starts.tolist()
    seen: set[tuple[int, str]] = set()
    for owner, span in zip(owners, people, strict=True):
        mention = texts.plain[span.start : span.end]
        for name in repeatable(mention):
            if (owner, name) not in seen:
                seen.add((owner, name))
                yield from occurrences(texts.plain, name, starts[owner], starts[owner + 1] - 1)


def repeatable(mention: str) -> list[str]:
    """What of a mention may stand alone later: a Chinese name without its title, a Latin name and its rarer parts."""
    if found := HAN_NAME.match(mention):
        name = HONORIFIC.sub("", found[0])
        return [name] if len(name) >= 2 else [found[0]]
    found = LATIN_NAME.search(mention)
    if not found:
        return []
    return [found[0], *LATIN_PART.findall(mention)] if found[0] != found[0].lower() else [found[0]]


def occurrences(plain: str, name: str, start: int, end: int) -> Iterator[Span]:
    """Where ``name`` stands between ``start`` and ``end``, as a whole word in Latin letters, not as a place."""
    at = plain.find(name, start, end)
    while at >= 0:
        after = at + len(name)
        if name[0].isascii():
            is_name = not WORD_END.match(plain[at - 1 : at]) and not WORD_END.match(plain[after : after + 1])
        else:
            is_name = len(name) > 2 or plain[after : after + 1] not in PLACE_AFTER
        if is_name:
            yield Span(at, after, PERSON, REPEAT_SCORE)
        at = plain.find(name, after, end)
