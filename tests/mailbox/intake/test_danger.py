"""A message of somebody who may be in danger is taken as any other, shown first, and told to the department at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from districts.models import Department, Post
from mailbox import followup, handling
from mailbox.admin import inbox, matters
from mailbox.intake.spam import Suspicion
from mailbox.intake.submission import FilledMessage, Place, submit_message
from mailbox.jobs.regular_run import tend_mailbox
from mailbox.mail.notifications import tell_new_owner
from mailbox.models import Erasure, Kind, Message, Notified, Outcome, Screening, State
from mailbox.permissions import access
from mailbox.recipients import of_department, of_message
from mailbox.retention.erasing import erase_message
from tests.factories import make_person, make_post
from tests.mailbox.factories import make_message, make_staff, make_tenure
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW = timezone.now()
CRY = "Na rohu je nepořádek, ale mně už je to jedno, chci umřít."
INBOX = "/admin/mailbox/message/"
MARK = "Možné ohrožení života nebo zdraví"


@pytest.fixture
def post() -> Post:
    post = make_post()
    make_tenure(post, make_person(email="okrskar@example.org"))
    Department.objects.update_or_create(pk=1, defaults={"name": "Odbor bezpečnosti", "email": "odbor@example.org"})
    return post


@pytest.fixture
def department() -> User:
    return make_staff(access.DEPARTMENT)


def send(text: str, post: Post | None = None, **values: Any) -> Message:
    district = post.district if post else None
    entry = FilledMessage(kind=Kind.PODNET, text=text, place=Place(district=district))
    return submit_message(entry=entry, token=values.pop("token", text), now=NOW, **values).message


def mails() -> dict[str, str]:
    return {email.to[0]: email.subject for email in Email.objects.all()}


def test_whoever_answers_and_the_department_are_told_without_the_words(post: Post) -> None:
    message = send(CRY, post)
    assert message.danger
    assert set(mails()) == {"okrskar@example.org", "odbor@example.org"}
    assert all(subject.startswith(f"{MARK}: ") for subject in mails().values())
    assert not any("umřít" in email.subject + email.message for email in Email.objects.all())


def test_an_everyday_message_is_told_as_ever(post: Post) -> None:
    assert not send("Už nemůžu zaparkovat.", post).danger
    assert MARK not in mails()["okrskar@example.org"]
    assert set(mails()) == {"okrskar@example.org"}


def test_the_department_is_told_of_what_waits_for_review_too(post: Post) -> None:
    message = send(CRY, post, suspicion=[Suspicion.LINKS])
    assert message.screening == Screening.QUARANTINE
    assert set(mails()) == {"odbor@example.org"}


def test_the_department_gets_one_mail_when_it_answers_itself(post: Post) -> None:
    send(CRY)
    assert set(mails()) == {"odbor@example.org"}
    assert Email.objects.count() == 1


def test_a_message_that_is_sent_twice_is_told_once(post: Post) -> None:
    send(CRY, post, token="same")
    send(CRY, post, token="same")
    assert Email.objects.count() == 2


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED])
def test_what_the_sender_adds_counts_and_opens_what_was_dealt_with(post: Post, state: State) -> None:
    message = make_message(post, state=state)
    followup.store_addition(message=message, text="Bije mě.", now=NOW)
    followup.store_addition(message=message, text="Bije mě.", now=NOW)  # a double click
    message.refresh_from_db()
    assert message.presses
    assert set(mails()) == {"okrskar@example.org", "odbor@example.org"}
    assert Email.objects.count() == 2
    assert all(MARK in subject for subject in mails().values())


def test_it_stands_first_in_the_inbox_above_what_is_overdue(post: Post, department: User) -> None:
    today = timezone.localdate()
    cry = make_message(post, danger=True)
    held = make_message(post, danger=True, screening=Screening.QUARANTINE)
    late = make_message(post, due_on=today - timedelta(days=3))
    new = make_message(post)
    client = sign_in(Client(), department)
    response = client.get(INBOX)
    assert [row.message for row in response.context["inbox"].rows] == [held, cry, late, new]
    assert response.content.decode().count(MARK) == 2
    overdue = client.get(INBOX, {"tab": "overdue"}).context["inbox"].rows
    assert [row.message for row in overdue] == [held, cry, late]
    (first, *_others) = matters.matters(department, today)
    assert (first.number, first.urgent, first.url) == ("2", True, f"{INBOX}?tab=danger")


def test_what_others_answer_for_is_not_shown(post: Post) -> None:
    make_message(danger=True)
    officer = make_staff(access.OFFICERS)
    assert inbox.count_under_tabs(officer, today=timezone.localdate())["danger"] == 0


def test_a_message_leaves_the_top_once_it_is_answered_or_closed(post: Post, department: User) -> None:
    answered, closed, spam = (make_message(post, danger=True) for _ in range(3))
    handling.answer_message(message=answered, user=department, text="Jsme na cestě.", now=NOW)
    handling.close_message(message=closed, user=department, outcome=Outcome.SOLVED, now=NOW)
    handling.mark_spam(message=spam, user=department, now=NOW)
    assert inbox.count_under_tabs(department, today=timezone.localdate())["danger"] == 0


@pytest.mark.parametrize("screening", [Screening.CLEAN, Screening.QUARANTINE])
def test_staff_can_say_that_nobody_is_in_danger(post: Post, department: User, screening: Screening) -> None:
    message = make_message(post, danger=True, screening=screening)
    client, page = sign_in(Client(), department), f"{INBOX}{message.pk}/change/"
    assert MARK in client.get(page).content.decode()
    assert client.post(page, {"do": "no_danger"}).status_code == 302
    message.refresh_from_db()
    assert not message.danger
    assert MARK not in client.get(page).content.decode()
    assert message.events.get(kind="no_danger").actor == department


def test_a_merged_message_leaves_its_danger_with_the_other(post: Post, department: User) -> None:
    message, into = make_message(post, danger=True), make_message(post)
    handling.merge_messages(message=message, into=into, user=department, now=NOW)
    into.refresh_from_db()
    assert into.presses


def test_it_is_erased_with_the_text(post: Post) -> None:
    message = make_message(post, danger=True)
    erase_message(message=message, reason=Erasure.Reason.REQUEST, now=NOW)
    assert not message.danger


def test_the_mails_are_noted_without_saying_what_the_danger_is(post: Post) -> None:
    message = send(CRY, post)
    assert {each.kind for each in message.notifications.all()} == {Notified.NEW, Notified.DANGER}


@pytest.mark.parametrize("danger", [True, False])
@pytest.mark.parametrize("days", [0, -1])
def test_reminders_and_what_is_overdue_are_marked(post: Post, danger: bool, days: int) -> None:
    due, received = timezone.localdate(NOW) + timedelta(days=days), NOW - timedelta(days=7)
    message = make_message(post, danger=danger, due_on=due, received_at=received)
    Message.objects.filter(pk=message.pk).update(told=of_message(message, on=timezone.localdate(NOW)).key)
    tend_mailbox(now=NOW)
    assert mails()
    assert all(subject.startswith(f"{MARK}: ") == danger for subject in mails().values())


def test_a_handover_is_marked_and_names_people_in_danger_first(post: Post) -> None:
    messages = [make_message(post), make_message(post, danger=True, state=State.CLOSED), make_message(post)]
    tell_new_owner(messages, of_department(), now=NOW)
    assert not mails()["odbor@example.org"].startswith(MARK)

    pressing = make_message(post, danger=True)
    tell_new_owner([*messages, pressing], of_department(), now=NOW)
    mail = Email.objects.latest("pk")
    assert mail.subject.startswith(f"{MARK}: ")
    assert mail.message.index(f"{MARK}:\nČ. {pressing.pk} ") < mail.message.index(f"Č. {messages[0].pk} ")
    assert mail.message.count(MARK) == 1


@pytest.mark.sqlite
def test_the_words_of_messages_are_still_kept_by_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'mailbox_message'")
        assert cursor.fetchone() == (3,)
