"""The check that every sort of message finds a recipient with an e-mail."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from districts.lookup import atlas
from districts.models import District, Person, Post, Role
from faq.models import Topic
from mailbox import routing
from mailbox.models import Desk, Kind, RoutingRule
from mailbox.reachability import Coverage, check_coverage
from tests.factories import make_borough, make_department, make_district, make_person, make_post
from tests.mailbox.factories import make_absence, make_desk, make_station, make_tenure, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

TODAY = date(2026, 11, 24)


@pytest.fixture
def district() -> District:
    return make_district(mp_station=make_station(email="sluzebna@example.org"))


def checked(days: int = 30) -> Coverage:
    return check_coverage(atlas.current(), first=TODAY, days=days)


def test_every_topic_kind_and_place_is_looked_at(district: District) -> None:
    make_district()
    topics = Topic.objects.count()
    assert topics
    coverage = checked()
    assert coverage.cases == len(Kind) * (topics + 1) * (2 + 1)  # also without a topic, and without a place
    assert coverage.complete


def test_messages_without_a_place_need_the_default_desk_to_have_an_e_mail(district: District) -> None:
    make_department(email="")
    desk = Desk.objects.get(default=True)
    RoutingRule.objects.all().delete()
    coverage = checked(days=0)
    [gap] = coverage.gaps
    assert gap.owner == desk
    assert {case.district for case in gap.cases} == {None}
    assert not coverage.department
    desk.email = "stul@example.org"
    desk.save()
    assert not checked().gaps
    assert not checked().complete  # nobody would be told of overdue messages


def test_a_gap_of_a_few_days_is_found_ahead(district: District) -> None:
    make_department(email="")
    Desk.objects.update(email="stul@example.org")
    assert district.mp_station is not None
    district.mp_station.email = ""
    district.mp_station.save()
    RoutingRule.objects.exclude(role=Role.OKRSKAR).delete()
    post = make_tenure(make_post(district=district)).post
    for start in (3, 10):
        first = TODAY + timedelta(days=start)
        make_absence(post, make_person(email=""), start=first, end=first + timedelta(days=1))
    assert [(gap.first - TODAY).days for gap in checked().gaps] == [3, 10]
    assert [(gap.last - TODAY).days for gap in checked().gaps] == [4, 11]
    assert not checked(days=2).gaps


def test_a_rule_that_leads_to_somebody_without_an_e_mail_is_found(district: District) -> None:
    make_department(email="")
    Desk.objects.update(email="stul@example.org")
    RoutingRule.objects.exclude(role=Role.OKRSKAR).delete()
    topic = make_topic()
    RoutingRule.objects.create(position=1, topic=topic, role=Role.POLICISTA)
    [gap] = checked().gaps
    assert isinstance(gap.owner, Post)
    assert (gap.owner.role, gap.owner.district) == (Role.POLICISTA, district)
    assert {case.topic for case in gap.cases} == {topic}
    assert (gap.first, gap.last) == (TODAY, TODAY + timedelta(days=30))


def test_it_decides_as_routing_does() -> None:
    office = make_station(email="urad@example.org")
    districts = [make_district(borough=make_borough(office=office)) for _each in range(2)]
    topic = make_topic()
    RoutingRule.objects.create(position=1, topic=topic, kind=Kind.DOTAZ, desk=make_desk())
    RoutingRule.objects.create(position=2, topic=topic, borough=districts[0].borough, role=Role.STAROSTA)
    RoutingRule.objects.create(position=3, kind=Kind.DOTAZ, district=districts[1], role=Role.POLICISTA)
    make_department(email="")
    Person.objects.update(email="")
    expected: dict[tuple[Kind, Topic | None, District | None], Post | Desk] = {}
    for kind in Kind:
        for each in (*Topic.objects.all(), None):
            for district in (*districts, None):
                route = routing.choose_route(kind=kind, topic=each, district=district)
                owner = route.post or route.desk
                assert owner is not None
                expected[kind, each, district] = owner
    found = {(case.kind, case.topic, case.district): gap.owner for gap in checked(days=0).gaps for case in gap.cases}
    reached = {case for case, owner in expected.items() if isinstance(owner, Post) and owner.role == Role.STAROSTA}
    assert reached
    assert set(found) == set(expected) - reached
    assert {case: str(owner) for case, owner in found.items()} == {
        case: str(owner) for case, owner in expected.items() if case not in reached
    }


def test_it_changes_nothing_and_costs_few_queries(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(3):
        make_district()
    current = atlas.current()
    with django_assert_max_num_queries(10):
        check_coverage(current, first=TODAY, days=365)
    assert not Post.objects.exists()
