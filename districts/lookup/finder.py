"""The finder: from what a person typed or where they stand to the one district, or to a question. Never a guess."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial

from django.utils.translation import get_language

from core.folding import fold

from . import address_queries, place_answers
from .address_context import CITY_INSIDE, CITY_WORD, Context
from .address_queries import AddressRow
from .atlas import Atlas
from .crossings import CROSSING_SIGNS, find_crossing
from .disambiguation import (
    address_choices,
    count_characters,
    district_choice,
    district_query,
    districts_in,
    districts_of,
    districts_said,
    name_choices,
    place_choices,
    street_choices,
    suggest_by_number,
)
from .district_numbers import DISTRICT, read_designation, read_district_number
from .gazetteer import MAX_TOKENS, Reading
from .lookup_results import (
    AddressPoint,
    Choice,
    Choose,
    Found,
    Likely,
    LookupResult,
    NotFound,
    OtherTown,
    Point,
    Suggestion,
    Why,
)
from .map_links import LinkedWords
from .missing_number import AROUND, find_place, look_around
from .other_towns import find_other_town
from .place_names import Kind, Name, shares_stem
from .point_answers import choose_reading, find_at, near_border_of
from .typed_address import MAX_LENGTH, HouseNumber, Token, tokenise
from .typed_point import read_point
from .written_coordinates import TypedPoint

NEAREST = 5  # existing numbers offered for one that does not exist
SUGGESTIONS = 6


def find_district(asked: str | Point, *, atlas: Atlas) -> LookupResult:
    """Find the district of a place that a person typed or pointed at.

    Costs no query for a point, a place name or a district number, at most two for an address; the first time, one for
    a street.

    Args:
        asked: free text, or a point in degrees, WGS84.
        atlas: the data to answer from.
    """
    if isinstance(asked, Point):
        return find_at(asked, atlas)
    asked = asked.strip()
    if not asked:
        return NotFound(Why.EMPTY)
    match read_point(asked):
        case TypedPoint() as typed:
            return find_at(choose_reading(typed, atlas), atlas)
        case LinkedWords(text):
            return _find_linked(text, atlas)
        case NotFound() as unreadable:
            return unreadable
    return _find_text(asked, atlas)


def _find_linked(words: str, atlas: Atlas) -> LookupResult:
    """An address that a link to a map searches for; a name that only the map knows is not offered others like it."""
    outcome = _find_text(words, atlas)
    unknown = isinstance(outcome, NotFound) and outcome.why in (Why.UNKNOWN, Why.NO_SUCH_DISTRICT)
    return NotFound(Why.MAP_LINK) if unknown else outcome


def _find_text(asked: str, atlas: Atlas) -> LookupResult:
    """A district by its number, the whole city, an address or a name."""
    if len(asked) > MAX_LENGTH:
        return NotFound(Why.UNKNOWN)
    tokens = tokenise(asked.rstrip("./ "))  # a full stop at the end abbreviates nothing, a slash waits for its number
    if not tokens:
        return NotFound(Why.UNKNOWN)
    if (number := read_district_number(tokens)) is not None:
        return _find_number(number, atlas)
    if designation := read_designation(tokens, atlas.designations):
        return Found(atlas.designations[designation])
    if len(tokens) == 1 and tokens[0].text == CITY_WORD:
        return _find_city(atlas)
    crossing = find_crossing(asked, atlas) if CROSSING_SIGNS.search(asked) else None
    return crossing or _find_named(asked, tokens, atlas)


def _find_named(asked: str, tokens: Sequence[Token], atlas: Atlas) -> LookupResult:
    """An address, a name, a part of names, a crossing, or what else is known of the words."""
    reading = atlas.gazetteer.read(tokens)
    if (reading is None or reading.partial) and _is_whole_city(tokens, atlas):
        return _find_city(atlas)
    if reading is None:
        return (
            find_crossing(asked, atlas)
            or _find_known_place(tokens, atlas)
            or _find_other_town(tokens, atlas)
            or _offer_similar_names(tokens, atlas)
        )
    return _find_part(asked, tokens, reading, atlas) if reading.partial else _find_reading(reading, atlas)


def _find_part(asked: str, tokens: Sequence[Token], reading: Reading, atlas: Atlas) -> LookupResult:
    """A part of names of streets, which may be the whole name of a known place."""
    if place_answers.is_whole_name(tokens, atlas) and (place := _find_known_place(tokens, atlas)):
        return place
    named, further = place_answers.choices_for_words(tokens, atlas)
    choices = tuple(dict.fromkeys([*named, *_partial_choices(reading, atlas), *further]))
    return Choose(Why.PART_OF_NAME, asked, choices) if choices else _offer_similar_names(tokens, atlas)


def _find_reading(reading: Reading, atlas: Atlas) -> LookupResult:
    """A whole name, with or without a number."""
    if reading.context.number is not None:
        return _find_address(reading, reading.context.number, atlas)
    return _find_name(reading, atlas)


def _find_known_place(tokens: Sequence[Token], atlas: Atlas) -> LookupResult | None:
    """A hospital, a shop: what everybody knows by a name, also with its address behind it."""
    if len(tokens) > MAX_TOKENS:
        return None

    def find_rest(rest: Sequence[Token]) -> LookupResult:
        reading = atlas.gazetteer.read(rest)
        return NotFound(Why.UNKNOWN) if reading is None or reading.partial else _find_reading(reading, atlas)

    found = place_answers.find_known_place(tokens, atlas, find_rest=find_rest)
    if isinstance(found, Found) and found.point:
        return replace(found, near_border=near_border_of(found.point, found.district.number, atlas))
    return found


def suggest_queries(typed: str, *, limit: int, atlas: Atlas) -> tuple[Suggestion, ...]:
    """What the person may be typing: addresses once there is a name and the start of a number, names before that."""
    if read_point(typed) is not None:
        return ()
    tokens = tokenise(typed[:MAX_LENGTH].rstrip("/ "))[:MAX_TOKENS]
    reading = atlas.gazetteer.read(tokens) if any(token.is_number for token in tokens) else None
    if reading and (number := reading.context.number):
        digits = str(number.second if number.first is None else number.first)
        begun = address_queries.find_by_first_digits(reading.names, digits, limit=8 * limit)
        rows = [row for row in begun if address_queries.can_become(number, row)]
        rows = _fitting_rows(rows, reading.context) or rows
        labels = [address_queries.address_label(row, atlas.gazetteer) for row in rows[:limit]]
        return tuple(Suggestion(label, label) for label in labels)
    district = atlas.districts.get(read_district_number(tokens) or 0)
    district = district or atlas.designations.get(read_designation(tokens, atlas.designations) or "")
    if district is not None:
        return (Suggestion(str(district), district_query(district)),)
    if len(tokens) == 1 and tokens[0].text in DISTRICT:
        districts = sorted(atlas.districts.values(), key=lambda district: district.number)[:limit]
        return tuple(Suggestion(str(district), district_query(district)) for district in districts)
    names = atlas.gazetteer.complete(tokens, limit=limit)
    suggestions = [Suggestion(name.label, name.label) for name in names]
    keys = atlas.known_places.complete(tokens, limit=limit - len(names))
    suggestions += [atlas.known_places.spots[key].suggestion for key in keys]
    return tuple(suggestions)


# --- names ---


def _find_name(reading: Reading, atlas: Atlas) -> LookupResult:
    """A street, part, locality or borough without a number; looked for once in each language while places stay."""
    key = "name", get_language(), reading
    return atlas.places.kept.get(key, partial(_read_name, reading, atlas), count_characters)


def _read_name(reading: Reading, atlas: Atlas) -> LookupResult:
    streets = [name for name in reading.names if name.kind is Kind.STREET]
    rows = address_queries.find_all(streets) if streets else []
    places = _districts_of_places(reading, atlas)
    if not rows and not places:
        return NotFound(Why.UNKNOWN, subject=reading.names[0].label)
    fitting_rows = _fitting_rows(rows, reading.context)
    fitting_places = places & districts_said(reading.context, atlas)
    numbers = {row.district for row in fitting_rows} | fitting_places
    houses = _maybe_houses(reading)
    if not numbers or not _near_localities(numbers, reading.context):
        # Nothing agrees with all that was said, so all that was said is offered.
        mentioned = places | _districts_mentioned(reading.context, atlas) if places else places
        choices = _name_or_house_choices(reading, houses, fitting_rows or rows, mentioned, atlas)
        return Choose(Why.ELSEWHERE, _recognised_name(reading), choices)
    if len(numbers | {row.district for row in houses}) == 1:
        return _found_by_name(numbers.pop(), reading, fitting_rows, atlas)
    choices = _name_or_house_choices(reading, houses, fitting_rows, fitting_places, atlas)
    return Choose(Why.SEVERAL_DISTRICTS, _recognised_name(reading), choices)


def _districts_of_places(reading: Reading, atlas: Atlas) -> set[int]:
    """The districts of the parts, localities and boroughs that may be meant."""
    numbers: set[int] = set()
    for name in reading.names:
        if name.kind is not Kind.STREET:
            numbers.update(district.number for district in districts_of(name, atlas))
    return numbers


def _name_or_house_choices(
    reading: Reading,
    houses: Sequence[AddressRow],
    street_rows: Sequence[AddressRow],
    districts: Collection[int],
    atlas: Atlas,
) -> tuple[Choice, ...]:
    """The houses that may be meant, then whole districts, then streets by district, and scraps of places last."""
    whole = place_choices(reading.names, districts, atlas)
    said = reading.context
    if said.parts or said.boroughs or said.localities:  # the shares are those of the whole place
        whole = [replace(choice, share=None, streets=()) for choice in whole]
    scraps = [choice for choice in whole if choice.is_scrap]
    whole = [choice for choice in whole if not choice.is_scrap]
    return (*address_choices(houses, atlas), *whole, *street_choices(street_rows, atlas), *scraps)


def _found_by_name(number: int, reading: Reading, rows: Sequence[AddressRow], atlas: Atlas) -> Found:
    """The district that is all that was asked about."""
    district = atlas.districts[number]
    streets = {row.street for row in rows}
    names = []
    for name in reading.names:
        lies_there = name.key in streets if name.kind is Kind.STREET else district in districts_of(name, atlas)
        if lies_there:
            names.append(name)
    return Found(district, understood=_understood_names(names, reading.context, atlas))


def _understood_names(names: Iterable[Name], context: Context, atlas: Atlas) -> tuple[str, ...]:
    """Names as officially written, each with what was said beside it."""
    number = f" {context.number}" if context.number else ""
    beside = [atlas.gazetteer.parts[part].label for part in sorted(context.parts)]
    beside += [locality.label for locality in context.localities]
    beside += [name.label for name in atlas.gazetteer.boroughs if name.key in context.boroughs]
    if context.postcode:
        beside.append(f"{context.postcode[:3]} {context.postcode[3:]} {address_queries.CITY}")
    written = [", ".join([f"{name.label}{number}", *beside]) for name in names]
    return tuple(dict.fromkeys(written))


def _partial_choices(reading: Reading, atlas: Atlas) -> tuple[Choice, ...]:
    """What a part of a name can mean: all names that have it, as houses where the number that was said exists.

    Places that agree with what else was said; if there are none, all of them.
    """
    number = reading.context.number
    houses = address_queries.find_by_number(reading.names, number) if number else []
    numbered = {key for house in houses for key in (house.street, house.part)}
    streets = [name for name in reading.names if name.kind is Kind.STREET and name.key not in numbered]
    rows = address_queries.find_all(streets) if streets else []
    choices: list[Choice] = []
    for name in reading.names:
        own = [house for house in houses if name.key in (house.street, house.part)]
        choices += address_choices(own, atlas) if own else name_choices(name, rows, atlas)
    said = districts_said(reading.context, atlas)
    fitting = [choice for choice in choices if choice.district.number in said]
    return tuple(dict.fromkeys(fitting or choices))


def _districts_mentioned(context: Context, atlas: Atlas) -> set[int]:
    """The districts of everything that was said beside the name."""
    numbers = districts_in(context.boroughs, atlas)
    for part in context.parts:
        numbers |= atlas.gazetteer.parts[part].districts
    for locality in context.localities:
        numbers |= locality.districts
    return numbers


def _near_localities(numbers: set[int], context: Context) -> bool:
    """Whether districts agree with the localities that were said.

    They are known too roughly to decide between districts, but one far away makes the rest doubtful.
    """
    return all(numbers & locality.districts for locality in context.localities if locality.districts)


def _maybe_houses(reading: Reading) -> list[AddressRow]:
    """The houses meant if the number of "Klatovská Plzeň 6" is not the borough's."""
    number = reading.context.maybe_number
    return address_queries.find_by_number(reading.names, number) if number else []


