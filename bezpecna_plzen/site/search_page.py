"""The page behind the one field: it leads to a district, to answers, or asks which was meant."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from core.danger import recognise
from core.danger.pages import keep_nothing
from districts.lookup import finder
from districts.lookup.asked_place import page_address, read_asked, typed_text
from districts.lookup.lookup_results import Choose, Found, Likely, LookupResult, NotFound, OtherTown, Outside
from districts.lookup.place_words import PlaceWords
from districts.page_context import atlas_of
from faq.search.answer_search import Results, search_of

from .place_names_in_questions import read_names
from .place_or_question import WhoAnswers, decide_who_answers

MOST_HITS = 5  # beside places
ONLY_PLACES = "misto"
_TEMPLATES: Mapping[type, str] = {
    Choose: "find/choose.html",
    Outside: "districts/outside.html",
    OtherTown: "districts/outside.html",
}


def find_place_or_question(request: HttpRequest) -> HttpResponse:
    """From what a person typed, or where they stand, to the district's page, to answers, or to one that asks.

    Pages that ask or explain are answers, so their status is 200: a 404 would let proxies and browsers replace the very
    page that helps. They ask not to be indexed instead. The address of a district is made from the result, never from
    the request.

    Whoever may be in danger is led nowhere else: their page begins with whom to call.

    Whoever feels bad is offered no streets: debts and depression are answered by questions.

    What neither the finder nor the search knows is not noted as unanswered: here it is mostly somebody's address.
    """
    asked = read_asked(request)
    outcome = finder.find_district(asked, atlas=atlas_of(request))
    dangers = recognise(typed_text(asked))
    if not dangers and (place := _place_to_show(outcome)):
        return redirect(page_address(place))
    said = read_names(request, typed_text(asked))
    search = partial(_search_questions, request, said=said)
    if dangers:
        hits = search(typed_text(asked)).hits
        context = {"dangers": dangers, "outcome": outcome, "asked": typed_text(asked), "hits": hits}
        return keep_nothing(render(request, "find/in_danger.html", context))
    if ONLY_PLACES in request.GET:
        shared = WhoAnswers()
    else:
        shared = decide_who_answers(asked, outcome, search=search, names_place=said.mentioned)
    if shared.to_answers:
        return redirect(f"{reverse('faq:questions')}?{urlencode({'q': typed_text(asked)})}")
    template = _TEMPLATES.get(type(outcome), "find/not_found.html")
    answers = {"hits": shared.hits, "places_first": shared.places_first}
    return render(request, template, {"outcome": outcome, "asked": typed_text(asked), **answers})


def _place_to_show(outcome: LookupResult) -> Found | Likely | None:
    """The place whose district is all that is answered."""
    match outcome:
        case (Found() as place) | NotFound(likely=Likely() as place):
            return place
    return None


def _search_questions(request: HttpRequest, text: str, *, said: PlaceWords) -> Results:
    return search_of(request).search(
        text,
        language=get_language() or "cs",
        now=timezone.now(),
        limit=MOST_HITS,
        names=said.names,
        kinds=said.kinds,
    )
