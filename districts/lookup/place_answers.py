"""What the finder answers to the name of a known place, where addresses, streets and parts do not account for all."""

from collections.abc import Callable, Iterable, Sequence, Set

from rapidfuzz import fuzz

from core.folding import fold

from .address_context import Context
from .atlas import Atlas
from .disambiguation import district_choice, districts_said
from .known_places import PLACE_PREPOSITIONS, Mention, PlaceSpot
from .lookup_results import Choice, Choose, Found, LookupResult, NotFound, Outside, Suggestion, Why
from .typed_address import Token

FindRest = Callable[[Sequence[Token]], LookupResult]


def find_known_place(tokens: Sequence[Token], atlas: Atlas, *, find_rest: FindRest) -> LookupResult | None:
    """The answer to a query that names a known place; None if it names none, or says more than is understood.

    Args:
        find_rest: what addresses, streets and parts say about the words beside the name.
    """
    mentions = list(atlas.known_places.mentions(tokens))
    for mention in mentions:
        context = atlas.gazetteer.read_beside(mention.rest)
        if context is not None and context.number is None:
            return _answer(mention, _districts_meant(context, atlas), atlas)
    for mention in mentions:
        if atlas.gazetteer.read_beside(mention.rest) is not None:
            continue  # a house number without a street
        answer = _with_address(mention, find_rest(mention.rest), atlas)
        if answer is not None:
            return answer
    return None


def is_whole_name(tokens: Sequence[Token], atlas: Atlas) -> bool:
    """Whether a query is a known place's name of two words or more and says nothing else: no part of another name."""
    words = [token for token in tokens if (token.text,) not in PLACE_PREPOSITIONS]
    return len(words) > 1 and any(not mention.rest for mention in atlas.known_places.mentions(tokens))


def choices_for_words(tokens: Sequence[Token], atlas: Atlas) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """What is offered beside streets that have the words: the places named so, and those that have the words too."""
    named: list[int] = []
    for mention in atlas.known_places.mentions(tokens):
        if atlas.gazetteer.read_beside(mention.rest) == Context():
            named += mention.keys
    further = [key for key in atlas.known_places.having_words(tokens) if key not in named]
    return tuple(_choices(named, atlas)), tuple(_choices(further, atlas))


def add_similar(
    streets: Sequence[Suggestion], tokens: Sequence[Token], atlas: Atlas, *, limit: int
) -> list[Suggestion]:
    """Names of streets like what was typed, with the known places like it behind them.

    In front of them where a place is more like it than the first street.
    """
    places = atlas.known_places
    alike = dict(places.similar(tokens, limit=limit)) or dict.fromkeys(places.having_words(tokens), 0.0)
    found = [places.spots[key].suggestion for key in alike]
    typed = " ".join(token.text for token in tokens if not token.is_sign)
    best = fuzz.ratio(typed, fold(streets[0].label)) if streets else 0.0
    if found and max(alike.values()) > best:
        return [*found, *streets][:limit]
    return [*streets[: max(limit - len(found), limit // 2)], *found][:limit]


def _districts_meant(context: Context, atlas: Atlas) -> set[int]:
    """The districts that agree with everything said beside a name, also with names known only roughly."""
    numbers = districts_said(context, atlas)
    for locality in context.localities:
        numbers &= locality.districts
    return numbers


def _answer(mention: Mention, said: Set[int], atlas: Atlas) -> LookupResult:
    """The places of a name that agree with what was said beside it; all of them if none does."""
    spots = [atlas.known_places.spots[key] for key in mention.keys]
    fitting = [spot for spot in spots if not said.isdisjoint(spot.districts)]
    if not fitting:
        return Choose(Why.ELSEWHERE, _subject(spots), _choices(mention.keys, atlas))
    numbers = {number for spot in fitting for number in spot.districts}
    if len(numbers) == 1:
        return _found(fitting, numbers.pop(), atlas)
    keys = [key for key in mention.keys if atlas.known_places.spots[key] in fitting]
    return Choose(Why.SEVERAL_DISTRICTS, _subject(fitting), _choices(keys, atlas))


def _found(spots: Sequence[PlaceSpot], number: int, atlas: Atlas) -> Found:
    """The district that is all that was asked about, with the place if only one has the name."""
    district = atlas.districts[number]
    understood = tuple(spot.label for spot in spots)
    if len(spots) > 1:
        return Found(district, understood=understood)
    return Found(district, spots[0].address, spots[0].point, understood=understood)


def _with_address(mention: Mention, rest: LookupResult, atlas: Atlas) -> LookupResult | None:
    """The place, if what was said beside it is where it is: "Plaza, Radčická 2". None if that is not understood."""
    spots = [atlas.known_places.spots[key] for key in mention.keys]
    match rest:
        case Found(address=address, district=district) if address is not None:
            same = [spot for spot in spots if spot.address and spot.address.code == address.code]
            if same:
                return _found(same[:1], district.number, atlas)
            near = [spot for spot in spots if district.number in spot.districts]
            there = Choice(address.label, address.label, district)
        case Found(district=district):
            near = [spot for spot in spots if spot.districts == (district.number,)]
            if near:
                return _found(near, district.number, atlas)
            there = district_choice(district)
        case Choose(choices=choices):
            districts = {choice.district.number for choice in choices}
            return _answer(mention, districts, atlas)
        case NotFound() | Outside():
            return None
    if near:
        return rest
    return Choose(Why.ELSEWHERE, _subject(spots), (there, *_choices(mention.keys, atlas)))


def _choices(keys: Iterable[int], atlas: Atlas) -> tuple[Choice, ...]:
    """The places one by one; of one that spreads over several districts, each of these."""
    choices: list[Choice] = []
    for key in keys:
        spot = atlas.known_places.spots[key]
        districts = [atlas.districts[number] for number in spot.districts]
        if len(districts) == 1:
            choices.append(Choice(spot.name, spot.label, districts[0]))
        else:
            choices += [district_choice(district) for district in districts]
    return tuple(dict.fromkeys(choices))


def _subject(spots: Iterable[PlaceSpot]) -> str:
    return " / ".join(dict.fromkeys(spot.name for spot in spots))
