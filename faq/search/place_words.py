"""Which words of a query name places. Questions know nothing of places: the project says who does.

Without anybody to ask, no word is a name.
"""

from collections.abc import Callable, Set
from typing import NamedTuple

from django.http import HttpRequest


class NamedWords(NamedTuple):
    """Words of a query, folded: those that names of places have, and those that only belong to such a name."""

    names: Set[str] = frozenset()
    kinds: Set[str] = frozenset()


Reader = Callable[[HttpRequest, str], NamedWords]
_readers: list[Reader] = []


def ask_for_places(reader: Reader) -> None:
    """Let a function read the names of places in queries; the last one counts."""
    _readers[:] = [reader]


def read_place_words(request: HttpRequest, query: str) -> NamedWords:
    """The words of a query that name places."""
    return _readers[0](request, query) if _readers else NamedWords()
