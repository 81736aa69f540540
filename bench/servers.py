"""The portal and the empty view as running servers, what they take of the processor, and many requests to them."""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from bench.figures import Measured
from bezpecna_plzen import serving
from tests.nginx import HOST
from tests.running import PATIENCE_S, Portal, find_session, free_port

WORKERS = 2
CONNECTIONS = 8
# As in public, behind a proxy that speaks TLS, to a browser.
PUBLIC_URL = f"https://{HOST}"
BROWSER = {
    "Host": HOST,
    "X-Forwarded-Proto": "https",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
_SETTLED_S = 0.05  # after an answer, until its thread has done all that belongs to it
_PATHS = Path(__file__).parent / "paths.lua"


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did while it was asked all the time."""

    per_s: float  # answers
    processor_us: float  # for each of them, in all its processes


Measure = Callable[[], Load]


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    leader: int  # the process that started all others
    scheme: str = "http"

    @property
    def address(self) -> str:
        """Without a slash at the end."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def processor_s(self) -> float:
        """The processor time that its processes have taken so far, exact to a microsecond."""
        return sum(map(_processor_s, find_session(self.leader)))

    def cost_s(self, call: Callable[[], object]) -> float:
        """The processor time that it takes while something is called, and what it does just after that."""
        before = self.processor_s()
        call()
        time.sleep(_SETTLED_S)
        return self.processor_s() - before

    def memory_mb(self) -> float:
        """What its largest process holds, in millions of bytes: the only worker, if it has one."""
        return max(map(_memory_mb, find_session(self.leader)))

    def load(
        self, path: str = "/", *, headers: Mapping[str, str] = BROWSER, paths: Sequence[str] = (), seconds: int = 1
    ) -> Load:
        """Ask all the time: for one path, or for many, one after another."""
        before = self.processor_s()
        per_s = ask_often(self.address + path, headers=headers, paths=paths, seconds=seconds)
        answers = max(1.0, per_s * seconds)
        return Load(per_s, (self.processor_s() - before) / answers * 1e6)


def _processor_s(process: int) -> float:
    try:
        return time.clock_gettime(~process << 3 | 2)  # as clock_getcpuclockid(3) names the clock of another process
    except OSError:  # it has just ended
        return 0.0


def _memory_mb(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:  # it has just ended
        return 0.0
    return int(re.findall(r"Pss: +(\d+) kB", status)[0]) * 1024 / 1e6


def ask_often(
    address: str, *, headers: Mapping[str, str] = BROWSER, paths: Sequence[str] = (), seconds: int = 1
) -> float:
    """Answers in a second over several connections, by wrk.

    Args:
        paths: asked for one after another, in place of the path of the address.

    Raises:
        RuntimeError: an answer was an error.
    """
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    for name, value in headers.items():
        command += ["--header", f"{name}: {value}"]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as listed:
        if paths:
            listed.write("\n".join(paths))
            listed.flush()
            command += ["--script", str(_PATHS), address, "--", listed.name]
        else:
            command.append(address)
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - Debian's wrk
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{address} {[*paths[:1]]}: {said}")
    return float(re.findall(r"Requests/sec: +([\d.]+)", said)[0])


@contextmanager
def serve_portal(*, workers: int = WORKERS, site_url: str = PUBLIC_URL) -> Iterator[tuple[Server, Portal]]:
    """The portal as `manage.py serve` runs it, on the database of this process; without a `site_url` as on a desk."""
    settings_ = {"SITE_URL": site_url} if site_url else {}
    with tempfile.TemporaryDirectory(prefix="bench-portal-") as folder:
        portal = Portal(Path(folder), database_url=os.environ["DATABASE_URL"], **settings_)
        try:
            portal.start_server(workers=workers)
            yield Server(portal.port, portal.find_processes("server")[0]), portal
        finally:
            portal.stop()


@contextmanager
def serve_empty_view(*, workers: int = WORKERS) -> Iterator[Server]:
    """The empty view of a bare Django project, on a server with the same threads."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(getattr(serving, "THREADS", 4)), "--no-ws"),
        *("--log-level", "error", "bench.bare:application"),
    ]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603 - our own server
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _wait_for(port: int) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the empty view does not answer")


def take_turns(pairs: Mapping[str, tuple[Measure, Measure]], *, rounds: int) -> dict[str, list[tuple[Load, Load]]]:
    """What is measured and what it is compared with, one after the other, so that both meet the machine in one mood."""
    taken: dict[str, list[tuple[Load, Load]]] = {name: [] for name in pairs}
    for _ in range(rounds):
        for name, (measure, other) in pairs.items():
            taken[name].append((measure(), other()))
    return taken


def compare(taken: Mapping[str, Sequence[tuple[Load, Load]]]) -> Measured:
    """Of each pair the ratio of the rates and of what an answer costs, larger is better; and the absolute figures."""
    measured: Measured = {}
    for name, turns in taken.items():
        measured[f"{name}: rate"] = statistics.median(one.per_s / other.per_s for one, other in turns)
        by_processor = statistics.median(other.processor_us / one.processor_us for one, other in turns)
        measured[f"{name}: by processor"] = by_processor
        for called, loads in ((name, [one for one, _ in turns]), (f"{name}: other", [other for _, other in turns])):
            measured[f"{called}: per s"] = statistics.median(load.per_s for load in loads)
            measured[f"{called}: µs"] = statistics.median(load.processor_us for load in loads)
    return measured


def describe(measured: Measured, name: str, other: str) -> str:
    """The absolute figures of a pair."""
    rate, cost = measured[f"{name}: per s"], measured[f"{name}: µs"]
    others_rate, others_cost = measured[f"{name}: other: per s"], measured[f"{name}: other: µs"]
    by_processor = f"by processor {measured[f'{name}: by processor']:.2f} ×"
    return f"{rate:,.0f}/s, {cost:,.0f} µs; {other} {others_rate:,.0f}/s, {others_cost:,.0f} µs; {by_processor}"
