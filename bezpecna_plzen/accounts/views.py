"""Pages of an account that differ from allauth's own."""

from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from .second_factor import is_own_page, is_protected

WANTED = "wanted"  # in the session: the page somebody was on the way to when asked for a second factor


@never_cache
@login_required
def protect(request: HttpRequest) -> HttpResponse:
    """Explains the second factor and offers its kinds; remembers where the person was going."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not is_own_page(request, wanted):
        wanted = reverse("admin:index")
    if is_protected(request.user):
        return redirect(wanted)
    request.session[WANTED] = wanted
    return render(request, "account/protect.html")


class _SetUpMixin:
    """Setting up a second factor uses it, so it counts as proved in this session; then on to where one was going."""

    request: HttpRequest
    did_generate_recovery_codes: bool
    kind: Authenticator.Type

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - allauth's form
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc] # of the view
        new = Authenticator.objects.filter(user=self.request.user, type=self.kind).latest("pk")
        post_authentication(self.request, new)
        return response

    def get_success_url(self) -> str:
        if self.did_generate_recovery_codes:
            return reverse("mfa_view_recovery_codes")
        return str(self.request.session.pop(WANTED, reverse("mfa_index")))


class SetUpAppView(_SetUpMixin, ActivateTOTPView):  # type: ignore[misc] # allauth has no types
    kind = Authenticator.Type.TOTP


class AddPasskeyView(_SetUpMixin, AddWebAuthnView):  # type: ignore[misc] # allauth has no types
    kind = Authenticator.Type.WEBAUTHN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's arguments
        options = {"creation_options": begin_registration(self.request.user, passwordless=True)}
        # Past allauth's own, which would begin again, for a key that is no passkey.
        context: dict[str, Any] = super(AddWebAuthnView, self).get_context_data(**kwargs)
        return context | {"js_data": options}
