"""A word that is only a part of a name is asked about; a whole name, however it is written, is not."""

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.folding import fold
from districts.lookup import atlas as atlases
from districts.lookup.atlas import Atlas
from districts.lookup.finder import find_district
from districts.lookup.lookup_results import Choose, Found, LookupResult, NotFound, Why, recognised_text
from districts.models import Address, Locality
from tests.factories import make_address, make_borough, make_district, make_part, make_street, square

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NORTH = 49.74
# Street -> the district that all of its houses, numbers 1 and 2, are in.
STREETS = {
    "K Jezeru": 1,
    "Jezerní": 2,
    "U Školy": 1,
    "Paškova Stráň": 1,
    "Nové Hospody": 2,
    "Edvarda Beneše": 2,
    "náměstí T. G. Masaryka": 1,
    "Karla Nováka": 1,
    "sady 5. května": 2,
    "17. listopadu": 2,
    "Náves": 1,
    "Horní náves": 2,
    "Dlouhá": 1,
    "Dlouhá třída": 1,
    "Lipová": 2,
    "Ke Kapli": 2,
}


@pytest.fixture
def atlas() -> Atlas:
    """Districts 1 and 2 side by side in two boroughs, each street wholly in one of them; a part, two known places."""
    Locality.objects.all().delete()
    districts = {
        number: make_district(
            number=number,
            name=name,
            borough=make_borough(name=f"Plzeň {number}"),
            boundary=square(13.36 + number / 100, NORTH),
        )
        for number, name in ((1, "Západ"), (2, "Východ"))
    }
    parts = {1: make_part(name="Újezd"), 2: make_part(name="Horní Hrádek")}
    for name, number in STREETS.items():
        street = make_street(name=name)
        for house in (1, 2):
            make_address(
                street=street,
                district=districts[number],
                part=parts[number],
                house_number=100 + house,
                orientation_number=house,
                lon=13.365 + number / 100,
                lat=NORTH + 0.005,
            )
    Locality.objects.create(name="Malé jezero", lat=NORTH + 0.005, lon=13.375, radius_m=10)
    Locality.objects.create(name="Kaple", lat=NORTH + 0.005, lon=13.375, radius_m=10)
    return atlases.current()


def make_house(street: str, number: int, *, like: str) -> None:
    """A house in a new street, beside those of another."""
    beside = Address.objects.filter(street__name=like)[0]
    make_address(
        street=make_street(name=street),
        district=beside.district,
        part=beside.part,
        house_number=100 + number,
        orientation_number=number,
        lon=beside.lon,
        lat=beside.lat,
    )


def asked_about(outcome: LookupResult) -> list[str]:
    """What is offered, in its order, without house numbers; the outcome must be a question about a part of a name."""
    assert isinstance(outcome, Choose), outcome
    assert outcome.why is Why.PART_OF_NAME
    return [choice.label.split(":")[0].split(",")[0] for choice in outcome.choices]


@pytest.mark.parametrize("query", ["jezeru", "JEZERU", "Jezeru, Plzeň", "u jezeru", "na jezeru", "ulice Jezeru"])
def test_a_word_without_its_preposition_offers_all_names_with_a_word_like_it(query: str, atlas: Atlas) -> None:
    assert asked_about(find_district(query, atlas=atlas)) == ["K Jezeru", "Jezerní", "Malé jezero"]


@pytest.mark.parametrize(
    ("query", "offered"),
    {
        "školy": ["U Školy"],
        "stráň": ["Paškova Stráň"],
        "Paškova": ["Paškova Stráň"],
        "hospody": ["Nové Hospody"],
        "Edvarda": ["Edvarda Beneše"],
        "Beneše": ["Edvarda Beneše"],
        "nám. Masaryka": ["náměstí T. G. Masaryka"],
        "Nováka": ["Karla Nováka"],
        "listopadu": ["17. listopadu"],
        "května": ["sady 5. května"],
        "Hrádek": ["Horní Hrádek"],
        "jezero": ["Malé jezero", "Jezerní", "K Jezeru"],
    }.items(),
)
def test_any_part_of_a_name_is_asked_about_even_if_only_one_name_has_it(
    query: str, offered: list[str], atlas: Atlas
) -> None:
    assert asked_about(find_district(query, atlas=atlas)) == offered
    assert asked_about(find_district(fold(query), atlas=atlas)) == offered


