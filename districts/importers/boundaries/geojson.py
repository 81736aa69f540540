"""Reads areas from a GeoJSON file in WGS84 or S-JTSK."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from districts.importers.import_report import ImportReport, UnreadableFileError
from districts.importers.text_files import read_text
from districts.map import boundary_shapes, coordinates
from districts.map.boundary_shapes import ShapeError
from districts.map.coordinates import CoordinateSystem

from . import fault_messages

_DECLARED = {
    "4326": CoordinateSystem.WGS84,
    "CRS84": CoordinateSystem.WGS84,
    "5514": CoordinateSystem.SJTSK,
    "5513": CoordinateSystem.SJTSK,  # the same with axes to the south and west
    "102067": CoordinateSystem.SJTSK,  # Esri's number of the same
}


@dataclass(frozen=True, slots=True)
class FileArea:
    """One area of a file; the shape is in degrees, WGS84, whatever the file had."""

    position: int  # in the file, from 1
    properties: dict[str, object]  # names in lower case, as shapefiles turn them to capitals
    shape: BaseGeometry

    def whole_number(self, name: str, *, upto: int, report: ImportReport) -> int | None:
        """A positive whole number; None, and a problem in the report, if there is none."""
        value = self.properties.get(name)
        text = str(int(value) if isinstance(value, float) and value.is_integer() else value)
        if isinstance(value, bool) or not text.isdecimal() or len(text) > 10 or not 1 <= int(text) <= upto:
            report.refuse(
                _("Area no. %(position)s: “%(name)s” must be a whole number from 1 to %(upto)s, not “%(value)s”.")
                % {"position": self.position, "name": name, "upto": upto, "value": _shorten_value(value)}
            )
            return None
        return int(text)

    def text(self, name: str, *, upto: int, report: ImportReport) -> str:
        """A text; empty, and a problem in the report, if there is none or it is too long."""
        value = self.properties.get(name)
        text = " ".join(str(value).split()) if isinstance(value, str | int) else ""
        if not text or len(text) > upto or not text.isprintable():
            report.refuse(
                _("Area no. %(position)s: “%(name)s” must be a text of 1 to %(upto)s characters, not “%(value)s”.")
                % {"position": self.position, "name": name, "upto": upto, "value": _shorten_value(value)}
            )
            return ""
        return text


def _shorten_value(value: object) -> str:
    return "" if value is None else str(value)[:40]


def read_areas(path: Path, report: ImportReport, *, crs: int | None = None) -> list[FileArea]:
    """The areas of a GeoJSON FeatureCollection, each valid and in the city; problems go to the report.

    Args:
        crs: the EPSG code if the employee gave one; else the file's `crs` member, else the size of the numbers decides.

    Raises:
        UnreadableFileError: the file as a whole is of no use.
    """
    collection = _read_collection(path)
    declared = _DECLARED[str(crs)] if crs else _declared_system(collection)
    features: list[tuple[int, dict[str, object], BaseGeometry]] = []
    for position, feature in enumerate(collection["features"], start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(properties, dict):
            report.refuse(_("Area no. %s is no GeoJSON Feature with properties.") % position)
            continue
        try:
            shape = boundary_shapes.read_shape(feature.get("geometry"))
        except ShapeError as error:
            _refuse_area(position, properties, fault_messages.describe_fault(error.fault, None), report)
            continue
        features.append((position, {name.lower(): value for name, value in properties.items()}, shape))
    if not features:
        return []
    system = _recognise_system([shape for _position, _properties, shape in features], declared)
    return [area for feature in features if (area := _read_area(*feature, system, report))]


def _read_collection(path: Path) -> dict[str, list[object]]:
    text = read_text(path, suffixes=(".geojson", ".json"))
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            _("The file is no GeoJSON, or was cut: line %(line)s, column %(column)s. Export it again.")
            % {"line": error.lineno, "column": error.colno}
        ) from None
    except (ValueError, RecursionError):
        raise UnreadableFileError(_("The file is no GeoJSON. Export it again.")) from None
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise UnreadableFileError(_("The file is no GeoJSON FeatureCollection. Export it again as GeoJSON."))
    if not isinstance(data.get("features"), list) or not data["features"]:
        raise UnreadableFileError(_("The file holds no areas. Export it again."))
    return data


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity, which JSON does not have


def _declared_system(collection: Mapping[str, object]) -> CoordinateSystem | None:
    match collection.get("crs"):
        case None:
            return None
        case {"properties": {"name": str(name)}}:
            code = name.replace("/", ":").rsplit(":", 1)[-1].upper()
            if code in _DECLARED:
                return _DECLARED[code]
        case other:
            name = _shorten_value(other)
    raise UnreadableFileError(
        _("The file says its coordinates are in %s. Export it in WGS84 (EPSG:4326) or in S-JTSK (EPSG:5514).")
        % name[:60]
    )


def _recognise_system(shapes: Iterable[BaseGeometry], declared: CoordinateSystem | None) -> CoordinateSystem:
    """The coordinate system of the file; what it or the employee says must agree with what the numbers look like."""
    system = coordinates.most_like(shapes)
    if system not in (CoordinateSystem.WGS84, CoordinateSystem.SJTSK):
        raise UnreadableFileError(fault_messages.describe_system(system))
    if declared not in (None, system):
        names = {CoordinateSystem.WGS84: "WGS84 (EPSG:4326)", CoordinateSystem.SJTSK: "S-JTSK (EPSG:5514)"}
        raise UnreadableFileError(
            _("The coordinates should be in %(declared)s, but look like %(found)s. Correct --crs or the file.")
            % {"declared": names[declared], "found": names[system]}
        )
    return system


def _read_area(
    position: int, properties: dict[str, object], shape: BaseGeometry, system: CoordinateSystem, report: ImportReport
) -> FileArea | None:
    """The area in degrees, or None and a problem in the report."""
    if (own := coordinates.looks_like(shape)) != system:
        if own in (CoordinateSystem.WGS84, CoordinateSystem.SJTSK):
            reason = _("Its coordinates are in another system than those of the others. Export the file again.")
        else:
            reason = fault_messages.describe_system(own)
        _refuse_area(position, properties, reason, report)
        return None
    shape = coordinates.to_degrees(shape, system)
    if not coordinates.in_city_box(shape):
        reason = _("It lies outside Plzeň, around %s.") % boundary_shapes.middle_of_box(shape)
        _refuse_area(position, properties, reason, report)
        return None
    try:
        boundary_shapes.require_valid(shape)
    except ShapeError as error:
        _refuse_area(position, properties, fault_messages.describe_fault(error.fault, error.spot), report)
        return None
    return FileArea(position, properties, shape)


def _refuse_area(position: int, properties: dict[str, object], reason: str, report: ImportReport) -> None:
    name = next(
        (_shorten_value(properties[key]) for key in ("nazev", "NAZEV", "cislo", "CISLO") if key in properties), ""
    )
    told = {"position": position, "name": name, "reason": reason}
    if name:
        report.refuse(_("Area no. %(position)s (%(name)s): %(reason)s") % told)
    else:
        report.refuse(_("Area no. %(position)s: %(reason)s") % told)
