"""Where somebody is signed in, and how that ends: by the person, or because the account is no longer what it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Device, Session
from .session_length import LONGEST_S
from .sessions import BROWSER

_DEVICE = "device"  # in the session: the number of the device that it was begun on


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session, as its owner sees it."""

    reference: str  # names it to its owner; the key itself would open it
    browser: str  # "Firefox, Windows"; empty if nobody knows
    since: datetime
    seen: datetime  # within a minute
    is_this: bool


def note_device(request: HttpRequest, device: Device) -> None:
    """Keep in the session of somebody who has just signed in on which device that was."""
    request.session[BROWSER], request.session[_DEVICE] = device.name, device.pk


def last_sign_in_in_words(device: Device) -> str:
    """When and where somebody signed in before."""
    at = timezone.localtime(device.last_seen)
    return _("You last signed in on %(day)s at %(time)s (%(browser)s).") % {
        "day": date_format(at, "j. n. Y"),
        "time": date_format(at, "G:i"),
        "browser": device.name or _("unknown browser"),
    }


def list_signed_in(user: User, *, this: str | None, now: datetime) -> list[SignedIn]:
    """Where somebody is signed in now: here first, then by when they were last seen there.

    Args:
        this: the key of the session that asks.
    """
    living = Session.objects.filter(
        user=user, expire_date__gt=now, started_at__gt=now - timedelta(seconds=LONGEST_S)
    ).order_by("-seen_at")
    found = [
        SignedIn(
            reference=_reference(row.session_key),
            browser=row.browser,
            since=row.started_at or row.seen_at,
            seen=row.seen_at,
            is_this=row.session_key == this,
        )
        for row in living
    ]
    return sorted(found, key=lambda each: not each.is_this)


def end_named_session(user: User, reference: str) -> bool:
    """End one of the user's sessions at once, and know its device no more; whether there was one of that reference."""
    for row in Session.objects.filter(user=user):
        if constant_time_compare(_reference(row.session_key), reference):
            device: int | None = row.get_decoded().get(_DEVICE)
            Device.objects.filter(user=user, pk__in=[device]).delete()
            return bool(Session.objects.filter(pk=row.pk).delete()[0])
    return False


def end_all_sessions(user: User) -> None:
    """Sign the user out everywhere, at once."""
    Session.objects.filter(user=user).delete()


def end_invalid_sessions(user: User) -> None:
    """End the sessions of an account that was switched off, or whose password was changed since.

    Django lets nobody in with them either; but nobody should see them in a list, nor have them back later.
    """
    if not user.is_active:
        end_all_sessions(user)
        return
    valid = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    invalid = [
        row.session_key
        for row in Session.objects.filter(user=user)
        if row.get_decoded().get(HASH_SESSION_KEY) not in valid
    ]
    Session.objects.filter(session_key__in=invalid).delete()


def _reference(key: str) -> str:
    return salted_hmac("accounts.signed_in", key, algorithm="sha256").hexdigest()
