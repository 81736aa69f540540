"""What the portal does by itself: messages follow people, reminders go out once, and nothing stops the rest."""

import os
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries, Settings

from districts.models import Person, Post, Tenure
from mailbox.jobs.regular_run import Tended, tend_mailbox
from mailbox.models import Event, Happened, Message, Notification, Notified, Screening, State, Tally
from mailbox.photos import storage
from mailbox.recipients import of_message
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import make_absence, make_attachment, make_desk, make_message, make_station, make_tenure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # Tuesday
TODAY = date(2026, 11, 24)
LONG_AGO = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
FAR = date(2026, 12, 24)


@pytest.fixture
def post() -> Post:
    return make_tenure(make_post(district=make_district(mp_station=make_station(email="sluzebna@example.org")))).post


def told(owner: Post, **fields: object) -> Message:
    """A message of which whoever answers for it knows, read, not due soon."""
    message = make_message(owner, **({"received_at": LONG_AGO, "due_on": FAR, "unread": False} | fields))
    message.told = of_message(message, on=TODAY).key
    message.save()
    return message


def succeed(post: Post, person: Person | None = None) -> Person:
    """Somebody else holds the post from today."""
    Tenure.objects.filter(post=post).update(end=TODAY - timedelta(days=1))
    return make_tenure(post, person or make_person(), start=TODAY).person


def recipients() -> list[str]:
    return [email.to[0] for email in Email.objects.order_by("pk")]


# --- handovers ------------------------------------------------------------------------------------------------------
def test_nothing_happens_while_nothing_changes(post: Post) -> None:
    told(post)
    assert not tend_mailbox(now=NOW)
    assert not Email.objects.exists()


def test_the_next_holder_is_told_once_and_finds_the_message_unread(post: Post) -> None:
    message, before = told(post), post.tenures.get().person
    person = succeed(post)
    assert tend_mailbox(now=NOW) == Tended(handed_over=1)
    message.refresh_from_db()
    assert (message.told, message.unread) == (f"person:{person.pk}", True)
    assert recipients() == [person.email]
    event = Event.objects.get(kind=Happened.HANDED_OVER)
    assert f"{before.name} → {person.name}" in event.detail
    assert not tend_mailbox(now=NOW)


def test_a_substitute_takes_over_and_the_holder_gets_it_back(post: Post) -> None:
    told(post)
    holder, substitute = post.tenures.get().person, make_person()
    make_absence(post, substitute, start=TODAY, end=TODAY)
    tend_mailbox(now=NOW)
    tend_mailbox(now=NOW + timedelta(days=1))
    assert recipients() == [substitute.email, holder.email]


def test_a_post_that_falls_vacant_goes_to_the_station(post: Post) -> None:
    told(post)
    Tenure.objects.update(end=TODAY - timedelta(days=1))
    tend_mailbox(now=NOW)
    assert recipients() == ["sluzebna@example.org"]


def test_forty_messages_are_handed_over_in_one_mail(post: Post) -> None:
    for _each in range(40):
        told(post)
    other = told(make_tenure(make_post()).post)
    succeed(post)
    person = succeed(other.owner)  # type: ignore[arg-type]
    assert tend_mailbox(now=NOW) == Tended(handed_over=41)
    assert len(recipients()) == 2
    assert Notification.objects.filter(kind=Notified.HANDOVER, recipient=person.name).count() == 1
    assert Notification.objects.count() == 41


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.CLOSED},
        {"screening": Screening.SPAM},
        {"screening": Screening.QUARANTINE, "escalated_at": NOW},
        {"text": "", "place": "", "erased_at": NOW},
    ],
)
def test_closed_suspicious_and_erased_messages_are_left_alone(post: Post, fields: dict[str, object]) -> None:
    told(post, due_on=TODAY - timedelta(days=1), **fields)
    succeed(post)
    assert not tend_mailbox(now=NOW)
    assert not Email.objects.exists()


def test_the_department_is_told_of_what_is_left_of_an_abolished_district(post: Post) -> None:
    message = told(post)
    assert post.district is not None
    post.district.boundary = None
    post.district.save()
    assert tend_mailbox(now=NOW) == Tended(handed_over=1)
    assert recipients() == ["odbor@example.org"]
    message.refresh_from_db()
    assert message.told == "department:1"


