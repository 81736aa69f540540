"""Known places in a small made-up city: how they are found, and that they beat nothing."""

import pytest

from districts.known_places.linking import link_places
from districts.lookup import atlas as atlases
from districts.lookup.asked_place import page_address
from districts.lookup.atlas import Atlas
from districts.lookup.finder import find_district, suggest_queries
from districts.lookup.lookup_results import Choose, Found, NotFound, Why
from districts.models import Address, KnownPlace, Locality, PlaceKind
from tests.factories import make_address, make_borough, make_district, make_part, make_street

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SOUTH, SIDE = 49.74, 0.01
MIDDLE = SOUTH + SIDE / 2


@pytest.fixture
def city() -> None:
    """Districts 2 (west) and 1 (east) that meet at 13.375; four places at addresses, a park across the border."""
    Locality.objects.all().delete()
    KnownPlace.objects.all().delete()
    west = make_district(number=2, name="Západ", borough=make_borough(name="Plzeň 1"), boundary=rectangle(13.37))
    east = make_district(number=1, name="Východ", borough=make_borough(name="Plzeň 4"), boundary=rectangle(13.375))
    lobzy, village = make_part(name="Lobzy"), make_part(name="Újezd")
    long_street, lake = make_street(name="Dlouhá třída"), make_street(name="U Jezera")
    for number in (1, 2, 3):
        address = {"street": long_street, "house_number": 100 + number, "orientation_number": number}
        make_address(district=west, part=lobzy, lon=13.3725, lat=MIDDLE, **address)
    for number in (7, 8):
        address = {"street": lake, "house_number": 100 + number, "orientation_number": number}
        make_address(district=east, part=village, lon=13.3775, lat=MIDDLE, **address)
    place("Nemocnice Západ", "nemocnice\nZápadní klinika", PlaceKind.HOSPITAL, "Dlouhá 1")
    place("Koruna Dlouhá", "Koruna", PlaceKind.SHOP, "Dlouhá třída 2")
    place("Koruna u vody", "Koruna", PlaceKind.SHOP, "U Jezera 7")
    place("Jezero", "", PlaceKind.SPORT, "U Jezera 8")
    KnownPlace.objects.create(
        name="Velký park", kind=PlaceKind.PARK, lat=MIDDLE, lon=13.3745, radius_m=60, source="mapa", published=True
    )
    link_places()


@pytest.fixture
def atlas(city: None) -> Atlas:
    return atlases.current()


def rectangle(west: float) -> dict[str, object]:
    east = west + SIDE / 2
    ring = [(west, SOUTH), (east, SOUTH), (east, SOUTH + SIDE), (west, SOUTH + SIDE), (west, SOUTH)]
    return {"type": "Polygon", "coordinates": [ring]}


def place(name: str, others: str, kind: PlaceKind, address: str) -> None:
    KnownPlace.objects.create(
        name=name, other_names=others, kind=kind, address=address, source="radnice", published=True
    )


def found(asked: str, atlas: Atlas) -> tuple[int, str]:
    outcome = find_district(asked, atlas=atlas)
    assert isinstance(outcome, Found), (asked, outcome)
    return outcome.district.number, " / ".join(outcome.understood)


def offered(asked: str, atlas: Atlas) -> list[tuple[str, int]]:
    outcome = find_district(asked, atlas=atlas)
    assert isinstance(outcome, Choose), (asked, outcome)
    return [(choice.label, choice.district.number) for choice in outcome.choices]


@pytest.mark.parametrize(
    "asked",
    [
        *("Nemocnice Západ", "nemocnice zapad", "NEMOCNICE ZÁPAD", "nemocnice", "Západní klinika"),
        *("u nemocnice", "před nemocnice", "vedle Nemocnice Západ", "naproti nemocnice", "za nemocnice"),
        *("v blízkosti nemocnice", "near the nemocnice", "bei der Nemocnice Západ", "біля nemocnice", "gần nemocnice"),
        *("nemocnice Plzeň", "Plzeň, nemocnice", "Nemocnice Západ, 301 00 Plzeň", "nemocnice, Plzeň 1"),
        *("Nemocnice Západ, Dlouhá 1", "Dlouhá třída 101/1, nemocnice", "nemocnice Dlouhá", "nemocnice Lobzy"),
        *("hospital Západní klinika", "v nemocnici Západ", "do nemocnice", "před nemocnicí", "u Západní kliniky"),
        *("u nemocnice v Plzni", "západ nemocnice", "nemocnici", "k nemocnici Západu"),
    ],
)
def test_a_place_is_found_by_its_names_and_what_stands_around_them(asked: str, atlas: Atlas) -> None:
    number, understood = found(asked, atlas)
    assert number == 2
    assert understood.startswith("Nemocnice Západ, Dlouhá třída 101/1, ")


def test_what_was_understood_leads_to_the_place_again_and_into_the_address_of_the_page(atlas: Atlas) -> None:
    outcome = find_district("nemocnice", atlas=atlas)
    assert isinstance(outcome, Found)
    assert outcome.address
    assert outcome.point
    assert find_district(outcome.understood[0], atlas=atlas) == outcome
    assert "misto=Nemocnice" in page_address(outcome)


