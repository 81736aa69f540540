"""One mail goes to one recipient, whatever is written as an address: in forms, records, imports, and in rows from
before bad addresses were refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.mail.message import sanitize_address
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from post_office.models import STATUS, Email

from districts.importers.import_runner import ignore_progress, run_import
from districts.importers.staff import staff_import
from districts.lookup import atlas
from districts.models import Department, ImportKind, Person, Post, Role, Station
from mailbox import recipients
from mailbox.intake import form_token
from mailbox.jobs import regular_run
from mailbox.mail import delivery
from mailbox.mail.notifications import tell_department, tell_new_owner, tell_owner, tell_sender
from mailbox.models import Desk, Event, Happened, Message, Notification, Notified, Screening
from mailbox.recipients import of_message
from tests.core.test_email_addresses import REFUSED, WRITTEN
from tests.factories import make_district, make_person, make_post
from tests.mailbox.factories import make_desk, make_message, make_notification, make_staff, make_station, make_tenure
from tests.opening import save_form
from tests.signing_in import sign_in
from tests.smtp import SmtpServer
from tests.thorough import examples

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
MANY = '"a,b,c@example.org,d"@example.org'

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back, so that each example begins with the same database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def assert_each_has_one_recipient() -> None:
    """As the queue reads its rows back, and as Django hands them over to the mail server."""
    for mail in Email.objects.all():
        assert len(mail.to) == 1, mail.to
        assert (mail.cc, mail.bcc) == ([], [])
        handed_over = mail.email_message().recipients()
        assert [sanitize_address(each, "utf-8") for each in handed_over] == mail.to


def fill_in(client: Client, **fields: str) -> Any:
    token = form_token.issue_token(now=timezone.now() - timedelta(minutes=10))
    return client.post("/infoschranka/odeslano/", {"kind": "podnet", "text": "Nepořádek.", "token": token} | fields)


# --- what comes in --------------------------------------------------------------------------------------------------


@hypothesis_settings(max_examples=examples(150))
@given(WRITTEN)
def test_whatever_is_filled_in_as_an_e_mail_one_form_sends_at_most_two_mails(typed: str) -> None:
    with undone():
        response = fill_in(Client(), email=typed)
        accepted = Message.objects.exists()
        assert response.status_code == (200 if accepted else 422)
        assert Email.objects.count() <= 2 * accepted  # to whoever answers, and to the sender
        assert_each_has_one_recipient()


@hypothesis_settings(max_examples=examples(60))
@given(WRITTEN)
def test_whatever_is_in_the_list_of_staff_their_messages_are_told_to_one_recipient(typed: str) -> None:
    with undone(), TemporaryDirectory() as folder:
        district, quoted = make_district(number=7), typed.replace('"', '""')
        path = Path(folder) / "lide.csv"
        rows = f'okrsek;role;jméno;e-mail\n7;strážník-okrskář;Jana Ukázková;"{quoted}"\n'
        path.write_text(rows, encoding="utf-8", newline="")
        load = staff_import.make_loader(path, today=NOW.date())
        report = run_import(
            kind=ImportKind.STAFF, source=path.name, load=load, now=NOW, dry_run=False, progress=ignore_progress
        )
        people = list(Person.objects.all())
        assert bool(people) is not bool(report.refused)
        assert all(person.email == person.usable_email for person in people)
        post, _made = Post.objects.get_or_create(role=Role.OKRSKAR, district=district)
        tell_owner(make_message(post), Notified.NEW, now=NOW)
        assert Email.objects.count() == 1
        assert_each_has_one_recipient()


@pytest.mark.parametrize(
    "typed", [MANY, "jana@localhost", "ja\N{ZERO WIDTH SPACE}na@example.org", "Jana <jana@example.org>"]
)
def test_the_administration_says_what_is_wrong_with_an_address_and_keeps_the_old_one(
    client: Client, typed: str
) -> None:
    sign_in(client, make_staff(is_superuser=True))
    desk = make_desk(email="stul@example.org")
    page = reverse("admin:mailbox_desk_change", args=[desk.pk])
    response = save_form(client, page, {"name": desk.name, "email": typed})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["email"]
    desk.refresh_from_db()
    assert desk.email == "stul@example.org"
    assert save_form(client, page, {"name": desk.name, "email": " jana@háčky.cz "}).status_code == 302
    desk.refresh_from_db()
    assert desk.email == "jana@háčky.cz"


def test_a_mail_to_a_domain_with_diacritics_goes_to_its_name_in_the_net(client: Client) -> None:
    assert fill_in(client, email="jana@háčky.cz").status_code == 200
    told = Notification.objects.get(kind=Notified.RECEIPT)
    assert told.email is not None
    assert told.email.to == ["jana@xn--hky-ela4t.cz"]


# --- rows from before -----------------------------------------------------------------------------------------------

OLD = st.one_of(st.just(MANY), WRITTEN).filter(lambda typed: "\0" not in typed and len(typed) <= 254)


@given(OLD)
def test_a_bad_address_that_is_in_the_database_already_gets_no_mail(stored: str) -> None:
    with undone():
        Department.objects.update(email=stored)
        station = make_station(email=stored)
        post = make_tenure(make_post(district=make_district(mp_station=station)), make_person(email=stored)).post
        for message in (make_message(post, email=stored), make_message(make_desk(email=stored), email=stored)):
            recipient = of_message(message, on=NOW.date())
            tell_owner(message, Notified.NEW, now=NOW)
            tell_new_owner([message], recipient, now=NOW)
            tell_department(message, Notified.OVERDUE, now=NOW)
            tell_sender(message, Notified.ANSWER, now=NOW)
        assert_each_has_one_recipient()
        assert Email.objects.count() in (0, 8)


def test_who_has_a_bad_address_is_written_to_through_the_station_and_the_department() -> None:
    station = make_station(email="sluzebna@example.org")
    post = make_tenure(make_post(district=make_district(mp_station=station)), make_person(email=MANY)).post
    message = make_message(post)
    assert of_message(message, on=NOW.date()).email == "sluzebna@example.org"
    Station.objects.update(email="sluzebna@localhost")
    atlas.current()
    station.email = "sluzebna@localhost"
    station.save()
    assert of_message(message, on=NOW.date()).email == "odbor@example.org"
    assert recipients.of_desk(make_desk(email=MANY)).email == "odbor@example.org"


def test_nothing_is_lost_when_the_sender_has_a_bad_address() -> None:
    message = make_message(email=MANY)
    tell_sender(message, Notified.ANSWER, now=NOW)
    assert not Email.objects.exists()
    detail = Event.objects.get(message=message, kind=Happened.TOLD).detail
    assert "nejde nic poslat" in detail
    assert "example.org" not in detail


def test_a_mail_that_was_queued_before_and_reads_back_as_several_recipients_goes_to_nobody(smtp: SmtpServer) -> None:
    told = make_notification(make_message())
    Email.objects.update(to=["eva@example.org", "petr@example.org"])
    delivery.deliver_due(clock=lambda: NOW)
    assert smtp.received == []
    assert told.email is not None
    told.email.refresh_from_db()
    assert told.email.status != STATUS.sent


def test_staff_are_told_which_addresses_to_mend(client: Client) -> None:
    sign_in(client, make_staff(is_superuser=True))
    person, desk = make_person("Eva Příkladná", email=MANY), make_desk(name="Cizinci", email="cizinci@localhost")
    make_person("Petr Vzorový", email="petr@example.org")
    text = client.get("/admin/").content.decode()
    for who, page in ((person, "districts_person"), (desk, "mailbox_desk")):
        assert reverse(f"admin:{page}_change", args=[who.pk]) in text
        assert f"{who}: na tento e" in text
    assert "Petr Vzorový" not in text
    message = make_message(email=MANY)
    body = client.get(reverse("admin:mailbox_message_change", args=[message.pk])).content.decode()
    assert "Na tento e" in body
    assert "mailto:" not in body


def test_pages_and_the_api_publish_no_address_that_nobody_can_write_to(client: Client) -> None:
    district = make_district(number=7)
    make_tenure(make_post(district=district), make_person("Eva Příkladná", email=MANY, phone="378 000 001"))
    page = client.get("/okrsky/7/").content.decode()
    assert "378 000 001" in page
    assert "a,b,c" not in page
    assert "a%2Cb" not in page
    [contact] = [each for each in client.get("/api/v1/districts/7").json()["contacts"] if each["role"] == "okrskar"]
    assert (contact["phone"], contact["email"]) == ("378 000 001", "")


@pytest.mark.parametrize("typed", REFUSED[:6])
def test_what_is_in_quarantine_is_confirmed_to_nobody(client: Client, typed: str) -> None:
    assert fill_in(client, email=typed, web="x").status_code == 422
    assert fill_in(client, email="jana@example.org", web="x").status_code == 200
    assert Message.objects.get().screening == Screening.QUARANTINE
    regular_run.tend_mailbox(now=NOW)
    assert not Notification.objects.filter(kind=Notified.RECEIPT).exists()
    assert Desk.objects.exists()
