"""Jobs in steps: one that goes wrong never holds up the others, and nothing happens twice when two runs meet."""

import logging
from collections.abc import Callable
from datetime import datetime, time
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from mailbox.models import Message
from mailbox.models.message import MessageQuerySet

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Steps:
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


def act_once_on_each(
    steps: Steps, due: MessageQuerySet, field: str, act: Callable[[Message, datetime], None], *, now: datetime
) -> int:
    """Do something about each of the messages, and record in the field that it was done.

    Each message is first claimed by a conditional update.

    Returns:
        About how many it was done.
    """

    @transaction.atomic
    def step(number: int) -> int:
        if not due.filter(pk=number).update(**{field: now}):
            return 0  # somebody was faster: another run, or whoever answered the message
        act(Message.objects.select_related("post__district", "post__borough", "desk").get(pk=number), now)
        return 1

    numbers = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(steps.run(f"{field} of message {number}", partial(step, number), 0) for number in numbers)


def midnight_before(now: datetime) -> datetime:
    """When the day began, by Prague's clock."""
    return timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
