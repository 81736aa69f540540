"""House numbers that the register lacks: where the existing ones around them tell the district, where they do not."""

import random
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from districts.lookup import address_queries
from districts.lookup import atlas as atlases
from districts.lookup.finder import find_district
from districts.lookup.lookup_results import Likely, NotFound, Why
from districts.lookup.missing_number import look_around
from districts.lookup.typed_address import HouseNumber
from districts.models import District, HouseNumberType, Part, Street
from tests.factories import make_address, make_borough, make_district, make_part, make_street, square

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DEGREE_M = 71_850  # metres in a degree of longitude in Plzeň, about
House = Callable[..., None]


@pytest.fixture
def west() -> District:
    """District 2, 3.6 km wide, with district 1 to the east of it; the border is at 13.40."""
    make_district(number=1, borough=make_borough(name="Plzeň 4"), boundary=square(13.40, 49.70, 0.05))
    return make_district(number=2, borough=make_borough(name="Plzeň 1"), boundary=square(13.35, 49.70, 0.05))


@pytest.fixture
def street() -> Street:
    """Its addresses come from `house`."""
    return make_street(name="Dlouhá")


@pytest.fixture
def house(west: District, street: Street) -> House:
    """Makes a house of the street so many metres west of the border; east of it for fewer than 0."""
    part = make_part(name="Lobzy")

    def make(number: int, to_border: float, letter: str = "", **fields: object) -> None:
        lon = 13.40 - to_border / DEGREE_M
        district = west if to_border > 0 else District.objects.get(number=1)
        place = {"street": street, "part": part, "lon": lon, "lat": 49.72, "district": district}
        numbers = {"house_number": 1000 + number, "orientation_number": number, "orientation_letter": letter}
        make_address(**(place | numbers | fields))

    return make


def likely(query: str) -> Likely | None:
    outcome = find_district(query, atlas=atlases.current())
    assert isinstance(outcome, NotFound), outcome
    assert outcome.why is Why.NUMBER_MISSING
    assert outcome.choices
    return outcome.likely


def test_a_number_between_two_that_exist_is_likely_where_they_are(house: House, west: District) -> None:
    for number in (36, 38, 42, 44):
        house(number, 500)
    house(39, -500)  # across the street: another side, another district
    assert likely("dlouha 40") == Likely(west, "Dlouhá 40", ("38", "42"))
    assert likely("Dlouhá /40") == Likely(west, "Dlouhá /40", ("38", "42"))
    assert likely("Dlouhá 40, Lobzy, 301 00 Plzeň") == Likely(west, "Dlouhá 40, Lobzy, 301 00 Plzeň", ("38", "42"))


def test_a_letter_stands_between_the_letters_of_its_number(house: House, west: District) -> None:
    house(42, 500)
    house(42, 480, "a")
    house(44, 460)
    assert likely("Dlouhá 42b") == Likely(west, "Dlouhá 42b", ("42a", "44"))


def test_one_of_five_on_either_side_in_another_district_makes_it_doubtful(house: House) -> None:
    for number in (30, 32, 34, 36, 42, 44, 46, 48, 50):
        house(number, 500)
    house(38, -500)
    assert likely("Dlouhá 40") is None
    assert likely("Dlouhá 28") is None


def test_what_is_more_than_five_away_does_not_count(house: House) -> None:
    for number in (30, 32, 34, 36, 38, 42):
        house(number, 500)
    house(28, -500)
    assert likely("Dlouhá 40")


def test_close_to_a_border_nothing_is_likely(house: House) -> None:
    house(38, 60)
    house(42, 49)
    assert likely("Dlouhá 40") is None


def test_the_farther_the_two_are_apart_the_farther_the_border_has_to_be(house: House) -> None:
    house(38, 70)
    house(42, 230)
    assert likely("Dlouhá 40") is None


def test_before_the_first_number_and_after_the_last_five_others_and_a_distant_border_are_needed(
    house: House, west: District
) -> None:
    for number in range(7, 17):
        house(number, 300)
    assert likely("Dlouhá 1") == Likely(west, "Dlouhá 1", ("7",))
    assert likely("Dlouhá 2") == Likely(west, "Dlouhá 2", ("8",))
    assert likely("Dlouhá 19") == Likely(west, "Dlouhá 19", ("15",))
    assert likely("Dlouhá 37") is None
    assert likely("Dlouhá 999") is None
    assert likely("Dlouhá 0") is None


def test_at_an_end_with_few_numbers_nothing_is_likely(house: House) -> None:
    for number in (3, 5, 7, 9):
        house(number, 1000)
    assert likely("Dlouhá 1") is None
    assert likely("Dlouhá 11") is None


def test_a_house_number_says_nothing_about_where_it_is_in_a_street(house: House, street: Street) -> None:
    for number in (36, 38, 42, 44):
        house(number, 500)
    for query in ("Dlouhá č. p. 40", "Dlouhá č. ev. 40", "Dlouhá 3999/40"):
        assert likely(query) is None, query
    street.addresses.update(orientation_number=None, number_type=HouseNumberType.EV)
    assert likely("Dlouhá 40") is None


def test_two_streets_of_one_name_and_another_part_than_was_said_are_asked_about(house: House, west: District) -> None:
    for number in (36, 38, 42, 44):
        house(number, 500)
    make_address(part=make_part(name="Újezd"), street=None, house_number=5, district=west)
    assert likely("Dlouhá 40, Újezd") is None
    house(1, 500, street=make_street(name="Dlouhá třída"))
    assert likely("Dlouhá 40") is None


def test_a_village_without_streets_has_no_order_of_numbers(west: District) -> None:
    part = make_part(name="Újezd")
    for number in (36, 38, 42, 44):
        make_address(part=part, street=None, house_number=number, district=west)
    assert likely("Újezd 40") is None


def test_a_part_named_like_the_street_is_asked_about(house: House, west: District) -> None:
    for number in (36, 38, 42, 44):
        house(number, 500)
    make_address(part=Part.objects.create(code=1, name="Dlouhá"), street=None, house_number=5, district=west)
    assert likely("Dlouhá 40") is None


def test_one_query_finds_the_closest_numbers_and_all_that_count_on_the_side(
    house: House, street: Street, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chance = random.Random(15)
    for number, letter in {(chance.randint(1, 40), chance.choice(["", "", "a", "b", "c"])) for _ in range(60)}:
        house(number, chance.randint(-900, 900), letter)
    make_address(street=street, part=Part.objects.get(), lon=13.39, lat=49.72, house_number=7)
    atlas = atlases.current()
    name = atlas.gazetteer.streets[street.pk]
    rows = sorted(address_queries.find_all([name]), key=lambda row: (row.orientation or 0, row.letter, row.code))
    for number in range(1, 45):
        for letter in ("", "b", "d"):
            place = number, letter
            with django_assert_num_queries(1):
                closest, beside = address_queries.find_around(name, place, nearest=5, beside=5)
            assert closest == address_queries.find_nearest_numbers([name], HouseNumber(number, letter=letter), limit=5)
            side = [row for row in rows if row.orientation and row.orientation % 2 == number % 2]
            assert look_around(beside, place, atlas) == look_around(side, place, atlas)
