"""Nobody is mailed a link that they cannot open: who has no account is passed over, and no message is lost by it."""

from itertools import product

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.utils import timezone
from post_office.models import Email

from districts.models import Post
from mailbox.intake.submission import FilledMessage, Place, submit_message
from mailbox.jobs.regular_run import tend_mailbox
from mailbox.models import Kind, Message
from mailbox.permissions import access
from mailbox.recipients import of_post, way_of
from tests import factories
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import let_in, make_message, make_staff

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
ALL = ("nobody", "no account", "no factor", "no group", "off", "not staff", "able")


@pytest.fixture(autouse=True)
def _department() -> None:
    make_department(email="odbor@example.org")


def account(how: str) -> User | None:
    """An account in one of the states that there are."""
    if how in ("nobody", "no account"):
        return None
    user = make_staff("" if how == "no group" else access.OFFICERS)
    if how != "no factor":
        let_in(user)
    if how == "off":
        user.is_active = False
    if how == "not staff":
        user.is_staff = False
    user.save()
    return user


def place(holder: str, station: str) -> tuple[Post, User | None, User | None]:
    """A post in a district with a station, each with somebody in one of these states, and their accounts."""
    at_station, of_holder = account(station), account(holder)
    building = factories.make_station(email="sluzebna@example.org")
    if at_station:
        building.staff.add(at_station)
    post = make_post(district=make_district(mp_station=building))
    if holder != "nobody":
        factories.make_tenure(post, make_person(email="drzitel@example.org", user=of_holder))
    return post, of_holder, at_station


def sees(user: User | None, message: Message) -> bool:
    """Whether somebody who gets in sees a message."""
    return bool(
        user
        and user.has_perm(access.VIEW)
        and access.visible_messages(User.objects.get(pk=user.pk), on=TODAY).filter(pk=message.pk).exists()
    )


@pytest.mark.parametrize(("holder", "station"), [*product(ALL, ("no account", "no factor", "able"))])
def test_whoever_is_mailed_can_open_what_they_are_mailed(holder: str, station: str) -> None:
    post, of_holder, at_station = place(holder, station)
    told = of_post(post, on=TODAY)
    message = make_message(post)
    if holder == "able":
        expected, opens = "drzitel@example.org", of_holder
    elif station == "able":
        expected, opens = "sluzebna@example.org", at_station
    else:
        expected, opens = "odbor@example.org", make_staff(access.DEPARTMENT)
    assert told.email == expected
    assert sees(opens, message)
    if station == "able":
        assert sees(at_station, message) == (holder != "able")
    way = [each.email for each in way_of(message, on=TODAY)]
    assert way[0] == expected
    assert way[-1] == "odbor@example.org", "the department is the last in any case"
    if holder not in ("able", "nobody") or (holder == "nobody" and station != "able"):
        assert "nemůže zprávy v administraci otevřít" in told.reasons[-1].replace("\xa0", " ")


def test_a_message_to_an_officer_without_an_account_is_told_to_the_department_and_says_why() -> None:
    post, _holder, _station = place("no account", "no account")
    assert post.district is not None
    entry = FilledMessage(kind=Kind.PODNET, text="Rozbité sklo u školy.", place=Place(district=post.district))
    submitted = submit_message(entry=entry, token="a" * 32, now=timezone.now())
    assert [each.to for each in Email.objects.all()] == [["odbor@example.org"]]
    assert "otevřít" in submitted.message.routing


def test_when_an_officer_accepts_the_invitation_open_messages_come_to_them_in_one_mail() -> None:
    post, holder, station = place("no factor", "able")
    assert holder is not None
    messages = [make_message(post, told=of_post(post, on=TODAY).key) for _ in range(2)]
    assert sees(station, messages[0])
    let_in(holder)
    tend_mailbox(now=timezone.now())
    assert [each.to for each in Email.objects.all()] == [["drzitel@example.org"]]
    assert {each.told for each in Message.objects.all()} == {f"person:{holder.person.pk}"}
    assert sees(holder, messages[0])
    assert not sees(station, messages[0])


def test_when_a_factor_is_forgotten_the_station_has_the_messages_meanwhile() -> None:
    post, holder, station = place("able", "able")
    message = make_message(post)
    assert (sees(holder, message), sees(station, message)) == (True, False)
    Authenticator.objects.filter(user=holder).delete()
    assert sees(station, message)
    assert of_post(post, on=TODAY).email == "sluzebna@example.org"


def test_asking_who_can_open_messages_costs_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator] # a fixture
        access.find_openers()
