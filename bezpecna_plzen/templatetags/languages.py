"""The languages of the portal, as pages show them."""

import re
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation

register = template.Library()
_ANOTHER = next(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
_ONE_LETTER = re.compile(r"(?<!\S)([^\W\d_]) (?=\S)")


@dataclass(frozen=True, slots=True)
class InLanguage:
    """This page in one of the languages."""

    code: str
    name: str  # of the language, in itself
    path: str  # with the query
    url: str  # absolute, without the query: as search engines are told
    current: bool


@register.simple_tag(takes_context=True)
def in_languages(context: Context) -> list[InLanguage]:
    """This page in each language; where it does not exist or has only one, the home page stands in for it."""
    request, current = context["request"], translation.get_language()
    path_in_czech = _path_in_czech(request)
    query = request.META.get("QUERY_STRING", "")
    pages = []
    for code, name in settings.LANGUAGES:
        path = _prefix(code) + (path_in_czech or "/")
        whole = path if path_in_czech is None or not query else f"{path}?{query}"
        pages.append(InLanguage(code, name, whole, settings.SITE_URL + path, code == current))
    return pages


def _path_in_czech(request: HttpRequest) -> str | None:
    """The path of the Czech page that a request is for in some language; none if there is no such page.

    Languages differ in the beginnings of paths only, so two addresses are made and not one for each.
    """
    try:
        match = request.resolver_match or resolve(request.path_info)
        name = f"{match.namespace}:{match.url_name}" if match.namespace else match.url_name
        with translation.override(_ANOTHER):
            there = reverse(name, args=match.args, kwargs=match.kwargs)
    except (Resolver404, NoReverseMatch):
        return None
    path = there.removeprefix(_prefix(_ANOTHER))
    return None if path == there else path


def _prefix(code: str) -> str:
    return "" if code == settings.LANGUAGE_CODE else f"/{code}"


@register.filter
def language_of(record: Model, field: str) -> str:
    """The language that a text of a record is shown in: the page's, or Czech where there is no translation."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    return current if getattr(record, f"{field}_{current}", "") else settings.LANGUAGE_CODE


@register.filter
def bound(text: str) -> str:
    """A title that no line ends in a word of one letter: Czech typography does not leave „a“ or „v“ hanging there."""
    return _ONE_LETTER.sub("\\1\N{NO-BREAK SPACE}", text)


@register.filter
def lacks_translation(record: Model, field: str) -> bool:
    """Whether a text of a record is shown in Czech because it has not been translated."""
    return language_of(record, field) != (translation.get_language() or settings.LANGUAGE_CODE)
