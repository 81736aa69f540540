"""The pages of the infoschránka: write, check, send, follow up."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from secrets import token_hex

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.kept import Kept
from core.requests import state_if_alike
from districts.page_context import atlas_of
from mailbox.intake import drafting, receipt_codes
from mailbox.intake.check_page import places_nearby, preview_message
from mailbox.intake.drafting import Draft
from mailbox.intake.form_rescue import loses_nothing
from mailbox.intake.form_token import issue_token
from mailbox.photos import storage

from . import followup_page

# A page with errors is no success: plain HTTP clients must not take it for one, and browsers show it all the same.
INVALID = HTTPStatus.UNPROCESSABLE_ENTITY
# Empty forms as they are kept, with these in place of tokens.
_EMPTY_FORMS = Kept(400_000)  # characters: each language in a few states of the data
_TOKEN, _CSRF_TOKEN = (token_hex() for _ in range(2))


@loses_nothing
def write(request: HttpRequest) -> HttpResponse:
    """The form; a filled in one leads to the page where the answers are checked."""
    now = timezone.now()
    if request.method != "POST":
        response = _empty_form(request, now)
        # Nothing personal is in it, and a browser that may keep it gives back what was filled in when one comes back.
        response["Cache-Control"] = "no-cache, private"
        return response
    if request.POST.get("step") == "edit":
        return _form_page(request, drafting.receive_draft(request, now=now, checked=False))
    draft = drafting.receive_draft(request, now=now)
    return _form_page(request, draft, INVALID) if draft.problems else _check_page(request, draft)


@loses_nothing
def send(request: HttpRequest) -> HttpResponse:
    """Accept the message and say its code, in the answer to this very request: the code is never in an address."""
    if request.method != "POST":
        return render(request, "mailbox/nothing_sent.html")
    now = timezone.now()
    draft = drafting.receive_draft(request, now=now)
    if draft.problems:
        return _form_page(request, draft, INVALID)
    if draft.proof is None:
        return _check_page(request, draft, INVALID)
    submitted, entry = drafting.send_draft(request, draft, draft.proof, now=now), draft.entry()
    context = {
        "message": submitted.message,
        "receipt": receipt_codes.format_code(submitted.receipt),
        "entry": entry,
        "copied": submitted.copied,
        "nearby": places_nearby(entry, atlas=atlas_of(request)),
        "dangers": draft.dangers,
    }
    return render(request, "mailbox/sent.html", context)


@loses_nothing
def status(request: HttpRequest) -> HttpResponse:
    """Follow up by the code: it comes and goes in the body of requests only, so each answer is a page by itself."""
    if request.method != "POST":
        return render(request, "mailbox/code.html")
    asked = followup_page.look_up_or_add(request, now=timezone.now())
    if asked.message is None:
        return render(request, "mailbox/code.html", {"asked": asked}, status=INVALID)
    context = {"asked": asked, "dangers": asked.dangers, **followup_page.page_contents(asked.message)}
    return render(request, "mailbox/thread.html", context, status=INVALID if asked.problems else HTTPStatus.OK)


@require_safe
def photo(request: HttpRequest, sealed: str) -> HttpResponse:
    """A photo, for those who have its sealed name: its sender, on the pages of the form and of the follow-up."""
    name = storage.name_in_link(sealed)
    if name is None:
        raise Http404
    return storage.serve_photo(name)


def _empty_form(request: HttpRequest, now: datetime) -> HttpResponse:
    """The form to begin with. Without a query it is the same for everybody but for its tokens, so it is made once."""
    state = state_if_alike(request)
    if state is None:
        return _form_page(request, drafting.start_draft(request, now=now))

    def make() -> str:
        draft = replace(drafting.start_draft(request, now=now), token=_TOKEN)
        context = {"draft": draft, "form": draft.form, "csrf_token": _CSRF_TOKEN}
        return render_to_string("mailbox/write.html", context, request)

    page = _EMPTY_FORMS.get((state, request.path), make, len)
    return HttpResponse(page.replace(_TOKEN, issue_token(now=now)).replace(_CSRF_TOKEN, get_token(request)))


def _form_page(request: HttpRequest, draft: Draft, status: int = HTTPStatus.OK) -> HttpResponse:
    # What a link brings is not what somebody wrote.
    dangers = draft.dangers if request.method == "POST" else ()
    return render(
        request, "mailbox/write.html", {"draft": draft, "form": draft.form, "dangers": dangers}, status=status
    )


def _check_page(request: HttpRequest, draft: Draft, status: int = HTTPStatus.OK) -> HttpResponse:
    entry, placed = draft.entry(), draft.form.placed
    assert placed is not None  # noqa: S101 - a draft without problems has a place
    context = {
        "draft": draft,
        "preview": preview_message(entry, placed, atlas=atlas_of(request), now=timezone.now()),
        "again": draft.proof is None,
        "dangers": draft.dangers,
    }
    return render(request, "mailbox/check.html", context, status=status)
