"""Decodes one HEIC picture, as a program of its own: the file comes in, the pixels go out. Knows no Django.

HEIC is a world of boxes that may describe gigabytes in a few bytes, and its decoders offer no limits to set. The system
does: this process may use so much memory and processor time, and if it fails, hangs or crashes, it takes nobody along.
It gives way to everything else that wants the processor, so pages stay fast while photos come. It is started for iPhone
photos only and adds a tenth to the second that decoding one takes.
"""

import os
import resource
import struct
import sys

import pillow_heif
from PIL import Image

from . import pixels

MEGAPIXELS = 50  # iPhones take 12, 24 or 48, which needs 280 MB here
TOO_MANY_PIXELS = 3  # the exit status
MEMORY_MB = 400  # of addresses, 50 of which are libraries
SECONDS = 8  # of processor time; 48 million pixels take two to three
_GIVING_WAY = 5  # niceness: a third of the share of others, so that a busy machine still comes to it


def main(side_px: int) -> int:
    """Read the file from standard input; write width, height (4 bytes each) and the RGB of the picture made small."""
    os.nice(_GIVING_WAY)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 2**20, MEMORY_MB * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pillow_heif.options.THUMBNAILS = False
    pillow_heif.options.DEPTH_IMAGES = False
    pillow_heif.options.AUX_IMAGES = False
    pillow_heif.options.DECODE_THREADS = 1
    file = pillow_heif.open_heif(sys.stdin.buffer.read(), convert_hdr_to_8bit=True)
    if file.size[0] * file.size[1] > MEGAPIXELS * 1_000_000:
        return TOO_MANY_PIXELS
    picture = pixels.make_small(_decode_file(file, side_px), side_px=side_px)
    sys.stdout.buffer.write(struct.pack(">LL", *picture.size) + picture.tobytes())
    return 0


def _decode_file(file: pillow_heif.HeifFile, side_px: int) -> Image.Image:
    # Not through Pillow's plugin, which would keep the whole picture once more. It comes upright: turning is a part of
    # the format, and the orientation in EXIF has no say in it.
    data, stride, mode, width = file.data, file.stride, file.mode, file.size[0]

    def rows(top: int, bottom: int) -> Image.Image:
        return Image.frombytes(mode, (width, bottom - top), data[top * stride : bottom * stride], "raw", mode, stride)

    return pixels.gather_strips(file.size, rows, side_px=side_px)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
