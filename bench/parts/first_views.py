"""Pages that are made anew after a change: their processor time, against that of an empty view."""

import statistics
import time
from collections.abc import Iterator, Sequence
from functools import partial
from http.client import HTTPConnection
from itertools import count

from bench.figures import Figure, Measured, median_ratio
from bench.parts.pages import LANGUAGES, choose_paths, in_language
from bench.servers import BROWSER, serve_empty_view, serve_portal
from tests.running import Portal

SIZES = (0,)
IN_CITY = True
NEEDS = ()
MOST = 30  # times an empty view
ROUNDS = 5
QUIET_S = 2.0  # after a change
NOBODY = f"a change and {QUIET_S:g} s in which nobody asks"
_NOTICED_S = 0.7  # after which a worker surely knows of a change
_EMPTY = 50  # requests after each page

# The number of somebody on the district's page changes, as staff would change it.
CHANGE = """
from districts.models import Person
person = Person.objects.filter(tenures__post__district__number=7).exclude(phone="").earliest("pk")
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
    """Processor time in milliseconds, and of each page how many times that of an empty view it is, taken in turns."""
    paths = choose_paths() | {"found": "/najit/?q=Klatovsk%C3%A1", "form": "/infoschranka/"}
    pages = {f"{name}, {code}": in_language(code, path) for name, path in paths.items() for code in LANGUAGES}
    numbers = count(1)
    costs: dict[str, list[float]] = {name: [] for name in [*pages, NOBODY]}
    empty: dict[str, list[float]] = {name: [] for name in costs}
    # One worker, so that the first one who asks is the first one for all.
    with serve_portal(workers=1) as (server, portal), serve_empty_view(workers=1) as bare:
        connection, other = (HTTPConnection("127.0.0.1", each.port) for each in (server, bare))

        def ask_empty() -> None:
            for _ in range(_EMPTY):
                ask(other, "/")

        def let_pass() -> None:
            change(portal, next(numbers))
            time.sleep(QUIET_S)

        for path in pages.values():
            ask(connection, path)
        ask_empty()
        for _ in range(ROUNDS):
            for name, path in pages.items():
                change(portal, next(numbers))
                costs[name].append(server.cost_s(partial(ask, connection, path)) * 1e3)
                empty[name].append(bare.cost_s(ask_empty) * 1e3 / _EMPTY)
            costs[NOBODY].append(server.cost_s(let_pass) * 1e3)
            empty[NOBODY].append(bare.cost_s(ask_empty) * 1e3 / _EMPTY)
    return {
        **{f"{name}: ms": statistics.median(each) for name, each in costs.items()},
        **{f"{name}: empty ms": statistics.median(each) for name, each in empty.items()},
        **{f"{name}: ratio": median_ratio(each, empty[name]) for name, each in costs.items()},
    }


def change(portal: Portal, number: int) -> None:
    """Change an officer's phone number, and wait until the workers know."""
    portal.run(CHANGE.format(*divmod(number, 1_000)))
    time.sleep(_NOTICED_S)


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """Each page, and what is done although nobody asks."""
    only = measured[0]
    for name in [key.removesuffix(": ratio") for key in only if key.endswith(": ratio")]:
        called = NOBODY if name == NOBODY else f"first view of {name}"
        beside = f"{only[f'{name}: ms']:.1f} ms; empty view {only[f'{name}: empty ms'] * 1e3:.0f} µs"
        yield Figure(f"{called}, against an empty view", only[f"{name}: ratio"], at_most=MOST, beside=beside)
