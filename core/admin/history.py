"""What changed on a record, by whom and when, in the words of its page; read from the audit log."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.rich_text import RichTextField

from .languages import language_name
from .typed import AnyModelAdmin

SHOWN = 100  # changes on the page, the newest
AROUND = 8  # unchanged words left on either side of a change
WORDS = {"None": "–", "True": gettext_lazy("yes"), "False": gettext_lazy("no")}
OPERATIONS = {"add": gettext_lazy("added"), "delete": gettext_lazy("removed")}
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_END_OF_LINE = re.compile(r"<br ?/?>|</(?:p|li|h\d)>")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a record."""

    at: datetime
    who: str
    created: bool
    fields: tuple[tuple[str, SafeString], ...]  # the name of each and what happened to it


def of_record(record_key: str, model: type[models.Model]) -> list[Change]:
    """The latest changes, the newest first."""
    entries = LogEntry.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_pk=record_key,
        action__in=[LogEntry.Action.CREATE, LogEntry.Action.UPDATE],
    )
    return [
        Change(
            at=entry.timestamp,
            who=name_author(entry),
            created=entry.action == LogEntry.Action.CREATE,
            fields=tuple(_changed_fields(entry, model)) if entry.action == LogEntry.Action.UPDATE else (),
        )
        for entry in entries.select_related("actor", "content_type").order_by("-timestamp", "-pk")[:SHOWN]
    ]


def name_author(entry: LogEntry) -> str:
    """Who made a change. An entry by an account has its e-mail, which is emptied when the account is deleted."""
    nobody = _("the portal itself") if entry.actor_email is None else _("a deleted account")
    return str(entry.actor or entry.actor_email or nobody)


def field_name(model: type[models.Model] | None, field: str) -> Any:
    """What people call a field of a model."""
    try:
        found: Any = model._meta.get_field(field)  # type: ignore[union-attr]
    except (AttributeError, FieldDoesNotExist):  # of an older version of the portal
        return field
    if language := getattr(found, "language", ""):
        return f"{found.translated_field.verbose_name} – {language_name(language)}"
    return found.verbose_name


def _changed_fields(entry: LogEntry, model: type[models.Model]) -> Iterator[tuple[str, SafeString]]:
    displayed = entry.changes_display_dict
    for field, change in entry.changes_dict.items():
        name = field_name(model, field)
        if isinstance(change, dict):
            operation = OPERATIONS.get(change["operation"], "")
            yield str(name), format_html("{}: {}", operation, ", ".join(change["objects"]))
        elif isinstance(text := _find_field(model, field), models.CharField | models.TextField):
            before, after = ("" if value == "None" else value for value in change)
            yield str(name), mark_difference(before, after, rich=isinstance(text, RichTextField))
        else:
            before, after = (str(WORDS.get(value, value)) or "–" for value in displayed.get(str(name), change))
            yield str(name), format_html("<del>{}</del> → <ins>{}</ins>", before, after)


def _find_field(model: type[models.Model], field: str) -> "models.Field[Any, Any] | None":
    try:
        found = model._meta.get_field(field)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def mark_difference(before: str, after: str, *, rich: bool) -> SafeString:
    """The words that were removed and added, each with a few words around; of rich text only what is read.

    Where a link leads is shown behind it. Where the words are the same, only the look changed.
    """
    old, new = (_read_words(text) if rich else text.split() for text in (before, after))
    if old == new:
        return format_html("{}", _("only the formatting"))
    steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    parts = []
    for number, (kind, start, end, new_start, new_end) in enumerate(steps):
        if kind == "equal":
            parts.append(("", _shortened(old[start:end], first=number == 0, last=number == len(steps) - 1)))
        else:
            parts += [("del", " ".join(old[start:end])), ("ins", " ".join(new[new_start:new_end]))]
    marked = [format_html(f"<{tag}>{{}}</{tag}>" if tag else "{}", text) for tag, text in parts if text]
    return format_html_join(" ", "{}", [(part,) for part in marked])


def _read_words(text: str) -> list[str]:
    """What is read of rich text, as words."""
    linked = _LINK.sub(r"\2 (\1)", text)
    return html.unescape(strip_tags(_END_OF_LINE.sub(r" ", linked))).split()


def _shortened(words: list[str], *, first: bool, last: bool) -> str:
    """Unchanged words with their middle, or the end away from the change, left out."""
    start, end = ([] if first else words[:AROUND]), ([] if last else words[-AROUND:])
    if len(words) <= len(start) + len(end):
        return " ".join(words)
    return " ".join([*start, "…", *end])


class ReadableHistory(AnyModelAdmin):
    """The page of history says what changed in which field, for the models that the audit log follows."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        followed = auditlog.contains(self.model)
        context = {"changes": of_record(unquote(object_id), self.model) if followed else None}
        return super().history_view(request, object_id, {**context, **(extra_context or {})})
