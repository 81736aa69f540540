"""How the addresses of a part of the city are spread over districts: what share lies in which, and in which streets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districts.map.distances import SCALE
from districts.models import Address, Locality

from .place_names import Kind

MOST_STREETS = 3  # named for each district


@dataclass(frozen=True, slots=True)
class Share:
    """What of a place lies in one district: the share of its addresses, from 0 to 1, and the streets with most."""

    district: int  # its number
    share: float
    streets: tuple[int, ...]  # RÚIAN codes, the one with most addresses first


Spreads = Mapping[tuple[Kind, int], tuple[Share, ...]]  # by the kind and key of a name; largest share first


def count_spreads(*, localities: Iterable[Locality], districts: Mapping[int, int]) -> Spreads:
    """How all parts, boroughs and localities are spread. Reads every address once.

    Args:
        localities: rough circles, whose addresses are those within the radius.
        districts: numbers of the districts in force by their keys.
    """
    columns = ("part", "borough", "street", "district", "lon", "lat")
    rows = Address.objects.order_by("code").values_list(*columns).iterator(chunk_size=10_000)
    # Codes are far below the integers that a float holds; an address without a street has NaN.
    read = np.fromiter(rows, dtype=np.dtype((np.float64, len(columns))))
    part, borough, street, district, lon, lat = read.T
    in_district = [(number, district == key) for key, number in districts.items()]
    spreads: dict[tuple[Kind, int], tuple[Share, ...]] = {}
    for kind, column in ((Kind.PART, part), (Kind.BOROUGH, borough)):
        for key in np.unique(column):
            spreads[kind, int(key)] = _share_out(column == key, in_district, street)
    for place in localities:
        away = np.hypot((lon - place.lon) * SCALE[0], (lat - place.lat) * SCALE[1])
        spreads[Kind.LOCALITY, place.pk] = _share_out(away <= place.radius_m, in_district, street)
    return spreads


def _share_out(
    inside: NDArray[np.bool_], in_district: Iterable[tuple[int, NDArray[np.bool_]]], street: NDArray[np.float64]
) -> tuple[Share, ...]:
    """The shares of one place, from which of all addresses are its own."""
    total = int(inside.sum())
    shares = []
    for number, there in in_district:
        both = inside & there
        if count := int(both.sum()):
            shares.append(Share(number, count / total, _most_frequent(street[both])))
    return tuple(sorted(shares, key=lambda share: (-share.share, share.district)))


def _most_frequent(streets: NDArray[np.float64]) -> tuple[int, ...]:
    codes, counts = np.unique(streets[~np.isnan(streets)], return_counts=True)
    return tuple(int(code) for code in codes[np.argsort(-counts, kind="stable")][:MOST_STREETS])
