"""How the handling of messages is going, in numbers: for the charts of the first page of the admin.

Everything is counted by the database, in three queries, from indexes: however many messages there are, what is read are
those of the last weeks and the open ones. Only messages that somebody may see count, and nothing here is personal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from districts.models import District
from mailbox.models import Message
from mailbox.models.message import CLOSED_UNANSWERED, WAITING
from mailbox.permissions import access

WEEKS = 12  # this one included


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday: what came and went in them, and what became of the promises given in them."""

    start: date
    received: int = 0
    answered: int = 0  # in this week, whenever received
    in_time: int = 0  # of those received in this week
    late: int = 0  # answered after the promised day, or not yet answered after it, or closed without an answer
    waiting: int = 0  # without an answer, and there is still time


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages without an answer in a district."""

    district: District | None  # none for messages without a place
    in_time: int  # there is still time
    overdue: int


def count_by_week(user: User | AnonymousUser, *, today: date) -> list[Week]:
    """The last weeks, oldest first."""
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    visible = Message.objects.order_by().clean().filter(access.visible_to(user, on=today))
    # The day of an answer costs SQLite a call of Python, so it is asked for only where it is not clear without.
    on_time = Q(answered_at__lt=F("due_on")) | Q(answered_at__date__lte=F("due_on"))
    unanswered = WAITING & Q(answered_at__isnull=True)
    received = _by_week(visible, "received_at", starts).annotate(
        received=Count("pk"),
        replied=Count("answered_at"),
        in_time=Count("pk", filter=on_time),
        overdue=Count("pk", filter=unanswered & Q(due_on__lt=today)),
        waiting=Count("pk", filter=unanswered & Q(due_on__gte=today)),
        closed=Count("pk", filter=CLOSED_UNANSWERED),
    )
    answered = _by_week(visible, "answered_at", starts).annotate(answered=Count("pk"))
    found: dict[int, dict[str, int]] = {number: {} for number in range(WEEKS)}
    for row in received:
        late = row.pop("replied") - row["in_time"] + row.pop("overdue") + row.pop("closed")
        found[row.pop("week")] |= row | {"late": late}
    for row in answered:
        found[row.pop("week")] |= row
    return [Week(start, **found[number]) for number, start in enumerate(starts)]


def _by_week(messages: QuerySet[Message], moment: str, starts: Sequence[date]) -> QuerySet[Any, Any]:
    """Messages grouped by the week of a moment; compared with each Monday, as SQLite has no weeks of its own."""
    begins = [timezone.make_aware(datetime(day.year, day.month, day.day)) for day in starts]  # noqa: DTZ001 - made aware
    cases = [When(**{f"{moment}__gte": begin}, then=Value(number)) for number, begin in enumerate(begins)]
    week = Case(*reversed(cases), output_field=IntegerField())
    return messages.filter(**{f"{moment}__gte": begins[0]}).annotate(week=week).values("week")


def count_waiting(user: User | AnonymousUser, *, today: date) -> list[Waiting]:
    """Where messages wait for an answer, those places first where most do."""
    messages = Message.objects.order_by().waiting().filter(access.visible_to(user, on=today))
    overdue = Count("pk", filter=Q(due_on__lt=today))
    rows = list(messages.values("district").annotate(count=Count("pk"), overdue=overdue).order_by("-count", "district"))
    districts = District.objects.in_bulk([row["district"] for row in rows if row["district"]])
    return [Waiting(districts.get(row["district"]), row["count"] - row["overdue"], row["overdue"]) for row in rows]
