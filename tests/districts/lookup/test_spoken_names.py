"""Names inflected, with prepositions, with numbers of their own; in small cities with names that are alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.lookup.gazetteer import Gazetteer
from districts.lookup.place_names import Name
from districts.lookup.typed_address import tokenise

STREETS = [
    *(
        "Americká",
        "Škroupova",
        "Libušina",
        "Klatovská třída",
        "náměstí Republiky",
        "Smetanovy sady",
        "Denisovo nábřeží",
    ),
    *("Na Roudné", "U Zvonu", "Pod Všemi svatými", "Křimická", "Křimické náměstí", "Dlouhá", "K Malé Homolce"),
    *("Malá", "17. listopadu", "28. října", "sady 5. května", "sady Pětatřicátníků", "Květná", "Na Výsluní", "Výsluní"),
    *("Náves", "Selská náves", "Slovanská", "Slovanská alej", "Zahradní", "Druhá Cesta", "Edvarda Beneše", "U Parku"),
]
PARTS = ["Bolevec", "Litice", "Jižní Předměstí", "Křimice", "Lobzy"]
GAZETTEER = Gazetteer(
    streets=enumerate(STREETS, 1),
    parts=[(100 + key, name, frozenset({key})) for key, name in enumerate(PARTS)],
    localities=[(1, "Slovany", frozenset({1, 2})), (2, "Roudná", frozenset({3}))],
    boroughs=[(1, "Plzeň 2-Slovany")],
    postcodes=["30100"],
)


def read(text: str) -> tuple[list[str], str, bool]:
    """The names that are meant, the number of the house, and whether it has to be asked."""
    reading = GAZETTEER.read(tokenise(text))
    assert reading is not None, text
    return [name.label for name in reading.names], str(reading.context.number or ""), reading.partial


@pytest.mark.parametrize(
    ("said", "name", "number"),
    [
        ("na Americké 42", "Americká", "42"),
        ("v americke ulici 42", "Americká", "42"),
        ("ulice Americké", "Americká", ""),
        ("Americkou", "Americká", ""),
        ("na Americký 42", "Americká", "42"),
        ("42 na Americké", "Americká", "42"),
        ("ze Škroupovy", "Škroupova", ""),
        ("v Libušině 3a", "Libušina", "3a"),
        ("na Klatovské 12", "Klatovská třída", "12"),
        ("na Klatovské třídě 12", "Klatovská třída", "12"),
        ("u náměstí Republiky", "náměstí Republiky", ""),
        ("před náměstím Republiky", "náměstí Republiky", ""),
        ("ve Smetanových sadech", "Smetanovy sady", ""),
        ("na Denisově nábřeží", "Denisovo nábřeží", ""),
        ("v Na Roudné 5", "Na Roudné", "5"),
        ("u ulice U Zvonu", "U Zvonu", ""),
        ("v ulici U Parku 2", "U Parku", "2"),
        ("v ulici Pod Všemi svatými 3", "Pod Všemi svatými", "3"),
        ("na Slovanské", "Slovanská", ""),
        ("na Slovanské aleji", "Slovanská alej", ""),
        ("v Zahradní 7", "Zahradní", "7"),
        ("na Druhé cestě", "Druhá Cesta", ""),
        ("v Bolevci", "Bolevec", ""),
        ("na Jižním Předměstí", "Jižní Předměstí", ""),
        ("v Křimicích", "Křimice", ""),
        ("do Lobez", "Lobzy", ""),
        ("na Slovanech", "Slovany", ""),
        ("v Plzni na Slovanech", "Slovany", ""),
        ("v Plzni 2", "Plzeň 2-Slovany", ""),
        ("on Americká", "Americká", ""),
        ("in der Americká 42", "Americká", "42"),
        ("Americká street 42", "Americká", "42"),
        ("на вул. Americká 42", "Americká", "42"),
    ],
)
def test_a_name_is_understood_as_it_is_said(said: str, name: str, number: str) -> None:
    assert read(said) == ([name], number, False)


@pytest.mark.parametrize(
    ("said", "name", "number"),
    [
        ("17.listopadu", "17. listopadu", ""),
        ("třída 17. listopadu 1", "17. listopadu", "1"),
        ("17. 11. 1", "17. listopadu", "1"),
        ("17. listopad 1", "17. listopadu", "1"),
        ("Sedmnáctého listopadu 1", "17. listopadu", "1"),
        ("28.10. 10", "28. října", "10"),
        ("28. 10. 10", "28. října", "10"),
        ("dvacátého osmého října 10", "28. října", "10"),
        ("osmadvacátého října", "28. října", ""),
        ("u 28. října", "28. října", ""),
        ("5. květen 22", "sady 5. května", "22"),
        ("pátého května 22", "sady 5. května", "22"),
        ("v sadech 5. května", "sady 5. května", ""),
        ("sady 35 pětatřicátníků 10", "sady Pětatřicátníků", "10"),
        ("sady 35. pětatřicátníků", "sady Pětatřicátníků", ""),
        ("sady 35tníků 10", "sady Pětatřicátníků", "10"),
        ("35 pětatřicátníků", "sady Pětatřicátníků", "35"),
        ("pětatřicátníků 35", "sady Pětatřicátníků", "35"),
        ("Květná 5", "Květná", "5"),
    ],
)
def test_a_number_of_a_name_is_no_number_of_a_house(said: str, name: str, number: str) -> None:
    assert read(said) == ([name], number, False)


@pytest.mark.parametrize("said", ["28. 11.", "1. máje", "28 10", "99. listopadu", "17.0.", "35. listopadu"])
def test_a_day_that_no_street_is_named_after_is_not_one_of_those(said: str) -> None:
    reading = GAZETTEER.read(tokenise(said))
    assert reading is None or reading.partial


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("na Výsluní", {"Na Výsluní", "Výsluní"}),
        ("na Roudné", {"Na Roudné", "Roudná"}),
        ("Křimické", {"Křimická", "Křimické náměstí"}),
        ("K Malé", {"K Malé Homolce", "Malá"}),
        ("na návsi", {"Náves", "Selská náves"}),
    ],
)
def test_what_may_be_two_names_is_asked_about(said: str, names: set[str]) -> None:
    assert set(read(said)[0]) == names


@pytest.mark.parametrize("written", ["Na Výsluní 5", "Na Roudné 3", "Na Roudné, 301 00 Plzeň"])
def test_a_name_as_written_is_that_name_if_there_is_more_than_the_name(written: str) -> None:
    assert len(read(written)[0]) == 1


def test_where_a_house_is_may_be_said_behind_it() -> None:
    for said in (
        "Americká 42 v Plzni",
        "Americká 42 v Bolevci",
        "Americká 42b v Liticích",
        "na Americké 42 na Slovanech",
    ):
        names, number, _partial = read(said)
        assert (names, number.removesuffix("b")) == (["Americká"], "42"), said
    reading = GAZETTEER.read(tokenise("Americká 42 v Liticích"))
    assert reading is not None
    assert reading.context.parts == {101}
    assert read("Americká 42 v")[1] == "42v"


@pytest.mark.parametrize("said", ["za Americkou", "mezi Americkou", "pod Bolevcem", "na Americkém", "bez Americké"])
def test_words_that_may_mean_another_place_are_not_passed_over(said: str) -> None:
    assert GAZETTEER.read(tokenise(said)) is None


@given(st.sampled_from(STREETS), st.text("abcdefghijklmnopqrstuvwxyz ěáíéúů0123456789./", max_size=20))
def test_nothing_said_around_a_name_is_passed_over_unless_it_is_known(street: str, around: str) -> None:
    """Whatever is typed: what is read accounts for it again when it is read once more."""
    reading = GAZETTEER.read(tokenise(f"{around} {street}"))
    if reading is not None and not reading.partial:
        assert all(isinstance(name, Name) for name in reading.names)
        assert GAZETTEER.read(tokenise(f"{around} qqqq {street}")) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("na ameri", "Americká"),
        ("na Americké", "Americká"),
        ("v ulici škrou", "Škroupova"),
        ("v bolev", "Bolevec"),
        ("u náměs", "náměstí Republiky"),
        ("28.10", "28. října"),
        ("na rou", "Na Roudné"),
    ],
)
def test_what_is_being_said_is_completed(typed: str, first: str) -> None:
    assert GAZETTEER.complete(tokenise(typed), limit=5)[0].label == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [("na Amerikcé 42", "Americká"), ("ve Škrupově ulici", "Škroupova"), ("Na Rounde 5", "Na Roudné")],
)
def test_a_slip_behind_a_preposition_is_offered_first_and_never_found(typed: str, first: str) -> None:
    assert GAZETTEER.read(tokenise(typed)) is None
    assert GAZETTEER.similar(tokenise(typed), limit=5)[0].label == first
