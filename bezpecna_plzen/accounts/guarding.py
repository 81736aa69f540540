"""How often passwords and codes may be wrong: by account and by network address, or by the device if it is known.

A device that somebody has signed in on before has attempts of its own, so that whoever guesses elsewhere cannot keep
its owner out. Names that belong to nobody are counted as accounts are: nobody learns from it which there are.
"""

from datetime import datetime, timedelta
from math import ceil

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.requests import client_address

from .attempts import Attempt, AttemptsUsedUpError, Counter, Limit, make_key, take_attempt
from .devices import find_device
from .names import fold_name

_A_WHILE = timedelta(minutes=15)
WRONG_PASSWORDS = Limit(5, _A_WHILE)  # of an account, or on one of its devices
WRONG_CODES = Limit(5, _A_WHILE)
# Whoever enters codes knows the password. Three of a million codes are good at a time: 2 % in a year of guessing.
WRONG_CODES_IN_A_DAY = Limit(20, timedelta(days=1))
WRONG_FROM_AN_ADDRESS = Limit(30, _A_WHILE)  # passwords and codes; an office shares one
_HOUR = timedelta(hours=1)


def take_password_attempt(request: HttpRequest, account: User | None, name: str, *, now: datetime) -> Attempt:
    """Take an attempt to give a password, to be given back if it is the right one.

    Args:
        account: whose password it should be, or None if there is nobody of that name.
        name: as it was typed.

    Raises:
        ValidationError: none is left; says how long to wait, and what else one can do.
    """
    return _take(request, account, name, {"password": WRONG_PASSWORDS}, now=now)


def take_code_attempt(request: HttpRequest, account: User, *, now: datetime) -> Attempt:
    """Take an attempt to give a code of an authenticator app or a recovery code, to be given back if it is right.

    Raises:
        ValidationError: none is left; says how long to wait, and what else one can do.
    """
    return _take(request, account, "", {"code": WRONG_CODES, "code in a day": WRONG_CODES_IN_A_DAY}, now=now)


def _take(request: HttpRequest, account: User | None, name: str, limits: dict[str, Limit], *, now: datetime) -> Attempt:
    device = find_device(request, account, now=now)
    if device is not None:
        whose = f"device {device.pk}"
    elif account is not None:
        whose = f"account {account.pk}"
    else:
        whose = f"name {fold_name(name)}"
    counters = [Counter(make_key(what, whose), limit) for what, limit in limits.items()]
    if device is None:
        counters.append(Counter(make_key("address", client_address(request)), WRONG_FROM_AN_ADDRESS))
    try:
        return take_attempt(counters, now=now)
    except AttemptsUsedUpError as error:
        raise ValidationError(_explain_wait(error.until - now), code="too_many_attempts") from error


def _explain_wait(wait: timedelta) -> str:
    minutes, hours = max(ceil(wait / timedelta(minutes=1)), 1), ceil(wait / _HOUR)
    if wait <= _HOUR:
        when = ngettext("Please try again in %(count)d minute.", "Please try again in %(count)d minutes.", minutes) % {
            "count": minutes
        }
    else:
        when = ngettext("Please try again in %(count)d hour.", "Please try again in %(count)d hours.", hours) % {
            "count": hours
        }
    return " ".join(
        [
            _("Too many attempts have failed."),
            when,
            _("You can sign in at once with a passkey, or on another device on which you have signed in before."),
        ]
    )
