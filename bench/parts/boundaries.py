"""Importing the city's districts from a GeoPackage, which a program of its own reads, against GeoJSON.

Measured in processor time, of several rounds the best, with that of the program; nothing is changed (`--dry-run`).
"""

import json
import os
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

from bench.figures import Figure, Measured

SIZES = (1,)
IN_CITY = True
NEEDS = ()
ROUNDS = 5
FORMATS = {"GeoJSON": "districts.geojson", "GeoPackage": "districts.gpkg"}


def measure(size: int) -> Measured:
    """Milliseconds."""
    from districts.models import District  # needs the set-up Django
    from tests.districts.gis_writer import Wanted, write_files

    features = [
        {
            "type": "Feature",
            "properties": {"cislo": district.number, "nazev": district.name, "obvod_kod": district.borough_id},
            "geometry": district.boundary,
        }
        for district in District.objects.current()
    ]
    with TemporaryDirectory() as name:
        folder = Path(name)
        content = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / FORMATS["GeoJSON"]).write_text(content, encoding="utf-8")
        write_files(features, [Wanted(str(folder / FORMATS["GeoPackage"]), "GPKG")])
        return {kind: min(_cost_ms(folder / file) for _ in range(ROUNDS)) for kind, file in FORMATS.items()}


def _cost_ms(path: Path) -> float:
    before = sum(os.times()[:4])
    call_command("import_districts", path, dry_run=True, stdout=StringIO())
    return (sum(os.times()[:4]) - before) * 1e3


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """How much longer it takes."""
    (found,) = measured
    beside = f"{found['GeoPackage']:.0f} ms / {found['GeoJSON']:.0f} ms"
    ratio = found["GeoPackage"] / found["GeoJSON"]
    yield Figure("importing districts from a GeoPackage against GeoJSON", ratio, at_most=2, beside=beside)
