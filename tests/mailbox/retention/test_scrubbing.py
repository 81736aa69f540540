"""Erased is gone: not a word of it is left in the files of SQLite, read byte by byte."""

import secrets
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from post_office.models import STATUS, Email
from pytest_django import Settings

from mailbox.models import Alarm, Erasure, Message, ReplyKind, Screening, State
from mailbox.retention import alarms
from mailbox.retention.erasing import erase_message, expire_messages
from mailbox.retention.scrubbing import scrub_files
from tests.mailbox.factories import make_message, make_notification, make_reply

pytestmark = pytest.mark.sqlite

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture(autouse=True)
def database(committing_database: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A file with a write-ahead log, set up as in real use."""
    settings.MEDIA_ROOT = tmp_path
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
    yield
    used: list[type[Model]] = [Message, Email, Alarm, Erasure]
    for model in used:
        model._default_manager.all().delete()


def on_disk() -> bytes:
    """All that is in the files of the database."""
    path = Path(connection.settings_dict["NAME"])
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def word() -> str:
    """One that is nowhere else: letters only, as the index of words keeps it in pieces otherwise."""
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _each in range(24))


def left(words: list[str]) -> list[str]:
    """Those whose end can be found: an index may hold beginnings apart."""
    found = on_disk()
    return [each for each in words if each[-10:].encode() in found]


def written(words: list[str], **fields: Any) -> Message:
    """A message with a word in all that is personal, its replies and its mail."""
    said = [word() for _each in range(7)]
    message = make_message(
        text=f"Text {said[0]}", name=said[1], email=f"{said[2]}@example.org", place=said[3], received_at=NOW, **fields
    )
    make_reply(message, text=said[4])
    make_reply(message, ReplyKind.NOTE, text=said[5])
    Email.objects.filter(pk=make_notification(message, status=STATUS.sent).email_id).update(message=said[6])
    words += said
    return message


DUE: dict[str, Any] = {"state": State.CLOSED, "outcome": "solved", "closed_at": LONG_AGO, "unread": False}


@pytest.mark.parametrize("checkpointed", [True, False])
@pytest.mark.parametrize("others", [0, 150])
def test_the_nightly_run_leaves_nothing_of_what_it_erased(checkpointed: bool, others: int) -> None:
    words: list[str] = []
    for number in range(others):
        make_message(text=f"Jiná zpráva {number} {word()}", received_at=NOW)
    for _each in range(3):
        written(words, **DUE)
    if checkpointed:
        scrub_files()  # what is in the log is in the file, too
    assert left(words) == words
    assert sum(expire_messages(now=NOW).messages.values()) == 3
    assert left(words) == []


def test_a_long_text_on_pages_of_its_own_leaves_nothing() -> None:
    words = [word() for _each in range(300)]
    make_message(text=" ".join(words), received_at=NOW, **DUE)
    assert left(words) == words
    expire_messages(now=NOW)
    assert left(words) == []


@pytest.mark.parametrize("fields", [{"screening": Screening.QUARANTINE, "received_at": NOW - timedelta(days=31)}, DUE])
def test_every_reason_leaves_nothing(fields: dict[str, Any]) -> None:
    said = word()
    make_message(text=said, **fields)
    expire_messages(now=NOW)
    assert left([said]) == []


def test_what_was_erased_by_hand_is_gone_after_the_nightly_run() -> None:
    words: list[str] = []
    message = written(words)
    erase_message(message=message, reason=Erasure.Reason.REQUEST, now=NOW)
    assert left(words), "what the next run is for"
    expire_messages(now=NOW)
    assert left(words) == []


def test_old_mails_leave_nothing() -> None:
    words: list[str] = []
    written(words)
    Email.objects.update(last_updated=NOW - timedelta(days=31))
    expire_messages(now=NOW)
    assert left(words[6:]) == []
    assert left(words[:6]) == words[:6]


def test_a_reader_who_never_ends_is_an_alarm_until_the_next_run_succeeds() -> None:
    words: list[str] = []
    written(words, **DUE)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM mailbox_message").fetchall()
    output = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("expire_messages", stdout=output, stderr=output)
    assert ended.value.code == 1
    assert "v souborech databáze" in output.getvalue().replace("\u00a0", " ")
    assert left(words), "the reader holds it"
    reader.close()
    call_command("expire_messages", stdout=output)
    assert left(words) == []
    assert alarms.standing_alarms() == []
