"""Translates one file of a GIS program into GeoJSON with GDAL, as a program of its own. Knows no Django.

GDAL reads a hundred formats, follows references to other files and the network, and decides by names what a file is.
So it gets a process that is shut in (`sandbox.py`), a folder with nothing in it but this file under a name of ours, and
one driver: all others are taken away before it sees the file.

    python -m districts.importers.gis.gdal_program DRIVER FILE WANTED…

What it finds goes to standard output, a JSON text in each line: a layer, `{"layer", "system", "crs"}`, and its
features. The exit code is one of `Verdict`.
"""

import datetime
import json
import os
import re
import struct
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np

from . import sandbox

MOST_AREAS = 5_000
MOST_CORNERS = 300_000  # in all; the city's districts have 10,000
_MOST_LAYERS = 200
_LONGEST = 10_000  # characters of a text

# None of these should be needed: the drivers that use them are gone, and so is the network.
_CONFIGURATION = {
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_HTTP_PROXY": "127.0.0.1:1",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "OGR_SQLITE_PRAGMA": "trusted_schema=0",
    "PROJ_NETWORK": "OFF",
}
_OPEN_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "GML": {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO", "USE_SCHEMA_IMPORT": "NO", "READ_MODE": "STANDARD"},
    "GPKG": {"IMMUTABLE": "YES", "LIST_ALL_TABLES": "NO"},
    "FlatGeobuf": {"VERIFY_BUFFERS": "YES"},
}
# The register's exchange format gives a borough as a point and, in a second geometry, which only SQL can ask for, as an
# area. Its own names are those that official exports of the same have in other formats.
REGISTER = "VFR"
_REGISTER_LAYER = "Momc"
_REGISTER_QUERY = (
    "SELECT Kod AS kod, Nazev AS nazev, ObecKod AS kod_obec, OriginalniHranice FROM Momc WHERE PlatiDo IS NULL"
)

_SYSTEMS = {
    "EPSG:4326": "wgs84",
    "OGC:CRS84": "wgs84",
    "EPSG:5514": "sjtsk",
    "EPSG:5513": "sjtsk",
    "EPSG:2065": "sjtsk",
    "ESRI:102066": "sjtsk",
    "ESRI:102067": "sjtsk",
}
_OTHER = "other"
# Datums that are the same to a metre; S-JTSK in degrees is not among them.
_WGS84_DATUMS = re.compile(r"world geodetic system 1984|wgs.?(19)?84|etrs|european terrestrial reference system|itrf")


class Verdict(IntEnum):
    """What came of a file."""

    TRANSLATED = 0
    UNREADABLE = 3
    NO_LAYERS = 4  # nothing in it has a shape
    TOO_MANY = 5  # areas
    TOO_LARGE = 6  # more corners than can be answered


class _StoppedError(Exception):
    """There is no use in going on."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict


def main(driver: str, file: str, *wanted: str) -> Verdict:
    """Write what is in the file to standard output.

    Args:
        driver: GDAL's name of it, or `REGISTER`.
        file: its name in this folder.
        wanted: names of columns, folded; where a layer has one of them, only such layers are given.
    """
    sandbox.limit_resources()
    sandbox.leave_network()
    os.environ.update(_CONFIGURATION)
    import pyproj
    from pyogrio import raw  # after the limits, and GDAL reads the environment when it is loaded

    _keep_one_driver("GML" if driver == REGISTER else driver)
    pyproj.CRS(4326)  # opens its database
    sandbox.leave_disk([Path.cwd(), Path(sys.prefix), Path(sys.base_prefix)])
    try:
        return _translate(raw.read, driver, file, wanted)
    except _StoppedError as stopped:
        return stopped.verdict
    except OSError as error:
        return Verdict.TOO_LARGE if error.errno is not None else Verdict.UNREADABLE
    except Exception:  # broken files make GDAL and numpy raise nearly anything
        return Verdict.UNREADABLE


def _keep_one_driver(driver: str) -> None:
    """Take all drivers of GDAL away but one.

    Raises:
        RuntimeError: others are still there.
    """
    import pyogrio
    from pyogrio import _ogr

    others = [name for name in pyogrio.list_drivers() if name != driver]
    pyogrio.set_gdal_config_options({"GDAL_SKIP": ",".join(others)})
    _ogr._register_drivers()  # those to skip are looked at only here
    if list(pyogrio.list_drivers()) != [driver]:
        raise RuntimeError("GDAL keeps other drivers")


def _translate(read: Callable[..., Any], driver: str, file: str, wanted: Sequence[str]) -> Verdict:
    options: dict[str, Any] = {**_OPEN_OPTIONS.get("GML" if driver == REGISTER else driver, {})}
    if driver == "ESRI Shapefile":
        options["encoding"] = "ISO-8859-1"  # bytes as they are: what they mean is found out by who asked
    if driver == REGISTER:
        layers: dict[str, dict[str, Any]] = {_REGISTER_LAYER: {"sql": _REGISTER_QUERY}}
    else:
        layers = {name: {"layer": name} for name in _layers(file, wanted, options)}
    reader = ShapeReader()
    for name, which in layers.items():
        meta, _ids, shapes, columns = read(
            file, force_2d=True, max_features=MOST_AREAS + 1, datetime_as_string=True, **which, **options
        )
        if len(shapes) > MOST_AREAS:
            raise _StoppedError(Verdict.TOO_MANY)
        _say({"layer": name, "system": system_of(meta["crs"]), "crs": meta["crs"]})
        names = [str(field) for field in meta["fields"]]
        for position, shape in enumerate(shapes):
            properties = {field: _plain(column[position]) for field, column in zip(names, columns, strict=True)}
            _say({"type": "Feature", "properties": properties, "geometry": reader.read(shape)})
    sys.stdout.flush()
    return Verdict.TRANSLATED


def _layers(file: str, wanted: Sequence[str], options: Mapping[str, Any]) -> Iterator[str]:
    """The layers that have shapes; of these those with a wanted column, if there are any."""
    import pyogrio

    encoding = options.get("encoding")
    opened = {name: value for name, value in options.items() if name != "encoding"}
    shaped = [str(name) for name, kind in pyogrio.list_layers(file)[:_MOST_LAYERS] if kind is not None]
    if not shaped:
        raise _StoppedError(Verdict.NO_LAYERS)
    if len(shaped) == 1:
        return iter(shaped)
    fields = {name: pyogrio.read_info(file, layer=name, encoding=encoding, **opened)["fields"] for name in shaped}
    fitting = [name for name in shaped if any(fold(str(field)).startswith(tuple(wanted)) for field in fields[name])]
    return iter(fitting or shaped)


def fold(name: str) -> str:
    """The name of a column without capitals and diacritics."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().strip()


