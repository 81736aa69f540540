"""The pages that an invitation opens: setting up a passkey, or a password and an authenticator app.

Nobody is signed in before that is done, so nothing else opens meanwhile.
"""

import base64
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.internal.flows import signup_authenticator
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from districts.lookup import atlas

from . import invitations
from .audit import acting_as
from .forms import AddPasskeyForm, InvitedAppForm
from .invitations import Opened
from .models import Invitation
from .one_time_codes import use_code
from .security_mails import Happened, tell_owner

if TYPE_CHECKING:
    AnyFormView = FormView[Any]
else:
    AnyFormView = FormView

WANTED = "wanted"  # in the session: where to go on from the recovery codes


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class InvitationPage(AnyFormView):
    """What both ways have in common: the link is looked at first, and used up when the second factor is there."""

    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Django's
        opened = invitations.open_link(kwargs["token"], now=timezone.now())
        if opened.refusal is not None or opened.invitation is None:
            return self.refuse(opened)
        self.invitation = opened.invitation
        if request.user.is_authenticated and request.user != self.user:
            return render(request, "account/invitation_of_other.html", {"invited": self.user}, status=409)
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Who was invited."""
        return self.invitation.user

    def refuse(self, opened: Opened) -> HttpResponse:
        """Say why the link does not work, and what to do."""
        context = {"refusal": opened.refusal, "department": atlas.current().department}
        return render(self.request, "account/invitation_refused.html", context, status=410)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's arguments
        return super().get_context_data(**kwargs) | {"invited": self.user, "token": self.kwargs["token"]}

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - either form
        now = timezone.now()
        with acting_as(self.user), transaction.atomic():  # who is not signed in yet
            if not invitations.accept(self.invitation, now=now):
                return self.refuse(invitations.open_link(self.kwargs["token"], now=now))
            factor = self.set_up(form)
            if self.user.has_usable_password():
                RecoveryCodes.activate(self.user)
        return self.sign_in(factor)

    def set_up(self, form: Any) -> Authenticator:  # noqa: ANN401 - either form
        """Set up the second factor."""
        raise NotImplementedError

    def sign_in(self, factor: Authenticator) -> HttpResponse:
        """Sign in: whoever has just set it up has proved it."""
        post_authentication(self.request, factor, passwordless=factor.type == Authenticator.Type.WEBAUTHN)
        adapter = account_adapter(self.request)
        adapter.login(self.request, self.user)
        start = reverse("admin:index")
        self.request.session[WANTED] = start
        codes = reverse("mfa_view_recovery_codes")
        response: HttpResponse = adapter.post_login(
            self.request,
            self.user,
            email_verification="none",
            signal_kwargs=None,
            email=None,
            signup=False,
            redirect_url=codes if self.user.has_usable_password() else start,
        )
        return response


class PasskeyPage(InvitationPage):
    """The first page: one press and a finger."""

    template_name = "account/invitation.html"
    form_class = AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's arguments
        options = {"creation_options": begin_registration(self.user, passwordless=True)}
        return super().get_context_data(**kwargs) | {"js_data": options}

    def set_up(self, form: AddPasskeyForm) -> Authenticator:
        new = form.cleaned_data
        key: Authenticator = signup_authenticator(self.request, self.user, new["name"], new["credential"])
        tell_owner(self.user, Happened.PASSKEY_ADDED, now=timezone.now(), detail=new["name"])
        return key


class AppPage(InvitationPage):
    """The other way, for whoever has no passkeys: a password and an authenticator app."""

    template_name = "account/invitation_app.html"
    form_class = InvitedAppForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's arguments
        context = super().get_context_data(**kwargs)
        address = get_adapter().build_totp_url(self.user, context["form"].secret)
        picture = base64.b64encode(get_adapter().build_totp_svg(address).encode()).decode()
        return context | {"totp_svg_data_uri": f"data:image/svg+xml;base64,{picture}"}

    def set_up(self, form: InvitedAppForm) -> Authenticator:
        self.user.set_password(form.cleaned_data["password1"])
        self.user.save(update_fields=["password"])
        app: Authenticator = TOTP.activate(self.user, form.secret).instance
        use_code(app, form.cleaned_data["code"], now=timezone.now())
        tell_owner(self.user, Happened.APP_ADDED, now=timezone.now())
        clear_totp_secret(self.request)
        record_authentication(self.request, self.user, "password", username=self.user.get_username())
        return app
