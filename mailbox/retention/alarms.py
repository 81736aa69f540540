"""Alarms: what a brake has stopped, in words that say what to do; for the admin, for mails and for the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailbox.mail.notifications import sound_alarms
from mailbox.models import Alarm, Stopped

from . import brakes


@transaction.atomic
def note_alarms(found: Mapping[Stopped, int], *, now: datetime) -> None:
    """Remember what stands still, and tell the department: at once, then once a day for as long as it does.

    Args:
        found: how much of each stands still; nothing where all is in order. Those that are not in it stay as they were.
    """
    known = dict(Alarm.objects.values_list("kind", "count"))
    for kind, count in found.items():
        if count != known.get(kind, 0):
            Alarm.objects.update_or_create(kind=kind, defaults={"count": count})
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    untold = Alarm.objects.filter(Q(told_at=None) | Q(told_at__lt=midnight), count__gt=0)
    if untold.update(told_at=now):
        sound_alarms(standing_alarms())


def standing_alarms(kinds: Iterable[Stopped] = tuple(Stopped)) -> list[str]:
    """What stands still now, in words, each with what to do."""
    return list(explain_standing(kinds).values())


def explain_standing(kinds: Iterable[Stopped] = tuple(Stopped)) -> dict[Stopped, str]:
    """What stands still now, each with words that say what to do."""
    alarms = Alarm.objects.filter(kind__in=list(kinds), count__gt=0).order_by("kind")
    return {Stopped(alarm.kind): _alarm_in_words(Stopped(alarm.kind), alarm.count) for alarm in alarms}


def _alarm_in_words(kind: Stopped, count: int) -> str:
    numbers = {"count": count, "least": brakes.AT_LEAST, "percent": brakes.PERCENT}
    if kind == Stopped.CLOCK:
        words = ngettext(
            "By the clock of the server nobody has written or signed in for %(count)d day, so it seems to be ahead, "
            "and nothing is erased. Set the clock right. If it is right, sign in to the administration: then erasing "
            "goes on by itself. Or confirm: manage.py expire_messages --dry-run says how many messages are due, "
            "expire_messages --confirm NUMBER erases them.",
            "By the clock of the server nobody has written or signed in for %(count)d days, so it seems to be ahead, "
            "and nothing is erased. Set the clock right. If it is right, sign in to the administration: then erasing "
            "goes on by itself. Or confirm: manage.py expire_messages --dry-run says how many messages are due, "
            "expire_messages --confirm NUMBER erases them.",
            count,
        )
    elif kind == Stopped.LETTERS:
        words = ngettext(
            "In the mailbox of the portal %(count)d mail waits that no program can deal with: a letter, or a report "
            "about no mail of the portal. It is flagged there. Whoever looks after that mailbox should read it.",
            "In the mailbox of the portal %(count)d mails wait that no program can deal with: letters, or reports "
            "about no mail of the portal. They are flagged there. Whoever looks after that mailbox should read them.",
            count,
        )
    elif kind == Stopped.MAILBOX:
        words = _(
            "The mailbox of the portal cannot be read, so nobody learns of mails that come back. Check BOUNCE_URL and "
            "the mail server: manage.py read_bounces."
        )
    elif kind == Stopped.STILL_IN_FILES:
        words = _(
            "What was erased may still be read in the files of the database: something kept the database open all the "
            "time, a copy that is being made or a program that was left running. End it, then run manage.py "
            "expire_messages again."
        )
    elif kind == Stopped.MANY_MESSAGES:
        words = ngettext(
            "%(count)d message more is due to be erased than may go in a day (%(percent)d %%, at least %(least)d). "
            "Check the clock of the server and RETENTION_DAYS. If both are right, erase it: manage.py expire_messages "
            "--confirm %(count)d. Otherwise it goes on the next days.",
            "%(count)d messages more are due to be erased than may go in a day (%(percent)d %%, at least %(least)d). "
            "Check the clock of the server and RETENTION_DAYS. If both are right, erase them: manage.py "
            "expire_messages --confirm %(count)d. Otherwise they go on the next days.",
            count,
        )
    else:
        words = f"{_why_photos_stay(kind, count)} {_restore_or_confirm(count)}"
    return words % numbers


def _why_photos_stay(kind: Stopped, count: int) -> str:
    if kind == Stopped.NO_PHOTO_KNOWN:
        return ngettext(
            "%(count)d photo that belongs to no message stays, because the database knows no photo at all.",
            "%(count)d photos that belong to no message stay, because the database knows no photo at all.",
            count,
        )
    if kind == Stopped.OLD_DATABASE:
        return ngettext(
            "%(count)d photo that belongs to no message stays, because the newest photo is newer than the newest "
            "message.",
            "%(count)d photos that belong to no message stay, because the newest photo is newer than the newest "
            "message.",
            count,
        )
    return ngettext(
        "%(count)d photo that belongs to no message waits: more than may go in a day (%(percent)d %%, at least "
        "%(least)d).",
        "%(count)d photos that belong to no message wait: more than may go in a day (%(percent)d %%, at least "
        "%(least)d).",
        count,
    )


def _restore_or_confirm(count: int) -> str:
    return ngettext(
        "If the database was restored or made anew, put back the one that belongs to the photos. If it is the right "
        "one, remove it: manage.py tend_mailbox --confirm %(count)d.",
        "If the database was restored or made anew, put back the one that belongs to the photos. If it is the right "
        "one, remove them: manage.py tend_mailbox --confirm %(count)d.",
        count,
    )
