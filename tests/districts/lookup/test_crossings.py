"""Where two streets cross, as people ask for it, on the whole city."""

from itertools import combinations

import pytest
from pytest_django import DjangoAssertNumQueries

from districts.lookup import atlas as atlases
from districts.lookup.crossings import find_crossing
from districts.lookup.finder import find_district
from districts.lookup.lookup_results import Choose, Found, NotFound, Why
from districts.map.distances import distance_m
from districts.models import Address
from tests.thorough import daily

pytestmark = [pytest.mark.real_data, pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]


@pytest.mark.parametrize(
    "asked",
    [
        "Americká x Škroupova",
        "americka X skroupova",
        "Americká × Škroupova",
        "Americká/Škroupova",
        "Škroupova & Americká",
        "křižovatka Americká a Škroupova",
        "na křižovatce ulic Americké a Škroupovy",
        "roh Americké a Škroupovy",
        "na rohu Americké se Škroupovou",
        "Americká roh Škroupova, Plzeň",
        "corner of Americká and Škroupova",
        "at the crossing of Americká and Škroupova",
        "Ecke Americká/Škroupova",
        "Kreuzung Americká und Škroupova",
        "на розі Americká та Škroupova",
        "ngã tư Americká và Škroupova",
        "křižovatka Americká - Škroupova",
        "Americká a Škroupova",
        "Škroupova – Americká",
    ],
)
def test_a_crossing_leads_to_its_district(asked: str) -> None:
    outcome = find_district(asked, atlas=atlases.current())
    assert isinstance(outcome, Found)
    assert outcome.district.number == 14
    assert set(outcome.understood[0].split(" × ")) == {"Americká", "Škroupova"}
    assert find_district(outcome.understood[0], atlas=atlases.current()) == outcome


def test_of_streets_with_one_name_the_one_that_crosses_is_meant() -> None:
    outcome = find_district("křižovatka Americké a Klatovské", atlas=atlases.current())
    assert isinstance(outcome, Found)
    assert outcome.understood == ("Americká × Klatovská třída",)
    assert outcome.district.number == 14


def test_a_crossing_near_a_border_is_asked_about() -> None:
    outcome = find_district("Klatovská třída x Tylova", atlas=atlases.current())
    assert isinstance(outcome, Choose)
    assert outcome.why is Why.SEVERAL_DISTRICTS
    assert outcome.subject == "Klatovská třída × Tylova"
    assert {choice.district.number for choice in outcome.choices} == {14, 16}


def test_streets_that_do_not_meet_are_both_offered() -> None:
    outcome = find_district("Bolevecká × Bukovec", atlas=atlases.current())
    assert isinstance(outcome, Choose)
    assert outcome.why is Why.STREETS_APART
    assert {choice.label.split(":")[0] for choice in outcome.choices} == {"Bolevecká", "Bukovec"}


@pytest.mark.parametrize(
    "asked",
    [
        "Americká x Nikam",
        "roh Americké",
        "x",
        "×",
        "/",
        "Americká 5 x Škroupova 1",
        "roh a a a a a a a a a",
        "Plzeň x Bory",
        "Bolevecká a Bukovec",
        "Bolevecká - Bukovec",
    ],
)
def test_what_names_no_two_streets_is_no_crossing(asked: str) -> None:
    assert find_crossing(asked, atlases.current()) is None
    assert isinstance(find_district(asked, atlas=atlases.current()), Choose | NotFound)


def test_a_crossing_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    atlas = atlases.current()
    with django_assert_num_queries(1):
        find_district("Americká x Klatovská", atlas=atlas)


def test_no_crossing_leads_to_a_district_without_houses_of_both_streets_around_it() -> None:
    """Of streets around each of some houses: all houses of both near each other lie in the district that is found."""
    atlas = atlases.current()
    rows = list(Address.objects.filter(street__isnull=False).values_list("street", "lon", "lat", "district__number"))
    found = 0
    for _, lon, lat, _ in daily(rows[::250]):
        around = [row for row in rows if abs(row[1] - lon) < 0.003 and distance_m(row[1], row[2], lon, lat) < 150]
        for one, other in combinations(sorted({row[0] for row in around}), 2):
            labels = [atlas.gazetteer.streets[street].label for street in (one, other)]
            outcome = find_district(" x ".join(labels), atlas=atlas)
            if not isinstance(outcome, Found):
                continue
            found += 1
            houses = [[row for row in rows if row[0] == street] for street in (one, other)]
            pairs = [
                (distance_m(*first[1:3], *second[1:3]), first[3], second[3])
                for first in houses[0]
                for second in houses[1]
                if abs(first[1] - second[1]) < 0.0012
            ]
            near = {number for distance, *numbers in pairs if distance < 59 for number in numbers}
            assert near <= {outcome.district.number}, labels
            assert any(distance < 81 for distance, *_ in pairs), labels
    assert found