def _say(what: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """A value as JSON has it; what it does not have becomes a text."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)[:_LONGEST]


# --- the coordinate system ------------------------------------------------------------------------------------------


def system_of(crs: str | None) -> str | None:
    """The system that a file declares: `wgs84`, `sjtsk` or `other`; None if it declares none."""
    if crs is None or crs in _SYSTEMS:
        return _SYSTEMS.get(crs or "")
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        declared = CRS(crs)
    except CRSError:
        return None  # what cannot be read says nothing
    while declared.is_compound or declared.is_bound:
        inner = declared.sub_crs_list[0] if declared.is_compound else declared.source_crs
        if inner is None:
            return _OTHER
        declared = inner
    if declared.is_engineering:
        return None
    if declared.is_geographic:
        return "wgs84" if declared.datum and _WGS84_DATUMS.search(declared.datum.name.lower()) else _OTHER
    method = declared.coordinate_operation.method_name if declared.coordinate_operation else ""
    return "sjtsk" if method.startswith("Krovak") and "Modified" not in method else _OTHER


# --- shapes ---------------------------------------------------------------------------------------------------------

_SIMPLE = {1: "Point", 2: "LineString", 4: "MultiPoint", 5: "MultiLineString"}
_POLYGON, _MULTI_POLYGON, _COLLECTION = 3, 6, 7
_DEEPEST = 8


class ShapeReader:
    """Reads the binary form of shapes (WKB), in the order of bytes that pyogrio asks GDAL for, and counts corners."""

    def __init__(self) -> None:
        self._wkb = b""
        self._at = 0
        self._corners = 0

    def read(self, wkb: bytes | None) -> dict[str, Any] | None:
        """A shape as GeoJSON, its rings just as they are in the file; points and lines without coordinates.

        Raises:
            ValueError, struct.error: there is none.
        """
        self._wkb, self._at = wkb or b"", 0
        return None if wkb is None else self._read(_DEEPEST)

    def _read(self, depth: int) -> dict[str, Any]:
        if not depth:
            raise ValueError("too deep")
        self._count(1)
        _order, kind = self._take("<BI")
        if kind == _POLYGON:
            return {"type": "Polygon", "coordinates": self._rings()}
        if kind in (_MULTI_POLYGON, _COLLECTION):
            parts = [self._read(depth - 1) for _ in range(self._take("<I")[0])]
            if kind == _COLLECTION:
                return {"type": "GeometryCollection", "geometries": parts}
            return {"type": "MultiPolygon", "coordinates": [part["coordinates"] for part in parts]}
        return self._skip(kind, depth)

    def _skip(self, kind: int, depth: int) -> dict[str, Any]:
        """What is no area: only that it is there."""
        if kind == 1:
            self._at += 16
        elif kind == 2:
            count = self._take("<I")[0]
            self._at += 16 * count
        elif kind in _SIMPLE:
            for _ in range(self._take("<I")[0]):
                self._read(depth - 1)
        else:
            raise ValueError("no shape that GeoJSON has")
        return {"type": _SIMPLE[kind]}

    def _rings(self) -> list[Any]:
        rings = []
        for _ in range(self._take("<I")[0]):
            count = self._take("<I")[0]
            self._count(1 + count)
            points = np.frombuffer(self._wkb, "<f8", 2 * count, self._at).reshape(-1, 2)
            self._at += 16 * count
            rings.append(points.tolist())
        return rings

    def _count(self, corners: int) -> None:
        self._corners += corners
        if self._corners > MOST_CORNERS:
            raise _StoppedError(Verdict.TOO_LARGE)

    def _take(self, form: str) -> tuple[Any, ...]:
        taken = struct.unpack_from(form, self._wkb, self._at)
        self._at += struct.calcsize(form)
        return taken


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
