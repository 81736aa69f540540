"""allauth's forms with our labels, hints for password managers, and codes that are good for one use."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, SetPasswordForm
from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .guarding import take_code_attempt
from .one_time_codes import use_code
from .security_mails import Happened, tell_owner

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_AS_TYPED = {"autocapitalize": "none", "spellcheck": "false"}
_CODE = _AS_TYPED | {"autocomplete": "one-time-code", "inputmode": "numeric"}


def _set_words(
    field: forms.Field, label: "StrOrPromise", *, missing: "StrOrPromise", hint: "StrOrPromise" = "", **attrs: str
) -> None:
    """Give a field its label, what to say when it is empty, a hint and attributes; a placeholder is no label."""
    field.label, field.help_text = label, hint
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class CodeInput(forms.PasswordInput):
    """A text field that comes back empty after an error: the next code is another one."""

    input_type = "text"


class SignInForm(LoginForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's arguments
        super().__init__(*args, **kwargs)
        _set_words(
            self.fields["login"],
            _("User name or e-mail"),
            missing=_("Enter your user name or e-mail."),
            **_AS_TYPED | {"autocomplete": "username"},
        )
        _set_words(self.fields["password"], _("Password"), missing=_("Enter your password."))


class ConfirmPasswordForm(PasswordForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's arguments
        super().__init__(*args, **kwargs)
        _set_words(self.fields["password"], _("Password"), missing=_("Enter your password."))


def _set_words_of_new_password(fields: dict[str, forms.Field]) -> None:
    _set_words(
        fields["password1"],
        _("New password"),
        missing=_("Enter a new password."),
        hint=" ".join(password_validators_help_texts()),
        autocomplete="new-password",
    )
    _set_words(
        fields["password2"],
        _("New password once more"),
        missing=_("Enter the new password once more."),
        autocomplete="new-password",
    )


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's arguments
        super().__init__(*args, **kwargs)
        _set_words(self.fields["oldpassword"], _("Present password"), missing=_("Enter your present password."))
        _set_words_of_new_password(self.fields)

    def clean_oldpassword(self) -> str:
        """The present password, counted as when signing in."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_account_adapter().reauthenticate(self.user, password):
            raise get_account_adapter().validation_error("enter_current_password")
        return password


class FirstPasswordForm(SetPasswordForm):  # type: ignore[misc] # allauth has no types
    """For whoever has only passkeys so far."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's arguments
        super().__init__(*args, **kwargs)
        _set_words_of_new_password(self.fields)


class _CountedMixin:
    """Wrong codes are counted; a code is looked at only while an attempt is left."""

    user: User

    def clean_code(self) -> str:
        attempt = take_code_attempt(context.request, self.user, now=timezone.now())
        code: str = super().clean_code()  # type: ignore[misc] # of the form
        attempt.give_back()
        return code


class _OneUseMixin:
    """A code of an authenticator app is accepted once, see `one_time_codes.py`."""

    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's arguments
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = CodeInput()  # type: ignore[attr-defined] # a form
        _set_words(
            self.fields["code"],  # type: ignore[attr-defined] # a form
            _("Code"),
            missing=_("Enter the code."),
            hint=_("Six digits from the authenticator app, or one of your recovery codes."),
            **_CODE,
        )

    def clean_code(self) -> str:
        now = timezone.now()
        code: str = super().clean_code()  # type: ignore[misc] # of the form
        if self.authenticator.type == Authenticator.Type.TOTP and not use_code(self.authenticator, code, now=now):
            raise get_adapter().validation_error("incorrect_code")
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            tell_owner(self.authenticator.user, Happened.CODE_USED, now=now)
        return code


class CodeForm(_CountedMixin, _OneUseMixin, AuthenticateForm):  # type: ignore[misc] # allauth has no types
    """The second step of signing in."""


class ConfirmCodeForm(_CountedMixin, _OneUseMixin, ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    """Confirms that it is still the same person."""


class SetUpAppForm(ActivateTOTPForm):  # type: ignore[misc] # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's arguments
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = CodeInput()
        _set_words(self.fields["code"], _("Code from the app"), missing=_("Enter the code from the app."), **_CODE)


class InvitedAppForm(SetUpAppForm):
    """A password and an authenticator app, both set up at once by whoever was invited."""

    field_order = ("password1", "password2", "code")  # the code last, as it lasts a minute only
    password1 = forms.CharField(widget=forms.PasswordInput)
    password2 = forms.CharField(widget=forms.PasswordInput)
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's arguments
        super().__init__(*args, **kwargs)
        _set_words_of_new_password(self.fields)

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean_password2(self) -> str:
        repeated: str = self.cleaned_data["password2"]
        first = self.cleaned_data.get("password1")
        if first and repeated != first:
            raise forms.ValidationError(_("The two passwords differ. Enter the same one twice."))
        return repeated


class _PasskeyNameMixin:
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's arguments
        super().__init__(*args, **kwargs)
        _set_words(
            self.fields["name"],  # type: ignore[attr-defined] # a form
            _("Name of the passkey"),
            missing=_("Enter a name."),
            hint=_("So that you can tell your passkeys apart, for example: work phone."),
        )
        self.fields["name"].max_length = 60  # type: ignore[attr-defined] # a form


class AddPasskeyForm(_PasskeyNameMixin, AddWebAuthnForm):  # type: ignore[misc] # allauth has no types
    """Every key is a passkey: it says who the person is and asks for a finger, a face or a PIN."""

    passwordless = None


class RenamePasskeyForm(_PasskeyNameMixin, EditWebAuthnForm):  # type: ignore[misc] # allauth has no types
    pass
