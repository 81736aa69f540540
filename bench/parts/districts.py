"""Districts: the city's thirty, and a hundred times as many in the same place."""

import math
import statistics
import time
from collections.abc import Iterator, Sequence
from functools import partial
from http.client import HTTPConnection

from django.core.management import call_command

from bench.figures import Figure, Measured, growth
from bench.parts.first_views import ask, change
from bench.servers import BROWSER, serve_portal

SIZES = (30, 3_000)
IN_CITY = False
NEEDS = ()
WEST, SOUTH, EAST, NORTH = 13.30, 49.70, 13.45, 49.79
POINTS = 20_000
ROUNDS = 3
LISTS = {"home, with the map": "/", "the list of all districts": "/okrsky/"}  # what shows every district


def build(size: int) -> None:
    """Fill a new database with the demonstration, its districts drawn anew: so many squares in rows."""
    from districts.models import Borough, District  # need the set-up Django

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    boroughs = list(Borough.objects.values_list("pk", flat=True))
    columns = math.ceil(math.sqrt(size))
    wide, high = (EAST - WEST) / columns, (NORTH - SOUTH) / math.ceil(size / columns)
    known = {district.number: district for district in District.objects.all()}
    for number in range(1, size + 1):
        row, column = divmod(number - 1, columns)
        west, south = WEST + column * wide, SOUTH + row * high
        corners = [
            (west, south),
            (west + wide, south),
            (west + wide, south + high),
            (west, south + high),
            (west, south),
        ]
        district = known.pop(number, None) or District(number=number, name=f"Okrsek {number}")
        district.borough_id = boroughs[number * len(boroughs) // (size + 1)]
        district.boundary = {"type": "Polygon", "coordinates": [corners]}
        district.save()
    District.objects.filter(pk__in=[district.pk for district in known.values()]).update(boundary=None)


def measure(size: int) -> Measured:
    """Microseconds for a point; milliseconds of processor time and kilobytes for pages that list everything."""
    build(size)
    from districts.lookup import atlas as atlases  # needs the set-up Django

    locator = atlases.current().locator
    side = math.ceil(math.sqrt(POINTS))
    times = []
    for number in range(POINTS):
        row, column = divmod(number, side)
        point = WEST + (column + 0.5) / side * (EAST - WEST), SOUTH + (row + 0.5) / side * (NORTH - SOUTH)
        start = time.process_time()
        locator.locate(*point)
        times.append(time.process_time() - start)
    measured = {"point": statistics.median(times) * 1e6}
    with serve_portal(workers=1) as (server, portal):
        connection = HTTPConnection("127.0.0.1", server.port)
        for name, path in LISTS.items():
            ask(connection, path)
            costs = []
            for number in range(ROUNDS):
                change(portal, number)
                costs.append(server.cost_s(partial(ask, connection, path)) * 1e3)
            measured[f"{name}: ms"] = statistics.median(costs)
            connection.request("GET", path, headers=BROWSER)
            measured[f"{name}: kB"] = len(connection.getresponse().read()) / 1e3
    return measured


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """How a lookup grows, and the pages that list everything, for which nothing must hold."""
    few, many = SIZES
    beside = f"{measured[1]['point']:.1f} µs / {measured[0]['point']:.1f} µs"
    called = f"point in process, among {many:,} districts against {few}"
    yield Figure(called, growth(measured, "point"), at_most=1.5, beside=beside)
    for name in LISTS:
        small, large = (f"{each[f'{name}: ms']:.0f} ms, {each[f'{name}: kB']:.0f} kB" for each in measured)
        called = f"first view of {name}, {many:,} districts against {few}"
        yield Figure(called, growth(measured, f"{name}: ms"), beside=f"{large} / {small}")
