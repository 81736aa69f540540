"""What the pages' templates say about answers of the finder: choices and distances."""

from collections.abc import Iterable

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.danger.emergency_lines import EMERGENCY_NUMBERS
from districts.lookup.lookup_results import Choice
from districts.models import District

register = template.Library()


@register.filter
def emergency_line(asked: str) -> str:
    """The emergency number somebody typed instead of a place; nothing when they typed anything else."""
    typed = asked.strip()
    return typed if typed in EMERGENCY_NUMBERS else ""


@register.filter
def only_districts(choices: Iterable[Choice]) -> bool:
    """Whether there are whole districts to choose from, with no house numbers or places to tell them by."""
    return all(choice.is_whole_district for choice in choices)


@register.filter
def scraps(choices: Iterable[Choice]) -> list[Choice]:
    """Those that hardly any address of the place lies in."""
    return [choice for choice in choices if choice.is_scrap]


@register.filter
def without_scraps(choices: Iterable[Choice]) -> list[Choice]:
    """The others."""
    return [choice for choice in choices if not choice.is_scrap]


@register.filter
def share_in_words(share: float) -> str:
    """What part of the addresses lies somewhere: whole percents, never all when some lie elsewhere."""
    if share < 0.01:
        return _("less than 1\u00a0% of the addresses")
    return _("%(percent)d\u00a0%% of the addresses") % {"percent": min(round(100 * share), 99)}


@register.simple_tag
def chosen_districts(choices: Iterable[Choice]) -> list[District]:
    """The districts that choices lead to."""
    return [choice.district for choice in choices]


@register.filter
def km(metres: int) -> str:
    """A distance in kilometres as people say it: to 100 m up to ten kilometres, then whole."""
    decimals = 1 if metres < 10_000 else 0
    return number_format(round(metres / 1000, decimals), decimals)  # by itself it would cut off, not round


@register.filter
def distance(metres: int) -> str:
    """A distance with its unit, as exact as a walk is: `350 m`, `1,2 km`; never broken over two lines."""
    if metres < 950:
        return _("%(number)s\u00a0m") % {"number": round(metres, -1)}
    return _("%(number)s\u00a0km") % {"number": km(metres)}
