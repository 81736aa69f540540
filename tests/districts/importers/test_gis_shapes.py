"""Shapes as GDAL gives them become GeoJSON, whatever else is in a collection."""

import pytest
import shapely
from shapely.geometry import mapping

from districts.importers.gis.gdal_program import ShapeReader

SQUARE = shapely.box(13.36, 49.74, 13.37, 49.75)
HOLED = SQUARE - shapely.box(13.362, 49.742, 13.364, 49.744)
LINE = shapely.LineString([(1, 2), (3, 4), (5, 6)])
OTHERS = [
    shapely.Point(1, 2),
    LINE,
    shapely.MultiPoint([(1, 2), (3, 4)]),
    shapely.MultiLineString([LINE, [(7, 8), (9, 10)]]),
]


def read(shape: shapely.Geometry) -> object:
    return ShapeReader().read(shapely.to_wkb(shape))


@pytest.mark.parametrize("shape", [SQUARE, HOLED, shapely.MultiPolygon([HOLED, shapely.box(1, 2, 3, 4)])])
def test_areas_keep_their_corners(shape: shapely.Geometry) -> None:
    assert read(shape) == mapping_of(shape)


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_no_area_is_only_named(other: shapely.Geometry) -> None:
    assert read(other) == {"type": other.geom_type}


@pytest.mark.parametrize("other", OTHERS)
def test_what_lies_between_the_areas_of_a_collection_does_no_harm(other: shapely.Geometry) -> None:
    collection = shapely.GeometryCollection([SQUARE, other, shapely.GeometryCollection([other, HOLED])])
    assert read(collection) == {
        "type": "GeometryCollection",
        "geometries": [
            mapping_of(SQUARE),
            {"type": other.geom_type},
            {"type": "GeometryCollection", "geometries": [{"type": other.geom_type}, mapping_of(HOLED)]},
        ],
    }


def mapping_of(shape: shapely.Geometry) -> object:
    """A shape as JSON has it, with lists."""

    def listed(value: object) -> object:
        return [listed(one) for one in value] if isinstance(value, tuple | list) else value

    return {"type": shape.geom_type, "coordinates": listed(mapping(shape)["coordinates"])}
