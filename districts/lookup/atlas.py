"""The data of lookups in memory, shared by all threads of a process and renewed when the data changes.

Asking costs one small query (the revision stamp). Only what comes from tables that have changed is read anew: a new
telephone number leaves the places as they are (`places.py`), which take a hundred times as long to read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from core.kept import Kept
from core.revision import Snapshot
from districts.duty.roster import Roster
from districts.map.city_map import CityMap
from districts.models import (
    Absence,
    Borough,
    Department,
    District,
    ImportKind,
    ImportRun,
    Notice,
    Person,
    Post,
    Revision,
    Station,
    TableRevision,
    Tenure,
)
from districts.models.news import NoticeDistrict
from districts.news import notices
from districts.news.notices import Announced

from . import places
from .gazetteer import Gazetteer
from .known_places import KnownPlaces
from .locator import Locator
from .lookup_results import Point
from .places import Places
from .table_stamps import Part, Parts


@dataclass(frozen=True, eq=False)  # two are the same only if they are one: it can be a cache key
class Atlas:
    """One consistent state of the data. Everything in it is read only."""

    stamp: str
    parts: Mapping[str, Part]  # what it was put together from
    places: Places
    department: Department
    roster: Roster
    illustrative: frozenset[ImportKind]  # what was last loaded from the demonstration
    notices: tuple[Announced, ...]  # current ones and those to come, newest first

    @property
    def boroughs(self) -> Mapping[int, Borough]:
        """The boroughs by RÚIAN code."""
        return self.places.boroughs

    @property
    def districts(self) -> Mapping[int, District]:
        """The districts in force by number; the borough of each is loaded."""
        return self.places.districts

    @property
    def designations(self) -> Mapping[str, District]:
        """The districts in force that are called by something else than a number, by that, folded and in one word."""
        return self.places.designations

    @property
    def shapes(self) -> Mapping[int, BaseGeometry]:
        """The areas by district number, WGS84."""
        return self.places.shapes

    @property
    def locator(self) -> Locator:
        """What finds the district of a point."""
        return self.places.locator

    @property
    def gazetteer(self) -> Gazetteer:
        """What reads names."""
        return self.places.gazetteer

    @property
    def known_places(self) -> KnownPlaces:
        """What people name instead of an address: hospitals, stations, shops."""
        return self.places.known_places

    @property
    def city_map(self) -> CityMap:
        """The districts as drawings for the pages, made when first shown."""
        return self.places.city_map

    def district_of(self, post: Post) -> District | None:
        """The district of an officer's post, or any of the mayor's borough, with everything loaded that may answer.

        None for a district that has been abolished. Costs no query.
        """
        if post.district_id is not None:
            return self.places.districts_by_key.get(post.district_id)
        borough = self.boroughs.get(post.borough_id or 0)
        return District(borough=borough) if borough is not None else None

    def middle(self, number: int) -> Point | None:
        """A point inside a district, near its middle; None if it has no area or no district in force has the number."""
        inside = self.shapes.get(number, shapely.Polygon()).representative_point()
        if inside.is_empty:
            return None
        return Point(lon=inside.x, lat=inside.y)


def _read(stamp: str, before: Atlas | None) -> Atlas:
    """The data as it is now; what was read from tables that have not changed is taken over."""
    parts = Parts(TableRevision.current(), before.parts if before else {})
    where = parts.take("places", places.TABLES, places.read_places)
    department = parts.take("department", [Department], Department.objects.first) or Department(pk=1)
    roster_tables = (Department, Station, Person, Post, Tenure, Absence)
    roster = parts.take("roster", roster_tables, lambda: _read_roster(parts, department))
    illustrative = parts.take("illustrative", [ImportRun], ImportRun.illustrative_kinds)
    announced = parts.take(
        "notices",
        [Notice, NoticeDistrict, District],
        lambda: notices.load_announced(where.districts, now=timezone.now()),
    )
    return Atlas(stamp, parts.known, where, department, roster, illustrative, announced)


def _read_roster(parts: Parts, department: Department) -> Roster:
    return Roster(
        department=department,
        stations=parts.take_records(Station, "pk"),
        people=parts.take_records(Person, "pk"),
        posts=parts.take_records(Post, "pk"),
        tenures=parts.take_records(Tenure, "post_id", "-start"),
        absences=parts.take_records(Absence, "post_id", "-start"),
        # It stays when people change, as they do most, for the cards of all others.
        kept=parts.take("cards", (Department, Station, Post, Tenure, Absence), Kept),
    )


_snapshot = Snapshot(Revision, _read)


def current() -> Atlas:
    """The state of the data as it is now; one query unless it changed since the last call in this process."""
    return _snapshot.current()
