"""Cards of people are kept: made once for the same people on a day at an hour, and never shown when one is another."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.hours.opening_hours import PRAGUE
from districts.lookup import atlas
from districts.models import Person, Role, Station
from tests.factories import (
    make_absence,
    make_department,
    make_district,
    make_person,
    make_post,
    make_station,
    make_tenure,
)

pytestmark = pytest.mark.django_db
PAGE = "/okrsky/7/"


@pytest.fixture(autouse=True)
def officer() -> Person:
    """The only one in office on the page."""
    make_department()
    district = make_district(number=7, mp_station=make_station(hours="po–pá 8–17"))
    return make_tenure(make_post(district=district), make_person(phone="377 000 000")).person


def assert_made_as_anew(client: Client) -> str:
    """The page with kept cards is the one whose cards are made now; return it."""
    page = client.get(PAGE).content
    atlas.current().roster.kept.clear()
    assert client.get(PAGE).content == page
    return page.decode()


def test_when_somebody_changes_only_their_card_is_made(client: Client, officer: Person) -> None:
    client.get(PAGE)
    assert len(atlas.current().roster.kept) == len(Role)
    Person.objects.filter(pk=officer.pk).update(phone="377 000 001")
    assert "377 000 001" in client.get(PAGE).content.decode()
    assert len(atlas.current().roster.kept) == len(Role) + 1


def test_a_card_is_the_one_made_now_whatever_has_changed(client: Client, officer: Person) -> None:
    client.get(PAGE)
    Person.objects.filter(pk=officer.pk).update(phone="377 000 002")
    assert "377 000 002" in assert_made_as_anew(client)
    Station.objects.update(address="Nová 1")
    assert "Nová 1" in assert_made_as_anew(client)
    make_absence(officer.tenures.get().post)
    assert officer.name in assert_made_as_anew(client)  # as who is away


def test_a_card_says_what_is_so_at_this_hour_and_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    morning = datetime(2026, 12, 1, 9, tzinfo=PRAGUE)
    Person.objects.update(verified_on=morning.date())
    pages = set()
    for now in (morning, morning + timedelta(hours=12), morning + timedelta(days=400)):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        client.get(PAGE)
        pages.add(assert_made_as_anew(client))
    assert len(pages) == 3
