"""Files to import, written as somebody else's program would write them, and the commands that read them."""

import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.core.management import call_command
from django.utils import translation
from pyproj import Transformer
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

LEFT, RIGHT = 545970, 546003  # two boroughs side by side, each with two districts one above the other
SIDE = 0.01  # degrees


def cell(column: int, row: int, *, columns: int = 1, rows: int = 1) -> BaseGeometry:
    """A rectangle of the grid that the small city of these tests is made of; (0, 0) is in the south-west."""
    west, south = 13.36 + column * SIDE, 49.74 + row * SIDE
    return shapely.box(round(west, 7), round(south, 7), round(west + columns * SIDE, 7), round(south + rows * SIDE, 7))


def borough_features() -> list[dict[str, Any]]:
    return [
        feature(cell(0, 0, rows=2), kod=LEFT, nazev="Plzeň 1", kod_obec=554791),
        feature(cell(1, 0, rows=2), kod=RIGHT, nazev="Plzeň 3", kod_obec=554791),
    ]


def district_features() -> list[dict[str, Any]]:
    """Districts 1 and 3 (the lower one first) in the left borough, 2 and 4 in the right one."""
    return [
        feature(cell(0, 0), cislo=1, nazev="Okrsek 1", obvod_kod=LEFT),
        feature(cell(1, 0), cislo=2, nazev="Okrsek 2", obvod_kod=RIGHT),
        feature(cell(0, 1), cislo=3, nazev="Okrsek 3", obvod_kod=LEFT),
        feature(cell(1, 1), cislo=4, nazev="Okrsek 4", obvod_kod=RIGHT),
    ]


def feature(area: BaseGeometry | dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    geometry = mapping(area) if isinstance(area, BaseGeometry) else area
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def reproject(features: Sequence[dict[str, Any]], epsg: int) -> list[dict[str, Any]]:
    """The same areas in another coordinate system."""
    transformer = Transformer.from_crs(4326, epsg, always_xy=True)
    return [
        item
        | {
            "geometry": mapping(
                shapely.transform(
                    shape(item["geometry"]), lambda points: np.column_stack(transformer.transform(*points.T))
                )
            )
        }
        for item in features
    ]


def write_areas(path: Path, features: Sequence[Any], **members: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}), encoding="utf-8")
    return path


def run(command: str, *arguments: Any, **options: Any) -> tuple[int, str]:
    """Run a command as a person does: its exit code, and what it says in English."""
    out = StringIO()
    with translation.override("en"):
        try:
            call_command(command, *map(str, arguments), stdout=out, no_color=True, **options)
        except SystemExit as end:
            return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def import_small_city(folder: Path) -> None:
    """Two boroughs and four districts, imported from files."""
    for command, features in (("import_boroughs", borough_features()), ("import_districts", district_features())):
        code, said = run(command, write_areas(folder / f"{command}.geojson", features))
        assert code == 0, said
