"""How typed text is taken apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import fold
from districts.lookup.typed_address import MAX_NUMBER_DIGITS, HouseNumber, compared_words, read_house_number, tokenise


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Žlutická  Ulice", "zluticka ulice"),
        ("ŘÍČNÍ", "ricni"),
        ("nám.\u00a0Republiky", "nam. republiky"),
        ("Bo\u200brská", "borska"),  # zero-width space
        ("\u202eBorská", "borska"),  # right-to-left override
        ("Borská\x00\n1", "borska 1"),
        ("Nepomucká ①", "nepomucka 1"),
        ("İSTANBULSKÁ", "istanbulska"),
        ("Bor\u0941sk\u093eá", "borska"),  # marks of other scripts
        ("", ""),
    ],
)
def test_folding_leaves_plain_words(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_is_final_and_leaves_no_marks_or_control_characters(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Mn", "Me", "Mc"} for char in folded)


@given(st.text())
def test_decomposed_and_composed_text_reads_the_same(text: str) -> None:
    assert tokenise(unicodedata.normalize("NFD", text)) == tokenise(unicodedata.normalize("NFC", text))


def test_official_names_and_everyday_spellings_become_the_same_words() -> None:
    assert compared_words("náměstí T. G. Masaryka") == compared_words("nam TGM") == ("namesti", "t", "g", "masaryka")
    assert compared_words("Ke Sv. Jiří") == compared_words("ke svatému jiří")
    assert compared_words("náměstí Generála Píky") == compared_words("nám. gen. píky")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("381", HouseNumber(381)),
        ("381/43", HouseNumber(381, 43)),
        ("381/43a", HouseNumber(381, 43, "a")),
        ("381/43 A", HouseNumber(381, 43, "a")),
        ("/43", HouseNumber(None, 43)),
        ("/43b", HouseNumber(None, 43, "b")),
        ("12a", HouseNumber(12, letter="a")),
        ("12 a", HouseNumber(12, letter="a")),
        ("381 43", HouseNumber(381, 43)),
        ("č. p. 381", HouseNumber(381, series="č.p.")),
        ("čp381", HouseNumber(381, series="č.p.")),
        ("č.ev. 12", HouseNumber(12, series="č.ev.")),
        ("ev. č. 12/3", HouseNumber(12, 3, series="č.ev.")),
        ("č. 5", HouseNumber(5)),
        ("0012", HouseNumber(12)),
    ],
)
def test_house_numbers_are_read_however_they_are_written(text: str, number: HouseNumber) -> None:
    tokens = tokenise(text)
    assert read_house_number(tokens, 0) == (number, len(tokens))


@pytest.mark.parametrize("text", ["", "a", "/", "12/", "č. p.", "x12", "1" * (MAX_NUMBER_DIGITS + 1), "12a/3"])
def test_other_text_is_no_house_number(text: str) -> None:
    read = read_house_number(tokenise(text), 0)
    assert read is None


@given(
    st.builds(
        HouseNumber,
        first=st.integers(1, 9999),
        second=st.none() | st.integers(1, 999),
        letter=st.sampled_from(["", "a", "m"]),
        series=st.sampled_from(["", "č.p.", "č.ev."]),
    )
)
def test_a_house_number_reads_back_as_it_is_written(number: HouseNumber) -> None:
    tokens = tokenise(str(number))
    assert read_house_number(tokens, 0) == (number, len(tokens))


def test_a_letter_may_stand_behind_a_slash() -> None:
    assert read_house_number(tokenise("10/a"), 0) == (HouseNumber(10, letter="a"), 3)
    assert read_house_number(tokenise("10/"), 0) is None