def test_a_message_of_a_desk_stays_there(post: Post) -> None:
    told(make_desk())  # type: ignore[arg-type]
    succeed(post)
    assert not tend_mailbox(now=NOW)


def test_a_message_that_cannot_be_moved_stops_neither_the_others_nor_the_reminders(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    refuse_events_of(told(post).pk)
    good, due = told(post), told(make_tenure(make_post()).post, due_on=TODAY)
    succeed(post)
    assert tend_mailbox(now=NOW) == Tended(handed_over=1, reminded=1, failures=1)
    assert set(Notification.objects.values_list("message", flat=True)) == {good.pk, due.pk}
    assert "tending failed" in caplog.text


def refuse_events_of(number: int) -> None:
    """Make the database refuse any history of a message."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER refuse BEFORE INSERT ON mailbox_event WHEN NEW.message_id = {number} "
                "BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        else:
            cursor.execute(f"ALTER TABLE mailbox_event ADD CONSTRAINT refuse CHECK (message_id <> {number})")


# --- reminders and overdue ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("today", "due", "reminded"),
    [
        (date(2026, 11, 24), date(2026, 11, 25), 1),
        (date(2026, 11, 24), date(2026, 11, 26), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),  # Friday before Monday
        (date(2026, 11, 16), date(2026, 11, 18), 1),  # before a public holiday
        (date(2026, 11, 25), date(2026, 11, 25), 1),  # yesterday was missed
    ],
)
def test_a_reminder_goes_out_on_the_last_working_day_before(post: Post, today: date, due: date, reminded: int) -> None:
    told(post, due_on=due)
    now = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
    assert tend_mailbox(now=now) == Tended(reminded=reminded)


def test_a_reminder_goes_to_whoever_answers_and_only_once(post: Post) -> None:
    message = told(post, due_on=TODAY + timedelta(days=1))
    assert tend_mailbox(now=NOW) == Tended(reminded=1)
    assert recipients() == [post.tenures.get().person.email]
    message.refresh_from_db()
    assert message.reminded_at == NOW
    assert Event.objects.filter(kind=Happened.REMINDED).count() == 1
    assert not tend_mailbox(now=NOW + timedelta(minutes=10))


def test_nobody_is_reminded_of_what_came_today(post: Post) -> None:
    told(post, received_at=NOW - timedelta(hours=1), due_on=TODAY + timedelta(days=1))
    assert not tend_mailbox(now=NOW)
    assert tend_mailbox(now=NOW + timedelta(days=1)).reminded == 1


def test_an_answered_message_is_neither_reminded_of_nor_overdue(post: Post) -> None:
    told(post, state=State.ANSWERED, due_on=TODAY)
    told(post, state=State.ANSWERED, due_on=TODAY - timedelta(days=3))
    assert not tend_mailbox(now=NOW)


def test_the_department_and_the_worker_are_told_once_of_an_overdue_message(post: Post) -> None:
    message = told(post, due_on=TODAY - timedelta(days=1))
    assert tend_mailbox(now=NOW) == Tended(overdue=1)
    assert sorted(recipients()) == sorted([post.tenures.get().person.email, "odbor@example.org"])
    message.refresh_from_db()
    assert message.escalated_at == NOW
    assert Event.objects.filter(kind=Happened.OVERDUE).count() == 1
    assert not tend_mailbox(now=NOW + timedelta(days=1))


def test_a_message_is_not_overdue_on_the_promised_day(post: Post) -> None:
    told(post, due_on=TODAY, reminded_at=LONG_AGO)
    assert not tend_mailbox(now=NOW)


def test_the_department_is_told_once_of_its_own_overdue_message() -> None:
    told(make_desk(), due_on=TODAY - timedelta(days=1))  # type: ignore[arg-type]
    tend_mailbox(now=NOW)
    assert recipients() == ["odbor@example.org"]


# --- leftovers ------------------------------------------------------------------------------------------------------
def test_files_without_a_message_and_counts_of_the_past_are_removed(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    storage.photo_folder().mkdir()
    file = storage.photo_folder() / f"{0:032x}.jpg"
    file.touch()
    old = (NOW - timedelta(days=30)).timestamp()
    os.utime(file, (old, old))
    make_attachment(make_message())
    Tally.objects.create(scope="send", key="x", hour=NOW - timedelta(days=2))
    assert tend_mailbox(now=NOW).files == 1
    assert not file.exists()
    assert not Tally.objects.exists()


# --- load and concurrency -------------------------------------------------------------------------------------------
def test_messages_that_wait_cost_no_queries_of_their_own(
    post: Post, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(30):
        told(post)
    with django_assert_max_num_queries(25):
        tend_mailbox(now=NOW)


@pytest.mark.sqlite
def test_closed_messages_are_not_read() -> None:
    asked = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        tend_mailbox(now=NOW)
    read = [(sql, params) for sql, params in asked if 'FROM "mailbox_message"' in sql]
    assert len(read) == 4
    with connection.cursor() as cursor:
        for sql, params in read:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            assert re.search("INDEX message_(open|quarantine)", str(cursor.fetchall()))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_each_person_once(post: Post) -> None:
    for _each in range(5):
        told(post, due_on=TODAY)
    succeed(post)
    start = Barrier(4)

    def run() -> None:
        start.wait()
        tend_mailbox(now=NOW)
        connection.close()

    threads = [Thread(target=run) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.filter(kind=Happened.HANDED_OVER).count() == 5
    assert Event.objects.filter(kind=Happened.REMINDED).count() == 5
    assert Notification.objects.count() == 10


# --- the command ----------------------------------------------------------------------------------------------------
def run() -> tuple[int, str]:
    output = StringIO()
    try:
        call_command("tend_mailbox", stdout=output, stderr=output)
    except SystemExit as stop:
        return int(stop.code or 0), output.getvalue()
    return 0, output.getvalue()


def test_the_command_says_what_it_did_and_nothing_when_there_was_nothing(post: Post) -> None:
    assert run() == (0, "")
    message = told(post)
    Message.objects.filter(pk=message.pk).update(told="person:0")
    code, output = run()
    assert code == 0
    assert "1" in output


def test_the_command_fails_when_a_step_failed(post: Post) -> None:
    message = told(post)
    Message.objects.filter(pk=message.pk).update(told="person:0")
    refuse_events_of(message.pk)
    code, _output = run()
    assert code == 1


# --- quarantine -----------------------------------------------------------------------------------------------------
def suspect(**fields: Any) -> Message:
    values: dict[str, Any] = {"screening": Screening.QUARANTINE, "received_at": LONG_AGO}
    return make_message(**(values | fields))


def test_the_department_is_told_once_a_day_that_messages_wait_for_review() -> None:
    oldest = suspect()
    suspect(received_at=NOW)
    assert tend_mailbox(now=NOW) == Tended(to_review=2)
    suspect(received_at=NOW)
    assert not tend_mailbox(now=NOW + timedelta(hours=5))
    mail = Email.objects.get()
    assert mail.to == ["odbor@example.org"]
    assert "2" in mail.subject
    text = mail.message.replace("\xa0", " ")
    assert "2. 11. 2026" in text
    assert "2. 12. 2026" in text  # when it will be erased
    assert "?tab=quarantine" in mail.message
    assert oldest.notifications.get().kind == Notified.REVIEW
    assert tend_mailbox(now=NOW + timedelta(days=1)) == Tended(to_review=3)


@pytest.mark.parametrize(
    "now",
    [
        NOW + timedelta(days=4),  # Saturday
        datetime(2026, 11, 17, 10, 0, tzinfo=UTC),  # a holiday
        NOW.replace(hour=5),  # six in the morning
    ],
)
def test_nobody_is_asked_to_review_outside_of_working_time(now: datetime) -> None:
    suspect()
    assert not tend_mailbox(now=now)


def test_nobody_is_asked_when_nothing_waits(post: Post) -> None:
    told(post)
    suspect(screening=Screening.SPAM)
    assert not tend_mailbox(now=NOW)


def test_without_an_address_of_the_department_nothing_fails() -> None:
    make_department(email="")
    suspect()
    assert tend_mailbox(now=NOW).failures == 0
    assert not Email.objects.exists()
