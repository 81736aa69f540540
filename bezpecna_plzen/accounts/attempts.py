"""Counts attempts exactly, in the database, over all threads, processes and servers.

An attempt is taken before anything is checked and given back when it was right, so however many come at once, never
more than allowed are checked. Each take is one statement, which the database carries out as a whole. When a time is
over, its row counts from one again; rows whose time is over are deleted as new ones come.

That bounds the table even against endless made-up names: an attempt for which nothing is left adds no row, and one for
which something is left costs the hash of a password. A processor makes some three of them a second, which is 3,000 in
a quarter of an hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from .models import AttemptCount

_DELETED_AT_ONCE = 1000  # with each attempt, so that the first ones after an attack clear the table
_TAKE = """
INSERT INTO accounts_attemptcount AS counted (key, count, ends_at) VALUES (%(key)s, 1, %(end)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN counted.ends_at <= %(now)s THEN 1 ELSE counted.count + 1 END,
    ends_at = CASE WHEN counted.ends_at <= %(now)s THEN excluded.ends_at ELSE counted.ends_at END
WHERE counted.ends_at <= %(now)s OR counted.count < %(most)s
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts there are, and in which time, beginning with the first of them."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted: somebody or something under a key made by `make_key`."""

    key: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class Attempt:
    """Attempts that were taken, one of each counter: its key, and until when it is counted."""

    taken: tuple[tuple[str, datetime], ...]

    def give_back(self) -> None:
        """It was right, so it does not count. What began to be counted anew meanwhile stays as it is."""
        for key, ends_at in self.taken:
            AttemptCount.objects.filter(key=key, ends_at=ends_at, count__gt=0).update(count=F("count") - 1)


class AttemptsUsedUpError(Exception):
    """None is left until a time."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


def make_key(what: str, whose: str) -> str:
    """The key of a counter, from which nobody can tell what it was made of.

    Under the oldest secret key that is still good: while servers change to a new one, all of them count together.
    """
    oldest = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1]
    return salted_hmac(f"accounts.attempts.{what}", whose, secret=oldest, algorithm="sha256").hexdigest()


def take_attempt(counters: Iterable[Counter], *, now: datetime) -> Attempt:
    """Take one attempt of every counter, or of none.

    Raises:
        AttemptsUsedUpError: one of them has none left.
    """
    _delete_past(now=now)
    in_order = sorted(counters, key=lambda counter: counter.key)  # the same for all, so that nobody waits in a circle
    keys = [counter.key for counter in in_order]
    with transaction.atomic():
        if all(_take_one(counter, now=now) for counter in in_order):
            ends = AttemptCount.objects.filter(key__in=keys).values_list("key", "ends_at")
            return Attempt(tuple(ends))
        transaction.set_rollback(True)
    raise AttemptsUsedUpError(_when_some_is_left(in_order, now=now))


def _take_one(counter: Counter, *, now: datetime) -> bool:
    adapt = connection.ops.adapt_datetimefield_value
    values: dict[str, Any] = {
        "key": counter.key,
        "most": counter.limit.most,
        "now": adapt(now),
        "end": adapt(now + counter.limit.within),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        return bool(cursor.rowcount)


def _when_some_is_left(counters: Iterable[Counter], *, now: datetime) -> datetime:
    """When none of the counters is used up any more."""
    most = {counter.key: counter.limit.most for counter in counters}
    rows = AttemptCount.objects.filter(key__in=most)
    return max((row.ends_at for row in rows if row.count >= most[row.key]), default=now)


def _delete_past(*, now: datetime) -> None:
    """Delete some of the rows whose time is over, but none that somebody is counting on at this moment."""
    with transaction.atomic():
        past = AttemptCount.objects.filter(ends_at__lte=now).select_for_update(skip_locked=True)
        keys = [*past.values_list("key", flat=True)[:_DELETED_AT_ONCE]]
        if keys:
            AttemptCount.objects.filter(key__in=keys).delete()
