"""XML that is not to be trusted: which format it is, and nothing handed on but what is needed of it. No Django.

Nothing here follows what XML may refer to. A document type, which is where entities come from, refuses a file, and so
does nesting deeper than any export has.
"""

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO
from xml.parsers import expat

_START = 64 * 1024  # bytes that the root element begins in
_CHUNK = 1024 * 1024
_DEEPEST = 60  # elements; exports have a dozen
MOST_FOLDERS = 200  # of KML, each of which is a layer to GDAL
_BOROUGHS = "Momc"  # in the register's exchange format: the list, and each in it

# What an element may name another file by, for whoever reads it to follow.
_REFERENCES = re.compile(rb"""\s[\w.-]*:?(?:schemaLocation|noNamespaceSchemaLocation)\s*=\s*(?:"[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")

# What is left of an exchange file besides the list of boroughs.
_SCHEMA = (
    b'xsi:schemaLocation="urn:cz:isvs:ruian:schemas:VymennyFormatTypy:v1 '
    b'../ruian/xsd/vymenny_format/VymennyFormatTypy.xsd" '
)
_HEAD = b"<vf:Hlavicka><vf:TypSouboru>OB</vf:TypSouboru></vf:Hlavicka><vf:Data>"
_FOOT = b"</vf:Data></vf:VymennyFormat>"


class XmlFormat(StrEnum):
    """What an XML file is, by its root."""

    KML = "kml"
    GML = "gml"
    REGISTER = "vfr"  # the exchange format of RÚIAN


class XmlFault(StrEnum):
    """Why an XML file cannot be used."""

    DAMAGED = "damaged"
    DOCUMENT_TYPE = "document_type"
    TOO_MANY_FOLDERS = "too_many_folders"
    TOO_DEEP = "too_deep"
    UNKNOWN_FORMAT = "unknown_format"
    NO_BOROUGHS = "no_boroughs"  # an exchange file of the register without them
    TOO_LARGE = "too_large"


class XmlError(ValueError):
    """XML that cannot be used; `line` says where, from 1, if that is known."""

    def __init__(self, fault: XmlFault, line: int | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.line = line


@dataclass(slots=True)
class _Root:
    name: str = ""  # without its prefix
    attributes: str = ""
    encoding: str = ""  # as declared
    start: int = 0  # where its tag begins, in bytes of UTF-8


def looks_like_xml(start: bytes) -> bool:
    """Whether a file that begins so is meant to be XML; web pages are not."""
    text = start.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    is_utf16 = start.startswith((codecs.BOM_UTF16_LE + b"<\0", codecs.BOM_UTF16_BE + b"\0<"))
    return is_utf16 or (text.startswith(b"<") and not text.startswith((b"<!doctype html", b"<html")))


def read_xml(stream: BinaryIO, *, limit: int) -> tuple[XmlFormat, bytes]:
    """What kind of XML this is, and its content in UTF-8, without references to schemas.

    Of an exchange file of the register the list of boroughs alone is read, wherever the rest ends.

    Args:
        limit: the most bytes to look at.

    Raises:
        XmlError: it cannot be used.
    """
    start = stream.read(_START)
    root = _find_root(start)
    if root.name == "VymennyFormat":
        return XmlFormat.REGISTER, _cut_boroughs(start, stream, limit)
    data = start + stream.read(limit + 1 - len(start))
    if len(data) > limit:
        raise XmlError(XmlFault.TOO_LARGE)
    data = _in_utf8(data, root.encoding)
    walk = _Walk()
    walk.feed(data, final=True)
    if walk.root.name == "kml":
        return XmlFormat.KML, data
    if "opengis.net/gml" not in walk.root.attributes and "opengis.net/wfs" not in walk.root.attributes:
        raise XmlError(XmlFault.UNKNOWN_FORMAT)
    return XmlFormat.GML, _without_references(data, walk.root.start)


def _find_root(start: bytes) -> _Root:
    walk = _Walk()
    walk.feed(start)
    if not walk.root.name:
        raise XmlError(XmlFault.DAMAGED, walk.line)
    return walk.root


def _in_utf8(data: bytes, encoding: str) -> bytes:
    """The same in UTF-8, as GDAL knows few encodings."""
    if encoding.lower() in {"", "utf-8"} and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode(encoding or "utf-16")
    except (LookupError, ValueError):
        raise XmlError(XmlFault.DAMAGED) from None
    return _DECLARATION.sub("", text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), count=1).encode()


def _without_references(data: bytes, root_start: int) -> bytes:
    tag = _TAG.match(data, root_start)
    if tag is None:
        raise XmlError(XmlFault.DAMAGED)
    return data[:root_start] + _REFERENCES.sub(b"", tag[0]) + data[tag.end() :]


def _cut_boroughs(start: bytes, stream: BinaryIO, limit: int) -> bytes:
    """An exchange file with the list of boroughs alone; the rest of a city's has some hundred megabytes."""
    walk = _Walk(cut=_BOROUGHS)
    kept, read, chunk = bytearray(), 0, start
    while chunk and not walk.cut_end:
        walk.feed(chunk)
        if walk.cut_start is not None:
            kept += chunk[max(walk.cut_start - read, 0) :]
        read += len(chunk)
        if read > limit:
            break
        chunk = stream.read(_CHUNK)
    if walk.cut_start is None:
        if walk.finished:
            raise XmlError(XmlFault.NO_BOROUGHS)
        raise XmlError(XmlFault.DAMAGED if read <= limit else XmlFault.NO_BOROUGHS, walk.line)
    if not walk.cut_end:
        raise XmlError(XmlFault.DAMAGED if read <= limit else XmlFault.TOO_LARGE, walk.line)
    tag = _TAG.match(start, walk.root.start)
    if tag is None or not tag[0].startswith(b"<vf:"):
        raise XmlError(XmlFault.UNKNOWN_FORMAT)
    list_of_boroughs = bytes(kept[: walk.cut_end - walk.cut_start])
    return _with_schema(_REFERENCES.sub(b"", tag[0])) + _HEAD + list_of_boroughs + _FOOT


def _with_schema(tag: bytes) -> bytes:
    """The root's tag with the one reference that GDAL knows the exchange format by; it does not follow it."""
    declared = b"" if b"xmlns:xsi=" in tag else b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    return tag.replace(b"<vf:VymennyFormat", b"<vf:VymennyFormat " + declared + _SCHEMA, 1)


class _Walk:
    """Goes through a document, checks that it is one, and remembers its root."""

    def __init__(self, cut: str = "") -> None:
        """Take the name of an element whose place shall be found."""
        self.root = _Root()
        self.cut_start: int | None = None
        self.cut_end = 0
        self.finished = False  # whether the root has ended
        self._cut = cut
        self._path: list[str] = []
        self._folders = 0
        self._parser = expat.ParserCreate()
        self._parser.XmlDeclHandler = self._declare
        self._parser.StartDoctypeDeclHandler = self._refuse_document_type
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    @property
    def line(self) -> int:
        """How far it is."""
        return int(self._parser.CurrentLineNumber)

    def feed(self, data: bytes, *, final: bool = False) -> None:
        """Go on with the next bytes.

        Raises:
            XmlError: this is no XML, or such as no export has.
        """
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            if not self.cut_end:
                raise XmlError(XmlFault.DAMAGED, error.lineno) from None
        except (LookupError, ValueError) as error:  # an encoding that Python does not have, or not in this way
            if isinstance(error, XmlError):
                raise
            raise XmlError(XmlFault.DAMAGED, self.line) from None

    def _declare(self, version: str, encoding: str | None, standalone: int) -> None:
        self.root.encoding = encoding or ""

    def _refuse_document_type(self, *told: object) -> None:
        raise XmlError(XmlFault.DOCUMENT_TYPE, self.line)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if not self._path:
            self.root.name, self.root.attributes = name, " ".join(attributes.values())
            self.root.start = self._parser.CurrentByteIndex
        elif name == self._cut and self.cut_start is None and self._path[-1] == "Data":
            self.cut_start = self._parser.CurrentByteIndex
        self._path.append(name)
        self._folders += name == "Folder"
        if self._folders > MOST_FOLDERS:
            raise XmlError(XmlFault.TOO_MANY_FOLDERS, self.line)
        if len(self._path) > _DEEPEST:
            raise XmlError(XmlFault.TOO_DEEP, self.line)

    def _end(self, name: str) -> None:
        self._path.pop()
        self.finished = not self._path
        if self.cut_start is not None and not self.cut_end and self._path[-1:] == ["Data"]:
            # Where the closing tag begins; it is written as long as the name in it.
            self.cut_end = self._parser.CurrentByteIndex + len(f"</{name}>".encode())
