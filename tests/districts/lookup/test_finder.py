"""The finder in a small made-up city: its decisions, one by one."""

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from shapely.geometry import shape

from districts.lookup import atlas as atlases
from districts.lookup.atlas import Atlas
from districts.lookup.finder import find_district, suggest_queries
from districts.lookup.lookup_results import Choose, Found, NotFound, Outside, Point, Suggestion, Why
from districts.models import Address, Borough, District, HouseNumberType, Locality, Part, Street
from tests.factories import make_address, make_borough, make_district, make_part, make_street

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SIDE = 0.01
WEST, SOUTH = 13.37, 49.74


@pytest.fixture
def atlas() -> Atlas:
    """Districts 2 (west) and 1 (east) that share the border at 13.375, in two boroughs; streets, parts, a locality."""
    Locality.objects.all().delete()
    west_borough = make_borough(name="Plzeň 1")
    east_borough = make_borough(name="Plzeň 4")
    corner = WEST + 0.005
    west = make_district(number=2, name="Západ", borough=west_borough, boundary=rectangle(WEST, corner))
    east = make_district(number=1, name="Východ", borough=east_borough, boundary=rectangle(corner, WEST + 0.01))
    lobzy, village = make_part(name="Lobzy"), make_part(name="Újezd")
    long_street = make_street(name="Dlouhá třída")
    for number in (1, 3, 5):
        make_address(**place(west, lobzy), street=long_street, house_number=100 + number, orientation_number=number)
    for number in (7, 9):
        make_address(**place(east, village), street=long_street, house_number=100 + number, orientation_number=number)
    # A house number that is an orientation number at the other end of the street.
    make_address(**place(east, village), street=long_street, house_number=3, orientation_number=11)
    short = make_street(name="náměstí Míru")
    make_address(
        **place(west, lobzy),
        street=short,
        house_number=7,
        orientation_number=12,
        orientation_letter="a",
        postcode="31200",
    )
    make_address(**place(west, village), street=None, house_number=5)
    make_address(**place(east, village), street=None, house_number=5, number_type=HouseNumberType.EV)
    Locality.objects.create(name="Zámeček", lat=SOUTH + SIDE / 2, lon=corner, radius_m=50)
    Locality.objects.create(name="Hájek", lat=SOUTH + SIDE / 2, lon=WEST + 0.001, radius_m=10)
    return atlases.current()


def rectangle(west: float, east: float) -> dict[str, object]:
    ring = [(west, SOUTH), (east, SOUTH), (east, SOUTH + SIDE), (west, SOUTH + SIDE), (west, SOUTH)]
    return {"type": "Polygon", "coordinates": [ring]}


def place(district: District, part: Part) -> dict[str, object]:
    """An address in the middle of a district, far from its borders."""
    middle = shape(district.boundary).centroid
    return {"district": district, "part": part, "lon": middle.x, "lat": middle.y}


def numbers(outcome: object) -> list[int]:
    assert isinstance(outcome, Choose | NotFound), outcome
    return [choice.district.number for choice in outcome.choices]


def test_nothing_typed_is_not_an_error(atlas: Atlas) -> None:
    assert find_district("", atlas=atlas) == find_district(" \n ", atlas=atlas) == NotFound(Why.EMPTY)


def test_a_district_that_does_not_exist(atlas: Atlas) -> None:
    assert find_district("okrsek 99", atlas=atlas) == NotFound(Why.NO_SUCH_DISTRICT, subject="99")


@pytest.mark.parametrize(
    "asked",
    [
        *("okrsek 2", "policejní okrsek č. 2", "2. okrsek", "district 2", "Police District no. 2", "Bezirk 2"),
        *("Polizeibezirk Nr. 2", "2. Revier", "дільниця 2", "Дільниця № 2", "поліцейська дільниця номер 2"),
        *("khu vực 2", "KHU VUC 2", "khu vực cảnh sát số 2"),
    ],
)
def test_a_district_is_known_by_its_number_in_every_language(asked: str, atlas: Atlas) -> None:
    assert find_district(asked, atlas=atlas) == Found(atlas.districts[2])
    assert [one.q for one in suggest_queries(asked, limit=5, atlas=atlas)] == ["okrsek 2"]


