"""Made-up address points along lines roughly where well-known streets of Plzeň run.

Street names are real, house numbers are not. Codes lie above the range of the RÚIAN register, so that official and
illustrative records are never taken for each other. Degrees, WGS84, longitude before latitude.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from django.utils.text import slugify

from districts.lookup.locator import Locator
from districts.models import Address, District, HouseNumberType, Part, Street

from .demo_map import DISTRICTS, DemoDistrict

FIRST_CODE = 2_000_000_000  # RÚIAN codes are far below
_OFF_AXIS = 0.0002  # degrees, about 15 m: houses stand on both sides of a street
_LETTERED_EVERY = 9  # every ninth house has a neighbour with the letter a

# name, how many houses, the line
STREETS = [
    ("náměstí Republiky", 24, [(13.3766, 49.7479), (13.3787, 49.7479), (13.3787, 49.7470), (13.3766, 49.7470)]),
    ("Americká", 30, [(13.3700, 49.7440), (13.3845, 49.7432)]),
    ("Perlová", 10, [(13.3795, 49.7480), (13.3801, 49.7491)]),
    ("Pražská", 20, [(13.3790, 49.7473), (13.3838, 49.7470)]),
    ("Bezručova", 16, [(13.3758, 49.7466), (13.3795, 49.7463)]),
    ("Klatovská třída", 60, [(13.3722, 49.7468), (13.3700, 49.7400), (13.3650, 49.7300), (13.3622, 49.7190)]),
    ("U Prazdroje", 16, [(13.3860, 49.7480), (13.3975, 49.7487)]),
    ("Rokycanská třída", 36, [(13.3980, 49.7490), (13.4300, 49.7480), (13.4600, 49.7465)]),
    ("Lobezská", 24, [(13.3980, 49.7440), (13.4200, 49.7405)]),
    ("Koterovská", 40, [(13.3910, 49.7440), (13.4050, 49.7300), (13.4180, 49.7230)]),
    ("Slovanská třída", 36, [(13.3920, 49.7430), (13.4000, 49.7300), (13.4030, 49.7215)]),
    ("Nepomucká", 34, [(13.4040, 49.7210), (13.4140, 49.7080), (13.4200, 49.7000)]),
    ("Sokolovská", 24, [(13.3650, 49.7730), (13.3720, 49.7800)]),
    ("Karlovarská", 36, [(13.3740, 49.7530), (13.3700, 49.7700), (13.3640, 49.7830)]),
    ("Lidická", 24, [(13.3760, 49.7580), (13.3700, 49.7690)]),
    ("Studentská", 30, [(13.3660, 49.7660), (13.3790, 49.7840)]),
    ("Manětínská", 24, [(13.3550, 49.7730), (13.3700, 49.7790)]),
    ("Gerská", 20, [(13.3500, 49.7800), (13.3620, 49.7830)]),
    ("Toužimská", 16, [(13.3530, 49.7760), (13.3570, 49.7800)]),
    ("Na Chmelnicích", 20, [(13.3520, 49.7640), (13.3660, 49.7690)]),
    ("alej Svobody", 20, [(13.3650, 49.7680), (13.3790, 49.7660)]),
    ("Na Roudné", 20, [(13.3770, 49.7540), (13.3850, 49.7600)]),
    ("Bolevecká", 16, [(13.3790, 49.7545), (13.3860, 49.7650)]),
    ("28. října", 20, [(13.4040, 49.7720), (13.4110, 49.7790)]),
    ("Skvrňanská", 20, [(13.3640, 49.7470), (13.3400, 49.7460)]),
    ("Vejprnická", 24, [(13.3500, 49.7445), (13.3200, 49.7430)]),
    ("Karla Steinera", 12, [(13.3290, 49.7440), (13.3330, 49.7430)]),
    ("Macháčkova", 16, [(13.3350, 49.7440), (13.3390, 49.7400)]),
    ("Domažlická", 26, [(13.3500, 49.7430), (13.3150, 49.7330)]),
    ("Folmavská", 16, [(13.3560, 49.7330), (13.3450, 49.7270)]),
    ("Borská", 20, [(13.3680, 49.7390), (13.3580, 49.7320)]),
    ("Heyrovského", 12, [(13.3730, 49.7245), (13.3780, 49.7240)]),
    ("Doudlevecká", 24, [(13.3780, 49.7430), (13.3830, 49.7290)]),
    ("Edvarda Beneše", 20, [(13.3660, 49.7290), (13.3820, 49.7250)]),
    ("Masarykova", 26, [(13.4100, 49.7480), (13.4280, 49.7560)]),
    ("Zábělská", 24, [(13.4230, 49.7530), (13.4400, 49.7700)]),
    ("Polední", 10, [(13.4100, 49.7430), (13.4150, 49.7420)]),
    ("Na Dlouhých", 16, [(13.4250, 49.7470), (13.4350, 49.7440)]),
    ("Chválenická", 18, [(13.4110, 49.7080), (13.4180, 49.6900)]),
    ("Veská", 12, [(13.4160, 49.6970), (13.4200, 49.6950)]),
    ("Chebská", 18, [(13.3150, 49.7510), (13.2950, 49.7545)]),
]
# Village parts without streets: a house number is all they have. District, type, how many houses.
VILLAGES = [
    (11, HouseNumberType.CP, 12),
    (12, HouseNumberType.CP, 14),
    (20, HouseNumberType.CP, 10),
    (23, HouseNumberType.CP, 16),
    (24, HouseNumberType.CP, 12),
    (26, HouseNumberType.CP, 22),
    (27, HouseNumberType.CP, 18),
    (29, HouseNumberType.CP, 24),
    (30, HouseNumberType.CP, 18),
    (7, HouseNumberType.EV, 12),
    (6, HouseNumberType.EV, 8),
    (13, HouseNumberType.EV, 8),
]


@dataclass(frozen=True, slots=True)
class _House:
    lon: float
    lat: float
    street: str | None
    orientation: int | None
    letter: str
    type: HouseNumberType


def load_demo_addresses(districts: dict[int, District], locator: Locator) -> None:
    """Write the streets, the parts and their addresses; each address goes to the district it stands in."""
    grounds = {ground.number: ground for ground in DISTRICTS}
    names = sorted({ground.part for ground in DISTRICTS})
    parts = {name: Part(code=FIRST_CODE + i, name=name) for i, name in enumerate(names)}
    streets = {
        name: Street(code=FIRST_CODE + i, name=name, slug=slugify(name)) for i, (name, _, _) in enumerate(STREETS)
    }
    Part.objects.bulk_create(parts.values())
    Street.objects.bulk_create(streets.values())
    given: Counter[tuple[str, HouseNumberType]] = Counter()
    addresses = []
    for code, (house, ground) in enumerate(_placed_houses(grounds, locator), start=FIRST_CODE):
        given[ground.part, house.type] += 1
        # Numbers in parts with streets start high, so that both numbers of a house are easily told apart.
        number = given[ground.part, house.type] + (1000 if house.street else 0)
        addresses.append(
            Address(
                code=code,
                street=streets[house.street] if house.street else None,
                part=parts[ground.part],
                number_type=house.type,
                house_number=number,
                orientation_number=house.orientation,
                orientation_letter=house.letter,
                postcode=ground.postcode,
                lon=round(house.lon, 6),
                lat=round(house.lat, 6),
                borough_id=ground.borough,
                district=districts[ground.number],
            )
        )
    Address.objects.bulk_create(addresses)


def _placed_houses(grounds: dict[int, DemoDistrict], locator: Locator) -> Iterator[tuple[_House, DemoDistrict]]:
    for house in [*_along_streets(), *_in_villages(grounds)]:
        number = locator.locate(round(house.lon, 6), round(house.lat, 6))
        if number is not None:
            yield house, grounds[number]


def _along_streets() -> Iterator[_House]:
    """Odd numbers on the left, even ones on the right, as the street runs."""
    for name, count, points in STREETS:
        left, right = (shapely.LineString(points).offset_curve(side) for side in (_OFF_AXIS, -_OFF_AXIS))
        for number in range(1, count + 1):
            side = left if number % 2 else right
            spot = side.interpolate(number / (count + 1), normalized=True)
            yield _House(spot.x, spot.y, name, number, "", HouseNumberType.CP)
            if number % _LETTERED_EVERY == 0:
                yield _House(spot.x + _OFF_AXIS / 2, spot.y, name, number, "a", HouseNumberType.CP)


def _in_villages(grounds: dict[int, DemoDistrict]) -> Iterator[_House]:
    """Houses in rows of four around the middle of the village."""
    for number, kind, count in VILLAGES:
        ground = grounds[number]
        for index in range(count):
            row, column = divmod(index, 4)
            yield _House(ground.lon + 0.0007 * (column - 1.5), ground.lat + 0.0005 * (row - 2), None, None, "", kind)
