"""Which words of a query name places, and whether all of it does. Questions know no places: the project says who does.

Without anybody to ask, no word is a name.
"""

from collections.abc import Set
from typing import NamedTuple, Protocol

from django.http import HttpRequest


class NamedWords(NamedTuple):
    """Words of a query, folded: those that names of places have, and those that only belong to such a name."""

    names: Set[str] = frozenset()
    kinds: Set[str] = frozenset()


class PlaceReader(Protocol):
    """Somebody who knows places."""

    def read_words(self, request: HttpRequest, query: str) -> NamedWords:
        """The words of a query that name places."""

    def is_place(self, request: HttpRequest, query: str) -> bool:
        """Whether a query that no answer was found for asks about a place: an address, a street, another town."""


_readers: list[PlaceReader] = []


def ask_for_places(reader: PlaceReader) -> None:
    """Let somebody read the names of places in queries; the last one counts."""
    _readers[:] = [reader]


def read_place_words(request: HttpRequest, query: str) -> NamedWords:
    """The words of a query that name places."""
    return _readers[0].read_words(request, query) if _readers else NamedWords()


def is_place(request: HttpRequest, query: str) -> bool:
    """Whether a query that no answer was found for asks about a place."""
    return bool(_readers) and _readers[0].is_place(request, query)
