"""Holders and absences of posts, edited on the page of the district, the borough or the post itself."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.lists import PlainChoices
from core.admin.typed import AnyInlineFormSet, AnyModelAdmin, AnyModelForm, AnyStackedInline
from districts.duty.appointments import vacate
from districts.models import Absence, District, Person, Post, Role, Tenure
from districts.models.people import Period


class PeriodForm(AnyModelForm):
    """One period of a post."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Leave overlaps to the formset: the model compares with the stored rows, which the same page may change."""
        if field is None and hasattr(error, "error_dict"):
            kept = {}
            for name, errors in error.error_dict.items():
                others = [each for each in errors if each.code != "overlap"]
                if others:
                    kept[name] = others
            error = ValidationError(kept)
        super().add_error(field, error)


class PeriodFormSet(AnyInlineFormSet):
    """All periods of one post as they will be once saved: no two share a day."""

    hands_over = False  # whether a new period ends the open one before it
    model: type[Tenure | Absence]
    ended: list[tuple[Period, date]]  # the open periods that a new one ends, and their last days

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and form.is_valid()]
        forms = [form for form in kept if form.has_changed() or form.instance.pk]
        errors_go_to = {id(form.instance): form for form in forms}
        shown = [form.instance.pk for form in self.initial_forms]
        # Somebody else may have added a period since this page was opened.
        unseen = self.model._default_manager.filter(post=self.instance.pk).exclude(pk__in=shown)
        periods = sorted([*(form.instance for form in forms), *unseen], key=lambda period: period.start)
        self.ended = []
        for earlier, later in pairwise(periods):
            if self.hands_over and earlier.end is None and later.pk is None and earlier.start < later.start:
                earlier.end = later.start - timedelta(days=1)
                self.ended.append((earlier, earlier.end))
            if earlier.end is None or earlier.end >= later.start:
                form = errors_go_to.get(id(later)) or errors_go_to.get(id(earlier))
                if form is not None:
                    other = earlier if form.instance is later else later
                    form.add_error("start", self._overlap(other))

    def _overlap(self, other: Period) -> ValidationError:
        return ValidationError(
            _("It overlaps with “%(other)s”. End that period first, or change the dates."),
            params={"other": other},
        )

    def save(self, commit: bool = True) -> list[Period]:
        """Save the periods; the ones that change are taken away first.

        They were checked as a set, but the database checks row by row: moving the day of a handover would fail when
        the one who starts earlier is saved before the one who ends earlier. Saving puts them back under their keys.
        """
        touched = [form.instance for form in self.initial_forms if form.has_changed() or form in self.deleted_forms]
        self.model._default_manager.filter(pk__in=[period.pk for period in touched]).delete()
        for period, last_day in self.ended:
            if period.pk and period not in touched:
                vacate(post=self.instance, last_day=last_day)
        return cast(list[Period], super().save(commit))


class TenureFormSet(PeriodFormSet):
    """The holders of a post."""

    hands_over = True


class PeriodInline(PlainChoices, AnyStackedInline):
    """Periods of a post, on the page of the post or of its district or borough."""

    role: Role | None = None  # whose, on the page of a place
    form = PeriodForm
    formset: type[PeriodFormSet] = PeriodFormSet
    extra = 0

    def __init__(self, parent_model: type[Model], admin_site: Any) -> None:
        super().__init__(Post, admin_site)  # whatever page it is on, periods belong to a post


class TenureInline(PeriodInline):
    """Who holds the post."""

    model = Tenure
    formset = TenureFormSet
    verbose_name = gettext_lazy("term of office")
    fields = [("person", "start", "end")]
    autocomplete_fields = ["person"]


class AbsenceInline(PeriodInline):
    """When the holder is away and who stands in."""

    model = Absence
    fields = [("substitute", "start", "end")]
    autocomplete_fields = ["substitute"]


class OfficerHolders(TenureInline):
    role = Role.OKRSKAR
    verbose_name_plural = gettext_lazy("municipal district officer: who holds the post")


class OfficerAbsences(AbsenceInline):
    role = Role.OKRSKAR
    verbose_name_plural = gettext_lazy("municipal district officer: absences and substitutes")


class PoliceHolders(TenureInline):
    role = Role.POLICISTA
    verbose_name_plural = gettext_lazy("police officer: who holds the post")


class PoliceAbsences(AbsenceInline):
    role = Role.POLICISTA
    verbose_name_plural = gettext_lazy("police officer: absences and substitutes")


class MayorHolders(TenureInline):
    role = Role.STAROSTA
    verbose_name_plural = gettext_lazy("mayor: who holds the post")


class MayorAbsences(AbsenceInline):
    role = Role.STAROSTA
    verbose_name_plural = gettext_lazy("mayor: absences and substitutes")


class PostPeriods(PlainChoices, AnyModelAdmin):
    """A page where periods of posts are edited; those of a new place once it exists."""

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        return super().get_inlines(request, obj) if obj is not None else []

    def get_formset_kwargs(
        self,
        request: HttpRequest,
        obj: Any,
        inline: Any,
        prefix: str,
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(obj, Post):
            post: dict[str, Any] = {"pk": obj.pk}
        else:
            place = "district" if isinstance(obj, District) else "borough"
            post = {"role": inline.role, place: obj}
            kwargs["prefix"] = f"{inline.role.value}-{inline.opts.model_name}"
        if request.method == "POST":
            # Locked, so that two people saving the same post come one after another. Periods that something else adds,
            # such as an import, do not wait for it: it would hold what this one waits for next.
            kwargs["instance"] = Post.objects.select_for_update(no_key=True).get_or_create(**post)[0]
        else:
            kwargs["instance"] = Post.objects.filter(**post).first() or Post(**post)
        return kwargs

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for period, last_day in formset.ended:
            text = _("The period of %(person)s now ends on %(day)s.")
            day = date_format(last_day, "SHORT_DATE_FORMAT")
            self.message_user(request, text % {"person": period.person, "day": day}, messages.INFO)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        absences: list[Absence] = []
        for formset in formsets:
            if formset.model is Absence:
                absences += formset.new_objects
                absences += [changed for changed, _fields in formset.changed_objects]
        for person, posts in _left_behind(absences).items():
            links = format_html_join(
                ", ",
                '<a href="{}">{}</a>',
                ((reverse("admin:districts_post_change", args=[post.pk]), post) for post in posts),
            )
            text = _("{person} also counts as away from other posts, which have no substitute on those days: {posts}.")
            self.message_user(request, format_html(text, person=person, posts=links), messages.WARNING)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            if "one_at_once" not in str(error):
                raise
            # By something that does not wait for the others, such as an import; now its periods are there to be shown.
            return super().changeform_view(request, object_id, form_url, extra_context)


def _left_behind(absences: list[Absence]) -> dict[Person, list[Post]]:
    """The other posts of those who are away that nobody stands in for: who is away from one post is away from all."""
    found: dict[Person, list[Post]] = {}
    for absence in absences:
        for holder in Tenure.objects.overlapping(absence.start, absence.end).filter(post=absence.post_id):
            start = max(absence.start, holder.start)
            end = min((day for day in (absence.end, holder.end) if day), default=None)
            substituted = Absence.objects.overlapping(start, end).filter(substitute__isnull=False)
            held = Tenure.objects.overlapping(start, end).filter(person=holder.person).exclude(post=absence.post_id)
            others = Post.objects.filter(pk__in=held.values("post")).exclude(pk__in=substituted.values("post"))
            posts = found.setdefault(holder.person, [])
            posts += [post for post in others.select_related("district", "borough") if post not in posts]
    return {person: posts for person, posts in found.items() if posts}
