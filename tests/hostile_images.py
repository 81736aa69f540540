"""Two thousand files that somebody might upload as a photo, made anew from a seed: broken, hostile, odd, and good ones.

Each says what has to become of it. Those with metadata carry the word SECRET in it, which must never come out again.
"""

import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image, PngImagePlugin

TOTAL = 2_000
SECRET = b"SECRET"
SIZE = WIDTH, HEIGHT = 96, 64
CORNERS = {"left top": "red", "right top": "lime", "left bottom": "blue", "right bottom": "yellow"}
ORIENTATION, MAKE, COPYRIGHT, GPS = 0x0112, 0x010F, 0x8298, 0x8825
_PNG = b"\x89PNG\r\n\x1a\n"
# What has to be done to an upright picture so that the orientation of EXIF undoes it.
_UNTURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


class Fate(Enum):
    """What must become of a file."""

    REFUSED = "refused"
    CLEAN = "clean"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Case:
    """A file to upload."""

    name: str
    content: bytes
    fate: Fate
    upright: bool = False  # whether its corners must have the colours of CORNERS


def cases(some: Callable[[list[Any]], list[Any]] = list) -> Iterator[Case]:
    """All of them, always the same.

    Args:
        some: chooses from the large ones and from those damaged at random.
    """
    dice = random.Random(20161)
    small = [*_fixed()]
    large = [*_large()]
    yield from small
    for name, make, fate, upright in some(large):
        yield Case(name, make(), fate, upright)
    yield from some([*_damaged(dice, TOTAL - len(small) - len(large))])


