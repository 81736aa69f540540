"""What is offered where more than one place may be meant."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace

from django.utils.translation import get_language

from districts.models import District

from . import address_queries
from .address_context import Context
from .address_queries import AddressRow
from .atlas import Atlas
from .gazetteer import Reading
from .house_number_ranges import HouseNumbers, ranges_by_district
from .lookup_results import Choice, Choose, LookupResult, Suggestion
from .place_names import Kind, Name
from .spreads import Share
from .typed_address import MAX_NUMBER_DIGITS, tokenise

_CHOICE_SIZE = 200  # characters, about


def count_characters(outcome: LookupResult) -> int:
    """How many characters an outcome has, about."""
    choices = outcome.choices if isinstance(outcome, Choose) else ()
    return _CHOICE_SIZE * (1 + len(choices))


def name_choices(name: Name, rows: Sequence[AddressRow], atlas: Atlas) -> list[Choice]:
    """One choice for each district of a name; its query is the name if that leads there, so that the answer repeats it.

    Args:
        name: of a street or another place.
        rows: all addresses of the street, among others.
        atlas: the data.
    """
    if name.kind is Kind.STREET:
        choices = street_choices([row for row in rows if row.street == name.key], atlas)
    else:
        numbers = [district.number for district in districts_of(name, atlas)]
        choices = [replace(choice, label=name.label) for choice in place_choices([name], numbers, atlas)]
    reading = atlas.gazetteer.read(tokenise(name.label))
    if len(choices) == 1 and reading == Reading((name,), Context()):
        return [replace(choices[0], q=name.label)]
    return choices


def street_choices(rows: Sequence[AddressRow], atlas: Atlas) -> list[Choice]:
    """One choice for each street and district, with the house numbers that lie there."""
    numbers: dict[int, list[HouseNumbers]] = defaultdict(list)
    for row in rows:
        if row.street is not None:
            numbers[row.street].append(HouseNumbers(row.district, row.series, row.house, row.orientation, row.letter))
    choices = []
    for street, inside in numbers.items():
        for number, ranges in ranges_by_district(inside).items():
            district = atlas.districts[number]
            choices.append(
                Choice(f"{atlas.gazetteer.streets[street].label}: {ranges}", district_query(district), district)
            )
    return sorted(choices, key=lambda choice: (choice.label.split(":")[0], choice.district.number))


def districts_of(name: Name, atlas: Atlas) -> list[District]:
    """The districts of a place that is no street, by number."""
    if name.kind is Kind.BOROUGH:
        return [district for district in atlas.districts.values() if district.borough_id == name.key]
    return [atlas.districts[number] for number in sorted(name.districts)]


def address_choices(rows: Sequence[AddressRow], atlas: Atlas) -> tuple[Choice, ...]:
    """Addresses by their numbers."""
    ordered = sorted(rows, key=lambda row: (row.orientation or 0, row.letter, row.house))
    labels = [(address_queries.address_label(row, atlas.gazetteer), atlas.districts[row.district]) for row in ordered]
    return tuple(Choice(label, label, district) for label, district in labels)


def district_query(district: District) -> str:
    """What leads to a district."""
    return f"okrsek {district.number}"


def district_choice(district: District) -> Choice:
    """A whole district."""
    return Choice(str(district), district_query(district), district)


def place_choices(names: Iterable[Name], districts: Collection[int], atlas: Atlas) -> list[Choice]:
    """The districts of a place, those with the largest share of its addresses first; their shares, if it is one place.

    Args:
        names: of parts, boroughs and localities; streets are passed over.
        districts: the numbers of those that are offered.
        atlas: the data.
    """
    places = [name for name in names if name.kind is not Kind.STREET]
    if len(places) == 1:
        by_share = _choices_by_share(places[0], atlas)
        rest = sorted(number for number in districts if number not in by_share)
        lying = [choice for number, choice in by_share.items() if number in districts]
        return [*lying, *(district_choice(atlas.districts[number]) for number in rest)]
    most: dict[int, float] = {}
    for name in places:
        for share in atlas.places.spreads.get((name.kind, name.key), ()):
            most[share.district] = max(share.share, most.get(share.district, 0.0))
    offered = sorted(districts, key=lambda number: (-most.get(number, 0.0), number))
    return [district_choice(atlas.districts[number]) for number in offered]


def _choices_by_share(name: Name, atlas: Atlas) -> Mapping[int, Choice]:
    """The districts that a place's addresses lie in, by number, the largest share first; made once in each language."""

    def make() -> dict[int, Choice]:
        shares = atlas.places.spreads.get((name.kind, name.key), ())
        return {share.district: _choice_with_share(share, atlas) for share in shares}

    key = "choices by share", get_language(), name.kind, name.key
    return atlas.places.kept.get(key, make, lambda made: _CHOICE_SIZE * len(made))


def _choice_with_share(share: Share, atlas: Atlas) -> Choice:
    district = atlas.districts[share.district]
    streets = tuple([atlas.gazetteer.streets[code].label for code in share.streets])
    return Choice(str(district), district_query(district), district, share.share, streets)


def suggest_by_number(number: str, atlas: Atlas) -> tuple[Suggestion, ...]:
    """The district and the borough that a number alone may mean."""
    district = atlas.districts.get(int(number)) if len(number) <= MAX_NUMBER_DIGITS else None
    suggestions = [Suggestion(str(district), district_query(district))] if district else []
    boroughs = [name.label for name in atlas.gazetteer.boroughs if name.words[1:2] == (number,)]
    return (*suggestions, *(Suggestion(name, name) for name in boroughs))


def districts_said(context: Context, atlas: Atlas) -> set[int]:
    """The districts that agree with the parts and boroughs that were said: all of them if none was."""
    numbers = set(atlas.districts)
    if context.parts:
        numbers &= set().union(*(atlas.gazetteer.parts[part].districts for part in context.parts))
    if context.boroughs:
        numbers &= districts_in(context.boroughs, atlas)
    return numbers


def districts_in(boroughs: Set[int], atlas: Atlas) -> set[int]:
    """The districts of boroughs, by the codes of these."""
    return {number for number, district in atlas.districts.items() if district.borough_id in boroughs}
