"""Accounts of staff: which of them get into the administration. Nobody does without a second factor."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet

# Recovery codes only stand in for one of these.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def name_of(user: User | None) -> str:
    """What colleagues call somebody: by name, or as they sign in; nothing for nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""


def has_second_factor() -> Exists:
    """The condition on users that they have an authenticator app or a passkey."""
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS))


def who_get_in() -> QuerySet[User]:
    """The accounts of staff that are switched on and have a second factor."""
    return User.objects.filter(has_second_factor(), is_staff=True, is_active=True)
