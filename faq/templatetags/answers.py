"""Stored texts and addresses on pages."""

from html import unescape
from urllib.parse import urlsplit

from django import template
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from core import rich_text

register = template.Library()
_DESCRIPTION = 155  # characters, as much as search engines show


@register.filter
def rich(html: str) -> SafeString:
    """Rich text as it may stand on a page: cleaned once more, whatever the database holds."""
    return rich_text.rendered_html(html)


@register.filter
def first_words(html: str) -> str:
    """The beginning of a rich text without its markup, for what search engines show of a page."""
    apart = unescape(strip_tags(html.replace("<", " <")))
    return Truncator(" ".join(apart.split())).chars(_DESCRIPTION)


@register.filter
def host(url: str) -> str:
    """Whose website it is, as people know it: `linkabezpeci.cz`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
