"""Long lists to choose from, written out at once: Django's own ask two templates for each of their options."""

from collections.abc import Collection, Iterable, Mapping
from html import escape
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString


class QuickSelect(forms.Select):
    """Django's `<select>`, in a tenth of the time."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The element with its options, in their groups where they have some, and the chosen one selected."""
        chosen = self.format_value(value)
        parts = []
        for key, label in self.choices:
            if isinstance(label, list | tuple):
                options = _write_options(label, chosen)
                parts.append(format_html('<optgroup label="{}">{}</optgroup>', key, options))
            else:
                parts.append(_write_options([(key, label)], chosen))
        attributes = flatatt({**self.build_attrs(self.attrs, dict(attrs or {})), "name": name})
        return format_html("<select{}>{}</select>", attributes, SafeString("".join(parts)))


def _write_options(choices: Iterable[tuple[Any, Any]], chosen: Collection[str]) -> SafeString:
    options = [_write_option("" if key is None else str(key), label, chosen) for key, label in choices]
    return SafeString("\n".join(options))


def _write_option(key: str, label: Any, chosen: Collection[str]) -> str:
    mark = " selected" if key in chosen else ""
    return f'<option value="{escape(key)}"{mark}>{conditional_escape(label)}</option>'
