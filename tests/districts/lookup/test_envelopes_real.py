"""Addresses of the whole city as they are written on envelopes, in maps and in phones, in five languages."""

from collections.abc import Callable

import pytest

from districts.lookup import address_queries
from districts.lookup import atlas as atlases
from districts.lookup.address_queries import AddressRow
from districts.lookup.finder import find_district, suggest_queries
from districts.lookup.lookup_results import Choose, Found, NotFound, Why
from districts.models import Address, HouseNumberType
from tests.thorough import daily

pytestmark = [pytest.mark.real_data, pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("real_city")]

Parts = dict[str, str]

# What is written of an address that has a street and both numbers.
ENVELOPES: dict[str, Callable[[Parts], str]] = {
    "Google": lambda a: f"{a['street']} {a['both']}, {a['part']}, {a['postcode']} {a['borough']}, Czechia",
    "Google, glued": lambda a: f"{a['street']} {a['both']}, {a['postcode']} {a['borough']}-{a['part']}, Česko",
    "Nominatim": lambda a: (
        f"{a['both']}, {a['street']}, {a['part']}, {a['borough']}, Plzeň, okres Plzeň-město, Plzeňský kraj, "
        f"Jihozápad, {a['postcode']}, Česko"
    ),
    "Apple": lambda a: f"{a['street']} {a['both']}\n{a['part']}\n{a['postcode']} Plzeň\nČeská republika",
    "Mapy.cz": lambda a: f"{a['street']} {a['both']}, Plzeň, {a['part']}, okres Plzeň-město, Plzeňský kraj",
    "post": lambda a: f"{a['street']} {a['both']}\n{a['postcode']} {a['office']}",
    "post, glued": lambda a: f"{a['street']} {a['both']}\n{a['glued']} {a['office']}\nCZ",
    "English": lambda a: f"{a['street']} {a['both']}, {a['postcode']} Pilsen, Czech Republic",
    "English, region": lambda a: (
        f"{a['street']} {a['both']}, {a['part']}, Plzeň-City District, Pilsen Region, {a['glued']}"
    ),
    "German": lambda a: f"{a['street']} Nr. {a['both']}, CZ-{a['postcode']} Pilsen, Tschechien",
    "German, long": lambda a: f"{a['street']} {a['both']}, PLZ {a['glued']} Pilsen, Tschechische Republik",
    "Ukrainian": lambda a: f"вул. {a['street']}, буд. {a['both']}, {a['postcode']} м. Пльзень, Чехія",
    "Ukrainian, long": lambda a: f"{a['street']} {a['both']}, місто Пльзень, Чеська Республіка, {a['glued']}",
    "Vietnamese": lambda a: f"Số {a['both']} {a['street']}, thành phố Plzeň {a['postcode']}, Cộng hòa Séc",
    "Vietnamese, short": lambda a: f"{a['street']} {a['both']}, {a['glued']} Plzeň, Séc",
    "both numbers named": lambda a: f"{a['street']} č. p. {a['house']} č. o. {a['orientation']}, Plzeň",
    "both numbers named, turned": lambda a: f"{a['street']} č. or. {a['orientation']}, čp. {a['house']}, Plzeň",
    "labelled": lambda a: f"Adresa: {a['street']} {a['both']}, okr. Plzeň-město, EU",
    "labelled in Ukrainian": lambda a: f"Адреса: {a['street']} {a['both']}, Плзень, Чехия",
    "labelled in Vietnamese": lambda a: f"Địa chỉ: {a['street']} {a['both']}, Pilsen/Plzeň",
    "a flat": lambda a: f"{a['street']} {a['both']}, 3. patro, byt 12, PSČ {a['postcode']} Plzeň, ČR",
}


def all_rows() -> list[AddressRow]:
    rows = [
        address_queries.find_by_code(code) for code in daily(Address.objects.values_list("code", flat=True), part=90)
    ]
    return [row for row in rows if row is not None]


def parts_of(row: AddressRow) -> Parts:
    gazetteer = atlases.current().gazetteer
    assert row.street is not None
    return {
        "street": gazetteer.streets[row.street].label,
        "part": gazetteer.parts[row.part].label,
        "borough": next(name.label for name in gazetteer.boroughs if name.key == row.borough).split("-")[0],
        "both": f"{row.house}/{row.orientation}{row.letter}",
        "house": str(row.house),
        "orientation": f"{row.orientation}{row.letter}",
        "postcode": f"{row.postcode[:3]} {row.postcode[3:]}",
        "glued": row.postcode,
        "office": f"Plzeň {int(row.postcode[1:3])}",
    }


def test_every_address_is_found_in_every_way_of_writing_it() -> None:
    atlas = atlases.current()
    lost = []
    for row in all_rows():
        if row.street is None or row.orientation is None or row.series == HouseNumberType.EV:
            continue
        for form, write in ENVELOPES.items():
            outcome = find_district(write(parts_of(row)), atlas=atlas)
            if not (isinstance(outcome, Found) and outcome.address and outcome.address.code == row.code):
                lost.append((form, write(parts_of(row)), outcome))
    assert not lost


