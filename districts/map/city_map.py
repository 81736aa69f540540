"""The map of the city as plain shapes for an inline SVG. Pure, no Django.

Neighbours are simplified together (as a coverage), so they share every edge: no slivers, no overlaps. A drawing has x
to the east and y to the south, in whole units of so many metres from the north-west corner of the city.

No page fails because of its map: what cannot be drawn is reported to the log, once, and is None.
"""

import logging
import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .common_nodes import shared_edges, with_common_nodes
from .distances import SCALE

_log = logging.getLogger(__name__)
T = TypeVar("T")

_MARGIN = 0.12  # of the longer side of a district, shown around it
_FRAMED = 0.25  # the same in a picture, which nobody can look around in
_EDGE = 0.07  # of the longer side of the city
_TEXT = 0.03  # height of the numbers, of the drawing's width
_CORNER_M = 0.1  # districts that have less border in common only touch at a corner
_LEAST_LABELLED = 0.004  # of the drawing's area; smaller pieces get no number


@dataclass(frozen=True, slots=True)
class DrawnDistrict:
    """A district's shape as an SVG path, and where its number stands."""

    number: int
    path: str
    label: tuple[int, int] | None  # x, y of its middle; None where there is no room


@dataclass(frozen=True, slots=True)
class Drawing:
    """A part of the city to be shown: the rectangle (an SVG view box) and what lies in it."""

    box: tuple[int, int, int, int]  # left, top, width, height
    areas: tuple[DrawnDistrict, ...]
    borders: str  # between boroughs, as one SVG path
    text_height: int
    corner: tuple[float, float]  # lon, lat of 0, 0
    unit_m: int

    @property
    def view_box(self) -> str:
        """The rectangle as SVG writes it."""
        return " ".join(map(str, self.box))

    def xy(self, lon: float, lat: float) -> tuple[int, int]:
        """Where a point in degrees, WGS84, is drawn."""
        x, y = (np.array((lon, lat)) - self.corner) * SCALE * (1, -1) / self.unit_m
        return round(x), round(y)

    def shows(self, lon: float, lat: float) -> bool:
        """Whether a point in degrees, WGS84, lies in the rectangle."""
        x, y = self.xy(lon, lat)
        left, top, width, height = self.box
        return left <= x <= left + width and top <= y <= top + height


class CityMap:
    """Draws the whole city and the surroundings of each district; built once from the shapes and then read only."""

    def __init__(self, shapes: Mapping[int, BaseGeometry], borough_of: Mapping[int, int]) -> None:
        """Take the shape (Polygon or MultiPolygon, WGS84) and the borough's code of each district number.

        The shapes may come from a time when neighbours did not have all their nodes in common, or from anywhere else.
        """
        self._numbers = sorted(shapes)
        self._boroughs = [borough_of[number] for number in self._numbers]
        self._stored = shapes
        self._made: dict[Hashable, Any] = {}

    @property
    def city(self) -> Drawing | None:
        """The whole city; None before there are any districts."""
        return self._attempt("city", self._whole) if self._numbers else None

    def around(self, number: int) -> Drawing | None:
        """A district in the middle of its surroundings, in more detail.

        Raises:
            ValueError: there is no such district.
        """
        position = self._numbers.index(number)
        return self._attempt(("around", number), lambda: self._detailed.around(position))

    def framed(self, number: int | None, ratio: float) -> Drawing | None:
        """A district and its surroundings, or the whole city, in a frame so many times as wide as high.

        None before there are any districts.

        Raises:
            ValueError: there is no such district.
        """
        if not self._numbers:
            return None
        position = None if number is None else self._numbers.index(number)
        return self._attempt(("framed", number, ratio), lambda: self._detailed.framed(position, ratio))

    def neighbours(self, number: int) -> list[int]:
        """The districts that share a border, not just a corner, with a district, by number.

        Raises:
            ValueError: there is no such district.
        """
        self._numbers.index(number)
        return sorted((self._attempt("neighbours", self._bordering) or {}).get(number, ()))

    @cached_property
    def _shapes(self) -> list[BaseGeometry]:
        fitting = with_common_nodes(self._stored)
        return [fitting[number] for number in self._numbers]

    @cached_property
    def _detailed(self) -> "_Sheet":
        return _Sheet(self._shapes, self._boroughs, self._numbers, unit_m=2)

    def _whole(self) -> Drawing:
        return _Sheet(self._shapes, self._boroughs, self._numbers, unit_m=10).city()

    def _bordering(self) -> dict[int, set[int]]:
        """Who borders on whom, by number."""
        edges = shared_edges(self._shapes)
        lengths: defaultdict[tuple[int, int], float] = defaultdict(float)
        metres = np.linalg.norm((edges.ends[:, 1] - edges.ends[:, 0]) * SCALE, axis=1)
        for (one, other), length in zip(edges.owners.tolist(), metres.tolist(), strict=True):
            lengths[self._numbers[one], self._numbers[other]] += length
        around: defaultdict[int, set[int]] = defaultdict(set)
        for (one, other), length in lengths.items():
            if length > _CORNER_M:
                around[one].add(other)
                around[other].add(one)
        return around

    def _attempt(self, what: Hashable, make: Callable[[], T]) -> T | None:
        """What is made once and kept; None, and an entry in the log, if it cannot be made."""
        if what not in self._made:
            try:
                self._made[what] = make()
            except Exception:
                # Whatever it is: readers come for who answers, and the map is beside it.
                _log.exception("The map cannot be drawn: %s", what)
                self._made[what] = None
        made: T | None = self._made[what]
        return made


