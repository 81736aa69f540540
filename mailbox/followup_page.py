"""The follow-up page: from a typed code to the thread of a message, and what its sender adds there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.danger import Danger, recognise
from mailbox.intake import receipt_codes
from mailbox.intake.drafting import FormError, count_or_refuse, receive_photos
from mailbox.intake.forms import AdditionForm
from mailbox.intake.throttling import MOST_GUESSES, MOST_SENDS, Scope
from mailbox.models import Attachment, FoundState, Happened, Kind, Message, Reply, Screening, State
from mailbox.models.thread import HANDED_OVER
from mailbox.photos import storage
from mailbox.photos.uploads import Uploads

from . import followup, lifecycle
from .lifecycle import Action


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What somebody asked for with a code, and what came of it."""

    typed: str
    message: Message | None = None  # None when the code leads nowhere; `problems` say why
    problems: tuple[FormError, ...] = ()
    text: str = ""  # of an addition that could not be taken
    dangers: tuple[Danger, ...] = ()  # that an addition speaks of
    unsolved: bool = False
    uploads: Uploads = field(default_factory=Uploads)
    added: bool = False

    @property
    def refused(self) -> list[str]:
        """What is wrong with what was asked for, in words."""
        return [problem.message for problem in self.problems]

    @property
    def text_errors(self) -> list[str]:
        """What is wrong with the text of an addition, in words; its photos have their own."""
        return [problem.message for problem in self.problems if problem.field == "text"]


@dataclass(frozen=True, slots=True)
class ShownReply:
    """A text of the thread with the links to its photos."""

    reply: Reply
    photos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """What was done with the message, between the texts of the thread."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class WayStop:
    """A stop on the way of a found thing."""

    label: str
    done: bool
    current: bool


def look_up_or_add(request: HttpRequest, *, now: datetime) -> FollowUp:
    """Look up the code that came with a request, and take an addition if one came too.

    A right code opens its message however many wrong ones came from the same address. One that fails its check digit is
    a slip of the fingers; only a good one that belongs to nothing is counted.

    Raises:
        TooMany: the code is wrong, as too many from this address were, or too much was sent from there.
    """
    typed = request.POST.get("code", "").strip()[:60]
    code = receipt_codes.parse_code(typed)
    if code is None:
        said = (
            _("Type the code that you got when you sent the message.")
            if not typed
            else _("Check the digits, please: the code has 17 and one of them does not fit.")
        )
        return FollowUp(typed, problems=(FormError("code", said),))
    message = receipt_codes.find_message(code)
    if message is None:
        count_or_refuse(request, Scope.GUESS, MOST_GUESSES, now=now)
        return FollowUp(
            typed, problems=(FormError("code", _("We know no message with this code. Check the digits, please.")),)
        )
    typed = receipt_codes.format_code(code)
    if request.POST.get("step") != "add" or not lifecycle.allows(Action.ADD, message):
        return FollowUp(typed, message)
    return _take_addition(request, typed, message, now=now)


def _take_addition(request: HttpRequest, typed: str, message: Message, *, now: datetime) -> FollowUp:
    held = receive_photos(request, now=now)
    text = request.POST.get("text", "")
    dangers = recognise(text)
    form = AdditionForm(request.POST, has_photos=bool(held.held))
    problems = [FormError("text", str(messages[0])) for messages in form.errors.values()]
    problems += [FormError("photos", said) for said in held.problems]
    if not problems:
        count_or_refuse(request, Scope.SEND, MOST_SENDS, now=now)
        data = form.cleaned_data
        try:
            followup.store_addition(
                message=message, text=data["text"], photos=held.photos, unsolved=data["unsolved"], now=now
            )
        except ValidationError as error:
            problems = [FormError("text", error.messages[0])]
        message.refresh_from_db()
    if problems:
        unsolved = bool(request.POST.get("unsolved"))
        return FollowUp(typed, message, tuple(problems), text, dangers, unsolved, held)
    return FollowUp(typed, message, dangers=dangers, added=True)


def page_contents(message: Message) -> dict[str, Any]:
    """What the page of a message shows."""
    thread = followup.read_thread(message)
    held_back = message.screening == Screening.QUARANTINE  # no hint for those who send spam
    state = State.RECEIVED if held_back else State(message.state)
    return {
        "message": message,
        "state": state.value,
        "photos": _photo_links(thread.photos),
        "entries": _in_order(thread, message),
        "steps": _way_of_found_thing(message),
        "may_add": lifecycle.allows(Action.ADD, message),
        "may_reopen": lifecycle.reopens(message),
    }


def _in_order(thread: followup.Thread, message: Message) -> list[ShownReply | ShownStep]:
    """The texts, and who was given the message and when it was closed, as they came; texts of a moment first."""
    entries: list[tuple[datetime, ShownReply | ShownStep]] = [
        (reply.created_at, ShownReply(reply, _photo_links(reply.attachments.all()))) for reply in thread.replies
    ]
    for event in message.events.filter(kind__in=(Happened.FORWARDED, Happened.CLOSED)):
        words = (
            _("Passed on to: %s") % event.detail if event.kind == Happened.FORWARDED else _("The message was closed.")
        )
        entries.append((event.at, ShownStep(event.at, words)))
    return [entry for _at, entry in sorted(entries, key=lambda each: each[0])]


def _way_of_found_thing(message: Message) -> list[WayStop]:
    """The way of a found thing, with how far it has come; nothing for other messages."""
    if message.kind != Kind.NALEZ:
        return []
    state = FoundState(message.found_item.state)
    end = state if state in HANDED_OVER else FoundState.RETURNED
    way = [FoundState.FOUND, FoundState.DEPOSITED, FoundState.TAKEN_OVER, end]
    reached = way.index(state)
    return [WayStop(str(one.label), place <= reached, one is state) for place, one in enumerate(way)]


def _photo_links(attachments: Iterable[Attachment]) -> tuple[str, ...]:
    return tuple(storage.seal_link(one.name) for one in attachments)
