"""House numbers taken away from the real city: what the others around them tell must be where they are."""

from collections import defaultdict

import pytest

from districts.lookup import address_queries
from districts.lookup import atlas as atlases
from districts.lookup.address_queries import AddressRow
from districts.lookup.missing_number import look_around
from tests.thorough import daily

pytestmark = [pytest.mark.real_data, pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("real_city")]


def test_of_each_number_taken_away_the_others_tell_the_district_or_nothing() -> None:
    atlas = atlases.current()
    sides: dict[tuple[int, int], list[AddressRow]] = defaultdict(list)
    for row in address_queries.find_all(atlas.gazetteer.streets.values()):
        if row.street is not None and row.orientation is not None:
            sides[row.street, row.orientation % 2].append(row)
    assert sum(map(len, sides.values())) > 24_000
    told, wrong = 0, []
    for side in daily(list(sides.values())):
        side.sort(key=lambda row: (row.orientation or 0, row.letter))
        for row in side:
            number = row.orientation or 0, row.letter
            others = [other for other in side if (other.orientation, other.letter) != number]
            around = look_around(others, number, atlas)
            told += around is not None
            if around is not None and around.district.number != row.district:
                wrong.append((atlas.gazetteer.streets[row.street or 0].label, number, around))
    assert not wrong
    assert told