def test_a_word_that_only_says_what_kind_of_street_it_is_is_asked_about(atlas: Atlas) -> None:
    assert asked_about(find_district("náves", atlas=atlas)) == ["Horní náves", "Náves"]
    assert asked_about(find_district("náměstí", atlas=atlas)) == ["náměstí T. G. Masaryka"]
    assert asked_about(find_district("náves, Plzeň", atlas=atlas)) == ["Horní náves", "Náves"]
    for query in ("Náves 1", "Náves, Újezd", "Náves, Plzeň 1"):
        assert isinstance(find_district(query, atlas=atlas), Found), query


@pytest.mark.parametrize("query", ["jezeru 1", "1 jezeru", "u jezeru 1", "Jezeru č. p. 101"])
def test_a_house_number_does_not_make_a_part_of_a_name_a_whole_one(query: str, atlas: Atlas) -> None:
    outcome = find_district(query, atlas=atlas)
    assert asked_about(outcome) == ["K Jezeru 101/1", "Jezerní 101/1", "Malé jezero"]
    assert isinstance(outcome, Choose)
    assert outcome.subject == query


def test_a_house_number_that_none_of_them_has_still_offers_the_names(atlas: Atlas) -> None:
    assert asked_about(find_district("jezeru 77", atlas=atlas)) == ["K Jezeru", "Jezerní", "Malé jezero"]


@pytest.mark.parametrize(
    ("query", "label"),
    {
        "Beneše 1": "Edvarda Beneše 101/1,",
        "nám. Masaryka 2": "náměstí T. G. Masaryka 102/2,",
        "G. Masaryka 2": "náměstí T. G. Masaryka 102/2,",
        "Nováka 1": "Karla Nováka 101/1,",
    }.items(),
)
def test_a_family_name_with_a_house_number_that_exists_can_mean_nothing_else(
    query: str, label: str, atlas: Atlas
) -> None:
    outcome = find_district(query, atlas=atlas)
    assert isinstance(outcome, Found)
    assert outcome.address is not None
    assert outcome.address.label.startswith(label)


@pytest.mark.parametrize(
    "query", ["Edvarda 1", "Karla 1", "Stráň 1", "Hospody 1", "listopadu 1", "května 1", "T. G. 1"]
)
def test_other_parts_of_a_name_with_a_house_number_are_not_found(query: str, atlas: Atlas) -> None:
    assert not isinstance(find_district(query, atlas=atlas), Found)


@pytest.mark.parametrize(
    ("query", "district", "said"),
    [
        ("k jezeru", 1, "K Jezeru"),
        ("u školy", 1, "U Školy"),
        ("17.listopadu", 2, "17. listopadu"),
        ("5. kvetna", 2, "sady 5. května"),
        ("dlouha", 1, "Dlouhá / Dlouhá třída"),
        ("dlouha tr", 1, "Dlouhá třída"),
        ("Lipova tř", 2, "Lipová"),
        ("tř. Lipová", 2, "Lipová"),
        ("T.G.M.", 1, "náměstí T. G. Masaryka"),
        ("kaple", 1, "Kaple"),
        ("horni hradek", 2, "Horní Hrádek"),
        ("horni hradek, plzen 2", 2, "Horní Hrádek, Plzeň 2"),
        ("plzen 1", 1, "Plzeň 1"),
        ("jezerni 1", 2, "Jezerní 101/1, Horní Hrádek, 301 00 Plzeň"),
        ("okrsek 2", 2, "Okrsek 2 Východ"),
    ],
)
def test_a_whole_name_is_found_and_what_was_understood_is_said(
    query: str, district: int, said: str, atlas: Atlas
) -> None:
    outcome = find_district(query, atlas=atlas)
    assert isinstance(outcome, Found), outcome
    assert outcome.district.number == district
    assert recognised_text(outcome) == said


