"""The memory of a worker after ten thousand different pages of five languages."""

from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from itertools import islice
from urllib.parse import quote

from django.conf import settings
from rich.console import Console
from rich.progress import track

from bench.figures import Figure, Measured
from bench.parts.api import choose_requests
from bench.parts.pages import choose_paths, in_language
from bench.servers import BROWSER, serve_portal

SIZES = (0,)
IN_CITY = True
NEEDS = ()
PAGES = 10_000
MOST_MB = 64  # more than before, or than in the other build


def choose_all_paths() -> Iterator[str]:
    """Different pages: districts, streets, answers, and searches of every kind, in all languages by turns."""
    from districts.models import District, Street  # need the set-up Django
    from faq.models import Question

    languages = [code for code, _name in settings.LANGUAGES]
    plain = [
        *(f"/okrsky/{number}/" for number in District.objects.current().values_list("number", flat=True)),
        *(f"/dotazy/{slug}/" for slug in Question.objects.values_list("slug", flat=True)),
        *(f"/ulice/{slug}/" for slug in Street.objects.values_list("slug", flat=True)),
    ]
    words = [request.partition("q=")[2] for request in choose_requests()["suggestion"]]
    searches = [f"{page}?q={word}{quote(' x')}" for word in words for page in ("/dotazy/", "/schranky/", "/najit/")]
    for path in [*plain, *searches]:
        for code in languages:
            yield in_language(code, path)


def measure(size: int) -> Measured:
    """Millions of bytes."""
    with serve_portal(workers=1) as (server, _):
        connection = HTTPConnection("127.0.0.1", server.port)

        def ask(path: str) -> None:
            connection.request("GET", path, headers=BROWSER)
            answer = connection.getresponse()
            answer.read()
            if answer.status >= 500:
                raise RuntimeError(f"{path} answers {answer.status}")

        for code, _name in settings.LANGUAGES:
            for path in choose_paths().values():
                ask(in_language(code, path))
        before = server.memory_mb()
        paths = list(islice(choose_all_paths(), PAGES))
        for path in track(paths, description="pages", console=Console(stderr=True)):
            ask(path)
        return {"pages": len(paths), "before": before, "after": server.memory_mb()}


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """More than in the other build after as many pages; without one, more than before."""
    only = measured[0]
    beside = f"{only['before']:.0f} MB before, {only['after']:.0f} MB after"
    compared = base[0]["after"] if base else only["before"]
    name = f"memory of a worker after {only['pages']:,.0f} different pages"
    yield Figure(name, only["after"] - compared, unit="MB more", at_most=MOST_MB, beside=beside)
