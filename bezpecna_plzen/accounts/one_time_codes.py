"""Codes of authenticator apps: each is accepted once, the neighbouring half minutes included."""

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from .models import LastCode


def use_code(app: Authenticator, code: str, *, now: datetime) -> bool:
    """Use up a code, and with it all earlier ones; whether it was good and not used yet.

    The database decides, so it is accepted once whichever worker process is given it first. allauth alone remembers
    used codes in the cache, which each process has for itself, and for one period only.

    Args:
        app: the authenticator app that the code is from.
        code: as typed.
        now: the time; a code of the period before or after is good, too, as clocks of phones differ.
    """
    period = _period_of(decrypt(app.data["secret"]), code, now=now)
    if period is None:
        return False
    LastCode.objects.bulk_create([LastCode(authenticator=app, period=0)], ignore_conflicts=True)
    return bool(LastCode.objects.filter(authenticator=app, period__lt=period).update(period=period))


def _period_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The number of the period that a code is for; None if it is for none of the three that count now."""
    current = int(now.timestamp()) // app_settings.TOTP_PERIOD
    for period in range(current - app_settings.TOTP_TOLERANCE, current + app_settings.TOTP_TOLERANCE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, period))):
            return period
    return None