def _recognised_name(reading: Reading) -> str:
    """The recognised name as officially written, with the number as typed."""
    names = " / ".join(dict.fromkeys(name.label for name in reading.names))
    return f"{names} {reading.context.number}" if reading.context.number else names


# --- addresses ---


def _find_address(reading: Reading, number: HouseNumber, atlas: Atlas) -> LookupResult:
    """A name with a house number."""
    names = [name for name in reading.names if name.kind in (Kind.STREET, Kind.PART)]
    subject = _recognised_name(reading)
    if not names:
        choices = place_choices(reading.names, _districts_of_places(reading, atlas), atlas)
        return NotFound(Why.NO_NUMBERS_HERE, subject, tuple(choices))
    rows = address_queries.find_by_number(names, number)
    if not rows:
        near, likely = _find_near(names, reading, number, atlas)
        return NotFound(Why.NUMBER_MISSING, subject, address_choices(near, atlas), likely=likely)
    fitting = _fitting_rows(rows, reading.context)
    numbers = {row.district for row in fitting}
    if not numbers or not _near_localities(numbers, reading.context):
        return Choose(Why.ELSEWHERE, subject, address_choices(fitting or rows, atlas))
    if len(numbers) > 1:
        return Choose(Why.SEVERAL_ADDRESSES, subject, address_choices(fitting, atlas))
    return _found_address(fitting, reading, number, atlas)