def test_a_name_of_several_places_is_asked_about(atlas: Atlas) -> None:
    assert offered("koruna", atlas) == offered("u koruna", atlas)
    assert offered("koruna", atlas) == [("Koruna Dlouhá", 2), ("Koruna u vody", 1)]
    for choice in find_district("koruna", atlas=atlas).choices:  # type: ignore[union-attr]
        assert found(choice.q, atlas)[0] == choice.district.number


def test_of_several_places_what_is_said_beside_the_name_decides(atlas: Atlas) -> None:
    for asked, number in (("Koruna Lobzy", 2), ("Koruna, Újezd", 1), ("Koruna, Plzeň 4", 1), ("koruna u jezera", 1)):
        assert found(asked, atlas)[0] == number, asked


def test_a_place_that_is_not_where_it_is_said_to_be_is_asked_about(atlas: Atlas) -> None:
    Locality.objects.create(name="Hájek", lat=MIDDLE, lon=13.379, radius_m=10)
    for asked in ("nemocnice Hájek", "nemocnice Plzeň 4", "nemocnice, Újezd"):
        outcome = find_district(asked, atlas=atlases.current())
        assert isinstance(outcome, Choose), asked
        assert outcome.why is Why.ELSEWHERE


def test_a_place_across_a_border_is_asked_about_the_district_of_its_middle_first(atlas: Atlas) -> None:
    assert [number for _label, number in offered("velký park", atlas)] == [2, 1]


def test_an_address_beside_the_name_of_a_place_wins_or_is_asked_about(atlas: Atlas) -> None:
    outcome = find_district("nemocnice, Dlouhá 3", atlas=atlas)
    assert isinstance(outcome, Found)
    assert outcome.address
    assert outcome.address.label.startswith("Dlouhá třída 103/3")
    assert [number for _label, number in offered("nemocnice, U Jezera 7", atlas)] == [1, 2]


@pytest.mark.parametrize(
    "asked", ["nemocnice 5", "nemocnice modrá", "obchod nemocnice", "vlak nemocnice", "u u nemocnice"]
)
def test_every_word_must_be_accounted_for(asked: str, atlas: Atlas) -> None:
    assert isinstance(find_district(asked, atlas=atlas), NotFound)


def test_a_street_is_not_beaten_and_a_word_of_one_is_asked_about_with_both(atlas: Atlas) -> None:
    place("U Jezera", "Dlouhá", PlaceKind.STOP, "Dlouhá 3")
    link_places()
    atlas = atlases.current()
    assert found("U Jezera", atlas)[1].startswith("U Jezera")
    assert found("U Jezera", atlas)[0] == 1
    assert found("Dlouhá", atlas)[0] == 2
    outcome = find_district("jezera", atlas=atlas)
    assert isinstance(outcome, Choose)
    assert outcome.why is Why.PART_OF_NAME


def test_a_place_named_by_a_word_of_a_street_comes_before_the_street(atlas: Atlas) -> None:
    place("Jezera", "", PlaceKind.STOP, "Dlouhá 3")
    link_places()
    assert offered("jezera", atlases.current()) == [("Jezera", 2), ("U Jezera: lichá 7, sudá 8", 1)]


def test_slips_are_suggested_and_names_completed_after_the_streets(atlas: Atlas) -> None:
    outcome = find_district("nemocnyce zapad", atlas=atlas)
    assert isinstance(outcome, NotFound)
    assert outcome.suggestions[0].label.startswith("Nemocnice Západ, Dlouhá")
    labels = [one.label.split(",")[0] for one in suggest_queries("dlouh", limit=5, atlas=atlas)]
    assert labels == ["Dlouhá třída", "Koruna Dlouhá"]
    assert [one.label.split(",")[0] for one in suggest_queries("u nemo", limit=5, atlas=atlas)] == ["Nemocnice Západ"]


def test_unpublished_places_and_those_that_are_nowhere_are_not_found(city: None) -> None:
    KnownPlace.objects.filter(name="Nemocnice Západ").update(published=False)
    KnownPlace.objects.filter(name="Jezero").update(register_address=None)
    atlas = atlases.current()
    assert isinstance(find_district("nemocnice", atlas=atlas), NotFound)
    assert isinstance(find_district("Jezero", atlas=atlas), NotFound)


def test_an_address_that_leaves_the_register_takes_no_place_with_it_and_comes_back(city: None) -> None:
    kept = KnownPlace.objects.get(name="Jezero").register_address
    assert kept
    Address.objects.filter(pk=kept.pk).delete()
    lost = KnownPlace.objects.get(name="Jezero")
    assert (lost.register_address, list(KnownPlace.objects.filter(KnownPlace.UNPLACED))) == (None, [lost])
    kept.save()
    assert link_places() == 1
    assert found("Jezero", atlases.current())[0] == 1
