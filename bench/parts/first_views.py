"""Pages that are made anew after a change: their processor time, against that of an empty view."""

import statistics
import time
from collections.abc import Iterator, Sequence
from functools import partial
from http.client import HTTPConnection
from itertools import count

from bench.figures import Figure, Measured
from bench.parts.pages import LANGUAGES, choose_paths, in_language
from bench.servers import BROWSER, Server, serve_empty_view, serve_portal
from tests.running import Portal

SIZES = (0,)
IN_CITY = True
NEEDS = ()
MOST = 30  # times an empty view
ROUNDS = 5
QUIET_S = 2.0  # after a change
_NOTICED_S = 0.7  # after which a worker surely knows of a change
_EMPTY = 300  # requests

# Some officer's number changes, as staff would change it.
CHANGE = """
from districts.models import Person
person = Person.objects.exclude(phone="").earliest("pk")
person.phone = "377 {:03d} {:03d}"
person.save()
"""


def ask(connection: HTTPConnection, path: str) -> None:
    """Read one page.

    Raises:
        RuntimeError: it is not there.
    """
    connection.request("GET", path, headers=BROWSER)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")


def measure(size: int) -> Measured:
    """Processor time in milliseconds."""
    paths = choose_paths() | {"found": "/najit/?q=Klatovsk%C3%A1", "form": "/infoschranka/"}
    pages = {f"{name}, {code}": in_language(code, path) for name, path in paths.items() for code in LANGUAGES}
    numbers = count(1)
    # One worker, so that the first one who asks is the first one for all.
    with serve_portal(workers=1) as (server, portal), serve_empty_view(workers=1) as empty:
        empty_ms = _cost_of_empty_ms(empty)
        costs: dict[str, list[float]] = {name: [] for name in pages}
        connection = HTTPConnection("127.0.0.1", server.port)
        for path in pages.values():
            ask(connection, path)
        quiet = []
        for _ in range(ROUNDS):
            for name, path in pages.items():
                change(portal, next(numbers))
                costs[name].append(server.cost_s(partial(ask, connection, path)) * 1e3)
            change(portal, next(numbers))
            quiet.append(server.cost_s(partial(time.sleep, QUIET_S)) * 1e3)
    return {
        "empty": empty_ms,
        "nobody asks": statistics.median(quiet),
        **{name: statistics.median(each) for name, each in costs.items()},
    }


def change(portal: Portal, number: int) -> None:
    """Change an officer's phone number, and wait until the workers know."""
    portal.run(CHANGE.format(*divmod(number, 1_000)))
    time.sleep(_NOTICED_S)


def _cost_of_empty_ms(empty: Server) -> float:
    connection = HTTPConnection("127.0.0.1", empty.port)

    def ask_all() -> None:
        for _ in range(_EMPTY):
            ask(connection, "/")

    ask_all()
    return empty.cost_s(ask_all) * 1e3 / _EMPTY


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """Each page, and what is made although nobody asks."""
    only = measured[0]
    empty_ms = only["empty"]
    for name, cost_ms in only.items():
        if name not in ("empty", "nobody asks"):
            beside = f"{cost_ms:.1f} ms; empty view {empty_ms * 1e3:.0f} µs"
            yield Figure(
                f"first view of {name}, against an empty view", cost_ms / empty_ms, at_most=MOST, beside=beside
            )
    yield Figure(
        f"{QUIET_S:g} s after a change in which nobody asks, against an empty view",
        only["nobody asks"] / empty_ms,
        at_most=MOST,
        beside=f"{only['nobody asks']:.2f} ms",
    )
