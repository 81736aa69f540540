"""Recognises what a GIS program writes by what is in it, and takes it out of archives, a bounded number of bytes."""

import gzip
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import ZipFile

from django.utils.translation import gettext as _

from districts.importers.import_report import UnreadableFileError
from districts.importers.text_files import names_in_zip, open_file, open_zip, too_large

from .gdal_program import REGISTER
from .xml_files import MOST_FOLDERS, XmlError, XmlFault, XmlFormat, looks_like_xml, read_xml

LIMIT = 32 * 1024 * 1024  # bytes; they are held several times over
_SIGNATURE = 1024  # bytes that tell the format


@dataclass(frozen=True, slots=True)
class _Kind:
    driver: str  # of GDAL
    suffix: str
    label: str  # for people


class GisFormat(Enum):
    """What GDAL is asked to read, and nothing else."""

    GEOPACKAGE = _Kind("GPKG", "gpkg", "GeoPackage")
    SHAPEFILE = _Kind("ESRI Shapefile", "shp", "Shapefile")
    FLATGEOBUF = _Kind("FlatGeobuf", "fgb", "FlatGeobuf")
    KML = _Kind("LIBKML", "kml", "KML")
    GML = _Kind("GML", "gml", "GML")
    REGISTER = _Kind(REGISTER, "xml", "VFR")


_SIGNATURES = {
    b"SQLite format 3\0": GisFormat.GEOPACKAGE,
    b"fgb\x03fgb": GisFormat.FLATGEOBUF,
    b"\0\0\x27\x0a": GisFormat.SHAPEFILE,
}
_XML_FORMATS = {
    XmlFormat.KML: GisFormat.KML,
    XmlFormat.GML: GisFormat.GML,
    XmlFormat.REGISTER: GisFormat.REGISTER,
}
_NEEDED_PARTS = ("dbf", "shx")  # of a Shapefile, besides the shapes
_FURTHER_PARTS = ("prj", "cpg")

# What a zip may hold boundaries in, by the ends of names; what it really is its content says.
_GEOJSON = (".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson")
_IN_ZIP = (".gpkg", ".shp", ".fgb", ".kml", ".gml", ".xml", *_GEOJSON)
_NOT_IN_ZIP = (".shp.xml", ".gml.xml", ".qmd", ".aux.xml", ".gpkg.xml")  # what programs put beside: metadata
_MOST_NAMES = 2_000

FindPart = Callable[[str], bytes | None]  # by its suffix: another file that belongs to a Shapefile


@dataclass(frozen=True, slots=True)
class GisFile:
    """A file of a GIS program, in memory."""

    format: GisFormat
    parts: Mapping[str, bytes]  # by suffix; only a Shapefile has several


def open_gis_file(path: Path) -> GisFile | None:
    """The file, taken out of its archive; None if it is in none of these formats, such as GeoJSON.

    Raises:
        UnreadableFileError: it cannot be read, is damaged or too large; the message says what to do.
    """
    with open_file(path) as file:
        start = file.read(4)
        file.seek(0)
        if start.startswith(b"PK"):
            return _find_in_zip(file)
        if start.startswith(b"\x1f\x8b"):
            return _unpack(file)
        return _recognise(file, lambda suffix: _read_beside(path, suffix))


def _unpack(file: BinaryIO) -> GisFile | None:
    try:
        with gzip.open(file) as unpacked:
            return _recognise(unpacked, lambda suffix: None)  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error):
        raise UnreadableFileError(_("The archive (gzip) is damaged. Download it again.")) from None


def _read_beside(path: Path, suffix: str) -> bytes | None:
    for name in (suffix, suffix.upper()):
        if (beside := path.with_suffix(f".{name}")).is_file():
            with open_file(beside) as file:
                return _read_bounded(file)
    return None


