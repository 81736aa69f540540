"""What the finder can answer: small frozen results, the same for pages and the API."""

from dataclasses import dataclass
from enum import StrEnum

from districts.models import District


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the ground in degrees, WGS84."""

    lon: float
    lat: float

    def __str__(self) -> str:
        """As maps write it, latitude first; a metre is the fifth decimal."""
        return f"{self.lat:.5f}, {self.lon:.5f}"


@dataclass(frozen=True, slots=True)
class AddressPoint:
    """An address of the register; `code` is its RÚIAN `Kód ADM`."""

    code: int
    label: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another district nearby; metres to its border."""

    district: District
    distance_m: int


SCRAP = 0.03  # of the addresses of a place; less of them in a district is a scrap


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer; `q` typed into the finder leads to it.

    Of a place that is spread over several districts, `share` is what part of its addresses lies in this one, from 0 to
    1, and `streets` are those with most of them; unknown for what has no addresses of its own.
    """

    label: str
    q: str
    district: District
    share: float | None = None
    streets: tuple[str, ...] = ()

    @property
    def is_scrap(self) -> bool:
        """Whether so little of the place lies there that hardly anybody means it."""
        return self.share is not None and self.share < SCRAP

    @property
    def is_whole_district(self) -> bool:
        """Whether it is a district itself and not a place in it."""
        return self.label == str(self.district)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that can be asked; `q` typed into the finder leads to it or to a question about it."""

    label: str
    q: str


class Why(StrEnum):
    """Why the finder asks, or has no answer."""

    EMPTY = "empty"  # nothing was asked
    SEVERAL_ADDRESSES = "several_addresses"  # the same number in several places
    PART_OF_NAME = "part_of_name"  # what was typed is no name, only a part of these
    SEVERAL_DISTRICTS = "several_districts"  # a street or place spreads over several districts
    STREETS_APART = "streets_apart"  # a crossing of two streets that have no houses near each other
    NUMBER_MISSING = "number_missing"  # the street or part is known, the number is not; the nearest are offered
    NO_NUMBERS_HERE = "no_numbers_here"  # a number was added to a name that has no house numbers
    ELSEWHERE = "elsewhere"  # the address exists, but in another part or borough than was written
    UNKNOWN = "unknown"  # nothing like it; suggestions may be close
    NO_SUCH_DISTRICT = "no_such_district"  # "okrsek 99"
    OTHER_TOWN = "other_town"  # a place in a town that is named
    BAD_POINT = "bad_point"  # coordinates that are no place on Earth, or cannot be read
    MAP_LINK = "map_link"  # a link to a map that says nothing by itself: a short one, or what3words


@dataclass(frozen=True, slots=True)
class Found:
    """The one district; the address if one was meant, the point if one was given or known.

    `understood` is what was recognised, as officially written, with all that was said beside it: the address or the
    name; several where any of them may be meant, as all lie in the district. Each one, typed into the finder, leads to
    it again. It is empty for a point, and for a district asked for by its number.
    """

    district: District
    address: AddressPoint | None = None
    point: Point | None = None
    near_border: tuple[Neighbour, ...] = ()
    understood: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choose:
    """More than one answer remains: the person chooses.

    `subject` is what was recognised, as officially written; of a mere part of a name it is what was typed.
    """

    why: Why
    subject: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """The district that all existing house numbers around a missing one lie in, with the border far from them.

    `understood` is the address as officially written if it existed; typed into the finder it leads here again.
    `neighbours` are the existing numbers next to it, as written: two, or one at an end of the street.
    """

    district: District
    understood: str
    neighbours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """No answer: why, the nearest existing addresses if any, and what may have been meant.

    `likely` is where a house number would be that does not exist, if that can be told.
    """

    why: Why
    subject: str = ""
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    likely: Likely | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """The point lies in no district; those nearby are named.

    `distance_m` is how many metres the nearest district is away; None if there is none, or it is in another part of the
    world.
    """

    point: Point
    neighbours: tuple[Neighbour, ...] = ()
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class OtherTown:
    """The place lies in another town, which is named; streets of Plzeň that have a name like it may have been meant."""

    town: str
    suggestions: tuple[Suggestion, ...] = ()


LookupResult = Found | Choose | NotFound | Outside | OtherTown


def recognised_text(outcome: LookupResult) -> str:
    """What was recognised, in words; the coordinates of a point; empty when nothing was."""
    match outcome:
        case Found(understood=(), point=Point() as point) | Outside(point=point):
            return str(point)
        case Found(district=district, understood=places):
            return " / ".join(places) or str(district)
        case Choose(subject=subject) | NotFound(subject=subject):
            return subject
        case OtherTown(town=town):
            return town
    return ""
