"""The data of lookups in memory, shared by all threads of a process and renewed when the data changes.

Asking costs one small query (the revision stamp). Addresses stay in the database: there may be millions.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import shapely
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from core.revision import Snapshot
from districts.duty.roster import Roster
from districts.map import boundary_shapes
from districts.map.boundary_shapes import ShapeError
from districts.map.city_map import CityMap
from districts.models import (
    Absence,
    Address,
    Borough,
    Department,
    District,
    ImportKind,
    ImportRun,
    Locality,
    Part,
    Post,
    Revision,
    Street,
    Tenure,
)
from districts.news import notices
from districts.news.notices import Announced

from .gazetteer import Gazetteer
from .locator import Locator
from .lookup_results import Point

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)  # two are the same only if they are one: it can be a cache key
class Atlas:
    """One consistent state of the data. Everything in it is read only."""

    stamp: str
    department: Department
    boroughs: Mapping[int, Borough]  # by RÚIAN code
    districts: Mapping[int, District]  # by number, those in force; borough, office and stations are loaded
    shapes: Mapping[int, BaseGeometry]  # by district number, WGS84
    locator: Locator
    gazetteer: Gazetteer
    roster: Roster
    illustrative: frozenset[ImportKind]  # what was last loaded from the demonstration
    notices: tuple[Announced, ...]  # current ones and those to come, newest first

    @cached_property
    def city_map(self) -> CityMap:
        """The districts as drawings for the pages, made when first shown."""
        return CityMap(self.shapes, {number: district.borough_id for number, district in self.districts.items()})

    @cached_property
    def _by_key(self) -> Mapping[int, District]:
        return {district.pk: district for district in self.districts.values()}

    def district_of(self, post: Post) -> District | None:
        """The district of an officer's post, or any of the mayor's borough, with everything loaded that may answer.

        None for a district that has been abolished. Costs no query.
        """
        if post.district_id is not None:
            return self._by_key.get(post.district_id)
        borough = self.boroughs.get(post.borough_id or 0)
        return District(borough=borough) if borough is not None else None

    def middle(self, number: int) -> Point | None:
        """A point inside a district, near its middle; None if it has no area or no district in force has the number."""
        inside = self.shapes.get(number, shapely.Polygon()).representative_point()
        if inside.is_empty:
            return None
        return Point(lon=inside.x, lat=inside.y)


def _read(stamp: str) -> Atlas:
    department = Department.objects.first() or Department(pk=1)
    boroughs = {borough.code: borough for borough in Borough.objects.select_related("office")}
    districts = {
        district.number: district
        for district in District.objects.current().select_related("borough__office", "mp_station", "pcr_station")
    }
    shapes = {number: _shape(district) for number, district in districts.items()}
    locator = Locator(shapes)
    numbers = {district.pk: number for number, district in districts.items()}
    part_districts: dict[int, set[int]] = {}
    for part, district in Address.objects.order_by().values_list("part", "district").distinct():
        if district in numbers:
            part_districts.setdefault(part, set()).add(numbers[district])
    return Atlas(
        stamp=stamp,
        department=department,
        boroughs=boroughs,
        districts=districts,
        shapes=shapes,
        locator=locator,
        gazetteer=Gazetteer(
            streets=Street.objects.values_list("code", "name"),
            parts=[
                (code, name, frozenset(part_districts.get(code, ())))
                for code, name in Part.objects.values_list("code", "name")
            ],
            localities=[(place.pk, place.name, frozenset(_around(locator, place))) for place in Locality.objects.all()],
            boroughs=[(borough.code, borough.name) for borough in boroughs.values()],
            postcodes=Address.objects.order_by().values_list("postcode", flat=True).distinct(),
        ),
        roster=Roster(
            department=department,
            tenures=Tenure.objects.select_related("post", "person"),
            absences=Absence.objects.select_related("post", "substitute"),
        ),
        illustrative=ImportRun.illustrative_kinds(),
        notices=notices.load_announced(districts, now=timezone.now()),
    )


_snapshot = Snapshot(Revision, _read)


def current() -> Atlas:
    """The state of the data as it is now; one query unless it changed since the last call in this process."""
    return _snapshot.current()


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
