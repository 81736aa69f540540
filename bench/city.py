"""A city to measure in: that of the official files if they are here, else a generated one, of any size.

The generated one has Czech-looking names, and addresses spread over the demonstration's districts.
"""

import random
from collections.abc import Iterator
from itertools import product

import django
from django.core.management import call_command
from django.db import connection, transaction
from rich.console import Console
from rich.progress import track

from tests import official_files

USUAL = 27_000  # addresses, as in the city

# Enough names for the streets of three million addresses.
_BEGINNINGS = (
    "Bar Bel Bor Chot Dal Dob Fan Hor Hrad Jas Kal Kam Kost Lip Lob Mal Mil Nep Pod Rad Rok Sed Skal Tep Ves Žel"
)
_MIDDLES = "an av ec ej el en ic il in ir ol om on or oš ot ov uc uk un ur uš yn"
_ENDS = (
    "ovská anská inská eckého ova ická ní ná ého ých ovo cká cova ejova ilova ina ivova ková lova mova nova ohorská "
    "ovna owa pova rova sova tova ujova vova zova"
)
_COLUMNS = (
    "code, street_id, part_id, number_type, house_number, orientation_number, orientation_letter, postcode, "
    "lat, lon, borough_id, district_id"
)
_CHUNK = 50_000

console = Console(stderr=True)


def build() -> None:
    """Fill an empty database with the city and made-up people."""
    if not official_files.are_here():
        generate(USUAL)
        return
    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    for command, name in official_files.NAMES.items():
        call_command(command, official_files.FOLDER / name, verbosity=0)


def generate(size: int) -> list[str]:
    """Fill an empty database with a city of so many addresses; return addresses in it as people type them."""
    from districts.models import Address, District, Part, Street  # need the set-up Django

    chance = random.Random(size)  # noqa: S311 - the same city each time
    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    Address.objects.all().delete()
    Street.objects.all().delete()
    part = Part.objects.first() or Part.objects.create(code=1, name="Město")
    # Both the number of streets and their length grow, as they do from a town to a country.
    per_street = max(20, round(size**0.5 / 7))
    names = ["".join(pieces) for pieces in product(_BEGINNINGS.split(), _MIDDLES.split(), _ENDS.split())]
    chance.shuffle(names)
    streets = names[: size // per_street + 1]
    Street.objects.bulk_create(
        [Street(code=code, name=name, slug=f"s{code}") for code, name in enumerate(streets, 1)], batch_size=5_000
    )
    districts = list(District.objects.current().values_list("pk", "borough_id"))
    insert = f"INSERT INTO districts_address ({_COLUMNS}) VALUES ({', '.join(['%s'] * 12)})"  # noqa: S608 - constants

    def rows(start: int, stop: int) -> Iterator[tuple[str | int | float, ...]]:
        for number in range(start, stop):
            street, place = divmod(number, per_street)
            district, borough = districts[street % len(districts)]
            house, point = number % 9_000 + 1, (49.74 + chance.random() / 100, 13.37 + chance.random() / 100)
            yield number + 1, street + 1, part.code, "č.p.", house, place + 1, "", "30100", *point, borough, district

    with transaction.atomic(), connection.cursor() as cursor:
        for start in track(range(0, size, _CHUNK), description="generating addresses", console=console):
            cursor.executemany(insert, list(rows(start, min(start + _CHUNK, size))))
        Address.objects.latest("pk").save()  # tells of the change, however this build does that
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = chance.sample(range(size), 4_000)
    return [f"{streets[number // per_street]} {number % per_street + 1}" for number in asked]


if __name__ == "__main__":
    django.setup()
    build()
