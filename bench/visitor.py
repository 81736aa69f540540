"""Another visitor: asks for a page at regular times until its standard input ends, then prints how long each took.

In a process of its own, or it would take turns with those who keep the server busy.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from tests.resident import Resident
from tests.running import PATIENCE_S

EVERY_S = 0.05  # whether the page before has come or not
PAGE = "/okrsky/7/"


def visit(address: str, over: threading.Event) -> list[float]:
    """How long each page took, in seconds."""
    visitor = Resident(address, timeout=PATIENCE_S)

    def ask() -> float:
        start = time.perf_counter()
        if visitor.request("GET", PAGE).status != 200:
            raise RuntimeError(f"no {PAGE}")
        return time.perf_counter() - start

    with ThreadPoolExecutor(64) as threads:
        asked: list[Future[float]] = []
        due = time.perf_counter()
        while not over.wait(max(0.0, due - time.perf_counter())):
            asked.append(threads.submit(ask))
            due += EVERY_S
        return [one.result() for one in asked]


def watch(address: str, meanwhile: Callable[[], object]) -> list[float]:
    """How long pages took another visitor, in seconds, while something was called."""
    command = [sys.executable, "-m", "bench.visitor", address]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as visitor:  # noqa: S603
        assert visitor.stdout is not None  # noqa: S101 - piped
        visitor.stdout.readline()  # it has begun
        meanwhile()
        said, _errors = visitor.communicate()
    times: list[float] = json.loads(said)
    return times


def main(address: str) -> None:
    """Visit until nobody listens any more."""
    over = threading.Event()

    def wait_for_end() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=wait_for_end, daemon=True).start()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    sys.stdout.write(json.dumps(visit(address, over)))


if __name__ == "__main__":
    main(sys.argv[1])