@pytest.mark.parametrize(
    ("designation", "asked"),
    [
        *(("D", asked) for asked in ("okrsek D", "Policejní okrsek č. d", "okrsek D, Plzeň", "district D", "Bezirk D")),
        ("C", "okrsek c"),
        ("12A", "okrsek 12a"),
        ("Bory 1", "okrsek Bory 1"),
    ],
)
def test_a_district_is_known_by_what_it_is_called_in_place_of_a_number(
    designation: str, asked: str, atlas: Atlas
) -> None:
    before = find_district(asked, atlas=atlas)
    District.objects.filter(number=2).update(designation=designation)
    called = atlases.current()
    assert find_district(asked, atlas=called) == Found(called.districts[2])
    assert [one.label for one in suggest_queries(asked, limit=5, atlas=called)] == [f"Okrsek 2 ({designation}) Západ"]
    assert find_district(designation, atlas=called) != Found(called.districts[2])
    District.objects.filter(number=2).update(designation="")
    assert find_district(asked, atlas=atlases.current()) == before


@pytest.mark.parametrize("asked", ["police 2", "number 2", "số 2", "khu phố 2", "Nummer 2"])
def test_a_number_without_the_word_for_a_district_is_none(asked: str, atlas: Atlas) -> None:
    assert not isinstance(find_district(asked, atlas=atlas), Found)


def test_an_abolished_district_is_not_found(atlas: Atlas) -> None:
    District.objects.filter(number=2).update(boundary=None)
    assert find_district("okrsek 2", atlas=atlases.current()) == NotFound(Why.NO_SUCH_DISTRICT, subject="2")


def test_a_street_in_one_district_is_that_district(atlas: Atlas) -> None:
    outcome = find_district("nam miru", atlas=atlas)
    assert isinstance(outcome, Found)
    assert (outcome.district.number, outcome.address) == (2, None)


def test_a_street_in_two_districts_is_asked_about_with_its_numbers(atlas: Atlas) -> None:
    outcome = find_district("Dlouhá", atlas=atlas)
    assert isinstance(outcome, Choose)
    assert outcome.why == Why.SEVERAL_DISTRICTS
    assert [(choice.q, choice.district.number) for choice in outcome.choices] == [("okrsek 1", 1), ("okrsek 2", 2)]
    assert "7–11" in outcome.choices[0].label
    assert "1–5" in outcome.choices[1].label


def test_a_house_number_here_and_an_orientation_number_there_is_asked_about(atlas: Atlas) -> None:
    outcome = find_district("Dlouhá 3", atlas=atlas)
    assert isinstance(outcome, Choose)
    assert outcome.why == Why.SEVERAL_ADDRESSES
    assert sorted(numbers(outcome)) == [1, 2]
    assert isinstance(find_district("Dlouhá /3", atlas=atlas), Found)
    assert isinstance(find_district("Dlouhá č. p. 3", atlas=atlas), Found)


def test_the_part_or_borough_decides_between_two(atlas: Atlas) -> None:
    for query in ("Dlouhá 3, Lobzy", "Lobzy, Dlouhá 3", "Dlouhá 3, Plzeň 1"):
        outcome = find_district(query, atlas=atlas)
        assert isinstance(outcome, Found), query
        assert outcome.district.number == 2


def test_a_part_where_the_address_does_not_lie_is_not_overruled(atlas: Atlas) -> None:
    outcome = find_district("náměstí Míru 7, Újezd", atlas=atlas)
    assert isinstance(outcome, Choose)
    assert outcome.why == Why.ELSEWHERE


