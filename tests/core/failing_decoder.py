"""A decoder that does what it is told instead of decoding. Run by `test_decoder.py`."""

import ctypes
import os
import time

from PIL import Image

from core.images import decoder_process


def decode(content: bytes, _side_px: int) -> Image.Image:
    """Do what the content says, else give a small picture."""
    match content.split():
        case [b"crash"]:
            ctypes.string_at(0)
        case [b"eat"]:
            bytearray(2 * decoder_process.MEMORY_MB * 2**20)
        case [b"work", seconds]:
            end = time.process_time() + float(seconds)
            while time.process_time() < end:
                pass
        case [b"lie", *answer]:
            os.write(0, bytes(map(int, answer)))
        case [b"sleep"]:
            time.sleep(600)
    return Image.new("RGB", (9, 9))


if __name__ == "__main__":
    decoder_process.SECONDS = 1
    decoder_process.serve(decode)
