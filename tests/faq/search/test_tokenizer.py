"""Which words the search sees in a text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import fold_strokes
from faq.search.query_words import MAX_QUERY_LENGTH
from faq.search.stopwords import STOPWORDS, WEAK
from faq.search.tokenizer import split_words

CZECH_LETTERS = "aábcčdďeéěfghiíjklmnňoópqrřsštťuúůvwxyýzž"


def said(text: str) -> list[str]:
    return [word.text for word in split_words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Našel jsem OBČANKU!", ["nasel", "jsem", "obcanku"]),
        ("Plzni.to; 112/158 – e-mail", ["plzni", "to", "112", "158", "e", "mail"]),
        ("neighbour's п'ять", ["neighbours", "пять"]),
        ("Đường Straße İstanbul", ["duong", "strasse", "istanbul"]),
        ("pří\u00adliš na\u200bšel", ["prilis", "nasel"]),
        (unicodedata.normalize("NFD", "příliš žluťoučký"), ["prilis", "zlutoucky"]),
        ("\x00 _ ’ 🙂 …", []),
    ],
)
def test_words_have_no_case_and_no_diacritics(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@given(st.text(max_size=300))
def test_words_of_any_text_stand_where_they_say_they_do(text: str) -> None:
    end = 0
    for word in split_words(text):
        assert end <= word.start < word.end <= len(text)
        assert word.text
        assert said(text[word.start : word.end]) == [word.text]
        end = word.end


@given(st.text(alphabet=CZECH_LETTERS + " ", max_size=60))
def test_diacritics_and_case_make_no_difference(text: str) -> None:
    assert said(text) == said(fold_strokes(text)) == said(text.upper())


def test_marks_without_end_make_one_short_word() -> None:
    assert said("a" + "\u0301" * MAX_QUERY_LENGTH) == ["a"]
    assert len(said("a" * 10_000)[0]) <= 40


def test_stop_words_are_folded() -> None:
    lists = (*STOPWORDS.values(), *WEAK.values())
    assert not [word for each in lists for word in each if said(word) != [word]]
