"""The audit log: who changed what, to read only."""

from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.admin import history
from core.czech_order import sort_key

# What the packages say about themselves; they have no Czech.
_THEIR_WORDS = [
    gettext_noop("Audit log"),
    gettext_noop("log entry"),
    gettext_noop("log entries"),
    gettext_noop("create"),
    gettext_noop("update"),
    gettext_noop("delete"),
    gettext_noop("access"),
    gettext_noop("action"),
    gettext_noop("timestamp"),
    gettext_noop("authenticator"),
    gettext_noop("TOTP Authenticator"),
    gettext_noop("Created {repr:s}"),
    gettext_noop("Updated {repr:s}"),
    gettext_noop("Deleted {repr:s}"),
    gettext_noop("Logged {repr:s}"),
]


class KindFilter(admin.SimpleListFilter):
    """By the kind of data, of those whose changes are kept."""

    title = gettext_lazy("kind of data")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = ContentType.objects.get_for_models(*auditlog.get_models())
        return sorted(((str(kind.pk), _name_kind(kind)) for kind in kinds.values()), key=lambda each: sort_key(each[1]))

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        known = {value for value, _name in self.lookup_choices}
        return queryset.filter(content_type=self.value()) if self.value() in known else queryset


@admin.register(LogEntry)
class AuditAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # auditlog has no types
    """Who changed what, and when: to read only."""

    list_display = ["when", "by", "action", "what", "fields_changed"]
    list_filter = ["action", KindFilter]
    list_select_related = ["content_type", "actor"]
    search_fields = ["object_repr", "actor__username", "actor__last_name"]
    date_hierarchy = "timestamp"
    fields = ["when", "by", "action", "thing", "changes_table"]
    readonly_fields = ["when", "by", "action", "thing", "changes_table"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("who"), ordering="actor")
    def by(self, entry: LogEntry) -> str:
        return history.name_author(entry)

    @admin.display(description=gettext_lazy("when"), ordering="timestamp")
    def when(self, entry: LogEntry) -> str:
        return date_format(timezone.localtime(entry.timestamp), "j. n. Y H:i")

    @admin.display(description=gettext_lazy("what"))
    def what(self, entry: LogEntry) -> str:
        return format_html("{}: {}", _name_kind(entry.content_type), entry.object_repr)

    @admin.display(description=gettext_lazy("what"))
    def thing(self, entry: LogEntry) -> str:
        what = self.what(entry)
        name = f"admin:{entry.content_type.app_label}_{entry.content_type.model}_change"
        try:
            return format_html('<a href="{}">{}</a>', reverse(name, args=[entry.object_pk]), what)
        except NoReverseMatch:
            return what

    @admin.display(description=gettext_lazy("changes"))
    def fields_changed(self, entry: LogEntry) -> str:
        if entry.action != LogEntry.Action.UPDATE:
            return ""
        model = entry.content_type.model_class()
        return ", ".join(str(history.field_name(model, field)) for field in entry.changes_dict)

    @admin.display(description=gettext_lazy("changes"))
    def changes_table(self, entry: LogEntry) -> str:
        """Each field with what it was and what it became; for several-to-several, what was added or removed."""
        model = entry.content_type.model_class()
        sets = {field: change for field, change in entry.changes_dict.items() if isinstance(change, dict)}
        named = {field: history.field_name(model, field) for field in sets}
        lines = [
            (named[field], history.OPERATIONS.get(change["operation"], ""), ", ".join(change["objects"]))
            for field, change in sets.items()
        ]
        names = set(named.values())
        lines += [
            (name, "", " → ".join(str(history.WORDS.get(value, value)) or "–" for value in values))
            for name, values in entry.changes_display_dict.items()
            if name not in names
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {} {}</li>", lines))


def _name_kind(content_type: ContentType) -> str:
    """What people call the things of a model; that of a package may be known to our catalogue only."""
    model = content_type.model_class()
    return _(str(model._meta.verbose_name)) if model else content_type.model
