"""Pages that show people where they are signed in, and end it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from . import signed_in


@never_cache
@login_required
def list_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    assert isinstance(request.user, User)  # noqa: S101 - signed in
    here = signed_in.list_signed_in(request.user, this=request.session.session_key, now=timezone.now())
    return render(request, "account/sessions.html", {"sessions": here})


@login_required
@require_POST
def end_other_session(request: HttpRequest) -> HttpResponse:
    """End one of one's sessions; the one that asks is ended by signing out."""
    assert isinstance(request.user, User)  # noqa: S101 - signed in
    if signed_in.end_named_session(request.user, request.POST.get("session", "")):
        messages.success(request, _("That device is signed out."))
    else:
        messages.info(request, _("That device was signed out already."))
    return redirect("account_sessions")


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions, this one too."""
    assert isinstance(request.user, User)  # noqa: S101 - signed in
    signed_in.end_all_sessions(request.user)
    logout(request)
    messages.success(request, _("You are signed out on all devices, on this one too."))
    return redirect("account_login")
