"""The check that everybody gets an answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from districts import demo
from districts.duty.reachability import Coverage, check_coverage
from districts.duty.roster import Level
from districts.lookup import atlas
from districts.models import Absence, Address, District, Person, Role, Station
from tests.factories import make_absence, make_borough, make_department

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = date(2026, 9, 1)


@pytest.fixture
def _demo() -> None:
    demo.load_demo(now=datetime(2026, 9, 1, 8, tzinfo=UTC))


def checked(days: int = 30) -> Coverage:
    return check_coverage(atlas.current(), first=TODAY, days=days)


def silence() -> None:
    """Take away every phone and e-mail."""
    for model in (Person, Station):
        model.objects.update(phone="", email="")
    make_department(phone="", email="")


@pytest.mark.usefixtures("_demo")
def test_the_demonstration_is_covered() -> None:
    coverage = checked()
    assert coverage.complete
    assert (coverage.districts, coverage.addresses) == (30, Address.objects.count())
    assert (coverage.first, coverage.last) == (TODAY, TODAY + timedelta(days=30))
    assert {role: sum(counts.values()) for role, counts in coverage.levels.items()} == {
        Role.OKRSKAR: 30,
        Role.POLICISTA: 30,
        Role.STAROSTA: 10,
    }
    assert coverage.levels[Role.POLICISTA][Level.STATION] == 2


@pytest.mark.usefixtures("_demo")
def test_every_post_is_looked_at_on_every_day() -> None:
    coverage = checked(days=9)
    days = sum((duty.last - duty.first).days + 1 for duty in coverage.duties)
    assert days == 10 * (30 + 30 + 10)


@pytest.mark.usefixtures("_demo")
def test_it_costs_the_same_few_queries_for_any_number_of_days(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    now = atlas.current()
    with django_assert_num_queries(3):
        check_coverage(now, first=TODAY, days=365)


@pytest.mark.usefixtures("_demo")
def test_days_on_which_the_station_answers_are_told_from_those_of_the_holder() -> None:
    fallbacks = [d for d in checked().fallbacks if d.role == Role.OKRSKAR and d.place.name == "Střed"]
    assert [(duty.first, duty.last) for duty in fallbacks] == [(TODAY + timedelta(days=14), TODAY + timedelta(days=28))]
    assert fallbacks[0].responsible.level == Level.STATION


@pytest.mark.usefixtures("_demo")
def test_a_department_without_phone_and_mail_leaves_people_unreachable() -> None:
    silence()
    coverage = checked()
    assert not coverage.complete
    assert {(duty.role, duty.place) for duty in coverage.unreachable} == {
        (duty.role, duty.place) for duty in coverage.duties
    }


@pytest.mark.usefixtures("_demo")
def test_a_post_that_becomes_unreachable_next_week_is_found_today() -> None:
    silence()
    Person.objects.update(phone="000 000 000")
    Absence.objects.all().delete()
    district = District.objects.get(number=1)
    make_absence(district.posts.get(role=Role.OKRSKAR), start=TODAY + timedelta(days=7), end=TODAY + timedelta(days=8))
    found = [duty for duty in checked().unreachable if duty.place == district]
    assert [(duty.first, duty.last) for duty in found] == [(TODAY + timedelta(days=7), TODAY + timedelta(days=8))]


@pytest.mark.usefixtures("_demo")
def test_an_address_in_an_abolished_district_is_found() -> None:
    district = District.objects.get(number=14)
    district.boundary = None
    district.save()
    coverage = checked()
    assert len(coverage.addresses_elsewhere) == district.addresses.count() > 0
    assert not coverage.complete


@pytest.mark.usefixtures("_demo")
def test_an_address_of_another_borough_is_found() -> None:
    address = Address.objects.filter(district__number=14)[0]
    address.borough_id = 545970
    address.save()
    coverage = checked()
    assert coverage.addresses_other_borough == (address.code,)
    assert not coverage.complete


@pytest.mark.usefixtures("_demo")
def test_a_borough_without_a_district_is_found() -> None:
    borough = make_borough()
    coverage = checked()
    assert coverage.uncovered_boroughs == (borough,)
    assert not coverage.complete


def test_an_empty_database_is_not_complete() -> None:
    assert not checked().complete
