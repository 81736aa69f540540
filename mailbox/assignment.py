"""Who of those who answer for a message deals with it, and from when on. All of them still see it.

Each action is one transaction that also writes the history, as in `mailbox/handling.py`.
"""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.staff_accounts import name_of
from mailbox.mail.notifications import tell_colleague
from mailbox.models import Event, Happened, Message
from mailbox.permissions import access

from . import lifecycle
from .lifecycle import Action

LONGEST = timedelta(days=90)  # that a message can be put off for


@transaction.atomic
def assign_message(*, message: Message, user: User, to: User | None, now: datetime) -> None:
    """Say who deals with a message: oneself or a colleague, who is told; or nobody in particular any more.

    Raises:
        ValidationError: they do not answer for the post or desk, or the message is spam, closed or erased.
    """
    message = Message.objects.select_for_update().get(pk=message.pk)
    lifecycle.decide(Action.ASSIGN, message)
    if to is not None and to != user and to not in access.list_answerers(message.owner, on=timezone.localdate(now)):
        raise ValidationError(_("They do not answer for this post or desk today. Choose somebody else."))
    if message.assigned_to == to:
        return
    message.assigned_to = to
    message.save(update_fields=["assigned_to"])
    Event.objects.create(message=message, kind=Happened.ASSIGNED, at=now, actor=user, detail=name_of(to) or _("nobody"))
    if to is not None and to != user:
        tell_colleague(message, to, now=now)


@transaction.atomic
def snooze_message(*, message: Message, user: User, until: date | None, now: datetime) -> None:
    """Put a message off until a day, on which it is to be done again; or take that back.

    The promise to its sender stays: on the day when an answer is due it is to be done, whatever was said.

    Raises:
        ValidationError: the day has come, or is too far away; or the message is spam, closed or erased.
    """
    message = Message.objects.select_for_update().get(pk=message.pk)
    lifecycle.decide(Action.SNOOZE, message)
    today = timezone.localdate(now)
    if until is not None and not today < until <= today + LONGEST:
        raise ValidationError(_("Choose a day from tomorrow on, at most %d days away.") % LONGEST.days)
    if message.snoozed_until == until:
        return
    message.snoozed_until = until
    message.save(update_fields=["snoozed_until"])
    detail = f"{until.day}. {until.month}. {until.year}" if until else _("not any more")
    Event.objects.create(message=message, kind=Happened.SNOOZED, at=now, actor=user, detail=detail)