class _Sheet:
    """All districts at one level of detail; `unit_m` is the length in metres of the unit of its drawings."""

    def __init__(self, shapes: list[BaseGeometry], boroughs: list[int], numbers: list[int], *, unit_m: int) -> None:
        self._numbers = numbers
        self._unit_m = unit_m
        west, _, _, north = shapely.total_bounds(shapes)
        self._corner = (float(west), float(north))
        # Common nodes stay common: equal numbers are turned into equal numbers.
        units = shapely.transform(
            np.array(shapes, dtype=object), lambda degrees: (degrees - self._corner) * SCALE * (1, -1) / unit_m
        )
        # Corners are cut off up to triangles of about 2 × 2 units: less than can be seen.
        self.shapes: NDArray[np.object_] = shapely.coverage_simplify(units, 2)
        self._borders = _borders_of_boroughs(self.shapes, boroughs)

    def city(self) -> Drawing:
        right, bottom = shapely.total_bounds(self.shapes)[2:]
        return self._drawing((0, 0, math.ceil(right), math.ceil(bottom)))

    def around(self, position: int) -> Drawing:
        left, top, right, bottom = shapely.bounds(self.shapes[position])
        margin = 2 * _MARGIN * max(right - left, bottom - top)
        # The frame is a square at the tallest and 4:3 at the flattest, whatever the district's form.
        width = max(right - left, bottom - top) + margin
        height = max(bottom - top + margin, width * 3 / 4)
        return self._centred((left, top, right, bottom), width, height)

    def framed(self, position: int | None, ratio: float) -> Drawing:
        shapes = self.shapes if position is None else self.shapes[position]
        left, top, right, bottom = shapely.total_bounds(shapes)
        margin = 2 * (_EDGE if position is None else _FRAMED) * max(right - left, bottom - top)
        width = max(right - left + margin, (bottom - top + margin) * ratio)
        height = width / ratio
        return self._centred((left, top, right, bottom), width, height)

    def _centred(self, bounds: Sequence[float], width: float, height: float) -> Drawing:
        """What a frame of this size shows around the middle of some bounds."""
        left, top, right, bottom = bounds
        return self._drawing(
            (round((left + right - width) / 2), round((top + bottom - height) / 2), round(width), round(height))
        )

    def _drawing(self, box: tuple[int, int, int, int]) -> Drawing:
        left, top, width, height = box
        text_height = round(width * _TEXT)
        edges = (left, top, left + width, top + height)
        shapes = shapely.clip_by_rect(self.shapes, *edges)
        least_labelled = _LEAST_LABELLED * width * height
        areas = []
        for number, shape in zip(self._numbers, shapes, strict=True):
            path = _svg_path(shapely.get_rings(shapely.get_parts(shape)), closed=True)
            if not path:
                continue  # only a corner of it, less than half a unit, is in the frame
            label = _label_place(shape, text_height) if shape.area > least_labelled else None
            areas.append(DrawnDistrict(number, path, label))
        borders = _svg_path(shapely.get_parts(shapely.clip_by_rect(self._borders, *edges)), closed=False)
        return Drawing(box, tuple(areas), borders, text_height, self._corner, self._unit_m)


def _borders_of_boroughs(shapes: NDArray[np.object_], boroughs: list[int]) -> BaseGeometry:
    """The lines between two boroughs, each once; the edge of the city is not among them."""
    edges = shared_edges(shapes)
    codes = np.array(boroughs)[edges.owners]
    return shapely.line_merge(shapely.MultiLineString(list(edges.ends[codes[:, 0] != codes[:, 1]])))


def _label_place(shape: BaseGeometry, text_height: int) -> tuple[int, int] | None:
    """The place with the most room around it, unless the number would not fit there."""
    radius = shapely.maximum_inscribed_circle(shape, tolerance=text_height / 8)
    if radius.length < text_height / 2:
        return None
    x, y = radius.coords[0]
    return round(x), round(y)


def _svg_path(lines: Iterable[BaseGeometry], *, closed: bool) -> str:
    """An SVG path in whole units, each point relative to the one before: half the size of absolute numbers."""
    drawn = []
    end = "z" if closed else ""
    for line in lines:
        points = shapely.get_coordinates(line).round().astype(int)
        moves = np.diff(points, axis=0)
        moves = moves[moves.any(axis=1)]  # rounding made some points one
        if closed:
            moves = moves[:-1]  # `z` leads back
        if len(moves):
            steps = " ".join(f"{x} {y}" for x, y in moves.tolist())
            drawn.append(f"M{points[0][0]} {points[0][1]}l{steps}{end}".replace(" -", "-"))
    return "".join(drawn)
