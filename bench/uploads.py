"""A page of the portal while a dozen people send large HEIC photos, against the same page when it is quiet."""

import json
import statistics
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from subprocess import PIPE, Popen

import django
import pillow_heif
from PIL import Image
from rich.console import Console

from bench.submissions import served
from tests.resident import Page, Resident, multipart

PEOPLE = 12
SIZE_PX = (5712, 4284)  # 24 million pixels, as iPhones take them by default
EVERY_S = 0.05  # another visitor asks for a page, whether the one before has come or not
QUIET = 200  # pages
AGAIN_S = 2  # after which somebody who was told to try again does
PAGE = "/okrsky/7/"

console = Console(stderr=True)


def photo() -> bytes:
    """A HEIC of some megabytes: soft shapes with some noise, as a camera gives."""
    small = Image.effect_noise((SIZE_PX[0] // 8, SIZE_PX[1] // 8), 80).resize(SIZE_PX, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(SIZE_PX, 24)
    picture = Image.merge("RGB", [Image.blend(small, grain, share) for share in (0.12, 0.16, 0.2)])
    file = BytesIO()
    pillow_heif.from_pillow(picture).save(file, quality=70, enc_params={"preset": "ultrafast"})
    return file.getvalue()


def visits(address: str, more: Callable[[int], bool]) -> list[float]:
    """How long each page took, in seconds, asked for at regular times for as long as there are to be `more`."""
    visitor = Resident(address, timeout=120)

    def page() -> float:
        start = time.perf_counter()
        if visitor.request("GET", PAGE).status != 200:
            raise RuntimeError(f"no {PAGE}")
        return time.perf_counter() - start

    with ThreadPoolExecutor(64) as threads:
        asked: list[Future[float]] = []
        due = time.perf_counter()
        while more(len(asked)):
            asked.append(threads.submit(page))
            due += EVERY_S
            time.sleep(max(0.0, due - time.perf_counter()))
        return [one.result() for one in asked]


def send(address: str, picture: bytes) -> None:
    """A dozen people send the picture at once, each again until it is taken; prints how often they were told to."""
    people = [Resident(address, source=f"127.0.1.{number}", timeout=120) for number in range(1, PEOPLE + 1)]
    forms = []
    for person in people:
        person.open_form()
        fields = {"csrfmiddlewaretoken": person.csrf, "token": person.token, "kind": "podnet", "district": "7"}
        forms.append(multipart({**fields, "text": f"Lampa nesvítí, {person.source}."}.items(), [picture]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.buffer.readline()
    again = [0] * PEOPLE

    def one(number: int) -> None:
        while (page := _sent(people[number], *forms[number])).code is None:
            if page.status != 422:
                raise RuntimeError(f"refused with {page.status}")
            again[number] += 1
            time.sleep(AGAIN_S)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(f"{sum(again)}\n")


def _sent(person: Resident, body: bytes, content_type: str) -> Page:
    return person.request("POST", "/infoschranka/odeslano/", body, content_type)


def main() -> None:
    """Measure and print the figures as JSON."""
    django.setup()
    picture = photo()
    with served() as address:
        visits(address, lambda asked: asked < 40)  # warm up
        quiet = visits(address, lambda asked: asked < QUIET)
        # In a process of their own, or they would take turns with the one who measures.
        command = [sys.executable, "-m", "bench.uploads", address]
        with Popen(command, stdin=PIPE, stdout=PIPE) as people:  # noqa: S603 - this module
            assert people.stdin is not None  # noqa: S101 - piped
            assert people.stdout is not None  # noqa: S101
            people.stdin.write(len(picture).to_bytes(8, "big") + picture)
            people.stdin.flush()
            people.stdout.readline()
            people.stdin.write(b"go\n")
            people.stdin.flush()
            busy = visits(address, lambda _asked: people.poll() is None)
            again = int(people.stdout.readline())
    figures = {
        "photo_mb": len(picture) / 1e6,
        "quiet_p95_ms": _p95_ms(quiet),
        "busy_p95_ms": _p95_ms(busy),
        "busy_most_ms": max(busy) * 1e3,
        "again": again,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def _p95_ms(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] * 1e3


if __name__ == "__main__":
    if len(sys.argv) > 1:
        send(sys.argv[1], sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(8), "big")))
    else:
        main()
