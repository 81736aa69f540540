"""Opening hours, as the pages' templates ask for them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.timezone import localtime
from django.utils.translation import get_language

from core.hours import in_words
from core.hours import opening_hours as hours
from districts.duty.roster import Responsible
from districts.models import Department, Role, Station

register = template.Library()


@register.inclusion_tag("components/hours.html", takes_context=True)
def opening_hours(context: Context, text: str) -> dict[str, Any]:
    """Whether it is open now and the hours of the week, from what staff wrote; that alone if it is not understood.

    Czech readers get the hours in the words of staff, the others in their language.
    """
    week = hours.read_hours(text)
    if week is None:
        return {"written": text}
    at = localtime(context["now"], hours.PRAGUE)
    state = hours.state_at(week, at=at)
    return {
        "written": "",
        "now": in_words.describe_state(state, at=at),
        "open": not isinstance(state, hours.Closed),
        "always": isinstance(state, hours.Always),
        "weekly": text if get_language() == settings.LANGUAGE_CODE else in_words.describe_week(week),
    }


@register.filter
def hours_at(counter: Station | Department | None, now: datetime) -> str:
    """Whether a counter is open at a moment, in words; nothing without hours that are understood."""
    week = hours.read_hours(counter.hours) if counter else None
    if week is None:
        return ""
    at = localtime(now, hours.PRAGUE)
    return in_words.describe_state(hours.state_at(week, at=at), at=at)


@register.filter
def police_closed(responsible: Iterable[Responsible], at: datetime) -> bool:
    """Whether a counter of the two officers is closed at a moment; the mayor's is not replaced by any police."""
    counters = (each.counter for each in responsible if each.role is not Role.STAROSTA)
    weeks = (hours.read_hours(counter.hours) for counter in counters if counter)
    return any(week is not None and isinstance(hours.state_at(week, at=at), hours.Closed) for week in weeks)
