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


class _Ending(NamedTuple):
    plain: bytes
    packed: bytes


def pack(beginning: str, ending: str) -> bytes:
    """Two pieces of a text as one, compressed as gzip.

    Pieces of deflate that end at a whole byte can be put together. A name of random length hides how long the text is,
    as in Django's middleware.

    Args:
        beginning: another one each time.
        ending: one of a few hundred.
    """
    plain, packing = beginning.encode(), zlib.compressobj(_LEVEL, zlib.DEFLATED, -_WINDOW, _MEMORY, zlib.Z_FIXED)
    end = _pack_ending(ending)
    checksum, length = zlib.crc32(end.plain, zlib.crc32(plain)), len(plain) + len(end.plain)
    pieces = (
        _HEADER,
        b"a" * secrets.randbelow(_LONGEST_NAME),
        b"\0",
        packing.compress(plain),
        packing.flush(zlib.Z_SYNC_FLUSH),
        end.packed,
        checksum.to_bytes(4, "little"),
        length.to_bytes(4, "little"),
    )
    return b"".join(pieces)


@lru_cache(maxsize=300)
def _pack_ending(text: str) -> _Ending:
    plain, packing = text.encode(), zlib.compressobj(zlib.Z_BEST_COMPRESSION, wbits=-zlib.MAX_WBITS)
    return _Ending(plain, packing.compress(plain) + packing.flush())
