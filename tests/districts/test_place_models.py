"""What the database itself forbids about places and addresses, whichever way somebody tries to write it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import translation

from districts.models import (
    Address,
    BoundarySet,
    Department,
    District,
    ImportKind,
    ImportRun,
    Locality,
    Revision,
    Station,
    StationKind,
)
from tests.factories import (
    make_address,
    make_borough,
    make_department,
    make_district,
    make_part,
    make_station,
    make_street,
)

pytestmark = pytest.mark.django_db


def refused(write: Callable[[], object]) -> bool:
    """Whether the database refuses a write; what was there before is kept."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def refused_update(row: models.Model, **values: Any) -> bool:
    return refused(lambda: type(row)._default_manager.filter(pk=row.pk).update(**values))


def test_a_district_has_a_number_of_its_own() -> None:
    first, second = make_district(), make_district()
    assert refused_update(first, number=second.number)
    assert refused(
        lambda: District.objects.bulk_create([District(number=first.number, name="x", borough=first.borough)])
    )


def test_a_designation_is_used_once_among_the_districts_in_force() -> None:
    first, second = make_district(designation="D"), make_district()
    assert refused_update(second, designation="D")
    assert not refused_update(second, designation="D", boundary=None)
    first.number = 31
    first.name = "Okrsek D"
    with translation.override("cs"):
        assert (str(first), first.label, first.proper_name) == ("Okrsek 31 (D)", "31 (D)", "")


@pytest.mark.parametrize(
    ("designation", "fits"), [("D", True), ("12A", True), ("", True), ("12", False), ("D;", False)]
)
def test_a_designation_is_no_number(designation: str, fits: bool) -> None:
    district = make_district(designation=designation)
    try:
        district.clean_fields()
    except ValidationError:
        assert not fits
    else:
        assert fits


def test_district_numbers_start_at_one() -> None:
    district = make_district()
    assert refused_update(district, number=0)
    assert not refused_update(district, number=1)


def test_a_borough_name_is_used_once() -> None:
    first, second = make_borough(), make_borough()
    assert refused_update(first, name=second.name)


def test_a_station_name_is_used_once_among_stations_of_a_kind() -> None:
    first, second = make_station(StationKind.MP), make_station(StationKind.MP)
    office = make_station(StationKind.OFFICE, name=first.name)
    assert office.name == first.name
    assert refused_update(first, name=second.name)
    assert refused(
        lambda: Station.objects.bulk_create([Station(kind=StationKind.MP, name=first.name, address="jinde")])
    )


@pytest.mark.parametrize(
    ("lat", "lon", "whole"),
    [
        (None, None, True),
        (49.7, 13.3, True),
        (-90.0, 180.0, True),
        (49.7, None, False),
        (None, 13.3, False),
        (90.1, 13.3, False),
        (49.7, -180.1, False),
    ],
)
def test_a_station_has_a_whole_point_on_earth_or_none(lat: float | None, lon: float | None, whole: bool) -> None:
    assert refused_update(make_station(), lat=lat, lon=lon) is not whole


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 13.3), (-90.1, 13.3), (49.7, 180.1), (49.7, -180.1)])
def test_addresses_and_localities_lie_on_earth(lat: float, lon: float) -> None:
    locality = Locality.objects.create(name="Nikde", lat=49.7, lon=13.3)
    assert refused_update(make_address(), lat=lat, lon=lon)
    assert refused_update(locality, lat=lat, lon=lon)
    assert refused(lambda: Locality.objects.bulk_create([Locality(name="Jinde", lat=lat, lon=lon)]))


def test_a_locality_name_is_used_once() -> None:
    first = Locality.objects.create(name="Nikde", lat=49.7, lon=13.3)
    assert refused(lambda: Locality.objects.bulk_create([Locality(name=first.name, lat=49.7, lon=13.3)]))


def test_an_orientation_letter_needs_a_number() -> None:
    address = make_address(orientation_number=None)
    assert refused_update(address, orientation_letter="a")
    assert not refused_update(address, orientation_letter="a", orientation_number=12)


def test_an_address_code_is_used_once() -> None:
    address = make_address()
    copy = Address.objects.get(pk=address.pk)
    assert refused(lambda: Address.objects.bulk_create([copy]))


def test_a_street_has_a_web_address_of_its_own_but_not_a_name() -> None:
    first, second = make_street(), make_street()
    assert refused_update(first, slug=second.slug)
    assert not refused_update(first, name=second.name)


def test_a_part_name_is_used_once() -> None:
    first, second = make_part(), make_part()
    assert refused_update(first, name=second.name)


def test_there_is_one_department_and_one_revision() -> None:
    make_department()
    assert refused(lambda: Department.objects.bulk_create([Department(pk=2, name="Druhý", address="")]))
    assert refused(lambda: Revision.objects.bulk_create([Revision(pk=2, stamp="x")]))


def test_what_others_refer_to_is_not_deleted() -> None:
    address = make_address()
    for row in (address.district, address.borough, address.part, address.street):
        assert row is not None
        with pytest.raises(models.ProtectedError):
            row.delete()


def test_every_constraint_of_the_models_is_in_the_database() -> None:
    """A constraint that a migration forgot would be one that no test of it could save."""
    for model in apps.get_app_config("districts").get_models():
        with connection.cursor() as cursor:
            present = connection.introspection.get_constraints(cursor, model._meta.db_table)
        assert {constraint.name for constraint in model._meta.constraints} <= set(present)


def test_districts_in_force_are_those_with_a_boundary() -> None:
    current, abolished = make_district(), make_district(boundary=None)
    numbers = set(District.objects.current().values_list("number", flat=True))
    assert current.number in numbers
    assert abolished.number not in numbers


def test_places_and_runs_read_as_text() -> None:
    now = datetime(2026, 9, 1, 8, tzinfo=UTC)
    run = ImportRun(kind=ImportKind.STAFF, source="lide.csv", started_at=now, finished_at=now, succeeded=True)
    sample = BoundarySet(created_at=now, origin="okrsky.geojson", features={})
    texts = [
        *(make_district(number=7, name="Bory"), make_station(name="Pokusná"), make_borough(name="Plzeň 3")),
        *(make_part(name="Malesice"), make_street(name="Klatovská"), make_department(name="Odbor"), run, sample),
    ]
    wanted = ["7 Bory", "Pokusná", "Plzeň 3", "Malesice", "Klatovská", "Odbor", "lide.csv", "okrsky.geojson"]
    assert all(want in str(text) for want, text in zip(wanted, texts, strict=True))
    assert str(make_address(street=make_street(name="Klatovská"), house_number=381)) == "Klatovská 381"
