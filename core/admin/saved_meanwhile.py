"""What was saved since a page of the admin was opened, compared with what was typed there: nobody's is lost.

What only one of two people changed is theirs. Where both did, what was typed stays in the form, and what is saved now
stands beside it. Nothing is saved before the person has seen it and presses the button once more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.staff_accounts import name_of

from .history import name_author
from .opened_fields import Shown, digest_typed, show_fields

Digests = Mapping[str, Mapping[str, str]]  # of each form of a page by its key, and of each of its fields
Remarks = dict[tuple[str, str | None], str]  # by the prefix of a form and the name of a field
OPENED_AT = "*"  # among the keys of forms: when the page was opened
_LOOKED_THROUGH = 50  # entries of the audit log, the newest
_MOST_ROWS = 1000


@dataclass(slots=True)
class Meanwhile:
    """What the page shows that comes back instead of being saved."""

    data: QueryDict  # the form as it goes on: what was typed, and what others saved where nothing was typed
    digests: dict[str, dict[str, str]] = field(default_factory=dict)  # of what is saved now
    remarks: Remarks = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)  # about rows that came or went
    unknown: bool = False  # the page did not say what it was opened with
    files: bool = False  # chosen, and to be chosen again

    def __bool__(self) -> bool:
        return bool(self.remarks or self.lines)


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who sent the form, and what."""

    request: HttpRequest
    opened: Digests

    @property
    def opened_at(self) -> str:
        """When the page was opened, in seconds; whatever was saved before was seen."""
        return self.opened.get(OPENED_AT, {}).get("at", "")

    def who(self, entry: LogEntry | None) -> str:
        """Who made a change since, and when, in brackets; nothing if it is not known."""
        if entry is None or not _is_after(entry, self.opened_at):
            return ""
        return _say_who(self.request, entry)

    def typed(self, shown: Shown, *, name: str) -> str | None:
        """The digest of what was typed into a field."""
        return digest_typed(shown.field, self.request.POST, self.request.FILES, name=name)


def compare(request: HttpRequest, form: Any, formsets: Iterable[Any], opened: Digests) -> Meanwhile:
    """Compare a form that was sent with what is saved now.

    Args:
        form: as the page would show it now.
        formsets: the same; those that the person may change.
        opened: what the page showed when it was opened. What it does not name counts as changed by somebody.
    """
    sender, data = _Sender(request, opened), request.POST.copy()
    unknown = not any(fields for key, fields in opened.items() if key != OPENED_AT)
    found = Meanwhile(data, unknown=unknown, files=bool(request.FILES))
    found.digests[OPENED_AT] = stamp()
    _compare_fields(sender, form, "", form_prefix="", sent_prefix="", found=found)
    for formset in formsets:
        _compare_rows(sender, formset, found)
    return found


def _compare_fields(
    sender: _Sender, form: Any, key: str, *, form_prefix: str, sent_prefix: str, found: Meanwhile
) -> None:
    """Compare the fields of one form; the data has them under `form_prefix` afterwards."""
    before, shown = sender.opened.get(key, {}), show_fields(form)
    found.digests[key] = {name: each.digest for name, each in shown.items()}
    for name, each in shown.items():
        was, typed = before.get(name), sender.typed(each, name=_join(sent_prefix, name))
        is_touched = typed is not None and typed != (each.digest if was is None else was)
        if each.digest == was or typed == each.digest or (was is None and not is_touched):
            continue
        by = sender.who(_find_entry(form.instance, name))
        if not is_touched:
            _put(found.data, _join(form_prefix, name), form.add_prefix(name), each)
            said = _("Saved meanwhile%(by)s. It is in the form now.") % {"by": by}
            found.remarks[form_prefix, name] = said
        elif not _is_same(sender, form, each, _join(sent_prefix, name)):
            found.remarks[form_prefix, name] = _say_both(by, each.in_words())


def _compare_rows(sender: _Sender, formset: Any, found: Meanwhile) -> None:
    """Compare the rows of one inline, and write the data anew: rows that are saved now first, in their order."""
    prefix, key_name = formset.prefix, formset.model._meta.pk.name
    sent = _rows_sent(sender.request.POST, prefix)
    by_key = {row.get(key_name, [""])[0]: number for number, row in sent.items()}
    for number, row in sent.items():
        for name in row:
            found.data.pop(f"{prefix}-{number}-{name}", None)
    saved = {str(form.instance.pk): form for form in formset.initial_forms}
    place = 0
    for key, form in saved.items():
        row_prefix = f"{prefix}-{place}"
        if key in by_key:
            _copy(found.data, row_prefix, sent[by_key[key]])
            _compare_fields(
                sender,
                form,
                f"{prefix}-{key}",
                form_prefix=row_prefix,
                sent_prefix=f"{prefix}-{by_key[key]}",
                found=found,
            )
        else:
            _show_added(sender, form, row_prefix, found)
        place += 1
    found.data[f"{prefix}-INITIAL_FORMS"] = str(place)
    for number, row in sent.items():
        key = row.get(key_name, [""])[0]
        if key in saved:
            continue
        if key and not _keep_deleted(sender, formset, key, number, f"{prefix}-{place}", found):
            continue
        _copy(found.data, f"{prefix}-{place}", {name: values for name, values in row.items() if name != key_name})
        place += 1
    found.data[f"{prefix}-TOTAL_FORMS"] = str(place)


