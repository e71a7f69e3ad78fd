"""The plain form of a text and the way back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from privacy.normalise import SEPARATOR, normalise

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@given(st.lists(ANY_TEXT, max_size=6))
def test_every_plain_code_point_knows_where_it_came_from(texts: list[str]) -> None:
    plain = normalise(texts)
    assert plain.n_texts == len(texts)
    assert len(plain.origin) == len(plain.points)
    for index, text in enumerate(texts):
        first, last = plain.starts[index], plain.starts[index + 1]
        places = plain.origin[first : last - 1] - plain.original_starts[index]
        assert plain.points[last - 1] == SEPARATOR
        assert all(0 <= place < len(text) for place in places)
        assert list(places) == sorted(places)


def test_disguises_are_seen_through() -> None:
    plain = normalise(["１３８\u200b００１３", "電話", "e\u0301", "①㎡", "\u0661\u0662"]).plain
    assert plain.split("\0")[:-1] == ["1380013", "电话", "e", "1m2", "12"]
