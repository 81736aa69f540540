"""Which words of a query name places and which are of questions: the apps that know them know nothing of each other."""

import re
from functools import partial

from django.http import HttpRequest
from django.utils import timezone

from core.folding import fold
from districts.lookup.finder import find_district
from districts.lookup.place_words import PlaceWords, find_place_words
from districts.page_context import atlas_of
from faq.search.answer_search import search_of
from faq.search.place_words import NamedWords, ask_for_places

from .place_or_question import mentions_place

_OF_TOWN = re.compile("[sc]k(?:[aeyiou]|eho|emu|ych|ym|ymi|ou)$")  # folded, in all cases


def connect() -> None:
    """Let the page of questions ask the places in memory."""
    ask_for_places(_Places())


def read_names(request: HttpRequest, text: str) -> PlaceWords:
    """The words of a text that name places; adjectives that streets have, too, only if no question is about them."""
    return find_place_words(text, atlas_of(request).gazetteer, is_matter=partial(_is_matter, request))


class _Places:
    """The places in memory."""

    def read_words(self, request: HttpRequest, query: str) -> NamedWords:
        said = read_names(request, query)
        return NamedWords(said.names, said.kinds)

    def is_place(self, request: HttpRequest, query: str) -> bool:
        said = read_names(request, query)
        words = {word.strip(".,;") for word in fold(query).split()}
        if said.mentioned or words <= said.names | said.kinds:
            return True
        return mentions_place(query, find_district(query, atlas=atlas_of(request)))


def _is_matter(request: HttpRequest, adjective: str, noun: str) -> bool:
    """Whether the search of questions, which is in Czech here, is sure of both words.

    Adjectives made of names of towns are mostly streets, so a question has to be about such a word alone, too.
    """
    asked = [f"{adjective} {noun}"]
    if _OF_TOWN.search(fold(adjective)):
        asked.append(adjective)
    return all(_is_sure(request, each) for each in asked)


def _is_sure(request: HttpRequest, query: str) -> bool:
    found = search_of(request).search(query, language="cs", now=timezone.now(), limit=1)
    return found.confident and not found.correction
