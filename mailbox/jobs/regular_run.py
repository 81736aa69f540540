"""What the portal does by itself every few minutes: messages follow people, reminders go out, leftovers are removed.

Each message is a step of its own, so that one that cannot be dealt with never holds up the others; and each step first
claims its message by a conditional update, so that nothing happens twice when two runs meet.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from districts.lookup import atlas
from districts.models import Post
from mailbox import deadlines
from mailbox.intake import throttling
from mailbox.mail import undeliverable
from mailbox.mail.notifications import ask_for_review, tell_department, tell_new_owner, tell_owner
from mailbox.models import Desk, Event, Happened, Message, Notified, Stopped
from mailbox.models.message import MessageQuerySet
from mailbox.photos import leftovers
from mailbox.photos.leftovers import Cleared
from mailbox.recipients import Recipient, name_of, of_department, of_desk, of_post
from mailbox.safeguards import alarms

ABOUT_PHOTOS = (Stopped.NO_PHOTO_KNOWN, Stopped.OLD_DATABASE, Stopped.MANY_PHOTOS, Stopped.CLOCK)
_MORNING = 7  # o'clock, before which the department is not written to

T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tended:
    """What was done."""

    handed_over: int = 0  # messages whose responsible person changed
    reminded: int = 0
    overdue: int = 0  # of which the department was told
    to_review: int = 0  # suspicious ones, of which the department was told
    files: int = 0  # photos without a message, set aside; what was half written or left of erased messages, deleted
    held: int = 0  # photos without a message that a brake holds
    failures: int = 0  # steps that went wrong; the log says which

    def __bool__(self) -> bool:
        """Whether there was anything to do."""
        return self != Tended()


class _Steps:
    """Runs steps one by one; one that fails is logged and counted, and the next is run."""

    def __init__(self) -> None:
        self.failures = 0

    def run(self, what: str, step: Callable[[], T], otherwise: T) -> T:
        """What the step gives, or `otherwise` if it failed."""
        try:
            return step()
        except Exception:
            logger.exception("tending failed: %s", what)
            self.failures += 1
            return otherwise


@dataclass(frozen=True, slots=True)
class _Move:
    """An open message that somebody else answers for than was told."""

    message: int
    post: int | None
    desk: int | None
    told: str
    to: Recipient


def tend(*, now: datetime, confirmed: int = 0) -> Tended:
    """Do everything that is due; when run again at once, it does nothing.

    Args:
        now: aware.
        confirmed: how many photos without a message somebody said may go, whatever the brakes say.
    """
    steps = _Steps()
    handed_over = steps.run("handovers", partial(_hand_over, steps, now), 0)
    reminded = steps.run("reminders", partial(_remind, steps, now), 0)
    overdue = steps.run("overdue messages", partial(_escalate, steps, now), 0)
    to_review = steps.run("suspicious messages", partial(_ask_for_review, now), 0)
    cleared = steps.run("photos of no message", partial(_clear, now, confirmed), Cleared())
    steps.run("counts of the past", partial(throttling.forget, now=now), None)
    steps.run("dead addresses that nobody has", undeliverable.forget_unused, None)
    return Tended(handed_over, reminded, overdue, to_review, cleared.removed, cleared.held, steps.failures)


def _hand_over(steps: _Steps, now: datetime) -> int:
    """Open messages go to those who answer for them today; each of them gets one mail, however many messages it are."""
    groups: dict[tuple[str, str], list[_Move]] = defaultdict(list)
    for move in _moves(now):
        groups[move.to.key, move.to.email].append(move)
    return sum(
        steps.run(f"handover to {moves[0].to.key}", partial(_take_over, steps, moves, now), 0)
        for moves in groups.values()
    )


def _moves(now: datetime) -> list[_Move]:
    on, current = timezone.localdate(now), atlas.current()
    posts = Post.objects.select_related("district__borough", "borough")
    answers: dict[tuple[int | None, int | None], Recipient] = {
        (post.pk, None): of_post(post, on=on, current=current) for post in posts
    }
    answers |= {(None, desk.pk): of_desk(desk, current=current) for desk in Desk.objects.all()}
    rows = Message.objects.open().filter(erased_at=None).order_by("pk").values_list("pk", "post", "desk", "told")
    return [
        _Move(pk, post, desk, told, to)
        for pk, post, desk, told in rows
        if (to := answers.get((post, desk))) is not None and to.key != told
    ]


@transaction.atomic
def _take_over(steps: _Steps, moves: list[_Move], now: datetime) -> int:
    """Give messages to their new recipient. The mail is written with them, or nothing is."""
    taken = [move.message for move in moves if steps.run(f"message {move.message}", partial(_move, move, now), 0)]
    if taken:
        messages = Message.objects.filter(pk__in=taken).select_related("post__district", "post__borough", "desk")
        tell_new_owner(list(messages.order_by("due_on", "pk")), moves[0].to, now=now)
    return len(taken)


@transaction.atomic
def _move(move: _Move, now: datetime) -> int:
    mine = Message.objects.open().filter(
        pk=move.message, post=move.post, desk=move.desk, told=move.told, erased_at=None
    )
    if not mine.update(told=move.to.key, unread=True):
        return 0
    way = f"{name_of(move.told)} → {move.to.name}" if move.told else f"→ {move.to.name}"
    detail = " ".join((f"{way}.", *move.to.reasons))
    Event.objects.create(message_id=move.message, kind=Happened.HANDED_OVER, at=now, detail=detail[:500])
    return 1


def _remind(steps: _Steps, now: datetime) -> int:
    """Whoever answers is reminded on the last working day before the promised one, but not on the day of receipt."""
    today, midnight = timezone.localdate(now), _midnight(now)
    due = Message.objects.waiting().filter(
        erased_at=None,
        reminded_at=None,
        due_on__range=(today, deadlines.after(today, 1)),
        received_at__lt=midnight,
    )
    return _each_once(steps, due, "reminded_at", _tell_due, now)


def _tell_due(message: Message, now: datetime) -> None:
    Event.objects.create(message=message, kind=Happened.REMINDED, at=now)
    tell_owner(message, Notified.REMINDER, now=now)


def _escalate(steps: _Steps, now: datetime) -> int:
    """The department, and whoever answers, are told of messages whose promised day has passed without an answer."""
    overdue = Message.objects.overdue(timezone.localdate(now)).filter(erased_at=None, escalated_at=None)
    return _each_once(steps, overdue, "escalated_at", _tell_overdue, now)


def _tell_overdue(message: Message, now: datetime) -> None:
    Event.objects.create(message=message, kind=Happened.OVERDUE, at=now)
    told = tell_owner(message, Notified.OVERDUE, now=now)
    if told.email != of_department().email:  # otherwise it has just been told
        tell_department(message, Notified.OVERDUE, now=now)


@transaction.atomic
def _ask_for_review(now: datetime) -> int:
    """On each working day the department is told how many suspicious messages wait: nobody else would miss them, and
    what is not reviewed in time is erased unread.
    """
    local = timezone.localtime(now)
    waiting = Message.objects.quarantined().filter(erased_at=None)
    told_today = Q(escalated_at__gte=_midnight(now))
    if local.hour < _MORNING or not deadlines.is_working(local.date()) or waiting.filter(told_today).exists():
        return 0
    # Of two runs that come this far at once, one finds nothing left to mark.
    count = waiting.filter(Q(escalated_at=None) | ~told_today).update(escalated_at=now)
    if count:
        oldest = waiting.earliest("received_at")
        erased_on = timezone.localdate(oldest.received_at + timedelta(days=settings.QUARANTINE_DAYS))
        ask_for_review(oldest, count, erased_on=erased_on, now=now)
    return count


def _midnight(now: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))


def _each_once(
    steps: _Steps, due: MessageQuerySet, field: str, act: Callable[[Message, datetime], None], now: datetime
) -> int:
    """Do something about each of the messages, and record in the field that it was done."""

    @transaction.atomic
    def step(number: int) -> int:
        if not due.filter(pk=number).update(**{field: now}):
            return 0  # somebody was faster: another run, or whoever answered the message
        act(Message.objects.select_related("post__district", "post__borough", "desk").get(pk=number), now)
        return 1

    numbers = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(steps.run(f"{field} of message {number}", partial(step, number), 0) for number in numbers)


def _clear(now: datetime, confirmed: int) -> Cleared:
    """Photos that no message names go, and people are told of those that a brake holds."""
    cleared = leftovers.clear(now=now, confirmed=confirmed)
    alarms.note(cleared.alarms, now=now)
    return cleared
