"""How long personal content stays, and how it goes: what somebody wrote is emptied, what is counted stays.

`mailbox/retention/personal_fields.py` says what is personal. Each message is erased in a transaction of its own, so a
run that is stopped has erased some messages whole and the others not at all; the next run goes on.
"""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib import import_module
from itertools import chain
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email

from faq.search import unanswered
from mailbox import drafts, presence
from mailbox.lifecycle import TERMS, Stage, Term, stage_of, standing_at
from mailbox.models import (
    BulkItem,
    BulkRun,
    Erasure,
    Event,
    FoundItem,
    Happened,
    Message,
    Notification,
    Outcome,
    Reply,
    ReplyKind,
    Screening,
    State,
    Stopped,
)
from mailbox.models.message import MessageQuerySet
from mailbox.photos import storage

from . import alarms, brakes
from .deleted_people import forget_deleted_people
from .personal_fields import FIELDS
from .records import count_old_records, delete_old_records
from .scrubbing import scrub_files

_BATCH = 500
_BULK_RUNS_KEPT_FOR = timedelta(days=1)  # long after they cannot be taken back any more
_HEARD_WITHIN = timedelta(days=30)  # in which somebody reads what the sender of an old message added
_CLOSED_AS = {  # what was still open when it had to be erased
    Erasure.Reason.CLOSED: Outcome.ANSWERED,
    Erasure.Reason.FOUND_ITEM: Outcome.SOLVED,
    Erasure.Reason.QUARANTINE: Outcome.NOTHING_TO_DO,
    Erasure.Reason.REQUEST: Outcome.NOTHING_TO_DO,
}
# Not for the sender: keys of our own, a copy of the text for search, and who of the staff wrote under their function.
_NOT_EXPORTED = {"submission_hash", "receipt_hash", "sealed_receipt", "search_text", "told", "author", "actor"}


class Progress(Protocol):
    """Told how far a long run is."""

    def __call__(self, label: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Expired:
    """How many messages were erased for which reason (or are due), and how much else was deleted."""

    messages: dict[Erasure.Reason, int]
    mails: int
    records: int = 0  # of what the staff did
    searches: int = 0  # without an answer
    people: int = 0  # deleted ones that were still in the records
    held: int = 0  # due messages that a brake holds (or would hold)
    days_ahead: int = 0  # of the clock, which is why nothing that is due was erased; see `brakes.days_ahead`
    gone: bool = True  # also from the files of the database


def expire_messages(
    *, now: datetime, dry_run: bool = False, confirmed: int = 0, progress: Progress | None = None
) -> Expired:
    """Erase what has been kept long enough, the oldest messages first, as many as may go in a day.

    People are told of what is held back; see `mailbox/retention/brakes.py`.

    Args:
        now: aware.
        dry_run: only count.
        confirmed: how many messages somebody said may be erased now, whatever the brakes say.
        progress: told after each message.
    """
    ahead = 0 if confirmed else brakes.days_ahead(now)
    due = _due_messages(now)
    numbers = {}
    for reason, messages in due.items():
        numbers[reason] = list(messages.order_by("pk").values_list("pk", flat=True))
    in_order = sorted(chain.from_iterable(numbers.values()))
    room = 0 if ahead else max(_room_today(now), confirmed)
    going = frozenset(in_order[:room])
    held = len(in_order) - len(going)
    old_records, on = count_old_records(now=now), timezone.localdate(now)
    if not (held or old_records or _old_mails(now).exists()):
        ahead = 0  # nothing is due: in a quiet summer nobody is to be told of a clock that is right
    if dry_run:
        counts = {reason: len(each) for reason, each in numbers.items()}
        searches = unanswered.old_searches(on).count()
        return Expired(counts, _old_mails(now).count(), old_records, searches, held=held, days_ahead=ahead)
    counts = {
        reason: _erase_due(due[reason], [number for number in each if number in going], reason, now, progress)
        for reason, each in numbers.items()
    }
    mails = 0 if ahead else _delete_old_mails(now)
    records = 0 if ahead else delete_old_records(now=now)
    searches = 0 if ahead else unanswered.forget_old_searches(on)
    people = forget_deleted_people()
    delete_expired_sessions(now)
    drafts.delete_old_drafts(now=now)
    BulkRun.objects.filter(at__lt=now - _BULK_RUNS_KEPT_FOR).delete()
    presence.delete_old_presence(now=now)
    gone = scrub_files()  # also what was erased on request since the last run
    found = {Stopped.CLOCK: ahead, Stopped.MANY_MESSAGES: 0 if ahead else held, Stopped.STILL_IN_FILES: int(not gone)}
    alarms.note_alarms(found, now=now)
    return Expired(counts, mails, records, searches, people, held, ahead, gone)


def erase_message(
    *, message: Message, reason: Erasure.Reason, actor: User | None = None, now: datetime
) -> Erasure | None:
    """Erase the personal content of a message for good: texts, photos, contacts, place, mails. Statistics stay.

    A message that was still open is closed. Photos uploaded just now go two days later, as another message may be
    getting them at this moment; see `storage.remove_photos_after_commit`. Its words in SQLite's files lead to nothing
    from now on; the next `expire_messages` takes them out (`mailbox/retention/scrubbing.py`).

    Returns:
        The entry of the ledger; None if the content had been erased before.
    """
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=message.pk)
        erasure = _empty_message(locked, reason, actor, now) if locked.erased_at is None else None
    message.refresh_from_db()
    return erasure