def picture(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """A picture whose four quarters have four colours."""
    image = Image.new("RGB", size)
    middle = size[0] // 2, size[1] // 2
    image.paste(CORNERS["left top"], (0, 0, *middle))
    image.paste(CORNERS["right top"], (middle[0], 0, size[0], middle[1]))
    image.paste(CORNERS["left bottom"], (0, middle[1], middle[0], size[1]))
    image.paste(CORNERS["right bottom"], (*middle, *size))
    return image if mode == "RGB" else image.convert(mode)


def photo(size: tuple[int, int]) -> Image.Image:
    """A picture with the grain of a photo, which takes as many bytes as one."""
    grain = bytes(100 + value // 8 for value in range(256))
    tile = Image.frombytes("RGB", (1000, 1000), random.Random(3).randbytes(3_000_000).translate(grain))
    image = Image.new("RGB", size)
    for left in range(0, size[0], 1000):
        for top in range(0, size[1], 1000):
            image.paste(tile, (left, top))
    return image


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes of a picture in one of Pillow's formats, or HEIF."""
    file = BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(file, **({"quality": 90} | options))
    else:
        image.save(file, kind, **options)
    return file.getvalue()


# --- files put together from parts -----------------------------------------------------------------------------------


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """The JPEG with segments at its beginning."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def with_chunks(png: bytes, *chunks: bytes) -> bytes:
    """The PNG with chunks after its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def empty_png(width: int, height: int, *, bits: int = 8, colour: int = 6) -> bytes:
    """A PNG of zeros, made without holding the picture in memory."""
    row = bytes(1 + (width * bits * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, bits, colour, 0, 0, 0))
    return _PNG + header + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def resized_jpeg(jpeg: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its header."""
    for marker in (b"\xff\xc0\x00", b"\xff\xc2\x00"):
        if (at := jpeg.find(marker)) > 0:
            return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]
    raise AssertionError("no frame")


def resized_heic(heic: bytes, width: int, height: int) -> bytes:
    """The HEIC with another size in its boxes."""
    at = heic.index(b"ispe") + 8
    return heic[:at] + struct.pack(">LL", width, height) + heic[at + 8 :]


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP of chunks."""
    parts = b"".join(struct.pack("<4sL", name, len(body)) + body + bytes(len(body) % 2) for name, body in chunks)
    return struct.pack("<4sL4s", b"RIFF", len(parts) + 4, b"WEBP") + parts


def exif(orientation: int = 1, *, thumbnail: bool = False) -> bytes:
    """An EXIF block with a place, a maker and, if wanted, a thumbnail that holds a secret itself."""
    block = Image.Exif()
    block[ORIENTATION] = orientation
    block[MAKE] = "SECRET-MAKER"
    block[COPYRIGHT] = "SECRET-COPYRIGHT"
    block.get_ifd(GPS)[0x1D] = "SECRET-GPS-49.7475-13.3776"
    tiff = block.tobytes()
    if not thumbnail:
        return tiff
    small = with_segments(encoded(picture((32, 24)), "JPEG"), segment(0xFE, b"SECRET-THUMBNAIL"))
    body = tiff.removeprefix(b"Exif\0\0")
    start = 8 + 2 + 12 * struct.unpack_from("<H", body, 8)[0]  # where the first directory points to the next one
    entries = [(0x0103, 3, 6), (0x0201, 4, len(body) + 2 + 36 + 4), (0x0202, 4, len(small))]
    directory = struct.pack("<H", 3) + b"".join(
        struct.pack("<HHLL", tag, kind, 1, value) for tag, kind, value in entries
    )
    body = body[:start] + struct.pack("<L", len(body)) + body[start + 4 :] + directory + bytes(4) + small
    return b"Exif\0\0" + body


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>SECRET-XMP</place></x:xmpmeta>'
ICC = b"\0\0\1\0lcms" + bytes(28) + b"acsp" + bytes(88) + b"SECRET-ICC-COMMENT"
IPTC = b"Photoshop 3.0\0" + b"8BIM\4\4\0\0" + struct.pack(">L", 16) + b"\x1c\2\x78\0\x0bSECRET-IPTC"


# --- what is known in advance ----------------------------------------------------------------------------------------


def _fixed() -> Iterator[Case]:
    bombs = (_jpeg_bombs, _png_bombs, _webp_bombs, _heic_bombs, _bombs_of_frames, _bombs_of_bytes)
    for make in (_good, _modes, _metadata, _orientations, *bombs, _polyglots, _no_pictures, _strange):
        yield from make()


def _good() -> Iterator[Case]:
    yield Case("photo-12mp.jpg", encoded(photo((4032, 3024)), "JPEG", quality=80), Fate.CLEAN)
    yield Case("one-pixel.jpg", encoded(picture((1, 1)), "JPEG"), Fate.CLEAN)
    yield Case("one-pixel.webp", encoded(picture((1, 1)), "WEBP"), Fate.CLEAN)


def _large() -> Iterator[tuple[str, Callable[[], bytes], Fate, bool]]:
    """Those that take long to make and to read: name, maker, what must become of it, whether it has the corners."""

    def jpeg(size: tuple[int, int], mode: str = "RGB", **options: Any) -> Callable[[], bytes]:
        return lambda: encoded(photo(size).convert(mode), "JPEG", **options)

    def four_quarters(size: tuple[int, int], kind: str, mode: str = "RGB", **options: Any) -> Callable[[], bytes]:
        return lambda: encoded(picture(size, mode), kind, **options)

    progressive: dict[str, Any] = {"progressive": True}
    yield "large-48mp.jpg", jpeg((8064, 6048), quality=60), Fate.CLEAN, False
    yield "large-108mp.jpg", jpeg((12000, 9000), quality=40), Fate.CLEAN, False
    yield "large-12mp-444.jpg", jpeg((4032, 3024), quality=70, subsampling=0), Fate.CLEAN, False
    yield "large-progressive.jpg", jpeg((4600, 3450), subsampling=0, **progressive), Fate.CLEAN, False
    yield "large-progressive-cmyk.jpg", jpeg((4000, 2980), "CMYK", quality=60, **progressive), Fate.CLEAN, False
    yield "large-progressive-24mp.jpg", four_quarters((5700, 4300), "JPEG", **progressive), Fate.REFUSED, False
    yield "large-8mp.webp", four_quarters((3264, 2448), "WEBP", quality=50, method=0), Fate.CLEAN, True
    yield "large-12mp.webp", four_quarters((4032, 3024), "WEBP", quality=50, method=0), Fate.REFUSED, False
    heif: dict[str, Any] = {"tile_size": 512, "enc_params": {"preset": "ultrafast"}}
    yield "large-24mp.heic", four_quarters((5712, 4284), "HEIF", **heif), Fate.CLEAN, True
    yield "large-25mp.png", four_quarters((5000, 5000), "PNG", "RGBA", compress_level=1), Fate.CLEAN, True
    yield "large-25mp-grey16.png", lambda: empty_png(5000, 5000, bits=16, colour=0), Fate.CLEAN, False
    yield "large-25mp-grey-alpha.png", lambda: empty_png(5000, 5000, colour=4), Fate.CLEAN, False
    yield "large-narrow.jpg", four_quarters((65000, 100), "JPEG"), Fate.CLEAN, False
    yield "large-narrow.png", four_quarters((3, 60000), "PNG"), Fate.CLEAN, False


def _modes() -> Iterator[Case]:
    for mode in ("RGB", "L", "CMYK"):
        for options in ({}, {"progressive": True}, {"restart_marker_rows": 1}, {"optimize": True}):
            name = f"mode-{mode}-{'-'.join(options)}.jpg"
            yield Case(name, encoded(picture(mode=mode), "JPEG", **options), Fate.CLEAN, upright=mode == "RGB")
    for mode in ("RGB", "RGBA", "P", "L", "LA", "1"):
        yield Case(
            f"mode-{mode}.png", encoded(picture(mode=mode), "PNG"), Fate.CLEAN, upright=mode in {"RGB", "RGBA", "P"}
        )
    yield Case("mode-I16.png", encoded(Image.new("I;16", SIZE, 32_768), "PNG"), Fate.CLEAN)
    for transparency in (0, bytes([0, 128, 255])):
        yield Case(
            f"mode-P-transparent-{type(transparency).__name__}.png",
            encoded(picture(mode="P"), "PNG", transparency=transparency),
            Fate.CLEAN,
        )
    yield Case("mode-RGB-transparent.png", encoded(picture(), "PNG", transparency=(255, 0, 0)), Fate.CLEAN)
    yield Case("mode-L-transparent.png", encoded(picture(mode="L"), "PNG", transparency=7), Fate.CLEAN)
    for mode in ("RGB", "RGBA", "L"):
        for lossless in (True, False):
            name = f"mode-{mode}-{lossless}.webp"
            yield Case(name, encoded(picture(mode=mode), "WEBP", lossless=lossless), Fate.CLEAN, upright=mode != "L")
        yield Case(f"mode-{mode}.heic", encoded(picture(mode=mode), "HEIF"), Fate.CLEAN, upright=mode != "L")


def _metadata() -> Iterator[Case]:
    jpeg, png = encoded(picture(), "JPEG"), encoded(picture(), "PNG")
    second = with_segments(jpeg, segment(0xE1, exif()), segment(0xFE, b"SECRET-SECOND-PICTURE"))
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    jpegs = {
        "exif": with_segments(jpeg, segment(0xE1, exif())),
        "exif-thumbnail": with_segments(jpeg, segment(0xE1, exif(thumbnail=True))),
        "exif-twice": with_segments(jpeg, segment(0xE1, exif()), segment(0xE1, exif())),
        "xmp": with_segments(jpeg, xmp),
        "xmp-extended": with_segments(jpeg, segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + XMP), xmp),
        "icc": encoded(picture(), "JPEG", icc_profile=ICC),
        "iptc": with_segments(jpeg, segment(0xED, IPTC)),
        "comment": encoded(picture(), "JPEG", comment=b"SECRET-COMMENT"),
        "comment-before-scan": jpeg.replace(b"\xff\xda", segment(0xFE, b"SECRET-LATE") + b"\xff\xda", 1),
        "trailing": jpeg + b"SECRET-TRAILING" * 50,
        "second": jpeg + second,
        "jfif-thumbnail": jpeg[:2] + segment(0xE0, jpeg[6:18] + b"\2\2SECRET-THUMB") + jpeg[20:],
        "adobe": with_segments(jpeg, segment(0xEE, b"Adobe\0\x64\0\0\0\0\1SECRET-ADOBE")),
        "fill": jpeg[:2] + b"\xff\xff\xff" + segment(0xFE, b"SECRET-FILL") + jpeg[2:],
        "everything": with_segments(
            jpeg, segment(0xE1, exif(thumbnail=True)), xmp, segment(0xED, IPTC), segment(0xFE, b"SECRET")
        ),
    }
    jpegs |= {f"app{n}": with_segments(jpeg, segment(0xE0 + n, b"SECRET-APP")) for n in range(16)}
    for name, content in jpegs.items():
        yield Case(f"metadata-{name}.jpg", content, Fate.CLEAN, upright=True)
    pair = BytesIO()
    picture().save(pair, "MPO", save_all=True, append_images=[picture((48, 32))], exif=exif())
    yield Case("metadata-mpf.jpg", pair.getvalue(), Fate.CLEAN, upright=True)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRET-TEXT")
    text.add_text("Zipped", "SECRET-ZIPPED" * 9, zip=True)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    pngs = {
        "text": encoded(picture(), "PNG", pnginfo=text),
        "exif": encoded(picture(), "PNG", exif=exif()),
        "icc": encoded(picture(), "PNG", icc_profile=ICC),
        "private": with_chunks(png, chunk(b"seCr", b"SECRET-CHUNK"), chunk(b"tIME", bytes(7))),
        "trailing": png + b"SECRET-TRAILING",
        "late": png[:-12] + chunk(b"tEXt", b"Comment\0SECRET-LATE") + png[-12:],
    }
    for name, content in pngs.items():
        yield Case(f"metadata-{name}.png", content, Fate.CLEAN, upright=True)
    for name, options in {"exif": {"exif": exif()}, "xmp": {"xmp": XMP}, "icc": {"icc_profile": ICC}}.items():
        yield Case(f"metadata-{name}.webp", encoded(picture(), "WEBP", **options), Fate.CLEAN, upright=True)
        if name != "icc":
            yield Case(f"metadata-{name}.heic", encoded(picture(), "HEIF", **options), Fate.CLEAN, upright=True)
    plain = encoded(picture(), "WEBP")
    yield Case("metadata-trailing.webp", plain + b"SECRET-TRAILING", Fate.CLEAN, upright=True)
    yield Case("metadata-unknown.webp", webp((b"VP8 ", plain[20:]), (b"SECR", b"SECRET")), Fate.CLEAN, upright=True)
    thumbnail = encoded(picture((512, 340)), "HEIF", exif=exif(), thumbnails=[64])
    yield Case("metadata-thumbnail.heic", thumbnail, Fate.CLEAN, upright=True)
    yield Case("metadata-trailing.heic", encoded(picture(), "HEIF") + b"SECRET-TRAILING", Fate.EITHER)


def _orientations() -> Iterator[Case]:
    for orientation in range(1, 9):
        turned = picture().transpose(_UNTURN[orientation]) if orientation in _UNTURN else picture()
        for kind, suffix in {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}.items():
            content = encoded(turned, kind, exif=exif(orientation))
            yield Case(f"orientation-{orientation}.{suffix}", content, Fate.CLEAN, upright=True)
        motorola = b"Exif\0\0MM\0*" + struct.pack(">LHHHLHHL", 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)
        content = with_segments(encoded(turned, "JPEG"), segment(0xE1, motorola))
        yield Case(f"orientation-{orientation}-motorola.jpg", content, Fate.CLEAN, upright=True)


def _jpeg_bombs() -> Iterator[Case]:
    jpeg, progressive = encoded(picture(), "JPEG"), encoded(picture(), "JPEG", progressive=True)
    for width, height in (
        (65_500, 65_500),
        (65_500, 2_000),
        (11_000, 11_000),
        (2_000, 65_500),
        (0, 10),
    ):
        yield Case(f"bomb-{width}x{height}.jpg", resized_jpeg(jpeg, width, height), Fate.REFUSED)
        yield Case(f"bomb-{width}x{height}-progressive.jpg", resized_jpeg(progressive, width, height), Fate.REFUSED)
    # As many pixels as are allowed, in a few hundred bytes: what is missing is grey.
    yield Case("bomb-10900x10900.jpg", resized_jpeg(jpeg, 10_900, 10_900), Fate.EITHER)
    yield Case("bomb-4600x3450-progressive.jpg", resized_jpeg(progressive, 4600, 3450), Fate.EITHER)
    last = progressive.rindex(b"\xff\xda")
    for scans in (60, 20_000):
        content = progressive[:last] + progressive[last:-2] * scans + b"\xff\xd9"
        yield Case(f"bomb-{scans}-scans.jpg", content, Fate.REFUSED)
    tiny = segment(0xE1, b"Exif\0\0xx")
    yield Case("bomb-exif-blocks.jpg", with_segments(jpeg, tiny * 1_000_000), Fate.REFUSED)
    entries = b"".join(struct.pack("<HHLL", 0x9000 + n, 7, 60_000, 8) for n in range(5_000))
    overlapping = b"Exif\0\0II*\0" + struct.pack("<LH", 8, 5_000) + entries
    yield Case("bomb-exif-entries.jpg", with_segments(jpeg, segment(0xE1, overlapping)), Fate.CLEAN)
    for offset in (0, 8, 0xFFFFFFFF):
        loop = b"Exif\0\0II*\0" + struct.pack("<LHHHLLL", offset, 1, ORIENTATION, 3, 1, 3, 8)
        yield Case(f"bomb-exif-offset-{offset}.jpg", with_segments(jpeg, segment(0xE1, loop)), Fate.CLEAN)
    for orientation in (0, 9, 65_535):
        yield Case(
            f"bomb-orientation-{orientation}.jpg", encoded(picture(), "JPEG", exif=exif(orientation)), Fate.CLEAN
        )


def _png_bombs() -> Iterator[Case]:
    png = encoded(picture(), "PNG")
    yield Case("bomb-30000x30000.png", empty_png(30_000, 30_000, bits=1, colour=0), Fate.REFUSED)
    yield Case("bomb-20000x20000-palette.png", empty_png(20_000, 20_000, bits=1, colour=3), Fate.REFUSED)
    for width, height in ((2**31 - 1, 2**31 - 1), (2**32 - 1, 1), (1, 2**31), (0, 0), (6_000, 5_000)):
        header = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0))
        yield Case(f"bomb-{width}x{height}.png", _PNG + header + png[33:], Fate.REFUSED)
    zeros = zlib.compress(bytes(64 * 2**20), 9)
    for name, bomb in {
        "ztxt": chunk(b"zTXt", b"Comment\0\0" + zeros),
        "itxt": chunk(b"iTXt", b"Comment\0\1\0\0\0" + zeros),
        "iccp": chunk(b"iCCP", b"icc\0\0" + zeros),
        "many-ztxt": chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(10**6), 9)) * 500,
        "many-iccp": chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(10**6), 9)) * 500,
    }.items():
        yield Case(f"bomb-{name}.png", with_chunks(png, bomb), Fate.CLEAN, upright=True)
    yield Case("bomb-data.png", png[:33] + chunk(b"IDAT", zeros) + chunk(b"IEND", b""), Fate.EITHER)
    yield Case("bomb-many-chunks.png", with_chunks(png, chunk(b"tEXt", b"a\0b") * 200_000), Fate.REFUSED)