def test_house_numbers_of_a_part_come_in_two_series(atlas: Atlas) -> None:
    outcome = find_district("Újezd 5", atlas=atlas)
    assert isinstance(outcome, Choose)
    assert sorted(numbers(outcome)) == [1, 2]
    for query, number in (("Újezd č. p. 5", 2), ("Újezd č. ev. 5", 1)):
        found = find_district(query, atlas=atlas)
        assert isinstance(found, Found)
        assert found.district.number == number


def test_choices_and_suggestions_lead_to_what_they_say(atlas: Atlas) -> None:
    for query in ("Dlouhá 3", "Dlouhá", "Újezd 5", "Dlouhá 8", "náměstí Míru 12"):
        outcome = find_district(query, atlas=atlas)
        assert isinstance(outcome, Choose | NotFound)
        for choice in outcome.choices:
            found = find_district(choice.q, atlas=atlas)
            assert isinstance(found, Found), choice
            assert found.district == choice.district


def test_a_missing_number_offers_the_nearest_ones(atlas: Atlas) -> None:
    outcome = find_district("Dlouhá 8", atlas=atlas)
    assert isinstance(outcome, NotFound)
    assert outcome.why == Why.NUMBER_MISSING
    assert outcome.subject == "Dlouhá třída 8"
    assert {choice.label.split(",")[0] for choice in outcome.choices} >= {"Dlouhá třída 107/7", "Dlouhá třída 109/9"}


def test_a_letter_belongs_to_the_orientation_number(atlas: Atlas) -> None:
    for query in ("nám. Míru 12a", "nám. Míru 12 A", "nám. Míru 7/12a", "nám. Míru 7"):
        assert isinstance(find_district(query, atlas=atlas), Found), query
    for query in ("nám. Míru 12", "nám. Míru 7a", "nám. Míru 12b"):
        outcome = find_district(query, atlas=atlas)
        assert isinstance(outcome, NotFound), query
        assert [choice.label.split(",")[0] for choice in outcome.choices] == ["náměstí Míru 7/12a"]


def test_a_place_name_on_a_border_is_asked_about_and_one_inside_is_found(atlas: Atlas) -> None:
    assert sorted(numbers(find_district("Zámeček", atlas=atlas))) == [1, 2]
    outcome = find_district("Hájek", atlas=atlas)
    assert isinstance(outcome, Found)
    assert outcome.district.number == 2


def test_a_place_name_has_no_house_numbers(atlas: Atlas) -> None:
    outcome = find_district("Zámeček 12", atlas=atlas)
    assert isinstance(outcome, NotFound)
    assert outcome.why == Why.NO_NUMBERS_HERE


def test_a_typo_is_suggested_with_its_number_and_never_taken_for_granted(atlas: Atlas) -> None:
    outcome = find_district("Dlouchá 7", atlas=atlas)
    assert outcome == NotFound(Why.UNKNOWN, suggestions=(Suggestion("Dlouhá třída 7", "Dlouhá třída 7"),))


def test_another_kind_of_street_is_another_street(atlas: Atlas) -> None:
    for query in ("Dlouhé náměstí 7", "alej Míru 12a", "Dlouhá alej 7", "tř. Míru 12a", "alej M. 12a"):
        outcome = find_district(query, atlas=atlas)
        assert isinstance(outcome, NotFound), query
    for query in ("Dlouhá 7", "ulice Dlouhá 7", "tř. Dlouhá 7", "Míru 12a", "ul. Míru 12a"):
        assert isinstance(find_district(query, atlas=atlas), Found), query


@pytest.mark.parametrize("query", ["Lobzy, Plzeň 4", "Plzeň 4 Lobzy", "Lobzy Hájek Zámeček Plzeň 4", "Plzeň 4, Hájek"])
def test_a_place_and_a_borough_that_contradict_each_other_are_asked_about(atlas: Atlas, query: str) -> None:
    outcome = find_district(query, atlas=atlas)
    assert isinstance(outcome, Choose), outcome
    assert outcome.why == Why.ELSEWHERE
    assert sorted(numbers(outcome)) == [1, 2]


