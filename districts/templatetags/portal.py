"""What the pages' templates say about places, people and contacts."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.text.czech_order import sort_key
from core.verification import is_outdated
from districts import photos
from districts.duty.explanations import explain_replacement
from districts.duty.roster import Level, Responsible, Status
from districts.infoboxes.drop_off_places import NearPlace
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import Choice, Point
from districts.models import District, ImportKind, InfoBox, Person, Role

register = template.Library()
register.filter("why", explain_replacement)

_EMERGENCY_LINES = frozenset({"112", "150", "155", "156", "158"})
_SHADES = 10  # colours of boroughs in the style sheet

_ABOUT_ROLE = {
    Role.OKRSKAR: gettext_lazy(
        "Walks your neighbourhood every day. Deals with noise, parking, rubbish and quarrels between neighbours."
    ),
    Role.POLICISTA: gettext_lazy(
        "Deals with crime: theft, damage, fraud and violence. Get in touch even if you only suspect something."
    ),
    Role.STAROSTA: gettext_lazy(
        "Leads your borough. Get in touch when something should change for good: lighting, playgrounds, public order."
    ),
}
_MADE_UP = {
    ImportKind.BOROUGHS: gettext_lazy("borders of boroughs"),
    ImportKind.DISTRICTS: gettext_lazy("borders of police districts"),
    ImportKind.ADDRESSES: gettext_lazy("addresses"),
    ImportKind.STAFF: gettext_lazy("people and their contacts"),
}


@register.filter
def about(role: Role) -> str:
    """What somebody in the role does for residents, in one line."""
    return str(_ABOUT_ROLE[role])


@register.filter
def made_up(kinds: Collection[ImportKind]) -> str:
    """What of the data is illustrative, in words."""
    return ", ".join(str(text) for kind, text in _MADE_UP.items() if kind in kinds)


@register.filter
def tel(phone: str) -> str:
    """A phone number as a link dials it: without spaces, Czech numbers with the country's code."""
    digits = "".join(char for char in phone if char.isdecimal() or char == "+")
    return f"tel:+420{digits}" if len(digits) == 9 and digits.isdecimal() else f"tel:{digits}"


@register.filter
def phone(number: str) -> str:
    """A phone number as readers write it: with the country's code for those who may have a foreign phone."""
    digits = "".join(number.split())
    abroad = get_language() != settings.LANGUAGE_CODE and len(digits) == 9 and digits.isdecimal()
    return f"+420\u00a0{number}" if abroad else number


@register.filter
def emergency_line(asked: str) -> str:
    """The emergency number somebody typed instead of a place; nothing when they typed anything else."""
    typed = asked.strip()
    return typed if typed in _EMERGENCY_LINES else ""


@register.filter
def only_districts(choices: Iterable[Choice]) -> bool:
    """Whether there are whole districts to choose from, with no house numbers or places to tell them by."""
    return all(choice.is_whole_district for choice in choices)


@register.filter
def numbered_name(district: District) -> SafeString | str:
    """A district as lists show it: its number, and its name if it has one of its own."""
    if not district.proper_name:
        return str(district)
    return format_html('<b>{}</b> <span lang="cs">{}</span>', district.number, district.name)


@register.filter
def breakable(email: str) -> SafeString:
    """An e-mail that a narrow screen breaks at the @ rather than within a word."""
    return format_html_join(mark_safe("<wbr>@"), "{}", ((part,) for part in email.split("@")))


@register.filter
def stale(verified_on: date, today: date) -> bool:
    """Whether a contact was verified more than twelve months ago."""
    return is_outdated(verified_on, today=today)


@register.filter
def is_person(who: object) -> bool:
    """Whether it is a human being and not an office."""
    return isinstance(who, Person)


@register.filter
def photo_url(who: object) -> str | None:
    """Where the photo of whoever answers, or of an infobox, is served, or None without one."""
    return photos.photo_url(who) if isinstance(who, Person | InfoBox) else None


@register.filter
def state(responsible: Responsible) -> str:
    """The state of a post in a word or two; nothing when its holder is in office."""
    if responsible.status is Status.IN_OFFICE:
        return ""
    if responsible.status is Status.VACANT:
        return _("Vacant")
    return _("Substituted") if responsible.level is Level.SUBSTITUTE else _("Not available")


@register.inclusion_tag("components/map.html", takes_context=True)
def city_map(
    context: Context,
    around: District | None = None,
    point: Point | None = None,
    chosen: Iterable[District] = (),
    boxes: Sequence[NearPlace] = (),
) -> dict[str, Any]:
    """The map of the city, or of one district and its surroundings, as an inline SVG with a link for each district.

    With infoboxes it is about them: each has a link to its entry in the list, and the districts are the ground only.

    Args:
        context: has the atlas.
        around: the district to show in the middle; without it the whole city is shown.
        point: a place to mark, if it lies in the picture.
        chosen: districts to bring out.
        boxes: infoboxes, numbered in this order.
    """
    atlas: Atlas = context["atlas"]
    drawing = atlas.city_map.around(around.number) if around else atlas.city_map.city
    brought_out = {district.number for district in chosen}
    shades = borough_shades(atlas)
    return {
        "drawing": drawing,
        "undrawn": drawing is None and bool(atlas.districts),
        "districts": [
            (area, district, shades[district.borough_id], district.number in brought_out, district == around)
            for area in (drawing.areas if drawing else ())
            for district in [atlas.districts[area.number]]
        ],
        "dimmed": bool(brought_out),
        "around": around,
        "mark": drawing.xy(point.lon, point.lat) if drawing and point and drawing.shows(point.lon, point.lat) else None,
        "point": point,
        "boxes": [
            (number, near.place, drawing.xy(near.place.lon, near.place.lat))
            for number, near in enumerate(boxes, 1)
            if drawing and isinstance(near.place, InfoBox) and drawing.shows(near.place.lon, near.place.lat)
        ],
        "about_boxes": bool(boxes),
        "map_tiles_url": context["map_tiles_url"],
        "map_tiles_credit": context["map_tiles_credit"],
    }


@register.inclusion_tag("components/boroughs.html", takes_context=True)
def district_list(context: Context) -> dict[str, Any]:
    """All districts by borough, as links: the equal alternative to the map."""
    atlas: Atlas = context["atlas"]
    shades = borough_shades(atlas)
    return {
        "boroughs": [
            (borough, shades[code], [d for d in atlas.districts.values() if d.borough_id == code])
            for code, borough in sorted(atlas.boroughs.items(), key=lambda item: _by_number(item[1].name))
        ]
    }


@register.simple_tag(takes_context=True)
def neighbours_of(context: Context, district: District) -> list[District]:
    """The districts that have a border with a district, by number."""
    atlas: Atlas = context["atlas"]
    return [atlas.districts[number] for number in atlas.city_map.neighbours(district.number)]


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


def borough_shades(atlas: Atlas) -> dict[int, int]:
    """The colour of each borough's code, as the number of a class in the style sheet."""
    return {code: position % _SHADES for position, code in enumerate(sorted(atlas.boroughs))}


def _by_number(name: str) -> tuple[int, tuple[str, str]]:
    """The order of boroughs: `Plzeň 9-Malesice` before `Plzeň 10-Lhota`, a name without a number first."""
    number = re.search("[0-9]+", name)
    return int(number[0]) if number else 0, sort_key(name)
