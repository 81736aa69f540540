"""Reminders: of promises before they end, of those that have passed, and of what waits for review."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mailbox import deadlines
from mailbox.mail.notifications import ask_for_review, tell_department, tell_owner
from mailbox.models import Event, Happened, Message, Notified
from mailbox.recipients import of_department

from .steps import Steps, act_once_on_each, midnight_before

_MORNING = 7  # o'clock, before which the department is not written to


def remind_of_promises(steps: Steps, *, now: datetime) -> int:
    """Whoever answers is reminded on the last working day before the promised one, but not on the day of receipt."""
    today = timezone.localdate(now)
    due = Message.objects.waiting().filter(
        erased_at=None,
        reminded_at=None,
        due_on__range=(today, deadlines.add_working_days(today, 1)),
        received_at__lt=midnight_before(now),
    )
    return act_once_on_each(steps, due, "reminded_at", _tell_due, now=now)


def report_overdue(steps: Steps, *, now: datetime) -> int:
    """The department, and whoever answers, are told of messages whose promised day has passed without an answer."""
    overdue = Message.objects.overdue(timezone.localdate(now)).filter(erased_at=None, escalated_at=None)
    return act_once_on_each(steps, overdue, "escalated_at", _tell_overdue, now=now)


@transaction.atomic
def remind_of_review(*, now: datetime) -> int:
    """On each working day the department is told how many suspicious messages wait: nobody else would miss them, and
    what is not reviewed in time is erased unread.
    """
    local = timezone.localtime(now)
    waiting = Message.objects.quarantined().filter(erased_at=None)
    told_today = Q(escalated_at__gte=midnight_before(now))
    if local.hour < _MORNING or not deadlines.is_working(local.date()) or waiting.filter(told_today).exists():
        return 0
    # Of two runs that come this far at once, one finds nothing left to mark.
    count = waiting.filter(Q(escalated_at=None) | ~told_today).update(escalated_at=now)
    if count:
        oldest = waiting.earliest("received_at")
        erased_on = timezone.localdate(oldest.received_at + timedelta(days=settings.QUARANTINE_DAYS))
        ask_for_review(oldest, count, erased_on=erased_on, now=now)
    return count


def _tell_due(message: Message, now: datetime) -> None:
    Event.objects.create(message=message, kind=Happened.REMINDED, at=now)
    tell_owner(message, Notified.REMINDER, now=now)


def _tell_overdue(message: Message, now: datetime) -> None:
    Event.objects.create(message=message, kind=Happened.OVERDUE, at=now)
    told = tell_owner(message, Notified.OVERDUE, now=now)
    if told.email != of_department().email:  # otherwise it has just been told
        tell_department(message, Notified.OVERDUE, now=now)
