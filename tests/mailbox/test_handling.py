"""What staff do with messages: each action whole, with its history and mails, and refused where it makes no sense."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from post_office.models import STATUS, Email

from districts.models import Person, Post, Role
from mailbox import handling
from mailbox.models import (
    FoundState,
    Happened,
    Message,
    Notification,
    Notified,
    Outcome,
    ReplyKind,
    Screening,
    State,
)
from mailbox.models.thread import HANDED_OVER
from mailbox.permissions.access import DEPARTMENT, OFFICERS, visible_messages
from tests.factories import make_district, make_person
from tests.mailbox.factories import (
    make_desk,
    make_found_item,
    make_message,
    make_notification,
    make_reply,
    make_staff,
    make_tenure,
)

NOW = timezone.now()

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]


@pytest.fixture
def officer() -> User:
    """Somebody who holds the post of the message below."""
    return make_staff(OFFICERS)


@pytest.fixture
def message(officer: User) -> Message:
    post = Post.objects.create(role=Role.OKRSKAR, district=make_district())
    make_tenure(post, make_person(user=officer))
    return make_message(post, email="eva@example.org")


def events(message: Message) -> list[str]:
    return [event.kind for event in message.events.all() if event.kind != Happened.TOLD]


def test_reading_is_noted_once_and_only_of_those_who_answer(message: Message, officer: User) -> None:
    handling.mark_read(message=message, user=make_staff(DEPARTMENT), now=NOW)
    assert message.unread
    handling.mark_read(message=message, user=officer, now=NOW)
    handling.mark_read(message=message, user=officer, now=NOW + timedelta(hours=1))
    message.refresh_from_db()
    assert (message.unread, message.read_at) == (False, NOW)
    assert events(message) == [Happened.READ]


def test_a_desk_with_members_is_read_by_them_and_one_without_by_the_department() -> None:
    member, coordinator = make_staff(OFFICERS), make_staff(DEPARTMENT)
    shared, manned = make_message(make_desk()), make_message(desk := make_desk())
    desk.members.add(member)
    for message in (shared, manned):
        handling.mark_read(message=message, user=coordinator, now=NOW)
    assert (shared.unread, manned.unread) == (False, True)
    handling.mark_read(message=manned, user=member, now=NOW)
    assert not manned.unread


def test_an_answer_reaches_the_sender_signed_by_who_gives_it(message: Message, officer: User) -> None:
    reply = handling.answer_message(message=message, user=officer, text="  Zkontrolujeme to.  ", now=NOW)
    message.refresh_from_db()
    assert (message.state, message.answered_at) == (State.ANSWERED, NOW)
    assert (reply.kind, reply.text, reply.author) == (ReplyKind.ANSWER, "Zkontrolujeme to.", officer)
    assert reply.signed.startswith(f"{officer.person}, strážník-okrskář okrsku ")
    mail = Email.objects.get()
    assert mail.to == ["eva@example.org"]
    assert "Zkontrolujeme" not in mail.message
    assert events(message) == [Happened.ANSWERED]


def test_an_answer_can_close_at_once_and_the_first_one_counts(message: Message, officer: User) -> None:
    handling.answer_message(message=message, user=officer, text="Díváme se na to.", now=NOW)
    later = NOW + timedelta(days=1)
    handling.answer_message(message=message, user=officer, text="Hotovo.", outcome=Outcome.SOLVED, now=later)
    message.refresh_from_db()
    assert (message.state, message.outcome, message.closed_at) == (State.CLOSED, Outcome.SOLVED, later)
    assert message.answered_at == NOW


def test_the_same_answer_given_twice_at_once_is_one(message: Message, officer: User) -> None:
    for _ in range(2):
        handling.answer_message(message=message, user=officer, text="Hotovo.", outcome=Outcome.SOLVED, now=NOW)
    assert message.replies.count() == Email.objects.count() == 1
    assert events(message) == [Happened.ANSWERED, Happened.CLOSED]


def test_senders_of_merged_messages_are_told_of_an_answer_too(message: Message, officer: User) -> None:
    duplicate = make_message(message.post, email="petr@example.org")
    handling.merge_messages(message=duplicate, into=message, user=officer, now=NOW)
    handling.answer_message(message=message, user=officer, text="Hotovo.", now=NOW)
    assert sorted(mail.to[0] for mail in Email.objects.all()) == ["eva@example.org", "petr@example.org"]


def test_a_note_is_internal_and_starts_the_work(message: Message, officer: User) -> None:
    handling.add_note(message=message, user=officer, text="Zavolat na úřad.", now=NOW)
    message.refresh_from_db()
    assert message.state == State.IN_PROGRESS
    assert not Email.objects.exists()


def test_a_forwarded_message_is_the_next_ones_and_the_reason_goes_with_it(message: Message, officer: User) -> None:
    other = Post.objects.create(role=Role.POLICISTA, district=message.district)
    police = make_staff(OFFICERS)
    make_tenure(other, make_person(user=police, email="policie@example.org"))
    handling.forward_message(message=message, user=officer, to=other, reason="Jde o krádež.", now=NOW)
    message.refresh_from_db()
    assert (message.post, message.desk, message.unread) == (other, None, True)
    told = message.notifications.get(kind=Notified.NEW).email
    assert told is not None
    assert told.to == ["policie@example.org"]
    assert message.replies.get().kind == ReplyKind.NOTE
    today = timezone.localdate(NOW)
    assert message not in visible_messages(officer, on=today)
    assert message in visible_messages(police, on=today)
    assert message.events.get(kind=Happened.FORWARDED).detail == str(other)


def test_a_message_can_go_to_a_desk_and_back(message: Message, officer: User) -> None:
    post, desk = message.post, make_desk(email="stul@example.org")
    assert post is not None
    handling.forward_message(message=message, user=officer, to=desk, reason="Pro odbor.", now=NOW)
    handling.forward_message(message=message, user=officer, to=post, reason="Zpět.", now=NOW)
    message.refresh_from_db()
    assert (message.post, message.desk) == (post, None)


def test_a_duplicate_is_closed_and_its_own_duplicates_come_along(message: Message, officer: User) -> None:
    first, second = make_message(message.post), make_message(message.post)
    handling.merge_messages(message=first, into=second, user=officer, now=NOW)
    handling.merge_messages(message=second, into=message, user=officer, now=NOW)
    for each in (first, second):
        each.refresh_from_db()
        assert (each.merged_into, each.state, each.outcome) == (message, State.CLOSED, Outcome.DUPLICATE)
    assert Happened.MERGED in events(message)


def test_spam_is_put_away_and_can_be_taken_back(message: Message, officer: User) -> None:
    handling.mark_spam(message=message, user=officer, now=NOW)
    message.refresh_from_db()
    assert (message.screening, message.state) == (Screening.SPAM, State.CLOSED)
    Message.objects.update(due_on=timezone.localdate() - timedelta(days=30))
    handling.release_message(message=message, user=officer, now=NOW)
    message.refresh_from_db()
    assert (message.screening, message.state, message.closed_at) == (Screening.CLEAN, State.RECEIVED, None)
    assert message.due_on > timezone.localdate()
    assert Notification.objects.get().kind == Notified.NEW


def test_releasing_what_is_not_suspected_changes_nothing(message: Message, officer: User) -> None:
    handling.answer_message(message=message, user=officer, text="Ano.", now=NOW)
    handling.release_message(message=message, user=officer, now=NOW)
    message.refresh_from_db()
    assert message.state == State.ANSWERED


def test_closing_and_opening_again(message: Message, officer: User) -> None:
    handling.close_message(message=message, user=officer, outcome=Outcome.PASSED_ON, now=NOW)
    handling.reopen_message(message=message, user=officer, now=NOW)
    message.refresh_from_db()
    assert (message.state, message.outcome, message.closed_at) == (State.IN_PROGRESS, "", None)
    assert events(message) == [Happened.CLOSED, Happened.REOPENED]
    assert {event.actor for event in message.events.all()} == {officer}


@pytest.mark.parametrize("state", FoundState)
def test_the_way_of_a_found_thing_is_recorded(message: Message, officer: User, state: FoundState) -> None:
    found = make_found_item(message)
    handling.set_found_state(message=message, user=officer, state=state, now=NOW)
    found.refresh_from_db()
    assert found.state == state
    assert (found.handed_over_at is not None) == (state in HANDED_OVER)
    assert events(message) == [Happened.FOUND_ITEM]


def test_a_mail_that_was_given_up_is_sent_again(message: Message, officer: User) -> None:
    notification = make_notification(message, status=STATUS.failed, retries=9)
    handling.resend_mail(notification=notification, user=officer, now=NOW)
    mail = Email.objects.get()
    assert (mail.status, mail.number_of_retries, mail.scheduled_time) == (STATUS.queued, None, None)
    assert events(message) == [Happened.RESENT]
    Email.objects.update(status=STATUS.sent)
    notification.refresh_from_db()
    with pytest.raises(ValidationError):
        handling.resend_mail(notification=notification, user=officer, now=NOW)


def closed(message: Message, user: User) -> None:
    handling.close_message(message=message, user=user, outcome=Outcome.SOLVED, now=NOW)


def suspected(message: Message, _user: User) -> None:
    Message.objects.filter(pk=message.pk).update(screening=Screening.QUARANTINE)


ACTIONS: dict[str, Callable[[Message, User], Any]] = {
    "answer": lambda m, u: handling.answer_message(message=m, user=u, text="Text.", now=NOW),
    "forward": lambda m, u: handling.forward_message(message=m, user=u, to=make_desk(), reason="Proto.", now=NOW),
    "merge": lambda m, u: handling.merge_messages(message=m, into=make_message(m.post), user=u, now=NOW),
    "close": lambda m, u: handling.close_message(message=m, user=u, outcome=Outcome.SOLVED, now=NOW),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("before", [closed, suspected])
def test_a_closed_or_suspected_message_is_first_opened_or_released(
    message: Message, officer: User, before: Callable[[Message, User], None], action: str
) -> None:
    before(message, officer)
    mails, texts = Email.objects.count(), message.replies.count()
    with pytest.raises(ValidationError):
        ACTIONS[action](message, officer)
    assert (Email.objects.count(), message.replies.count()) == (mails, texts)


REFUSED: dict[str, Callable[[Message, User], Any]] = {
    "empty answer": lambda m, u: handling.answer_message(message=m, user=u, text=" \n", now=NOW),
    "empty note": lambda m, u: handling.add_note(message=m, user=u, text="", now=NOW),
    "no reason": lambda m, u: handling.forward_message(message=m, user=u, to=make_desk(), reason=" ", now=NOW),
    "to itself": lambda m, u: handling.forward_message(message=m, user=u, to=m.owner, reason="Proto.", now=NOW),
    "with itself": lambda m, u: handling.merge_messages(message=m, into=m, user=u, now=NOW),
    "closing as a duplicate": lambda m, u: handling.close_message(
        message=m, user=u, outcome=Outcome.DUPLICATE, now=NOW
    ),
    "opening an open one": lambda m, u: handling.reopen_message(message=m, user=u, now=NOW),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_makes_no_sense_is_refused_and_changes_nothing(message: Message, officer: User, what: str) -> None:
    before = Message.objects.filter(pk=message.pk).values().get()
    with pytest.raises(ValidationError):
        REFUSED[what](message, officer)
    assert Message.objects.filter(pk=message.pk).values().get() == before
    assert not message.replies.exists()
    assert not message.events.exists()


def test_merging_with_a_merged_or_spam_message_is_refused(message: Message, officer: User) -> None:
    merged, spam = make_message(message.post), make_message(message.post)
    handling.merge_messages(message=merged, into=make_message(message.post), user=officer, now=NOW)
    handling.mark_spam(message=spam, user=officer, now=NOW)
    for into in (merged, spam):
        with pytest.raises(ValidationError):
            handling.merge_messages(message=message, into=into, user=officer, now=NOW)


def test_merging_with_a_message_that_nobody_will_answer_is_refused(message: Message, officer: User) -> None:
    closed_one, suspect = make_message(message.post), make_message(message.post)
    closed(closed_one, officer)
    suspected(suspect, officer)
    for into in (closed_one, suspect):
        with pytest.raises(ValidationError):
            handling.merge_messages(message=message, into=into, user=officer, now=NOW)


def test_a_merge_takes_the_promise_to_the_sender_along(message: Message, officer: User) -> None:
    soon, late = timezone.localdate(NOW) + timedelta(days=2), timezone.localdate(NOW) + timedelta(days=9)
    Message.objects.update(due_on=soon)
    waiting, answered = make_message(message.post, due_on=late), make_message(message.post, due_on=late)
    handling.answer_message(message=answered, user=officer, text="Ano.", now=NOW)
    Message.objects.filter(pk=answered.pk).update(reminded_at=NOW)
    handling.merge_messages(message=message, into=waiting, user=officer, now=NOW)
    handling.merge_messages(message=waiting, into=answered, user=officer, now=NOW)
    answered.refresh_from_db()
    assert (answered.state, answered.due_on, answered.reminded_at) == (State.IN_PROGRESS, soon, None)


def test_a_merge_of_an_answered_message_changes_no_promise(message: Message, officer: User) -> None:
    into = make_message(message.post)
    handling.answer_message(message=message, user=officer, text="Ano.", now=NOW)
    handling.answer_message(message=into, user=officer, text="Ano.", now=NOW)
    handling.merge_messages(message=message, into=into, user=officer, now=NOW)
    into.refresh_from_db()
    assert into.state == State.ANSWERED


def test_merged_messages_are_no_spam(message: Message, officer: User) -> None:
    """Whoever wrote the other one would wait for ever."""
    duplicate = make_message(message.post)
    handling.merge_messages(message=duplicate, into=message, user=officer, now=NOW)
    for each in (message, duplicate):
        with pytest.raises(ValidationError):
            handling.mark_spam(message=each, user=officer, now=NOW)


def test_spam_marked_twice_is_erased_no_later(message: Message, officer: User) -> None:
    handling.mark_spam(message=message, user=officer, now=NOW)
    handling.mark_spam(message=message, user=officer, now=NOW + timedelta(days=20))
    message.refresh_from_db()
    assert message.closed_at == NOW


def test_the_new_promise_of_a_released_message_is_watched_over(message: Message, officer: User) -> None:
    Message.objects.update(reminded_at=NOW, escalated_at=NOW)
    handling.mark_spam(message=message, user=officer, now=NOW)
    handling.release_message(message=message, user=officer, now=NOW)
    message.refresh_from_db()
    assert (message.reminded_at, message.escalated_at) == (None, None)


def test_the_same_answer_after_opening_again_is_a_new_one(message: Message, officer: User) -> None:
    for _ in range(2):
        handling.answer_message(message=message, user=officer, text="Hotovo.", outcome=Outcome.SOLVED, now=NOW)
        handling.answer_message(message=message, user=officer, text="Hotovo.", outcome=Outcome.SOLVED, now=NOW)
        handling.reopen_message(message=message, user=officer, now=NOW)
    assert message.replies.count() == 2


def test_where_nothing_was_found_there_is_no_way_to_record(message: Message, officer: User) -> None:
    with pytest.raises(ValidationError):
        handling.set_found_state(message=message, user=officer, state=FoundState.FOUND, now=NOW)


@pytest.mark.parametrize("status", [STATUS.queued, STATUS.sent])
def test_a_mail_on_its_way_is_not_sent_twice(message: Message, officer: User, status: int) -> None:
    """Also when that has changed since the page was loaded."""
    notification = make_notification(message, status=STATUS.failed)
    Email.objects.update(status=status, scheduled_time=NOW)
    with pytest.raises(ValidationError):
        handling.resend_mail(notification=notification, user=officer, now=NOW)
    assert Email.objects.get().scheduled_time == NOW


def test_an_answered_message_is_no_spam_and_an_erased_one_takes_no_notes(message: Message, officer: User) -> None:
    handling.answer_message(message=message, user=officer, text="Ano.", outcome=Outcome.SOLVED, now=NOW)
    with pytest.raises(ValidationError):
        handling.mark_spam(message=message, user=officer, now=NOW)
    make_found_item(message)
    Message.objects.update(
        answered_at=None,
        screening=Screening.QUARANTINE,
        text="",
        name="",
        email="",
        phone="",
        place="",
        search_text="",
        lat=None,
        lon=None,
        erased_at=NOW,
    )
    for action in (
        lambda: handling.add_note(message=message, user=officer, text="Text.", now=NOW),
        lambda: handling.reopen_message(message=message, user=officer, now=NOW),
        lambda: handling.mark_spam(message=message, user=officer, now=NOW),
        lambda: handling.release_message(message=message, user=officer, now=NOW),
        lambda: handling.set_found_state(message=message, user=officer, state=FoundState.FOUND, now=NOW),
    ):
        with pytest.raises(ValidationError):
            action()


def test_nobody_else_learns_of_an_answer_when_there_is_no_address(message: Message, officer: User) -> None:
    Message.objects.update(email="")
    make_reply(message)
    handling.answer_message(message=message, user=officer, text="Ano.", now=NOW)
    assert not Email.objects.exists()
    assert Person.objects.filter(user=officer).exists()
