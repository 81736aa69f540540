"""From the fields about the place to the place: what beats what, and what cannot be read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.lookup import atlas as atlases
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import Choose, NotFound
from districts.models import District, InfoBox
from mailbox.intake import chosen_place
from mailbox.intake.chosen_place import IN_WORDS, Placed, PlaceFields, Unclear, UnreadablePlace
from mailbox.intake.submission import Place
from tests.factories import make_address, make_department, make_neighbours, make_numbers_around, make_street

pytestmark = [pytest.mark.django_db, pytest.mark.once]

INSIDE_8 = {"lat": "49.745", "lon": "13.385"}


@pytest.fixture
def city() -> Atlas:
    """Two districts side by side, see `make_neighbours`."""
    make_department()
    make_neighbours()
    return atlases.current()


def placed(city: Atlas, **fields: str) -> Placed:
    found = chosen_place.find_place(PlaceFields(**fields), atlas=city)
    assert isinstance(found, Placed), found
    return found


def number_of(found: Placed) -> int | None:
    district: District | None = found.place.district
    return district.number if district else None


def test_an_address_gives_its_official_words_its_point_and_its_district(city: Atlas) -> None:
    found = placed(city, typed=" dlouha 381/1 ")
    assert found.place.label == "Dlouhá 381/1, Bory, 301 00 Plzeň"
    assert (found.place.lat, found.place.lon) == (49.745, 13.3711)
    assert number_of(found) == 7
    assert not found.near_border
    assert not found.outside


def test_a_point_beats_an_address_and_keeps_its_words(city: Atlas) -> None:
    found = placed(city, typed="Dlouhá 1", district="7", **INSIDE_8)
    assert (found.place.label, found.place.lat, found.place.lon) == ("Dlouhá 1", 49.745, 13.385)
    assert number_of(found) == 8


def test_an_address_beats_a_district(city: Atlas) -> None:
    assert number_of(placed(city, typed="Dlouhá 5", district="7")) == 8


def test_a_district_alone_is_enough(city: Atlas) -> None:
    found = placed(city, district=" 7 ")
    assert number_of(found) == 7
    assert (found.place.label, found.place.lat, found.place.lon) == ("", None, None)


def test_no_place_at_all_is_accepted(city: Atlas) -> None:
    assert placed(city) == Placed(Place())
    assert placed(city, typed="  ", district=" ") == Placed(Place())


def test_a_place_near_a_border_names_the_other_district(city: Atlas) -> None:
    near = placed(city, typed="Dlouhá 3").near_border
    assert [(neighbour.district.number, neighbour.distance_m) for neighbour in near] == [(8, 22)]


def test_a_point_outside_the_city_is_accepted_without_a_district(city: Atlas) -> None:
    found = placed(city, lat="50.08", lon="14.42", typed="u babičky")
    assert found.outside
    assert (found.place.label, found.place.lat, found.place.lon, number_of(found)) == ("u babičky", 50.08, 14.42, None)
    assert placed(city, typed="50.08, 14.42").outside


def test_a_link_to_a_map_is_the_place_and_is_not_kept(city: Atlas) -> None:
    found = placed(city, typed="https://mapy.cz/?source=coor&id=14.42%2C50.08&x=14.42&y=50.08&z=17")
    assert (found.place.label, found.place.lat, found.place.lon) == ("50.08000, 14.42000", 50.08, 14.42)


def test_a_place_in_another_town_is_accepted_in_its_words(city: Atlas) -> None:
    found = placed(city, typed="Husova 5, Rokycany", district="7")
    assert found.outside
    assert found.place == Place("Husova 5, Rokycany")


def test_a_street_in_two_districts_is_asked_about_with_its_choices(city: Atlas) -> None:
    found = chosen_place.find_place(PlaceFields(typed="Dlouhá", district="7"), atlas=city)
    assert isinstance(found, Unclear)
    assert isinstance(found.outcome, Choose)
    assert [choice.q for choice in found.outcome.choices] == ["okrsek 7", "okrsek 8"]


def test_a_part_of_a_name_is_asked_about_and_the_choice_is_kept_by_its_name(city: Atlas) -> None:
    make_address(street=make_street(name="K Zastávce"), district=city.districts[8], lon=13.385, lat=49.745)
    city = atlases.current()
    for typed in ("zastávce", "zastavce", "u zastávce", "zastávce 5"):
        found = chosen_place.find_place(PlaceFields(typed=typed), atlas=city)
        assert isinstance(found, Unclear), typed
        assert [choice.district.number for choice in found.outcome.choices] == [8]
    chosen = placed(city, typed="zastavce", asked="zastavce", choice="K Zastávce")
    assert (chosen.place.label, number_of(chosen)) == ("K Zastávce", 8)


def test_a_place_by_its_name_is_kept_as_it_was_understood(city: Atlas) -> None:
    make_address(street=make_street(name="K Zastávce"), district=city.districts[8], lon=13.385, lat=49.745)
    found = placed(atlases.current(), typed="k ZASTAVCE, plzen")
    assert (found.place.label, number_of(found)) == ("K Zastávce", 8)


def test_a_number_that_is_not_there_is_asked_about_with_the_nearest(city: Atlas) -> None:
    found = chosen_place.find_place(PlaceFields(typed="Dlouhá 99"), atlas=city)
    assert isinstance(found, Unclear)
    assert isinstance(found.outcome, NotFound)
    assert [choice.label for choice in found.outcome.choices][-1].startswith("Dlouhá 385/5")


def test_a_number_between_existing_ones_is_placed_in_their_district(city: Atlas) -> None:
    make_numbers_around(40)
    found = placed(atlases.current(), typed="dlouha 40")
    assert (found.place.label, number_of(found), found.place.lat) == ("Dlouhá 40", 7, None)
    assert found.likely
    assert found.likely.neighbours == ("38", "42")


def test_a_choice_decides_and_the_words_stay(city: Atlas) -> None:
    found = placed(city, typed="Dlouhá", asked="Dlouhá", choice="okrsek 8")
    assert (found.place.label, number_of(found)) == ("Dlouhá", 8)
    found = placed(city, typed="Dlouhá 99", asked="Dlouhá 99", choice="Dlouhá 385/5, Bory, 301 00 Plzeň")
    assert (found.place.label, number_of(found)) == ("Dlouhá 385/5, Bory, 301 00 Plzeň", 8)


def test_a_place_can_be_sent_in_words_with_the_district_if_one_was_chosen(city: Atlas) -> None:
    found = placed(city, typed="za školou", asked="za školou", choice=IN_WORDS)
    assert (found.place.label, number_of(found)) == ("za školou", None)
    assert number_of(placed(city, typed="za školou", asked="za školou", choice=IN_WORDS, district="7")) == 7


@pytest.mark.parametrize("choice", ["okrsek 8", IN_WORDS])
def test_a_choice_made_for_another_text_is_none(city: Atlas, choice: str) -> None:
    assert number_of(placed(city, typed="Dlouhá 1", asked="Dlouhá", choice=choice)) == 7


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("nan", "nan"),
        ("inf", "13"),
        ("1e999", "1"),
        ("", "13.385"),
        ("49,7", "x"),
        ("9" * 5000, "1"),
        ("91", "0"),
        ("٤", "ab"),
    ],
)
def test_a_broken_point_lets_the_rest_decide_and_is_said_when_there_is_none(city: Atlas, lat: str, lon: str) -> None:
    assert number_of(placed(city, lat=lat, lon=lon, typed="Dlouhá 1")) == 7
    assert number_of(placed(city, lat=lat, lon=lon, district="8")) == 8
    assert chosen_place.find_place(PlaceFields(lat=lat, lon=lon), atlas=city) is UnreadablePlace.POINT


@pytest.mark.parametrize("number", ["99", "0", "-7", "7.0", "²", "٧", "9" * 5000, "sedm", "7; DROP"])
def test_a_district_that_does_not_exist_is_said(city: Atlas, number: str) -> None:
    assert chosen_place.find_place(PlaceFields(district=number), atlas=city) is UnreadablePlace.DISTRICT
    assert number_of(placed(city, typed="Dlouhá 1", district=number)) == 7


def test_an_abolished_district_no_longer_exists(city: Atlas) -> None:
    District.objects.filter(number=8).update(boundary=None)
    assert chosen_place.find_place(PlaceFields(district="8"), atlas=atlases.current()) is UnreadablePlace.DISTRICT


def test_an_infobox_is_where_it_stands(city: Atlas) -> None:
    box = InfoBox(name="U radnice", address="Dlouhá 5", lat=49.745, lon=13.385)
    found = chosen_place.of_infobox(box, atlas=city)
    assert (found.place.label, number_of(found)) == ("U radnice, Dlouhá 5", 8)
    away = chosen_place.of_infobox(InfoBox(name="U Vltavy", address="Praha", lat=50.08, lon=14.42), atlas=city)
    assert away.outside
    assert (
        len(chosen_place.of_infobox(InfoBox(name="x" * 100, address="y" * 200, lat=50, lon=14), atlas=city).place.label)
        == 200
    )


def test_a_point_costs_no_query(city: Atlas) -> None:
    with CaptureQueriesContext(connection) as queries:
        chosen_place.find_place(PlaceFields(**INSIDE_8), atlas=city)
    assert len(queries) == 0
