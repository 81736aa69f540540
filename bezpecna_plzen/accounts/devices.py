"""Devices that somebody has signed in on before, known again by a cookie with a random key.

The key is a new one after every sign-in, so a copy of an old cookie is worth nothing, and neither is a cookie that
somebody put into another person's browser. Several people may share a browser; each has a row of their own under the
same key.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from .models import Device

KNOWN_FOR = timedelta(days=90)  # after the last sign-in
MOST_DEVICES = 20  # of one person; the ones used longest ago are forgotten
_BYTES = 32

# The first that fits: most browsers also call themselves by the names further down.
_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Chrome|CriOS)/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac(?:intosh| OS X)\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b"),
)


@dataclass(frozen=True, slots=True)
class RememberedDevice:
    """The device of somebody who has just signed in, and the new key for its cookie."""

    device: Device
    key: str
    is_new: bool


def find_device(request: HttpRequest, user: User | None, *, now: datetime) -> Device | None:
    """The device of a request, if this user has signed in on it within `KNOWN_FOR`.

    The database is asked the same for somebody who does not exist.
    """
    key = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not key:
        return None
    known = Device.objects.filter(key_hash=_hash_of(key), last_seen__gt=now - KNOWN_FOR)
    return next((device for device in known if user is not None and device.user_id == user.pk), None)


def last_user(request: HttpRequest, *, now: datetime) -> int | None:
    """The number of the user who signed in last in the browser of a request, if that is known."""
    key = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    known = Device.objects.filter(key_hash=_hash_of(key), last_seen__gt=now - KNOWN_FOR).order_by("-last_seen", "-pk")
    return known.values_list("user", flat=True).first() if key else None


def last_sign_in(user: User) -> Device | None:
    """The device that the user signed in on last; when that was, it says itself."""
    return Device.objects.filter(user=user).order_by("-last_seen", "-pk").first()


def remember_device(request: HttpRequest, user: User, *, now: datetime) -> RememberedDevice:
    """Keep that the user signed in on the device of a request, under a new key.

    Whoever else has signed in on it stays known on it. What has not been used for long is forgotten.
    """
    key = secrets.token_urlsafe(_BYTES)
    old = _hash_of(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""))
    name = name_browser(request.META.get("HTTP_USER_AGENT", ""))
    with transaction.atomic():
        Device.objects.filter(last_seen__lte=now - KNOWN_FOR).delete()
        Device.objects.filter(key_hash=old).update(key_hash=_hash_of(key))
        device, is_new = Device.objects.update_or_create(
            user=user,
            key_hash=_hash_of(key),
            defaults={"name": name, "last_seen": now},
            create_defaults={"name": name, "first_seen": now, "last_seen": now},
        )
        latest = Device.objects.filter(user=user).order_by("-last_seen", "-pk")
        Device.objects.filter(user=user).exclude(pk__in=[each.pk for each in latest[:MOST_DEVICES]]).delete()
    return RememberedDevice(device, key, is_new)


def set_device_cookie(response: HttpResponse, remembered: RememberedDevice) -> None:
    """Let the browser keep the key, for the server alone."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        remembered.key,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def name_browser(user_agent: str) -> str:
    """The browser and the system by the names people know them by: `Firefox, Windows`; empty if neither is known."""
    return ", ".join(name for name in (_first_fitting(names, user_agent) for names in (_BROWSERS, _SYSTEMS)) if name)


def _first_fitting(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, user_agent)), "")


def _hash_of(key: str) -> str:
    """The key is random and long: nobody finds it by trying, so its hash needs no secret."""
    return hashlib.sha256(key.encode()).hexdigest()
