"""Has an uploaded picture decoded, or refuses it with a sentence for whoever chose it.

Decoders run in processes of their own, one for all pictures of a worker and a new one for each HEIC: the threads that
answer requests stay free, and a decoder that fails, hangs or crashes takes nobody along. One picture of a worker is
decoded at a time.

Whoever waits for it keeps a thread of the server that could answer somebody else. So only so many may wait, those who
come then are told so at once, and the server has as many threads more (`bezpecna_plzen/serving.py`).
"""

import atexit
import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock, Semaphore

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from . import decoder_process, heic_decoder, picture_decoder
from .decoder_process import CleanPicture, RefusedError, Verdict
from .file_headers import HEIF_START, is_heif
from .pixels import Encoding

MAX_MEGABYTES = 15  # a phone's photo has 2 to 12
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif"  # for the form's file field

# Without our own environment, which holds secrets. One arena: more would reserve addresses, which count. Memory in
# large pages, where the system gives them: a picture's are touched once, and many small ones cost a tenth of the time.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
# Until a picture is given up, however busy the machine; two of them in less than a proxy waits (60).
PATIENCE_S = 25
PICTURES = 500  # that one process decodes, should a decoder keep some of the memory it has to give back
_BUFFER_BYTES = 2**20  # of the line to a decoder: fewer turns for a file of some megabytes

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
_decoding = Lock()


def decode_upload(upload: "File[bytes]", *, side_px: int, encoding: Encoding) -> CleanPicture:
    """The uploaded picture: upright, in RGB, at most `side_px` pixels wide and high, and nothing else of the file.

    JPEG, PNG, WebP and HEIC are read; of several pictures in a file the first (of HEIC the main) one.

    Raises:
        BusyError: too many others are waiting. A ValidationError, too, but nothing is wrong with the file.
        ValidationError: not a picture, damaged, or too large; says what to do.
        OSError: the upload itself cannot be read, or no process be started.
    """
    if (upload.size or 0) > MAX_MEGABYTES * 2**20:
        raise ValidationError(_("The file is larger than %d MB. Choose a smaller picture.") % MAX_MEGABYTES)
    assert upload.file is not None  # noqa: S101 - something was uploaded
    upload.seek(0)
    with _wait_for_place(_heic_places if is_heif(upload.file.read(HEIF_START)) else _quick_places), _decoding:
        upload.seek(0)
        content = upload.read(MAX_MEGABYTES * 2**20)
        try:
            return _decode(content, side_px, encoding)
        except RefusedError as refused:
            _log.info("A picture was refused: %s", refused.verdict.name)
            raise _refusal_in_words(refused) from refused


class Decoder:
    """A process that decodes one picture after another, started when it is needed."""

    def __init__(self, program: str) -> None:
        """Take the name of a module of this package."""
        self._program = program
        self._line: socket.socket | None = None
        self._left = 0  # pictures until another process goes on
        self.process: subprocess.Popen[bytes] | None = None

    def decode(self, content: bytes, side_px: int, encoding: Encoding) -> CleanPicture:
        """Decode a picture; a process that was killed since the last one is replaced.

        Raises:
            RefusedError: there is none, or decoding it ends the process.
            BusyError: it takes too long.
            OSError: no process can be started.
        """
        line = self._connect()
        self._left -= 1
        try:
            return decoder_process.ask(line, content, side_px=side_px, encoding=encoding)
        except TimeoutError as error:  # whatever the file is, it may use only a third of that: others took it
            self.stop()
            raise BusyError from error
        except (EOFError, OSError, ValueError) as error:
            self.stop()
            _log.info("A picture has ended its decoder")
            raise RefusedError(Verdict.DAMAGED) from error

    def stop(self) -> None:
        """End the process, if it runs."""
        if self._line is not None:
            self._line.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self._line = self.process = None

    def _connect(self) -> socket.socket:
        """The line to a process."""
        if self._line is not None and self.process is not None and self.process.poll() is None and self._left:
            return self._line
        self.stop()
        ours, theirs = socket.socketpair()
        with theirs:
            ours.settimeout(PATIENCE_S)
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
            self.process = subprocess.Popen(  # noqa: S603 - nothing in the command comes from outside
                [sys.executable, "-m", self._program],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env=_ENVIRONMENT,
            )
        self._line, self._left = ours, PICTURES
        return ours


quick_decoder = Decoder(picture_decoder.__name__)
atexit.register(quick_decoder.stop)


def _decode(content: bytes, side_px: int, encoding: Encoding) -> CleanPicture:
    if not is_heif(content):
        return quick_decoder.decode(content, side_px, encoding)
    decoder = Decoder(heic_decoder.__name__)
    try:
        return decoder.decode(content, side_px, encoding)
    finally:
        decoder.stop()


@contextmanager
def _wait_for_place(places: Semaphore) -> Iterator[None]:
    if not places.acquire(blocking=False):
        raise BusyError
    try:
        yield
    finally:
        places.release()


def _refusal_in_words(refused: RefusedError) -> ValidationError:
    match refused.verdict:
        case Verdict.NOT_A_PICTURE:
            return ValidationError(_("This is not a picture in JPEG, PNG, WebP or HEIC. Choose another file."))
        case Verdict.TOO_MANY_PIXELS:
            said = _("The picture has more than %d million pixels. Choose a smaller one.")
            return ValidationError(said % refused.megapixels)
        case _:
            return ValidationError(_("The picture is damaged and cannot be read. Choose another file."))