def test_a_place_and_a_borough_that_agree_are_found(atlas: Atlas) -> None:
    for query, number in {"Lobzy, Plzeň 1": 2, "Újezd, Plzeň 4": 1, "Plzeň 1 Újezd": 2, "Plzeň 1, Hájek": 2}.items():
        outcome = find_district(query, atlas=atlas)
        assert isinstance(outcome, Found), query
        assert outcome.district.number == number


def test_a_place_name_does_not_decide_between_districts(atlas: Atlas) -> None:
    for query in ("Dlouhá, Hájek", "Dlouhá 3, Hájek", "Hájek, Dlouhá"):
        outcome = find_district(query, atlas=atlas)
        assert isinstance(outcome, Choose), query
        assert sorted(numbers(outcome)) == [1, 2]


def test_a_part_is_not_taken_for_a_rough_place_of_the_same_name(atlas: Atlas) -> None:
    Locality.objects.create(name="Lobzy", lat=SOUTH + SIDE / 2, lon=WEST + 0.009, radius_m=10)
    Locality.objects.create(name="Daleko", lat=50.0, lon=14.0, radius_m=10)
    for query in ("Dlouhá 105/5, Lobzy", "Dlouhá 105/5, Daleko"):
        outcome = find_district(query, atlas=atlases.current())
        assert isinstance(outcome, Found), outcome
        assert outcome.district.number == 2


def test_a_place_name_far_from_the_address_makes_it_doubtful(atlas: Atlas) -> None:
    outcome = find_district("Dlouhá 9, Hájek", atlas=atlas)
    assert isinstance(outcome, Choose)
    assert outcome.why == Why.ELSEWHERE


def test_the_number_after_the_city_may_be_the_borough_or_the_house(atlas: Atlas) -> None:
    make_address(
        **place(atlas.districts[1], Part.objects.get(name="Újezd")),
        street=make_street(name="Krátká"),
        house_number=50,
        orientation_number=1,
    )
    make_address(
        **place(atlas.districts[2], Part.objects.get(name="Lobzy")),
        street=Street.objects.get(name="Krátká"),
        house_number=51,
        orientation_number=4,
    )
    outcome = find_district("Krátká Plzeň 4", atlas=atlases.current())
    assert isinstance(outcome, Choose)
    assert sorted(numbers(outcome)) == [1, 2]
    assert isinstance(find_district("Krátká Plzeň 1", atlas=atlases.current()), Choose)


def test_a_dotted_word_may_be_a_whole_name_or_the_beginning_of_another(atlas: Atlas) -> None:
    part = Part.objects.get(name="Lobzy")
    make_address(**place(atlas.districts[2], part), street=make_street(name="Jiná"), house_number=77)
    make_address(**place(atlas.districts[1], part), street=make_street(name="Lobzyňská"), house_number=77)
    outcome = find_district("Lobzy. 77", atlas=atlases.current())
    assert isinstance(outcome, Choose)
    assert sorted(set(numbers(outcome))) == [1, 2]


@pytest.mark.parametrize("query", ["D 7", "D. 7", "n. 12a", "D /7", "Dlouhá 7-9", "Dlouhá 7 – 9"])
def test_initials_and_ranges_are_too_little_to_go_by(atlas: Atlas, query: str) -> None:
    assert isinstance(find_district(query, atlas=atlas), NotFound)


def test_the_city_alone_and_a_number_alone_are_answered_with_what_they_may_mean(atlas: Atlas) -> None:
    assert sorted(numbers(find_district("Plzeň", atlas=atlas))) == [1, 2]
    outcome = find_district("1", atlas=atlas)
    assert isinstance(outcome, NotFound)
    assert [one.q for one in outcome.suggestions] == ["okrsek 1", "Plzeň 1"]