def _webp_bombs() -> Iterator[Case]:
    for name, canvas in {"max": (16_383, 16_383), "wide": (16_384, 1_000), "huge": (2**24, 2**24)}.items():
        sides = struct.pack("<L", canvas[0] - 1)[:3] + struct.pack("<L", canvas[1] - 1)[:3]
        vp8 = encoded(picture(), "WEBP")[20:]
        yield Case(f"bomb-{name}.webp", webp((b"VP8X", bytes(4) + sides), (b"VP8 ", vp8)), Fate.REFUSED)
        bare = vp8[:6] + struct.pack("<HH", min(canvas[0], 16_383), min(canvas[1], 16_383)) + vp8[10:]
        yield Case(f"bomb-{name}-bare.webp", webp((b"VP8 ", bare)), Fate.REFUSED)
    lossless = encoded(picture(), "WEBP", lossless=True)[20:]
    yield Case("bomb-lossless.webp", webp((b"VP8L", lossless[:1] + b"\xff\xff\xff\x0f" + lossless[5:])), Fate.REFUSED)
    yield Case(
        "bomb-many-chunks.webp",
        webp((b"VP8 ", encoded(picture(), "WEBP")[20:]), *[(b"abcd", b"")] * 9_999),
        Fate.EITHER,
    )


