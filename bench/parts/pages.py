"""Public pages that were asked for before: the portal alone, against an empty view on the same server."""

from collections.abc import Iterator, Sequence
from functools import partial
from http.client import HTTPConnection

from bench.figures import Figure, Measured
from bench.servers import BROWSER, Server, compare, describe, serve_empty_view, serve_portal, take_turns

SIZES = (0,)
IN_CITY = True
NEEDS = ("wrk",)
LANGUAGES = ("cs", "vi")
KNOWN = ("home", "district")  # pages that are also asked for by those who have them
ROUNDS = 5
_WARM_UP = 20  # for each worker has to see a page


def choose_paths() -> dict[str, str]:
    """A page of each kind, of the street with the most addresses."""
    from django.db.models import Count

    from districts.models import Street  # needs the set-up Django

    street = Street.objects.annotate(size=Count("addresses")).latest("size")
    return {
        "home": "/",
        "district": "/okrsky/7/",
        "street": f"/ulice/{street.slug}/",
        "questions": "/dotazy/",
        "answer": "/dotazy/soused-pali-odpad/",
    }


def in_language(language: str, path: str) -> str:
    """The address of a page in a language."""
    return path if language == "cs" else f"/{language}{path}"


def choose_pages() -> dict[str, str]:
    """The addresses of pages in two languages, by a name."""
    chosen = choose_paths()
    return {f"{name}, {code}": in_language(code, path) for name, path in chosen.items() for code in LANGUAGES}


def find_tag(server: Server, path: str) -> str:
    """The ETag of a page as a browser gets it; empty if it has none.

    Raises:
        RuntimeError: it is not there.
    """
    connection = HTTPConnection("127.0.0.1", server.port)
    for _ in range(_WARM_UP):
        connection.request("GET", path, headers=BROWSER)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
    connection.close()
    return answer.headers["ETag"] or ""


def measure(size: int) -> Measured:
    """Answers in a second."""
    pages = choose_pages()
    with serve_portal() as (portal, _), serve_empty_view() as empty:
        tags = {name: find_tag(portal, path) for name, path in pages.items()}
        pairs = {name: (partial(portal.load, path), empty.load) for name, path in pages.items()}
        for kind in KNOWN:
            if tag := tags[f"{kind}, cs"]:
                known = BROWSER | {"If-None-Match": tag}
                pairs[f"known {kind}"] = partial(portal.load, pages[f"{kind}, cs"], headers=known), empty.load
        return compare(take_turns(pairs, rounds=ROUNDS))


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """Pages, then pages that a browser has."""
    for name in [name.removesuffix(": rate") for name in measured[0] if name.endswith(": rate")]:
        called = f"304 for {name.removeprefix('known ')}" if name.startswith("known ") else f"repeat view of {name}"
        rate = measured[0][f"{name}: rate"]
        yield Figure(
            f"{called}, against an empty view", rate, at_least=2, beside=describe(measured[0], name, "empty view")
        )
    for kind in KNOWN:
        if f"known {kind}: rate" not in measured[0]:
            yield Figure(f"304 for {kind}, against an empty view", 0, at_least=2, beside="it has no ETag")
