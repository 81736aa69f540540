"""What a field of a form sends when nobody touches it: told by the HTML that a browser gets, whatever the widget is.

So what was typed can be compared with what a page showed, without false alarms from line ends, seconds that are not
shown, or accounts that are offered no more.
"""

import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.forms.models import InlineForeignKeyField
from django.http import QueryDict
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.rich_text import RichTextField

_BYTES = 6  # of a digest: one in 280 million million changes would go unnoticed
_SENDS_NOTHING = {"file", "submit", "button", "image", "reset"}


@dataclass(frozen=True, slots=True)
class Control:
    """What one element sends, and what people read there."""

    name: str
    value: str
    text: str


class RenderedOnce(forms.BoundField):
    """A field whose HTML is read for its digest, and then stands on the page; long lists to choose from cost most."""

    _html: SafeString | None = None

    def as_widget(
        self, widget: Any = None, attrs: dict[str, Any] | None = None, only_initial: bool = False
    ) -> SafeString:
        """The HTML of the field, made once."""
        if widget or attrs or only_initial:
            return super().as_widget(widget, attrs, only_initial)
        if self._html is None:
            self._html = super().as_widget()
        return self._html


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as a page shows it."""

    field: forms.BoundField
    controls: tuple[Control, ...]
    digest: str

    @property
    def label(self) -> str:
        """What people call it."""
        return str(self.field.label)

    def in_words(self) -> str:
        """Its value, for people."""
        if isinstance(self.field.field, forms.FileField):
            return _("another file") if self.field.initial else _("no file")
        if isinstance(self.field.field, forms.BooleanField):
            return _("yes") if self.controls else _("no")
        is_choice = isinstance(self.field.field, forms.ChoiceField | forms.ModelChoiceField)
        between = ", " if is_choice else " "
        values = [each.text if is_choice else each.value for each in self.controls if each.value]
        said = between.join(values).strip()
        return (_without_tags(said) if _is_rich(self.field) else said) or _("nothing")


def show_fields(form: Any) -> dict[str, Shown]:
    """The fields of a form that somebody can change, as a page shows them."""
    return {bound.name: _show(bound) for bound in changeable(form)}


def changeable(form: Any) -> Iterator[forms.BoundField]:
    """The fields that somebody can change."""
    technical = {forms.formsets.DELETION_FIELD_NAME, form._meta.model._meta.pk.name}
    for bound in form:
        is_technical = bound.name in technical or isinstance(bound.field, InlineForeignKeyField)
        if not (is_technical or bound.field.disabled):
            yield bound


def digest_typed(bound: forms.BoundField, data: Any, files: Any, *, name: str = "") -> str | None:
    """The digest of what was sent; of a file that was not chosen anew there is none.

    Args:
        name: of the field in what was sent, if it is another one.
    """
    value = bound.field.widget.value_from_datadict(data, files, name or bound.html_name)
    if isinstance(bound.field, forms.FileField):
        return None if value is None else _digest(["chosen"])
    return _digest(_compared(bound.field, value))


def _show(bound: forms.BoundField) -> Shown:
    reader = _Controls()
    reader.feed(str(bound))
    reader.close()
    controls = tuple(reader.controls)
    if isinstance(bound.field, forms.FileField):
        return Shown(bound, controls, _digest(str(bound.initial or "")))
    sent = QueryDict(mutable=True)
    for each in controls:
        sent.appendlist(each.name, each.value)
    return Shown(bound, controls, digest_typed(bound, sent, {}) or "")


def _compared(field: Any, value: Any) -> Any:
    """A value that was sent, in the form in which two of them are compared."""
    if isinstance(value, list | tuple):
        parts = [_compared(None, part) for part in value]
        in_any_order = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        return sorted(parts, key=str) if in_any_order else parts
    if value is None or isinstance(value, bool):
        return value or ""
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _digest(value: Any) -> str:
    return hashlib.blake2b(json.dumps(value).encode(), digest_size=_BYTES).hexdigest()


def _is_rich(bound: forms.BoundField) -> bool:
    try:
        return isinstance(bound.form._meta.model._meta.get_field(bound.name), RichTextField)  # type: ignore[attr-defined] # of a model
    except FieldDoesNotExist:
        return False


def _without_tags(text: str) -> str:
    for end in ("</p>", "</li>", "</h2>", "</h3>", "<br>"):
        text = text.replace(end, f"{end}\n")
    return html.unescape(strip_tags(text)).strip()


class _Controls(HTMLParser):
    """Collects what the elements of a field send: what a browser calls its successful controls."""

    def __init__(self) -> None:
        super().__init__()
        self.controls: list[Control] = []
        self._writing: str | None = None  # the name of the text area that is open
        self._text = ""
        self._select = ""
        self._several = False
        self._options: list[tuple[str, str, bool]] = []  # value, text, whether chosen
        self._option: tuple[str | None, bool] | None = None
        self._labelled: int | None = None  # the control that the text of the open label belongs to

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "input" and name and "disabled" not in said:
            self._input(name, said)
        elif tag == "textarea" and name:
            self._writing, self._text = name, ""
        elif tag == "select" and name:
            self._select, self._several, self._options = name, "multiple" in said, []
        elif tag == "option" and self._select:
            self._option, self._text = (said.get("value"), "selected" in said), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._writing:
            self.controls.append(Control(self._writing, self._text.removeprefix("\n"), ""))
            self._writing = None
        elif tag == "option" and self._option:
            value, chosen = self._option
            text = " ".join(self._text.split())
            self._options.append((text if value is None else value, text, chosen))
            self._option = None
        elif tag == "select" and self._select:
            self._end_select()
        elif tag == "label" and self._labelled is not None:
            control = self.controls[self._labelled]
            self.controls[self._labelled] = Control(control.name, control.value, " ".join(self._text.split()))
            self._labelled = None

    def handle_data(self, data: str) -> None:
        self._text += data

    def _input(self, name: str, said: dict[str, str | None]) -> None:
        kind, value = said.get("type") or "text", said.get("value")
        if kind in ("checkbox", "radio"):
            if "checked" in said:
                self._labelled, self._text = len(self.controls), ""
                self.controls.append(Control(name, "on" if value is None else value, ""))
        elif kind not in _SENDS_NOTHING:
            value = value or ""
            one_line = value if kind == "hidden" else value.replace("\r", "").replace("\n", "")
            self.controls.append(Control(name, one_line, ""))

    def _end_select(self) -> None:
        chosen = [(value, text) for value, text, is_chosen in self._options if is_chosen]
        if not self._several:  # a browser chooses the first where the page chooses none, and the last of several
            chosen = chosen[-1:] or [(value, text) for value, text, _chosen in self._options[:1]]
        self.controls += [Control(self._select, value, text) for value, text in chosen]
        self._select = ""
