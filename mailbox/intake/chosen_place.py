"""From the place that somebody filled in to the place of a message: a point beats an address beats a district."""

import math
from dataclasses import dataclass
from enum import StrEnum

from districts.lookup import finder
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import Choose, Found, Likely, Neighbour, NotFound, OtherTown, Outside, Point, Why
from districts.models import District, InfoBox

from .submission import Place

IN_WORDS = "text"  # chosen instead of an address that the finder offers: the text describes the place


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFields:
    """What came in the fields of the form, as it came."""

    lat: str = ""
    lon: str = ""
    typed: str = ""  # an address, or a place in words
    choice: str = ""  # what was chosen for `asked`: a query for the finder, or `IN_WORDS`
    asked: str = ""  # the text that the choices were offered for; a choice made for another text is not one
    district: str = ""  # its number


class UnreadablePlace(StrEnum):
    """A part that cannot be read, when nothing better is there to decide."""

    POINT = "point"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Placed:
    """The place. Without a district the message goes to the department; `outside` when the point is out of the city.

    `likely` when its house number does not exist, and the existing ones around it say which district it is.
    """

    place: Place
    near_border: tuple[Neighbour, ...] = ()
    outside: bool = False
    likely: Likely | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """The person has to choose what the typed text means, or send it in words."""

    outcome: Choose | NotFound


def find_place(filled: PlaceFields, *, atlas: Atlas) -> Placed | Unclear | UnreadablePlace:
    """The place of a message; nothing filled in is a place, too: none.

    What cannot be read is passed over when another part decides, because the next page shows what was understood.
    """
    point = _point_of_fields(filled)
    typed = filled.typed.strip()
    if point is not None:
        placed = _place_at(point, typed, atlas)
        if placed is not None:
            return placed
    if typed:
        return _place_of_typed(typed, filled, atlas)
    if filled.district.strip():
        district = _district_of_number(filled.district, atlas)
        return Placed(Place(district=district)) if district else UnreadablePlace.DISTRICT
    return UnreadablePlace.POINT if filled.lat.strip() or filled.lon.strip() else Placed(Place())


def of_infobox(box: InfoBox, *, atlas: Atlas) -> Placed:
    """Where a box in the street stands."""
    label = f"{box.name}, {box.address}"[:200]
    placed = _place_at(Point(lon=box.lon, lat=box.lat), label, atlas)
    return placed or Placed(Place(label=label))


def _place_at(point: Point, label: str, atlas: Atlas) -> Placed | None:
    """The place at a point; None if it is no place on Earth."""
    match finder.find_district(point, atlas=atlas):
        case Found(district=district, near_border=near_border):
            return Placed(Place(label, point.lat, point.lon, district), near_border)
        case Outside():
            return Placed(Place(label, point.lat, point.lon), outside=True)
    return None


def _place_of_typed(typed: str, filled: PlaceFields, atlas: Atlas) -> Placed | Unclear:
    """What the finder makes of the text, or of what was chosen for it."""
    choice = filled.choice if filled.asked.strip() == typed else ""
    if choice == IN_WORDS:
        return Placed(Place(typed, district=_district_of_number(filled.district, atlas)))
    match finder.find_district(choice or typed, atlas=atlas):
        case Found(district=district, understood=understood, point=point, near_border=near_border):
            label = " / ".join(understood)[:200] or str(point or typed)
            if point is None:
                return Placed(Place(label, district=district), near_border)
            return Placed(Place(label, point.lat, point.lon, district), near_border)
        case Outside(point=point):
            return Placed(Place(str(point), point.lat, point.lon), outside=True)
        case OtherTown():
            return Placed(Place(typed), outside=True)
        case NotFound(likely=Likely(district=district, understood=understood) as likely):
            return Placed(Place(understood[:200], district=district), likely=likely)
        case NotFound(why=Why.EMPTY):
            return Placed(Place(district=_district_of_number(filled.district, atlas)))
        case Choose() | NotFound() as outcome:
            return Unclear(outcome)


def _point_of_fields(filled: PlaceFields) -> Point | None:
    """The point, if both numbers are ones; whether it is a place on Earth is for the finder to say."""
    try:
        lat, lon = float(filled.lat), float(filled.lon)
    except ValueError:
        return None
    return Point(lon=lon, lat=lat) if math.isfinite(lat) and math.isfinite(lon) else None


def _district_of_number(number: str, atlas: Atlas) -> District | None:
    """The district in force under a number."""
    number = number.strip()
    return atlas.districts.get(int(number)) if number.isascii() and number.isdecimal() and len(number) < 6 else None
