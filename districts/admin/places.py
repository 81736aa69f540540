"""Boroughs with their mayors, stations, the safety department and the names people use."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin.lists import FoldedSearch, staff_accounts
from core.admin.typed import AnyModelAdmin
from core.admin.verification import Verifiable, VerificationFilter
from districts.models import Borough, Department, Locality, Station

from .hours import OpeningHours
from .map_inputs import PointInput
from .tenures import MayorAbsences, MayorHolders, PostPeriods


class OnMap(AnyModelAdmin):
    """Things with a point: latitude and longitude can be set by tapping a map."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "lon":
            kwargs["widget"] = PointInput
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Borough)
class BoroughAdmin(PostPeriods, FoldedSearch):
    """Boroughs come from the register; the mayor and the office are edited here."""

    list_display = ["name", "office"]
    list_select_related = ["office"]
    search_fields = ["name"]
    fields = ["name", "code", "office"]
    readonly_fields = ["name", "code"]
    inlines = [MayorHolders, MayorAbsences]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Borough | None = None) -> bool:
        return False


@admin.register(Station)
class StationAdmin(OpeningHours, OnMap, Verifiable, FoldedSearch):
    """Police stations and borough offices."""

    list_display = ["name", "kind", "address", "phone", "verified_on"]
    list_filter = ["kind", VerificationFilter, "illustrative"]
    search_fields = ["name", "address", "phone"]
    search_help_text = _("Name, address or phone; no need for diacritics.")
    fields = [
        "kind",
        "name",
        "address",
        "phone",
        "email",
        "hours",
        "hours_read",
        "verified_on",
        "lat",
        "lon",
        "staff",
        "illustrative",
    ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "staff":
            kwargs |= {"queryset": staff_accounts(), "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Department)
class DepartmentAdmin(OpeningHours):
    """The one department."""

    fields = ["name", "address", "phone", "email", "hours", "hours_read", "verified_on"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Department | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is only one, so its form is next."""
        return HttpResponseRedirect(reverse("admin:districts_department_change", args=[1]))


@admin.register(Locality)
class LocalityAdmin(OnMap, FoldedSearch):
    """Names such as Košutka or Bory."""

    list_display = ["name", "radius_m"]
    search_fields = ["name"]
    fields = ["name", "lat", "lon", "radius_m"]
