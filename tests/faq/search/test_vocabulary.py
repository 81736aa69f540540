"""Which words of the texts a typed word can mean: slips of the finger, and words written as one."""

from collections import Counter

import pytest

from core.folding import fold_strokes
from faq.search.stemming import stem_word
from faq.search.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    Counter(
        [
            *("Občanka", "občanku", "průkaz", "soused", "pálení", "pálil", "parkování", "policie", "sklep", "pes"),
            "stříkačka",
        ]
    ),
    "cs",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("obcnaka", "obcanka"), ("obcank", "obcanka"), ("obcannka", "obcanka"), ("sosued", "soused")),
        *(("strikcaka", "strikacka"), ("strykacka", "strikacka"), ("rpukaz", "prukaz"), ("obcnakou", "obcanka")),
    ],
)
def test_slips_are_put_right(typed: str, meant: str) -> None:
    meaning = VOCABULARY.find_meaning(typed)
    assert stem_word(meant, "cs") in meaning.keys
    assert fold_strokes(meaning.correction) in {"", *VOCABULARY._forms}


def test_a_slip_is_told_and_a_known_word_is_none() -> None:
    assert VOCABULARY.find_meaning("sosued").correction == "soused"
    assert VOCABULARY.find_meaning("strikcaka").correction == "stříkačka"
    assert VOCABULARY.find_meaning("sousedovi").correction == ""


@pytest.mark.parametrize("word", ["psa", "pse", "psx", "peso", "asdfgh", "1580", "klatovska", "x" * 40])
def test_short_words_numbers_and_nonsense_are_not_guessed_at(word: str) -> None:
    assert VOCABULARY.find_meaning(word).correction == ""


def test_words_written_together_are_taken_apart() -> None:
    assert VOCABULARY.split_joined("prukazsoused") == ("prukaz", "soused")
    assert VOCABULARY.split_joined("nesmyslslova") is None
