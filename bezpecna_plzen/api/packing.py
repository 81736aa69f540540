"""Texts compressed in two pieces, of which the second one is compressed only once."""

import secrets
import zlib
from functools import lru_cache
from typing import NamedTuple

# The header of gzip (RFC 1952): compressed by deflate, a name follows, no time, any system.
_HEADER = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"
_LONGEST_NAME = 100  # bytes; as long as Django's
# A few hundred bytes each time: a small window that is quickly set up, and no code of their own for the letters.
_LEVEL, _WINDOW, _MEMORY = 1, 12, 7

_MOST_STORED = 0xFFFF  # bytes in a piece that is not compressed (RFC 1951); its length is written twice, once inverted


class _Ending(NamedTuple):
    plain: bytes
    packed: bytes


def pack(beginning: str, ending: str) -> bytes:
    """Two pieces of a text as one, compressed as gzip.

    Pieces of deflate that end at a whole byte can be put together. A beginning that is shorter than the ending stays as
    it is: compressing it would take longer than all the rest of packing, and save a hundred bytes. A name of random
    length hides how long the text is, as in Django's middleware.

    Args:
        beginning: another one each time.
        ending: one of a few hundred.
    """
    plain, end = beginning.encode(), _pack_ending(ending)
    packed = _store(plain) if len(plain) < min(len(end.plain), _MOST_STORED) else _compress(plain)
    checksum, length = zlib.crc32(end.plain, zlib.crc32(plain)), len(plain) + len(end.plain)
    pieces = (
        _HEADER,
        b"a" * secrets.randbelow(_LONGEST_NAME),
        b"\0",
        packed,
        end.packed,
        checksum.to_bytes(4, "little"),
        length.to_bytes(4, "little"),
    )
    return b"".join(pieces)


def _store(plain: bytes) -> bytes:
    """A piece that is as it was."""
    length = len(plain)
    return b"".join((b"\0", length.to_bytes(2, "little"), (_MOST_STORED - length).to_bytes(2, "little"), plain))


def _compress(plain: bytes) -> bytes:
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, -_WINDOW, _MEMORY, zlib.Z_FIXED)
    return packing.compress(plain) + packing.flush(zlib.Z_SYNC_FLUSH)


@lru_cache(maxsize=300)
def _pack_ending(text: str) -> _Ending:
    plain, packing = text.encode(), zlib.compressobj(zlib.Z_BEST_COMPRESSION, wbits=-zlib.MAX_WBITS)
    return _Ending(plain, packing.compress(plain) + packing.flush())