def _find_near(
    names: Sequence[Name], reading: Reading, number: HouseNumber, atlas: Atlas
) -> tuple[Sequence[AddressRow], Likely | None]:
    """The addresses nearest to a number that does not exist; of one street, also where it would be.

    Costs one query.
    """
    place = find_place(number)
    if place is None or len(reading.names) > 1 or names[0].kind is not Kind.STREET:
        return address_queries.find_nearest_numbers(names, number, limit=NEAREST), None
    near, side = address_queries.find_around(names[0], place, nearest=NEAREST, beside=AROUND)
    return near, _find_likely(side, place, reading, atlas)


def _find_likely(side: Sequence[AddressRow], place: tuple[int, str], reading: Reading, atlas: Atlas) -> Likely | None:
    """Where a number that does not exist would be, if the addresses around it agree with what was said.

    A postcode may be that of a street's other end, so it is not looked at.
    """
    around = look_around(side, place, atlas)
    context = replace(reading.context, postcode="")
    if around is None or _fitting_rows(around.rows, context) != list(around.rows):
        return None
    if not _near_localities({around.district.number}, context):
        return None
    (understood,) = _understood_names(reading.names, reading.context, atlas)
    return Likely(around.district, understood, around.neighbours)


def _found_address(rows: Sequence[AddressRow], reading: Reading, number: HouseNumber, atlas: Atlas) -> Found:
    """The district that all the rows share, with the address if the number means one of them.

    In a street people mean the orientation number, so it decides when the house number fits another address.
    """
    district = atlas.districts[rows[0].district]
    meant = rows if len(rows) == 1 else [row for row in rows if row.orientation == number.first]
    if len(meant) != 1:
        keys = {key for row in rows for key in (row.street, row.part)}
        names = [name for name in reading.names if name.key in keys]
        return Found(district, understood=_understood_names(names, reading.context, atlas))
    row = meant[0]
    point = Point(row.lon, row.lat)
    address = AddressPoint(row.code, address_queries.address_label(row, atlas.gazetteer), row.lon, row.lat)
    near_border = near_border_of(point, district.number, atlas)
    return Found(district, address, point, near_border, understood=(address.label,))


