"""The boxes in the street."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin.lists import FoldedSearch
from core.admin.verification import Verifiable, VerificationFilter
from districts.models import InfoBox

from .photos import PhotoForm, WithPhoto
from .places import OnMap


class InfoBoxForm(PhotoForm):
    """An infobox; the photo shows a street, so it may be larger than a portrait."""

    side_px = 960


@admin.register(InfoBox)
class InfoBoxAdmin(WithPhoto, OnMap, Verifiable, FoldedSearch):
    """Where the boxes are, who finds them in what state, and when."""

    form = InfoBoxForm
    list_display = ["name", "address", "state", "emptied", "verified_on"]
    list_filter = ["state", VerificationFilter, "illustrative"]
    search_fields = ["name", "address", "note"]
    search_help_text = _("Name, address or note; no need for diacritics.")
    actions = ["mark_seen"]
    fields = ["name", "address", "lat", "lon", "emptied", "state", "note", "photo", "verified_on", "illustrative"]

    @admin.action(description=_("Mark as seen in place today"), permissions=["change"])
    def mark_seen(self, request: HttpRequest, queryset: QuerySet[InfoBox]) -> None:
        """Say that somebody saw the chosen boxes today."""
        self.write_down_verification(request, queryset)

    def say_verified(self, count: int) -> str:
        return ngettext("%d infobox marked as seen today.", "%d infoboxes marked as seen today.", count) % count
