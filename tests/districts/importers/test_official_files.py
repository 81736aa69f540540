"""The official files of the whole city, as they were imported for the tests, and once more."""

from pathlib import Path

import pytest
from django.db.models import F

from districts.models import Address, Borough, District, HouseNumberType, Part, Post, Street
from tests import official_files
from tests.databases import Masters
from tests.districts.files import run
from tests.districts.importers.test_addresses import state

pytestmark = [pytest.mark.real_data, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]


def test_the_official_boundaries_are_imported_and_fit(masters: Masters) -> None:
    assert "Notes" not in masters.said("import_districts")
    assert (Borough.objects.count(), District.objects.current().count(), Post.objects.count()) == (10, 30, 70)


def test_the_official_file_is_imported_and_every_address_is_in_the_district_of_its_borough(
    masters: Masters, real_data: Path
) -> None:
    said = masters.said("import_addresses")
    assert "read: 27207   new: 27207   changed: 0   unchanged: 0   gone: 0   refused: 0" in said
    assert Address.objects.count() == 27_207
    assert Address.objects.filter(borough_id=F("district__borough_id")).count() == 27_207
    assert (Street.objects.count(), Part.objects.count()) == (1192, 25)
    assert Address.objects.filter(street=None).count() == 1771
    assert Address.objects.filter(number_type=HouseNumberType.EV).count() == 3528
    check = Address.objects.get(pk=24570222)
    assert (check.lat, check.lon) == pytest.approx((49.748122, 13.377706), abs=1e-6)
    before = state()
    _code, said = run("import_addresses", real_data / official_files.NAMES["import_addresses"])
    assert "unchanged: 27207" in said
    assert state() == before
