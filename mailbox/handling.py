"""What staff do with a message. Each action is one transaction that also writes the history and the mails.

Whether somebody may is decided before, by `mailbox/permissions/access.py`; whether the action makes sense, by the table
in `mailbox/lifecycle.py`.
"""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from post_office.models import STATUS

from districts.models import Post
from mailbox.intake import receipt_codes
from mailbox.mail import undeliverable
from mailbox.mail.notifications import announce_message, tell_sender
from mailbox.models import (
    Desk,
    Event,
    FoundItem,
    FoundState,
    Happened,
    Message,
    Notification,
    Notified,
    Outcome,
    Reply,
    ReplyKind,
    Screening,
    State,
)
from mailbox.models.thread import HANDED_OVER
from mailbox.permissions import staff_refusals
from mailbox.permissions.access import posts_answered_by
from mailbox.recipients import of_post

from . import deadlines, followup, lifecycle
from .lifecycle import Action, Fact, Refusal
from .message_search import refresh_search_text
from .saved_replies.placeholders import require_filled
from .signatures import sign_answer

_SCREENED = ("screening", "state", "closed_at", "outcome", "unread")  # fields that a verdict on spam sets


def mark_read(*, message: Message, user: User, now: datetime) -> None:
    """Note that somebody who answers for the message has opened it; a coordinator looking in changes nothing."""
    if not message.unread or not _is_answered_by(user, message.owner, on=timezone.localdate(now)):
        return
    with transaction.atomic():
        message.unread = False
        if message.read_at is None:
            message.read_at = now
            Event.objects.create(message=message, kind=Happened.READ, at=now, actor=user)
        message.save(update_fields=["unread", "read_at"])


@transaction.atomic
def answer_message(*, message: Message, user: User, text: str, outcome: Outcome | None = None, now: datetime) -> Reply:
    """Answer the sender, and close the message if an outcome is given. Senders of merged messages read it, too.

    The same answer given again at once (a double click) is one answer.

    Raises:
        ValidationError: the text is empty or not filled in, or the message is spam, closed or erased.
    """
    message = _lock_message(message)
    if (same := find_same_answer(message, user, text, outcome)) is not None:
        return same
    lifecycle.decide(Action.ANSWER, message)
    require_filled(text)
    duplicates = message.duplicates.select_for_update().filter(erased_at=None)
    reply = _write_reply(message, ReplyKind.ANSWER, text, user, now)
    for duplicate in duplicates:  # a copy, which stays theirs whatever becomes of the other message
        _write_reply(duplicate, ReplyKind.ANSWER, text, user, now, signed=reply.signed)
    message.state = State.ANSWERED
    message.answered_at = message.answered_at or now
    message.unread = False
    message.save(update_fields=["state", "answered_at", "unread"])
    Event.objects.create(message=message, kind=Happened.ANSWERED, at=now, actor=user)
    for each in (message, *duplicates):
        tell_sender(each, Notified.ANSWER, now=now)
    if outcome is not None:
        _close(message, user, outcome, now)
    return reply


def find_same_answer(message: Message, user: User, text: str, outcome: Outcome | str | None) -> Reply | None:
    """The last text of the thread if it is just this answer, and the message stands where it led to."""
    last = message.replies.last()
    led_to = State.CLOSED if outcome else State.ANSWERED
    same = (ReplyKind.ANSWER, user.pk, text.strip())
    if message.state == led_to and last is not None and (last.kind, last.author_id, last.text) == same:
        return last
    return None


@transaction.atomic
def add_note(*, message: Message, user: User, text: str, now: datetime) -> Reply:
    """Write an internal note, which the sender never reads.

    Raises:
        ValidationError: the text is empty, or the message is erased.
    """
    message, text = _lock_message(message), _require_text(text)
    lifecycle.decide(Action.NOTE, message)
    reply = _write_reply(message, ReplyKind.NOTE, text, user, now)
    if message.state == State.RECEIVED:
        message.state = State.IN_PROGRESS
        message.save(update_fields=["state"])
    Event.objects.create(message=message, kind=Happened.NOTED, at=now, actor=user)
    return reply


@transaction.atomic
def forward_message(*, message: Message, user: User, to: Post | Desk, reason: str, now: datetime) -> None:
    """Give the message to another post or desk, with a reason that they read as an internal note.

    Raises:
        ValidationError: without a reason, to where it already is, or the message is spam, closed or erased.
    """
    message = _lock_message(message)
    lifecycle.decide(Action.FORWARD, message)
    if to == message.owner:
        raise ValidationError(_("The message is already there. Choose somebody else."))
    _write_reply(message, ReplyKind.NOTE, reason, user, now)
    message.post, message.desk = (to, None) if isinstance(to, Post) else (None, to)
    message.rule = None
    message.routing = _("Forwarded by hand.")
    message.unread = True
    message.assigned_to = message.snoozed_until = None
    message.save(update_fields=["post", "desk", "rule", "routing", "unread", "assigned_to", "snoozed_until"])
    Event.objects.create(message=message, kind=Happened.FORWARDED, at=now, actor=user, detail=str(to)[:500])
    announce_message(message, now=now)
    # Passed on twice at once, it is news once: the mail that waits says who has it when it is read.
    if not message.notifications.filter(kind=Notified.FORWARDED, email__status=STATUS.queued).exists():
        for each in (message, *message.duplicates.filter(erased_at=None)):
            tell_sender(each, Notified.FORWARDED, now=now)


