"""Maps of the city and lists of its districts, for the pages' templates."""

import re
from collections.abc import Container, Iterable, Sequence
from functools import partial
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.czech_order import sort_key
from districts.infoboxes.drop_off_places import NearPlace
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import Point
from districts.map.city_map import Drawing, DrawnDistrict
from districts.models import Borough, District, InfoBox

register = template.Library()

_SHADES = 10  # colours of boroughs in the style sheet


@register.filter
def numbered_name(district: District) -> SafeString | str:
    """A district as lists show it: its number, and its name if it has one of its own."""
    if not district.proper_name:
        return str(district)
    return format_html('<b>{}</b> <span lang="cs">{}</span>', district.label, district.name)


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
    brought_out = frozenset(district.number for district in chosen)
    return {
        "places": atlas.places,
        "drawing": drawing,
        "undrawn": drawing is None and bool(atlas.districts),
        "districts": partial(_list_areas, atlas, drawing, around, brought_out),
        "chosen": brought_out,
        "around": around,
        "mark": _position(drawing, point) if drawing and point else None,
        "point": point,
        "boxes": _place_boxes(drawing, boxes) if drawing else [],
        "about_boxes": bool(boxes),
        "map_tiles_url": context["map_tiles_url"],
        "map_tiles_credit": context["map_tiles_credit"],
    }


def _list_areas(
    atlas: Atlas, drawing: Drawing | None, around: District | None, brought_out: Container[int]
) -> list[tuple[DrawnDistrict, District, int, bool, bool]]:
    """What a picture has of each district: its drawing, itself, its colour, whether it is brought out or the middle."""
    shades = borough_shades(atlas)
    shown = [(area, atlas.districts[area.number]) for area in (drawing.areas if drawing else ())]
    return [
        (area, district, shades[district.borough_id], district.number in brought_out, district == around)
        for area, district in shown
    ]


def _place_boxes(drawing: Drawing, boxes: Sequence[NearPlace]) -> list[tuple[int, InfoBox, tuple[int, int]]]:
    """The infoboxes that lie in the picture: the number of each among all, itself, and where it is drawn."""
    placed = []
    for number, near in enumerate(boxes, 1):
        box = near.place
        if isinstance(box, InfoBox) and (at := _position(drawing, Point(box.lon, box.lat))):
            placed.append((number, box, at))
    return placed


def _position(drawing: Drawing, point: Point) -> tuple[int, int] | None:
    """Where a point is drawn; None outside the picture."""
    return drawing.xy(point.lon, point.lat) if drawing.shows(point.lon, point.lat) else None


@register.inclusion_tag("components/boroughs.html", takes_context=True)
def district_list(context: Context) -> dict[str, Any]:
    """All districts by borough, as links: the equal alternative to the map."""
    atlas: Atlas = context["atlas"]
    return {"places": atlas.places, "boroughs": partial(_list_boroughs, atlas)}


def _list_boroughs(atlas: Atlas) -> list[tuple[Borough, int, list[District]]]:
    """The boroughs by number, with their colours and districts."""
    shades = borough_shades(atlas)
    boroughs = []
    for borough in sorted(atlas.boroughs.values(), key=lambda borough: _by_number(borough.name)):
        inside = [district for district in atlas.districts.values() if district.borough_id == borough.code]
        boroughs.append((borough, shades[borough.code], inside))
    return boroughs


@register.simple_tag(takes_context=True)
def neighbours_of(context: Context, district: District) -> list[District]:
    """The districts that have a border with a district, by number."""
    atlas: Atlas = context["atlas"]
    return [atlas.districts[number] for number in atlas.city_map.neighbours(district.number)]


def borough_shades(atlas: Atlas) -> dict[int, int]:
    """The colour of each borough's code, as the number of a class in the style sheet."""
    return {code: position % _SHADES for position, code in enumerate(sorted(atlas.boroughs))}


def _by_number(name: str) -> tuple[int, tuple[str, str]]:
    """The order of boroughs: `Plzeň 9-Malesice` before `Plzeň 10-Lhota`, a name without a number first."""
    number = re.search("[0-9]+", name)
    return int(number[0]) if number else 0, sort_key(name)