def test_a_registration_number_is_read_in_every_way_of_writing_it() -> None:
    atlas = atlases.current()
    lost = []
    rows = Address.objects.filter(number_type=HouseNumberType.EV, street__isnull=False).values_list("code", flat=True)
    for row in filter(None, map(address_queries.find_by_code, daily(rows, part=40))):
        street = parts_of(row)["street"]
        whole = find_district(address_queries.address_label(row, atlas.gazetteer), atlas=atlas)
        for said in ("evid. č. ", "ev. č. ", "evidenční číslo ", "E", "E ", "č. evid. "):
            outcome = find_district(f"{street} {said}{row.house}, {parts_of(row)['part']}", atlas=atlas)
            if outcome != whole:
                lost.append((street, said, row.house, outcome))
    assert not lost


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("Zbrojnická 2, 301 00 Plzeň 1", "Zbrojnická 116/2,"),
        ("Kaznějovská 35, 323 00 Plzeň 23", "Kaznějovská 1223/35,"),
        ("Kaznějovská 35, Pilsen 1", "Kaznějovská 1223/35,"),
        ("35 Kaznějovská, Pilsen", "Kaznějovská 1223/35,"),
        ("Nepomucká no. 43, Pilsen, CZ", "Nepomucká 381/43,"),
        ("Nepomucká № 43", "Nepomucká 381/43,"),
        ("Nepomucká dům č. 43", "Nepomucká 381/43,"),
        ("Nepomucká č. d. 43", "Nepomucká 381/43,"),
        ("Nepomucká Hausnummer 43", "Nepomucká 381/43,"),
        ("Nepomucká 43 v Plzni", "Nepomucká 381/43,"),
        ("Nepomucká 381 byt 5", "Nepomucká 381/43,"),
        ("Nepomucká 43, 3. patro", "Nepomucká 381/43,"),
        ("Nepomucká 43, vchod B", "Nepomucká 381/43,"),
        ("Nepomucká 43, кв. 5", "Nepomucká 381/43,"),
        ("Nepomucká 43, apartment 5, 2nd floor", "Nepomucká 381/43,"),
        ("byt č. 5, Nepomucká 43", "Nepomucká 381/43,"),
        ("Karla Steinera č. o. 10a", "Karla Steinera 1079/10a,"),
        ("Karla Steinera číslo orientační 10 a", "Karla Steinera 1079/10a,"),
    ],
)
def test_what_is_around_an_address_is_understood(asked: str, label: str) -> None:
    outcome = find_district(asked, atlas=atlases.current())
    assert isinstance(outcome, Found), outcome
    assert outcome.address
    assert outcome.address.label.startswith(label)


@pytest.mark.parametrize(
    "asked",
    [
        "Rodina Dvořákova, Nepomucká 43",
        "Nepomucká 43, zadní vchod",
        "Nepomucká 43, byt",
        "Nepomucká 43, patro",
        "Nepomucká 43, okres Plzeň-sever",
        "Nepomucká 43, Slovensko",
        "Nepomucká 43, 326 00 Plzeň 18",
        "Nepomucká č. o. 381",
        "Nepomucká 43 č. o. 43 č. o. 43",
    ],
)
def test_what_is_not_understood_is_no_address(asked: str) -> None:
    outcome = find_district(asked, atlas=atlases.current())
    assert isinstance(outcome, NotFound)
    assert outcome.why in (Why.UNKNOWN, Why.NUMBER_MISSING)
    assert outcome.likely is None


@pytest.mark.parametrize(
    "asked", ["Nepomucká 43, Bolevec, Plzeň, Czechia", "Nepomucká 43, 326 00 Pilsen 1, Tschechien"]
)
def test_what_contradicts_an_address_is_asked_about(asked: str) -> None:
    outcome = find_district(asked, atlas=atlases.current())
    assert isinstance(outcome, Choose)
    assert outcome.why is Why.ELSEWHERE


@pytest.mark.parametrize("city", ["Plzeň", "Pilsen", "Пльзень", "Plzeň, Česko"])
def test_the_city_alone_is_asked_about_in_every_language(city: str) -> None:
    outcome = find_district(city, atlas=atlases.current())
    assert isinstance(outcome, Choose)
    assert len(outcome.choices) == 30


@pytest.mark.parametrize("typed", ["Nepomucká č. o. 4", "Nepomucká Nr. 4", "Pilsen, Nepomucká 4"])
def test_suggestions_read_the_same(typed: str) -> None:
    suggested = suggest_queries(typed, limit=8, atlas=atlases.current())
    assert suggested
    assert all(one.label.startswith("Nepomucká ") for one in suggested)


def test_a_name_above_an_address_is_not_understood_and_the_address_offered() -> None:
    outcome = find_district("Jana Dvořáková\nNepomucká 43\n326 00 Plzeň", atlas=atlases.current())
    assert isinstance(outcome, NotFound)
    assert "Nepomucká 43" in [one.q for one in outcome.suggestions]


@pytest.mark.parametrize("asked", ["Bezirk Pilsen 3", "district Plzeň 3"])
def test_a_borough_is_no_district(asked: str) -> None:
    assert not isinstance(find_district(asked, atlas=atlases.current()), Found)
