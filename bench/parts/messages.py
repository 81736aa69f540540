"""Messages with a photo, against what decoding alone allows, and the pages of others meanwhile."""

import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from bench import photos, visitor
from bench.figures import Figure, Measured, median_ratio
from bench.servers import WORKERS, serve_portal
from tests.resident import Resident
from tests.running import PATIENCE_S

SIZES = (0,)
IN_CITY = False
NEEDS = ()
ROUNDS = 4
RESIDENTS = 8
MESSAGES = 48  # of all of them, in a round
DECODED = 40  # by each of the processes that decode alone, in a round
PEOPLE = 12  # who send a HEIC at once
QUIET_S = 8
AGAIN_S = 2  # after which somebody who was told to try again does
MOST_TRIES = 60
# What a server does with a photo, and nothing else.
DECODE = """
import sys, time, django
django.setup()
from django.core.files.base import ContentFile
from core.images.metadata_stripping import strip_to_jpeg
picture = open(sys.argv[1], "rb").read()
strip_to_jpeg(ContentFile(picture, name="photo.jpg"))
print("ready", flush=True)
sys.stdin.readline()
start = time.perf_counter()
for _ in range(int(sys.argv[2])):
    strip_to_jpeg(ContentFile(picture, name="photo.jpg"))
print(time.perf_counter() - start)
"""


def decode_alone(picture: Path) -> float:
    """Photos in a second, by as many processes as the server has, at the same time."""
    command = [sys.executable, "-c", DECODE, str(picture), str(DECODED)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    processes = [subprocess.Popen(command, text=True, **pipes) for _ in range(WORKERS)]  # type: ignore[call-overload] # noqa: S603
    for process in processes:
        process.stdout.readline()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    return sum(DECODED / float(process.communicate()[0]) for process in processes)


def send_messages(residents: Sequence[Resident], picture: bytes, chance: random.Random) -> list[float]:
    """Each sends one message after another; how long each took, in seconds."""
    times: list[float] = []
    numbers = iter(range(MESSAGES))
    lock = threading.Lock()

    def write(writer: Resident) -> None:
        while True:
            with lock:
                number = next(numbers, None)
                writer.source = f"127.{chance.randrange(1, 255)}.{chance.randrange(255)}.{chance.randrange(1, 255)}"
            if number is None:
                return
            words = " ".join(chance.choices(["lampa", "roh", "večer", "chodník", "park", "lavička", "nesvítí"], k=6))
            start = time.perf_counter()
            page = writer.send(
                {"kind": "podnet", "district": "7", "text": f"Zpráva číslo {number}: {words}."}, [picture]
            )
            if page.code is None:
                raise RuntimeError(f"refused with {page.status}")
            times.append(time.perf_counter() - start)

    with ThreadPoolExecutor(len(residents)) as threads:
        list(threads.map(write, residents))
    return times


def send_large(address: str, picture: bytes, again: list[int]) -> None:
    """Many people send a large photo at once, each again until it is taken; notes each refusal."""

    def write(number: int) -> None:
        person = Resident(address, source=f"127.0.1.{number}", timeout=PATIENCE_S)
        person.open_form()
        fields = {"kind": "podnet", "district": "7", "text": f"Lampa nesvítí, {person.source}."}
        for _ in range(MOST_TRIES):
            page = person.send(fields, [picture])
            if page.code is not None:
                return
            if page.status != 422:
                break
            again.append(number)
            time.sleep(AGAIN_S)
        raise RuntimeError(f"not taken, at last with {page.status}")

    with ThreadPoolExecutor(PEOPLE) as threads:
        list(threads.map(write, range(1, PEOPLE + 1)))


def measure(size: int) -> Measured:
    """Messages in a second, and milliseconds of pages."""
    jpeg, heic, chance = photos.take_jpeg(), photos.take_heic(), random.Random(3)  # noqa: S311 - no secrets
    alone, sent, took, busy = list[float](), list[float](), list[float](), list[float]()
    again: list[int] = []
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file, serve_portal(site_url="") as (server, _):
        file.write(jpeg)
        file.flush()
        residents = [Resident(server.address, timeout=PATIENCE_S) for _ in range(RESIDENTS)]
        for resident in residents:
            resident.open_form()
        visitor.watch(server.address, partial(time.sleep, QUIET_S / 2))  # warms up; sent sooner, messages are held
        quiet = visitor.watch(server.address, partial(time.sleep, QUIET_S))

        def send() -> None:
            start = time.perf_counter()
            took.extend(send_messages(residents, jpeg, chance))
            sent.append(MESSAGES / (time.perf_counter() - start))

        for _ in range(ROUNDS):
            alone.append(decode_alone(Path(file.name)))
            send()
        busy = visitor.watch(server.address, send)
        sent.pop()  # with a visitor it is another measure
        busy_heic = visitor.watch(server.address, partial(send_large, server.address, heic, again))
    return {
        "rate": median_ratio(sent, alone),
        "sent per s": statistics.median(sent),
        "alone per s": statistics.median(alone),
        "sent p95": _p95_ms(took),
        "quiet p95": _p95_ms(quiet),
        "JPEG p95": _p95_ms(busy),
        "HEIC p95": _p95_ms(busy_heic),
        "HEIC again": len(again),
    }


def _p95_ms(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] * 1e3


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """Messages, then the pages of another visitor: against a quiet time of the other build, if there is one."""
    only = measured[0]
    beside = f"{only['sent per s']:.1f}/s, p95 {only['sent p95']:.0f} ms; decoding alone {only['alone per s']:.1f}/s"
    yield Figure(
        "messages with a 12-megapixel JPEG, against decoding alone", only["rate"], at_least=0.85, beside=beside
    )
    quiet_ms = (base or measured)[0]["quiet p95"]
    of_whom = "in the other build" if base else "of its own"
    for kind in ("JPEG", "HEIC"):
        beside = f"{only[f'{kind} p95']:.0f} ms / {quiet_ms:.0f} ms"
        beside += f"; told to try again: {only['HEIC again']:.0f}×" if kind == "HEIC" else ""
        called = f"another's page while photos in {kind} come, p95, against a quiet time {of_whom}"
        yield Figure(called, only[f"{kind} p95"] / quiet_ms, at_most=3 if base else None, beside=beside)
