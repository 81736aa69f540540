"""Tells the search of questions which words of a query name places: neither app knows the other."""

from django.http import HttpRequest

from districts.lookup.place_words import find_place_words
from districts.page_context import atlas_of
from faq.search.place_words import NamedWords, ask_for_places


def connect() -> None:
    """Let the page of questions ask the places in memory."""
    ask_for_places(_read_names)


def _read_names(request: HttpRequest, query: str) -> NamedWords:
    said = find_place_words(query, atlas_of(request).gazetteer)
    return NamedWords(said.names, said.kinds)
