"""Rows of the admin's lists as cards: on a phone each cell says the name of its column itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def with_names(cells: Iterable[SafeString], headers: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """The cells of a row, each with the name of its column; the column of boxes to tick has none."""
    return [_name_cell(cell, header) for cell, header in zip(cells, headers, strict=True)]


def _name_cell(cell: SafeString, header: Mapping[str, Any]) -> SafeString:
    if not cell.startswith("<td") or "action-checkbox" in header["class_attrib"]:
        return cell
    named = format_html('<td data-label="{}"', capfirst(header["text"]))
    return mark_safe(named + cell.removeprefix("<td"))  # noqa: S308 - Django made the cell
