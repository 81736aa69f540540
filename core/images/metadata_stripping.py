"""Photos made anew, without metadata: what is stored is never the uploaded file, only its pixels."""

from typing import TYPE_CHECKING

from . import decoding
from .decoder_process import CleanPicture
from .pixels import Encoding

if TYPE_CHECKING:
    from django.core.files.base import File

SIDE_PX = 2048  # enough to read a number plate or a sign


def strip_to_jpeg(upload: "File[bytes]") -> CleanPicture:
    """A clean JPEG of an uploaded picture: upright, at most 2048 pixels wide and high, nothing in it but the pixels.

    A photo of 12 million pixels takes about 45 ms of processor time, nearly all of it in another process.

    Raises:
        ValidationError: not a picture, damaged, or too large; says what to do.
        OSError: the upload itself cannot be read.
    """
    return decoding.decode_upload(upload, side_px=SIDE_PX, encoding=Encoding.JPEG)


def strip_to_webp(upload: "File[bytes]", *, side_px: int) -> bytes:
    """A clean WebP of an uploaded picture: upright, at most `side_px` wide and high, nothing in it but the pixels.

    Raises:
        ValidationError: not a picture, damaged, or too large; says what to do.
        OSError: the upload itself cannot be read.
    """
    return decoding.decode_upload(upload, side_px=side_px, encoding=Encoding.WEBP).content
