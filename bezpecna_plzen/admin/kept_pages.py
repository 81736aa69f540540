"""A form sent to the administration by somebody who was signed out meanwhile: nothing is lost, and nothing is done."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bezpecna_plzen.accounts import kept_forms
from bezpecna_plzen.accounts.kept_forms import KeptForm
from bezpecna_plzen.accounts.second_factor import Standing, find_standing
from mailbox.intake.form_rescue import find_prose, list_typed_fields

View = Callable[..., HttpResponse]


def answer(request: HttpRequest, view: View, proceed: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Answer a request to the administration, with a form that was kept, or keeping one.

    Args:
        view: that the address belongs to.
        proceed: answers as if nothing was kept.
    """
    standing, now = find_standing(request), timezone.now()
    if request.method == "POST" and standing is Standing.ANONYMOUS:
        written = find_prose(list_typed_fields(request))
        if (written or _can_show(view)) and kept_forms.keep_form(request, now=now):
            messages.info(
                request,
                _("You were signed out meanwhile. What you wrote is kept for an hour: sign in, and it is here again."),
            )
        elif written:
            return render(request, "account/typed.html", {"written": written}, status=HTTPStatus.FORBIDDEN)
    elif standing is Standing.ALLOWED and (kept := kept_forms.find_kept_form(request, now=now)):
        if request.method == "GET":
            return _bring_back(request, view, proceed, kept)
        kept_forms.forget_kept_form(request)  # it is sent again
    return proceed(request)


def _bring_back(
    request: HttpRequest, view: View, proceed: Callable[[HttpRequest], HttpResponse], kept: KeptForm
) -> HttpResponse:
    """The form as it was filled in; of one that cannot be shown so, the texts."""
    said = _("You are signed in again, and here is what you wrote. Nothing of it has been saved or sent yet.")
    if kept.had_files:
        said += " " + _("Choose the files once more.")
    messages.warning(request, said)
    if _can_show(view):
        return proceed(kept.as_sent(request))
    kept_forms.forget_kept_form(request)  # the page is wanted next
    return render(request, "admin/kept.html", {"written": find_prose(kept.fields), "address": request.get_full_path()})


def _can_show(view: View) -> bool:
    """Whether a view can show a form without carrying it out."""
    owner, name = getattr(view, "__self__", None), getattr(view, "__name__", "")
    return name in getattr(owner, "restored_views", ())
