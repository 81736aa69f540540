"""Who is told about the messages of a post or desk, and through whom when they have no e-mail."""

from datetime import date
from typing import Any

import pytest

from districts.models import District, Person, Post, Role
from mailbox.recipients import Recipient, name_of, of_department, of_desk, of_message, of_post
from tests.factories import make_borough, make_department, make_district, make_person, make_post
from tests.mailbox.factories import make_absence, make_desk, make_message, make_station, make_tenure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

TODAY = date(2026, 11, 24)


@pytest.fixture
def district() -> District:
    return make_district(mp_station=make_station(email="sluzebna@example.org"))


@pytest.fixture
def post(district: District) -> Post:
    return make_post(district=district)


def key(who: Any) -> str:
    return f"{type(who).__name__.lower()}:{who.pk}"


def asked(post: Post, on: date = TODAY) -> Recipient:
    return of_post(post, on=on)


def test_the_holder_is_told(post: Post) -> None:
    holder = make_tenure(post).person
    assert asked(post) == Recipient(key(holder), holder.name, holder.email)


def test_the_substitute_is_told_while_the_holder_is_away(post: Post) -> None:
    make_tenure(post)
    substitute = make_person()
    make_absence(post, substitute, start=TODAY, end=TODAY)
    told = asked(post)
    assert (told.key, told.email) == (key(substitute), substitute.email)
    assert told.reasons
    assert asked(post, date(2026, 11, 25)).key != told.key


def test_the_station_is_told_when_the_post_is_vacant(post: Post, district: District) -> None:
    told = asked(post)
    assert (told.key, told.email) == (key(district.mp_station), "sluzebna@example.org")
    assert told.reasons


def test_the_department_is_told_when_there_is_no_station() -> None:
    told = asked(make_post())
    assert (told.key, told.email) == ("department:1", "odbor@example.org")


def test_the_mayor_is_told_and_else_the_borough_office() -> None:
    borough = make_borough(office=make_station(email="urad@example.org"))
    post = make_post(Role.STAROSTA, borough=borough)
    assert asked(post).email == "urad@example.org"
    mayor = make_tenure(post).person
    assert asked(post).key == key(mayor)


def test_who_has_no_e_mail_is_written_to_through_the_station_and_then_the_department(
    post: Post, district: District
) -> None:
    holder = make_tenure(post, make_person(email="", phone="378 000 000")).person
    assert (asked(post).key, asked(post).email) == (key(holder), "sluzebna@example.org")
    assert district.mp_station is not None
    district.mp_station.email = ""
    district.mp_station.save()
    assert (asked(post).key, asked(post).email) == (key(holder), "odbor@example.org")
    make_department(email="")
    assert (asked(post).key, asked(post).email) == (key(holder), "")


def test_what_is_left_of_an_abolished_district_is_the_departments_who_alone_sees_it(
    post: Post, district: District
) -> None:
    make_tenure(post)
    district.boundary = None
    district.save()
    told = asked(Post.objects.get(pk=post.pk))
    assert (told.key, told.email) == (of_department().key, "odbor@example.org")
    assert told.reasons


def test_a_desk_is_told_by_its_own_e_mail_or_that_of_the_department() -> None:
    desk = make_desk(email="cizinci@example.org")
    assert of_desk(desk) == Recipient(f"desk:{desk.pk}", desk.name, "cizinci@example.org")
    assert of_desk(make_desk()).email == "odbor@example.org"


def test_a_message_is_told_to_whoever_answers_for_its_post_or_desk(post: Post) -> None:
    holder, desk = make_tenure(post).person, make_desk()
    assert of_message(make_message(post), on=TODAY).key == key(holder)
    assert of_message(make_message(desk), on=TODAY).key == f"desk:{desk.pk}"


def test_the_department_itself() -> None:
    assert of_department() == Recipient("department:1", "Odbor bezpečnosti", "odbor@example.org")


def test_a_key_leads_back_to_the_name_while_there_is_one(post: Post) -> None:
    holder, desk = make_tenure(post).person, make_desk()
    assert name_of(asked(post).key) == holder.name
    assert name_of(f"desk:{desk.pk}") == desk.name
    assert name_of("department:1") == "Odbor bezpečnosti"
    Person.objects.filter(pk=holder.pk).update(name="Nové Jméno")
    assert name_of(key(holder)) == "Nové Jméno"
    assert (name_of("person:0"), name_of("")) == ("person:0", "")
