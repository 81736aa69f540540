"""Messages with a photo of 2 MB each, sent by several residents at once to a server with two workers."""

import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import django
from django.core.files.base import ContentFile
from PIL import Image
from rich.console import Console
from rich.progress import track

from tests.resident import Resident
from tests.running import Portal

SUBMISSIONS = 240
RESIDENTS = 8
SIZE_PX = (4000, 3000)  # as phones take them
PHOTO_MB = 2
CORES = 2

console = Console(stderr=True)


def photo() -> bytes:
    """A photo of 12 million pixels that takes 2 MB: soft shapes with some noise, as a camera gives."""
    small = Image.effect_noise((SIZE_PX[0] // 8, SIZE_PX[1] // 8), 80).resize(SIZE_PX, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(SIZE_PX, 24)
    picture = Image.merge("RGB", [Image.blend(small, grain, share) for share in (0.3, 0.34, 0.38)])
    best = b""
    for quality in range(20, 96, 3):
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality)
        best = file.getvalue()
        if len(best) > PHOTO_MB * 1_000_000:
            break
    return best


@contextmanager
def served() -> Iterator[str]:
    """The portal as `manage.py serve` runs it, with a worker for each core."""
    with tempfile.TemporaryDirectory(prefix="bench-portal-") as folder:
        portal = Portal(Path(folder))
        try:
            portal.start_server(workers=CORES)
            yield portal.address
        finally:
            portal.stop()


def cost_ms(picture: bytes) -> float:
    """The processor time of making one photo anew, median, in milliseconds."""
    from core.images.metadata_stripping import strip_to_jpeg

    times = []
    for _ in track(range(15), description="cost of a photo", console=console):
        start = time.process_time()
        strip_to_jpeg(ContentFile(picture, name="photo.jpg"))
        times.append(time.process_time() - start)
    return statistics.median(times) * 1e3


def main() -> None:
    """Measure and print the figures as JSON."""
    django.setup()
    from mailbox.intake.spam import FASTEST  # needs the set-up Django

    picture = photo()
    alone_ms = cost_ms(picture)
    times: list[float] = []
    numbers = iter(range(SUBMISSIONS))
    chance = random.Random(3)  # noqa: S311 - the same residents each time
    lock = threading.Lock()

    def write(writer: Resident) -> None:
        while True:
            with lock:
                number = next(numbers, None)
                writer.source = f"127.{chance.randrange(1, 255)}.{chance.randrange(255)}.{chance.randrange(1, 255)}"
            if number is None:
                return
            fields = {"kind": "podnet", "district": "7", "text": f"Zpráva číslo {number}: na rohu se svítí jen někdy."}
            start = time.perf_counter()
            page = writer.send(fields, [picture])
            took = time.perf_counter() - start
            if page.code is None:
                raise RuntimeError(f"refused with {page.status}")
            with lock:
                times.append(took)

    with served() as address:
        residents = [Resident(address) for _ in range(RESIDENTS)]
        for resident in residents:
            resident.open_form()
        time.sleep(FASTEST.total_seconds())  # sent sooner, messages are held for review
        start = time.perf_counter()
        with ThreadPoolExecutor(RESIDENTS) as threads:
            list(threads.map(write, residents))
        seconds = time.perf_counter() - start
    figures = {
        "photo_mb": len(picture) / 1e6,
        "alone_ms": alone_ms,
        "per_s": len(times) / seconds,
        "p95_ms": statistics.quantiles(times, n=20)[-1] * 1e3,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
