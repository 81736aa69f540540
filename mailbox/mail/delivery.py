"""Sending what is in the mail queue: one mail at a time, so that a crash sends at most one mail twice.

A mail is taken by moving its time ahead (the lease), sent, and marked at once. Who dies in between leaves it to be
taken again after the lease; the copy has the same Message-ID. What could not be sent waits longer each time, unless the
recipient's address is dead (`refusals.py`): such a mail ends at once, and somebody is told (`undeliverable.py`).
While the server takes no mail at all, none ends: that says nothing about their addresses.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email, Log

from mailbox.intake import receipt_codes
from mailbox.models import Notification

from . import refusals, undeliverable
from .backend import mark_automatic
from .queue import LINK, RECEIPT
from .states import DELAYS, OFTEN, MailState

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than sending one mail can take: a dozen steps of EMAIL_TIMEOUT
SILENT = timedelta(days=1)  # no mail sent for so long: failures are taken for the server's, and count no more
LATE = timedelta(minutes=15)  # a mail that has been due for longer says that nobody sends

_WAITING = (STATUS.queued, STATUS.requeued)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one pass over the queue."""

    sent: int = 0
    requeued: int = 0
    failed: int = 0

    def __bool__(self) -> bool:
        """Whether anything was tried."""
        return bool(self.sent or self.requeued or self.failed)


@dataclass(frozen=True, slots=True)
class Queue:
    """How the queue stands."""

    undelivered: int  # mails that wait, also for their next try
    due_for: timedelta  # since when the longest waiting mail should have been tried: grows when nobody sends
    oldest: timedelta  # the age of the oldest undelivered mail: grows also when the server takes none

    @property
    def late(self) -> bool:
        """Whether the mail worker seems to be down."""
        return self.due_for > LATE


def deliver_due(*, clock: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False) -> Delivered:
    """Send what is due. Trouble with the server itself ends the pass: the other mails would only meet it again.

    Args:
        clock: what time it is (aware); a pass may be long, so it is asked for each mail.
        stopped: asked before each mail whether to end.
    """
    sent = requeued = failed = 0
    started = clock()
    connection = get_connection()
    try:
        while not stopped() and (email := _take_next(due_at=started, now=clock())) is not None:
            error = _send_mail(email, connection)
            if error is None:
                _mark_sent(email, now=clock())
                sent += 1
                continue
            given_up = _put_back(email, error, now=clock())
            failed += given_up
            requeued += not given_up
            if refusals.is_of_server(error):
                break
    finally:
        _close_connection(connection)
    return Delivered(sent, requeued, failed)


def measure_queue(*, now: datetime) -> Queue:
    """How many mails wait, and for how long."""
    undelivered = Email.objects.filter(status__in=_WAITING)
    due = [time or created for time, created in _due_mails(now).values_list("scheduled_time", "created")]
    oldest = undelivered.order_by("created").values_list("created", flat=True).first()
    return Queue(
        undelivered=undelivered.count(),
        due_for=now - min(due, default=now),
        oldest=now - (oldest or now),
    )


def is_silent(*, now: datetime) -> bool:
    """Whether mails wait that were tried for hours, and none at all has been sent for a day."""
    waiting = Email.objects.filter(status=STATUS.requeued, number_of_retries__gt=OFTEN)
    return waiting.filter(created__lte=now - SILENT).exists() and not _has_sent_lately(now)


def _has_sent_lately(now: datetime) -> bool:
    lately: QuerySet[Email] = Email.objects.filter(status=STATUS.sent, last_updated__gt=now - SILENT)
    return lately.exists()


def _due_mails(now: datetime) -> QuerySet[Email]:
    due: QuerySet[Email] = Email.objects.filter(
        Q(scheduled_time=None) | Q(scheduled_time__lte=now), status__in=_WAITING
    )
    return due


