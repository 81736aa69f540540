"""Where everything lies, in memory: read when places change, which is seldom, and kept while anything else does.

Addresses stay in the database: there may be millions.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import shapely
from shapely.geometry.base import BaseGeometry

from core.kept import Kept
from districts.map import boundary_shapes
from districts.map.boundary_shapes import ShapeError
from districts.map.city_map import CityMap
from districts.models import Address, Borough, District, Locality, Part, Street

from .gazetteer import Gazetteer
from .locator import Locator
from .place_names import Kind
from .spreads import Spreads, count_spreads

TABLES = (Address, Borough, District, Locality, Part, Street)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)  # two are the same only if they are one: it can be a cache key
class Places:
    """One consistent state of the places. Everything in it is read only."""

    boroughs: Mapping[int, Borough]  # by RÚIAN code
    districts: Mapping[int, District]  # by number, those in force; the borough is loaded
    shapes: Mapping[int, BaseGeometry]  # by district number, WGS84
    locator: Locator
    gazetteer: Gazetteer
    spreads: Spreads  # of what is larger than a street
    kept: Kept = field(default_factory=Kept)  # what pages have made of places, gone with them

    @cached_property
    def city_map(self) -> CityMap:
        """The districts as drawings for the pages, made when first shown."""
        return CityMap(self.shapes, {number: district.borough_id for number, district in self.districts.items()})

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
    return Places(
        boroughs=boroughs,
        districts=districts,
        shapes=shapes,
        locator=locator,
        spreads=spreads,
        gazetteer=Gazetteer(
            streets=Street.objects.values_list("code", "name"),
            parts=[
                (code, name, frozenset(share.district for share in spreads.get((Kind.PART, code), ())))
                for code, name in Part.objects.values_list("code", "name")
            ],
            localities=[(place.pk, place.name, frozenset(_around(locator, place))) for place in localities],
            boroughs=[(borough.code, borough.name) for borough in boroughs.values()],
            postcodes=Address.objects.order_by().values_list("postcode", flat=True).distinct(),
        ),
    )


def _shape(district: District) -> BaseGeometry:
    """A district's shape; empty, and an entry in the log, if what is stored is none: the pages go on without it."""
    try:
        return boundary_shapes.read_shape(district.boundary)
    except ShapeError:
        _log.exception("The boundary of district %d cannot be read. Import or restore the boundaries.", district.number)
        return shapely.Polygon()


def _around(locator: Locator, place: Locality) -> set[int]:
    """The districts within a place's radius."""
    numbers = {near.number for near in locator.near(place.lon, place.lat, place.radius_m)}
    middle = locator.locate(place.lon, place.lat)
    return numbers if middle is None else numbers | {middle}
