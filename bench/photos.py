"""Photos as phones take them: soft shapes with some noise."""

from io import BytesIO

import pillow_heif
from PIL import Image

_SMALLER = 8  # of what the soft shapes are made
_JPEG_BYTES = 2_000_000


def take_jpeg() -> bytes:
    """12 million pixels in 2 MB."""
    picture = _draw((4000, 3000), grain=24, shares=(0.3, 0.34, 0.38))
    best = b""
    for quality in range(20, 96, 3):
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality)
        best = file.getvalue()
        if len(best) > _JPEG_BYTES:
            break
    return best


def take_heic() -> bytes:
    """24 million pixels, as iPhones take them by default; some megabytes."""
    picture = _draw((5712, 4284), grain=24, shares=(0.12, 0.16, 0.2))
    file = BytesIO()
    pillow_heif.from_pillow(picture).save(file, quality=70, enc_params={"preset": "ultrafast"})
    return file.getvalue()


def _draw(size: tuple[int, int], *, grain: int, shares: tuple[float, ...]) -> Image.Image:
    width, height = size
    small = Image.effect_noise((width // _SMALLER, height // _SMALLER), 80).resize(size, Image.Resampling.BICUBIC)
    noise = Image.effect_noise(size, grain)
    return Image.merge("RGB", [Image.blend(small, noise, share) for share in shares])
