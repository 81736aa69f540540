"""Photos made anew, without metadata: what is stored is never the uploaded file, only its pixels."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL.Image import Image

from . import decoding

if TYPE_CHECKING:
    from django.core.files.base import File

SIDE_PX = 2048  # enough to read a number plate or a sign
QUALITY = 85


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo encoded anew: JPEG without a byte of metadata."""

    content: bytes
    width: int  # pixels
    height: int


def strip_to_jpeg(upload: "File[bytes]") -> CleanPhoto:
    """A clean JPEG of an uploaded picture: upright, at most 2048 pixels wide and high, nothing in it but the pixels.

    A photo of 12 million pixels takes about 80 ms of processor time.

    Raises:
        ValidationError: not a picture, damaged, or too large; says what to do.
        OSError: the upload itself cannot be read.
    """
    picture = decoding.decode_upload(upload, side_px=SIDE_PX)
    return CleanPhoto(_encode(picture, "JPEG", quality=QUALITY), *picture.size)


def strip_to_webp(upload: "File[bytes]", *, side_px: int) -> bytes:
    """A clean WebP of an uploaded picture: upright, at most `side_px` wide and high, nothing in it but the pixels.

    Raises:
        ValidationError: not a picture, damaged, or too large; says what to do.
        OSError: the upload itself cannot be read.
    """
    return _encode(decoding.decode_upload(upload, side_px=side_px), "WEBP", quality=82, method=6)


def _encode(picture: Image, file_format: str, **options: int) -> bytes:
    encoded = BytesIO()
    picture.save(encoded, file_format, **options)
    return encoded.getvalue()
