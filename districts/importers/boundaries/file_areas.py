"""Reads areas from a file of whatever format, in WGS84 or S-JTSK: each valid, in degrees and in the city."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from districts.importers.gis.gis_files import GisFile, GisFormat, open_gis_file
from districts.importers.gis.shapefile_texts import decode_texts
from districts.importers.gis.translation import Layer, translate
from districts.importers.import_report import ImportReport, UnreadableFileError
from districts.map import boundary_shapes, coordinates
from districts.map.boundary_shapes import ShapeError, ShapeFault
from districts.map.coordinates import CoordinateSystem
from districts.models import Borough, Part, Street

from . import fault_messages, geojson
from .columns import (
    Column,
    LooseNumber,
    give_usual_names,
    note_loose_numbers,
    read_loosely,
    read_whole_number,
    tells_number,
)
from .geojson import Collection

_BY_CODE = {4326: CoordinateSystem.WGS84, 5514: CoordinateSystem.SJTSK}
_READABLE = (CoordinateSystem.WGS84, CoordinateSystem.SJTSK)
_LONGEST_NAME = 60  # characters of a coordinate system in a message


@dataclass(frozen=True, slots=True)
class FileArea:
    """One area of a file; the shape is in degrees, WGS84, whatever the file had."""

    position: int  # in the file, from 1
    properties: dict[str, object]  # names in lower case, as shapefiles turn them to capitals
    shape: BaseGeometry
    corners: BaseGeometry  # the same with the corners of the file alone: S-JTSK's straight lines are bent in degrees
    loose_numbers: list[LooseNumber] = field(default_factory=list)

    def whole_number(self, name: str, *, upto: int, report: ImportReport) -> int | None:
        """A positive whole number; None, and a problem in the report, if there is none."""
        value = self.properties.get(name)
        number = read_whole_number(value)
        if number is None and (loose := read_loosely(name, value)):
            self.loose_numbers.append(loose)
            number = loose.number
        if number is None or not 1 <= number <= upto:
            report.refuse(
                _("Area no. %(position)s: “%(name)s” must be a whole number from 1 to %(upto)s, not “%(value)s”.")
                % {"position": self.position, "name": name, "upto": upto, "value": _shorten_value(value)}
            )
            return None
        return number

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

    def has(self, name: str) -> bool:
        """Whether there is anything in a column."""
        value = self.properties.get(name)
        return value is not None and value != "" and not (isinstance(value, str) and value.isspace())


def _shorten_value(value: object) -> str:
    return "" if value is None else str(value)[:40]


def read_areas(
    path: Path, report: ImportReport, *, columns: Sequence[Column], crs: int | None = None, from_register: bool = False
) -> list[FileArea]:
    """The areas of a file, each valid and in the city; problems go to the report.

    Args:
        columns: what an area is told by, the one that it must have first.
        crs: the EPSG code if the employee gave one; else what the file declares, else the size of the numbers decides.
        from_register: the areas may come from the register's exchange format.

    Raises:
        UnreadableFileError: the file as a whole is of no use.
    """
    collection = _read_file(path, report, columns[0], from_register=from_register)
    declared = _BY_CODE[crs] if crs else collection.system
    if not crs and collection.other_system:
        raise UnreadableFileError(
            _("The file says its coordinates are in %s. Export it in WGS84 (EPSG:4326) or in S-JTSK (EPSG:5514).")
            % collection.other_system[:_LONGEST_NAME]
        )
    drawn = _read_shapes(collection.features, columns, report)
    if not drawn:
        return []
    rows = give_usual_names([properties for _position, properties, _shape in drawn], columns, report)
    shapes = [shape for _position, _properties, shape in drawn]
    if not collection.is_geojson and coordinates.most_like(shapes) == CoordinateSystem.SWAPPED:
        report.note(_("The file has latitude before longitude; they were swapped."))
        shapes = [shapely.transform(shape, lambda points: points[:, ::-1]) for shape in shapes]
    system = _recognise_system(shapes, declared)
    loose_numbers: list[LooseNumber] = []
    areas = []
    for (position, _properties, _shape), row, shape in zip(drawn, rows, shapes, strict=True):
        if area := _read_area(position, row, shape, system, loose_numbers, report):
            areas.append(area)
    return areas


def _read_shapes(
    features: Sequence[object], columns: Sequence[Column], report: ImportReport
) -> list[tuple[int, Mapping[str, object], BaseGeometry]]:
    """Where in the file each area is, from 1, its properties and its shape in the coordinates of the file.

    Raises:
        UnreadableFileError: there are only points and lines.
    """
    drawn: list[tuple[int, Mapping[str, object], BaseGeometry]] = []
    collections = beside = 0
    for position, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(properties, dict):
            report.refuse(_("Area no. %s is no GeoJSON Feature with properties.") % position)
            continue
        try:
            shape, was_collection = boundary_shapes.read_areas(feature.get("geometry"))
        except ShapeError as error:
            if error.fault is ShapeFault.NOT_AN_AREA and not tells_number(properties, columns):
                beside += 1
            else:
                _refuse_area(position, properties, fault_messages.describe_fault(error.fault, None), report)
            continue
        collections += was_collection
        drawn.append((position, properties, shape))
    if beside == len(features):
        raise UnreadableFileError(_("The file holds no areas. Export it again."))
    if beside:
        report.note(_("Points and lines beside the areas, without a number of theirs, were left out: %s.") % beside)
    if collections:
        report.note(
            _("Areas that were collections of shapes: %s. The areas in them were read, points and lines left out.")
            % collections
        )
    return drawn


def note_how_numbers_were_read(areas: Sequence[FileArea], report: ImportReport) -> None:
    """Tell which texts of the areas were taken for numbers."""
    if areas:
        note_loose_numbers(areas[0].loose_numbers, report)


def _read_file(path: Path, report: ImportReport, wanted: Column, *, from_register: bool) -> Collection:
    file = open_gis_file(path)
    if file is None:
        return geojson.read_collection(path)
    if file.format is GisFormat.REGISTER and not from_register:
        raise UnreadableFileError(
            _("This is an exchange file of RÚIAN (VFR); it holds boroughs, no districts. Load it with import_boroughs.")
        )
    layers = translate(file, wanted=[wanted.name, *wanted.others])
    if file.format is GisFormat.SHAPEFILE:
        layers = [_decode_layer(layer, file, report) for layer in layers]
    if not layers:
        raise UnreadableFileError(_("The file holds no areas. Export it again."))
    if file.format is GisFormat.KML:  # its layers are folders
        return Collection([feature for layer in layers for feature in layer.features], is_geojson=False)
    if len(layers) > 1:
        raise UnreadableFileError(
            _("The file has several layers: %s. Export the one with the boundaries alone.")
            % ", ".join(layer.name for layer in layers)[:200]
        )
    layer = layers[0]
    return Collection(layer.features, layer.system, layer.other_system, is_geojson=False)


def _decode_layer(layer: Layer, file: GisFile, report: ImportReport) -> Layer:
    features, guessed = decode_texts(layer.features, file.parts, _words_of_register)
    if guessed:
        report.note(_("The Shapefile does not say, or not rightly, how its texts are encoded; read as %s.") % guessed)
    return replace(layer, features=features)


def _words_of_register() -> set[str]:
    """Words of which the names of districts are made."""
    names = chain.from_iterable(model.objects.values_list("name", flat=True) for model in (Borough, Part, Street))
    return {word for name in names for word in name.split()}


def _recognise_system(shapes: Iterable[BaseGeometry], declared: CoordinateSystem | None) -> CoordinateSystem:
    """The coordinate system of the file; what it or the employee says must agree with what the numbers look like."""
    system = coordinates.most_like(shapes)
    if system not in _READABLE:
        raise UnreadableFileError(fault_messages.describe_system(system))
    if declared not in (None, system):
        names = {CoordinateSystem.WGS84: "WGS84 (EPSG:4326)", CoordinateSystem.SJTSK: "S-JTSK (EPSG:5514)"}
        raise UnreadableFileError(
            _("The coordinates should be in %(declared)s, but look like %(found)s. Correct --crs or the file.")
            % {"declared": names[declared], "found": names[system]}
        )
    return system


def _read_area(
    position: int,
    properties: dict[str, object],
    shape: BaseGeometry,
    system: CoordinateSystem,
    loose_numbers: list[LooseNumber],
    report: ImportReport,
) -> FileArea | None:
    """The area in degrees, or None and a problem in the report."""
    if (own := coordinates.looks_like(shape)) != system:
        if own in _READABLE:
            reason = _("Its coordinates are in another system than those of the others. Export the file again.")
        else:
            reason = fault_messages.describe_system(own)
        _refuse_area(position, properties, reason, report)
        return None
    corners = coordinates.to_degrees(shape, system, straight=True)
    shape = corners if system == CoordinateSystem.WGS84 else coordinates.to_degrees(shape, system)
    if not coordinates.in_city_box(shape):
        reason = _("It lies outside Plzeň, around %s.") % boundary_shapes.middle_of_box(shape)
        _refuse_area(position, properties, reason, report)
        return None
    try:
        boundary_shapes.require_valid(shape)
    except ShapeError as error:
        _refuse_area(position, properties, fault_messages.describe_fault(error.fault, error.spot), report)
        return None
    return FileArea(position, properties, shape, corners, loose_numbers)


def _refuse_area(position: int, properties: dict[str, object], reason: str, report: ImportReport) -> None:
    name = next(
        (_shorten_value(properties[key]) for key in ("nazev", "NAZEV", "cislo", "CISLO") if key in properties), ""
    )
    told = {"position": position, "name": name, "reason": reason}
    if name:
        report.refuse(_("Area no. %(position)s (%(name)s): %(reason)s") % told)
    else:
        report.refuse(_("Area no. %(position)s: %(reason)s") % told)
