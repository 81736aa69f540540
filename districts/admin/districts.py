"""Police districts, with the holders and absences of their officers' posts."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.lists import ChoiceFilter, FoldedSearch
from core.admin.restored_forms import RestoredForms
from core.verification import is_outdated
from districts.models import District, Role, Tenure

from . import boundaries, post_states
from .tenures import OfficerAbsences, OfficerHolders, PoliceAbsences, PoliceHolders, PostPeriods

STATIONS = ("borough__office", "mp_station", "pcr_station")  # that may answer in a district


class VacancyFilter(ChoiceFilter):
    """Districts where nobody holds a post today."""

    title = gettext_lazy("vacant post")
    parameter_name = "vacant"
    options = {
        Role.OKRSKAR.value: gettext_lazy("municipal district officer"),
        Role.POLICISTA.value: gettext_lazy("police officer"),
    }

    def condition(self, option: str) -> Q:
        holders = Tenure.objects.on(timezone.localdate()).filter(post__role=option, post__district=OuterRef("pk"))
        return Q(~Exists(holders))


class ContactsFilter(ChoiceFilter):
    """Districts where a contact that residents see was not checked lately."""

    title = gettext_lazy("verification of contacts")
    parameter_name = "verification"
    options = {
        "never": gettext_lazy("some never verified"),
        "old": gettext_lazy("some over 12 months ago"),
    }

    def condition(self, option: str) -> Q:
        today = timezone.localdate()
        keys = []
        for key, answers in post_states.of_districts(District.objects.select_related(*STATIONS)).items():
            days = [responsible.reached.verified_on for responsible in answers.values()]
            if option == "never":
                fits = None in days
            else:
                fits = any(day is not None and is_outdated(day, today=today) for day in days)
            if fits:
                keys.append(key)
        return Q(pk__in=keys)


class StationFilter(ChoiceFilter):
    """Districts that no station answers for."""

    title = gettext_lazy("missing station")
    parameter_name = "station"
    options = {
        "mp_station": gettext_lazy("of the Municipal Police"),
        "pcr_station": gettext_lazy("of the Police of the Czech Republic"),
    }

    def condition(self, option: str) -> Q:
        return Q(**{f"{option}__isnull": True})


class InForceFilter(ChoiceFilter):
    """Abolished districts stay for the record."""

    title = gettext_lazy("in force")
    parameter_name = "in_force"
    options = {"yes": gettext_lazy("districts in force"), "no": gettext_lazy("without a boundary")}

    def condition(self, option: str) -> Q:
        return Q(boundary__isnull=option == "no")


@admin.register(District)
class DistrictAdmin(PostPeriods, FoldedSearch):
    """One page for a district: its data, the people, and the way to its boundary."""

    list_display = ["district", "borough", "officer", "police", "mayor", "verified"]
    list_filter = [VacancyFilter, ContactsFilter, StationFilter, InForceFilter, "borough"]
    list_select_related = list(STATIONS)
    search_fields = ["number", "designation", "name", "borough__name"]
    search_help_text = gettext_lazy("Number, designation, name or borough; no need for diacritics.")
    fields = [
        *("number", "designation", "name", "borough", "mp_station", "pcr_station", "description"),
        *("mayor_link", "boundary_link"),
    ]
    readonly_fields = ["mayor_link", "boundary_link"]
    restored_views = (*RestoredForms.restored_views, "boundary_view")
    inlines = [OfficerHolders, OfficerAbsences, PoliceHolders, PoliceAbsences]

    def get_fields(self, request: HttpRequest, obj: District | None = None) -> Any:
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name not in self.readonly_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: District | None = None) -> Any:
        """The boundaries in force say which number lies in which borough."""
        fields = super().get_readonly_fields(request, obj)
        return ["number", "borough", *fields] if obj and obj.boundary else fields

    def get_urls(self) -> list[URLPattern]:
        edit = self.admin_site.admin_view(self.boundary_view)
        return [path("<int:pk>/boundary/", edit, name="districts_district_boundary"), *super().get_urls()]

    def boundary_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The boundary editor."""
        return boundaries.edit_boundary(self, request, pk)

    def has_delete_permission(self, request: HttpRequest, obj: District | None = None) -> bool:
        return False  # a district is abolished by new boundaries; its number and history stay

    def view_on_site(self, obj: District) -> str | None:
        """Only districts in force have a public page."""
        return obj.get_absolute_url() if obj.boundary else None

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        answers = post_states.of_districts(changelist.result_list)
        for district in changelist.result_list:
            district.answers = answers[district.pk]
        return changelist

    @admin.display(description=gettext_lazy("district"), ordering="number")
    def district(self, obj: District) -> str:
        return str(obj)

    @admin.display(description=gettext_lazy("municipal district officer"))
    def officer(self, obj: Any) -> SafeString:
        return post_states.state_html(obj.answers[Role.OKRSKAR])

    @admin.display(description=gettext_lazy("police officer"))
    def police(self, obj: Any) -> SafeString:
        return post_states.state_html(obj.answers[Role.POLICISTA])

    @admin.display(description=gettext_lazy("mayor"))
    def mayor(self, obj: Any) -> SafeString:
        return post_states.state_html(obj.answers[Role.STAROSTA])

    @admin.display(description=gettext_lazy("contacts verified"))
    def verified(self, obj: Any) -> str:
        return post_states.verification_text(post_states.oldest_verification(obj.answers.values()))

    @admin.display(description=gettext_lazy("mayor"))
    def mayor_link(self, obj: District) -> SafeString:
        """The mayor is the borough's, so edited there."""
        state = post_states.state_html(post_states.of_districts([obj])[obj.pk][Role.STAROSTA])
        url = reverse("admin:districts_borough_change", args=[obj.borough_id])
        return format_html('{} · <a href="{}">{}</a>', state, url, _("edit on the page of the borough"))

    @admin.display(description=gettext_lazy("boundary"))
    def boundary_link(self, obj: District) -> SafeString:
        url = reverse("admin:districts_district_boundary", args=[obj.pk])
        text = _("Edit the boundary on a map") if obj.boundary else _("Draw the boundary on a map")
        return format_html('<a class="button" href="{}">{}</a>', url, text)

    def response_add(self, request: HttpRequest, obj: District, post_url_continue: str | None = None) -> HttpResponse:
        """A new district has no boundary yet, so that is next."""
        self.message_user(request, _("District %s was added. Now draw its boundary.") % obj, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:districts_district_boundary", args=[obj.pk]))
