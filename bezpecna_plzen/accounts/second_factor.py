"""What a session may do: nobody gets into the administration without a second factor, proved in this session."""

from enum import Enum

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from core.requests import once

# Recovery codes only stand in for one of these.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Standing(Enum):
    """How far somebody is from the administration."""

    ANONYMOUS = "is not signed in"
    OUTSIDER = "is no member of staff"
    UNPROTECTED = "has no second factor yet"
    UNPROVEN = "has a second factor, but did not use it in this session"
    ALLOWED = "may work in the administration"


def find_standing(request: HttpRequest) -> Standing:
    """How far the user of a request is from the administration; asked of the database once for each request."""
    return once(request, "standing", lambda: _work_out_standing(request))


def _work_out_standing(request: HttpRequest) -> Standing:
    user = request.user
    if not user.is_authenticated:
        return Standing.ANONYMOUS
    if not (user.is_active and user.is_staff):
        return Standing.OUTSIDER
    if not is_protected(user):
        return Standing.UNPROTECTED
    return Standing.ALLOWED if _proved_second_factor(request) else Standing.UNPROVEN


def is_protected(user: User | AnonymousUser) -> bool:
    """Whether the user has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists())


def is_own_page(request: HttpRequest, url: str) -> bool:
    """Whether an address leads to this site, so that a person may be sent there."""
    return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())


def _proved_second_factor(request: HttpRequest) -> bool:
    """Whether a code, a passkey or a recovery code was given in this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
