"""Brakes on what deletes for good: it stops where it would be far more than usual, and says so.

A clock that is wrong, a database that is not the one the files belong to, a setting mistyped: each of them makes nearly
everything seem due at once. So only so much goes on a day, and nothing at all while the clock is plainly ahead. Where a
brake holds, `mailbox/retention/alarms.py` tells people, who can confirm the number. What is not braked: mails that
were sent (a message and its history stay), sessions (one signs in again), counts and salts of past days (counting
starts anew).
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Max

from mailbox.models import Message, Reply, ReplyKind

AT_LEAST = 20  # may go on any day, however little there is
PERCENT = 2  # of all that there is; messages kept for a year need 0.3 on an ordinary day
SILENCE = timedelta(days=45)  # in which somebody has surely written or signed in


def most_a_day(whole: int) -> int:
    """How many of so many may go on one day."""
    return max(AT_LEAST, whole * PERCENT // 100)


def newest_message() -> datetime | None:
    """When a resident wrote last: a message, or an addition to one."""
    messages = Message.objects.order_by().aggregate(newest=Max("received_at"))["newest"]
    added = Reply.objects.filter(kind=ReplyKind.ADDITION).order_by().aggregate(newest=Max("created_at"))["newest"]
    return max((moment for moment in (messages, added) if moment is not None), default=None)


def days_ahead(now: datetime) -> int:
    """How many days the clock seems to be ahead, because by it nobody has written or signed in for so long; else 0."""
    signed_in = User.objects.aggregate(newest=Max("last_login"))["newest"]
    newest = max((moment for moment in (newest_message(), signed_in) if moment is not None), default=now)
    return (now - newest).days if now - newest > SILENCE else 0