def _fitting_rows(rows: Sequence[AddressRow], context: Context) -> list[AddressRow]:
    """The rows that agree with the part and borough that were said.

    A postcode is often misremembered: it decides between rows but does not rule all out.
    """
    fitting = list(rows)
    if context.parts:
        fitting = [row for row in fitting if row.part in context.parts]
    if context.boroughs:
        fitting = [row for row in fitting if row.borough in context.boroughs]
    return [row for row in fitting if row.postcode == context.postcode] or fitting


# --- districts ---


def _find_number(number: int, atlas: Atlas) -> LookupResult:
    district = atlas.districts.get(number)
    return Found(district) if district else NotFound(Why.NO_SUCH_DISTRICT, subject=str(number))


def _is_whole_city(tokens: Sequence[Token], atlas: Atlas) -> bool:
    """Whether no more was said than the city: "Pilsen, Czechia"."""
    names_city = len(tokens) <= MAX_TOKENS and any(token.text in (CITY_WORD, CITY_INSIDE) for token in tokens)
    return names_city and atlas.gazetteer.read_beside(tokens) == Context()


def _find_city(atlas: Atlas) -> LookupResult:
    """Somebody typed no more than the name of the city."""
    everywhere = tuple(district_choice(district) for district in atlas.districts.values())
    return Choose(Why.SEVERAL_DISTRICTS, address_queries.CITY, everywhere) if everywhere else NotFound(Why.UNKNOWN)


