"""A made-up map of the city: an outline, its boroughs and districts, drawn by rule so that no official data is needed.

Everything is in degrees, WGS84, longitude before latitude. The places are roughly where people know them; the borders
are invented.
"""

import random
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# How much shorter a degree of longitude is than one of latitude here.
_NARROWING = 0.646
_CELL = 0.0015  # degrees of latitude, about 170 m: the grain of the borders
_SMOOTHING = 0.0018  # degrees

OUTLINE = [
    (13.262, 49.776),
    (13.281, 49.790),
    (13.305, 49.789),
    (13.323, 49.779),
    (13.338, 49.778),
    (13.345, 49.790),
    (13.352, 49.801),
    (13.371, 49.806),
    (13.393, 49.809),
    (13.412, 49.803),
    (13.424, 49.793),
    (13.441, 49.791),
    (13.459, 49.786),
    (13.478, 49.779),
    (13.487, 49.765),
    (13.476, 49.752),
    (13.462, 49.742),
    (13.452, 49.729),
    (13.456, 49.714),
    (13.447, 49.701),
    (13.437, 49.688),
    (13.421, 49.679),
    (13.403, 49.681),
    (13.391, 49.693),
    (13.374, 49.688),
    (13.361, 49.679),
    (13.341, 49.676),
    (13.322, 49.674),
    (13.304, 49.680),
    (13.299, 49.695),
    (13.307, 49.709),
    (13.303, 49.723),
    (13.296, 49.737),
    (13.279, 49.744),
    (13.271, 49.757),
]

BOROUGHS = {
    545970: "Plzeň 1",
    545988: "Plzeň 2-Slovany",
    546003: "Plzeň 3",
    546208: "Plzeň 4",
    554731: "Plzeň 5-Křimice",
    554758: "Plzeň 6-Litice",
    554766: "Plzeň 7-Radčice",
    554774: "Plzeň 8-Černice",
    559199: "Plzeň 9-Malesice",
    557978: "Plzeň 10-Lhota",
}


@dataclass(frozen=True, slots=True)
class DemoDistrict:
    """A district of the demonstration: `part` and `postcode` are those of its addresses, lon and lat its middle."""

    number: int
    name: str
    borough: int
    part: str
    postcode: str
    lon: float
    lat: float


