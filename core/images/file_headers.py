"""What an uploaded picture's file says of itself, found without decoding anything. Knows no Django.

Decoders read far more than pixels: comments, profiles, previews, places. Each of those readers can be made to eat
memory or time – a JPEG of 15 MB that holds nothing but tiny EXIF blocks keeps Pillow busy for a minute – so they are
never given any. Of each file only the parts that hold the pixels of the first picture are kept, beside its size and
orientation. What is then left to bound is the number of pixels, and that is known here, before a decoder is started.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

# Bytes of memory at the peak of decoding, measured: JPEG at full size 4 a pixel, but it is decoded at a fraction of its
# size; a JPEG that is kept whole until its last scan 2 more for each sample; PNG 4; WebP 16 (libwebp keeps two
# canvases, Pillow two copies). The limits keep each below about 150 MB. Phones take JPEGs of 12 to 108 million pixels.
JPEG_MEGAPIXELS = 120
SCANNED_JPEG_MEGASAMPLES = 48  # 16 million pixels in colour: progressive ones come from editors and the web
PNG_MEGAPIXELS = 25
WEBP_MEGAPIXELS = 8  # no phone takes photos in WebP

# A real file has tens of these; each costs time, and a file of 15 MB could hold a million.
MOST_PARTS = 2_000
MOST_SCANS = 50

_SHORT, _ORIENTATION = 3, 0x0112
_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive; the others are lossless, arithmetic or hierarchical
_SCAN, _EXIF = 0xDA, 0xE1
_PROGRESSIVE = 0xC2
_TABLES = {0xC4, 0xDB, 0xDD}  # Huffman, quantisation, restart interval
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # within the data of a scan
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PARTS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_WEBP_PARTS = {b"VP8X", b"ALPH", b"VP8 ", b"VP8L", b"ANIM", b"ANMF"}
_WEBP_METADATA = 0x20 | 0x08 | 0x04  # the flags of ICC, EXIF and XMP
HEIF_START = 12  # bytes by which HEIC is known
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class MalformedError(ValueError):
    """The file is not built as its format demands, or in a way that no camera and no program uses."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A file reduced to the pixels of its first picture."""

    format: str  # as Pillow calls it
    content: bytes
    width: int  # pixels, as stored
    height: int
    most_megapixels: int  # what may be decoded of this kind
    orientation: int  # 1 to 8, as in EXIF


def is_heif(content: bytes) -> bool:
    """Whether it begins as HEIC, the format of iPhone photos."""
    return content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS


def examine_file(content: bytes) -> PictureFile | None:
    """The picture in a JPEG, PNG or WebP file, or None if it is neither.

    Raises:
        MalformedError: truncated, or not built as it should be.
    """
    try:
        if content.startswith(b"\xff\xd8\xff"):
            found = _examine_jpeg(content)
        elif content.startswith(_PNG):
            found = _examine_png(content)
        elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            found = _examine_webp(content)
        else:
            return None
    except (struct.error, IndexError) as error:
        raise MalformedError("truncated") from error
    if found.width < 1 or found.height < 1:
        raise MalformedError("no size")
    return found


