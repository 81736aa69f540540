"""People with their portraits, and the posts they hold."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin.lists import ChoiceFilter, FoldedSearch, staff_accounts
from core.admin.verification import Verifiable, VerificationFilter
from districts.duty.roster import Level
from districts.models import Absence, Person, Post, Tenure

from . import post_states
from .photos import PhotoForm, WithPhoto
from .tenures import AbsenceInline, PostPeriods, TenureInline

SOON = timedelta(days=30)
# The places of posts, with the stations that may answer.
PLACES = ("district__borough__office", "district__mp_station", "district__pcr_station", "borough__office")


class HoldsPostFilter(ChoiceFilter):
    """Whether the person holds a post today."""

    title = _("post today")
    parameter_name = "post"
    options = {"none": _("holds no post"), "some": _("holds a post")}

    def condition(self, option: str) -> Q:
        holds = Exists(Tenure.objects.on(timezone.localdate()).filter(person=OuterRef("pk")))
        return Q(holds) if option == "some" else Q(~holds)


@admin.register(Person)
class PersonAdmin(WithPhoto, Verifiable, FoldedSearch):
    """People: contacts, portrait, when verified."""

    form = PhotoForm
    list_display = ["name", "posts", "phone", "email", "verified_on", "illustrative"]
    list_filter = [HoldsPostFilter, VerificationFilter, "illustrative"]
    search_fields = ["name", "phone", "email"]
    search_help_text = _("Name, phone or e-mail; no need for diacritics.")
    fields = ["name", "phone", "email", "verified_on", "photo", "user", "illustrative", "posts"]
    readonly_fields = ["posts"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = staff_accounts()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        held = Tenure.objects.on(timezone.localdate()).select_related("post__district", "post__borough")
        return super().get_queryset(request).prefetch_related(Prefetch("tenures", held, to_attr="held_today"))

    @admin.display(description=_("post today"), empty_value="–")
    def posts(self, obj: Any) -> SafeString | None:
        """The posts held today, each leading to where it is edited."""
        return (
            format_html_join(
                ", ",
                '<a href="{}">{}</a>',
                (
                    (reverse("admin:districts_post_change", args=[tenure.post_id]), tenure.post)
                    for tenure in getattr(obj, "held_today", [])
                ),
            )
            or None
        )


class StateFilter(ChoiceFilter):
    """Whether the post is held today, and who answers for it."""

    title = _("answers today")
    parameter_name = "answers"
    options = {
        "vacant": _("vacant (nobody holds it)"),
        Level.HOLDER.value: _("the holder"),
        Level.SUBSTITUTE.value: _("a substitute"),
        Level.STATION.value: _("the station or borough office"),
        Level.DEPARTMENT.value: _("the safety department"),
    }

    def condition(self, option: str) -> Q:
        answers = post_states.of_posts(Post.objects.select_related(*PLACES))
        keys = []
        for key, responsible in answers.items():
            chosen = responsible.holder is None if option == "vacant" else responsible.level == option
            if chosen:
                keys.append(key)
        return Q(pk__in=keys)


class AbsenceFilter(ChoiceFilter):
    """Absences now and soon."""

    title = _("absence")
    parameter_name = "absence"
    options = {"today": _("today"), "soon": _("begins within 30 days")}

    def condition(self, option: str) -> Q:
        day = timezone.localdate()
        absences = Absence.objects.filter(post=OuterRef("pk"))
        chosen = absences.on(day) if option == "today" else absences.filter(start__gt=day, start__lte=day + SOON)
        return Q(Exists(chosen))


@admin.register(Post)
class PostAdmin(PostPeriods, FoldedSearch):
    """Posts come and go with districts and boroughs; here are their holders and absences, and who answers."""

    list_display = ["__str__", "state"]
    list_filter = ["role", StateFilter, AbsenceFilter]
    list_select_related = list(PLACES)
    ordering = ["role", "district__number", "borough"]
    search_fields = ["district__number", "district__name", "borough__name", "district__borough__name"]
    search_help_text = _("District or borough; no need for diacritics.")
    fields = ["role", "district", "borough", "state"]
    readonly_fields = ["role", "district", "borough", "state"]
    inlines = [TenureInline, AbsenceInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        answers = post_states.of_posts(changelist.result_list)
        for post in changelist.result_list:
            post.answers = answers[post.pk]
        return changelist

    @admin.display(description=_("today"))
    def state(self, obj: Any) -> SafeString:
        answers = getattr(obj, "answers", None) or post_states.of_posts([obj])[obj.pk]
        return post_states.state_html(answers)
