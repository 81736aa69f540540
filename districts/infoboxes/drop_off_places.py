"""Where to leave a letter or a found document: infoboxes in the street, Municipal Police stations, how far they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.czech_order import sort_key
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import Found, LookupResult, Outside, Point
from districts.map.distances import distance_m
from districts.models import District, InfoBox, InfoBoxState, Station, StationKind


class PlaceKind(StrEnum):
    """What stands there."""

    INFOBOX = "infobox"
    STATION = "station"


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place where something can be left; metres to it as the crow flies, None when they were not asked for."""

    place: InfoBox | Station
    kind: PlaceKind
    distance_m: int | None

    @property
    def usable(self) -> bool:
        """Whether things can be left there now."""
        return isinstance(self.place, Station) or self.place.state == InfoBoxState.IN_SERVICE


@dataclass(frozen=True, slots=True)
class Origin:
    """Where distances are measured from; `middle_of` is set when that is only the middle of a district."""

    point: Point
    label: str = ""
    middle_of: District | None = None
    inside: bool = True  # of the city

    @property
    def mark(self) -> Point | None:
        """The point to mark on a map: nothing where nobody pointed."""
        return None if self.middle_of else self.point


def nearest_infoboxes(point: Point, *, limit: int) -> list[NearPlace]:
    """The infoboxes that can be used, nearest first; one query."""
    return _sort_by_distance(InfoBox.objects.filter(state=InfoBoxState.IN_SERVICE), PlaceKind.INFOBOX, point)[:limit]


def nearby_places(point: Point, *, limit: int) -> list[NearPlace]:
    """Infoboxes that can be used and Municipal Police stations together, nearest first; two queries."""
    places = [*nearest_infoboxes(point, limit=limit), *list_stations(point)]
    return sorted(places, key=_distance_and_name)[:limit]


def list_infoboxes(point: Point | None) -> list[NearPlace]:
    """All infoboxes, whatever their state: nearest first, or by name without a point; one query."""
    return _sort_by_distance(InfoBox.objects.all(), PlaceKind.INFOBOX, point)


def list_stations(point: Point | None) -> list[NearPlace]:
    """The Municipal Police stations whose place is known: nearest first, or by name without a point; one query."""
    return _sort_by_distance(Station.objects.filter(kind=StationKind.MP, lat__isnull=False), PlaceKind.STATION, point)


def find_origin(outcome: LookupResult | None, *, atlas: Atlas) -> Origin | None:
    """The point that an answer of the finder means.

    None when there is none, so that distances would be a guess, and far from the city, where nothing is near.
    """
    match outcome:
        case Found(understood=understood, point=Point() as point):
            return Origin(point, " / ".join(understood))
        case Found(district=district, understood=understood):
            middle = atlas.middle(district.number)
            return Origin(middle, " / ".join(understood), middle_of=district) if middle else None
        case Outside(point=point, neighbours=(_, *_)):
            return Origin(point, inside=False)
    return None


def _sort_by_distance(places: Iterable[InfoBox | Station], kind: PlaceKind, point: Point | None) -> list[NearPlace]:
    return sorted((NearPlace(place, kind, _distance_to(point, place)) for place in places), key=_distance_and_name)


def _distance_to(point: Point | None, place: InfoBox | Station) -> int | None:
    if point is None or place.lon is None or place.lat is None:
        return None
    return round(distance_m(point.lon, point.lat, place.lon, place.lat))


def _distance_and_name(near: NearPlace) -> tuple[int, tuple[str, str]]:
    return near.distance_m or 0, sort_key(near.place.name)