def export_message(message: Message) -> bytes:
    """Everything held about a message, for whoever sent it: a ZIP with one readable JSON file and the photos."""
    attachments = list(message.attachments.all())
    with translation.override(settings.LANGUAGE_CODE):
        held = {
            _("message"): _row_in_words(message),
            _("found item"): [_row_in_words(found) for found in FoundItem.objects.filter(message=message)],
            _("replies"): [_row_in_words(reply) for reply in message.replies.all()],
            _("photos"): [_row_in_words(attachment) for attachment in attachments],
            _("history"): [_row_in_words(event) for event in message.events.all()],
            _("notifications"): [_row_in_words(notification) for notification in message.notifications.all()],
            _("mails"): [
                {
                    _("recipient"): ", ".join(email.to),
                    _("subject"): email.subject,
                    _("text"): email.message,
                    _("written"): email.created,
                }
                for email in _mails_of(message).order_by("pk")
            ],
        }
        text = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zprava.json", text)
        for attachment in attachments:
            try:
                archive.writestr(f"fotky/{attachment.name}", storage.read_photo(attachment.name))
            except FileNotFoundError:  # the others are still worth having
                continue
    return target.getvalue()


def _due_messages(now: datetime) -> dict[Erasure.Reason, MessageQuerySet]:
    """The messages whose time has come by the terms in `mailbox/lifecycle.py`, each under one reason."""
    # What the sender added just now is not erased before anybody has read it.
    heard = Exists(
        Reply.objects.filter(message=OuterRef("pk"), kind=ReplyKind.ADDITION, created_at__gt=now - _HEARD_WITHIN)
    )
    kept = Message.objects.filter(erased_at=None)
    handed_over = _is_due(Erasure.Reason.FOUND_ITEM, now)
    read = kept.exclude(heard & Q(unread=True))
    return {
        Erasure.Reason.FOUND_ITEM: read.filter(handed_over),
        Erasure.Reason.QUARANTINE: kept.filter(_is_due(Erasure.Reason.QUARANTINE, now)),
        Erasure.Reason.CLOSED: read.filter(_is_due(Erasure.Reason.CLOSED, now)).exclude(handed_over),
    }


def _is_due(reason: Erasure.Reason, now: datetime) -> Q:
    """The condition on messages that are due for a reason."""
    ended = [_has_ended(term, now) for term in TERMS if term.reason == reason]
    return Q(*ended, _connector=Q.OR)


def _has_ended(term: Term, now: datetime) -> Q:
    """The condition on messages that are due by a term."""
    since = now - timedelta(days=getattr(settings, term.days))
    ended = standing_at(term.at) & Q(**{f"{term.since}__lte": since})
    if term.since == "answered_at":  # nobody cared to close it; it is over when nothing has been written since
        written = Reply.objects.filter(message=OuterRef("pk"), created_at__gt=since)
        ended &= Q(~Exists(written.exclude(kind=ReplyKind.NOTE)))
    return ended


