"""What the lists of the admin share: search without diacritics, lists to read only, filters."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.folding import fold_strokes

from .typed import AnyBaseModelAdmin, AnyModelAdmin, StrOrPromise


def staff_accounts() -> QuerySet[User]:
    """The accounts that may be given to people, stations and desks."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("username")


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
        found = []
        for key, *texts in queryset.order_by().values_list("pk", *self.search_fields):
            folded = fold_strokes(" ".join(map(str, texts)))
            if all(word in folded for word in words):
                found.append(key)
        return queryset.filter(pk__in=found), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not by what refers to a record, such as messages: not everybody who edits it may see that."""
        referring = {relation.name for relation in self.opts.related_objects}
        return lookup.partition("__")[0] not in referring and super().lookup_allowed(lookup, value, request)


class ReadOnly(AnyModelAdmin):
    """Rows that come from elsewhere and are only looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False


class PlainChoices(AnyBaseModelAdmin):
    """Fields that choose a person or a place offer to add and change it; deleting it is not for this page."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field


class ChoiceFilter(admin.SimpleListFilter):
    """A filter whose options each have a condition."""

    options: Mapping[str, StrOrPromise]  # their names

    def lookups(self, request: HttpRequest, model_admin: AnyModelAdmin) -> list[tuple[str, StrOrPromise]]:
        return list(self.options.items())

    def condition(self, option: str) -> Q:
        """Which rows an option keeps."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        option = self.value()
        if option is None or option not in self.options:
            return queryset
        return queryset.filter(self.condition(option))
