"""What somebody typed in the administration while their session ended: kept until they have signed in again.

It waits in the session in which they sign in, so in this browser only, and for an hour. Whose it is, the browser's
cookie tells: forms of whoever was signed in before them are refused anyway, as signing in changes their token.
"""

from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from core.admin.restored_forms import mark_restored
from mailbox.intake.form_rescue import list_typed_fields

from . import devices
from .sessions import KEPT, KEPT_FOR

MOST_CHARACTERS = 500_000


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that waits for its sender."""

    user: int
    address: str  # that it was sent to
    fields: list[tuple[str, str]]
    had_files: bool  # which browsers do not send twice

    def as_sent(self, request: HttpRequest) -> HttpRequest:
        """A request like the one that was sent, marked so that nothing is done."""
        restored = copy(request)
        data = QueryDict(mutable=True)
        for name, value in self.fields:
            data.appendlist(name, value)
        restored.method, restored.POST = "POST", data  # type: ignore[assignment] # which nobody changes
        restored._files = MultiValueDict()  # type: ignore[attr-defined] # what FILES gives
        mark_restored(restored)
        return restored


def keep_form(request: HttpRequest, *, now: datetime) -> bool:
    """Keep what was typed for whoever signed in last in this browser; whether it could be."""
    user, fields = devices.last_user(request, now=now), list_typed_fields(request)
    if user is None or not fields or sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS:
        return False
    request.session[KEPT] = {
        "user": user,
        "address": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
        "until": (now + KEPT_FOR).timestamp(),
    }
    return True


def find_kept_form(request: HttpRequest, *, now: datetime) -> KeptForm | None:
    """What waits for this person at this address."""
    kept = request.session.get(KEPT)
    if kept is None or kept["address"] != request.get_full_path():
        return None
    if kept["user"] != request.user.pk or kept["until"] < now.timestamp():
        forget_kept_form(request)
        return None
    return KeptForm(kept["user"], kept["address"], [(name, value) for name, value in kept["fields"]], kept["had_files"])


def forget_of_others(request: HttpRequest, user: User) -> None:
    """What waits for somebody else is not theirs who have signed in."""
    if request.session.get(KEPT, {}).get("user") != user.pk:
        forget_kept_form(request)


def forget_kept_form(request: HttpRequest) -> None:
    """It was sent again, or is not for whoever is here now."""
    request.session.pop(KEPT, None)