# --- no answer ---


def _find_other_town(tokens: Sequence[Token], atlas: Atlas) -> OtherTown | None:
    """A place in another town, with the streets of Plzeň that are called after the town."""
    if len(tokens) > MAX_TOKENS:
        return None
    town = find_other_town(tokens, is_known=lambda said: atlas.gazetteer.read(said) is not None)
    if town is None:
        return None
    names = atlas.gazetteer.similar(tokenise(town), limit=SUGGESTIONS)
    called_so = [name for name in names if any(shares_stem(fold(town), word) for word in name.words)]
    return OtherTown(town, tuple(Suggestion(name.label, name.label) for name in called_so))


def _offer_similar_names(tokens: Sequence[Token], atlas: Atlas) -> NotFound:
    """Nothing like it is known: offer names spelt alike, with the number that was typed."""
    if len(tokens) > MAX_TOKENS:
        return NotFound(Why.UNKNOWN)
    if len(tokens) == 1 and tokens[0].is_number and not tokens[0].letter:
        return NotFound(Why.UNKNOWN, suggestions=suggest_by_number(tokens[0].text, atlas))
    number = _first_house_number(tokens, atlas)
    suggestions = []
    whole = [name for *_place, names in atlas.gazetteer.mentioned(tokens) for name in names]
    alike = atlas.gazetteer.similar(tokens, limit=SUGGESTIONS)
    if whole:  # what only resembles all that was typed, other words included, was not meant
        alike = [name for name in alike if any(set(name.words) >= set(one.words) for one in whole)]
    for name in list(dict.fromkeys([*whole, *alike]))[:SUGGESTIONS]:
        numbered = f"{name.label} {number}" if number and name.kind in (Kind.STREET, Kind.PART) else name.label
        suggestions.append(Suggestion(numbered, numbered))
    return NotFound(
        Why.UNKNOWN, suggestions=tuple(place_answers.add_similar(suggestions, tokens, atlas, limit=SUGGESTIONS))
    )


def _first_house_number(tokens: Sequence[Token], atlas: Atlas) -> HouseNumber | None:
    for position in range(len(tokens)):
        if read := atlas.gazetteer.read_number(tokens, position):
            return read[0]
    return None