@pytest.mark.parametrize("query", ["5. května", "5.kvetna", "Plzeň 5. května", "5. května 1", "Plzeň 1, 5. května"])
def test_an_ordinal_belongs_to_the_name_of_the_street_also_where_a_house_has_that_number(
    query: str, atlas: Atlas
) -> None:
    make_house("Květná", 5, like="Náves")
    outcome = find_district(query, atlas=atlases.current())
    names = [choice.label for choice in outcome.choices] if isinstance(outcome, Choose) else [recognised_text(outcome)]
    assert all(name.startswith("sady 5. května") for name in names), names


@pytest.mark.parametrize("query", ["5 května", "5 Květná", "5 kvetna, Plzeň", "Plzeň 5 kvetna"])
def test_a_number_first_that_may_also_begin_the_name_of_a_street_is_asked_about(query: str, atlas: Atlas) -> None:
    make_house("Květná", 5, like="Náves")
    outcome = find_district(query, atlas=atlases.current())
    assert {"sady 5. května", "Květná"} == {re.split(r" \d+/|$", name)[0] for name in asked_about(outcome)}


def test_a_house_number_behind_the_name_is_not_asked_about(atlas: Atlas) -> None:
    make_house("Květná", 5, like="Náves")
    for query, said in {
        "Květná 5": "Květná 105/5",
        "č. 5, Květná": "Květná 105/5",
        "5 května 2": "sady 5. května",
    }.items():
        assert recognised_text(find_district(query, atlas=atlases.current())).startswith(said), query


@pytest.mark.parametrize("query", ["Ke K", "ke k.", "ke k 1", "Ke K, Plzeň 2"])
def test_a_name_of_which_only_the_first_letter_was_typed_is_asked_about(query: str, atlas: Atlas) -> None:
    assert [name.split(" 1")[0] for name in asked_about(find_district(query, atlas=atlas))] == ["Ke Kapli"]


def test_a_name_cut_short_with_a_full_stop_is_no_preposition(atlas: Atlas) -> None:
    make_house("Podélná", 5, like="Náves")
    assert recognised_text(find_district("Podé. 5", atlas=atlases.current())).startswith("Podélná 105/5")


def test_another_kind_of_street_is_no_avenue(atlas: Atlas) -> None:
    for query in ("tř. Masaryka", "Horní třída", "třída 5. května"):
        assert not isinstance(find_district(query, atlas=atlas), Found), query


def test_what_was_said_beside_a_part_of_a_name_narrows_the_choices(atlas: Atlas) -> None:
    assert asked_about(find_district("jezeru, Plzeň 2", atlas=atlas)) == ["Jezerní"]
    assert asked_about(find_district("Újezd, jezeru", atlas=atlas)) == ["K Jezeru", "Malé jezero"]
    assert asked_about(find_district("školy, Plzeň 2", atlas=atlas)) == ["U Školy"]


def test_a_street_without_houses_is_not_offered(atlas: Atlas) -> None:
    make_street(name="Nad Pramenem")
    assert isinstance(find_district("pramenem", atlas=atlases.current()), NotFound)


def test_a_word_like_one_in_names_is_suggested_first(atlas: Atlas) -> None:
    for query in ("škola", "skola", "ke škole", "škole 7"):
        outcome = find_district(query, atlas=atlas)
        assert isinstance(outcome, NotFound), query
        assert outcome.suggestions[0].label.startswith("U Školy"), query


NAMES = [*STREETS, "Újezd", "Horní Hrádek", "Malé jezero", "Kaple", "Plzeň 1"]
SAID = st.lists(st.sampled_from([word for name in NAMES for word in name.split()] + ["1", "2", ","]), max_size=4)


@given(said=SAID.map(" ".join))
@example(said="Dlouhá 1")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_leads_to_a_district_is_said_in_words_that_lead_there_again(atlas: Atlas, said: str) -> None:
    outcome = find_district(said, atlas=atlas)
    if isinstance(outcome, Found):
        assert outcome.understood
        for words in outcome.understood:
            again = find_district(words, atlas=atlas)
            assert isinstance(again, Found), words
            assert again.district == outcome.district
            if again.address and not outcome.address:  # of several houses that were meant, these words mean one
                assert again.understood == (again.address.label,)
            else:
                assert words in again.understood
    if isinstance(outcome, Choose):
        for choice in outcome.choices:
            there = find_district(choice.q, atlas=atlas)
            assert isinstance(there, Found), choice
            assert there.district == choice.district
