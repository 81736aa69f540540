"""Questions and answers: drafts, what is on the pages, what needs a check, and whether it helped."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin.lists import ChoiceFilter
from core.admin.verification import Verifiable, VerificationFilter
from core.staff_accounts import name_of
from faq import feedback, views
from faq.models import Question

from .slugs import AddressedAdmin, AddressForm

ENOUGH_VOICES = 5  # readers who said something; fewer say nothing about the answer
STATES = {
    "draft": gettext_lazy("draft"),
    "planned": gettext_lazy("planned"),
    "published": gettext_lazy("on the pages"),
    "ended": gettext_lazy("ended"),
}


class QuestionForm(AddressForm):
    """A question; says in words what the database refuses."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("published_from"), data.get("published_to")
        if end and not start:
            self.add_error("published_from", _("A draft has no end. Say from when it is published, or empty the end."))
        elif end and start and end <= start:
            self.add_error("published_to", _("The end must be later than the beginning."))
        if self.instance.pk and self.instance in (data.get("related") or []):
            self.add_error("related", _("A question is not related to itself. Take it out."))
        return data


def in_state(name: str, now: datetime) -> Q:
    """The questions in one of the STATES."""
    begun, over = Q(published_from__lte=now), Q(published_to__isnull=False, published_to__lte=now)
    return {
        "draft": Q(published_from__isnull=True),
        "planned": Q(published_from__gt=now),
        "published": begun & ~over,
        "ended": begun & over,
    }[name]


def state_of(question: Question, now: datetime) -> str:
    """Which of the STATES a question is in."""
    if question.published_from is None:
        return "draft"
    if question.published_from > now:
        return "planned"
    return "ended" if question.published_to and question.published_to <= now else "published"


def mostly_no_help() -> Q:
    """Among questions with voices, those whose answer helped fewer readers than it did not."""
    return Q(not_helped__gt=F("helped"), not_helped__gte=ENOUGH_VOICES)


class StateFilter(ChoiceFilter):
    """Drafts and what is published."""

    title = gettext_lazy("state")
    parameter_name = "state"
    options = STATES

    def condition(self, option: str) -> Q:
        return in_state(option, timezone.now())


class VoicesFilter(ChoiceFilter):
    """What readers said about the answer."""

    title = gettext_lazy("what readers said")
    parameter_name = "voices"
    options = {"no_help": gettext_lazy("mostly did not help")}

    def condition(self, option: str) -> Q:
        return mostly_no_help()


@admin.action(description=gettext_lazy("Publish now"), permissions=["change"])
def publish(model_admin: Any, request: HttpRequest, queryset: "QuerySet[Question]") -> None:
    """Put the chosen drafts, planned and ended questions on the pages, without an end."""
    now = timezone.now()
    with transaction.atomic():
        chosen = [question for question in queryset if state_of(question, now) != "published"]
        for question in chosen:
            question.published_from, question.published_to = now, None
            question.save(update_fields=["published_from", "published_to", "changed_at"])
    text = ngettext("%d question published.", "%d questions published.", len(chosen)) % len(chosen)
    model_admin.message_user(request, text, messages.SUCCESS)


@admin.action(description=gettext_lazy("Take off the pages (back to drafts)"), permissions=["change"])
def withdraw(model_admin: Any, request: HttpRequest, queryset: "QuerySet[Question]") -> None:
    """Make the chosen questions drafts."""
    with transaction.atomic():
        for question in queryset:
            question.published_from = question.published_to = None
            question.save(update_fields=["published_from", "published_to", "changed_at"])
    count = len(queryset)
    text = ngettext("%d question is a draft now.", "%d questions are drafts now.", count) % count
    model_admin.message_user(request, text, messages.SUCCESS)


@admin.register(Question)
class QuestionAdmin(Verifiable, AddressedAdmin):
    """Questions by their titles."""

    form = QuestionForm
    list_display = ["title", "state", "verified_on", "voices"]
    list_filter = [StateFilter, VerificationFilter, VoicesFilter, "topics"]
    search_fields = ["title_cs", "answer_cs", "keywords", "slug"]
    search_help_text = gettext_lazy("Words of the question or the answer; no need for diacritics.")
    actions = [publish, withdraw, *Verifiable.actions]
    filter_horizontal = ["related"]
    readonly_fields = ["state", "voices", "written"]
    fieldsets = [
        (None, {"fields": ["title", "answer"]}),
        (gettext_lazy("Where people find it"), {"fields": ["topics", "keywords", "related", "slug"]}),
        (
            gettext_lazy("Publishing"),
            {"fields": ["state", "published_from", "published_to", "verified_on", "voices", "written"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Question]":
        return feedback.annotate_voices(super().get_queryset(request), on=timezone.localdate())

    @admin.display(description=gettext_lazy("state"), ordering="published_from")
    def state(self, question: Question) -> str:
        """Whether readers see it now."""
        return str(STATES[state_of(question, timezone.now())])

    @admin.display(description=gettext_lazy("helped / did not help"), ordering="-not_helped")
    def voices(self, question: Any) -> str:
        """How many readers said so in the last twelve months."""
        if question.pk is None:
            return "–"
        return f"{question.helped} / {question.not_helped}"

    @admin.display(description=gettext_lazy("written by"))
    def written(self, question: Question) -> str:
        """Who wrote it."""
        return name_of(question.author) or "–"

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "topics":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        if not change:
            obj.author = request.user  # type: ignore[assignment] # only people with an account get here
        super().save_model(request, obj, form, change)

    def public_path(self, question: Question) -> str:
        """The address of its page."""
        return reverse("faq:question", args=[question.slug])

    def public_page(self, request: HttpRequest, question: Question) -> HttpResponse:
        """Its page, published or not."""
        return views.question_page(request, question, now=timezone.now())
