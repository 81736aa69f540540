"""Reads GeoJSON that is not to be trusted: a collection of areas, or a sequence of them, one after the other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _

from districts.importers.import_report import UnreadableFileError
from districts.importers.text_files import read_text
from districts.map.coordinates import CoordinateSystem

SUFFIXES = (".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson")
_SEPARATOR = "\x1e"  # that a sequence may have before each area (RFC 8142)
_LONGEST = 40  # characters of a value in a message
_DECLARED = {
    "4326": CoordinateSystem.WGS84,
    "CRS84": CoordinateSystem.WGS84,
    "5514": CoordinateSystem.SJTSK,
    "5513": CoordinateSystem.SJTSK,  # the same with axes to the south and west
    "102067": CoordinateSystem.SJTSK,  # Esri's number of the same
}


@dataclass(frozen=True, slots=True)
class Collection:
    """What a file holds, not checked in any way."""

    features: list[object]
    system: CoordinateSystem | None = None  # that the file declares, if it is one of ours
    other_system: str = ""  # the declared one if it is another
    is_geojson: bool = True


def read_collection(path: Path) -> Collection:
    """The areas of a GeoJSON file.

    Raises:
        UnreadableFileError: it is none, or of no use.
    """
    text = read_text(path, suffixes=SUFFIXES)
    try:
        data = _decode(text)
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            _("The file is no GeoJSON, or was cut: line %(line)s, column %(column)s. Export it again.")
            % {"line": error.lineno, "column": error.colno}
        ) from None
    except (ValueError, RecursionError):
        raise UnreadableFileError(_("The file is no GeoJSON. Export it again.")) from None
    if isinstance(data, dict) and data.get("type") == "Feature":
        raise UnreadableFileError(
            _("The file is no GeoJSON FeatureCollection but a single Feature. Export the whole layer, all areas.")
        )
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise UnreadableFileError(_("The file is no GeoJSON FeatureCollection. Export it again as GeoJSON."))
    if not isinstance(data.get("features"), list) or not data["features"]:
        raise UnreadableFileError(_("The file holds no areas. Export it again."))
    return Collection(data["features"], *_declared_system(data))


def _decode(text: str) -> object:
    """The decoded text; a sequence of Features becomes a collection."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    values: list[object] = []
    rest = _next_value(text, 0)
    while rest < len(text):
        value, rest = decoder.raw_decode(text, rest)
        values.append(value)
        rest = _next_value(text, rest)
        if not (isinstance(value, dict) and value.get("type") == "Feature") and rest < len(text):
            raise json.JSONDecodeError("Extra data", text, rest)
    if len(values) == 1 and not text.startswith(_SEPARATOR):
        return values[0]
    return {"type": "FeatureCollection", "features": values}


def _next_value(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t\r\n" + _SEPARATOR:
        start += 1
    return start


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity, which JSON does not have


def _declared_system(collection: Mapping[str, object]) -> tuple[CoordinateSystem | None, str]:
    match collection.get("crs"):
        case None:
            return None, ""
        case {"properties": {"name": str(name)}}:
            code = name.replace("/", ":").rsplit(":", 1)[-1].upper()
            return _DECLARED.get(code), "" if code in _DECLARED else name
        case other:
            return None, str(other)[:_LONGEST] or "?"
