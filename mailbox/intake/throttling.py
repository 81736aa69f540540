"""How often something is done from one network address, without storing any address.

The key is a hash of the address under a random salt of the day. The salt is deleted with the day, after which the key
can no longer be traced to an address, not even by trying all of them.
"""

import secrets
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import F
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


def count_action(scope: Scope, address: str, *, now: datetime, times: int = 1) -> int:
    """Count something done from an address.

    Returns:
        How many times it has been done from there in this hour, with these.
    """
    tally = {
        "scope": scope.value,
        "key": _tally_key(scope, address, _salt_of_day(timezone.localdate(now))),
        "hour": _hour_of(now),
    }
    with transaction.atomic():
        if not Tally.objects.filter(**tally).update(count=F("count") + times):
            try:
                with transaction.atomic():
                    Tally.objects.create(**tally, count=times)
            except IntegrityError:  # another request of this hour was a moment faster
                Tally.objects.filter(**tally).update(count=F("count") + times)
        return Tally.objects.values_list("count", flat=True).get(**tally)


def forget_past_counts(*, now: datetime) -> None:
    """Delete the salts and counts of the past; run daily."""
    today = timezone.localdate(now)
    DailySalt.objects.filter(day__lt=today).delete()
    Tally.objects.filter(hour__lt=now - timedelta(days=1)).delete()


def _hour_of(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _tally_key(scope: Scope, address: str, salt: str) -> str:
    return salted_hmac(f"mailbox.throttling.{scope}", address, secret=salt, algorithm="sha256").hexdigest()


def _salt_of_day(day: date) -> str:
    """The salt of a day, made by whoever needs it first."""
    return DailySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_hex(32)})[0].salt
