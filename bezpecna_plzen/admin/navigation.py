"""The lists of the admin's pages in the menu and beside each page.

Which of them somebody may see is asked anew with each request, of the classes of all models; how that looks is drawn
once, as it is the same for everybody who may do the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from core.admin.typed import AnyModelAdmin

_MOST_KEPT = 500  # some 15 KB each; there are as many as parts of the admin for each group of people
_drawn: dict[Any, "Navigation"] = {}


@dataclass(frozen=True, slots=True)
class Navigation:
    """The lists as HTML."""

    menu: str
    sidebar: str


def draw_navigation(
    request: HttpRequest, registry: Mapping[type[Model], AnyModelAdmin], apps: Sequence[Any]
) -> Navigation:
    """The lists for a page, with its part of the admin marked.

    Args:
        registry: all models with the classes of their pages.
        apps: those that the user may see, as the admin lists them.
    """
    part = "/".join([*request.path.split("/")[:4], ""])  # /admin/mailbox/message/
    allowed = tuple(
        (model, *admin.get_model_perms(request).values())
        for model, admin in registry.items()
        if admin.has_module_permission(request)
    )
    key = part, get_language(), allowed
    drawn = _drawn.get(key)
    if drawn is None:
        context = {"available_apps": apps, "request": {"path": part}}
        drawn = Navigation(
            menu=render_to_string("admin/_menu.html", context),
            sidebar=render_to_string("admin/nav_sidebar.html", context),
        )
        if len(_drawn) >= _MOST_KEPT:
            _drawn.clear()
        _drawn[key] = drawn
    return drawn