def test_a_half_typed_number_is_the_number_so_far(atlas: Atlas) -> None:
    outcome = find_district("Dlouhá 107/", atlas=atlas)
    assert isinstance(outcome, Found)
    for typed in ("dlouhá 107", "dlouhá 107/", "dlouhá 107/7", "dlouhá /7"):
        assert [one.q.split(",")[0] for one in suggest_queries(typed, limit=5, atlas=atlas)] == [
            "Dlouhá třída 107/7"
        ], typed
    assert [one.q for one in suggest_queries("okrsek", limit=5, atlas=atlas)] == ["okrsek 1", "okrsek 2"]


def test_a_word_that_is_not_understood_is_not_ignored(atlas: Atlas) -> None:
    outcome = find_district("Dlouhá 7 zadní vchod", atlas=atlas)
    assert isinstance(outcome, NotFound)
    assert [one.q for one in outcome.suggestions] == ["Dlouhá třída 7"]


def test_a_point_on_the_shared_border_belongs_to_the_lower_number_and_names_the_other(atlas: Atlas) -> None:
    outcome = find_district(Point(lon=WEST + 0.005, lat=SOUTH + SIDE / 2), atlas=atlas)
    assert isinstance(outcome, Found)
    assert outcome.district.number == 1
    assert [(one.district.number, one.distance_m) for one in outcome.near_border] == [(2, 0)]


