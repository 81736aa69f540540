"""What a session may do: nobody gets into the administration without a second factor, proved in this session."""

from datetime import datetime
from enum import Enum

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from core.requests import once
from core.staff_accounts import SECOND_FACTORS

from .security_mails import Happened, tell_owner
from .signed_in import end_all_sessions

_STANDING = "standing"  # under which it is kept on the request
_FORGOTTEN = {
    Authenticator.Type.TOTP.value: Happened.APP_REMOVED,
    Authenticator.Type.WEBAUTHN.value: Happened.PASSKEY_REMOVED,
}


class Standing(Enum):
    """How far somebody is from the administration."""

    ANONYMOUS = "is not signed in"
    UNPROVEN = "has no second factor any more, or did not use it in this session"
    OUTSIDER = "is no member of staff"
    ALLOWED = "may work in the administration"


def find_standing(request: HttpRequest) -> Standing:
    """How far the user of a request is from the administration; asked of the database once for each request."""
    return once(request, _STANDING, lambda: _work_out_standing(request))


def end_session(request: HttpRequest) -> None:
    """Sign out whoever sends this request; for the rest of it they are nobody."""
    logout(request)
    vars(request).pop(_STANDING, None)


def _work_out_standing(request: HttpRequest) -> Standing:
    user = request.user
    if not user.is_authenticated:
        return Standing.ANONYMOUS
    if not (is_protected(user) and _proved_second_factor(request)):
        return Standing.UNPROVEN
    return Standing.ALLOWED if user.is_active and user.is_staff else Standing.OUTSIDER


def is_protected(user: User | AnonymousUser) -> bool:
    """Whether the user has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists())


def is_only_factor(factor: Authenticator) -> bool:
    """Whether the user of an authenticator app or a passkey has no other: without it only an invitation would help."""
    others = Authenticator.objects.filter(user=factor.user_id, type__in=SECOND_FACTORS).exclude(pk=factor.pk)
    return not others.exists()


@transaction.atomic
def forget_factors(user: User, *, now: datetime) -> None:
    """Forget all second factors of somebody, tell them, and sign them out everywhere.

    A session of whoever took the account would otherwise be good again as soon as its owner has a new factor.
    """
    for factor in Authenticator.objects.filter(user=user):
        factor.delete()
        if what := _FORGOTTEN.get(factor.type):
            tell_owner(user, what, now=now)
    end_all_sessions(user)


def is_own_page(request: HttpRequest, url: str) -> bool:
    """Whether an address leads to this site, so that a person may be sent there."""
    return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())


def _proved_second_factor(request: HttpRequest) -> bool:
    """Whether a code, a passkey or a recovery code was given in this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
