"""Doing something with several messages: each by itself, first only to see what would come of it, and back again.

Mails about it wait in the queue until it is too late to take it back.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from post_office.models import STATUS, Email

from mailbox.message_search import text_to_search
from mailbox.models import BulkItem, BulkRun, Event, Happened, Message, Notification, Notified, Reply

from . import meanwhile

UNDO_WITHIN = timedelta(minutes=10)
_REMEMBERED = (
    "post", "desk", "rule", "routing", "told", "state", "screening", "outcome", "merged_into", "unread", "due_on",
    "answered_at", "closed_at", "reminded_at", "escalated_at", "assigned_to", "snoozed_until",
    "sealed_receipt",
)  # fmt: skip
Act = Callable[[Message], None]


@dataclass(slots=True)
class BulkResult:
    """What came of it, or would come of it."""

    done: list[Message] = field(default_factory=list)
    refused: list[tuple[Message, str]] = field(default_factory=list)  # with the reason
    mails: Counter[str] = field(default_factory=Counter)  # how many of each kind of mail go out
    run: BulkRun | None = None


@transaction.atomic
def try_in_bulk(
    chosen: Mapping[int, int], visible: QuerySet[Message], act: Act, *, user: User, now: datetime
) -> BulkResult:
    """What would come of doing something; nothing is done. For the arguments see `do_in_bulk`."""
    result = do_in_bulk(chosen, visible, act, user=user, action="", now=now)
    transaction.set_rollback(True)
    return result


def do_in_bulk(
    chosen: Mapping[int, int], visible: QuerySet[Message], act: Act, *, user: User, action: str, now: datetime
) -> BulkResult:
    """Do something with several messages, each in a transaction of its own.

    Args:
        chosen: numbers of messages, and the last event of each that its reader saw.
        visible: the messages that the user may see; what else is chosen is as if it did not exist.
        act: what is done with one.
        action: what it is called.
    """
    result = BulkResult(run=BulkRun.objects.create(user=user, action=action, at=now))
    for number in visible.filter(pk__in=chosen).order_by("pk").values_list("pk", flat=True):
        message = visible.filter(pk=number).first()
        if message is None:  # somebody was faster
            continue
        try:
            with transaction.atomic():
                message = Message.objects.select_for_update().get(pk=number)
                meanwhile.refuse_if_overtaken(message, chosen[number])
                item = _remember(message, result.run)
                act(message)
                result.mails += _note_what_came(item, message, user, now)
            result.done.append(message)
        except ValidationError as error:
            result.refused.append((message, " ".join(error.messages)))
    if result.run and not result.done:
        result.run.delete()
    return result


def find_undoable(user: User | AnonymousUser, *, now: datetime) -> list[BulkRun]:
    """What somebody can still take back, the last first."""
    runs = BulkRun.objects.filter(user=user.pk, at__gt=now - UNDO_WITHIN, undone_at=None, items__isnull=False)
    return list(runs.annotate(messages=models.Count("items")).order_by("-at"))


def undo_run(run: BulkRun, *, user: User, now: datetime) -> BulkResult:
    """Put each message back to what it was, take its texts away and its mails out of the queue.

    Messages with which something was done since are left as they are.
    """
    result = BulkResult()
    if run.undone_at is None and now - run.at < UNDO_WITHIN:
        for item in run.items.order_by("pk"):
            with transaction.atomic():
                _undo_item(item, user, now, result)
        run.undone_at = now
        run.save(update_fields=["undone_at"])
    return result


def _remember(message: Message, run: BulkRun | None) -> BulkItem:
    """The message as it is, locked, before something is done with it."""
    fields = [_column(name) for name in _REMEMBERED]
    before = {each.name: _as_json(getattr(message, each.attname)) for each in fields}
    return BulkItem(run=run, message=message, before=before)


def _as_json(value: Any) -> Any:
    """A value as JSON keeps it; times to the microsecond."""
    return value.isoformat() if isinstance(value, date) else value


def _note_what_came(item: BulkItem, message: Message, user: User, now: datetime) -> Counter[str]:
    """Note what the action wrote, and let its mails wait; how many there are of each kind."""
    numbers = [message.pk, *message.duplicates.values_list("pk", flat=True)]
    written = Reply.objects.filter(message__in=numbers, author=user, created_at=now)
    told = list(Notification.objects.filter(message__in=numbers, created_at=now).select_related("email"))
    Email.objects.filter(pk__in=[each.email_id for each in told]).update(scheduled_time=now + UNDO_WITHIN)
    item.replies = list(written.values_list("pk", flat=True))
    item.mails = [each.pk for each in told]
    item.event = meanwhile.last_event_of(message.pk)
    item.save()
    return Counter(str(Notified(each.kind).label) for each in told)


def _undo_item(item: BulkItem, user: User, now: datetime, result: BulkResult) -> None:
    message = Message.objects.select_for_update().get(pk=item.message_id)
    if meanwhile.list_since(message, item.event) or message.erased_at is not None:
        result.refused.append((message, ""))
        return
    told = Notification.objects.filter(pk__in=item.mails)
    Email.objects.filter(pk__in=told.values("email"), status=STATUS.queued).delete()
    told.filter(email=None).delete()
    about = set(Reply.objects.filter(pk__in=item.replies).values_list("message", flat=True)) | {message.pk}
    Reply.objects.filter(pk__in=item.replies).delete()
    for name in _REMEMBERED:
        column = _column(name)
        setattr(message, column.attname, column.to_python(item.before[name]))
    message.save(update_fields=_REMEMBERED)
    for each in Message.objects.filter(pk__in=about):
        Message.objects.filter(pk=each.pk).update(search_text=text_to_search(each))
    Event.objects.create(message=message, kind=Happened.UNDONE, at=now, actor=user)
    result.done.append(message)


def _column(name: str) -> "models.Field[Any, Any]":
    column = Message._meta.get_field(name)
    assert isinstance(column, models.Field)  # noqa: S101 - listed fields are columns
    return column
