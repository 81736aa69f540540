"""The boxes in the street."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin.lists import FoldedSearch, VerificationFilter
from districts.models import InfoBox

from .generic import AnyModelAdmin
from .photos import PhotoForm, WithPhoto
from .places import OnMap


class InfoBoxForm(PhotoForm):
    """An infobox; the photo shows a street, so it may be larger than a portrait."""

    side_px = 960


@admin.action(description=_("Mark as seen in place today"), permissions=["change"])
def mark_seen(model_admin: AnyModelAdmin, request: HttpRequest, queryset: QuerySet[InfoBox]) -> None:
    """Record that somebody saw the chosen boxes today."""
    count = queryset.update(verified_on=timezone.localdate())
    text = ngettext("%d infobox marked as seen today.", "%d infoboxes marked as seen today.", count) % count
    model_admin.message_user(request, text, messages.SUCCESS)


@admin.register(InfoBox)
class InfoBoxAdmin(WithPhoto, OnMap, FoldedSearch):
    """Where the boxes are, who finds them in what state, and when."""

    form = InfoBoxForm
    list_display = ["name", "address", "state", "emptied", "verified_on"]
    list_filter = ["state", VerificationFilter, "illustrative"]
    search_fields = ["name", "address", "note"]
    search_help_text = _("Name, address or note; no need for diacritics.")
    actions = [mark_seen]
    fields = ["name", "address", "lat", "lon", "emptied", "state", "note", "photo", "verified_on", "illustrative"]
