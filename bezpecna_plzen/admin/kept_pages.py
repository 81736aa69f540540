"""A form sent to the administration by somebody who was signed out meanwhile: nothing is lost, and nothing is done."""

import re
from collections.abc import Callable
from copy import copy
from http import HTTPStatus

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bezpecna_plzen.accounts import kept_forms
from bezpecna_plzen.accounts.kept_forms import KeptForm
from bezpecna_plzen.accounts.second_factor import Standing, find_standing
from core.admin.restored_forms import is_restored, mark_restored
from mailbox.intake.form_rescue import find_prose, list_typed_fields

View = Callable[..., HttpResponse]
_TECHNICAL = re.compile(r"^_|^initial-|^(opened|jazyk|seen|version|do|next)$|_FORMS$|__prefix__|-(id|DELETE)$")
_SHORTEST = 3  # characters: what is shorter is a number of a choice
BACK = gettext_lazy("You are signed in again, and here is what you wrote. Nothing of it has been saved or sent yet.")


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
        elif texts := _find_texts(request) if _can_show(view) else written:
            return _show_to_copy(request, texts)
    elif is_restored(request):
        return proceed(request)
    elif standing is Standing.ALLOWED and (kept := kept_forms.find_kept_form(request, now=now)):
        if request.method == "GET":
            return _bring_back(request, view, proceed, kept)
        kept_forms.forget_kept_form(request)  # it is sent again
    return proceed(request)


def answer_unverified(request: HttpRequest) -> HttpResponse | None:
    """Answer a form of this site whose token is of an earlier signing in: people sign in again in another window.

    Nothing is done: whoever is signed in now gets it back as it was filled in, with a new token. Nothing is kept
    either, as the page may be somebody else's who used this browser before. None if the address is not one of the
    administration, or of a script, or nothing was typed.
    """
    found = request.resolver_match
    view = _find_view(found.func) if found else None
    if found is None or view is None or getattr(view, "for_script", False):
        return None
    match find_standing(request):
        case Standing.ALLOWED if _can_show(view):
            messages.warning(request, BACK)
            again = copy(request)
            again.csrf_processing_done = True  # type: ignore[attr-defined] # as Django marks it
            mark_restored(again, may_be_foreign=True)
            response: HttpResponse = found.func(again, *found.args, **found.kwargs)
            return response
        case Standing.ALLOWED if written := find_prose(list_typed_fields(request)):
            context = {"written": written, "address": request.get_full_path()}
            return render(request, "admin/kept.html", context, status=HTTPStatus.FORBIDDEN)
        case Standing.ANONYMOUS if written := _find_texts(request):
            return _show_to_copy(request, written)
    return None


def _show_to_copy(request: HttpRequest, written: list[str]) -> HttpResponse:
    """What was typed by somebody who is not signed in and whom the portal does not know."""
    return render(request, "account/typed.html", {"written": written}, status=HTTPStatus.FORBIDDEN)


def _find_texts(request: HttpRequest) -> list[str]:
    """What people typed, also a telephone or a name; not what the page itself put there."""
    return [
        value
        for name, value in list_typed_fields(request)
        if len(value) >= _SHORTEST and not _TECHNICAL.search(name) and value.casefold() not in ("true", "false")
    ]


def _find_view(func: View) -> View | None:
    """The method of a class of the admin behind what an address leads to."""
    view: View | None = func
    while view is not None and not isinstance(getattr(view, "__self__", None), ModelAdmin):
        view = getattr(view, "__wrapped__", None)
    return view


def _bring_back(
    request: HttpRequest, view: View, proceed: Callable[[HttpRequest], HttpResponse], kept: KeptForm
) -> HttpResponse:
    """The form as it was filled in; of one that cannot be shown so, the texts."""
    said = str(BACK)
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