def _take_next(*, due_at: datetime, now: datetime) -> Email | None:
    """The next due mail, which nobody else takes until its lease is over; new ones before those that are tried again.

    Args:
        due_at: mails that became due later are left to the next pass, so that a pass tries none twice.
    """
    in_order = _due_mails(due_at).order_by("-priority", F("scheduled_time").asc(nulls_first=True), "pk")
    while (email := in_order.first()) is not None:
        mine = Email.objects.filter(pk=email.pk, status=email.status, scheduled_time=email.scheduled_time)
        if mine.update(scheduled_time=now + LEASE):
            return email
    return None


def _send_mail(email: Email, connection: BaseEmailBackend) -> Exception | None:
    """Hand a mail over to the server; the error if that failed, whatever it was: no mail may stop the others."""
    try:
        message: EmailMessage = mark_automatic(email.email_message())
        if RECEIPT in message.body:
            message.body = message.body.replace(RECEIPT, _receipt_for(email))
        if LINK in message.body:
            message.body = message.body.replace(LINK, _link_for(email))
        recipients = message.recipients()
        for address in recipients:
            refusals.refuse_impossible(address)
        if len(recipients) != 1:  # of several, Django does not tell when only some are refused
            return ValueError("not one recipient")
        connection.open()
        connection.send_messages([message])
    except Exception as error:
        _close_connection(connection)
        return error
    return None


def _receipt_for(email: Email) -> str:
    """The code that the text has a gap for."""
    code = receipt_codes.unseal_code((email.context or {}).get("receipt", ""))
    if code is not None:
        return receipt_codes.format_code(code)
    told = Notification.objects.filter(email=email).select_related("message").first()
    with translation.override(told.message.language if told else translation.get_language()):
        return _("it was shown when you sent the message, and cannot be repeated here")


def _link_for(email: Email) -> str:
    """The link that the text has a gap for; one that was sealed under a key that is gone would open nothing."""
    return receipt_codes.unseal_code((email.context or {}).get("link", "")) or _(
        "the link has expired; ask for a new one"
    )


def _mark_sent(email: Email, *, now: datetime) -> None:
    undeliverable.forget_address_of(email)
    Email.objects.filter(pk=email.pk).update(status=STATUS.sent, context=None, scheduled_time=None, last_updated=now)


@transaction.atomic
def _put_back(email: Email, error: Exception, *, now: datetime) -> bool:
    """Leave a mail for later, with a reason that staff may read; whether it ends instead."""
    for_good = refusals.is_for_good(error)
    failures = email.number_of_retries or 0
    if for_good or failures <= OFTEN or _has_sent_lately(now):
        failures += 1
    ended = for_good or failures > len(DELAYS)
    kind, reply = type(error).__name__, refusals.reply_numbers(error)
    logger.warning("mail %d not sent (try %d): %s %s", email.pk, failures, kind, reply)
    exists = Email.objects.filter(pk=email.pk).update(
        status=STATUS.failed if ended else STATUS.requeued,
        number_of_retries=failures,
        scheduled_time=None if ended else now + DELAYS[failures - 1],
        last_updated=now,
    )
    if not exists:  # erased meanwhile
        return ended
    last = Log.objects.filter(email=email.pk).order_by("pk").last()
    # The same reason again and again is one row.
    if last is None or ended or (last.exception_type, last.message) != (kind, reply):
        Log.objects.create(email=email, status=STATUS.failed, exception_type=kind, message=reply)
    if ended:
        _tell_of_end(email, MailState.REFUSED if for_good else MailState.GAVE_UP, now=now)
    return ended


def _tell_of_end(email: Email, state: MailState, *, now: datetime) -> None:
    """Tell somebody that a mail ended; if that goes wrong, the mail has ended all the same and holds up no other."""
    try:
        with transaction.atomic():
            undeliverable.tell_of_undelivered(email, state, now=now)
    except Exception:
        logger.exception("nobody could be told that mail %d ended", email.pk)


def _close_connection(connection: BaseEmailBackend) -> None:
    """End the connection; a server that is gone already does not matter."""
    with suppress(OSError):
        connection.close()
