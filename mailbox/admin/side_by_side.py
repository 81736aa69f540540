"""What the script of a message's page asks while it is open: to keep what is typed, and who else is there."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailbox import drafts, presence
from mailbox.drafts import NewerDraft
from mailbox.models import Draft, Message, ReplyKind
from mailbox.presence import Present

from . import meanwhile
from .actions import LONGEST_ANSWER, Case

KINDS = {"answer": ReplyKind.ANSWER, "note": ReplyKind.NOTE}  # the forms whose text is kept, by their names


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of the text of a form that is shown again."""

    version: int  # of the draft that its page goes on with
    other: str = ""  # what another page kept since, which is shown beside it
    said: str = ""  # about that


def keep_typed(request: HttpRequest, message: Message, user: User, name: str) -> Kept | None:
    """Keep the text of a form that came and is shown again, also without a script; None if it is of another kind."""
    if name not in KINDS:
        return None
    try:
        draft = _keep(request, message, user, name)
    except NewerDraft as newer:  # its author sees both now, so what they send next counts
        return Kept(newer.draft.version, newer.draft.text, _about_newer(newer.draft))
    return Kept(draft.version if draft else 0)


def answer_draft(request: HttpRequest, message: Message, user: User) -> JsonResponse:
    """Keep a draft; says when it was kept, or what another page of the same person has kept since."""
    name = request.POST.get("kind", "")
    if name not in KINDS:
        return JsonResponse({}, status=400)
    presence.note_presence(message=message, user=user, writing=True, now=timezone.now())
    try:
        draft = _keep(request, message, user, name)
    except NewerDraft as newer:
        said = _about_newer(newer.draft)
        return JsonResponse({"said": said, "text": newer.draft.text, "version": newer.draft.version}, status=409)
    if draft is None:
        return JsonResponse({"said": "", "version": 0})
    return JsonResponse({"said": _("Kept at %s") % _clock(draft), "version": draft.version})


def answer_presence(request: HttpRequest, case: Case) -> JsonResponse:
    """Say who else has the message open and what came since; note that this page is open still, or left."""
    if request.POST.get("left"):
        presence.forget_presence(message=case.message, user=case.user)
        return JsonResponse({})
    now = timezone.now()
    presence.note_presence(message=case.message, user=case.user, now=now)
    others = presence.list_others(case.message, case.user, now=now)
    events = meanwhile.list_since(case.message, case.seen)
    return JsonResponse({"others": others_in_words(others), "news": meanwhile.in_words(events) if events else ""})


def others_in_words(others: list[Present]) -> str:
    """Who else has the message open; nothing if nobody has."""
    if not others:
        return ""
    names = ", ".join(_("%s (writing)") % each.name if each.is_writing else each.name for each in others)
    return ngettext("%s has this message open, too.", "%s have this message open, too.", len(others)) % names


def drafts_in_words(kept: dict[str, Draft]) -> dict[str, Any]:
    """What the page says at each form whose text was begun before."""
    return {kind: _("You began to write this on %s.") % _day_and_clock(draft) for kind, draft in kept.items()}


def _keep(request: HttpRequest, message: Message, user: User, name: str) -> Draft | None:
    text, version = request.POST.get("text", "")[:LONGEST_ANSWER], drafts.read_version(request.POST.get("version"))
    return drafts.keep_draft(
        message=message, user=user, kind=KINDS[name], text=text, version=version, now=timezone.now()
    )


def _about_newer(draft: Draft) -> str:
    return _("On another page or device you went on with this text at %s:") % _clock(draft)


def _clock(draft: Draft) -> str:
    return f"{timezone.localtime(draft.saved_at):%H:%M}"


def _day_and_clock(draft: Draft) -> str:
    at = timezone.localtime(draft.saved_at)
    return f"{at.day}.\u00a0{at.month}. {at:%H:%M}"
