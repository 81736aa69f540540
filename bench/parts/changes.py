"""Until a change by staff is seen by everybody: at two workers under load, and through nginx."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench.figures import Figure, Measured
from bench.servers import BROWSER, ask_often, serve_portal
from tests.nginx import Proxy
from tests.running import Portal

SIZES = (0,)
IN_CITY = True
NEEDS = ("wrk", "nginx")
ROUNDS = 5
MOST_S = {"portal": 1, "nginx": 3}
WATCHED_S = 4.0  # after a change
_EVERY_S = 0.02
# In one transaction: an officer's number, a warning to all, a question.
CHANGE = """
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from districts.models import Notice, Tenure
from faq.models import Question
now = timezone.now()
with transaction.atomic():
    person = Tenure.objects.filter(post__district__number=7, post__role="policista").latest("start").person
    person.phone = "{word}"
    person.save()
    Notice.objects.all().delete()
    Notice.objects.create(title="Zpráva {word}", text="Text.", published_from=now, banner_until=now + timedelta(days=1))
    question = Question.objects.get(slug="soused-pali-odpad")
    question.title = "Soused pálí odpad {word}"
    question.save()
"""
PATHS = {
    "home": "/",
    "district": "/okrsky/7/",
    "search": "/dotazy/?q=soused+p%C3%A1l%C3%AD+odpad",
    "API": "/api/v1/districts/7",
    "feed": "/aktuality/atom.xml",
}


@dataclass(frozen=True)
class Watched:
    """Somewhere a change must be seen."""

    name: str
    ask: Callable[[], str]  # the page as it is now


def measure(size: int) -> Measured:
    """Seconds from the commit until the last answer without the change, the longest of some rounds."""
    with serve_portal() as (server, portal), tempfile.TemporaryDirectory(prefix="bench-nginx-") as folder:
        proxy = Proxy(Path(folder), server.port)
        proxy.start()
        over = threading.Event()
        busy = threading.Thread(target=_keep_busy, args=(server.address, over))
        busy.start()
        try:
            watched = [
                *(Watched(f"{name}, portal", _at_portal(server.port, path)) for name, path in PATHS.items()),
                *(Watched(f"{name}, nginx", _through(proxy, path)) for name, path in PATHS.items()),
            ]
            rounds = [_watch_change(portal, watched, number) for number in range(ROUNDS)]
        finally:
            over.set()
            busy.join()
            proxy.stop()
    return {each.name: max(seen[each.name] for seen in rounds) for each in watched}


def _watch_change(portal: Portal, watched: Sequence[Watched], number: int) -> Mapping[str, float]:
    word = f"377 {number:03d} {time.time_ns() % 1_000:03d}"
    for each in watched:
        each.ask()  # so that there is something old to be shown
    last_old = {each.name: 0.0 for each in watched}
    portal.run(CHANGE.format(word=word))
    committed = time.perf_counter()

    def watch(one: Watched) -> None:
        while (asked := time.perf_counter() - committed) < WATCHED_S:
            if word not in one.ask().replace("\N{NO-BREAK SPACE}", " "):
                last_old[one.name] = asked
            time.sleep(_EVERY_S)

    threads = [threading.Thread(target=watch, args=(each,)) for each in watched]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return last_old


def _at_portal(port: int, path: str) -> Callable[[], str]:
    def ask() -> str:
        connection = HTTPConnection("127.0.0.1", port)  # each time another, so that both workers are asked
        connection.request("GET", path, headers=BROWSER | {"Accept-Encoding": "identity"})
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    return ask


def _through(proxy: Proxy, path: str) -> Callable[[], str]:
    return lambda: proxy.ask("GET", path, headers={"Accept-Encoding": "identity"}).text


def _keep_busy(address: str, over: threading.Event) -> None:
    while not over.is_set():
        ask_often(f"{address}/")


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """Each page, at the portal and through nginx."""
    for name, seconds in measured[0].items():
        where = name.rpartition(", ")[2]
        yield Figure(f"a change is seen everywhere: {name}", seconds, unit="s", at_most=MOST_S[where])
