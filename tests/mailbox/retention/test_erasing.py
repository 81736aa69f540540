"""Retention: what is personal goes when its time has come, everywhere, and what is counted stays."""

import io
import json
import os
import secrets
import zipfile
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone
from post_office.models import STATUS, Email, Log
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from bezpecna_plzen.accounts.models import Session
from mailbox import message_search
from mailbox.mail.notifications import tell_new_owner
from mailbox.models import (
    Attachment,
    BulkItem,
    BulkRun,
    Draft,
    Erasure,
    Event,
    FoundState,
    Happened,
    Kind,
    Message,
    Notification,
    Notified,
    Outcome,
    ReplyKind,
    Screening,
    State,
)
from mailbox.photos import storage
from mailbox.recipients import Recipient
from mailbox.retention import alarms
from mailbox.retention.erasing import erase_message, expire_messages, export_message
from mailbox.retention.personal_fields import FIELDS
from tests.factories import make_department, make_post
from tests.mailbox.factories import (
    make_attachment,
    make_found_item,
    make_message,
    make_notification,
    make_reply,
    make_staff,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
REQUEST = Erasure.Reason.REQUEST


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    storage.photo_folder().mkdir(parents=True)


def store_long_ago(attachment: Attachment, content: str = "") -> None:
    """Write the file of a photo; no form refers to it any more."""
    path = storage.photo_folder() / attachment.name
    path.write_text(content)
    moment = (NOW - 2 * storage.ORPHAN_AFTER).timestamp()
    os.utime(path, (moment, moment))


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


# --- nothing personal stays -----------------------------------------------------------------------------------------
class Secrets:
    """Values that are nowhere else, one for each field that they are planted in."""

    def __init__(self) -> None:
        self.planted: list[str] = []

    def text(self) -> str:
        self.planted.append(secrets.token_hex(16))
        return self.planted[-1]

    def plant(self, record: models.Model) -> None:
        """Fill each personal field of a row."""
        fields = {}
        for name in sorted(FIELDS[record._meta.label].personal):
            field = record._meta.get_field(name)
            fields[name] = self._value(field)
            setattr(record, name, fields[name])
        type(record)._default_manager.filter(pk=record.pk).update(**fields)

    def _value(self, field: Any) -> Any:
        if isinstance(field, models.FloatField):
            self.planted.append(f"{49 + secrets.randbelow(10**9) / 10**9:.9f}".rstrip("0"))
            return float(self.planted[-1])
        if isinstance(field, models.BooleanField):
            return True  # nothing to look for; that it is taken back is held by a constraint
        if isinstance(field, models.JSONField):
            return {"receipt": self.text()}
        if type(field).__name__ == "CommaSeparatedEmailField":
            return [f"{self.text()}@example.org"]
        if field.name == "name" and field.model is Attachment:
            return f"{self.text()}.jpg"
        return self.text()


def everything() -> str:
    """All that the database holds, in every column of every table, and the names and contents of all files."""
    rows = []
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if connection.vendor == "sqlite":  # the tables in which it keeps the index of words, too
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%%'")
            tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the name of a table
            rows += [str(value) for row in cursor.fetchall() for value in row]
    files = [path for path in storage.photo_folder().rglob("*") if path.is_file()]
    return "\n".join([*rows, *(str(path) for path in files), *(path.read_bytes().decode("latin-1") for path in files)])


def found(planted: list[str], text: str) -> list[str]:
    """Which secrets are in a text; their last characters are enough, as an index may hold the first ones apart."""
    return [secret for secret in planted if secret[-10:] in text]


def test_erasing_leaves_nothing_personal_anywhere(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    hidden = Secrets()
    message = make_message(kind=Kind.NALEZ)
    hidden.plant(message)
    make_found_item(message)
    for kind in ReplyKind:
        reply = make_reply(message, kind)
        hidden.plant(reply)
        attachment = make_attachment(message, reply=reply)
        hidden.plant(attachment)
        store_long_ago(attachment, hidden.text())
    draft = Draft.objects.create(
        message=message, user=make_staff(), kind=ReplyKind.ANSWER, text="Dobrý den", version=1, saved_at=NOW
    )
    hidden.plant(draft)
    run = BulkRun.objects.create(user=make_staff(), action="close", at=NOW)
    hidden.plant(BulkItem.objects.create(run=run, message=message, before={}, event=0, replies=[], mails=[]))
    for status in (STATUS.queued, STATUS.sent, STATUS.requeued, STATUS.failed):
        email = make_notification(message, status=status).email
        assert email is not None
        hidden.plant(email)
        Log.objects.create(email=email, status=STATUS.failed, message=hidden.text())
    message.state = State.IN_PROGRESS
    message.save()
    holding = {label for label, fields in FIELDS.items() if fields.personal and label.split(".")[0] == "mailbox"}
    tables = {"mailbox.Message", "mailbox.Reply", "mailbox.Attachment", "mailbox.Draft", "mailbox.BulkItem"}
    assert holding == tables, "plant a secret in the others, too"
    assert set(found(hidden.planted, everything())) == set(hidden.planted)
    word = message.search_text
    assert Message.objects.filter(message_search.condition_for(word)).exists()

    with django_capture_on_commit_callbacks(execute=True):
        erase_message(message=message, reason=REQUEST, now=NOW)
        expire_messages(now=NOW)

    assert not found(hidden.planted, everything())
    assert not Message.objects.filter(message_search.condition_for(word)).exists()


def test_what_is_counted_stays() -> None:
    message = make_message(
        kind=Kind.NALEZ, state=State.CLOSED, outcome=Outcome.SOLVED, closed_at=days_ago(1), answered_at=days_ago(2)
    )
    make_found_item(message, state=FoundState.RETURNED, handed_over_at=days_ago(1))
    make_reply(message, created_at=days_ago(2))
    Event.objects.create(message=message, kind=Happened.ANSWERED, at=days_ago(2))
    kept = FIELDS["mailbox.Message"].operational - {"erased_at", "unread"}
    before = Message.objects.filter(pk=message.pk).values(*kept).get()
    erase_message(message=message, reason=REQUEST, now=NOW)
    assert Message.objects.filter(pk=message.pk).values(*kept).get() == before
    assert message.found_item.state == FoundState.RETURNED
    assert message.replies.count() == 1
    assert list(message.events.values_list("kind", flat=True)) == [Happened.ANSWERED, Happened.ERASED]


def test_the_ledger_says_what_was_erased_when_and_by_whom_but_not_what_it_said() -> None:
    message, user = make_message(), make_staff()
    for kind in ReplyKind:
        make_reply(message, kind)
    make_attachment(message)
    make_notification(message)
    erasure = erase_message(message=message, reason=REQUEST, actor=user, now=NOW)
    assert erasure == Erasure.objects.get()
    assert (erasure.message_number, erasure.reason, erasure.erased_at, erasure.actor) == (
        message.pk,
        REQUEST,
        NOW,
        user,
    )
    assert (erasure.replies, erasure.photos, erasure.mails) == (3, 1, 1)
    assert message.erased_at == NOW


def test_erasing_again_does_nothing() -> None:
    message = make_message()
    erase_message(message=message, reason=REQUEST, now=NOW)
    assert erase_message(message=message, reason=REQUEST, now=NOW + timedelta(days=1)) is None
    assert Erasure.objects.count() == 1
    assert message.erased_at == NOW


@pytest.mark.parametrize(
    ("fields", "screening", "outcome"),
    [
        ({}, Screening.CLEAN, Outcome.NOTHING_TO_DO),
        ({"screening": Screening.QUARANTINE}, Screening.SPAM, ""),
        ({"screening": Screening.SPAM}, Screening.SPAM, ""),
        ({"state": State.CLOSED, "outcome": Outcome.PASSED_ON}, Screening.CLEAN, Outcome.PASSED_ON),
    ],
)
def test_nobody_is_left_with_an_empty_open_message(fields: dict[str, Any], screening: Screening, outcome: str) -> None:
    message = make_message(**fields)
    erase_message(message=message, reason=REQUEST, now=NOW)
    assert (message.state, message.screening, message.outcome) == (State.CLOSED, screening, outcome)
    assert not message.unread


def test_a_mail_that_tells_of_other_messages_too_stays_until_the_last_one(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    messages = [make_message(), make_message()]
    tell_new_owner(messages, Recipient("person:1", "Jana", "jana@example.org"), now=NOW)
    erase_message(message=messages[0], reason=REQUEST, now=NOW)
    assert Email.objects.count() == 1
    erase_message(message=messages[1], reason=REQUEST, now=NOW)
    assert not Email.objects.exists()


def test_a_photo_that_another_message_shows_stays(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    message, other = make_message(), make_message()
    store_long_ago(attachment := make_attachment(message))
    make_attachment(other, name=(name := attachment.name))
    with django_capture_on_commit_callbacks(execute=True):
        erase_message(message=message, reason=REQUEST, now=NOW)
    assert (storage.photo_folder() / name).exists()


# --- when -----------------------------------------------------------------------------------------------------------
def test_what_was_added_to_an_old_message_is_read_before_it_is_erased() -> None:
    old: dict[str, Any] = {"state": State.CLOSED, "closed_at": days_ago(400), "unread": True}
    read, added, forgotten = make_message(**old | {"unread": False}), make_message(**old), make_message(**old)
    for message, days in ((read, 1), (added, 1), (forgotten, 31)):
        make_reply(message, ReplyKind.ADDITION, created_at=days_ago(days))
    expire_messages(now=NOW)
    assert set(Message.objects.filter(erased_at=None)) == {added}


CLOSED: dict[str, Any] = {"state": State.CLOSED, "closed_at": days_ago(365)}
ANSWERED: dict[str, Any] = {"state": State.ANSWERED, "answered_at": days_ago(365)}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (CLOSED, Erasure.Reason.CLOSED),
        (ANSWERED, Erasure.Reason.CLOSED),
        ({"screening": Screening.QUARANTINE, "received_at": days_ago(30)}, Erasure.Reason.QUARANTINE),
        ({"screening": Screening.SPAM, "closed_at": days_ago(30)}, Erasure.Reason.QUARANTINE),
    ],
)
def test_content_goes_when_its_time_has_come(fields: dict[str, Any], reason: Erasure.Reason) -> None:
    message = make_message(**fields)
    assert sum(expire_messages(now=NOW - timedelta(seconds=1)).messages.values()) == 0
    assert expire_messages(now=NOW).messages[reason] == 1
    message.refresh_from_db()
    assert message.text == ""
    assert Erasure.objects.get().reason == reason
    assert sum(expire_messages(now=NOW).messages.values()) == 0


@pytest.mark.parametrize("state", [State.RECEIVED, State.IN_PROGRESS])
def test_an_open_unanswered_message_stays_however_old(state: State) -> None:
    make_message(state=state, received_at=days_ago(5000), answered_at=days_ago(4000))
    assert sum(expire_messages(now=NOW).messages.values()) == 0


def test_an_answered_message_stays_while_somebody_writes() -> None:
    message = make_message(**ANSWERED)
    make_reply(message, ReplyKind.ADDITION, created_at=days_ago(364))
    assert sum(expire_messages(now=NOW).messages.values()) == 0
    assert expire_messages(now=NOW + timedelta(days=1)).messages[Erasure.Reason.CLOSED] == 1


@pytest.mark.parametrize("state", [FoundState.RETURNED, FoundState.HANDED_TO_AUTHORITY])
def test_content_about_a_found_thing_goes_soon_after_it_was_handed_over(state: FoundState) -> None:
    message = make_message(kind=Kind.NALEZ)
    make_found_item(message, state=state, handed_over_at=days_ago(30))
    waiting = make_message(kind=Kind.NALEZ, received_at=days_ago(300))
    make_found_item(waiting)
    assert sum(expire_messages(now=NOW - timedelta(seconds=1)).messages.values()) == 0
    assert expire_messages(now=NOW).messages[Erasure.Reason.FOUND_ITEM] == 1
    message.refresh_from_db()
    assert (message.state, message.outcome) == (State.CLOSED, Outcome.SOLVED)


def test_each_message_has_one_reason() -> None:
    message = make_message(kind=Kind.NALEZ, **CLOSED)
    make_found_item(message, state=FoundState.RETURNED, handed_over_at=days_ago(400))
    assert expire_messages(now=NOW, dry_run=True).messages == {
        Erasure.Reason.FOUND_ITEM: 1,
        Erasure.Reason.QUARANTINE: 0,
        Erasure.Reason.CLOSED: 0,
    }


def test_periods_are_those_of_the_settings(settings: Settings) -> None:
    settings.RETENTION_DAYS = 10
    make_message(state=State.CLOSED, closed_at=days_ago(10))
    assert expire_messages(now=NOW).messages[Erasure.Reason.CLOSED] == 1


def test_a_dry_run_changes_nothing() -> None:
    message = make_message(**CLOSED)
    make_notification(message, status=STATUS.sent)
    Email.objects.update(last_updated=days_ago(31))
    expired = expire_messages(now=NOW, dry_run=True)
    assert (expired.messages[Erasure.Reason.CLOSED], expired.mails) == (1, 1)
    assert not Erasure.objects.exists()
    assert Email.objects.exists()
    message.refresh_from_db()
    assert message.text


def test_what_was_reopened_during_the_run_stays() -> None:
    first, second = make_message(**CLOSED), make_message(**CLOSED)

    def reopen_the_second(label: str, done: int, total: int) -> None:
        Message.objects.filter(pk=second.pk).update(state=State.IN_PROGRESS, closed_at=None, outcome="")

    assert expire_messages(now=NOW, progress=reopen_the_second).messages[Erasure.Reason.CLOSED] == 1
    assert Erasure.objects.get().message_number == first.pk


def test_sent_mails_go_after_a_month_and_the_history_of_them_stays() -> None:
    notification = make_notification(make_message(), status=STATUS.sent)
    waiting = [make_notification(make_message(), status=status) for status in (STATUS.failed, STATUS.requeued)]
    Email.objects.update(last_updated=days_ago(30))
    assert expire_messages(now=NOW).mails == 1
    notification.refresh_from_db()
    assert notification.email is None
    assert Email.objects.count() == len(waiting)


def test_a_failed_mail_of_no_message_goes_after_a_month() -> None:
    make_notification(make_message(), status=STATUS.failed)
    Notification.objects.all().delete()
    Email.objects.update(last_updated=days_ago(30))
    assert expire_messages(now=NOW).mails == 1


def test_sessions_that_have_ended_are_deleted() -> None:
    for key, days in (("ended", 1), ("lives", -1)):
        Session.objects.create(session_key=key, session_data="x", expire_date=days_ago(days))
    expire_messages(now=NOW)
    assert Session.objects.get().session_key == "lives"


# --- export ---------------------------------------------------------------------------------------------------------
def test_an_export_holds_everything_personal_and_the_photos() -> None:
    hidden = Secrets()
    message = make_message()
    hidden.plant(message)
    hidden.plant(make_reply(message, ReplyKind.ADDITION))
    email = make_notification(message, kind=Notified.RECEIPT).email
    assert email is not None
    attachment = make_attachment(message)
    (storage.photo_folder() / attachment.name).write_bytes(b"a photo")
    make_attachment(message)  # its file is lost
    other = make_message(text="Somebody else's")
    make_reply(other, text="Somebody else's")
    message.refresh_from_db()
    Message.objects.filter(pk=message.pk).update(search_text="")
    with zipfile.ZipFile(io.BytesIO(export_message(message))) as archive:
        assert sorted(archive.namelist()) == sorted(["zprava.json", f"fotky/{attachment.name}"])
        assert archive.read(f"fotky/{attachment.name}") == b"a photo"
        text = archive.read("zprava.json").decode()
    assert set(hidden.planted) - set(found(hidden.planted, text)) == {message.search_text, message.sealed_receipt}
    assert email.subject in text
    assert attachment.name in text
    assert "else" not in text
    assert message.receipt_hash not in text
    assert json.loads(text)


# --- the command ----------------------------------------------------------------------------------------------------
def test_the_command_counts_first_and_erases_when_asked_to() -> None:
    make_message(state=State.CLOSED, closed_at=timezone.now() - timedelta(days=365))
    for arguments, erased in ((["--dry-run"], 0), ([], 1)):
        output = StringIO()
        call_command("expire_messages", *arguments, stdout=output)
        assert "1" in output.getvalue()
        assert Erasure.objects.count() == erased


# --- the brake ------------------------------------------------------------------------------------------------------
def due_messages(count: int, **fields: Any) -> list[Message]:
    return [make_message(**({"received_at": days_ago(1)} | CLOSED | fields)) for _each in range(count)]


@pytest.mark.parametrize(("kept", "due", "going"), [(0, 20, 20), (0, 21, 20), (3, 271, 20), (1100, 40, 22)])
def test_only_so_many_are_erased_in_a_day_the_oldest_first(kept: int, due: int, going: int) -> None:
    post = make_post()
    due_messages(kept, closed_at=days_ago(10), owner=post)
    old = due_messages(due, owner=post)
    expired = expire_messages(now=NOW)
    assert (sum(expired.messages.values()), expired.held) == (going, due - going)
    assert sum(expire_messages(now=NOW + timedelta(hours=3)).messages.values()) == 0
    assert set(Erasure.objects.values_list("message_number", flat=True)) == {each.pk for each in old[:going]}


def test_what_is_held_goes_on_the_next_days_and_the_alarm_ends() -> None:
    due_messages(50)
    erased = [sum(expire_messages(now=NOW + timedelta(days=days)).messages.values()) for days in range(4)]
    assert erased == [20, 20, 10, 0]
    assert alarms.standing_alarms() == []


def test_what_is_erased_on_request_takes_no_room() -> None:
    for message in due_messages(25)[:5]:
        erase_message(message=message, reason=REQUEST, now=NOW)
    assert sum(expire_messages(now=NOW).messages.values()) == 20


@pytest.mark.parametrize("days", [60, 400, 4000])
def test_nothing_is_erased_while_the_clock_is_far_ahead(days: int) -> None:
    """Not even one message, nor a mail: whoever sets the clock right has lost nothing."""
    due_messages(3)
    due_messages(3, kind=Kind.NALEZ)
    due_messages(3, state=State.RECEIVED, outcome="", closed_at=None, screening=Screening.QUARANTINE)
    make_notification(make_message(received_at=NOW), status=STATUS.sent)
    Email.objects.update(last_updated=NOW)
    expired = expire_messages(now=NOW + timedelta(days=days))
    assert (sum(expired.messages.values()), expired.mails, expired.days_ahead) == (0, 0, days)
    assert not Erasure.objects.exists()
    assert Email.objects.exclude(subject__contains="zastavil").exists()
    assert len(alarms.standing_alarms()) == 1
    expire_messages(now=NOW)
    assert alarms.standing_alarms() == []


def test_a_quiet_summer_is_no_alarm_while_nothing_is_due() -> None:
    make_message(received_at=NOW)
    assert expire_messages(now=NOW + timedelta(days=90)) == expire_messages(now=NOW)
    assert alarms.standing_alarms() == []


def test_somebody_who_signs_in_proves_the_clock() -> None:
    make_staff(last_login=NOW + timedelta(days=399))
    due_messages(3)
    assert sum(expire_messages(now=NOW + timedelta(days=400)).messages.values()) == 3


def run(*arguments: str) -> tuple[int, str]:
    output = StringIO()
    try:
        call_command("expire_messages", *arguments, stdout=output, stderr=output)
    except SystemExit as stop:
        return int(stop.code or 0), output.getvalue()
    return 0, output.getvalue()


def test_the_command_fails_while_the_brake_holds_and_erases_what_is_confirmed() -> None:
    make_department(email="odbor@example.org")
    long_ago = timezone.now() - timedelta(days=366)
    due_messages(30, received_at=timezone.now(), closed_at=long_ago)
    code, said = run("--dry-run")
    assert (code, Erasure.objects.count()) == (0, 0)
    assert "drží pojistka, dokud je někdo nepotvrdí: 10" in said
    for _each in range(2):
        code, said = run()
        assert (code, Erasure.objects.count()) == (1, 20)
        assert "expire_messages --confirm 10" in said
    [mail] = Email.objects.all()
    assert "expire_messages --confirm 10" in mail.message
    assert run("--confirm", "10")[0] == 0
    assert Erasure.objects.count() == 30
    assert alarms.standing_alarms() == []


def test_without_a_right_clock_what_is_confirmed_goes() -> None:
    """The portal slept for months: the clock is right, and somebody says so."""
    due_messages(3, received_at=timezone.now() - timedelta(days=400), closed_at=timezone.now() - timedelta(days=366))
    code, said = run()
    assert code == 1
    assert "hodiny tedy nejspíš jdou napřed" in said.replace("\u00a0", " ")
    assert run("--confirm", "3")[0] == 0
    assert Erasure.objects.count() == 3