def _room_today(now: datetime) -> int:
    """How many messages may still go today without being confirmed."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    gone = Erasure.objects.filter(erased_at__gte=midnight).exclude(reason=Erasure.Reason.REQUEST).count()
    return max(0, brakes.most_a_day(Message.objects.filter(erased_at=None).count() + gone) - gone)


def _erase_due(
    due: MessageQuerySet, numbers: list[int], reason: Erasure.Reason, now: datetime, progress: Progress | None
) -> int:
    erased = 0
    for done, number in enumerate(numbers, 1):
        erased += _erase_if(due, number, reason, now)
        if progress is not None:
            progress(str(reason.label), done, len(numbers))
    return erased


@transaction.atomic
def _erase_if(due: MessageQuerySet, number: int, reason: Erasure.Reason, now: datetime) -> bool:
    """Erase a message unless it has been opened again, or erased, since the run began."""
    message = Message.objects.select_for_update().get(pk=number)
    if not due.filter(pk=number).exists():
        return False
    _empty_message(message, reason, None, now)
    return True


def _empty_message(message: Message, reason: Erasure.Reason, actor: User | None, now: datetime) -> Erasure:
    """Empty a locked message and all that hangs on it."""
    attachments = message.attachments.all()
    names = list(attachments.values_list("name", flat=True))
    attachments.delete()
    storage.remove_photos_after_commit(names, now=now)
    replies = message.replies.exclude(text="").update(text="")
    message.drafts.all().delete()
    BulkItem.objects.filter(message=message).delete()
    mails = _delete_mails(message)
    for name in FIELDS["mailbox.Message"].personal:
        field = Message._meta.get_field(name)
        assert isinstance(field, models.Field)  # noqa: S101 - listed fields are columns
        setattr(message, name, field.get_default())
    if message.state != State.CLOSED:
        _close_erased(message, reason, now)
    message.unread = False
    message.erased_at = now
    message.save()
    Event.objects.create(message=message, kind=Happened.ERASED, at=now, actor=actor, detail=str(reason.label))
    return Erasure.objects.create(
        message_number=message.pk,
        reason=reason,
        erased_at=now,
        actor=actor,
        replies=replies,
        photos=len(names),
        mails=mails,
    )


def _close_erased(message: Message, reason: Erasure.Reason, now: datetime) -> None:
    """Nothing can be done about an empty message. One that nobody found to be real by then counts as spam."""
    if stage_of(message) is Stage.HELD:
        message.screening = Screening.SPAM
    else:
        message.outcome = _CLOSED_AS[reason]
    message.state, message.closed_at = State.CLOSED, now


def _mails_of(message: Message) -> models.QuerySet[Email]:
    told = Notification.objects.filter(email=OuterRef("pk"), message=message)
    mails: models.QuerySet[Email] = Email.objects.filter(Exists(told))
    return mails


def _delete_mails(message: Message) -> int:
    """Delete the mails about a message from the queue; not those that also tell of others, which say only numbers."""
    others = Notification.objects.filter(email=OuterRef("pk"), message__erased_at=None).exclude(message=message)
    numbers = list(_mails_of(message).exclude(Exists(others)).values_list("pk", flat=True))
    Email.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def delete_expired_sessions(now: datetime) -> None:
    """Delete sessions that ran out, with what waited in them for somebody to sign in again."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store.get_model_class().objects.filter(expire_date__lt=now).delete()


def _old_mails(now: datetime) -> models.QuerySet[Email]:
    """Mails that were sent long ago; those given up only when they belong to no message (any more)."""
    of_messages = Notification.objects.filter(email=OuterRef("pk"))
    old: models.QuerySet[Email] = Email.objects.filter(last_updated__lte=now - timedelta(days=settings.MAIL_DAYS))
    return old.filter(Q(status=STATUS.sent) | Q(status=STATUS.failed) & ~Exists(of_messages))


def _delete_old_mails(now: datetime) -> int:
    deleted, old = 0, _old_mails(now).order_by("pk")
    while numbers := list(old.values_list("pk", flat=True)[:_BATCH]):
        Email.objects.filter(pk__in=numbers).delete()
        deleted += len(numbers)
    return deleted


def _row_in_words(record: models.Model) -> dict[str, Any]:
    """A row in words: what the fields are called, and choices and other rows as people know them."""
    row = {}
    for field in record._meta.fields:
        if field.name in _NOT_EXPORTED:
            continue
        value = getattr(record, field.name)
        if field.choices:
            value = str(getattr(record, f"get_{field.name}_display")())
        elif isinstance(value, models.Model):
            value = str(value)
        row[str(field.verbose_name)] = value
    return row
