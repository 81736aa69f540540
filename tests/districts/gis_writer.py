"""Writes areas as GIS programs do, with GDAL, in a process of its own: `write_files` asks for it."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import shape

SHAPEFILE = (".shp", ".dbf", ".shx", ".prj", ".cpg")


@dataclass(frozen=True)
class Wanted:
    """A file to write."""

    path: str
    driver: str
    epsg: int = 4326
    encoding: str = "UTF-8"
    options: dict[str, str] | None = None
    layer: str = "okrsky"
    append: bool = False

    def at(self, path: Path) -> "Wanted":
        """The same in another place."""
        return replace(self, path=str(path))


def write_files(features: Sequence[dict[str, Any]], wanted: Sequence[Wanted]) -> None:
    """Write all of these files with the same areas (GeoJSON Features in degrees)."""
    order = {"features": features, "wanted": [asdict(one) for one in wanted]}
    subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-W", "ignore", "-m", __name__],
        input=json.dumps(order, default=list),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def pack(archive: Path, *files: Path, folder: str = "", leave_out: Sequence[str] = ()) -> Path:
    """A zip of these files and of what belongs to them, such as the parts of a Shapefile."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            suffixes = SHAPEFILE if file.suffix == ".shp" else [file.suffix]
            for part in [file.with_suffix(suffix) for suffix in suffixes if suffix not in leave_out]:
                packed.write(part, f"{folder}{part.name}")
    return archive


def _write(features: list[dict[str, Any]], wanted: Wanted) -> None:
    from pyogrio import raw

    transformer = Transformer.from_crs(4326, wanted.epsg, always_xy=True)
    shapes = shapely.transform(
        np.array([shape(item["geometry"]) for item in features]),
        lambda points: np.column_stack(transformer.transform(*points.T)) if wanted.epsg != 4326 else points,
    )
    names = list(features[0]["properties"])
    raw.write(
        wanted.path,
        shapely.to_wkb(shapes),
        [_column([item["properties"][name] for item in features]) for name in names],
        names,
        geometry_type="MultiPolygon" if wanted.driver == "FlatGeobuf" else "Unknown",
        promote_to_multi=wanted.driver == "FlatGeobuf",
        crs=f"EPSG:{wanted.epsg}",
        driver=wanted.driver,
        encoding=wanted.encoding,
        layer=wanted.layer,
        append=wanted.append,
        **(wanted.options or {}),
    )


def _column(values: list[Any]) -> Any:
    return np.array(values, dtype=np.int32 if all(isinstance(value, int) for value in values) else object)


if __name__ == "__main__":
    ordered = json.load(sys.stdin)
    for one in ordered["wanted"]:
        _write(ordered["features"], Wanted(**one))
