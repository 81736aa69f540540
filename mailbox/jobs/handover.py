"""Messages follow people: open ones go to those who answer for them today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from districts.lookup import atlas
from districts.models import Post
from mailbox.mail.notifications import tell_new_owner
from mailbox.models import Desk, Event, Happened, Message
from mailbox.permissions.access import find_openers
from mailbox.recipients import Recipient, name_of, of_desk, of_post

from .steps import Steps


@dataclass(frozen=True, slots=True)
class _Move:
    """An open message that somebody else answers for than was told."""

    message: int
    post: int | None
    desk: int | None
    told: str
    to: Recipient


def hand_over_messages(steps: Steps, *, now: datetime) -> int:
    """Hand over the messages of those who answer no more; each new one gets one mail, however many messages it is.

    Returns:
        How many messages were handed over.
    """
    groups: dict[tuple[str, str], list[_Move]] = defaultdict(list)
    for move in _find_moves(now):
        groups[move.to.key, move.to.email].append(move)
    handed_over = 0
    for moves in groups.values():
        handed_over += steps.run(f"handover to {moves[0].to.key}", partial(_take_over, steps, moves, now), 0)
    return handed_over


def _find_moves(now: datetime) -> list[_Move]:
    on, current, openers = timezone.localdate(now), atlas.current(), find_openers()
    answers: dict[tuple[int | None, int | None], Recipient] = {}
    for post in Post.objects.select_related("district__borough", "borough"):
        answers[post.pk, None] = of_post(post, on=on, current=current, openers=openers)
    for desk in Desk.objects.all():
        answers[None, desk.pk] = of_desk(desk, current=current)
    moves = []
    rows = Message.objects.open().filter(erased_at=None).order_by("pk").values_list("pk", "post", "desk", "told")
    for number, post_key, desk_key, told in rows:
        to = answers.get((post_key, desk_key))
        if to is not None and to.key != told:
            moves.append(_Move(number, post_key, desk_key, told, to))
    return moves


@transaction.atomic
def _take_over(steps: Steps, moves: list[_Move], now: datetime) -> int:
    """Give messages to their new recipient. The mail is written with them, or nothing is."""
    taken = [move.message for move in moves if steps.run(f"message {move.message}", partial(_claim, move, now), 0)]
    if taken:
        messages = Message.objects.filter(pk__in=taken).select_related("post__district", "post__borough", "desk")
        tell_new_owner(list(messages.order_by("due_on", "pk")), moves[0].to, now=now)
    return len(taken)


@transaction.atomic
def _claim(move: _Move, now: datetime) -> int:
    mine = Message.objects.open().filter(
        pk=move.message, post=move.post, desk=move.desk, told=move.told, erased_at=None
    )
    if not mine.update(told=move.to.key, unread=True):
        return 0
    way = f"{name_of(move.told)} → {move.to.name}" if move.told else f"→ {move.to.name}"
    detail = " ".join((f"{way}.", *move.to.reasons))
    Event.objects.create(message_id=move.message, kind=Happened.HANDED_OVER, at=now, detail=detail[:500])
    return 1
