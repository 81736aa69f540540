"""Known places on the whole city: each is found by all its names, and none beats an address or a street."""

from dataclasses import replace
from itertools import product

import pytest

from core.folding import fold
from districts.lookup import address_queries
from districts.lookup import atlas as atlases
from districts.lookup.atlas import Atlas
from districts.lookup.finder import find_district
from districts.lookup.known_places import KnownPlaces
from districts.lookup.lookup_results import Choose, Found, LookupResult
from districts.models import Address, KnownPlace, Street
from tests.thorough import daily

pytestmark = [pytest.mark.real_data, pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("real_city")]

AROUND = ["{}", "u {}", "před {}", "vedle {}", "naproti {}", "near {}", "bei {}", "біля {}", "gần {}", "{}, Plzeň"]


@pytest.fixture
def atlas() -> Atlas:
    return atlases.current()


@pytest.fixture
def without_places(atlas: Atlas) -> Atlas:
    return replace(atlas, places=replace(atlas.places, known_places=KnownPlaces({}, {})))


def leads_there(outcome: LookupResult, place: KnownPlace, atlas: Atlas) -> bool:
    """Whether a place is what was found, or is among what is asked about."""
    spot = atlas.known_places.spots[place.pk]
    if isinstance(outcome, Found):
        return (outcome.district.number,) == spot.districts and spot.label in outcome.understood
    offered = {choice.district.number for choice in outcome.choices} if isinstance(outcome, Choose) else set()
    return offered.issuperset(spot.districts)


def test_every_published_place_is_somewhere_in_the_register() -> None:
    published = KnownPlace.objects.filter(published=True)
    assert not published.filter(KnownPlace.UNPLACED).exists()
    assert all(place.source.startswith("http") and place.verified_on for place in published)


def test_every_place_is_found_by_each_of_its_names(atlas: Atlas) -> None:
    places = KnownPlace.objects.filter(published=True)
    said = [(place, name) for place in places for name in place.all_names]
    lost = []
    for (place, name), around in daily(list(product(said, AROUND))):
        for written in (name, fold(name)):
            asked = around.format(written)
            if not leads_there(find_district(asked, atlas=atlas), place, atlas):
                lost.append((asked, place.name))
    assert lost == []


def test_no_place_beats_an_address_or_a_street(atlas: Atlas, without_places: Atlas) -> None:
    codes = daily(list(Address.objects.order_by("pk").values_list("pk", flat=True)))
    rows = [
        row for start in range(0, len(codes), 500) for row in address_queries.find_by_codes(codes[start : start + 500])
    ]
    asked = [address_queries.address_label(row, atlas.gazetteer) for row in rows]
    asked += daily(list(Street.objects.order_by("pk").values_list("name", flat=True)))
    beaten = []
    for text in asked:
        before, after = (find_district(text, atlas=one) for one in (without_places, atlas))
        only_more = isinstance(before, Choose) and isinstance(after, Choose) and {*after.choices} >= {*before.choices}
        if after != before and not only_more:
            beaten.append((text, before, after))
    assert beaten == []
