"""Reads an uploaded picture, or refuses it with a sentence for whoever chose it.

All pictures of a process are read by one thread, one after another, which keeps the process below 300 MB however many
threads ask. A lock around the decoders would not do: what one thread frees, the system's allocator keeps for that
thread.

Whoever waits for it keeps a thread of the server that could answer somebody else. So only so many may wait, those who
come then are told so at once, and the server has as many threads more (`bezpecna_plzen/serving.py`).
"""

import logging
import struct
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from threading import BoundedSemaphore, Semaphore

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from . import heic_decoder, pixels
from .file_headers import HEIF_START, MalformedError, PictureFile, examine_file, is_heif

MAX_MEGABYTES = 15  # a phone's photo has 2 to 12
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif"  # for the form's file field

# Named one by one: Pillow's `open` would try more than the format just found (MPO behind a JPEG).
_READERS: dict[str, type[ImageFile]] = {"JPEG": JpegImageFile, "PNG": PngImageFile, "WEBP": WebPImageFile}
_ENOUGH = 0.9  # of the side asked for
# Without our own environment, which holds secrets. One arena: more would reserve addresses, which count.
_HEIC_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
_HEIC_SECONDS = 25  # until a HEIC is given up, however busy the machine; two of them in less than a proxy waits (60)

_log = logging.getLogger(__name__)


class BusyError(ValidationError):
    """Too many pictures are being read already; the same file may be taken a moment later."""

    def __init__(self) -> None:
        super().__init__(_("The portal is busy with other pictures just now. Wait a minute and choose this one again."))


# Pictures of a process that may be read or wait for it. A usual photo takes a tenth of a second, the largest one a
# second; a HEIC one to three, and 8 if it is made to, so of these one waits at most.
MOST_QUICK, MOST_HEIC = 8, 2
MOST_AT_ONCE = MOST_QUICK + MOST_HEIC
_quick_places, _heic_places = BoundedSemaphore(MOST_QUICK), BoundedSemaphore(MOST_HEIC)
_reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


def decode_upload(upload: "File[bytes]", *, side_px: int) -> Image.Image:
    """The uploaded picture: upright, in RGB, at most `side_px` pixels wide and high, and nothing else of the file.

    JPEG, PNG, WebP and HEIC are read; of several pictures in a file the first (of HEIC the main) one.

    Raises:
        BusyError: too many others are waiting. A ValidationError, too, but nothing is wrong with the file.
        ValidationError: not a picture, damaged, or too large; says what to do.
        OSError: the upload itself cannot be read.
    """
    if (upload.size or 0) > MAX_MEGABYTES * 2**20:
        raise ValidationError(_("The file is larger than %d MB. Choose a smaller picture.") % MAX_MEGABYTES)
    assert upload.file is not None  # noqa: S101 - something was uploaded
    upload.seek(0)
    with _wait_for_place(_heic_places if is_heif(upload.file.read(HEIF_START)) else _quick_places):
        return _reader.submit(_read_upload, upload, side_px, get_language()).result()


@contextmanager
def _wait_for_place(places: Semaphore) -> Iterator[None]:
    if not places.acquire(blocking=False):
        raise BusyError
    try:
        yield
    finally:
        places.release()


def _read_upload(upload: "File[bytes]", side_px: int, language: str | None) -> Image.Image:
    upload.seek(0)
    content = upload.read(MAX_MEGABYTES * 2**20)
    with override(language):  # a refusal is for the one who asked, not for this thread
        return _read_heic(content, side_px) if is_heif(content) else _read_whole(content, side_px)


def _read_whole(content: bytes, side_px: int) -> Image.Image:
    try:
        file = examine_file(content)
    except MalformedError as error:
        raise _damaged_error() from error
    if file is None:
        raise ValidationError(_("This is not a picture in JPEG, PNG, WebP or HEIC. Choose another file."))
    if file.width * file.height > file.most_megapixels * 1_000_000:
        raise _too_many(file.most_megapixels)
    try:
        return pixels.make_small(_decode_pixels(file, side_px), side_px=side_px)
    # Broken files make decoders raise nearly anything: OSError, ValueError, SyntaxError, EOFError, IndexError,
    # struct.error, zlib.error, MemoryError … Only decoding is inside, so nothing of ours hides behind this.
    except Exception as error:
        _log.info("A %s was refused: %s", file.format, type(error).__name__)
        raise _damaged_error() from error


def _decode_pixels(file: PictureFile, side_px: int) -> Image.Image:
    with _READERS[file.format](BytesIO(file.content)) as image:
        if image.size != (file.width, file.height):
            raise MalformedError("two sizes")
        # A JPEG can be decoded at a half, a quarter or an eighth of its size, which saves most of the time and memory.
        # A little less than asked for will do: a photo of 4000 × 3000 is halved, not decoded whole for 2048.
        scale = _ENOUGH * side_px / max(image.size)
        image.draft("RGB", (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
        image.load()  # truncated data is an error

        def rows(top: int, bottom: int) -> Image.Image:
            return image.crop((0, top, image.width, bottom))

        return pixels.turn_upright(pixels.gather_strips(image.size, rows, side_px=side_px), file.orientation)


def _read_heic(content: bytes, side_px: int) -> Image.Image:
    """Decoded in a process of its own, for the reasons in `heic_decoder.py`."""
    command = [sys.executable, "-m", heic_decoder.__name__, str(side_px)]
    try:
        done = subprocess.run(  # noqa: S603 - nothing in the command comes from outside
            command,
            input=content,
            capture_output=True,
            timeout=_HEIC_SECONDS,
            cwd=settings.BASE_DIR,
            env=_HEIC_ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:  # whatever the file is, it may use only a third of that: others took it
        raise BusyError from error
    if done.returncode == heic_decoder.TOO_MANY_PIXELS:
        raise _too_many(heic_decoder.MEGAPIXELS)
    if done.returncode:
        _log.info("A HEIC was refused: exit status %d", done.returncode)
        raise _damaged_error()
    return Image.frombytes("RGB", struct.unpack_from(">LL", done.stdout), done.stdout[8:])


def _damaged_error() -> ValidationError:
    return ValidationError(_("The picture is damaged and cannot be read. Choose another file."))


def _too_many(megapixels: int) -> ValidationError:
    return ValidationError(_("The picture has more than %d million pixels. Choose a smaller one.") % megapixels)