@transaction.atomic
def merge_messages(*, message: Message, into: Message, user: User, now: datetime) -> None:
    """Close the message as a duplicate of another one: its sender reads the answers given there from now on.

    The promise to its sender is taken over, too: one who has no answer yet is not to wait for ever.

    Raises:
        ValidationError: with itself, or with a message that is itself merged or closed, or may be spam.
    """
    first, second = sorted((message.pk, into.pk))  # always in one order, so that two merges never wait for each other
    locked = {each.pk: each for each in Message.objects.select_for_update().filter(pk__in=(first, second))}
    message, into = locked[message.pk], locked[into.pk]
    lifecycle.decide(Action.MERGE, message)
    if message.pk == into.pk:
        raise ValidationError(_("A message cannot be merged with itself. Type the number of another one."))
    _refuse_to_take_a_duplicate(into)
    _take_over_promise(message, into)
    into.danger = into.danger or message.presses
    into.save(update_fields=["danger"])
    message.duplicates.update(merged_into=into)
    message.merged_into = into
    message.state, message.outcome, message.closed_at = State.CLOSED, Outcome.DUPLICATE, now
    message.unread = False
    message.save(update_fields=["merged_into", "state", "outcome", "closed_at", "unread"])
    for one, other in ((message, into), (into, message)):
        Event.objects.create(message=one, kind=Happened.MERGED, at=now, actor=user, detail=str(other))


@transaction.atomic
def mark_spam(*, message: Message, user: User, now: datetime) -> None:
    """Put the message away as spam; nobody is told, and it is erased after the retention period of the quarantine.

    Raises:
        ValidationError: it has already been answered or erased, or is merged with another one.
    """
    message = _lock_message(message)
    facts = [Fact.HAS_DUPLICATES] if message.duplicates.exists() else []
    if lifecycle.decide(Action.SPAM, message, *facts) is None:
        return
    message.screening = Screening.SPAM
    message.state, message.closed_at, message.outcome = State.CLOSED, now, ""
    message.unread = False
    message.save(update_fields=_SCREENED)
    Event.objects.create(message=message, kind=Happened.SPAM, at=now, actor=user)


@transaction.atomic
def release_message(*, message: Message, user: User, now: datetime) -> None:
    """Take the message for a real one: whoever answers is told, and the promise counts from now. Its sender gets the
    confirmation that was held back.

    Raises:
        ValidationError: its content has been erased.
    """
    message = _lock_message(message)
    if lifecycle.decide(Action.RELEASE, message) is None:
        return
    message.screening = Screening.CLEAN
    message.state, message.closed_at, message.outcome = State.RECEIVED, None, ""
    message.reminded_at = message.escalated_at = None
    message.unread = True
    message.due_on = deadlines.promised_day(message.topic, now=now)
    sealed_receipt, message.sealed_receipt = message.sealed_receipt, None
    message.save(update_fields=[*_SCREENED, "reminded_at", "escalated_at", "due_on", "sealed_receipt"])
    Event.objects.create(message=message, kind=Happened.RELEASED, at=now, actor=user)
    announce_message(message, now=now)
    if sealed_receipt:
        tell_sender(message, Notified.RECEIPT, now=now, receipt=receipt_codes.unseal_code(sealed_receipt) or "")


@transaction.atomic
def close_message(*, message: Message, user: User, outcome: Outcome, now: datetime) -> None:
    """End the handling with an outcome and without a word; the sender is told. One never answered counts as unanswered.

    Raises:
        ValidationError: it is closed already, or waits for review; or it is to be solved and is about a found thing to
            which nothing has happened yet.
    """
    message = _lock_message(message)
    _close(message, user, outcome, now)
    for each in (message, *message.duplicates.filter(erased_at=None)):
        tell_sender(each, Notified.CLOSED, now=now)


