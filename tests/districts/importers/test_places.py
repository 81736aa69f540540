"""Importing known places: a list is loaded whole, a wrong one changes nothing and its line is named."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from districts.lookup import atlas as atlases
from districts.lookup.finder import find_district
from districts.lookup.lookup_results import Found
from districts.models import District, ImportRun, KnownPlace
from tests.districts.files import import_small_city, run
from tests.factories import make_address, make_part, make_street

pytestmark = pytest.mark.django_db

HEADER = "Název;Další názvy;Druh;Adresa;lat;lon;Okruh;Zdroj;Ověřeno;Zveřejněno"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four districts, and Dlouhá 1 and 2 in district 1."""
    import_small_city(tmp_path)
    KnownPlace.objects.all().delete()
    street, part, district = make_street(name="Dlouhá"), make_part(), District.objects.get(number=1)
    for number in (1, 2):
        place = {"lon": 13.365, "lat": 49.745, "house_number": 100 + number, "orientation_number": number}
        make_address(street=street, part=part, district=district, **place)
    return tmp_path


def load(folder: Path, *lines: str, header: str = HEADER, **options: Any) -> tuple[int, str]:
    path = folder / "mista.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return run("import_places", path, **options)


GOOD = [
    "Modrá nemocnice;Modrá|U modrého;nemocnice;Dlouhá 1;;;;https://example.org/modra;1. 9. 2026;ano",
    "Zelený park;;park;;49,745;13,3699;200;https://example.org/park;2026-09-02;ano",
    "Stará škola;;škola;Dlouhá 2;;;;;;",
]


def test_a_list_is_loaded_and_its_places_are_found(folder: Path) -> None:
    code, said = load(folder, *GOOD)
    assert (code, "new: 3" in said) == (0, True), said
    hospital = KnownPlace.objects.get(name="Modrá nemocnice")
    assert (hospital.kind, hospital.all_names) == ("hospital", ["Modrá nemocnice", "Modrá", "U modrého"])
    assert hospital.register_address
    assert (hospital.verified_on, hospital.published) == (date(2026, 9, 1), True)
    assert not KnownPlace.objects.get(name="Stará škola").published
    outcome = find_district("v Modré nemocnici", atlas=atlases.current())
    assert isinstance(outcome, Found)
    assert outcome.district.number == 1
    assert ImportRun.objects.filter(kind="places", succeeded=True).count() == 1


def test_the_same_list_again_changes_nothing_and_a_dry_run_changes_nothing_at_all(folder: Path) -> None:
    assert load(folder, *GOOD, dry_run=True)[0] == 0
    assert not KnownPlace.objects.exists()
    load(folder, *GOOD)
    before = list(KnownPlace.objects.values())
    code, said = load(folder, *GOOD)
    assert (code, "unchanged: 3" in said, "changed: 0" in said) == (0, True, True), said
    assert list(KnownPlace.objects.values()) == before


def test_a_row_changes_only_what_it_says_of_the_place_with_its_name(folder: Path) -> None:
    load(folder, *GOOD)
    code, said = load(folder, "MODRÁ NEMOCNICE;;;Dlouhá 2")
    assert (code, "changed: 1" in said) == (0, True), said
    hospital = KnownPlace.objects.get(name="MODRÁ NEMOCNICE")
    assert hospital.register_address
    assert hospital.register_address.orientation_number == 2
    assert (hospital.source, hospital.published, KnownPlace.objects.count()) == ("https://example.org/modra", True, 3)


def test_a_workbook_in_english_with_a_title_is_read(folder: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    for row in (["Places"], [], ["name", "kind", "latitude", "longitude"], ["Lake", "other place", 49.745, 13.365]):
        sheet.append(row)
    book.save(folder / "places.xlsx")
    code, said = run("import_places", folder / "places.xlsx")
    assert code == 0, said
    assert KnownPlace.objects.get().lat == 49.745


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (";;škola;Dlouhá 1", "no name"),
        ("Modrá nemocnice;;škola;Dlouhá 1", "twice, first on line 2"),
        ("Nikde;;škola;Dlouhá 77", "has no address “Dlouhá 77”"),
        ("Nikde;;škola;", "Say where it is"),
        ("Nikde;;hrad;Dlouhá 1", "no kind of place"),
        ("Nikde;;škola;;50,1;14,4", "in no district"),
        ("Nikde;;škola;;49,745;", "both latitude and longitude"),
        ("Nikde;;škola;;sever;13,3", "no coordinate"),
        ("Nikde;;park;;49,745;13,365;daleko", "no radius"),
        ("Nikde;;škola;Dlouhá 1;;;;;31. 2. 2026", "no day"),
        ("Nikde;;škola;Dlouhá 1;;;;;;možná", "neither yes nor no"),
        ("Nikde;;škola;Dlouhá 1;;;;;;ano", "where it was confirmed"),
        ("=A1;;škola;Dlouhá 1", "formula"),
        ("N" * 101 + ";;škola;Dlouhá 1", "100"),
    ],
)
def test_a_row_that_cannot_be_used_refuses_the_list_and_is_named(line: str, why: str, folder: Path) -> None:
    code, said = load(folder, GOOD[0], line)
    assert (code, why in said, "line 3" in said) == (1, True, True), said
    assert not KnownPlace.objects.exists()


@pytest.mark.parametrize(
    ("header", "lines", "why"), [("Ulice;PSČ", ["Dlouhá;30100"], "no header"), (HEADER, [";;;"], "no rows")]
)
def test_a_file_that_is_no_list_is_refused(header: str, lines: list[str], why: str, folder: Path) -> None:
    code, said = load(folder, *lines, header=header)
    assert (code, why in said) == (1, True), said


def test_places_that_wait_for_their_address_are_linked_when_the_shipped_ones_are_loaded(folder: Path) -> None:
    """What imports of addresses do is in `tests/districts/importers/test_addresses.py`."""
    KnownPlace.objects.create(name="Modrá", address="Dlouhá 1", source="radnice", published=True)
    code, said = run("load_places")
    assert (code, "Found in the register: 1" in said) == (0, True), said
    assert KnownPlace.objects.get(name="Modrá").register_address
    count = KnownPlace.objects.count()
    assert count > 50
    KnownPlace.objects.filter(name="FN Bory").update(other_names="naše")
    assert "added: 0" in run("load_places")[1]
    assert (KnownPlace.objects.count(), KnownPlace.objects.get(name="FN Bory").other_names) == (count, "naše")
