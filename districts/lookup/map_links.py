"""What a link to a map, copied or shared by a phone, says of a place. Pure; nothing is ever fetched.

A pin counts before the middle of what the map shows, and that only if little more than a few streets are shown.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import SplitResult, parse_qsl, unquote_plus, urlsplit

from .lookup_results import Point
from .written_coordinates import TypedPoint, read_coordinates

MAX_LINK_LENGTH = 1000  # characters; those of Google have a few hundred
_LEAST_ZOOM = 12  # below this a map shows more than the city, and its middle is no place

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_HOSTS = (
    *("mapy.cz", "mapy.com", "maps.google.com", "maps.app.goo.gl", "openstreetmap.org", "openstreetmap.de", "osm.org"),
    *("maps.apple.com", "maps.apple", "waze.com", "what3words.com", "w3w.co", "here.com", "plus.codes"),
)
_MAYBE_MAPS = ("goo.gl", "bing.com", "yandex.com")  # with /maps in the path; Google in each country, too
_THREE_WORDS = re.compile(r"///[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+")

_NAVIGATION = "google.navigation:"  # what Android hands over with the way to a place

_PIN = re.compile(r"!3d(-?[0-9]{1,3}\.[0-9]+)!4d(-?[0-9]{1,3}\.[0-9]+)")
_PAIR = re.compile(r"(?:ll\.|loc:)?(-?[0-9]{1,3}\.[0-9]+)[,~/ ]+(-?[0-9]{1,3}\.[0-9]+)(?![0-9.])")
_MIDDLE = re.compile(r"/@(-?[0-9]{1,3}\.[0-9]+),(-?[0-9]{1,3}\.[0-9]+)(?:,([0-9]{1,3})(?:\.[0-9]+)?z)?", re.IGNORECASE)
_WAY = re.compile("/dir/", re.IGNORECASE)
_MAP_FRAGMENT = re.compile(r"([0-9]{1,2})(?:\.[0-9]+)?/(-?[0-9]{1,3}\.[0-9]+)/(-?[0-9]{1,3}\.[0-9]+)")
# In the order in which they count: (latitude, longitude) in two parameters, or both in one.
_PINS = (("mlat", "mlon"), ("lat", "lon"), ("lat", "lng"), ("latitude", "longitude"))
_PAIRS = ("q", "query", "destination", "daddr", "pin", "coordinate", "to", "ll")
_MIDDLES = ("center", "cp", "map", "kde")
_WORDS = ("q", "query", "destination", "daddr", "address")


@dataclass(frozen=True, slots=True)
class LinkedWords:
    """What a link says in words: an address, or a name that only the map knows."""

    text: str


@dataclass(frozen=True, slots=True)
class UnreadableLink:
    """A link to a map that says nothing by itself: only the map's owner knows where it leads."""


def read_map_link(text: str) -> TypedPoint | LinkedWords | UnreadableLink | None:
    """What a text with a link to a map says; None if there is none.

    Words around a link that shows a point do not count: they are what phones add.
    """
    text = text.strip()
    if text[:4].lower() == "geo:":
        return _read_geo(text[4:])
    if text[: len(_NAVIGATION)].lower() == _NAVIGATION:
        return _read_geo(f"?{text[len(_NAVIGATION) :]}")
    if _THREE_WORDS.fullmatch(text):
        return UnreadableLink()
    is_alone = not any(char.isspace() for char in text)
    links = _LINK.findall(text) or ([f"https://{text}"] if is_alone and "/" in text else [])
    for link in links:
        if (said := _read_link(link, is_alone=is_alone)) is not None:
            return said
    return None


def _read_link(link: str, *, is_alone: bool) -> TypedPoint | LinkedWords | UnreadableLink | None:
    try:
        parts = urlsplit(link)
        values = {name.lower(): value for name, value in parse_qsl(parts.query, max_num_fields=50)}
        fragment = dict(parse_qsl(parts.fragment, max_num_fields=50))
    except ValueError:
        return None
    is_map = _is_map(parts)
    if not is_map and not is_alone:
        return None
    path = unquote_plus(parts.path)
    if "/dir/" in path.lower():
        return _read_way(path, values)
    point = _find_pin(path, values) or _find_middle(path, values, fragment)
    if point is not None or not is_map:
        return point
    words = next((values[name] for name in _WORDS if values.get(name)), "") or _words_in_path(path)
    return LinkedWords(words) if words else UnreadableLink()


