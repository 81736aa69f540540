"""Folding: what is the same to people becomes the same text, and stays it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import fold, fold_strokes


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Náměstí  MÍRU", "namesti miru"),
        ("İstanbul", "istanbul"),  # in small letters it is an i with one more dot
        ("Lobezská\u00a0\tulice\n", "lobezska ulice"),
        ("Ro\u00adky\u200bcan\u2060ská", "rokycanska"),  # a soft hyphen and spaces that are not seen
        ("Ｋｏｔｅｒｏｖ", "koterov"),
        ("", ""),
    ],
)
def test_case_marks_and_what_cannot_be_seen_are_left_out(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_letters_with_a_stroke_are_plain_ones_only_if_asked_for() -> None:
    assert fold("Đường Łódź") == "đuong łodz"
    assert fold_strokes("Đường Łódź") == "duong lodz"


@given(st.text())
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)
