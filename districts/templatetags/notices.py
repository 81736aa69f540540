"""News and alerts, as the pages' templates ask for them."""

from django import template
from django.template import Context
from django.utils import timezone

from districts.news import notices
from districts.news.notices import Announced

register = template.Library()
register.filter("paragraphs", notices.as_paragraphs)


@register.simple_tag(takes_context=True)
def raised_notice(context: Context) -> Announced | None:
    """The notice in the banner now; costs no query beside the page's atlas."""
    return notices.raised_notice(context["atlas"].notices, now=timezone.now())


@register.simple_tag(takes_context=True)
def current_notices(context: Context, number: int | str = "") -> list[Announced]:
    """The news of now, newest first: what concerns a district, or all if its number is empty, as on pages without one.

    Costs no query beside the page's atlas.
    """
    return notices.current_notices(context["atlas"].notices, now=timezone.now(), number=int(number) if number else None)
