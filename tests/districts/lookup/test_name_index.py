"""Names found through an index are those that looking at each of them finds."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from districts.lookup.name_index import BegunNames, Spellings
from districts.lookup.place_names import Kind, Name

# Few letters, so that many names begin alike and are spelt alike.
words = st.text("ab", min_size=1, max_size=2)
names = st.lists(
    st.builds(
        Name, st.sampled_from(Kind), st.integers(1, 9), words, st.lists(words, min_size=1, max_size=4).map(tuple)
    ),
    min_size=5,
    max_size=20,
)
limits = st.integers(1, 8)


def begin(typed: Sequence[str], name: Sequence[str]) -> int | None:
    """At which word of a name the words typed begin it."""
    for start in range(len(name) - len(typed) + 1):
        *whole, last = zip(typed, name[start:], strict=False)
        if all(said == word for said, word in whole) and last[1].startswith(last[0]):
            return start
    return None


@given(names, st.lists(words, min_size=1, max_size=2), limits)
def test_names_that_words_begin(names: list[Name], typed: list[str], limit: int) -> None:
    ranked = sorted(
        (start, name.kind, name.label, position)
        for position, name in enumerate(names)
        if (start := begin(typed, name.words)) is not None
    )
    expected = [names[position] for *_, position in ranked[:limit]]
    assert BegunNames(names).find(" ".join(typed), limit=limit) == expected


spellings = st.text("ab", min_size=1, max_size=6)


@given(st.lists(spellings, min_size=5, max_size=20), spellings, st.sampled_from([50, 60, 75, 80]), st.integers(1, 20))
def test_texts_spelt_alike(texts: list[str], text: str, at_least: int, limit: int) -> None:
    matches = process.extract(text, texts, scorer=fuzz.ratio, score_cutoff=at_least, limit=limit)
    expected = [place for _text, _score, place in matches]
    assert Spellings(texts).find(text, at_least=at_least, limit=limit) == expected


several_words = st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=4).map(" ".join)


@given(st.lists(several_words, min_size=5, max_size=20), several_words, st.integers(61, 95), st.integers(1, 20))
def test_texts_that_resemble(texts: list[str], text: str, at_least: int, limit: int) -> None:
    expected = process.extract(text, texts, scorer=fuzz.WRatio, score_cutoff=at_least, limit=limit)
    assert Spellings(texts).find_resembling(text, at_least=at_least, limit=limit) == expected


def test_nothing_is_like_nothing() -> None:
    assert Spellings([]).find_resembling("klatovska", at_least=72, limit=8) == []
    assert Spellings([]).find("klatovska", at_least=80, limit=8) == []
    assert BegunNames([]).find("klat", limit=8) == []
