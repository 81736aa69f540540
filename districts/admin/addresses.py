"""Streets, city parts and addresses as the register has them; corrected there, not here."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.lists import FoldedSearch, ReadOnly
from districts.lookup.typed_address import MAX_LENGTH, compared_words, tokenise
from districts.models import Address, Part, Street

LARGEST = 2**31 - 1  # that the columns can hold


@admin.register(Street)
class StreetAdmin(ReadOnly, FoldedSearch):
    list_display = ["name", "code"]
    search_fields = ["name"]
    search_help_text = _("No need for diacritics.")
    fields = ["name", "code", "slug"]


@admin.register(Part)
class PartAdmin(ReadOnly, FoldedSearch):
    list_display = ["name", "code"]
    search_fields = ["name"]
    fields = ["name", "code"]


@admin.register(Address)
class AddressAdmin(ReadOnly):
    """There may be very many, so a search finds the street or part by name and leaves the numbers to the database."""

    list_display = ["__str__", "part", "postcode", "borough", "district"]
    list_filter = ["district", "borough", "number_type"]
    list_select_related = ["street", "part", "borough", "district"]
    show_full_result_count = False
    search_fields = ["street__name", "part__name"]  # shows the search field; see get_search_results
    search_help_text = _("Street or city part and a number, or the RÚIAN code; no need for diacritics.")
    fields = [
        "street", "part", "number_type", "house_number", "orientation_number", "orientation_letter", "postcode",
        "lat", "lon", "borough", "district", "code",
    ]  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        typed = [token for token in tokenise(search_term[:MAX_LENGTH]) if not token.is_sign]
        names = [token.text for token in typed if not token.is_number]
        if names:
            streets = _codes_by_name(Street.objects.all(), names)
            queryset = queryset.filter(
                Q(street__in=streets) | Q(street=None, part__in=_codes_by_name(Part.objects.all(), names))
            )
        for token in typed:
            if token.is_number:
                number = min(int(token.text), LARGEST)
                in_street = Q(orientation_number=number)
                if token.letter:
                    queryset = queryset.filter(in_street, orientation_letter__iexact=token.letter)
                else:
                    queryset = queryset.filter(in_street | Q(house_number=number) | Q(code=number))
        return queryset, False


def _codes_by_name(places: QuerySet[Any], typed: list[str]) -> list[int]:
    """The codes of places whose name has every word in it; a word may be only begun."""
    return [code for code, name in places.values_list("code", "name") if _has_words(name, typed)]


def _has_words(name: str, typed: list[str]) -> bool:
    words = compared_words(name)
    return all(any(word.startswith(begun) for word in words) for begun in typed)
