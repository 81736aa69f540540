"""What every page of the administration asks to warn before a session ends, and to prolong it."""

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bezpecna_plzen.accounts.session_length import TimeLeft, find_time_left
from core.requests import for_script

WARNED_S = 300  # before the end


@for_script(automatic=True)
@require_GET
def tell_time_left(request: HttpRequest) -> HttpResponse:
    """How long the session goes on; that a page asks by itself does not prolong it."""
    return _answer(request)


@for_script(automatic=False)
@require_POST
def prolong_session(request: HttpRequest) -> HttpResponse:
    """Let the idle time begin anew, as whatever somebody does here; the longest time stays."""
    return _answer(request)


def _answer(request: HttpRequest) -> HttpResponse:
    """How many seconds are left, in words too if they are few; what the page needs to go on after signing in again."""
    left = find_time_left(request, now=time.time())
    said, more = in_words(left)
    return JsonResponse(
        {
            "left": left.shortest_s,
            "said": said,
            "more": more,
            "prolongs": left.longest_s > WARNED_S,
            "user": request.user.pk,
            "token": get_token(request),
        }
    )


def in_words(left: TimeLeft) -> tuple[str, str]:
    """What is said before a session ends, and what can be done; nothing while there is time."""
    if left.shortest_s > WARNED_S:
        return "", ""
    minutes = 1 if left.shortest_s <= 60 else WARNED_S // 60  # said aloud twice, not with every minute
    if left.longest_s <= WARNED_S:
        said = ngettext(
            "In less than %d minute you have to sign in again: nobody stays signed in for more than twelve hours.",
            "In less than %d minutes you have to sign in again: nobody stays signed in for more than twelve hours.",
            minutes,
        )
        more = _("Answers and notes that you are writing are kept. Save other forms now, or go on after signing in.")
        return said % minutes, more
    said = ngettext(
        "In less than %d minute you will be signed out, because nothing has happened here for long.",
        "In less than %d minutes you will be signed out, because nothing has happened here for long.",
        minutes,
    )
    hours, rest = divmod(left.longest_s // 60, 60)
    longest = f"{hours}\u00a0h {rest}\u00a0min" if hours else f"{rest}\u00a0min"
    return said % minutes, _("You can go on for %s at most, then you have to sign in again.") % longest
