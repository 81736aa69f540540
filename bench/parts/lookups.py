"""Lookups and suggestions in process, in a generated city of the usual size and one of more than the whole country."""

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.progress import track

from bench import city, hostile
from bench.figures import Figure, Measured, growth, median_us

SIZES = (city.USUAL, 3_000_000)  # addresses
IN_CITY = False
NEEDS = ()
HOSTILE = 10_000
ROUNDS = 3


def measure(size: int) -> Measured:
    """Microseconds of processor time."""
    asked = city.generate(size)
    from districts.lookup import atlas as atlases  # need the set-up Django
    from districts.lookup.finder import find_district, suggest_queries
    from districts.lookup.lookup_results import Found

    atlas = atlases.current()
    west, south, east, north = 13.30, 49.70, 13.45, 49.79
    chance = random.Random(1)  # noqa: S311 - the same points each time
    points = [(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(20_000)]
    wrong = [query for query in asked if not isinstance(find_district(query, atlas=atlas), Found)]
    if wrong:
        sys.exit(f"{len(wrong)} addresses were not found, for example {wrong[0]}")
    begun = [query[: chance.randint(3, len(query))] for query in asked]
    calls: dict[str, Callable[[], float]] = {
        "point": lambda: median_us(lambda point: atlas.locator.locate(*point), points),
        "address": lambda: median_us(lambda query: find_district(query, atlas=atlas), asked),
        "suggestion": lambda: median_us(lambda text: suggest_queries(text, limit=8, atlas=atlas), begun),
    }
    best = {name: min(call() for _ in range(ROUNDS)) for name, call in calls.items()}
    slowest_s = 0.0
    for query in track(hostile.queries(HOSTILE), description="hostile queries", console=Console(stderr=True)):
        start = time.process_time()
        find_district(query, atlas=atlas)
        slowest_s = max(slowest_s, time.process_time() - start)
    return best | {"hostile": slowest_s * 1e6}


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """How each grows."""
    small, large = SIZES
    for name, most in (("address", 1.5), ("suggestion", 1.5), ("point", None)):
        beside = f"{measured[1][name]:.1f} µs / {measured[0][name]:.1f} µs"
        called = f"{name} in process, among {large:,} addresses against {small:,}"
        yield Figure(called, growth(measured, name), at_most=most, beside=beside)
    slowest_ms = measured[1]["hostile"] / 1e3
    yield Figure(f"slowest of {HOSTILE:,} hostile queries, among {large:,} addresses", slowest_ms, unit="ms")