DISTRICTS = [
    DemoDistrict(1, "Lochotín", 545970, "Severní Předměstí", "32300", 13.367, 49.770),
    DemoDistrict(2, "Košutka", 545970, "Severní Předměstí", "32300", 13.358, 49.781),
    DemoDistrict(3, "Vinice", 545970, "Severní Předměstí", "32200", 13.352, 49.762),
    DemoDistrict(4, "Bolevec", 545970, "Bolevec", "32300", 13.382, 49.781),
    DemoDistrict(5, "Roudná", 545970, "Severní Předměstí", "30100", 13.381, 49.759),
    DemoDistrict(6, "Bílá Hora", 545970, "Bílá Hora", "30100", 13.408, 49.775),
    DemoDistrict(7, "Bolevecké rybníky", 545970, "Bolevec", "32300", 13.392, 49.795),
    DemoDistrict(8, "Petrohrad", 545988, "Východní Předměstí", "32600", 13.392, 49.738),
    DemoDistrict(9, "Slovany", 545988, "Východní Předměstí", "32600", 13.403, 49.730),
    DemoDistrict(10, "Nepomucká", 545988, "Východní Předměstí", "32600", 13.409, 49.718),
    DemoDistrict(11, "Božkov", 545988, "Božkov", "32600", 13.432, 49.733),
    DemoDistrict(12, "Koterov", 545988, "Koterov", "32600", 13.436, 49.714),
    DemoDistrict(13, "Hradiště", 545988, "Hradiště", "32600", 13.392, 49.712),
    DemoDistrict(14, "Střed", 546003, "Vnitřní Město", "30100", 13.377, 49.748),
    DemoDistrict(15, "Jižní Předměstí", 546003, "Jižní Předměstí", "30100", 13.365, 49.740),
    DemoDistrict(16, "Bory", 546003, "Jižní Předměstí", "30100", 13.367, 49.726),
    DemoDistrict(17, "Doudlevce", 546003, "Doudlevce", "30100", 13.382, 49.728),
    DemoDistrict(18, "Skvrňany", 546003, "Skvrňany", "31800", 13.335, 49.745),
    DemoDistrict(19, "Borská pole", 546003, "Jižní Předměstí", "30100", 13.349, 49.731),
    DemoDistrict(20, "Valcha", 546003, "Valcha", "30100", 13.334, 49.715),
    DemoDistrict(21, "Lobzy", 546208, "Lobzy", "31200", 13.413, 49.744),
    DemoDistrict(22, "Doubravka", 546208, "Doubravka", "31200", 13.425, 49.757),
    DemoDistrict(23, "Červený Hrádek", 546208, "Červený Hrádek", "31200", 13.462, 49.764),
    DemoDistrict(24, "Bukovec", 546208, "Bukovec", "31200", 13.441, 49.777),
    DemoDistrict(25, "Křimice", 554731, "Křimice", "32200", 13.303, 49.751),
    DemoDistrict(26, "Litice", 554758, "Litice", "32100", 13.353, 49.697),
    DemoDistrict(27, "Radčice", 554766, "Radčice", "32200", 13.325, 49.764),
    DemoDistrict(28, "Černice", 554774, "Černice", "32600", 13.418, 49.696),
    DemoDistrict(29, "Malesice", 559199, "Malesice", "31800", 13.295, 49.774),
    DemoDistrict(30, "Lhota", 557978, "Lhota", "30100", 13.319, 49.691),
]


def draw_districts() -> dict[int, BaseGeometry]:
    """The shape of each district number; together they cover the outline without a gap or an overlap.

    The city is broken into small irregular cells, each cell goes to the nearest district, and the borders are smoothed:
    they wind as borders do, and neighbours share every vertex.
    """
    city = shapely.Polygon(OUTLINE)
    west, south, east, north = city.bounds
    dice = random.Random(16)  # noqa: S311 - always the same map
    step = (_CELL / _NARROWING, _CELL)
    seeds = [
        (lon + dice.uniform(-0.4, 0.4) * step[0], lat + dice.uniform(-0.4, 0.4) * step[1])
        for lon in np.arange(west, east, step[0])
        for lat in np.arange(south, north, step[1])
    ]
    shapely.prepare(city)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=city))
    cut = ~shapely.contains_properly(city, cells)  # the others lie inside
    cells[cut] = shapely.intersection(cells[cut], city)
    cells = shapely.get_parts(cells[shapely.area(cells) > 0])
    middles = np.array([(place.lon * _NARROWING, place.lat) for place in DISTRICTS])
    centres = shapely.get_coordinates(shapely.centroid(cells)) * (_NARROWING, 1)
    nearest = np.linalg.norm(centres[:, None] - middles, axis=2).argmin(axis=1)
    rough = [shapely.coverage_union_all(cells[nearest == index]) for index in range(len(DISTRICTS))]
    smooth = shapely.coverage_simplify(rough, _SMOOTHING, simplify_boundary=False)
    # Neighbours round a shared vertex alike, so they still fit; 5 decimals are about a metre.
    rounded = shapely.transform(smooth, lambda points: points.round(5))
    return {place.number: shape for place, shape in zip(DISTRICTS, rounded, strict=True)}


def draw_boroughs(shapes: dict[int, BaseGeometry]) -> dict[int, BaseGeometry]:
    """The shape of each borough code, put together from those of its districts."""
    return {
        code: shapely.coverage_union_all([shapes[place.number] for place in DISTRICTS if place.borough == code])
        for code in BOROUGHS
    }
