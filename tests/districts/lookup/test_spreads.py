"""Parts, boroughs and localities that lie in several districts: most of their addresses first, scraps last."""

import pytest
from django.test import Client

from districts.lookup import atlas as atlases
from districts.lookup.finder import find_district
from districts.lookup.lookup_results import Choice, Choose, NotFound
from districts.models import District, Locality, Part
from tests.factories import make_address, make_borough, make_district, make_part, make_street, square

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def village() -> Part:
    """Lhota: of its 40 addresses 1 lies in district 1, 37 in 2, 2 in 3; 1 and 2 are in one borough."""
    borough = make_borough(name="Plzeň 1")
    first, second = (
        make_district(number=number, borough=borough, boundary=square(13.37 + number / 100)) for number in (1, 2)
    )
    third = make_district(number=3, borough=make_borough(name="Plzeň 3"), boundary=square(13.40))
    lhota, long, short = make_part(name="Lhota"), make_street(name="Dlouhá"), make_street(name="Krátká")
    for count, street, district in ((1, None, first), (15, short, second), (22, long, second), (2, short, third)):
        for _ in range(count):
            lon = 13.375 + district.number / 100
            make_address(part=lhota, street=street, district=district, lon=lon, lat=49.745)
    return lhota


def choices(query: str) -> list[Choice]:
    outcome = find_district(query, atlas=atlases.current())
    assert isinstance(outcome, Choose | NotFound), outcome
    return list(outcome.choices)


def in_short(query: str) -> list[tuple[int, float | None, tuple[str, ...]]]:
    return [(choice.district.number, choice.share, choice.streets) for choice in choices(query)]


def test_a_part_offers_its_districts_by_their_share_of_addresses(village: Part) -> None:
    assert in_short("lhota") == [
        (2, 37 / 40, ("Dlouhá", "Krátká")),
        (3, 2 / 40, ("Krátká",)),
        (1, 1 / 40, ()),
    ]
    assert [choice.is_scrap for choice in choices("Lhota")] == [False, False, True]
    assert in_short("Lhota, Plzeň 1") == [(2, None, ()), (1, None, ())]


def test_a_borough_and_a_locality_do_so_too(village: Part) -> None:
    assert in_short("Plzeň 1") == [(2, 37 / 38, ("Dlouhá", "Krátká")), (1, 1 / 38, ())]
    Locality.objects.create(name="Zámeček", lat=49.745, lon=13.400, radius_m=500)
    assert in_short("Zámeček") == [(2, 37 / 39, ("Dlouhá", "Krátká")), (3, 2 / 39, ("Krátká",))]
    assert [choice.district.number for choice in choices("Zámeček 5")] == [2, 3]


def test_a_locality_without_addresses_has_no_shares(village: Part) -> None:
    Locality.objects.create(name="Hájek", lat=49.7495, lon=13.390, radius_m=100)
    assert in_short("Hájek") == [(1, None, ()), (2, None, ())]


def test_a_street_of_the_same_name_comes_before_scraps(village: Part) -> None:
    make_address(street=make_street(name="Lhota"), district=District.objects.get(number=3), house_number=77)
    assert [choice.label for choice in choices("Lhota")] == [
        "Okrsek 2",
        "Okrsek 3",
        "Lhota: č.\u00a0p.\u00a077",
        "Okrsek 1",
    ]


def test_what_lies_in_an_abolished_district_is_not_offered(village: Part) -> None:
    District.objects.filter(number=3).update(boundary=None)
    assert [number for number, *_ in in_short("Lhota")] == [2, 1]


def test_the_page_says_shares_and_names_scraps(client: Client, village: Part) -> None:
    body = client.get("/najit/", {"q": "Lhota"}).content.decode()
    text = " ".join(body.split())
    assert '92 % adres, například <span lang="cs">Dlouhá, Krátká</span>' in text
    assert text.index("92 % adres") < text.index("5 % adres") < text.index("Jen pár adres")
    assert text.index("Jen pár adres") < text.rindex("2 % adres")


def test_the_api_says_shares(client: Client, village: Part) -> None:
    first, *_, last = client.get("/api/v1/lookup", {"q": "Lhota"}).json()["choices"]
    assert (first["share"], first["streets"]) == (0.925, ["Dlouhá", "Krátká"])
    assert (last["share"], last["streets"]) == (0.025, [])
    house = client.get("/api/v1/lookup", {"q": "Dlouhá 99999"}).json()["choices"][0]
    assert (house["share"], house["streets"]) == (None, [])
