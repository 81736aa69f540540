"""What the lists of the admin share: search without diacritics, lists to read only, a filter and an action."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.text.folding import fold
from districts.admin.generic import AnyBaseModelAdmin, AnyModelAdmin, StrOrPromise

VERIFIED_FOR = timedelta(days=365)  # a contact checked longer ago counts as unverified


def unverified(today: date) -> Q:
    """Contacts that nobody has checked, or not for a year."""
    return Q(verified_on__isnull=True) | Q(verified_on__lt=today - VERIFIED_FOR)


def staff_accounts() -> QuerySet[User]:
    """The accounts that may be given to people, stations and desks."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("username")


class FoldedSearch(AnyModelAdmin):
    """Finds rows that have every typed word somewhere in `search_fields`, whatever the case and diacritics.

    The rows are compared in Python, the same on every database; meant for tables of at most a few thousand rows.
    """

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = fold(search_term).split()
        if not words:
            return queryset, False
        found = [
            key
            for key, *texts in queryset.order_by().values_list("pk", *self.search_fields)
            if all(word in fold(" ".join(str(text) for text in texts)) for word in words)
        ]
        return queryset.filter(pk__in=found), False


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


class ListFilter(admin.SimpleListFilter):
    """A filter whose options each have a condition."""

    options: dict[str, StrOrPromise]

    def lookups(self, request: HttpRequest, model_admin: AnyModelAdmin) -> list[tuple[str, StrOrPromise]]:
        return list(self.options.items())

    def condition(self, option: str) -> Q:
        """Which rows an option keeps."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        option = self.value()
        return queryset.filter(self.condition(option)) if option in self.options else queryset


class VerificationFilter(ListFilter):
    """When somebody last checked the contact."""

    title = _("verification")
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
    """Record that phone and e-mail of the chosen contacts were checked today."""
    count = queryset.update(verified_on=timezone.localdate())
    text = ngettext("%d contact marked as verified today.", "%d contacts marked as verified today.", count) % count
    model_admin.message_user(request, text, messages.SUCCESS)
