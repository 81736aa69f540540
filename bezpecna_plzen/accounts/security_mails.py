"""Mails that tell people what happened to their account, so that somebody who took it cannot stay unnoticed.

They have no link but the portal's own address: whoever imitates them has nothing to put a false one in place of.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from districts.lookup import atlas
from mailbox.mail.queue import queue_mail, queued_address


class Happened(TextChoices):
    """What people are told of; the words are those of the mail."""

    NEW_DEVICE = "new_device", _("Somebody signed in to your account on a device that was not used for it before.")
    PASSWORD_CHANGED = "password_changed", _("The password of your account was changed.")
    PASSWORD_SET = "password_set", _("A password was set for your account, which had only passkeys before.")
    APP_ADDED = "app_added", _("An authenticator app was added to your account.")
    APP_REMOVED = "app_removed", _("The authenticator app of your account was removed.")
    PASSKEY_ADDED = "passkey_added", _("A passkey was added to your account.")
    PASSKEY_REMOVED = "passkey_removed", _("A passkey of your account was removed.")
    CODES_RENEWED = "codes_renewed", _("New recovery codes were made for your account; the old ones are void.")
    CODE_USED = "code_used", _("Somebody used a recovery code of your account.")
    EMAIL_CHANGED = "email_changed", _("The e-mail of your account was changed.")


_SUBJECTS = {
    Happened.NEW_DEVICE: _("Bezpečná Plzeň: sign-in on a new device"),
    Happened.PASSWORD_CHANGED: _("Bezpečná Plzeň: your password was changed"),
    Happened.PASSWORD_SET: _("Bezpečná Plzeň: a password was set"),
    Happened.APP_ADDED: _("Bezpečná Plzeň: an authenticator app was added"),
    Happened.APP_REMOVED: _("Bezpečná Plzeň: the authenticator app was removed"),
    Happened.PASSKEY_ADDED: _("Bezpečná Plzeň: a passkey was added"),
    Happened.PASSKEY_REMOVED: _("Bezpečná Plzeň: a passkey was removed"),
    Happened.CODES_RENEWED: _("Bezpečná Plzeň: new recovery codes"),
    Happened.CODE_USED: _("Bezpečná Plzeň: a recovery code was used"),
    Happened.EMAIL_CHANGED: _("Bezpečná Plzeň: the e-mail of your account was changed"),
}


def tell_of_new_address(user: User, before: str, *, now: datetime) -> None:
    """Tell the owner of an account, at both addresses, that the one was put in the place of the other; if it was."""
    if before != user.email:
        for address in (before, user.email):
            tell_owner(user, Happened.EMAIL_CHANGED, now=now, address=address)


def tell_owner(user: User, what: Happened, *, now: datetime, detail: str = "", address: str | None = None) -> None:
    """Tell the owner of an account what happened to it; nobody if no mail can be sent to them.

    Args:
        detail: what a device or a passkey is called.
        address: where the mail goes, if not to the address that the account has now.
    """
    to = user.email if address is None else address
    if not (user.is_active and queued_address(to)):
        return
    context = {
        "subject": _SUBJECTS[what],
        "what": what.label,
        "detail": detail,
        "at": now,
        "username": user.get_username(),
        "has_password": user.has_usable_password(),
        "site": settings.SITE_URL,
        "department": atlas.current().department,
    }
    queue_mail("account/mail/security", to, context, language=settings.LANGUAGE_CODE)