def _show_added(sender: _Sender, form: Any, row_prefix: str, found: Meanwhile) -> None:
    """A row that the page did not have."""
    shown, key_name = show_fields(form), form._meta.model._meta.pk.name
    for each in shown.values():
        _put(found.data, _join(row_prefix, each.field.name), each.field.html_name, each)
    found.data[_join(row_prefix, key_name)] = str(form.instance.pk)
    key = f"{form.prefix.rpartition('-')[0]}-{form.instance.pk}"
    found.digests[key] = {name: each.digest for name, each in shown.items()}
    by = sender.who(_find_entry(form.instance, None))
    found.lines.append(_("Added meanwhile%(by)s: %(what)s.") % {"by": by, "what": form.instance})
    found.remarks[row_prefix, None] = _("Added meanwhile%(by)s.") % {"by": by}


def _keep_deleted(sender: _Sender, formset: Any, key: str, number: int, row_prefix: str, found: Meanwhile) -> bool:
    """Say that a row is gone; whether something was typed into it, so that it comes back as a new one."""
    opened = sender.opened.get(f"{formset.prefix}-{key}", {})
    entry = _find_deletion(formset.model, key)
    by = sender.who(entry)
    what = {"by": by, "what": entry.object_repr if entry else formset.model._meta.verbose_name}
    found.lines.append(_("Deleted meanwhile%(by)s: %(what)s.") % what)
    if sender.request.POST.get(f"{formset.prefix}-{number}-DELETE"):
        return False
    for name, shown in show_fields(formset.empty_form).items():
        typed = sender.typed(shown, name=f"{formset.prefix}-{number}-{name}")
        if typed is not None and typed != opened.get(name):
            found.remarks[row_prefix, None] = _(
                "Deleted meanwhile%(by)s. What you wrote is still here: saved, it is added anew; emptied, it is not."
            ) % {"by": by}
            return True
    return False


def _is_same(sender: _Sender, form: Any, shown: Shown, sent_name: str) -> bool:
    """Whether what was typed only looks different from what is saved, such as a number with other spaces."""
    field, request = shown.field.field, sender.request
    try:
        cleaned = field.clean(field.widget.value_from_datadict(request.POST, request.FILES, sent_name))
    except ValidationError:
        return False
    again = type(form)(instance=form.instance, prefix=form.prefix, initial={shown.field.name: cleaned})
    return show_fields(again)[shown.field.name].digest == shown.digest


def _say_both(by: str, value: str) -> str:
    return format_html(
        '{} <span class="saved-meanwhile">{}</span> {}',
        _("Saved meanwhile%(by)s:") % {"by": by},
        value,
        _("What you wrote is still in the form."),
    )


# --- the data of a form that was sent ---------------------------------------------------------------------------------


def _join(prefix: str, name: str) -> str:
    return f"{prefix}-{name}" if prefix else name


def _put(data: QueryDict, name: str, shown_name: str, shown: Shown) -> None:
    """Have a field say what is saved."""
    for key in [*data]:
        if re.fullmatch(rf"(initial-)?{re.escape(name)}([_-](\d+|clear))?", key):
            del data[key]
    for control in shown.controls:
        data.appendlist(control.name.replace(shown_name, name, 1), control.value)


def _rows_sent(data: QueryDict, prefix: str) -> dict[int, dict[str, list[str]]]:
    """The rows of an inline by their numbers."""
    found: dict[int, dict[str, list[str]]] = {}
    for key, values in data.lists():
        if match := re.fullmatch(rf"{re.escape(prefix)}-(\d{{1,4}})-(.+)", key):
            found.setdefault(int(match[1]), {})[match[2]] = values
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(int(total), _MOST_ROWS) if total.isascii() and total.isdecimal() and len(total) < 6 else 0
    return {number: found[number] for number in sorted(found) if number < count}


def _copy(data: QueryDict, prefix: str, row: Mapping[str, Sequence[str]]) -> None:
    for name, values in row.items():
        data.setlist(f"{prefix}-{name}", [*values])


# --- who it was -------------------------------------------------------------------------------------------------------


def _entries(model: type[Model], key: str) -> Iterator[LogEntry]:
    if auditlog.contains(model):
        entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_pk=key)
        chosen = entries.exclude(action=LogEntry.Action.ACCESS).select_related("actor")
        yield from chosen.order_by("-timestamp", "-pk")[:_LOOKED_THROUGH]


def _find_deletion(model: type[Model], key: str) -> LogEntry | None:
    last = next(_entries(model, key), None) if key.isprintable() else None
    return last if last and last.action == LogEntry.Action.DELETE else None


def _find_entry(record: Model, name: str | None) -> LogEntry | None:
    """The last change of a field; of any, if none is named."""
    entries = _entries(type(record), str(record.pk))
    return next((entry for entry in entries if name is None or name in entry.changes_dict), None)


def stamp() -> dict[str, str]:
    """What a page carries of when it was opened."""
    return {"at": f"{timezone.now().timestamp():.6f}"}


def _is_after(entry: LogEntry, opened_at: str) -> bool:
    """Whether a change came after a page was opened. What the log does not follow has older entries only."""
    try:
        return bool(entry.timestamp.timestamp() >= float(opened_at))
    except ValueError:
        return False


def _say_who(request: HttpRequest, entry: LogEntry) -> str:
    at = timezone.localtime(entry.timestamp)
    when = date_format(at, "H:i" if at.date() == timezone.localdate() else "j. n. Y H:i")
    who = _("you, in another window") if entry.actor == request.user else name_of(entry.actor) or name_author(entry)
    return f" ({who}, {when})"
