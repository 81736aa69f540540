"""Where two streets cross: "Americká × Klatovská třída", "na rohu Americké a Škroupovy".

The register knows houses, not streets, so a crossing is where both have houses close to each other. It leads to a
district only if all of these houses lie there and no border comes near; otherwise it is asked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import shapely

from core.folding import fold
from districts.map.distances import SCALE

from . import address_queries
from .address_queries import AddressRow
from .atlas import Atlas
from .disambiguation import district_choice, street_choices
from .lookup_results import Choose, Found, LookupResult, Why
from .place_names import Kind, Name
from .typed_address import tokenise

# Metres between houses of two streets that cross. Corner houses are mostly within the first; where squares and wide
# streets meet, within the second.
_CLOSE_M = (60, 80)
_CLEAR_M = 25  # the crossing is not just in the middle between the nearest houses: no border may be nearer to that
_CUTS = 8  # ways to take a text for two names that are tried

CROSSING_SIGNS = re.compile("[×&]")  # which nothing else that is typed has a meaning for
_SIGN = re.compile(r"\s+x\s+|\s*[×&]\s*|\s*/\s*(?=[^\W\d])")
# Words for a crossing, folded: in front of both names, or between them.
_ANNOUNCED = re.compile(
    r"(?:(?:na|u|k|o|at|the|an|der|die|in|на|у|tai)\s+)*"
    r"(?:krizovat\w+|krizeni|roh\w*|narozi\w*|crossing|crossroads?|corner|intersection|junction|kreuzung|ecke"
    r"|ріг|розі|перехрест\w*|перехресті|nga tu|giao lo|goc)\b\s*(?:(?:of|von|der|ulic\w*|вулиць)\s+)*"
)
_BETWEEN = re.compile(r"\s+(?:a|s|se|and|und|та|і|и|и|з|va|ecke|roh|corner|corner of)\s+(?:ulic\w*\s+)?")
_DASH = re.compile(r"\s+[-–—]\s+")
_MAYBE_BETWEEN = re.compile(r"\s+(?:a|[-–—])\s+")  # which may part anything: only streets that meet are a crossing
_MOST_WORDS = 7  # of a text where nothing says that it is a crossing
_ONLY_BETWEEN = re.compile(r"\s+(?:ecke|roh|corner(?: of)?)\s+")


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Two streets and their houses that are close to each other."""

    streets: tuple[Name, Name]
    houses: tuple[AddressRow, ...]
    lon: float  # the middle between the nearest two
    lat: float

    @property
    def label(self) -> str:
        return _write(self.streets)


def find_crossing(asked: str, atlas: Atlas) -> LookupResult | None:
    """The district of a crossing of two streets, or a question; None if none was asked for.

    Costs one query if two streets were named, else none.
    """
    text = fold(asked)
    for first, second in islice(_split(text), _CUTS):
        if pairs := _pairs(first, second, atlas):
            return _answer(pairs, atlas)
    cuts = _cut(text, _MAYBE_BETWEEN) if len(text.split()) <= _MOST_WORDS else ()
    for first, second in cuts:
        if pairs := _pairs(first, second, atlas):
            answer = _answer(pairs, atlas)
            return None if isinstance(answer, Choose) and answer.why is Why.STREETS_APART else answer
    return None


def _pairs(first: str, second: str, atlas: Atlas) -> list[tuple[Name, Name]]:
    """The streets that both sides of a text name, one of each."""
    ones = _streets(first, atlas)
    others = _streets(second, atlas) if ones else []
    return [(one, other) for one in ones for other in others if one != other]


def _split(text: str) -> Iterator[tuple[str, str]]:
    """The names on both sides of what stands for a crossing, in each way that the text can be cut."""
    if announced := _ANNOUNCED.match(text):
        rest = text[announced.end() :]
        yield from _cut(rest, _SIGN)
        yield from _cut(rest, _BETWEEN)
        yield from _cut(rest, _DASH)
    else:
        yield from _cut(text, _SIGN)
        yield from _cut(text, _ONLY_BETWEEN)


def _cut(text: str, between: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for match in between.finditer(text):
        if match.start() and match.end() < len(text):
            yield text[: match.start()], text[match.end() :]


def _streets(text: str, atlas: Atlas) -> list[Name]:
    """The streets that a text names, if it says nothing of a house and leaves no doubt what it means."""
    reading = atlas.gazetteer.read(tokenise(text))
    if reading is None or reading.partial or reading.context.number is not None:
        return []
    return [name for name in reading.names if name.kind is Kind.STREET]


def _answer(pairs: Sequence[tuple[Name, Name]], atlas: Atlas) -> LookupResult:
    rows = address_queries.find_all({name: None for pair in pairs for name in pair})
    meetings = [meeting for pair in pairs if (meeting := _find_meeting(pair, rows))]
    if not meetings:
        return Choose(Why.STREETS_APART, _write(pairs[0]), tuple(street_choices(rows, atlas)))
    numbers = {number for meeting in meetings for number in _districts_around(meeting, atlas)}
    if len(numbers) == 1:
        return Found(atlas.districts[numbers.pop()], understood=tuple(meeting.label for meeting in meetings))
    houses = [house for meeting in meetings for house in meeting.houses]
    choices = street_choices(list(dict.fromkeys(houses)), atlas)
    beside = numbers - {house.district for house in houses}
    choices += [district_choice(atlas.districts[number]) for number in sorted(beside)]
    return Choose(Why.SEVERAL_DISTRICTS, " / ".join(meeting.label for meeting in meetings), tuple(choices))


def _find_meeting(streets: tuple[Name, Name], rows: Sequence[AddressRow]) -> _Meeting | None:
    """Where two streets have houses close to each other; None if they have none."""
    one, other = ([row for row in rows if row.street == street.key] for street in streets)
    if not one or not other:
        return None
    here, there = (shapely.points(np.array([(row.lon, row.lat) for row in houses]) * SCALE) for houses in (one, other))
    firsts, seconds = shapely.STRtree(there).query(here, predicate="dwithin", distance=_CLOSE_M[-1])
    if not len(firsts):
        return None
    distances = shapely.distance(here[firsts], there[seconds])
    close = distances <= next(limit for limit in _CLOSE_M if distances.min() <= limit)
    houses = [one[place] for place in np.unique(firsts[close])]
    houses += [other[place] for place in np.unique(seconds[close])]
    nearest = distances.argmin()
    first, second = one[firsts[nearest]], other[seconds[nearest]]
    return _Meeting(streets, tuple(houses), (first.lon + second.lon) / 2, (first.lat + second.lat) / 2)


def _districts_around(meeting: _Meeting, atlas: Atlas) -> set[int]:
    """The districts of the houses, and those whose border is near."""
    near = atlas.locator.near(meeting.lon, meeting.lat, _CLEAR_M)
    return {house.district for house in meeting.houses} | {one.number for one in near}


def _write(streets: tuple[Name, Name]) -> str:
    return " × ".join(street.label for street in streets)
