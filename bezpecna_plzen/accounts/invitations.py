"""Invitations: how somebody who has no second factor gets one. By the link, never by a password alone.

A link lives a day and works once, for the person it was made for. Opening it changes nothing, as mail scanners open
links, too; it is used up when the second factor is set up.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core.staff_accounts import name_of
from mailbox.intake.receipt_codes import seal_code
from mailbox.mail.queue import LINK, queue_mail, queued_address

from .models import Invitation
from .second_factor import is_protected

LASTS = timedelta(days=1)
_SEPARATOR = "."


class Refusal(Enum):
    """Why a link does not work."""

    UNKNOWN = "unknown"  # it was cut short, or there is a newer one, or the account has another address by now
    EXPIRED = "expired"
    USED = "used"  # or the account has a second factor by now
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to."""

    invitation: Invitation | None  # whose it is, if that is known
    refusal: Refusal | None  # why it does not work; None when it does


def make_invitation(user: User, *, by: User | None, now: datetime) -> Invitation:
    """Make an invitation, in the place of an earlier one, whose link works no more; nothing is sent.

    Raises:
        ValidationError: the account is switched off or has a second factor; says what to do.
    """
    if not user.is_active:
        raise ValidationError(_("%s: the account is switched off. Switch it on first.") % user)
    if is_protected(user):
        text = _("%s has a second factor already, and needs no invitation. Forget it first if it is lost.")
        raise ValidationError(text % user)
    fields = {"nonce": secrets.token_urlsafe(16), "sent_at": now, "invited_by": by, "mail": None, "accepted_at": None}
    return Invitation.objects.update_or_create(user=user, defaults=fields)[0]


@transaction.atomic
def send_invitation(user: User, *, by: User | None, now: datetime) -> Invitation:
    """Make an invitation and write the mail with its link to the queue.

    Raises:
        ValidationError: nobody can be invited so; says what to do.
    """
    if not queued_address(user.email):
        raise ValidationError(_("%s has no e-mail that a mail could be sent to. Enter one first.") % user)
    invitation = make_invitation(user, by=by, now=now)
    context = {"name": name_of(user), "until": now + LASTS, "link": LINK}
    sealed = {"link": seal_code(link_of(invitation))}
    invitation.mail = queue_mail(
        "account/mail/invitation", user.email, context, language=settings.LANGUAGE_CODE, sealed=sealed
    )
    invitation.save(update_fields=["mail"])
    return invitation


def link_of(invitation: Invitation) -> str:
    """The address that opens an invitation."""
    token = _signer(invitation.user).sign(invitation.nonce)
    return _site() + reverse("account_invitation", args=[token])


def open_link(token: str, *, now: datetime) -> Opened:
    """What a link leads to; changes nothing."""
    nonce = token.partition(_SEPARATOR)[0]
    if not nonce.isprintable():  # PostgreSQL would not even look for it
        return Opened(None, Refusal.UNKNOWN)
    invitation = Invitation.objects.select_related("user").filter(nonce=nonce).first()
    if invitation is None:
        return Opened(None, Refusal.UNKNOWN)
    try:
        _signer(invitation.user).unsign(token)
    except BadSignature:
        return Opened(None, Refusal.UNKNOWN)
    return Opened(invitation, _refusal_of(invitation, now=now))


def accept(invitation: Invitation, *, now: datetime) -> bool:
    """Use an invitation up; whether it could be. To be called in the transaction that sets up the second factor.

    Of two who come at once, the database lets one through.
    """
    mine = Invitation.objects.filter(
        pk=invitation.pk, nonce=invitation.nonce, accepted_at=None, sent_at__gt=now - LASTS, user__is_active=True
    )
    return bool(mine.update(accepted_at=now)) and not is_protected(invitation.user)


def _refusal_of(invitation: Invitation, *, now: datetime) -> Refusal | None:
    if invitation.accepted_at is not None or is_protected(invitation.user):
        return Refusal.USED
    if not invitation.user.is_active:
        return Refusal.INACTIVE
    if now - invitation.sent_at >= LASTS:
        return Refusal.EXPIRED
    return None


def _signer(user: User) -> Signer:
    """Signs for one person and address: a link that went to a wrong address dies when that is put right."""
    return Signer(salt=f"accounts.invitation:{user.pk}:{user.email}", sep=_SEPARATOR)


def _site() -> str:
    """Where the portal is. Browsers take no passkey for 127.0.0.1, but for the same machine as localhost."""
    site = settings.SITE_URL
    return site.replace("127.0.0.1", "localhost", 1) if urlsplit(site).hostname == "127.0.0.1" else site
