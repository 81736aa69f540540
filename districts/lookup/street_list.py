"""Streets and villages as pages list them: which house numbers lie in which district. Each list costs one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.db.models import Q, Subquery
from django.utils.translation import get_language

from core.czech_order import index_letter, sort_key
from districts.models import Address, District, Street

from .house_number_ranges import HouseNumbers, ranges_by_district
from .places import Places

_NUMBERS = (  # the fields of `HouseNumbers`, in its order
    "district__number",
    "number_type",
    "house_number",
    "orientation_number",
    "orientation_letter",
)


class StreetLink(NamedTuple):
    """A name in the index of streets."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A street as far as it runs through a district."""

    name: str
    slug: str
    numbers: str  # its house numbers there, in words
    whole: bool  # no other district has a house of the street


@dataclass(frozen=True, slots=True)
class DistrictContents:
    """What lies in a district."""

    streets: tuple[Stretch, ...]
    villages: tuple[tuple[str, str], ...]  # city parts that have houses without a street, and the numbers of these


@dataclass(frozen=True, slots=True)
class StreetNumbers:
    """A street with its house numbers in each district number."""

    name: str
    numbers: Mapping[int, str]

    def __len__(self) -> int:
        """Its characters."""
        return len(self.name) + sum(map(len, self.numbers.values()))


def list_contents(district: District) -> DistrictContents:
    """The streets and villages of a district with their house numbers."""
    inside = Address.objects.filter(district=district, street__isnull=False).order_by()
    found = Address.objects.filter(Q(district=district) | Q(street__in=Subquery(inside.values("street"))))
    streets: dict[tuple[str, str], list[HouseNumbers]] = defaultdict(list)
    villages: dict[str, list[HouseNumbers]] = defaultdict(list)
    rows = found.order_by().values_list("street__name", "street__slug", "part__name", *_NUMBERS)
    for street, slug, part, *values in rows:
        listed = villages[part] if street is None else streets[street, slug]
        listed.append(HouseNumbers(*values))
    stretches = []
    for (name, slug), all_numbers in sorted(streets.items(), key=lambda item: sort_key(item[0][0])):
        ranges = ranges_by_district(all_numbers)
        stretches.append(Stretch(name, slug, ranges[district.number], whole=len(ranges) == 1))
    village_numbers = []
    for name, all_numbers in sorted(villages.items(), key=lambda item: sort_key(item[0])):
        village_numbers.append((name, ranges_by_district(all_numbers)[district.number]))
    return DistrictContents(tuple(stretches), tuple(village_numbers))


def find_street(slug: str, *, places: Places) -> StreetNumbers | None:
    """A street by its web address, or None; one that has no houses yet has no numbers. No query for one that is kept.

    Args:
        slug: the last part of the address of its page.
        places: what the street is kept with, in the current language.
    """
    try:
        return places.kept.get((get_language(), "street", slug), partial(_read_street, slug), StreetNumbers.__len__)
    except LookupError:
        return None


def _read_street(slug: str) -> StreetNumbers:
    rows = Street.objects.filter(slug=slug).values_list(
        "name",
        "addresses__district__number",
        "addresses__number_type",
        "addresses__house_number",
        "addresses__orientation_number",
        "addresses__orientation_letter",
    )
    found = list(rows)
    if not found:
        raise LookupError(slug)
    name = found[0][0]
    return StreetNumbers(name, ranges_by_district(HouseNumbers(*row[1:]) for row in found if row[1] is not None))


def index_streets() -> dict[str, list[StreetLink]]:
    """All streets by the letter they begin with."""
    return group_by_initial(Street.objects.order_by().values_list("name", "slug"))


def group_by_initial(streets: Iterable[tuple[str, str]]) -> dict[str, list[StreetLink]]:
    """Streets (name, slug) by the letter they begin with, in the order of the Czech alphabet."""
    letters: dict[str, list[StreetLink]] = defaultdict(list)
    for name, slug in sorted(streets, key=lambda entry: sort_key(entry[0])):
        letters[index_letter(name)].append(StreetLink(name, slug))
    return dict(letters)
