"""Links in the texts as the last check found them."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.admin.lists import ChoiceFilter, FoldedSearch
from faq.models import LinkCheck


class FoundFilter(ChoiceFilter):
    """What is to be done about a link."""

    title = _("what was found")
    parameter_name = "found"
    options = {
        "broken": _("broken"),
        "moved": _("moved"),
        "refused": _("to be opened by hand"),
        "works": _("works"),
    }

    def condition(self, option: str) -> Q:
        return Q(outcome__in=LinkCheck.BROKEN if option == "broken" else [option])


@admin.register(LinkCheck)
class LinkCheckAdmin(FoldedSearch):
    """The links and the records they are in, to read only: a link is put right in its text."""

    list_display = ["link", "found", "where", "language", "checked_at"]
    list_display_links = None
    list_filter = [FoundFilter, "language"]
    search_fields = ["url"]
    search_help_text = _("A part of the address.")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[LinkCheck]":
        links: QuerySet[LinkCheck] = super().get_queryset(request)
        return links.prefetch_related("record", "content_type")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LinkCheck | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LinkCheck | None = None) -> bool:
        return False

    @admin.display(description=_("link"), ordering="url")
    def link(self, check: LinkCheck) -> str:
        """The address as it is written; shortened, it could break a page."""
        return Truncator(check.url).chars(90)

    @admin.display(description=_("what was found"), ordering="outcome")
    def found(self, check: LinkCheck) -> SafeString:
        """The outcome in words, with the status and the new address."""
        status = f" ({check.status})" if check.status and check.status >= 400 else ""
        name = "broken" if check.outcome in LinkCheck.BROKEN else check.outcome
        return format_html(
            '<span class="link-{}">{}{}</span> {}', name, check.get_outcome_display(), status, check.leads_to
        )

    @admin.display(description=_("in the text"))
    def where(self, check: LinkCheck) -> Any:
        """The record, with the language at hand."""
        if check.record is None:
            return "–"
        kind = check.content_type
        try:
            address = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[check.object_id])
        except NoReverseMatch:
            return str(check.record)
        return format_html('<a href="{}?jazyk={}">{}</a>', address, check.language, check.record)
