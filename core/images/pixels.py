"""From decoded pixels of any kind to a small picture in colour, and to the bytes of a file. Knows no Django."""

from collections.abc import Callable
from enum import Enum
from io import BytesIO

from PIL import Image

_STRIP_PIXELS = 250_000
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Encoding(Enum):
    """How a clean picture is stored."""

    JPEG = "JPEG"  # photos of messages
    WEBP = "WEBP"  # pictures of pages, which many people load


_OPTIONS = {Encoding.JPEG: {"quality": 85}, Encoding.WEBP: {"quality": 82, "method": 6}}


def gather_strips(size: tuple[int, int], rows: Callable[[int, int], Image.Image], *, side_px: int) -> Image.Image:
    """The picture in RGB, reduced to less than twice `side_px`; what was transparent is white.

    `rows(top, bottom)` gives the rows from one to another (that one excluded) in any of Pillow's modes. They are asked
    for strip by strip, so that a large picture is never in memory twice; forget it before making this one `small`.
    """
    width, height = size
    factor = max(1, max(size) // side_px)
    step = max(1, _STRIP_PIXELS // (width * factor)) * factor
    reduced = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, step):
        strip = _on_paper(rows(top, min(top + step, height)))
        reduced.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return reduced


def make_small(image: Image.Image, *, side_px: int) -> Image.Image:
    """The picture at most so many pixels wide and high; one that is smaller stays as it is."""
    image.thumbnail((side_px, side_px), Image.Resampling.BICUBIC, reducing_gap=None)
    return image


def turn_upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as EXIF's orientation (1 to 8) says."""
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def encode(image: Image.Image, encoding: Encoding) -> bytes:
    """A file with the picture and no metadata."""
    encoded = BytesIO()
    image.save(encoded, encoding.value, **_OPTIONS[encoding])
    return encoded.getvalue()


def _on_paper(image: Image.Image) -> Image.Image:
    if image.mode == "I" or image.mode.startswith("I;16"):
        # Grey of 16 bits is scaled; merely converted, everything above 255 would be white.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image)
    return paper