def _read_way(path: str, values: Mapping[str, str]) -> TypedPoint | LinkedWords | UnreadableLink:
    """Where a way of Google leads: `/maps/dir/from/to/@…`, or a parameter."""
    steps = _WAY.split(path, maxsplit=1)[1].removesuffix("/").split("/")
    shown = next((place for place, step in enumerate(steps) if step.startswith(("@", "data=", "am="))), len(steps))
    ends = steps[:shown]
    to = values.get("destination") or values.get("daddr") or (ends[-1] if len(ends) > 1 else "")
    if not to:
        return UnreadableLink()
    return next(_points_in([to]), None) or LinkedWords(to)


def _is_map(parts: SplitResult) -> bool:
    host = (parts.hostname or "").lower()
    if _belongs(host, _HOSTS):
        return True
    is_google = host.startswith(("www.google.", "google.", "maps.google."))
    return (is_google or _belongs(host, _MAYBE_MAPS)) and parts.path.lower().startswith("/maps")


def _belongs(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _find_pin(path: str, values: Mapping[str, str]) -> TypedPoint | None:
    """The place that a link marks; None if it marks none, or more than one."""
    if pins := set(_PIN.findall(path)):
        return _point(*pins.pop()) if len(pins) == 1 else None
    if values.get("source") == "coor" and (pair := _PAIR.match(values.get("id", ""))):
        return _point(pair[2], pair[1])  # Mapy.cz writes the longitude first
    for lat, lon in _PINS:
        if lat in values and lon in values:
            return read_coordinates(f"lat {values[lat]} lon {values[lon]}")
    written = [values[name] for name in _PAIRS if name in values] + path.split("/")
    return next(_points_in(written), None)


def _find_middle(path: str, values: Mapping[str, str], fragment: Mapping[str, str]) -> TypedPoint | None:
    """The middle of what a map shows, if it shows no more than the city."""
    if match := _MIDDLE.search(path):
        return _point(match[1], match[2]) if _is_close(match[3]) else None
    for shown in (values, fragment):
        if match := _MAP_FRAGMENT.match(shown.get("map", "")):
            return _point(match[2], match[3]) if _is_close(match[1]) else None
    if "x" in values and "y" in values:
        is_close = _is_close(values.get("z"))
        return read_coordinates(f"lat {values['y']} lon {values['x']}") if is_close else None
    return next(_points_in([shown[name] for shown in (values, fragment) for name in _MIDDLES if name in shown]), None)


def _points_in(written: list[str]) -> Iterator[TypedPoint]:
    for value in written:
        if pair := _PAIR.match(value):
            yield TypedPoint(
                (Point(lat=float(pair[1]), lon=float(pair[2])), Point(lat=float(pair[2]), lon=float(pair[1])))
            )
        elif point := read_coordinates(value):
            yield point


def _is_close(zoom: str | None) -> bool:
    """Whether a map shows no more than the city; told none, it was made for a place."""
    digits = (zoom or "").split(".")[0]
    return not digits.isdecimal() or int(digits[:3]) >= _LEAST_ZOOM


def _point(lat: str, lon: str) -> TypedPoint:
    return TypedPoint((Point(lat=float(lat), lon=float(lon)),))


def _words_in_path(path: str) -> str:
    """What Google searches for: `/maps/place/Americká+42,+Plzeň/…`."""
    steps = path.split("/")
    for step, following in pairwise(steps):
        if step.lower() in ("place", "search") and not following.startswith("@"):
            return following
    return ""


def _read_geo(location: str) -> TypedPoint | LinkedWords | UnreadableLink:
    """`geo:lat,lon,altitude;u=…?z=…` of RFC 5870; Android asks for `geo:0,0?q=…`, a point with a label or words."""
    place, _, query = location.partition("?")
    try:
        asked = dict(parse_qsl(query, max_num_fields=50)).get("q", "")
    except ValueError:
        asked = ""
    without_label = asked.partition("(")[0]
    coordinates = ",".join(place.partition(";")[0].split(",")[:2])
    for written in (without_label, coordinates):
        if written and (point := read_coordinates(written)) and point.readings[0] != Point(0, 0):
            return TypedPoint(point.readings[:1])
    return LinkedWords(asked) if asked else UnreadableLink()
