"""Opening hours, as the pages' templates ask for them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.timezone import localtime
from django.utils.translation import get_language

from districts import hours, hours_text
from districts.contacts import Responsible

register = template.Library()


@register.inclusion_tag("components/hours.html", takes_context=True)
def opening_hours(context: Context, text: str) -> dict[str, Any]:
    """Whether it is open now and the hours of the week, from what staff wrote; that alone if it is not understood.

    Czech readers get the hours in the words of staff, the others in their language.
    """
    week = hours.parse(text)
    if week is None:
        return {"written": text}
    at = localtime(context["now"], hours.PRAGUE)
    state = hours.state(week, at=at)
    return {
        "now": hours_text.now(state, at=at),
        "open": not isinstance(state, hours.Closed),
        "always": isinstance(state, hours.Always),
        "weekly": text if get_language() == settings.LANGUAGE_CODE else hours_text.weekly(week),
    }


@register.filter
def closed_somewhere(responsible: Iterable[Responsible], at: datetime) -> bool:
    """Whether any of those who answer has a counter that is closed at a moment."""
    weeks = (hours.parse(each.counter.hours) for each in responsible if each.counter)
    return any(week is not None and isinstance(hours.state(week, at=at), hours.Closed) for week in weeks)
