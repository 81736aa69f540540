"""Reading uploaded pictures: every kind of pixels, which way up, and what is refused before anything is decoded."""

import os
import struct
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from io import BytesIO
from itertools import islice, pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from core.images import decoding, file_headers, heic_decoder, picture_decoder
from core.images.decoder_process import CleanPicture
from core.images.decoding import BusyError
from core.images.file_headers import MalformedError, examine_file, is_heif, orientation
from core.images.pixels import Encoding
from tests.held_picture import Held
from tests.hostile_images import (
    chunk,
    empty_png,
    encoded,
    exif,
    picture,
    resized_heic,
    resized_jpeg,
    segment,
    webp,
    with_chunks,
    with_segments,
)
from tests.running import PATIENCE_S


def read(content: bytes, side_px: int = 2048) -> Image.Image:
    """The pixels, as they are before they are encoded anew."""
    decode = heic_decoder.decode if is_heif(content) else picture_decoder.decode
    return decode(content, side_px)


def decode_upload(upload: "File[bytes]", side_px: int = 2048) -> CleanPicture:
    return decoding.decode_upload(upload, side_px=side_px, encoding=Encoding.JPEG)


def clean(content: bytes, side_px: int = 2048) -> CleanPicture:
    return decode_upload(SimpleUploadedFile("foto.jpg", content), side_px)


def colour(image: Image.Image, x: int = 5, y: int = 5) -> tuple[int, ...]:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel


@pytest.mark.parametrize(
    ("image", "kind", "expected"),
    [
        (Image.new("RGB", (40, 40), (200, 100, 50)), "PNG", (200, 100, 50)),
        (Image.new("RGBA", (40, 40), (200, 100, 50, 0)), "PNG", (255, 255, 255)),
        (Image.new("RGBA", (40, 40), (0, 0, 0, 128)), "PNG", (127, 127, 127)),
        (Image.new("RGBA", (40, 40), (0, 0, 0, 128)), "WEBP", (127, 127, 127)),
        (Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "HEIF", (255, 255, 255)),
        (Image.new("LA", (40, 40), (90, 255)), "PNG", (90, 90, 90)),
        (Image.new("LA", (40, 40), (90, 0)), "PNG", (255, 255, 255)),
        (Image.new("L", (40, 40), 90), "PNG", (90, 90, 90)),
        (Image.new("1", (40, 40), 1), "PNG", (255, 255, 255)),
        (Image.new("P", (40, 40), 0), "PNG", (0, 0, 0)),
        (Image.new("I;16", (40, 40), 257 * 90), "PNG", (90, 90, 90)),
        (Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG", (255, 0, 0)),
        (Image.new("L", (40, 40), 90), "JPEG", (90, 90, 90)),
    ],
    ids=lambda value: f"{value.mode} {value.getpixel((0, 0))}" if isinstance(value, Image.Image) else str(value),
)
def test_pixels_of_every_kind_become_colours(image: Image.Image, kind: str, expected: tuple[int, ...]) -> None:
    """Transparent parts are white paper, and 16 bits of grey are scaled, not cut off."""
    found = read(encoded(image, kind))
    assert found.mode == "RGB"
    assert max(abs(is_ - be) for is_, be in zip(colour(found), expected, strict=True)) <= 2


def test_a_transparent_colour_of_a_palette_is_white() -> None:
    image = Image.new("P", (40, 40), 1)
    image.putpalette([0, 0, 0, 200, 0, 0])
    assert colour(read(encoded(image, "PNG"))) == (200, 0, 0)
    assert colour(read(encoded(image, "PNG", transparency=1))) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize(
    ("size", "expected"), [((900, 600), (300, 200)), ((200, 900), (67, 300)), ((120, 80), (120, 80))]
)
def test_a_picture_keeps_its_shape_and_is_never_enlarged(
    kind: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert read(encoded(picture(size), kind), 300).size == expected


def test_strips_meet_without_a_seam() -> None:
    """A large picture is reduced strip by strip: a slope from white to black stays one."""
    slope = Image.linear_gradient("L").resize((1500, 3001)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    found = read(encoded(slope, "PNG"), 700)
    column = [colour(found, 100, y)[0] for y in range(found.height)]
    assert found.size == (350, 700)
    assert all(0 <= above - below <= 2 for above, below in pairwise(column))
    assert column[0] > 250 > 5 > column[-1]


def test_half_of_a_usual_photo_is_enough() -> None:
    """Decoding 4000 pixels whole for 2048 instead of 2000 would cost twice the time."""
    assert read(encoded(Image.new("RGB", (4000, 3000)), "JPEG")).size == (2000, 1500)
    assert read(encoded(Image.new("RGB", (3000, 2000)), "JPEG")).size == (2048, 1365)


def test_a_photo_of_an_iphone_is_turned_once() -> None:
    """The encoder turns the picture by the format's own means and writes the same into EXIF."""
    found = read(encoded(picture(), "HEIF", exif=exif(6)))
    assert found.size == (64, 96)
    assert colour(found)[2] > 200  # blue was left at the bottom


def test_of_an_animation_only_the_first_frame_is_left() -> None:
    frames = [Image.new("RGB", (40, 40), shade) for shade in ("red", "lime", "blue")]
    for kind in ("PNG", "WEBP"):
        content = encoded(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
        file = examine_file(content)
        assert file is not None
        assert len(file.content) < len(content)
        with Image.open(BytesIO(file.content)) as left:
            assert getattr(left, "n_frames", 1) == 1
        assert colour(read(content)) == (255, 0, 0)


def test_decoders_get_no_metadata() -> None:
    jpeg = encoded(picture(), "JPEG", exif=exif(), comment=b"SECRET", icc_profile=b"SECRET", xmp=b"SECRET")
    png = with_chunks(encoded(picture(), "PNG", exif=exif()), chunk(b"tEXt", b"Comment\0SECRET"))
    for content in (jpeg, png, encoded(picture(), "WEBP", exif=exif(), xmp=b"SECRET", icc_profile=b"SECRET")):
        file = examine_file(content)
        assert file is not None
        assert b"SECRET" in content
        assert b"SECRET" not in file.content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda: b"", "není obrázek"),
        (lambda: encoded(picture(), "GIF"), "není obrázek"),
        (lambda: encoded(picture(), "AVIF"), "není obrázek"),
        (lambda: encoded(picture(), "JPEG")[:-30], "poškozený"),
        (lambda: encoded(picture(), "PNG")[:-30], "poškozený"),
        (lambda: encoded(picture(), "WEBP")[:-30], "poškozený"),
        (lambda: encoded(picture(), "HEIF")[:-90], "poškozený"),
        (lambda: resized_jpeg(encoded(picture(), "JPEG"), 11_000, 11_000), "120 milionů"),
        (lambda: resized_jpeg(encoded(picture(), "JPEG", progressive=True), 5_000, 4_000), "16 milionů"),
        (lambda: resized_jpeg(encoded(picture(mode="CMYK"), "JPEG", progressive=True), 4_000, 3_500), "12 milionů"),
        (lambda: empty_png(5_100, 5_000, bits=1, colour=0), "25 milionů"),
        (lambda: webp((b"VP8X", bytes(4) + b"\xff\x3f\0" * 2)), "8 milionů"),
        (lambda: resized_heic(encoded(picture(), "HEIF"), 10_100, 5_000), "50 milionů"),
        (lambda: b"\xff\xd8\xff" + bytes(15 * 2**20), "větší než 15.+MB"),
    ],
    ids=[
        *("empty", "gif", "avif", "cut jpeg", "cut png", "cut webp", "cut heic", "pixels of jpeg", "of progressive"),
        *("of cmyk", "of png", "of webp", "of heic", "bytes"),
    ],
)
def test_a_refusal_names_its_reason(content: Callable[[], bytes], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        clean(content())


def test_a_jpeg_with_a_scan_for_each_colour_counts_as_progressive() -> None:
    """It is kept whole in memory like one, though its frame says baseline."""
    jpeg = encoded(picture(), "JPEG")
    scan = jpeg.index(b"\xff\xda")
    apart = jpeg[:scan] + segment(0xDA, b"\1\1\0\0\x3f\0") + jpeg[scan + 14 :]
    file = examine_file(apart)
    assert file is not None
    assert file.most_megapixels == file_headers.SCANNED_JPEG_MEGASAMPLES // 3


@pytest.mark.parametrize(
    "content",
    [
        with_segments(encoded(picture(), "JPEG"), *[segment(0xFE, b"")] * file_headers.MOST_PARTS),
        with_chunks(encoded(picture(), "PNG"), *[chunk(b"tEXt", b"a\0")] * (file_headers.MOST_PARTS + 1)),
    ],
    ids=["jpeg", "png"],
)
def test_more_parts_than_any_program_writes_are_refused(content: bytes) -> None:
    with pytest.raises(MalformedError):
        examine_file(content)


def test_more_scans_than_any_program_writes_are_refused() -> None:
    jpeg = encoded(picture(), "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    assert examine_file(jpeg) is not None
    with pytest.raises(MalformedError):
        examine_file(jpeg[:-2] + jpeg[last:-2] * file_headers.MOST_SCANS + b"\xff\xd9")


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_orientation_is_read_from_exif_of_both_byte_orders(order: str) -> None:
    def block(*entries: tuple[int, int, int, int], start: int = 8) -> bytes:
        head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}LH", start, len(entries))
        return head + b"".join(struct.pack(f"{order}HHLHH", *entry, 0) for entry in entries)

    assert orientation(block((0x010F, 2, 1, 0), (0x0112, 3, 1, 6))) == 6
    assert orientation(b"Exif\0\0" + block((0x0112, 3, 1, 8))) == 8
    for doubtful in (
        block((0x0112, 3, 1, 9)),
        block((0x0112, 3, 1, 0)),
        block((0x0112, 7, 1, 6)),
        block((0x0112, 3, 1, 6), start=0xFFFFFFFF),
        block((0x0112, 3, 1, 6))[:-5],
        block(),
        b"",
        b"Exif\0\0",
    ):
        assert orientation(doubtful) == 1


def test_a_refusal_is_in_the_language_of_whoever_asks() -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="This is not a picture"):
        clean(b"no picture")


def test_the_size_is_refused_before_the_file_is_read() -> None:
    class Huge(SimpleUploadedFile):
        def read(self, *_arguments: Any) -> bytes:
            raise AssertionError("was read")

    upload = Huge("foto.jpg", b"")
    upload.size = 15 * 2**20 + 1
    with pytest.raises(ValidationError, match=r"větší než 15.+MB"):
        decode_upload(upload)


def test_an_upload_that_cannot_be_read_is_no_damaged_picture() -> None:
    class Lost(SimpleUploadedFile):
        def read(self, *_arguments: Any) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        decode_upload(Lost("foto.jpg", b"x"))


def test_two_pictures_are_never_read_at_once() -> None:
    inside, most, entered = [0], [0], threading.Lock()

    class Watched(SimpleUploadedFile):
        def read(self, *arguments: Any) -> bytes:
            with entered:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            os.sched_yield()
            try:
                return bytes(super().read(*arguments))
            finally:
                with entered:
                    inside[0] -= 1

    content = encoded(picture((600, 400)), "JPEG")
    threads = [threading.Thread(target=decode_upload, args=[Watched("a.jpg", content)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        ("JPEG", decoding.MOST_QUICK),
        ("PNG", decoding.MOST_QUICK),
        ("WEBP", decoding.MOST_QUICK),
        ("HEIF", decoding.MOST_HEIC),
    ],
)
def test_one_too_many_is_told_at_once_and_the_others_are_read(kind: str, places: int) -> None:
    """Waiting takes a thread of the server, and with all of them nobody would see any page."""
    too_many, may_end = 4, threading.Event()
    content = encoded(picture(), kind)
    with ThreadPoolExecutor(places + too_many) as threads:
        readings = [threads.submit(decode_upload, Held(content, may_end)) for _ in range(places + too_many)]
        try:
            told = list(islice(as_completed(readings, timeout=PATIENCE_S), too_many))
        finally:
            may_end.set()
    assert {type(reading.exception()) for reading in told} == {BusyError}
    assert all(reading.result().width == 96 for reading in readings if reading not in told)
    assert clean(content).width == 96  # there is room again


def test_a_refused_picture_gives_its_place_back() -> None:
    for kind in ("JPEG", "HEIF"):
        for _ in range(decoding.MOST_AT_ONCE + 1):
            with pytest.raises(ValidationError, match="poškozený"):
                clean(encoded(picture(), kind)[:-90])


@pytest.mark.thorough
def test_the_largest_photo_of_an_iphone_is_read() -> None:
    """48 million pixels, within the memory and a third of the processor time that its process may use."""
    content = encoded(Image.new("RGB", (8064, 6048), "teal"), "HEIF", quality=10, enc_params={"preset": "ultrafast"})
    assert clean(content).width == 2048
