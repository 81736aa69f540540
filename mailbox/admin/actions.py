"""What staff can do with a message: each action a small form of its own, and one function of `mailbox/handling.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Self

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.admin.selects import QuickSelect
from core.admin.typed import StrOrPromise
from core.staff_accounts import name_of
from mailbox import assignment, drafts, handling
from mailbox.models import (
    Event,
    FoundState,
    Message,
    Notification,
    Outcome,
    ReplyKind,
    SavedReply,
    State,
)
from mailbox.models.message import LARGEST_NUMBER
from mailbox.permissions import access
from mailbox.permissions.access import Openers
from mailbox.saved_replies.offering import CZECH, FilledReply, OfferedReply, fill_reply, language_of, list_offered
from mailbox.saved_replies.placeholders import require_filled

from . import meanwhile
from .destinations import list_destinations, read_destination

LONGEST_ANSWER = 10_000  # characters of an answer or note
OUTCOMES = [(outcome.value, outcome.label) for outcome in Outcome if outcome != Outcome.DUPLICATE]


@dataclass(frozen=True)
class Case:
    """A message and whoever deals with it."""

    message: Message
    user: User
    visible: QuerySet[Message]  # that the user may see today
    today: date
    seen: int = 0  # the last event that the user has seen, see `meanwhile.py`
    history: Sequence[Event] | None = None  # that ends with it, if it was read for the page
    begun: Mapping[str, str] = field(default_factory=dict)  # texts that the user has begun to write, by forms

    @cached_property
    def openers(self) -> Openers:
        """Who can open messages now."""
        return access.find_openers()

    @cached_property
    def saved_replies(self) -> Mapping[str, list[OfferedReply]]:
        """Those that are offered, by their use."""
        return list_offered(self.message)


class ActionForm(forms.Form):
    """Something to do with a message, on the state of it that the user has seen."""

    name: ClassVar[str]
    title: ClassVar[StrOrPromise]
    done: ClassVar[StrOrPromise]

    def __init__(self, data: QueryDict | None, case: Case) -> None:
        begun = {"text": case.begun.get(self.name, "")}
        super().__init__(data, initial=begun, auto_id=f"{self.name}_%s", label_suffix="")
        self.case = case

    def run(self, *, now: datetime) -> str:
        """Do it; the sentence says what was done.

        Raises:
            Overtaken: something else was done with the message since the user has seen it, so this was not.
            ValidationError: it makes no sense now; says why.
        """
        with transaction.atomic():
            message = Message.objects.select_for_update().get(pk=self.case.message.pk)
            if not self.is_repeated(message):
                meanwhile.refuse_if_overtaken(message, self.case.seen)
            return self.carry_out(now)

    def is_repeated(self, message: Message) -> bool:
        """Whether just this was done a moment ago (a double click), so that doing it again changes nothing."""
        return False

    def carry_out(self, now: datetime) -> str:
        """Do it, inside the transaction in which nothing else can be done with the message; says what was done."""
        self.perform(self.case.message, self.case.user, now)
        return str(self.done)

    def perform(self, message: Message, user: User, now: datetime) -> None:
        raise NotImplementedError

    def forget_draft(self, message: Message, user: User, kind: ReplyKind) -> None:
        """The text of the form is sent, so it is no draft any more."""
        text, version = self.cleaned_data["text"], drafts.read_version(self.data.get("version"))
        drafts.forget_sent(message=message, user=user, kind=kind, text=text, version=version)


def _multiline_field(label: StrOrPromise, *, missing: StrOrPromise, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class FormWithReplies(ActionForm):
    """A form with a text for the sender, into which a saved reply can be put."""

    use: ClassVar[str]  # of the saved replies that are offered

    saved = forms.ModelChoiceField(
        SavedReply.objects.all(), label=_("Saved reply"), required=False, empty_label=_("choose…"), widget=QuickSelect
    )

    def __init__(self, data: QueryDict | None, case: Case) -> None:
        super().__init__(data, case)
        self.saved_replies = case.saved_replies[self.use]
        self.is_foreign = language_of(case.message) != CZECH
        choices = [(reply.pk, reply.label) for reply in self.saved_replies]
        self.fields["saved"].choices = [("", _("choose…")), *choices]  # type: ignore[attr-defined] # of a choice

    def with_saved(self) -> Self:
        """The same form with the text of the chosen saved reply put in."""
        data = QueryDict(mutable=True)
        data.update({name: self.data.get(name, "") for name in self.fields if name in self.data})
        if (chosen := self.fill_chosen()) is not None:
            data["text"] = "\n\n".join(filter(None, (data.get("text", "").strip(), chosen.text)))
        return type(self)(data, self.case)

    def fill_chosen(self) -> FilledReply | None:
        """The saved reply that was chosen, if there is one."""
        key = self.data.get("saved", "")
        if key not in {str(reply.pk) for reply in self.saved_replies}:
            return None
        return fill_reply(SavedReply.objects.get(pk=key), self.case.message, self.case.user, on=self.case.today)

    @property
    def czech(self) -> str:
        """What was put in, in Czech, if the message is in another language."""
        chosen = self.fill_chosen() if self.is_bound else None
        return chosen.czech if chosen is not None else ""

    def clean_text(self) -> str:
        """The text, in which nothing is left to be filled in."""
        text: str = self.cleaned_data["text"]
        require_filled(text)
        return text


class AnswerForm(FormWithReplies):
    name, title, use = "answer", _("Answer"), SavedReply.Use.ANSWER
    done = _("The answer has been sent.")

    text = _multiline_field(_("Answer for the sender"), missing=_("Write the answer first."), rows=8)
    outcome = forms.ChoiceField(
        label=_("Then"),
        required=False,
        choices=[("", _("leave the message open")), (_("close it as"), OUTCOMES)],
        widget=QuickSelect,
    )

    def readers(self) -> str:
        """Who reads the answer, when it is more people than one; nothing otherwise."""
        count = self.case.message.duplicates.count() + 1
        if count == 1:
            return ""
        text = ngettext(
            "%d person will read the answer: the messages merged with this one have senders, too.",
            "%d people will read the answer: the messages merged with this one have senders, too.",
            count,
        )
        return text % count

    def is_repeated(self, message: Message) -> bool:
        """The same answer by the same person was the last thing written."""
        text, outcome = self.cleaned_data["text"], self.cleaned_data["outcome"]
        return handling.find_same_answer(message, self.case.user, text, outcome) is not None

    def perform(self, message: Message, user: User, now: datetime) -> None:
        outcome = Outcome(self.cleaned_data["outcome"]) if self.cleaned_data["outcome"] else None
        handling.answer_message(message=message, user=user, text=self.cleaned_data["text"], outcome=outcome, now=now)
        self.forget_draft(message, user, ReplyKind.ANSWER)


class NoteForm(ActionForm):
    name, title = "note", _("Internal note")
    done = _("The note has been saved.")

    text = _multiline_field(_("Note for colleagues; the sender never reads it"), missing=_("Write the note first."))

    def perform(self, message: Message, user: User, now: datetime) -> None:
        handling.add_note(message=message, user=user, text=self.cleaned_data["text"], now=now)
        self.forget_draft(message, user, ReplyKind.NOTE)


class AssignForm(ActionForm):
    name, title = "assign", _("Who deals with it")
    done = _("It has been written down who deals with the message.")

    to = forms.ModelChoiceField(
        User.objects.none(), label=_("Colleague"), required=False, empty_label=_("nobody in particular"),
        widget=QuickSelect,
    )  # fmt: skip

    def __init__(self, data: QueryDict | None, case: Case) -> None:
        super().__init__(data, case)
        self.initial["to"] = case.message.assigned_to_id
        colleagues = access.list_answerers(case.message.owner, on=case.today, openers=case.openers)
        self.is_mine = case.message.assigned_to_id == case.user.pk
        choices = [(user.pk, name_of(user)) for user in colleagues if user != case.user]
        field: Any = self.fields["to"]
        field.queryset = User.objects.filter(pk__in=[case.user.pk, *(user.pk for user in colleagues)])
        field.choices = [("", field.empty_label), (case.user.pk, _("me")), *choices]

    def perform(self, message: Message, user: User, now: datetime) -> None:
        assignment.assign_message(message=message, user=user, to=self.cleaned_data["to"], now=now)


class SnoozeForm(ActionForm):
    name, title = "snooze", _("Put off until a day")
    done = _("The message has been put off.")

    until = forms.DateField(
        label=_("To do again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty means now. The promise to the sender stays."),
    )

    def __init__(self, data: QueryDict | None, case: Case) -> None:
        super().__init__(data, case)
        self.initial["until"] = case.message.snoozed_until

    def perform(self, message: Message, user: User, now: datetime) -> None:
        assignment.snooze_message(message=message, user=user, until=self.cleaned_data["until"], now=now)


class ForwardForm(ActionForm):
    name, title = "forward", _("Forward")

    to = forms.ChoiceField(
        label=_("To"), widget=QuickSelect, error_messages={"required": _("Choose who is to have the message.")}
    )
    reason = _multiline_field(_("Why"), missing=_("Write why, so that they know what to do with it."), rows=3)

    def __init__(self, data: QueryDict | None, case: Case) -> None:
        super().__init__(data, case)
        self.fields["to"].choices = [("", _("choose…")), *list_destinations()]  # type: ignore[attr-defined] # of a choice

    def carry_out(self, now: datetime) -> str:
        """Forward it; the sentence says to whom."""
        to = read_destination(self.cleaned_data["to"])
        reason = self.cleaned_data["reason"]
        handling.forward_message(message=self.case.message, user=self.case.user, to=to, reason=reason, now=now)
        return gettext("%(message)s has been forwarded: %(to)s.") % {"message": self.case.message, "to": to}


class MergeForm(ActionForm):
    name, title = "merge", _("Merge a duplicate")

    number = forms.IntegerField(
        label=_("Number of the message that stays"),
        min_value=1,
        max_value=LARGEST_NUMBER,
        error_messages={"required": _("Type the number of the other message.")},
    )

    def clean_number(self) -> int:
        """The number of a message that the user may see."""
        number: int = self.cleaned_data["number"]
        self.into = self.case.visible.filter(pk=number).first()
        if self.into is None:
            raise ValidationError(gettext("You have no message %d. Check the number.") % number)
        return number

    def carry_out(self, now: datetime) -> str:
        """Merge it; the sentence says with which."""
        assert self.into is not None  # noqa: S101 - the form is valid
        handling.merge_messages(message=self.case.message, into=self.into, user=self.case.user, now=now)
        return gettext("%(message)s has been merged with %(into)s.") % {"message": self.case.message, "into": self.into}


class ClosingFields(forms.Form):
    """How a message ends: with a sentence to its sender, or deliberately without, which counts as unanswered."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("choose…")), *OUTCOMES],
        widget=QuickSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    text = forms.CharField(
        label=_("A sentence for the sender"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unanswered = forms.BooleanField(
        label=_("Close it without a word: it counts as unanswered in the figures"), required=False
    )

    def clean_text(self) -> str:
        """The text, in which nothing is left to be filled in."""
        text: str = self.cleaned_data["text"]
        require_filled(text)
        return text

    def clean(self) -> dict[str, Any]:
        """One of both must be chosen."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "text" in self.errors:
            return data
        if not (self.has_words() or data.get("unanswered") or self.is_answered()):
            self.add_error(
                "text", gettext("Write a sentence for the sender, or tick that you close it without a word.")
            )
        return data

    def is_answered(self) -> bool:
        """Whether the sender has an answer already."""
        return False

    def has_words(self) -> bool:
        """Whether something is said to the sender."""
        return bool(self.cleaned_data.get("text", "").strip())

    def text_for(self, message: Message, user: User, now: datetime) -> str:
        """What the sender of a message is told."""
        text: str = self.cleaned_data["text"].strip()
        return text

    def close(self, message: Message, user: User, now: datetime) -> None:
        """Close a message as was chosen."""
        outcome, text = Outcome(self.cleaned_data["outcome"]), self.text_for(message, user, now)
        if text:
            handling.answer_message(message=message, user=user, text=text, outcome=outcome, now=now)
        else:
            handling.close_message(message=message, user=user, outcome=outcome, now=now)


class CloseForm(ClosingFields, FormWithReplies):
    name, title, use = "close", _("Close"), SavedReply.Use.CLOSING
    done = _("The message has been closed; its sender is told.")

    def is_answered(self) -> bool:
        """Whether nothing has been asked since the last answer."""
        return self.case.message.state == State.ANSWERED

    def perform(self, message: Message, user: User, now: datetime) -> None:
        self.close(message, user, now)


class SpamForm(ActionForm):
    name, title = "spam", _("Mark as spam")
    done = _("The message has been put away as spam.")

    def perform(self, message: Message, user: User, now: datetime) -> None:
        handling.mark_spam(message=message, user=user, now=now)


class ReleaseForm(ActionForm):
    name, title = "release", _("This is no spam")
    done = _("The message has been released; whoever answers has been told.")

    def perform(self, message: Message, user: User, now: datetime) -> None:
        handling.release_message(message=message, user=user, now=now)


class NoDangerForm(ActionForm):
    name, title = "no_danger", _("Nobody is in danger")
    done = _("The message is back in its place among the others.")

    def perform(self, message: Message, user: User, now: datetime) -> None:
        handling.say_no_danger(message=message, user=user, now=now)


class ReopenForm(ActionForm):
    name, title = "reopen", _("Open again")
    done = _("The message is open again, with a new promise.")

    def perform(self, message: Message, user: User, now: datetime) -> None:
        handling.reopen_message(message=message, user=user, now=now)


class FoundForm(ActionForm):
    name, title = "found", _("Found item")
    done = _("The state of the found item has been saved.")

    state = forms.ChoiceField(label=_("State"), choices=FoundState.choices)

    def perform(self, message: Message, user: User, now: datetime) -> None:
        handling.set_found_state(message=message, user=user, state=FoundState(self.cleaned_data["state"]), now=now)


class ResendForm(ActionForm):
    name, title = "resend", _("Send again")
    done = _("The mail is in the queue again.")

    notification = forms.ModelChoiceField(Notification.objects.none())

    def is_repeated(self, message: Message) -> bool:
        """Whatever was done with the message meanwhile, a mail that could not be sent has to be sent."""
        return True

    def __init__(self, data: QueryDict | None, case: Case) -> None:
        super().__init__(data, case)
        self.fields["notification"].queryset = case.message.notifications.select_related("email")  # type: ignore[attr-defined] # of a choice

    def perform(self, message: Message, user: User, now: datetime) -> None:
        handling.resend_mail(notification=self.cleaned_data["notification"], user=user, now=now)


ACTIONS: dict[str, type[ActionForm]] = {
    form.name: form
    for form in (
        AnswerForm, NoteForm, AssignForm, SnoozeForm, ForwardForm, MergeForm, CloseForm,
        SpamForm, ReleaseForm, NoDangerForm, ReopenForm, FoundForm, ResendForm,
    )
}  # fmt: skip
