"""Requests per second of the API's lookup and of an empty view, on one server, in turns."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from urllib.parse import quote

import django

from tests.running import free_port

CONNECTIONS = 4
ROUNDS = 5
SECONDS = 2.0
DEADLINE_S = 30


@contextmanager
def served() -> Iterator[int]:
    """The portal on a free port, one worker, so that client and server each have a core."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "error"),
        "bezpecna_plzen.wsgi:application",
    ]
    server = subprocess.Popen(command, env=os.environ)  # noqa: S603 - our own server
    try:
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def ask(connection: socket.socket, request: bytes) -> int:
    """Send a request on an open connection, read the whole answer and return its status."""
    connection.sendall(request)
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += connection.recv(65_536)
    head = received[:end].lower()
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    missing = length - (len(received) - end - 4)
    while missing > 0:
        missing -= len(connection.recv(65_536))
    return int(head.split(b" ")[1])


def rate(port: int, paths: Sequence[str]) -> float:
    """Answered requests per second over all connections."""
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for path in paths]
    counts = [0] * CONNECTIONS
    stop = time.perf_counter() + SECONDS

    def client(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            for request in cycle(requests[number::CONNECTIONS] or requests):
                if time.perf_counter() > stop:
                    return
                if ask(connection, request) != 200:
                    raise RuntimeError(f"refused: {request!r}")
                counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def main() -> None:
    """Measure both in turns and print the best round of each as JSON."""
    django.setup()
    from districts.models import Address

    addresses = Address.objects.select_related("street").order_by("?")[:500]
    lookups = [f"/api/v1/lookup?q={quote(f'{one.street} {one.orientation_number}')}" for one in addresses]
    with served() as port:
        rate(port, ["/empty"]), rate(port, lookups)  # warm up
        empty, lookup = zip(*[(rate(port, ["/empty"]), rate(port, lookups)) for _ in range(ROUNDS)], strict=True)
    sys.stdout.write(json.dumps({"empty_per_s": max(empty), "lookup_per_s": max(lookup)}) + "\n")


if __name__ == "__main__":
    main()
