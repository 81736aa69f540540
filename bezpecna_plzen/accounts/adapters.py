"""How allauth behaves here, and its sentences in our words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import devices, guarding, kept_forms, signed_in
from .names import find_account
from .second_factor import is_only_factor, is_own_page, is_protected
from .security_mails import Happened, tell_owner

_MISMATCH = _("The user name or the password is not right. If you typed an e-mail, try your user name instead.")
_WRONG = _(
    "This code or passkey is not right, or the code has been used already. Wait for the next code and enter that."
)

# The mails that allauth would send by itself, and what they tell of.
_TOLD = {
    "account/email/password_changed": Happened.PASSWORD_CHANGED,
    "account/email/password_set": Happened.PASSWORD_SET,
    "mfa/email/totp_activated": Happened.APP_ADDED,
    "mfa/email/totp_deactivated": Happened.APP_REMOVED,
    "mfa/email/webauthn_removed": Happened.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": Happened.CODES_RENEWED,
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts are made by an administrator; addresses to go on to are our own pages only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The present password is not right."),
        "incorrect_code": _WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:  # noqa: ANN401
        """A password alone signs nobody in: who has no second factor needs an invitation to set up the first one."""
        stopped: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return stopped if stopped or is_protected(user) else redirect("account_protect")

    def is_safe_url(self, url: str) -> bool:
        return is_own_page(self.request, url)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:  # noqa: ANN401 - allauth's
        """Whose name and password it is; looked at only while an attempt is left.

        Raises:
            ValidationError: none is left.
        """
        name = credentials.get("username") or credentials.get("email") or ""
        return self._check_password(request, find_account(name), name, credentials["password"])

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether it is the password of somebody who is signed in; counted as when signing in.

        Raises:
            ValidationError: no attempt is left.
        """
        return self._check_password(self.request, user, user.get_username(), password) == user

    def _check_password(self, request: HttpRequest, account: User | None, name: str, password: str) -> User | None:
        attempt = guarding.take_password_attempt(request, account, name, now=timezone.now())
        found: User | None = super().authenticate(request, account=account, password=password)
        if found is not None:
            attempt.give_back()
        return found

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 - allauth's arguments
        """Nothing: allauth would count here, in the cache."""

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - allauth's
        """Whoever has signed in is known on this device from now on, and is told when and where that was before."""
        now, last = timezone.now(), devices.last_sign_in(user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remembered = devices.remember_device(request, user, now=now)
        devices.set_device_cookie(response, remembered)
        signed_in.note_device(request, remembered.device)
        kept_forms.forget_of_others(request, user)
        if last is not None:
            messages.info(request, signed_in.last_sign_in_in_words(last))
        if remembered.is_new:
            tell_owner(user, Happened.NEW_DEVICE, now=now, detail=remembered.device.name)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Set it, which ends all sessions but the one that does it: allauth takes that one along."""
        super().set_password(user, password)
        signed_in.end_invalid_sessions(user)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell people in our words, through the mail queue, and wherever they were: no address is kept."""
        if what := _TOLD.get(template_prefix):
            tell_owner(user, what, now=timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ANN401 - allauth passes anything
        """Nobody is asked for the password again right after signing in, as when setting up the second factor."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        recent = timezone.now().timestamp() - latest < REAUTHENTICATION_TIMEOUT
        return not recent and bool(super().is_reauthentication_required(app=app, **kwargs))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """What authenticator apps and password managers show of us."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _WRONG,
        "cannot_delete_authenticator": _("This is your only second factor. Set up another one first."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_only_factor(authenticator)

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return gettext("Bezpečná Plzeň")

    def _get_site_name(self) -> str:
        return gettext("Bezpečná Plzeň")

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}
