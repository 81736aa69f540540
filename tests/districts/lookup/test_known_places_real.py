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
    assert all(place.source and place.verified_on for place in published)


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


# What people say, with the place it means and its district; the forms are written by hand.
SAID = {
    "Hlavní nádraží": (
        9,
        "u hlavního nádraží; na hlavním nádraží; před hlavním nádražím; k hlavnímu nádraží; na hlaváku",
    ),
    "FN Lochotín": (7, "v nemocnici Lochotín; u lochotínské nemocnice; ve fakultní nemocnici Lochotín; za FN Lochotín"),
    "FN Bory": (17, "v borské nemocnici; do nemocnice Bory; naproti fakultní nemocnici Bory; FN Bory Plzeň"),
    "DEPO2015": (14, "v DEPU2015; u Depa 2015; naproti depu 2015; depo2015"),
    "ZOO Plzeň": (5, "v zoo; u zoologické zahrady; před zoologickou zahradou; zoo Plzeň; v botanické zahradě"),
    "Radnice": (14, "na radnici; před radnicí; u plzeňské radnice; naproti radnici"),
    "Krajský soud v Plzni": (14, "u krajského soudu; před krajským soudem; na krajském soudě; krajský soud Plzeň"),
    "Krajský úřad Plzeňského kraje": (16, "na krajském úřadě; u krajského úřadu; před krajským úřadem"),
    "Nové divadlo": (14, "v Novém divadle; u Nového divadla; před Novým divadlem"),
    "Západočeské muzeum": (14, "v Západočeském muzeu; u Západočeského muzea; za Západočeským muzeem"),
    "Doosan Arena": (14, "na Doosan Areně; u Doosan Areny; u fotbalového stadionu; na fotbalovém stadionu"),
    "Zimní stadion": (16, "na zimním stadionu; u zimního stadionu; před zimním stadionem; na zimáku"),
    "Měšťanská beseda": (14, "v Měšťanské besedě; u Měšťanské besedy; za Měšťanskou besedou"),
    "Plaza": (14, "do Plazy; v Plaze; u Plazy; v obchodním centru Plaza; za OC Plaza; vedle Plazy"),
    "Olympia": (28, "v Olympii; do Olympie; u Olympie; před Olympií; nákupní centrum Olympia; near Olympia"),
    "Techmania": (16, "v Techmanii; u Techmanie; do Techmanie; před planetáriem"),
    "Bazén Slovany": (
        9,
        "v bazénu Slovany; na bazéně Slovany; u slovanského bazénu; Slovany bazén; bazén na Slovanech",
    ),
    "Úřad práce Plzeň": (17, "na úřadu práce; na úřadě práce; před úřadem práce; na pracáku; u pracáku"),
    "Krematorium": (22, "v krematoriu; u krematoria; před krematoriem"),
    "26. základní škola": (17, "u 26. základní školy; před 26. ZŠ; v 26. základní škole; 26 zs"),
    "31. základní škola": (
        5,
        "u 31. základní školy; v 31. ZŠ; 31.ZŠ; jednatřicátá základní škola; u jednatřicáté základní školy",
    ),
    "Poliklinika Slovany": (10, "na poliklinice Slovany; u polikliniky Slovany; poliklinika na Slovanech"),
    "Katedrála svatého Bartoloměje": (14, "u katedrály; před katedrálou; v katedrále"),
    "Věznice Plzeň": (17, "u věznice; v borské věznici; před věznicí Bory"),
    "Nádraží Jižní Předměstí": (16, "na jižním nádraží; u jižního nádraží"),
    "Západočeská univerzita": (17, "na Západočeské univerzitě; u Západočeské univerzity; ZČU; na ZČU"),
}


@pytest.mark.parametrize("name", SAID)
def test_places_are_found_in_the_cases_that_prepositions_take(name: str, atlas: Atlas) -> None:
    district, phrases = SAID[name]
    for said in phrases.split("; "):
        for written in (said, fold(said), f"{said}, Plzeň"):
            outcome = find_district(written, atlas=atlas)
            assert isinstance(outcome, Found), (written, outcome)
            assert (outcome.district.number, outcome.understood[0].split(",")[0]) == (district, name), written


@pytest.mark.parametrize(
    "asked", ["Škodovka", "ve Škodovce", "u Škodovky", "amfiteátr", "Borský park", "v Borském parku"]
)
def test_what_spreads_over_several_districts_or_is_in_several_places_is_asked_about(asked: str, atlas: Atlas) -> None:
    outcome = find_district(asked, atlas=atlas)
    assert isinstance(outcome, Choose), outcome
    assert len({choice.district.number for choice in outcome.choices}) > 1
