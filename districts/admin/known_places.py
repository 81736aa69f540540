"""Places that people name instead of an address."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin.lists import ChoiceFilter, FoldedSearch
from core.admin.typed import AnyModelForm
from core.admin.verification import Verifiable, VerificationFilter
from districts.importers.import_runner import is_illustrative
from districts.known_places.linking import find_register_address
from districts.models import Address, ImportKind, KnownPlace

from .places import OnMap


class KnownPlaceForm(AnyModelForm):
    """A known place; its address must be one of the register, unless a point says where it is."""

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        address = fields.get("address", "")
        self.instance.register_address_id = code = find_register_address(address)
        register_is_here = Address.objects.exists() and not is_illustrative(ImportKind.ADDRESSES)
        if address and code is None and fields.get("lat") is None and register_is_here:
            message = gettext(
                "The register has no such address, or several. Write the street and its number, or set the point."
            )
            self.add_error("address", ValidationError(message))
        return fields


class WhereFilter(ChoiceFilter):
    """Whether it is known where a place is."""

    title = _("where it is")
    parameter_name = "where"
    options = {
        "unknown": _("its address is not in the register"),
        "point": _("by a point"),
        "address": _("by an address"),
    }

    def condition(self, option: str) -> Q:
        unlinked = Q(register_address=None)
        return {
            "unknown": unlinked & Q(lat=None),
            "point": unlinked & Q(lat__isnull=False),
            "address": ~unlinked,
        }[option]


@admin.register(KnownPlace)
class KnownPlaceAdmin(OnMap, Verifiable, FoldedSearch):
    """Hospitals, stations, schools, shops, parks: what people call them, and where they are."""

    form = KnownPlaceForm
    list_display = ["name", "kind", "address", "in_district", "verified_on", "published"]
    list_select_related = ["register_address__district"]
    list_filter = ["kind", "published", WhereFilter, VerificationFilter]
    search_fields = ["name", "other_names", "address"]
    search_help_text = _("Name or address; no need for diacritics.")
    fields = [
        "name",
        "other_names",
        "kind",
        "address",
        "lat",
        "lon",
        "radius_m",
        "source",
        "verified_on",
        "published",
    ]

    @admin.display(description=_("district"))
    def in_district(self, place: KnownPlace) -> str:
        """The district of its address; of a point it is found out when somebody asks."""
        return str(place.register_address.district.number) if place.register_address else "–"
