"""How often something is done from one network address, without storing any address.

The key is a hash of the address under a random salt of the day. The salt is deleted with the day, after which the key
can no longer be traced to an address, not even by trying all of them.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from mailbox.models import DailySalt, Tally


class Scope(StrEnum):
    """What is counted."""

    SEND = "send"  # messages sent
    GUESS = "guess"  # receipt codes that belong to no message
    UPLOAD = "upload"  # photos
    COPY = "copy"  # confirmations mailed, by the mail address they go to


# In one hour from one address. A library or a school shares one, so above the first limit messages are only reviewed;
# the second one stops machines.
REVIEWED_SENDS = 10
MOST_SENDS = 120
MOST_GUESSES = 1000  # tells a machine to stop; that nobody finds a code is due to how many there are
MOST_UPLOADS = 300
MOST_COPIES = 5  # more, and somebody is sending mails in our name to whom they do not know


# Adding and asking in one: no two requests of a moment can both be the last one that is let through.
_COUNT = """
    INSERT INTO {tallies} (scope, "key", hour, count) VALUES {rows}
    ON CONFLICT (scope, "key", hour) DO UPDATE SET count = {tallies}.count + excluded.count
    RETURNING scope, count
"""


def count_action(scope: Scope, address: str, *, now: datetime, times: int = 1) -> int:
    """Count something done from an address.

    Returns:
        How many times it has been done from there in this hour, with these.
    """
    return count_actions({scope: address}, now=now, times=times, salt=salt_of_day(now))[scope]


def count_actions(done: Mapping[Scope, str], *, now: datetime, salt: str, times: int = 1) -> dict[Scope, int]:
    """Count several things done at once, each from an address of its own; one query.

    Args:
        salt: today's, by `salt_of_day`.

    Returns:
        How many times each has been done from there in this hour, with these.
    """
    hour = connection.ops.adapt_datetimefield_value(_hour_of(now))
    values = [(scope.value, _tally_key(scope, address, salt), hour, times) for scope, address in done.items()]
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(tallies=Tally._meta.db_table, rows=rows), [*chain(*values)])
        counted = cursor.fetchall()  # to the end, or SQLite would not be done with it
    return {Scope(scope): count for scope, count in counted}


def salt_of_day(now: datetime) -> str:
    """The salt of today, made by whoever needs it first; asked in SQL, as each message asks."""
    day = connection.ops.adapt_datefield_value(timezone.localdate(now))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT salt FROM {DailySalt._meta.db_table} WHERE day = %s", [day])  # noqa: S608 - our own table
        if (row := cursor.fetchone()) is not None:
            return str(row[0])
    made = {"salt": secrets.token_hex(32)}
    return DailySalt.objects.get_or_create(day=timezone.localdate(now), defaults=made)[0].salt


def forget_past_counts(*, now: datetime) -> None:
    """Delete the salts and counts of the past; run daily."""
    today = timezone.localdate(now)
    DailySalt.objects.filter(day__lt=today).delete()
    Tally.objects.filter(hour__lt=now - timedelta(days=1)).delete()


def _hour_of(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _tally_key(scope: Scope, address: str, salt: str) -> str:
    return salted_hmac(f"mailbox.throttling.{scope}", address, secret=salt, algorithm="sha256").hexdigest()
