"""What the editors' lists share: search without diacritics, filters, and marking as verified."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.text.folding import fold_strokes

if TYPE_CHECKING:
    from django.forms import ModelForm

    AnyModelAdmin = admin.ModelAdmin[Any]
    AnyModelForm = ModelForm[Any]
else:
    from django.forms import ModelForm as AnyModelForm

    AnyModelAdmin = admin.ModelAdmin

VERIFIED_FOR = timedelta(days=365)  # what was checked longer ago counts as unverified

__all__ = [
    "AnyModelAdmin",
    "AnyModelForm",
    "ChoiceFilter",
    "FoldedSearch",
    "VerificationFilter",
    "mark_verified",
    "unverified",
]


def unverified(today: date) -> Q:
    """What nobody has checked, or not for a year."""
    return Q(verified_on__isnull=True) | Q(verified_on__lt=today - VERIFIED_FOR)


class FoldedSearch(AnyModelAdmin):
    """Finds rows that have every typed word somewhere in `search_fields`, whatever the case and diacritics.

    The rows are compared in Python, the same on every database; meant for tables of at most a few thousand rows.
    """

    search_help_text = _("No need for diacritics.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = fold_strokes(search_term).split()
        if not words:
            return queryset, False
        found = [
            key
            for key, *texts in queryset.order_by().values_list("pk", *self.search_fields)
            if all(word in fold_strokes(" ".join(str(text) for text in texts)) for word in words)
        ]
        return queryset.filter(pk__in=found), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not by what refers to a record, such as messages: not everybody who edits texts may see that."""
        referring = {relation.name for relation in self.opts.related_objects}
        return lookup.partition("__")[0] not in referring and super().lookup_allowed(lookup, value, request)


class ChoiceFilter(admin.SimpleListFilter):
    """A filter whose options each have a condition."""

    options: Mapping[str, Any]  # their names

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.options.items())

    def condition(self, option: str) -> Q:
        """Which rows an option keeps."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        option = self.value()
        return queryset.filter(self.condition(option)) if option is not None and option in self.options else queryset


class VerificationFilter(ChoiceFilter):
    """When somebody last checked it."""

    title = _("when verified")
    parameter_name = "verification"
    options = {
        "missing": _("never or over 12 months ago"),
        "never": _("never"),
        "old": _("over 12 months ago"),
    }

    def condition(self, option: str) -> Q:
        never = Q(verified_on__isnull=True)
        missing = unverified(timezone.localdate())
        return {"missing": missing, "never": never, "old": missing & ~never}[option]


@admin.action(description=_("Mark as verified today"), permissions=["change"])
def mark_verified(model_admin: AnyModelAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> None:
    """Record that somebody checked the chosen ones today; one by one, so that the history knows."""
    with transaction.atomic():
        for record in queryset:
            record.verified_on = timezone.localdate()
            record.save(update_fields=["verified_on"])
    count = len(queryset)
    text = ngettext("%d record marked as verified today.", "%d records marked as verified today.", count) % count
    model_admin.message_user(request, text, messages.SUCCESS)
