"""Lookups in process: a point, an address, and the slowest hostile query, in a city of a given size."""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

import django
from rich.console import Console
from rich.progress import track

T = TypeVar("T")
HOSTILE = 10_000
ROUNDS = 3


def median_us(call: Callable[[T], object], items: Iterable[T]) -> float:
    """The median time of a call in microseconds."""
    times = []
    for item in items:
        start = time.perf_counter()
        call(item)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def main(size: int) -> None:
    """Build the city, measure, and print the figures as JSON."""
    django.setup()
    from bench import city, hostile  # need the set-up Django
    from districts.lookup import atlas as atlases
    from districts.lookup.finder import find_district
    from districts.lookup.lookup_results import Found

    asked = city.build(size)
    atlas = atlases.current()
    west, south, east, north = 13.30, 49.70, 13.45, 49.79
    chance = random.Random(1)  # noqa: S311 - the same points each time
    points = [(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(20_000)]
    point_us = min(median_us(lambda point: atlas.locator.locate(*point), points) for _ in range(ROUNDS))
    wrong = [query for query in asked if not isinstance(find_district(query, atlas=atlas), Found)]
    if wrong:
        sys.exit(f"{len(wrong)} addresses were not found, for example {wrong[0]}")
    address_us = min(median_us(lambda query: find_district(query, atlas=atlas), asked) for _ in range(ROUNDS))
    slowest, slowest_s = "", 0.0
    for query in track(hostile.queries(HOSTILE), description="hostile queries", console=Console(stderr=True)):
        start = time.perf_counter()
        find_district(query, atlas=atlas)
        if (took := time.perf_counter() - start) > slowest_s:
            slowest, slowest_s = query, took
    figures = {
        "point_us": point_us,
        "address_us": address_us,
        "hostile": HOSTILE,
        "slowest_ms": slowest_s * 1e3,
        "slowest": ascii(slowest[:60]),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
