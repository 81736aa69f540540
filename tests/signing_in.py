"""Signing in without the pages for it: what a real sign-in with a second factor leaves behind."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.test import Client

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PERIOD_S = 30  # of a code


def enrol(user: User) -> Authenticator:
    """Give the user an authenticator app with the secret of the tests, and recovery codes, unless there are some."""
    RecoveryCodes.activate(user)
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found or TOTP.activate(user, SECRET).instance


def code_now(secret: str = SECRET, *, ahead: int = 0) -> str:
    """What an authenticator app shows.

    Args:
        ahead: by how many periods the clock of the phone is fast.
    """
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_S + ahead)))


def sign_in(client: Client, user: User, *, ago_s: float = 0) -> Client:
    """Sign the user in, with a second factor, as if they had done so some seconds ago."""
    app = enrol(user)
    client.force_login(user)
    at = time.time() - ago_s
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": at, "username": user.get_username()},
        {"method": "mfa", "at": at, "id": app.pk, "type": app.type},
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client
