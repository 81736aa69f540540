"""When somebody last checked that a record is true, and for how long that is believed.

Records say it in a field `verified_on`: the day, or None when nobody has checked yet.
"""

from datetime import date, timedelta

from django.db import models, transaction
from django.db.models import Q

VERIFIED_FOR = timedelta(days=365)  # what was checked longer ago counts as unverified


def is_outdated(verified_on: date, *, today: date) -> bool:
    """Whether it was checked too long ago to be believed."""
    return today - verified_on > VERIFIED_FOR


def never_verified() -> Q:
    """The condition on records that nobody has checked."""
    return Q(verified_on__isnull=True)


def unverified(today: date) -> Q:
    """The condition on records that nobody has checked, or not for a year."""
    return never_verified() | Q(verified_on__lt=today - VERIFIED_FOR)


def mark_verified(records: models.QuerySet[models.Model], *, on: date) -> int:
    """Write down that records were checked on a day: all or none, one by one, so that the audit log has each of them.

    Returns:
        How many there were.
    """
    with transaction.atomic():
        found = list(records)
        for record in found:
            record.verified_on = on  # type: ignore[attr-defined] # see the module
            record.save(update_fields=["verified_on"])
    return len(found)
