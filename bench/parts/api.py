"""The public API, every request about another place, against an empty view on the same server."""

import random
from collections.abc import Iterator, Sequence
from functools import partial
from urllib.parse import quote

from bench.figures import Figure, Measured
from bench.servers import compare, describe, serve_empty_view, serve_portal, take_turns

SIZES = (0,)
IN_CITY = True
NEEDS = ("wrk",)
PLACES = 4_000
ROUNDS = 5
SECONDS = 2
BOUNDS = {"lookup by address": 0.35, "lookup by point": 0.4, "suggestion": 0.25}


def choose_requests() -> dict[str, list[str]]:
    """Places all over the city, as they are asked for in each way."""
    from districts.models import Address  # needs the set-up Django

    chance = random.Random(5)  # noqa: S311 - the same places each time
    numbered = Address.objects.exclude(street=None).exclude(orientation_number=None).select_related("street")
    addresses = chance.sample(list(numbered.order_by("pk")), PLACES)
    labels = [f"{address.street} {address.orientation_number}" for address in addresses]
    begun = [label[: chance.randint(3, len(label))] for label in labels]
    return {
        "lookup by address": [f"/api/v1/lookup?q={quote(label)}" for label in labels],
        "lookup by point": [f"/api/v1/lookup?lat={one.lat:.6f}&lon={one.lon:.6f}" for one in addresses],
        "suggestion": [f"/api/v1/suggest?q={quote(text)}" for text in begun],
    }


def measure(size: int) -> Measured:
    """Answers in a second."""
    requests = choose_requests()
    with serve_portal() as (portal, _), serve_empty_view() as empty:
        other = partial(empty.load, seconds=SECONDS)
        pairs = {name: (partial(portal.load, paths=paths, seconds=SECONDS), other) for name, paths in requests.items()}
        take_turns(pairs, rounds=1)  # warm up
        return compare(take_turns(pairs, rounds=ROUNDS))


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """Each way to ask."""
    for name, bound in BOUNDS.items():
        rate, beside = measured[0][f"{name}: rate"], describe(measured[0], name, "empty view")
        yield Figure(f"{name} by the API, against an empty view", rate, at_least=bound, beside=beside)