def _close(message: Message, user: User, outcome: Outcome, now: datetime) -> None:
    """End the handling of a locked message."""
    is_found = FoundItem.objects.filter(message=message, state=FoundState.FOUND).exists()
    facts = [Fact.STILL_FOUND] if is_found and outcome == Outcome.SOLVED else []
    lifecycle.decide(Action.CLOSE, message, *facts)
    if outcome == Outcome.DUPLICATE:
        raise ValidationError(_("To close a duplicate, merge it with the other message."))
    message.state, message.outcome, message.closed_at = State.CLOSED, outcome, now
    message.unread = False
    message.snoozed_until = None
    message.save(update_fields=["state", "outcome", "closed_at", "unread", "snoozed_until"])
    Event.objects.create(message=message, kind=Happened.CLOSED, at=now, actor=user, detail=str(outcome.label))


@transaction.atomic
def reopen_message(*, message: Message, user: User, now: datetime) -> None:
    """Open a closed message again, with a new promise.

    Raises:
        ValidationError: it is not closed, is spam or erased.
    """
    message = _lock_message(message)
    lifecycle.decide(Action.REOPEN, message)
    followup.put_back_to_work(message, actor=user, now=now)


@transaction.atomic
def say_no_danger(*, message: Message, user: User, now: datetime) -> None:
    """Note that nobody is in danger: the message goes back to its place among the others.

    Raises:
        ValidationError: its content has been erased.
    """
    message = _lock_message(message)
    if lifecycle.decide(Action.NO_DANGER, message) is None:
        return
    message.danger = False
    message.save(update_fields=["danger"])
    Event.objects.create(message=message, kind=Happened.NO_DANGER, at=now, actor=user)


@transaction.atomic
def set_found_state(*, message: Message, user: User, state: FoundState, now: datetime) -> None:
    """Record how far the found thing has come on its way to the owner.

    Raises:
        ValidationError: the message is about no found thing, or erased.
    """
    message = _lock_message(message)
    found = FoundItem.objects.filter(message=message).first()
    facts = [Fact.FOUND_THING] if found else []
    lifecycle.decide(Action.FOUND, message, *facts)
    assert found is not None  # noqa: S101 - the table refuses it
    found.state = state
    found.handed_over_at = now if state in HANDED_OVER else None
    found.save(update_fields=["state", "handed_over_at"])
    Event.objects.create(message=message, kind=Happened.FOUND_ITEM, at=now, actor=user, detail=str(state.label))


@transaction.atomic
def resend_mail(*, notification: Notification, user: User, now: datetime) -> None:
    """Put a mail that could not be sent back into the queue, for today's address of its recipient.

    Raises:
        ValidationError: the mail is gone, has been sent or is in the queue; or there is no address to send it to.
    """
    undeliverable.send_again(notification, now=now)
    Event.objects.create(
        message=notification.message, kind=Happened.RESENT, at=now, actor=user, detail=str(notification)[:500]
    )


def _lock_message(message: Message) -> Message:
    """The message as it is now, held against others until the end of the transaction."""
    return Message.objects.select_for_update().get(pk=message.pk)


def _is_answered_by(user: User, owner: Post | Desk, *, on: date) -> bool:
    """Whether the user is one of those who answer for a post or desk on a day.

    Where the department itself answers, that is everybody who sees it: for a post that nobody else answers for, and for
    a desk where nobody sits.
    """
    if isinstance(owner, Post):
        return owner.pk in posts_answered_by(user, on=on) or of_post(owner, on=on).key.startswith("department:")
    return not owner.members.exists() or owner.members.filter(pk=user.pk).exists()


def _take_over_promise(message: Message, into: Message) -> None:
    if message.state == State.ANSWERED:
        return
    if into.state == State.ANSWERED or message.due_on < into.due_on:
        into.state = State.IN_PROGRESS if into.state == State.ANSWERED else into.state
        into.due_on, into.reminded_at, into.escalated_at = message.due_on, message.reminded_at, message.escalated_at
        into.save(update_fields=["state", "due_on", "reminded_at", "escalated_at"])


def _refuse_to_take_a_duplicate(into: Message) -> None:
    if into.merged_into is not None:
        raise ValidationError(str(staff_refusals.ITSELF_MERGED) % (into.pk, into.merged_into.pk))
    rule = lifecycle.find_rule(Action.TAKE_DUPLICATE, lifecycle.stage_of(into))
    if isinstance(rule, Refusal):
        raise ValidationError(str(rule.words) % into.pk)


def _require_text(text: str) -> str:
    """The text without space around it.

    Raises:
        ValidationError: nothing is left.
    """
    text = text.strip()
    if not text:
        raise ValidationError(_("Write the text first."))
    return text


def _write_reply(message: Message, kind: ReplyKind, text: str, user: User, now: datetime, signed: str = "") -> Reply:
    """A text of the thread. An answer is signed by whoever gives it, as the public knows them."""
    if kind is ReplyKind.ANSWER:
        signed = signed or sign_answer(message, user, on=timezone.localdate(now))
    reply = Reply.objects.create(
        message=message, kind=kind, text=_require_text(text), author=user, signed=signed, created_at=now
    )
    refresh_search_text(message)
    return reply
