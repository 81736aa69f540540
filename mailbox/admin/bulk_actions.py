"""What can be done with several messages of the inbox at once: chosen, looked at, done, and taken back for a while."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.admin.selects import QuickSelect
from core.admin.typed import StrOrPromise
from districts.models import Post
from mailbox import handling
from mailbox.models import BulkRun, Desk, Message, SavedReply
from mailbox.models.message import read_message_number
from mailbox.saved_replies.offering import fill_reply
from mailbox.saved_replies.placeholders import needs_hand, require_filled

from . import bulk_runs, inbox_rows, meanwhile
from .actions import ClosingFields
from .bulk_runs import UNDO_WITHIN, BulkResult
from .destinations import list_destinations, read_destination

_MOST_LISTED = 20  # reasons why something was not done


class BulkForm(forms.Form):
    """Something to do with each of several messages."""

    name: ClassVar[str]
    title: ClassVar[StrOrPromise]
    becomes: ClassVar[StrOrPromise]  # what is so afterwards

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, auto_id="bulk_%s", label_suffix="")

    def is_ready(self) -> bool:
        """Whether all is said that it needs."""
        return not self.fields or self.is_valid()

    def act(self, message: Message, user: User, now: datetime) -> None:
        """Do it with one of them."""
        raise NotImplementedError


class BulkClose(ClosingFields, BulkForm):
    name, title, becomes = "close", _("Close"), _("They will be closed.")

    saved = forms.ModelChoiceField(
        SavedReply.objects.none(), label=_("Saved reply"), required=False, empty_label=_("choose…"), widget=QuickSelect,
        help_text=_("Each sender reads it in their language, under what you write yourself."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        ready = [reply for reply in SavedReply.objects.filter(use=SavedReply.Use.CLOSING) if not needs_hand(reply.text)]
        field: Any = self.fields["saved"]
        field.queryset = SavedReply.objects.filter(pk__in=[reply.pk for reply in ready])
        field.choices = [("", field.empty_label), *((reply.pk, f"{reply}: {reply.text}") for reply in ready)]

    def has_words(self) -> bool:
        """Whether something is said to the sender."""
        return super().has_words() or self.cleaned_data.get("saved") is not None

    def text_for(self, message: Message, user: User, now: datetime) -> str:
        """What was written, and the saved reply in the language of the message."""
        saved, own = self.cleaned_data["saved"], super().text_for(message, user, now)
        if saved is None:
            return own
        filled = fill_reply(saved, message, user, on=timezone.localdate(now))
        text = "\n\n".join(filter(None, (own, filled.text)))
        require_filled(text)  # of this message something may not be known
        return text

    def act(self, message: Message, user: User, now: datetime) -> None:
        self.close(message, user, now)


class BulkForward(BulkForm):
    name, title, becomes = "forward", _("Forward"), _("They will belong to whom you choose.")

    to = forms.ChoiceField(
        label=_("To"), widget=QuickSelect, error_messages={"required": _("Choose who is to have the messages.")}
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why, so that they know what to do with it.")},
    )

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        self.fields["to"].choices = [("", _("choose…")), *list_destinations()]  # type: ignore[attr-defined] # of a choice
        self._to: Post | Desk | None = None

    def act(self, message: Message, user: User, now: datetime) -> None:
        self._to = self._to or read_destination(self.cleaned_data["to"])
        reason = self.cleaned_data["reason"]
        handling.forward_message(message=message, user=user, to=self._to, reason=reason, now=now)


class BulkSpam(BulkForm):
    name, title, becomes = "spam", _("Mark as spam"), _("They will be put away, and nobody is told.")

    def act(self, message: Message, user: User, now: datetime) -> None:
        handling.mark_spam(message=message, user=user, now=now)


class BulkRelease(BulkForm):
    name, title = "release", _("No spam")
    becomes = _("They will be taken for real ones; the promise counts from now.")

    def act(self, message: Message, user: User, now: datetime) -> None:
        handling.release_message(message=message, user=user, now=now)


ACTIONS: dict[str, type[BulkForm]] = {form.name: form for form in (BulkClose, BulkForward, BulkSpam, BulkRelease)}


def read_chosen(request: HttpRequest) -> dict[int, int]:
    """The chosen messages and what of each was seen: what the page of confirmation says, or what is so now."""
    chosen = {}
    for typed in request.POST.getlist("chosen"):
        number, _colon, seen = typed.partition(":")
        if (key := read_message_number(number)) is not None:
            chosen[key] = meanwhile.read_event_number(seen) if seen else meanwhile.last_event_of(key)
    return chosen


def confirm(form: BulkForm, chosen: dict[int, int], visible: QuerySet[Message], user: User) -> dict[str, Any]:
    """What the page shows that asks before anything is done; once the form is right, just what would come of it."""
    numbers = sorted(visible.filter(pk__in=chosen).values_list("pk", flat=True))
    tried, is_ready = BulkResult(), form.is_ready()
    if is_ready:
        now = timezone.now()
        tried = bulk_runs.try_in_bulk(chosen, visible, lambda message: form.act(message, user, now), user=user, now=now)
    return {
        "form": form,
        "is_ready": is_ready,
        "tried": tried,
        "mails": sorted(tried.mails.items()),
        "count": len(tried.done) if is_ready else len(numbers),
        "chosen": [f"{number}:{chosen[number]}" for number in numbers],
        "rows": inbox_rows.load_rows(numbers, [], today=timezone.localdate(), with_boxes=False),
        "minutes": UNDO_WITHIN.seconds // 60,
    }


def do_it(request: HttpRequest, form: BulkForm, chosen: dict[int, int], visible: QuerySet[Message], user: User) -> None:
    """Do what was confirmed, and say what came of it."""
    now = timezone.now()
    result = bulk_runs.do_in_bulk(
        chosen, visible, lambda message: form.act(message, user, now), user=user, action=form.name, now=now
    )
    if result.done:
        text = ngettext("Done with %d message.", "Done with %d messages.", len(result.done))
        messages.success(request, text % len(result.done))
    _say_refused(request, [f"{message}: {why}" for message, why in result.refused])


def undo(request: HttpRequest, run: BulkRun, user: User) -> None:
    """Take a run back, and say what came of it."""
    result = bulk_runs.undo_run(run, user=user, now=timezone.now())
    if result.done:
        text = ngettext("Taken back with %d message.", "Taken back with %d messages.", len(result.done))
        messages.success(request, text % len(result.done))
    if not result.done and not result.refused:
        messages.warning(request, gettext("This cannot be taken back any more."))
    left = gettext("%s: something was done with it since, so it is left as it is.")
    _say_refused(request, [left % message for message, _why in result.refused])


def list_undoable(user: User | AnonymousUser) -> list[dict[str, Any]]:
    """What somebody has done just now and can take back, in words."""
    found = []
    for run in bulk_runs.find_undoable(user, now=timezone.now()):
        count: int = run.messages  # type: ignore[attr-defined] # counted with it
        until = timezone.localtime(run.at + UNDO_WITHIN)
        said = ngettext("%(action)s: %(count)d message.", "%(action)s: %(count)d messages.", count)
        words = said % {"action": ACTIONS[run.action].title, "count": count}
        found.append({"pk": run.pk, "words": words, "until": f"{until:%H:%M}"})
    return found


def _say_refused(request: HttpRequest, texts: list[str]) -> None:
    for text in texts[:_MOST_LISTED]:
        messages.warning(request, text)
    if more := len(texts) - _MOST_LISTED if len(texts) > _MOST_LISTED else 0:
        messages.warning(request, ngettext("and %d other", "and %d others", more) % more)
