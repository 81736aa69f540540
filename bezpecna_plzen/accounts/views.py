"""Pages of an account that differ from allauth's own."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordSetView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.internal.flows import signup_authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from districts.lookup import atlas

from .one_time_codes import use_code
from .second_factor import is_own_page
from .security_mails import Happened, tell_owner


@never_cache
def protect(request: HttpRequest) -> HttpResponse:
    """Tells who has a password only how to get a second factor; whoever is signed in has one and goes on."""
    if request.user.is_authenticated:
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        return HttpResponseRedirect(wanted if is_own_page(request, wanted) else reverse("admin:index"))
    return render(request, "account/protect.html", {"department": atlas.current().department})


class SetUpAppView(ActivateTOTPView):  # type: ignore[misc] # allauth has no types
    """Setting up an app uses it: the code counts as used, and the second factor as proved in this session."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - Django's
        """A code comes after a password, so that is set first."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            messages.info(request, _("Set a password first: codes of the app are asked for after it."))
            return redirect("account_set_password")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - allauth's form
        response: HttpResponse = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        use_code(app, form.cleaned_data["code"], now=timezone.now())
        post_authentication(self.request, app)
        return response


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc] # allauth has no types
    """Recovery codes come with it only to those who have a password: they are asked for after it."""

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - allauth's form
        user, new = self.request.user, form.cleaned_data
        post_authentication(self.request, signup_authenticator(self.request, user, new["name"], new["credential"]))
        tell_owner(user, Happened.PASSKEY_ADDED, now=timezone.now(), detail=new["name"])
        codes = user.has_usable_password() and auto_generate_recovery_codes(self.request)
        return redirect("mfa_view_recovery_codes" if codes else "mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's arguments
        options = {"creation_options": begin_registration(self.request.user, passwordless=True)}
        # Past allauth's own, which would begin again, for a key that is no passkey.
        context: dict[str, Any] = super(AddWebAuthnView, self).get_context_data(**kwargs)
        return context | {"js_data": options}


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc] # allauth has no types
    """The only second factor stays: without it nothing would open, and only an invitation would help."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - Django's
        adapter = get_adapter()
        if request.user.is_authenticated and not adapter.can_delete_authenticator(self.get_object()):
            messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class FirstPasswordView(PasswordSetView):  # type: ignore[misc] # allauth has no types
    """A password for whoever has only passkeys so far."""

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")
