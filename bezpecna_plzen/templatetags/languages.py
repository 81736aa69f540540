"""The languages of the portal, as pages show them."""

import re
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.db.models import Model
from django.template import Context
from django.urls import translate_url
from django.utils import translation

register = template.Library()
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
    here = f"/{request.path.lstrip('/')}"  # two strokes would be the address of another site
    paths = {code: translate_url(here, code) for code, _name in settings.LANGUAGES}
    query = request.META.get("QUERY_STRING", "")
    if alone := len(set(paths.values())) == 1:
        paths = {code: "/" if code == settings.LANGUAGE_CODE else f"/{code}/" for code in paths}
    pages = []
    for code, name in settings.LANGUAGES:
        path = paths[code]
        whole = path if alone or not query else f"{path}?{query}"
        pages.append(InLanguage(code, name, whole, settings.SITE_URL + path, code == current))
    return pages


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
