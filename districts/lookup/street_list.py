"""Streets and villages as pages list them: which house numbers lie in which district. Each list costs one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, Subquery

from core.czech_order import index_letter, sort_key
from districts.models import Address, District, Street

from .address_queries import AddressRow
from .house_number_ranges import HouseNumbers, ranges_by_district

_ROW = (  # the fields of an `AddressRow`, in its order
    "code",
    "street_id",
    "part_id",
    "number_type",
    "house_number",
    "orientation_number",
    "orientation_letter",
    "postcode",
    "lon",
    "lat",
    "borough_id",
    "district__number",
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
    addresses: Mapping[int, AddressRow]  # by RÚIAN code


@dataclass(frozen=True, slots=True)
class StreetNumbers:
    """A street with its house numbers in each district number."""

    name: str
    numbers: Mapping[int, str]


def list_contents(district: District) -> DistrictContents:
    """The streets and villages of a district with their house numbers."""
    inside = Address.objects.filter(district=district, street__isnull=False).order_by()
    found = Address.objects.filter(Q(district=district) | Q(street__in=Subquery(inside.values("street"))))
    streets: dict[tuple[str, str], list[HouseNumbers]] = defaultdict(list)
    villages: dict[str, list[HouseNumbers]] = defaultdict(list)
    addresses = {}
    rows = found.order_by().values_list("street__name", "street__slug", "part__name", *_ROW)
    for street, slug, part, *values in rows:
        row = AddressRow(*values)
        numbers = HouseNumbers(row.district, row.series, row.house, row.orientation, row.letter)
        if row.street is None:
            villages[part].append(numbers)
        else:
            streets[street, slug].append(numbers)
        if row.district == district.number:
            addresses[row.code] = row
    stretches = []
    for (name, slug), all_numbers in sorted(streets.items(), key=lambda item: sort_key(item[0][0])):
        ranges = ranges_by_district(all_numbers)
        stretches.append(Stretch(name, slug, ranges[district.number], whole=len(ranges) == 1))
    village_numbers = []
    for name, all_numbers in sorted(villages.items(), key=lambda item: sort_key(item[0])):
        village_numbers.append((name, ranges_by_district(all_numbers)[district.number]))
    return DistrictContents(tuple(stretches), tuple(village_numbers), addresses)


def find_street(slug: str) -> StreetNumbers | None:
    """A street by its web address, or None; one that has no houses yet has no numbers."""
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
        return None
    name = found[0][0]
    return StreetNumbers(name, ranges_by_district(HouseNumbers(*row[1:]) for row in found if row[1] is not None))


def group_by_initial(streets: Iterable[tuple[str, str]]) -> dict[str, list[StreetLink]]:
    """Streets (name, slug) by the letter they begin with, in the order of the Czech alphabet."""
    letters: dict[str, list[StreetLink]] = defaultdict(list)
    for name, slug in sorted(streets, key=lambda entry: sort_key(entry[0])):
        letters[index_letter(name)].append(StreetLink(name, slug))
    return dict(letters)
