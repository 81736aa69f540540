"""Which addresses change their district when boundaries change."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from districts.lookup.locator import Locator
from districts.models import Address, District, Revision

_BATCH = 20_000  # addresses located at once
_UPDATED = 500  # keys in one statement; SQLite takes a limited number of parameters


@dataclass(frozen=True, slots=True)
class Moves:
    """Addresses by code: those that get another district, by its number, and those that would get none."""

    to: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    lost: list[int] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)  # in a district of another borough than the register says


def lock_addresses() -> None:
    """Wait until nobody else changes boundaries or addresses; held to the end of the transaction.

    Without it an address located in the old boundaries could be saved after the new ones.
    """
    Revision.objects.select_for_update().get_or_create(pk=1)


def plan_moves(shapes: Locator, boroughs: Mapping[int, int]) -> Moves:
    """Find the district of every address and say what changes; nothing is written.

    Args:
        shapes: the districts that will be in force.
        boroughs: the borough code of each district number.
    """
    moves = Moves()
    rows = Address.objects.order_by().values_list("code", "lon", "lat", "district__number", "borough_id").iterator()
    while batch := list(islice(rows, _BATCH)):
        codes, lons, lats, before, registered = zip(*batch, strict=True)
        after = shapes.locate_many(lons, lats)
        for code, old, new, borough in zip(codes, before, after, registered, strict=True):
            if new is None:
                moves.lost.append(code)
                continue
            if new != old:
                moves.to[new].append(code)
            if boroughs[new] != borough:
                moves.elsewhere.append(code)
    return moves


def carry_out(moves: Moves) -> int:
    """Save the new districts of addresses, and say how many changed; call in the transaction of the boundaries."""
    districts = {district.number: district for district in District.objects.filter(number__in=moves.to)}
    for number, codes in moves.to.items():
        for start in range(0, len(codes), _UPDATED):
            Address.objects.filter(pk__in=codes[start : start + _UPDATED]).update(district=districts[number])
    return sum(map(len, moves.to.values()))
