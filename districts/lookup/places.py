"""Where everything lies, in memory: read when places change, which is seldom, and kept while anything else does.

Addresses stay in the database: there may be millions.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from core.folding import fold
from core.kept import Kept
from districts.map import boundary_shapes
from districts.map.boundary_shapes import ShapeError
from districts.map.city_map import CityMap
from districts.models import Address, Borough, District, KnownPlace, Locality, Part, Street

from . import address_queries
from .address_queries import AddressRow
from .gazetteer import Gazetteer
from .known_places import KnownPlaces, PlaceSpot
from .locator import Locator
from .lookup_results import AddressPoint, Point
from .place_names import Kind
from .spreads import Spreads, count_spreads

TABLES = (Address, Borough, District, KnownPlace, Locality, Part, Street)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)  # two are the same only if they are one: it can be a cache key
class Places:
    """One consistent state of the places. Everything in it is read only."""

    boroughs: Mapping[int, Borough]  # by RÚIAN code
    districts: Mapping[int, District]  # by number, those in force; the borough is loaded
    shapes: Mapping[int, BaseGeometry]  # by district number, WGS84
    locator: Locator
    gazetteer: Gazetteer
    known_places: KnownPlaces
    spreads: Spreads  # of what is larger than a street
    kept: Kept = field(default_factory=Kept)  # what pages have made of places, gone with them

    @cached_property
    def city_map(self) -> CityMap:
        """The districts as drawings for the pages, made when first shown."""
        return CityMap(self.shapes, {number: district.borough_id for number, district in self.districts.items()})

    @cached_property
    def designations(self) -> Mapping[str, District]:
        """The districts that are called by something else than a number, by that, folded and in one word."""
        return {
            fold(district.designation).replace(" ", ""): district
            for district in self.districts.values()
            if district.designation
        }

    @cached_property
    def districts_by_key(self) -> Mapping[int, District]:
        """The districts in force by their key in the database."""
        return {district.pk: district for district in self.districts.values()}


def read_places() -> Places:
    """The places as they are now, from the tables in `TABLES`."""
    boroughs = {borough.code: borough for borough in Borough.objects.all()}
    districts = {district.number: district for district in District.objects.current().select_related("borough")}
    shapes = {number: _shape(district) for number, district in districts.items()}
    locator = Locator(shapes)
    numbers = {district.pk: number for number, district in districts.items()}
    localities = list(Locality.objects.all())
    spreads = count_spreads(localities=localities, districts=numbers)
    gazetteer = _keep_gazetteer(
        streets=tuple(Street.objects.values_list("code", "name")),
        parts=tuple(
            (code, name, frozenset(share.district for share in spreads.get((Kind.PART, code), ())))
            for code, name in Part.objects.values_list("code", "name")
        ),
        localities=tuple(
            (place.pk, place.name, frozenset(_around(locator, place.lon, place.lat, place.radius_m)))
            for place in localities
        ),
        boroughs=tuple((borough.code, borough.name) for borough in boroughs.values()),
        postcodes=tuple(Address.objects.order_by().values_list("postcode", flat=True).distinct()),
    )
    return Places(
        boroughs=boroughs,
        districts=districts,
        shapes=shapes,
        locator=locator,
        spreads=spreads,
        gazetteer=gazetteer,
        known_places=_read_known_places(locator, gazetteer) if districts else KnownPlaces({}, {}),
    )


@lru_cache(maxsize=1)
def _keep_gazetteer(
    *,
    streets: tuple[tuple[int, str], ...],
    parts: tuple[tuple[int, str, frozenset[int]], ...],
    localities: tuple[tuple[int, str, frozenset[int]], ...],
    boroughs: tuple[tuple[int, str], ...],
    postcodes: tuple[str, ...],
) -> Gazetteer:
    """The names as the finder understands them; made anew only if one differs, for it is half of the work."""
    return Gazetteer(streets=streets, parts=parts, localities=localities, boroughs=boroughs, postcodes=postcodes)


def _read_known_places(locator: Locator, gazetteer: Gazetteer) -> KnownPlaces:
    """The published places that lie in the city; others cannot be answered with a district."""
    published = list(KnownPlace.objects.filter(published=True))
    codes = [place.register_address_id for place in published if place.register_address_id is not None]
    rows = {row.code: row for row in address_queries.find_by_codes(codes)}
    spots = {}
    for place in published:
        row = rows.get(place.register_address_id or 0)
        spot = _spot_at_address(place, row, locator, gazetteer) if row else _spot_at_point(place, locator)
        if spot.districts:
            spots[place.pk] = spot
    return KnownPlaces({place.pk: place.all_names for place in published}, spots)


def _spot_at_address(place: KnownPlace, row: AddressRow, locator: Locator, gazetteer: Gazetteer) -> PlaceSpot:
    label = address_queries.address_label(row, gazetteer)
    numbers = _around(locator, row.lon, row.lat, place.radius_m) if place.radius_m else []
    return PlaceSpot(
        name=place.name,
        label=f"{place.name}, {label}",
        kind=place.kind,
        districts=tuple(dict.fromkeys([row.district, *numbers])),
        point=Point(row.lon, row.lat),
        address=AddressPoint(row.code, label, row.lon, row.lat),
    )


def _spot_at_point(place: KnownPlace, locator: Locator) -> PlaceSpot:
    if place.lon is None or place.lat is None:
        return PlaceSpot(place.name, place.name, place.kind, ())
    return PlaceSpot(
        name=place.name,
        label=place.name,
        kind=place.kind,
        districts=tuple(_around(locator, place.lon, place.lat, place.radius_m)),
        point=None if place.radius_m else Point(place.lon, place.lat),
    )


def _shape(district: District) -> BaseGeometry:
    """A district's shape; empty, and an entry in the log, if what is stored is none: the pages go on without it."""
    try:
        return boundary_shapes.read_shape(district.boundary)
    except ShapeError:
        _log.exception("The boundary of district %d cannot be read. Import or restore the boundaries.", district.number)
        return shapely.Polygon()


def _around(locator: Locator, lon: float, lat: float, radius_m: int) -> list[int]:
    """The districts within a radius, the one in the middle first, then by how near their borders are."""
    middle = locator.locate(lon, lat)
    near = [near.number for near in locator.near(lon, lat, radius_m)] if radius_m else []
    return list(dict.fromkeys([*([] if middle is None else [middle]), *near]))