def _find_in_zip(file: BinaryIO) -> GisFile | None:
    with open_zip(file) as archive:
        names = names_in_zip(archive, ".geojson")
        if len(names) > _MOST_NAMES:
            raise UnreadableFileError(
                _("The zip holds more than %d files. Put the file with the boundaries alone into one.") % _MOST_NAMES
            )
        wanted = _choose(names)
        if all(name.lower().endswith(_GEOJSON) for name in wanted):
            return None
        if len(wanted) > 1:
            raise UnreadableFileError(
                _(
                    "The zip must hold one file with boundaries; this one holds %(count)s: %(names)s. "
                    "Unpack it and name one."
                )
                % {"count": len(wanted), "names": ", ".join(PurePosixPath(name).name for name in wanted[:5])}
            )

        def find_part(suffix: str) -> bytes | None:
            base = wanted[0].rpartition(".")[0].lower()
            same = [name for name in names if name.lower() == f"{base}.{suffix}"]
            return _read_member(archive, same[0]) if same else None

        with archive.open(wanted[0]) as member:
            return _recognise(member, find_part)  # type: ignore[arg-type]


def _choose(names: Sequence[str]) -> list[str]:
    """What may hold the boundaries; the main document of a KMZ comes before what it refers to."""
    wanted = [name for name in names if name.lower().endswith(_IN_ZIP) and not name.lower().endswith(_NOT_IN_ZIP)]
    # What is called so may be anything; beside files of a GIS program it tells about them.
    sure = [name for name in wanted if not name.lower().endswith((".xml", ".json"))]
    wanted = sure or wanted
    documents = [name for name in wanted if name.lower().endswith(".kml")]
    if len(documents) > 1 and len(documents) == len(wanted):
        return [name for name in documents if name.lower() == "doc.kml"] or documents
    return wanted


def _read_member(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return _read_bounded(member)  # type: ignore[arg-type]


def _read_bounded(file: BinaryIO) -> bytes:
    """All of it, and no further than the limit, whatever size an archive claims."""
    data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise too_large(LIMIT)
    return data


def _recognise(file: BinaryIO, find_part: FindPart) -> GisFile | None:
    start = file.read(_SIGNATURE)
    file.seek(0)
    found = next((known for signature, known in _SIGNATURES.items() if start.startswith(signature)), None)
    if found is GisFormat.SHAPEFILE:
        return _gather_shapefile(_read_bounded(file), find_part)
    if found is not None:
        return GisFile(found, {found.value.suffix: _read_bounded(file)})
    if not looks_like_xml(start):
        return None
    try:
        xml_format, content = read_xml(file, limit=LIMIT)
    except XmlError as error:
        raise _describe_xml(error) from None
    found = _XML_FORMATS[xml_format]
    return GisFile(found, {found.value.suffix: content})


def _gather_shapefile(shapes: bytes, find_part: FindPart) -> GisFile:
    parts = {"shp": shapes}
    for suffix in (*_NEEDED_PARTS, *_FURTHER_PARTS):
        part = find_part(suffix)
        if part is not None:
            parts[suffix] = part
        elif suffix in _NEEDED_PARTS:
            raise UnreadableFileError(
                _(
                    "The Shapefile has no .%s file beside the .shp. A Shapefile is several files of one name: "
                    "put all of them into the zip."
                )
                % suffix
            )
    if sum(map(len, parts.values())) > LIMIT:
        raise too_large(LIMIT)
    return GisFile(GisFormat.SHAPEFILE, parts)


def _describe_xml(error: XmlError) -> UnreadableFileError:
    match error.fault:
        case XmlFault.TOO_LARGE:
            return too_large(LIMIT)
        case XmlFault.DOCUMENT_TYPE:
            said = _("The XML has a document type, which exports of boundaries never have. Export it again.")
        case XmlFault.TOO_DEEP:
            said = _("The XML is nested deeper than any export of boundaries. Export it again.")
        case XmlFault.TOO_MANY_FOLDERS:
            said = _("The KML has more than %d folders. Export the boundaries alone.") % MOST_FOLDERS
        case XmlFault.UNKNOWN_FORMAT:
            said = _("The XML is neither KML nor GML nor VFR of RÚIAN. Export the boundaries as GeoPackage or GeoJSON.")
        case XmlFault.NO_BOROUGHS:
            said = _(
                "The exchange file of RÚIAN (VFR) holds no boroughs (MOMC). Take the complete file of the town Plzeň, "
                "OB_554791_UKSH."
            )
        case _:
            said = _("The XML is damaged or was cut: line %s. Export it again.") % (error.line or 1)
    return UnreadableFileError(said)