def _heic_bombs() -> Iterator[Case]:
    heic = encoded(picture((320, 200)), "HEIF")
    for width, height in (
        (30_000, 30_000),
        (2**31, 2**31),
        (5_001, 5_001),
        (5_000, 4_999),
        (16, 16),
        (0, 0),
        (321, 199),
    ):
        yield Case(f"bomb-{width}x{height}.heic", resized_heic(heic, width, height), Fate.REFUSED)


def _bombs_of_frames() -> Iterator[Case]:
    frames = [Image.new("RGB", (64, 64), (n % 256, n // 256, 0)) for n in range(400)]
    for kind, suffix, fate in (("PNG", "png", Fate.CLEAN), ("WEBP", "webp", Fate.CLEAN), ("GIF", "gif", Fate.REFUSED)):
        content = encoded(picture((64, 64)), kind, save_all=True, append_images=frames)
        yield Case(f"bomb-frames.{suffix}", content, fate, upright=fate is Fate.CLEAN)
    sequence = pillow_heif.from_pillow(picture())
    for frame in frames[:50]:
        sequence.add_from_pillow(frame)
    file = BytesIO()
    sequence.save(file, primary_index=0)
    yield Case("bomb-frames.heic", file.getvalue(), Fate.CLEAN, upright=True)


def _bombs_of_bytes() -> Iterator[Case]:
    jpeg = encoded(picture(), "JPEG")
    yield Case("bomb-bytes.jpg", jpeg + bytes(15 * 2**20), Fate.REFUSED)
    yield Case("bomb-zeros.jpg", bytes(16 * 2**20), Fate.REFUSED)
    yield Case("bomb-almost-too-many-bytes.jpg", jpeg + bytes(15 * 2**20 - len(jpeg)), Fate.CLEAN, upright=True)


def _polyglots() -> Iterator[Case]:
    jpeg, png = encoded(picture(), "JPEG"), encoded(picture(), "PNG")
    gif, web = encoded(picture(), "GIF"), encoded(picture(), "WEBP")
    html = b"<html><script>alert('SECRET')</script></html>"
    pdf = b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj SECRET\n%%EOF"
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("SECRET.txt", b"SECRET" * 20)
    packed = archive.getvalue()
    for name, content, fate in (
        ("jpeg-zip", jpeg + packed, Fate.CLEAN),
        ("jpeg-html", jpeg + html, Fate.CLEAN),
        ("jpeg-html-comment", with_segments(jpeg, segment(0xFE, html)), Fate.CLEAN),
        ("jpeg-pdf-comment", with_segments(jpeg, segment(0xFE, pdf)), Fate.CLEAN),
        ("jpeg-php-exif", with_segments(jpeg, segment(0xE1, b"Exif\0\0<?php SECRET ?>")), Fate.CLEAN),
        ("png-zip", png + packed, Fate.CLEAN),
        ("png-html", png + html, Fate.CLEAN),
        ("png-html-text", with_chunks(png, chunk(b"tEXt", b"Comment\0" + html)), Fate.CLEAN),
        ("png-jpeg", png + jpeg, Fate.CLEAN),
        ("jpeg-png", jpeg + png, Fate.CLEAN),
        ("webp-zip", web + packed, Fate.CLEAN),
        ("webp-js", webp((b"VP8 ", web[20:]), (b"*/=1", html)), Fate.CLEAN),
        ("gif-js", b"GIF89a/*" + gif[8:] + b"*/=1;alert('SECRET')", Fate.REFUSED),
        ("pdf-jpeg", pdf + jpeg, Fate.REFUSED),
        ("zip-jpeg", packed + jpeg, Fate.REFUSED),
        ("html-jpeg", html + jpeg, Fate.REFUSED),
        ("html-png", html + png, Fate.REFUSED),
        ("exe-jpeg", b"MZ" + jpeg, Fate.REFUSED),
        ("newline-jpeg", b"\n" + jpeg, Fate.REFUSED),
        ("riff-wave", web.replace(b"WEBP", b"WAVE", 1), Fate.REFUSED),
        ("junk-between-segments", jpeg[:20] + html + jpeg[20:], Fate.REFUSED),
        ("png-within-jpeg", b"\xff\xd8\xff" + png, Fate.REFUSED),
    ):
        for suffix in ("jpg", "png", "heic"):  # neither the name nor the declared type decides
            yield Case(f"polyglot-{name}.{suffix}", content, fate)


def _no_pictures() -> Iterator[Case]:
    for name, content in {
        "empty": b"",
        "one-byte": b"\xff",
        "soi": b"\xff\xd8",
        "soi-marker": b"\xff\xd8\xff",
        "soi-eoi": b"\xff\xd8\xff\xd9",
        "png-signature": _PNG,
        "png-end": _PNG + chunk(b"IEND", b""),
        "riff": b"RIFF\0\0\0\0WEBP",
        "riff-empty": webp(),
        "ftyp": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "ftyp-only": b"\0\0\0\x0cftypheic",
        "mp4": b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(500),
        "avif": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(500),
        "exe": b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + bytes(500) + b"This program cannot be run in DOS mode",
        "elf": b"\x7fELF\2\1\1" + bytes(500),
        "pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(100),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "svg-entities": b"<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg>&a;</svg>",
        "html": b"<!doctype html><script>alert(1)</script>",
        "zip": b"PK\5\6" + bytes(18),
        "text": "Příliš žluťoučký kůň".encode(),
        "utf16": "text".encode("utf-16"),
        "mp3": b"ID3\4\0\0\0\0\0\0" + bytes(100),
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
        "imagemagick": b"push graphic-context\nimage over 0,0 0,0 'https://example.org/x'\n",
        **{
            kind.lower(): encoded(picture(), kind) for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PCX", "SGI")
        },
        "jpeg2000": encoded(picture(), "JPEG2000"),
        "real-avif": encoded(picture(), "AVIF"),
    }.items():
        for suffix in ("jpg", "webp"):
            yield Case(f"no-picture-{name}.{suffix}", content, Fate.REFUSED)


def _strange() -> Iterator[Case]:
    """Files that are built against the rules in one place."""
    jpeg, png = encoded(picture(), "JPEG"), encoded(picture(), "PNG")
    frame = jpeg.index(b"\xff\xc0")
    for marker in (
        0xC1,
        0xC3,
        *range(0xC5, 0xC8),
        *range(0xC8, 0xCC),
        *range(0xCD, 0xD0),
        0xDC,
        0xDE,
        0xDF,
        0x01,
        0xD0,
    ):
        content = jpeg[: frame + 1] + bytes([marker]) + jpeg[frame + 2 :]
        yield Case(f"strange-frame-{marker:02x}.jpg", content, Fate.CLEAN if marker == 0xC1 else Fate.REFUSED)
    for bits in (0, 1, 12, 16):
        yield Case(f"strange-bits-{bits}.jpg", jpeg[: frame + 4] + bytes([bits]) + jpeg[frame + 5 :], Fate.REFUSED)
    for components in (0, 2, 4, 5, 255):
        content = jpeg[: frame + 9] + bytes([components]) + jpeg[frame + 10 :]
        yield Case(f"strange-components-{components}.jpg", content, Fate.REFUSED)
    yield Case("strange-two-frames.jpg", jpeg[:frame] + jpeg[frame : frame + 19] + jpeg[frame:], Fate.REFUSED)
    yield Case("strange-two-frames-apart.jpg", jpeg[:-2] + jpeg[frame:], Fate.EITHER)
    for depth, colour in ((3, 2), (16, 3), (1, 6), (0, 0), (8, 1), (255, 255), (8, 5)):
        header = chunk(b"IHDR", struct.pack(">LLBBBBB", *SIZE, depth, colour, 0, 0, 0))
        yield Case(f"strange-depth-{depth}-{colour}.png", _PNG + header + png[33:], Fate.REFUSED)
    for name, content in {
        "no-data": png[:33] + png[-12:],
        "no-header": _PNG + png[33:],
        "header-twice": with_chunks(png, png[8:33]),
        "unpacked": png[:33] + chunk(b"IDAT", b"not packed at all") + png[-12:],
        "empty-data": png[:33] + chunk(b"IDAT", b"") + png[-12:],
        "wrong-sum": png[:29] + b"\0\0\0\0" + png[33:],
        "long-header": _PNG + chunk(b"IHDR", png[16:29] + b"SECRET" * 99) + png[33:],
        "no-palette": _PNG + chunk(b"IHDR", png[16:25] + b"\3\0\0\0") + png[33:],
        "long-palette": with_chunks(png, chunk(b"PLTE", bytes(3 * 300))),
        "long-transparency": with_chunks(png, chunk(b"tRNS", bytes(999))),
    }.items():
        yield Case(f"strange-{name}.png", content, Fate.EITHER)


# --- what chance makes of good files ---------------------------------------------------------------------------------


def _bases() -> dict[str, bytes]:
    """Small good files of all kinds, with metadata."""
    image = photo((160, 120))
    block = exif(6)
    animation = [picture((80, 60)), picture((80, 60), "L").convert("RGB")]
    return {
        "baseline.jpg": encoded(image, "JPEG", exif=block),
        "progressive.jpg": encoded(image, "JPEG", exif=block, progressive=True),
        "full-colour.jpg": encoded(image, "JPEG", subsampling=0, icc_profile=ICC),
        "grey.jpg": encoded(image.convert("L"), "JPEG", restart_marker_rows=1),
        "cmyk.jpg": encoded(image.convert("CMYK"), "JPEG", comment=SECRET),
        "colour.png": encoded(image, "PNG", exif=block, icc_profile=ICC),
        "palette.png": encoded(image.convert("P"), "PNG", transparency=0),
        "alpha.png": encoded(image.convert("RGBA"), "PNG"),
        "grey16.png": encoded(image.convert("L").convert("I;16"), "PNG"),
        "animated.png": encoded(animation[0], "PNG", save_all=True, append_images=animation[1:]),
        "lossy.webp": encoded(image, "WEBP", exif=block, xmp=XMP),
        "lossless.webp": encoded(image, "WEBP", lossless=True),
        "alpha.webp": encoded(image.convert("RGBA"), "WEBP", icc_profile=ICC),
        "animated.webp": encoded(animation[0], "WEBP", save_all=True, append_images=animation[1:]),
    }


def _damaged(dice: random.Random, count: int) -> Iterator[Case]:
    """So many files, each broken in one of several ways."""
    bases = _bases()
    # A HEIC is decoded by a process of its own, which takes a tenth of a second: only some of these.
    heics = {
        "colour.heic": encoded(picture((160, 120)), "HEIF", exif=exif(6), xmp=XMP),
        "tiles.heic": encoded(picture((256, 192)), "HEIF", tile_size=64),
    }
    ways: list[Callable[[bytes, random.Random], bytes]] = [_flipped, _overwritten, _cut_out, _doubled, _zeroed]
    for number in range(count):
        among = heics if number % 18 == 0 else bases
        name, content = dice.choice(list(among.items()))
        match number % 3:
            case 0:
                end = dice.randrange(len(content) - 8)
                fate = Fate.EITHER if among is heics else Fate.REFUSED
                yield Case(f"cut-{number}-{end}-{name}", content[:end], fate)
            case 1:
                yield Case(f"broken-{number}-{name}", dice.choice(ways)(content, dice), Fate.EITHER)
            case _:
                if number % 2:
                    yield Case(f"flipped-{number}-{name}", _flipped(content, dice), Fate.EITHER)
                else:
                    other = dice.choice(list(bases.values()))
                    spliced = content[: dice.randrange(len(content))] + other[dice.randrange(len(other)) :]
                    yield Case(f"spliced-{number}-{name}", spliced, Fate.EITHER)


def _flipped(content: bytes, dice: random.Random) -> bytes:
    """Some bits are the other way round; half of the time only in the header."""
    changed = bytearray(content)
    within = dice.choice([len(changed), min(200, len(changed))])
    for _ in range(dice.choice([1, 1, 2, 8, 64])):
        changed[dice.randrange(within)] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _overwritten(content: bytes, dice: random.Random) -> bytes:
    at, length = dice.randrange(len(content)), dice.choice([1, 2, 4, 16, 300])
    return content[:at] + dice.choice([dice.randbytes(length), b"\xff" * length]) + content[at + length :]


def _cut_out(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + content[at + dice.choice([1, 2, 7, 40, 500]) :]


def _doubled(content: bytes, dice: random.Random) -> bytes:
    at, length = dice.randrange(len(content)), dice.choice([1, 18, 200])
    return content[: at + length] + content[at:]


def _zeroed(content: bytes, dice: random.Random) -> bytes:
    at, length = dice.randrange(len(content)), dice.choice([2, 4, 50, 1_000])
    return content[:at] + bytes(min(length, len(content) - at)) + content[at + length :]
