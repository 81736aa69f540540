"""Infoboxes: which are near, which can be used, what the database refuses, the open data and the demonstration."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from districts import demo
from districts.api.infoboxes import InfoBoxesOut
from districts.infoboxes import drop_off_places
from districts.infoboxes.drop_off_places import NearPlace, PlaceKind
from districts.lookup import atlas
from districts.lookup.finder import find_district
from districts.lookup.lookup_results import Point
from districts.map.distances import SCALE
from districts.models import District, InfoBox, InfoBoxState, Station, StationKind
from tests.factories import make_address, make_district, make_infobox, make_person, make_station, make_street, square

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HERE = Point(lon=13.375, lat=49.745)
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


def metres_east(metres: float) -> dict[str, Any]:
    """A point so many metres to the east of here."""
    return {"lon": HERE.lon + metres / SCALE[0], "lat": HERE.lat}


@pytest.fixture
def _no_stations() -> None:
    Station.objects.all().delete()


def told(places: list[NearPlace]) -> list[tuple[str, int | None]]:
    return [(near.place.name, near.distance_m) for near in places]


# --- the nearest ----------------------------------------------------------------------------------------------------


def test_the_nearest_boxes_come_first_and_no_more_than_asked_for() -> None:
    for metres in (900, 350, 1200):
        make_infobox(name=f"{metres} m", **metres_east(metres))
    assert told(drop_off_places.nearest_infoboxes(HERE, limit=2)) == [("350 m", 350), ("900 m", 900)]
    assert {near.kind for near in drop_off_places.nearest_infoboxes(HERE, limit=9)} == {PlaceKind.INFOBOX}


@pytest.mark.parametrize("state", [InfoBoxState.DAMAGED, InfoBoxState.MOVED])
@pytest.mark.usefixtures("_no_stations")
def test_a_box_that_cannot_be_used_is_never_offered(state: InfoBoxState) -> None:
    make_infobox(state=state)
    assert drop_off_places.nearest_infoboxes(HERE, limit=5) == drop_off_places.nearby_places(HERE, limit=5) == []
    assert [near.usable for near in drop_off_places.list_infoboxes(HERE)] == [False]


@pytest.mark.usefixtures("_no_stations")
def test_boxes_and_stations_are_offered_together_by_distance() -> None:
    make_infobox(name="blízká", **metres_east(100))
    make_infobox(name="daleká", **metres_east(900))
    make_station(name="služebna", **metres_east(500))
    assert told(drop_off_places.nearby_places(HERE, limit=5)) == [("blízká", 100), ("služebna", 500), ("daleká", 900)]
    assert [near.kind for near in drop_off_places.nearby_places(HERE, limit=2)] == [
        PlaceKind.INFOBOX,
        PlaceKind.STATION,
    ]


@pytest.mark.usefixtures("_no_stations")
def test_only_stations_of_the_municipal_police_with_a_known_place_are_offered() -> None:
    make_station(StationKind.PCR, **metres_east(10))
    make_station(StationKind.OFFICE, **metres_east(10))
    make_station(lon=None, lat=None)
    known = make_station(**metres_east(10))
    assert [near.place for near in drop_off_places.nearby_places(HERE, limit=9)] == [known]


def test_all_boxes_are_listed_by_the_czech_alphabet_or_by_distance() -> None:
    for name, metres in (("U zastávky", 1), ("U školy", 2), ("U soudu", 3)):
        make_infobox(name=name, state=InfoBoxState.MOVED, **metres_east(metres))
    assert told(drop_off_places.list_infoboxes(None)) == [("U soudu", None), ("U školy", None), ("U zastávky", None)]
    assert told(drop_off_places.list_infoboxes(HERE)) == [("U zastávky", 1), ("U školy", 2), ("U soudu", 3)]


def test_places_cost_one_query_for_each_kind(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(5):
        make_infobox()
        make_station(**metres_east(5))
    with django_assert_num_queries(1):
        drop_off_places.nearest_infoboxes(HERE, limit=3)
    with django_assert_num_queries(2):
        drop_off_places.nearby_places(HERE, limit=3)


# --- where distances are measured from ------------------------------------------------------------------------------


@pytest.fixture
def district() -> District:
    district = make_district(number=7, name="Slovany", boundary=square(13.37, 49.74))
    make_address(district=district, street=make_street(name="Dlouhá"), orientation_number=1, lon=13.371, lat=49.741)
    return district


def origin_of(asked: str | Point) -> drop_off_places.Origin | None:
    now = atlas.current()
    return drop_off_places.find_origin(find_district(asked, atlas=now), atlas=now)


def test_distances_are_from_the_address_or_the_point_asked_about(district: District) -> None:
    address = origin_of("Dlouhá 1")
    assert address
    assert (address.point, address.mark) == (Point(13.371, 49.741), Point(13.371, 49.741))
    assert address.label.startswith("Dlouhá")
    assert origin_of(HERE) == drop_off_places.Origin(HERE)


def test_a_whole_district_is_measured_from_its_middle_and_that_is_not_marked(district: District) -> None:
    origin = origin_of("okrsek 7")
    assert origin
    assert origin.middle_of == district
    assert origin.mark is None
    assert origin.point.lon == pytest.approx(13.375)
    assert origin.point.lat == pytest.approx(49.745)


def test_a_place_outside_the_city_is_measured_from_too(district: District) -> None:
    assert origin_of(Point(13.4, 49.74)) == drop_off_places.Origin(Point(13.4, 49.74), inside=False)


@pytest.mark.parametrize("asked", ["nesmysl xyz", "Dlouhá 99", Point(float("nan"), 1), Point(14.4, 50.1)])
def test_without_one_answer_there_is_nothing_to_measure_from(district: District, asked: str | Point) -> None:
    assert origin_of(asked) is None
    assert drop_off_places.find_origin(None, atlas=atlas.current()) is None


# --- the database ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [{"lat": 91}, {"lat": -91}, {"lon": 181}, {"lon": -181}])
def test_a_box_stands_on_earth(wrong: dict[str, float]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_infobox(**wrong)


def test_two_boxes_do_not_share_a_name() -> None:
    make_infobox(name="U radnice")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_infobox(name="U radnice")


# --- open data ------------------------------------------------------------------------------------------------------


def collection(client: Client) -> dict[str, Any]:
    response = client.get("/api/v1/infoboxes.geojson")
    assert (response.status_code, response["Content-Type"]) == (200, "application/geo+json")
    body: dict[str, Any] = json.loads(response.content)
    InfoBoxesOut.model_validate(body)
    return body


def test_boxes_are_geojson_with_all_that_people_see(client: Client) -> None:
    box = make_infobox(
        name="U radnice",
        address="náměstí Republiky 1",
        lon=13.37,
        lat=49.74,
        emptied="denně",
        state=InfoBoxState.DAMAGED,
        note="Opravujeme ji.",
        verified_on=date(2026, 9, 1),
        photo=f"infoboxes/{'0' * 32}.webp",
    )
    assert collection(client)["features"] == [
        {
            "type": "Feature",
            "id": box.pk,
            "geometry": {"type": "Point", "coordinates": [13.37, 49.74]},
            "properties": {
                "id": box.pk,
                "name": "U radnice",
                "address": "náměstí Republiky 1",
                "emptied": "denně",
                "state": "damaged",
                "note": "Opravujeme ji.",
                "verified_on": "2026-09-01",
                "photo": f"http://testserver/schranky/foto/{'0' * 32}.webp",
                "url": f"http://testserver/schranky/#schranka-{box.pk}",
                "illustrative": False,
            },
        }
    ]


def test_without_boxes_the_collection_is_empty_and_what_is_not_known_is_null(client: Client) -> None:
    assert collection(client) == {"type": "FeatureCollection", "features": []}
    make_infobox()
    properties = collection(client)["features"][0]["properties"]
    assert properties["photo"] is properties["verified_on"] is None


def test_the_collection_is_sent_again_only_when_it_changed(client: Client) -> None:
    box = make_infobox()
    first = client.get("/api/v1/infoboxes.geojson")
    assert "no-cache" in first["Cache-Control"]
    asks = {"If-None-Match": first["ETag"]}
    again = client.get("/api/v1/infoboxes.geojson", headers=asks)
    assert (again.status_code, again.content) == (304, b"")
    InfoBox.objects.filter(pk=box.pk).update(note="Přestěhovala se")
    changed = client.get("/api/v1/infoboxes.geojson", headers=asks)
    assert "Přestěhovala se" in changed.content.decode()


def test_the_collection_costs_one_query_and_is_open_to_everybody(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_infobox()
    with django_assert_num_queries(1):
        response = client.get("/api/v1/infoboxes.geojson")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


def test_the_collection_is_described(client: Client) -> None:
    description = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/infoboxes.geojson" in description["paths"]
    assert {"name", "address", "emptied", "state", "note", "verified_on", "photo", "url"} <= set(
        description["components"]["schemas"]["InfoBoxOut"]["properties"]
    )


# --- the demonstration ----------------------------------------------------------------------------------------------


def test_the_demonstration_has_boxes_in_every_state_all_marked_as_made_up() -> None:
    demo.load_demo(now=NOW)
    shown = list(InfoBox.objects.all())
    assert len(shown) == 6
    assert all(box.illustrative and box.address.startswith("ukázková adresa") for box in shown)
    assert {box.state for box in shown} == set(InfoBoxState)
    assert all(box.note for box in shown if box.state != InfoBoxState.IN_SERVICE)
    now = atlas.current()
    for box in shown:
        box.full_clean()
        assert now.locator.locate(box.lon, box.lat)


def test_a_real_box_keeps_the_demonstration_out() -> None:
    make_infobox()
    assert demo.load_demo(now=NOW) is demo.DatabaseState.REAL
    assert InfoBox.objects.count() == 1


def test_made_up_boxes_leave_with_the_made_up_people_and_a_real_one_stays() -> None:
    demo.load_demo(now=NOW)
    real = make_infobox()
    assert demo.remove_people()
    assert list(InfoBox.objects.all()) == [real]
    assert not demo.remove_people()


def test_made_up_boxes_leave_even_when_nobody_else_is_left_to_leave() -> None:
    make_infobox(illustrative=True)
    make_person()
    assert demo.remove_people()
    assert not InfoBox.objects.exists()
