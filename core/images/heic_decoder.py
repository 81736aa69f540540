"""Decodes one HEIC picture, as a program of its own that is ended with it. Knows no Django.

HEIC is a world of boxes that may describe gigabytes in a few bytes. Its decoders get a new process for each picture,
for iPhone photos only, which adds a tenth to the second that decoding one takes.
"""

import pillow_heif
from PIL import Image

from . import decoder_process, pixels
from .decoder_process import RefusedError, Verdict

MEGAPIXELS = 50  # iPhones take 12, 24 or 48, which needs 280 MB here


def decode(content: bytes, side_px: int) -> Image.Image:
    """The main picture of a file: in RGB, at most `side_px` pixels wide and high, and nothing else of the file.

    Raises:
        RefusedError: it is damaged, or has too many pixels.
    """
    try:
        return _decode_file(content, side_px)
    except RefusedError:
        raise
    except Exception as error:  # broken files make decoders raise nearly anything
        raise RefusedError(Verdict.DAMAGED) from error


def _decode_file(content: bytes, side_px: int) -> Image.Image:
    pillow_heif.options.THUMBNAILS = False
    pillow_heif.options.DEPTH_IMAGES = False
    pillow_heif.options.AUX_IMAGES = False
    pillow_heif.options.DECODE_THREADS = 1
    file = pillow_heif.open_heif(content, convert_hdr_to_8bit=True)
    if file.size[0] * file.size[1] > MEGAPIXELS * 1_000_000:
        raise RefusedError(Verdict.TOO_MANY_PIXELS, megapixels=MEGAPIXELS)
    # Not through Pillow's plugin, which would keep the whole picture once more. It comes upright: turning is a part of
    # the format, and the orientation in EXIF has no say in it.
    data, stride, mode, width = file.data, file.stride, file.mode, file.size[0]

    def rows(top: int, bottom: int) -> Image.Image:
        return Image.frombytes(mode, (width, bottom - top), data[top * stride : bottom * stride], "raw", mode, stride)

    return pixels.make_small(pixels.gather_strips(file.size, rows, side_px=side_px), side_px=side_px)


if __name__ == "__main__":
    decoder_process.serve(decode)
