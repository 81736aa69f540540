"""What the sender can do with the receipt code: read the answers, add something, say that it is not solved."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from core.danger import recognise
from mailbox.intake import masking
from mailbox.mail.notifications import tell_of_danger, tell_owner
from mailbox.models import Attachment, Event, Happened, Kind, Message, Notified, Reply, ReplyKind, State
from mailbox.photos import uploads
from mailbox.photos.storage import StoredPhoto

from . import deadlines, lifecycle
from .lifecycle import Action, Stage
from .message_search import text_to_search

_A_MOMENT = timedelta(hours=1)  # the same words after that are meant: „still nothing“


@dataclass(frozen=True, slots=True)
class Thread:
    """What the sender of a message may read."""

    message: Message
    photos: tuple[Attachment, ...]  # those of the message itself; those of additions hang on their replies
    replies: tuple[Reply, ...]  # answers, and what the sender added; never internal notes


def read_thread(message: Message) -> Thread:
    """The message, what its sender added, and the answers.

    Of a message it was merged with, nothing: the answers given there are copied to this one.
    """
    replies: QuerySet[Reply] = message.replies.exclude(kind=ReplyKind.NOTE).prefetch_related("attachments")
    return Thread(
        message=message,
        photos=tuple(message.attachments.filter(reply=None)),
        replies=tuple(replies),
    )


@transaction.atomic
def store_addition(
    *, message: Message, text: str, photos: Sequence[StoredPhoto] = (), unsolved: bool = False, now: datetime
) -> Reply:
    """Add a text or photos to a message; whoever answers for it is told.

    The same text and photos sent again at once (a double click) are one addition. One that says that somebody may be in
    danger goes to the department at once, too, and opens what was answered or closed.

    Args:
        unsolved: the sender says that the matter is not solved: a closed message is opened again, with a new promise.

    Raises:
        ValidationError: the message has been erased or put away as spam meanwhile; nobody would read it.
    """
    message = Message.objects.select_for_update().get(pk=message.pk)
    text = masking.mask_numbers(text) if message.kind == Kind.NALEZ else text
    danger = bool(recognise(text))
    action = Action.ADD_UNSOLVED if unsolved or danger else Action.ADD
    transition = lifecycle.decide(action, message)
    assert transition is not None  # noqa: S101 - one may always add something more
    reopens = transition.to is Stage.IN_PROGRESS
    last = message.replies.exclude(kind=ReplyKind.NOTE).last()
    if last is not None and not reopens and _is_same(last, text, photos, now):
        return last
    reply = Reply.objects.create(message=message, kind=ReplyKind.ADDITION, text=text, created_at=now)
    known = set(message.attachments.values_list("name", flat=True))
    Attachment.objects.bulk_create(
        Attachment(message=message, reply=reply, **asdict(photo)) for photo in photos if photo.name not in known
    )
    Event.objects.create(message=message, kind=Happened.ADDED, at=now)
    message.unread = True
    message.snoozed_until = None
    message.search_text = text_to_search(message)
    message.danger = message.danger or danger
    message.save(update_fields=["unread", "snoozed_until", "search_text", "danger"])
    if reopens:
        put_back_to_work(message, now=now)
    told = tell_owner(message, Notified.ADDITION, now=now) if Notified.ADDITION in transition.tells else None
    if danger:
        tell_of_danger(message, told=told, now=now)
    return reply


def put_back_to_work(message: Message, *, actor: User | None = None, now: datetime) -> None:
    """Put an answered or closed message back to work, with a new promise; call inside a transaction.

    Args:
        actor: who of the staff did it; nobody when the sender did.
    """
    message.state = State.IN_PROGRESS
    message.closed_at = message.reminded_at = message.escalated_at = message.merged_into = None
    message.snoozed_until = None
    message.outcome = ""
    message.due_on = deadlines.promised_day(message.topic, now=now)
    message.save(
        update_fields=[
            *("state", "closed_at", "reminded_at", "escalated_at", "merged_into", "snoozed_until", "outcome", "due_on")
        ]
    )
    Event.objects.create(message=message, kind=Happened.REOPENED, at=now, actor=actor)


def _is_same(reply: Reply, text: str, photos: Sequence[StoredPhoto], now: datetime) -> bool:
    """Whether the last text of the thread is this very addition, sent a moment ago."""
    if reply.kind != ReplyKind.ADDITION or reply.text != text or now - reply.created_at > _A_MOMENT:
        return False
    known = {uploads.fingerprint_of(name) for name in reply.attachments.values_list("name", flat=True)}
    return known == {uploads.fingerprint_of(photo.name) for photo in photos}
