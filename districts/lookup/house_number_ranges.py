"""House numbers of a street said in few words: `odd 1–45, even 2–30`, for each district it runs through.

A range never covers a number that lies in another district: it is broken there.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext_lazy

EVIDENCE = "č.ev."


class HouseNumbers(NamedTuple):
    """The numbers of one address, and the number of the district it lies in."""

    district: int
    series: str  # "č.p." or "č.ev."
    house: int
    orientation: int | None
    letter: str


_GROUPS = {  # in the order they are said
    "odd": gettext_lazy("odd %(ranges)s"),
    "even": gettext_lazy("even %(ranges)s"),
    "cp": gettext_lazy("house numbers (č. p.) %(ranges)s"),
    "ev": gettext_lazy("registration numbers (č. ev.) %(ranges)s"),
}


def ranges_by_district(numbers: Iterable[HouseNumbers]) -> dict[int, str]:
    """Describe all the numbers of one street, for each district by its number."""
    groups: dict[str, set[tuple[int, str, int]]] = defaultdict(set)
    for one in numbers:
        if one.orientation is not None:
            group = "odd" if one.orientation % 2 else "even"
            groups[group].add((one.orientation, one.letter, one.district))
        else:
            group = "ev" if one.series == EVIDENCE else "cp"
            groups[group].add((one.house, "", one.district))
    said: dict[int, list[str]] = defaultdict(list)
    for group, text in _GROUPS.items():
        runs: dict[int, list[str]] = defaultdict(list)
        for district, run in groupby(sorted(groups[group]), key=lambda item: item[2]):
            first, *rest = [f"{number}{letter}" for number, letter, _ in run]
            runs[district].append(f"{first}–{rest[-1]}" if rest else first)
        for district, ranges in runs.items():
            said[district].append(text % {"ranges": ", ".join(ranges)})
    return {district: ", ".join(parts) for district, parts in sorted(said.items())}
