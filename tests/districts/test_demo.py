"""The demonstration: whole, obviously made up, and never mixed with real data."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import shapely
from django.apps import apps
from django.core import serializers
from django.core.management import CommandError, call_command
from django.utils import timezone

from districts import demo
from districts.demo import demo_addresses, demo_map
from districts.duty.roster import Level, Status
from districts.lookup import atlas, finder
from districts.lookup.lookup_results import NotFound
from districts.models import (
    Absence,
    Address,
    Borough,
    District,
    ImportKind,
    ImportRun,
    Person,
    Revision,
    Role,
    Station,
    StationKind,
    Street,
    Tenure,
)
from tests.factories import make_absence, make_address, make_borough, make_district, make_person, make_tenure

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
TODAY = date(2026, 9, 1)


def contents() -> str:
    """Everything in the tables of the app, stamp included."""
    models = apps.get_app_config("districts").get_models()
    return "\n".join(serializers.serialize("json", model._default_manager.order_by("pk")) for model in models)


def test_the_districts_cover_the_city_without_a_gap_or_an_overlap() -> None:
    shapes = demo_map.draw_districts()
    parts = list(shapes.values())
    assert sorted(shapes) == list(range(1, 31))
    assert all(shape.is_valid and shape.geom_type in ("Polygon", "MultiPolygon") for shape in parts)
    assert shapely.coverage_is_valid(parts)
    assert shapely.coverage_is_valid(list(demo_map.draw_boroughs(shapes).values()))
    whole = shapely.coverage_union_all(parts)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.symmetric_difference(shapely.Polygon(demo_map.OUTLINE)).area < 1e-5


def test_the_map_is_always_the_same() -> None:
    assert all(
        a.equals_exact(b, 0)
        for a, b in zip(demo_map.draw_districts().values(), demo_map.draw_districts().values(), strict=True)
    )


def test_every_address_stands_in_its_district_and_borough() -> None:
    demo.load_demo(now=NOW)
    now = atlas.current()
    addresses = list(Address.objects.select_related("district"))
    assert 600 <= len(addresses) <= 1500
    for address in addresses:
        assert now.locator.locate(address.lon, address.lat) == address.district.number
        assert address.borough_id == address.district.borough_id
    assert {address.district.number for address in addresses} == set(now.districts)


def test_the_addresses_are_of_all_kinds() -> None:
    demo.load_demo(now=NOW)
    crossing = [s for s in Street.objects.all() if s.addresses.values("district").distinct().count() > 1]
    assert len(crossing) > 5
    assert Address.objects.filter(number_type="č.ev.").exists()
    assert Address.objects.exclude(orientation_letter="").exists()
    assert Address.objects.filter(street=None, part__name="Malesice", house_number=12).exists()
    assert all(code >= demo_addresses.FIRST_CODE for code in Address.objects.values_list("code", flat=True))


def test_nobody_in_it_could_be_taken_for_a_real_person() -> None:
    demo.load_demo(now=NOW)
    people = list(Person.objects.all())
    assert all(person.illustrative for person in people)
    assert len({person.name for person in people}) == len(people)
    for person in people:
        assert not person.email or person.email.endswith("@example.org")
        assert not person.phone or person.phone.startswith("000 000 0")
        person.full_clean()
    assert set(Station.objects.filter(illustrative=False).values_list("kind", flat=True)) == {StationKind.MP}
    for station in Station.objects.filter(illustrative=True):
        assert station.phone.startswith("000 000 0")
        station.full_clean()


def test_it_shows_the_usual_states_of_a_post() -> None:
    demo.load_demo(now=NOW)
    now = atlas.current()
    found = [now.roster.responsible(d, Role.OKRSKAR, on=TODAY) for d in now.districts.values()]
    assert sum(one.holder is not None for one in found) == 13
    states = Counter((one.status, one.level) for one in found)
    assert states[Status.IN_OFFICE, Level.HOLDER] >= 8
    assert states[Status.SUBSTITUTED, Level.SUBSTITUTE] >= 1
    assert states[Status.SUBSTITUTED, Level.STATION] >= 1
    assert states[Status.VACANT, Level.SUBSTITUTE] >= 1
    assert states[Status.VACANT, Level.STATION] >= 10
    assert any(one.holder and one.reached is not one.holder for one in found if one.status == Status.IN_OFFICE)
    police = [now.roster.responsible(d, Role.POLICISTA, on=TODAY) for d in now.districts.values()]
    assert sum(one.holder is not None for one in police) == 28
    assert all(now.roster.responsible(d, Role.STAROSTA, on=TODAY).holder for d in now.districts.values())
    verified = set(Person.objects.values_list("verified_on", flat=True))
    assert None in verified
    assert any(day and day < TODAY - timedelta(days=365) for day in verified)
    assert all(day <= TODAY for day in verified if day)


def test_every_kind_of_data_is_told_to_be_illustrative() -> None:
    demo.load_demo(now=NOW)
    assert atlas.current().illustrative == frozenset(ImportKind) - {ImportKind.PLACES}  # those are real


def test_known_places_are_found_where_their_addresses_are_made_up_too() -> None:
    demo.load_demo(now=NOW)
    now = atlas.current()
    for name in ("radnice", "u nádraží", "Městská policie Střed"):
        assert not isinstance(finder.find_district(name, atlas=now), NotFound), name


def test_loading_it_twice_changes_nothing() -> None:
    assert demo.load_demo(now=NOW) is demo.DatabaseState.EMPTY
    before = contents()
    assert demo.load_demo(now=NOW + timedelta(days=1)) is demo.DatabaseState.DEMO
    assert contents() == before


def real_run() -> None:
    ImportRun.objects.create(
        kind=ImportKind.BOROUGHS, source="x", started_at=NOW, finished_at=NOW, succeeded=True, report={}
    )


@pytest.mark.parametrize("make", [make_borough, make_district, make_address, make_person, make_tenure, real_run])
def test_it_stays_out_of_a_database_with_anything_real(make: object) -> None:
    assert callable(make)
    make()
    before = contents()
    with pytest.raises(CommandError, match="DATABASE_URL"):
        call_command("load_demo")
    assert contents() == before
    call_command("load_demo", "--if-empty", stdout=StringIO())
    assert contents() == before


def test_it_stays_out_when_something_real_came_after_it() -> None:
    demo.load_demo(now=NOW)
    make_person()
    assert demo.load_demo(now=NOW) is demo.DatabaseState.REAL


def test_a_failed_real_import_does_not_keep_it_out() -> None:
    ImportRun.objects.create(
        kind=ImportKind.BOROUGHS, source="x", started_at=NOW, finished_at=NOW, succeeded=False, report={}
    )
    call_command("load_demo", stdout=StringIO())
    assert District.objects.count() == 30
    assert Borough.objects.count() == 10


def test_its_people_leave_without_a_trace() -> None:
    demo.load_demo(now=timezone.now())
    real = make_person()
    vacant = District.objects.get(number=6).posts.get(role=Role.OKRSKAR)
    kept = [make_absence(vacant, real), make_tenure(vacant, real)]
    assert demo.remove_people()
    assert list(Person.objects.all()) == [real]
    assert [*Absence.objects.all(), *Tenure.objects.all()] == kept
    assert not Station.objects.filter(illustrative=True).exists()
    assert Station.objects.filter(kind=StationKind.MP).count() == 6
    assert District.objects.filter(mp_station=None).count() == 0
    assert not demo.remove_people()


def test_taking_people_away_from_a_real_database_changes_nothing() -> None:
    make_absence(make_tenure().post, make_person())
    before = Revision.current()
    assert not demo.remove_people()
    assert Revision.current() == before
    assert Tenure.objects.count() == Absence.objects.count() == 1
