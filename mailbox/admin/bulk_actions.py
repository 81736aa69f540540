"""What can be done with several messages of the inbox at once."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mailbox import handling
from mailbox.models import Message, Outcome
from mailbox.models.message import read_message_number


def _close_as_solved(*, message: Message, user: User, now: datetime) -> None:
    handling.close_message(message=message, user=user, outcome=Outcome.SOLVED, now=now)


ACTIONS: dict[str, tuple[Promise, Callable[..., None]]] = {
    "close": (_("Close as solved"), _close_as_solved),
    "spam": (_("Mark as spam"), handling.mark_spam),
    "release": (_("No spam"), handling.release_message),
}


def run_on_chosen(request: HttpRequest, visible: QuerySet[Message], *, now: datetime) -> None:
    """Do the chosen action with the chosen messages, each by itself, and say what came of it.

    Args:
        visible: the messages that the user may see; what else is chosen is as if it did not exist.
    """
    keys = [key for typed in request.POST.getlist("chosen") if (key := read_message_number(typed)) is not None]
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None or not keys:
        messages.warning(request, gettext("Choose messages and what to do with them."))
        return
    done, refused = 0, []
    for message in visible.filter(pk__in=keys).order_by("pk"):
        try:
            action[1](message=message, user=request.user, now=now)
            done += 1
        except ValidationError as error:
            refused.append(f"{message}: {' '.join(error.messages)}")
    if not done and not refused:
        messages.warning(request, gettext("Choose messages and what to do with them."))
    if done:
        text = ngettext("Done with %d message.", "Done with %d messages.", done)
        messages.success(request, text % done)
    for text in refused:
        messages.warning(request, text)
