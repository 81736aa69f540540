"""Organisations that help."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.lists import FoldedSearch
from core.admin.typed import AnyModelForm
from core.admin.verification import Verifiable, VerificationFilter
from faq.models import HelpContact

LEAST_SOURCES = 2


class ContactForm(AnyModelForm):
    """A help contact; says in words what the database refuses."""

    def clean_sources(self) -> str:
        """Refuse a number that was seen in one place only."""
        sources: str = self.cleaned_data["sources"]
        if len([line for line in sources.splitlines() if line.strip()]) < LEAST_SOURCES:
            raise forms.ValidationError(_("Name at least two places where you found the number, one in a line."))
        return sources

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("phone") and not data.get("web") and not {"phone", "web"} & self.errors.keys():
            self.add_error("phone", _("Enter a telephone number or a website."))
        return data


@admin.register(HelpContact)
class HelpContactAdmin(Verifiable, FoldedSearch):
    """Help contacts in the order in which people see them."""

    form = ContactForm
    list_display = ["name", "phone", "web", "is_shown", "verified_on"]
    list_filter = ["is_shown", VerificationFilter, "topics"]
    search_fields = ["name", "about_cs", "phone", "web"]
    search_help_text = gettext_lazy("Name, what it helps with, phone or website; no need for diacritics.")
    fieldsets = [
        (None, {"fields": ["name", "phone", "web", "address"]}),
        (gettext_lazy("Texts"), {"fields": ["about", "hours", "languages"]}),
        (None, {"fields": ["free", "anonymous"]}),
        (
            gettext_lazy("Where it is shown"),
            {"fields": ["topics", "position", "is_shown"]},
        ),
        (gettext_lazy("Verification"), {"fields": ["verified_on", "sources"]}),
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "web":
            kwargs["assume_scheme"] = "https"  # of an address written without one
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "topics":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)
