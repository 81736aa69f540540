"""Cleaning: photos of no message are set aside, and people are told of those that may not go yet."""

from datetime import datetime

from mailbox.models import Stopped
from mailbox.photos import leftovers
from mailbox.photos.leftovers import Cleared
from mailbox.retention import alarms

ABOUT_PHOTOS = (Stopped.NO_PHOTO_KNOWN, Stopped.OLD_DATABASE, Stopped.MANY_PHOTOS, Stopped.CLOCK)


def clear_leftover_photos(*, now: datetime, confirmed: int) -> Cleared:
    """Photos that no message names go, and people are told of those that a brake holds."""
    cleared = leftovers.clear_leftovers(now=now, confirmed=confirmed)
    alarms.note_alarms(cleared.alarms, now=now)
    return cleared
