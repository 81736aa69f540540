"""The portal's own mailbox, to which mail servers write back: read over IMAP, over TLS.

What is dealt with is deleted there, after it has been stored, and nothing else is. What is left for a person gets a
flag and stays unread; while any of that is unread, an alarm says so.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError

from mailbox.mail import bounces
from mailbox.mail.reports import read_report
from mailbox.models import Stopped
from mailbox.retention import alarms

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500  # mails in one pass; the next one goes on
LARGEST = 256 * 1024  # bytes of a mail that is read; a report about a mail of ours has some thousand
_TIMEOUT_S = 20  # for each step
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxError(Exception):
    """The mailbox cannot be read; says at which step, never what the server answered."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one pass did."""

    taken_in: int = 0  # reports and automatic replies, deleted by now
    left: int = 0  # newly left for a person
    unread: int = 0  # left for a person, and nobody has read it yet


def read_mailbox(*, now: datetime) -> Read:
    """Take in what came back since the last pass, and tell the department of what waits for a person.

    Without a mailbox in the settings there is nothing to do, and nothing to tell.

    Raises:
        MailboxError: it could not be read, or not to the end. What was deleted has been taken in.
    """
    if settings.BOUNCE_MAILBOX is None:
        alarms.note_alarms({Stopped.MAILBOX: 0, Stopped.LETTERS: 0}, now=now)
        return Read()
    try:
        with _open_mailbox(settings.BOUNCE_MAILBOX) as connection:
            done = _read_new(connection, now=now)
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        alarms.note_alarms({Stopped.MAILBOX: 1}, now=now)
        raise MailboxError(type(error).__name__) from error
    alarms.note_alarms({Stopped.MAILBOX: 0, Stopped.LETTERS: done.unread}, now=now)
    return done


@contextmanager
def _open_mailbox(where: dict[str, Any]) -> Iterator[imaplib.IMAP4]:
    if where["tls"]:
        context = ssl.create_default_context()
        connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            where["host"], where["port"], ssl_context=context, timeout=_TIMEOUT_S
        )
    else:
        connection = imaplib.IMAP4(where["host"], where["port"], timeout=_TIMEOUT_S)
    try:
        connection.login(where["user"], where["password"])
        _ask("select", connection.select(_quoted(where["folder"])))
        yield connection
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _read_new(connection: imaplib.IMAP4, *, now: datetime) -> Read:
    taken_in, left = [], 0
    for number in _search(connection, "UNFLAGGED UNDELETED")[:MOST_AT_ONCE]:
        raw = _fetch(connection, number)
        if raw is not None and _is_taken_in(raw, now=now):
            _store(connection, number, r"(\Deleted)")
            taken_in.append(number)
        else:
            _store(connection, number, r"(\Flagged)")
            left += 1
    if taken_in:
        _expunge(connection, taken_in)
    return Read(len(taken_in), left, unread=len(_search(connection, "FLAGGED UNSEEN UNDELETED")))


def _is_taken_in(raw: bytes, *, now: datetime) -> bool:
    """Whether a mail is dealt with. One that goes wrong is left for a person and holds up no other."""
    try:
        return bounces.take_in(read_report(raw), now=now)
    except (InterfaceError, OperationalError):  # not the mail's fault: it is taken in when the database is back
        raise
    except Exception:
        logger.exception("a mail in the mailbox of the portal could not be taken in")
        return False


def _search(connection: imaplib.IMAP4, criteria: str) -> list[str]:
    [found] = _ask("search", connection.uid("SEARCH", criteria))
    return found.decode("ascii").split() if isinstance(found, bytes) else []


def _fetch(connection: imaplib.IMAP4, number: str) -> bytes | None:
    """The whole mail, still unread; None if it is too large, or gone."""
    answer = connection.uid("FETCH", number, f"(RFC822.SIZE BODY.PEEK[]<0.{LARGEST}>)")
    for part in _ask("fetch", answer):
        if isinstance(part, tuple):
            size = _SIZE.search(part[0])
            return part[1] if size is not None and int(size[1]) <= LARGEST else None
    return None


def _store(connection: imaplib.IMAP4, number: str, flags: str) -> None:
    _ask("store", connection.uid("STORE", number, "+FLAGS.SILENT", flags))


def _expunge(connection: imaplib.IMAP4, numbers: list[str]) -> None:
    """Delete what was marked: where the server cannot do so by number, all that is marked as deleted goes."""
    if "UIDPLUS" in connection.capabilities:
        _ask("expunge", connection.uid("EXPUNGE", ",".join(numbers)))
    else:
        _ask("expunge", connection.expunge())


def _ask(step: str, answer: tuple[str, list[Any]]) -> list[Any]:
    """What a server answered to a step, unless it said no."""
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(step)
    return data


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