def orientation(exif: bytes) -> int:
    """How the picture is to be turned, 1 to 8 as in EXIF; 1 (not at all) when the block does not say it clearly."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for entry in range(min(count, MOST_PARTS)):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHLH", tiff, start + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return value if kind == _SHORT and value in range(1, 9) else 1
    except struct.error:
        pass
    return 1


def _examine_jpeg(content: bytes) -> PictureFile:
    kept, frame, exif, position = [b"\xff\xd8"], None, b"", 2
    for _ in range(MOST_PARTS):
        marker, start, end = _jpeg_segment(content, position)
        body = content[start:end]
        if marker == _SCAN:
            break
        if marker in _FRAMES:
            if frame:
                raise MalformedError("two frames")
            height, width, components = struct.unpack_from(">HHB", body, 1)
            frame = marker, width, height, components
        if marker == _EXIF and body.startswith(b"Exif\0\0"):
            exif = exif or body
        else:
            kept.append(_kept_of_jpeg(marker, body, content[start - 4 : end]))
        position = end
    else:
        raise MalformedError("too many parts")
    if not frame:
        raise MalformedError("no frame")
    marker, width, height, components = frame
    most = JPEG_MEGAPIXELS
    # Components in scans of their own are kept whole until the last one, as progressive ones are.
    if marker == _PROGRESSIVE or body[0] != components:
        _bound_scans(content, end)
        most = SCANNED_JPEG_MEGASAMPLES // max(components, 1)
    kept.append(content[start - 4 :])
    return PictureFile("JPEG", b"".join(kept), width, height, most, orientation(exif))


def _kept_of_jpeg(marker: int, body: bytes, whole: bytes) -> bytes:
    """What is kept of a segment: all that decoding needs, and of the JFIF and Adobe blocks how colours are stored."""
    if marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= 14:
        return b"\xff\xe0\x00\x10" + body[:12] + b"\0\0"  # without its thumbnail
    if marker in _FRAMES | _TABLES or (marker == 0xEE and body.startswith(b"Adobe") and len(body) == 12):
        return whole
    if marker == 0xFE or 0xE0 <= marker <= 0xEF:  # a comment, or an application's block
        return b""
    raise MalformedError("unusual JPEG")


def _jpeg_segment(content: bytes, position: int) -> tuple[int, int, int]:
    """The marker at a position, and where the bytes behind its length begin and end."""
    if content[position] != 0xFF:
        raise MalformedError("no marker")
    while content[position] == 0xFF:
        position += 1
    (length,) = struct.unpack_from(">H", content, position + 1)
    if length < 2 or position + 1 + length > len(content):
        raise MalformedError("truncated")
    return content[position], position + 3, position + 1 + length


def _bound_scans(content: bytes, position: int) -> None:
    """Refuse more scans than any program makes: each costs a pass over the picture, even an empty one."""
    scans = 1
    while scans <= MOST_SCANS:
        marker = _MARKER.search(content, position)
        if marker is None:
            raise MalformedError("truncated")
        if marker.group() == b"\xff\xd9":
            return
        scans += marker.group() == b"\xff\xda"
        _marker, _start, position = _jpeg_segment(content, marker.start())
    raise MalformedError("too many scans")


def _examine_png(content: bytes) -> PictureFile:
    kept, exif, others = [_PNG], b"", 0
    for name, start, end in _png_chunks(content):
        if name in _PNG_PARTS:
            kept.append(content[start - 8 : end + 4])
        elif name == b"eXIf":
            exif = content[start:end]
        others += name != b"IDAT"
        if others > MOST_PARTS:
            raise MalformedError("too many parts")
    if kept[1][4:8] != b"IHDR":
        raise MalformedError("no header")
    width, height = struct.unpack_from(">LL", kept[1], 8)
    return PictureFile("PNG", b"".join(kept), width, height, PNG_MEGAPIXELS, orientation(exif))


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The chunks up to the last one: name, and where the bytes begin and end."""
    position, name = len(_PNG), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">L4s", content, position)
        start, position = position + 8, position + 12 + length
        if position > len(content):
            raise MalformedError("truncated")
        yield name, start, start + length


def _examine_webp(content: bytes) -> PictureFile:
    kept: dict[bytes, bytes] = {}
    exif, position, end = b"", 12, min(len(content), 8 + struct.unpack_from("<L", content, 4)[0])
    for _ in range(MOST_PARTS):
        if position + 8 > end:
            break
        name, length = struct.unpack_from("<4sL", content, position)
        body = content[position + 8 : position + 8 + length]
        if len(body) < length:
            raise MalformedError("truncated")
        if name == b"EXIF":
            exif = body
        elif name in _WEBP_PARTS and name not in kept:  # of an animation the first frame only
            kept[name] = body
        position += 8 + length + length % 2
    if b"VP8X" in kept:
        flags = kept[b"VP8X"][0] & ~_WEBP_METADATA
        kept[b"VP8X"] = bytes([flags]) + kept[b"VP8X"][1:10]
    width, height = _webp_size(kept)
    parts = [struct.pack("<4sL", name, len(body)) + body + bytes(len(body) % 2) for name, body in kept.items()]
    riff = b"WEBP" + b"".join(parts)
    lean = struct.pack("<4sL", b"RIFF", len(riff)) + riff
    return PictureFile("WEBP", lean, width, height, WEBP_MEGAPIXELS, orientation(exif))


def _webp_size(parts: dict[bytes, bytes]) -> tuple[int, int]:
    if canvas := parts.get(b"VP8X"):
        return 1 + int.from_bytes(canvas[4:7], "little"), 1 + int.from_bytes(canvas[7:10], "little")
    if lossless := parts.get(b"VP8L"):
        (bits,) = struct.unpack_from("<L", lossless, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", parts.get(b"VP8 ", b""), 6)
    return width & 0x3FFF, height & 0x3FFF
