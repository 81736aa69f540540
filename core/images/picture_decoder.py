"""Decodes JPEG, PNG and WebP, as a program of its own that is asked again and again. Knows no Django."""

from io import BytesIO

from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from . import decoder_process, pixels
from .decoder_process import RefusedError, Verdict
from .file_headers import MalformedError, PictureFile, examine_file

# Named one by one: Pillow's `open` would try more than the format just found (MPO behind a JPEG).
_READERS: dict[str, type[ImageFile]] = {"JPEG": JpegImageFile, "PNG": PngImageFile, "WEBP": WebPImageFile}
_ENOUGH = 0.9  # of the side asked for


def decode(content: bytes, side_px: int) -> Image.Image:
    """The picture in a file: upright, in RGB, at most `side_px` pixels wide and high, and nothing else of the file.

    Raises:
        RefusedError: there is none, it is damaged, or it has too many pixels.
    """
    try:
        file = examine_file(content)
    except MalformedError as error:
        raise RefusedError(Verdict.DAMAGED) from error
    if file is None:
        raise RefusedError(Verdict.NOT_A_PICTURE)
    if file.width * file.height > file.most_megapixels * 1_000_000:
        raise RefusedError(Verdict.TOO_MANY_PIXELS, megapixels=file.most_megapixels)
    try:
        return pixels.make_small(_decode_pixels(file, side_px), side_px=side_px)
    # Broken files make decoders raise nearly anything: OSError, ValueError, SyntaxError, EOFError, IndexError,
    # struct.error, zlib.error, MemoryError … Only decoding is inside, so nothing of ours hides behind this.
    except Exception as error:
        raise RefusedError(Verdict.DAMAGED) from error


def _decode_pixels(file: PictureFile, side_px: int) -> Image.Image:
    with _READERS[file.format](BytesIO(file.content)) as image:
        if image.size != (file.width, file.height):
            raise MalformedError("two sizes")
        # A JPEG can be decoded at a half, a quarter or an eighth of its size, which saves most of the time and memory.
        # A little less than asked for will do: a photo of 4000 × 3000 is halved, not decoded whole for 2048.
        scale = _ENOUGH * side_px / max(image.size)
        image.draft("RGB", (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
        image.load()  # truncated data is an error
        if image.mode == "RGB" and not image.has_transparency_data and max(image.size) < 2 * side_px:
            image.info.clear()  # the usual photo is done: copying its pixels would take a tenth of the time
            return pixels.turn_upright(image, file.orientation)

        def rows(top: int, bottom: int) -> Image.Image:
            return image.crop((0, top, image.width, bottom))

        return pixels.turn_upright(pixels.gather_strips(image.size, rows, side_px=side_px), file.orientation)


if __name__ == "__main__":
    decoder_process.serve(decode)