@given(metres=st.floats(0, 120), side=st.sampled_from([-1, 1]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_place_within_50_metres_of_a_border_names_the_neighbour(atlas: Atlas, metres: float, side: int) -> None:
    degrees = metres / 71_850  # a degree of longitude at this latitude
    outcome = find_district(Point(lon=WEST + 0.005 + side * degrees, lat=SOUTH + SIDE / 2), atlas=atlas)
    assert isinstance(outcome, Found)
    if abs(metres - 50) > 0.5:
        assert bool(outcome.near_border) == (metres < 50)
    for neighbour in outcome.near_border:
        assert neighbour.district != outcome.district
        assert neighbour.distance_m == pytest.approx(metres, abs=1)


def test_a_point_outside_names_the_nearest_districts(atlas: Atlas) -> None:
    outcome = find_district(Point(lon=13.31, lat=49.74), atlas=atlas)
    assert isinstance(outcome, Outside)
    assert [one.district.number for one in outcome.neighbours] == [2, 1]


def test_nothing_is_near_to_a_point_far_away(atlas: Atlas) -> None:
    outcome = find_district(Point(lon=13.0, lat=49.74), atlas=atlas)
    assert isinstance(outcome, Outside)
    assert outcome.neighbours == ()
    assert outcome.distance_m == pytest.approx(26_600, abs=100)
    tokyo = Point(lon=139.7, lat=35.7)
    assert find_district(tokyo, atlas=atlas) == Outside(tokyo, (), None)  # measured as if the Earth were flat


def test_longitude_first_is_taken_so_only_if_just_so_it_lies_in_the_city(atlas: Atlas) -> None:
    assert district_number("13.372 49.745", atlas) == 2
    outcome = find_district("13.50 49.745", atlas=atlas)
    assert isinstance(outcome, Outside)
    assert outcome.point == Point(lat=13.5, lon=49.745)


def test_coordinates_that_cannot_be_read_are_no_house_number(atlas: Atlas) -> None:
    assert find_district("Dlouhá 49°44'", atlas=atlas) == NotFound(Why.BAD_POINT)
    assert find_district("91°N 13°E", atlas=atlas) == NotFound(Why.BAD_POINT)
    assert suggest_queries("Dlouhá 49°44'", limit=5, atlas=atlas) == ()


def test_a_link_to_a_map_leads_to_its_point_or_its_words(atlas: Atlas) -> None:
    long = "https://www.google.com/maps/place/" + "x" * 300 + "/data=!3d49.745!4d13.372"
    for link in ("https://mapy.cz/?x=13.372&y=49.745&z=17", long, "https://mapy.cz/?q=Dlouh%C3%A1%201"):
        assert district_number(link, atlas) == 2
    assert suggest_queries(long, limit=5, atlas=atlas) == ()


def test_a_link_with_a_name_that_only_the_map_knows_is_not_taken_for_another(atlas: Atlas) -> None:
    assert find_district("https://mapy.cz/?q=Dlouha%20kavarna", atlas=atlas) == NotFound(Why.MAP_LINK)


def district_number(asked: str, atlas: Atlas) -> int:
    outcome = find_district(asked, atlas=atlas)
    assert isinstance(outcome, Found), outcome
    return outcome.district.number


@pytest.mark.parametrize(
    ("lon", "lat"), [(float("nan"), 49.7), (13.3, float("inf")), (181, 0), (0, -91), (1e308, 1e308)]
)
def test_coordinates_that_are_no_place_are_refused(atlas: Atlas, lon: float, lat: float) -> None:
    assert find_district(Point(lon=lon, lat=lat), atlas=atlas) == NotFound(Why.BAD_POINT)


def test_coordinates_pasted_from_a_map_are_a_point(atlas: Atlas) -> None:
    for text in (
        *("49.745, 13.372", "49.745 13.372", "49.745N, 13.372E", "49.745° N, 13.372° E"),
        *("49,745 13,372", "49,745, 13,372", "13.372, 49.745"),
    ):
        outcome = find_district(text, atlas=atlas)
        assert isinstance(outcome, Found), text
        assert outcome.district.number == 2


def test_suggestions_begin_with_names_and_go_on_with_addresses(atlas: Atlas) -> None:
    assert [one.q for one in suggest_queries("dlo", limit=5, atlas=atlas)] == ["Dlouhá třída"]
    assert [one.q.split(",")[0] for one in suggest_queries("dlouhá 1", limit=2, atlas=atlas)] == [
        "Dlouhá třída 101/1",
        "Dlouhá třída 103/3",
    ]
    assert [one.q for one in suggest_queries("okrsek 2", limit=5, atlas=atlas)] == ["okrsek 2"]
    assert suggest_queries("", limit=5, atlas=atlas) == ()
    assert len(suggest_queries("dlouhá 1", limit=1, atlas=atlas)) == 1


def test_an_empty_city_finds_nothing_and_does_not_fail() -> None:
    Locality.objects.all().delete()
    Borough.objects.all().delete()
    atlas = atlases.current()
    assert find_district("Dlouhá 3", atlas=atlas) == NotFound(Why.UNKNOWN)
    assert find_district(Point(lon=13.37, lat=49.74), atlas=atlas) == Outside(Point(lon=13.37, lat=49.74), ())
    assert suggest_queries("Dlouhá 3", limit=5, atlas=atlas) == ()


def test_the_finder_asks_the_database_at_most_twice(
    atlas: Atlas, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for query, queries in {"okrsek 1": 0, "Lobzy": 0, "Dlouhá": 1, "Dlouhá /3": 1, "Dlouhá 999": 2}.items():
        with django_assert_num_queries(queries):
            find_district(query, atlas=atlas)
    with django_assert_num_queries(0):
        find_district(Point(lon=13.372, lat=49.745), atlas=atlas)


def test_a_name_is_looked_for_once_in_each_language_until_places_change(
    atlas: Atlas, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = "Dlouhá"
    czech = find_district(asked, atlas=atlas)
    with django_assert_num_queries(0):
        assert find_district(asked, atlas=atlas) == czech
    with override("de"):
        german = find_district(asked, atlas=atlas)
    assert isinstance(czech, Choose)
    assert isinstance(german, Choose)
    assert czech.choices[0].label == "Dlouhá třída: lichá 7–11"
    assert german.choices[0].label == "Dlouhá třída: ungerade 7–11"
    assert find_district("Dlouhá, Lobzy", atlas=atlas) != czech  # what is said beside it counts
    Address.objects.filter(orientation_number=11).update(orientation_number=13)
    changed = find_district(asked, atlas=atlases.current())
    assert isinstance(changed, Choose)
    assert changed.choices[0].label == "Dlouhá třída: lichá 7–13"
