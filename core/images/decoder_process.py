"""What the programs that decode have in common: their limits, and how they are asked and answer. Knows no Django.

Decoders offer no limits to set. The system does: such a process may use so much memory and, for each picture, so much
processor time. If it fails, hangs or crashes, it takes nobody along, and it gives way to everything else that wants the
processor, so pages stay fast while photos come.
"""

import math
import os
import resource
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum

from PIL import Image

from . import pixels
from .pixels import Encoding

MEMORY_MB = 400  # of addresses, 50 of which are libraries
SECONDS = 8  # of processor time for a picture; a HEIC of 48 million pixels takes two to three, all others one
_GIVING_WAY = 5  # niceness: a third of the share of others, so that a busy machine still comes to it
_MOST_BYTES = 2**25  # of an answer; a clean picture has some megabytes
_ORDER, _ANSWER = struct.Struct(">LLB"), struct.Struct(">BLLL")
_ENCODINGS = tuple(Encoding)


class Verdict(IntEnum):
    """What came of a file."""

    CLEAN = 0
    NOT_A_PICTURE = 1
    TOO_MANY_PIXELS = 2
    DAMAGED = 3


class RefusedError(Exception):
    """There is no picture to be had from a file."""

    def __init__(self, verdict: Verdict, *, megapixels: int = 0) -> None:
        super().__init__(verdict, megapixels)
        self.verdict = verdict
        self.megapixels = megapixels  # that there may be at most


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture encoded anew: nothing in it but the pixels."""

    content: bytes
    width: int  # pixels
    height: int


def serve(decode: Callable[[bytes, int], Image.Image]) -> None:
    """Decode pictures as they are asked for by `ask` on a socket that is standard input, for as long as it is there.

    Args:
        decode: from the bytes of a file to the picture, at most so many pixels wide and high.
    """
    os.nice(_GIVING_WAY)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 2**20, MEMORY_MB * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=0) as line, suppress(EOFError):
        while True:
            _limit_time()
            length, side_px, encoding = _ORDER.unpack(_receive(line, _ORDER.size))
            line.sendall(_answer(decode, _receive(line, length), side_px, _ENCODINGS[encoding]))


def ask(line: socket.socket, content: bytes, *, side_px: int, encoding: Encoding) -> CleanPicture:
    """Have a picture decoded by the process at the other end of the line.

    Raises:
        RefusedError: it was decided that there is none.
        EOFError, OSError: the process has ended, or takes too long.
        ValueError: what it answers makes no sense.
    """
    line.sendall(_ORDER.pack(len(content), side_px, _ENCODINGS.index(encoding)))
    line.sendall(content)
    said, width, height, length = _ANSWER.unpack(_receive(line, _ANSWER.size))
    if (verdict := Verdict(said)) is not Verdict.CLEAN:
        raise RefusedError(verdict, megapixels=width)
    if length > _MOST_BYTES:
        raise ValueError("too long an answer")
    return CleanPicture(_receive(line, length), width, height)


def _answer(decode: Callable[[bytes, int], Image.Image], content: bytes, side_px: int, encoding: Encoding) -> bytes:
    try:
        picture = decode(content, side_px)
    except RefusedError as refused:
        return _ANSWER.pack(refused.verdict, refused.megapixels, 0, 0)
    encoded = pixels.encode(picture, encoding)
    return _ANSWER.pack(Verdict.CLEAN, picture.width, picture.height, len(encoded)) + encoded


def _limit_time() -> None:
    """Bound the processor time from now on: what earlier pictures took does not count."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + SECONDS, hard))


def _receive(line: socket.socket, length: int) -> bytes:
    """So many bytes.

    Raises:
        EOFError: there are no more.
    """
    received = bytearray(length)
    left = memoryview(received)
    while left:
        if not (count := line.recv_into(left)):
            raise EOFError
        left = left[count:]
    return bytes(received)
