"""The Czech alphabet of the street index."""

import pytest

from core.czech_order import OTHER, index_letter, sort_key


def test_ch_comes_after_h_and_hooked_letters_after_plain_ones() -> None:
    names = ["Žitná", "Chotíkovská", "Čechova", "Hálkova", "Cedrová", "Ircingova", "Řezná", "Rybářská", "Zahradní"]
    assert sorted(names, key=sort_key) == [
        "Cedrová",
        "Čechova",
        "Hálkova",
        "Chotíkovská",
        "Ircingova",
        "Rybářská",
        "Řezná",
        "Zahradní",
        "Žitná",
    ]


def test_other_accents_only_break_ties() -> None:
    assert sorted(["Malá", "Mála", "Mala", "Malý", "Malšická"], key=sort_key) == [
        "Mala",
        "Malá",
        "Mála",
        "Malšická",
        "Malý",
    ]


def test_numbers_go_by_their_value_and_words_before_longer_words() -> None:
    names = ["Nade Mží", "28. října", "Nad Tratí", "5. května", "17. listopadu"]
    assert sorted(names, key=sort_key) == ["5. května", "17. listopadu", "28. října", "Nad Tratí", "Nade Mží"]


def test_case_does_not_matter() -> None:
    assert sorted(["Nádražní", "náměstí Míru", "Na Vinicích"], key=sort_key) == [
        "Na Vinicích",
        "Nádražní",
        "náměstí Míru",
    ]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Chodská", "Ch"),
        ("chodník", "Ch"),
        ("Čechova", "Č"),
        ("Úslavská", "U"),
        ("náměstí Míru", "N"),
        ("17. listopadu", OTHER),
        ("„U Lva“", "U"),
        ("", OTHER),
    ],
)
def test_a_name_is_listed_under_its_letter(name: str, letter: str) -> None:
    assert index_letter(name) == letter
