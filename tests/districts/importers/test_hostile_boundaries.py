"""Damaged, lying and hostile files: refused in words or loaded whole, and nothing is read but the file."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from districts.models import BoundarySet, District
from tests import hostile_boundaries
from tests.districts.files import district_features, import_small_city, run
from tests.districts.gis_writer import Wanted, pack, write_files
from tests.districts.importers.test_boundaries import state
from tests.hostile_boundaries import SECRET, Case
from tests.thorough import daily

pytestmark = pytest.mark.django_db
MOST_MB = 300
MEASURED = """
import os, resource, sys
from pathlib import Path
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bezpecna_plzen.settings")
django.setup()
from districts.importers.boundaries.columns import Column
from districts.importers.boundaries.file_areas import read_areas
from districts.importers.import_report import ImportReport, UnreadableFileError
try:
    read_areas(Path(sys.argv[1]), ImportReport(), columns=[Column("cislo")])
except UnreadableFileError:
    pass
# Not by `getrusage`, which begins with what the process had that started this one.
status = dict(line.split(":", 1) for line in Path("/proc", "self", "status").read_text().splitlines())
print(status["VmHWM"].split()[0], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
DAILY = 200  # one in so many a day: each starts a program


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The small city in each format."""
    folder = tmp_path_factory.mktemp("good")
    drivers = {
        "a.gpkg": "GPKG",
        "a.fgb": "FlatGeobuf",
        "a.kml": "LIBKML",
        "a.gml": "GML",
        "okrsky.shp": "ESRI Shapefile",
    }
    write_files(district_features(), [Wanted(str(folder / name), driver) for name, driver in drivers.items()])
    pack(folder / "a.shp.zip", folder / "okrsky.shp")
    names = ["a.gpkg", "a.fgb", "a.kml", "a.gml", "a.shp.zip"]
    return {name: (folder / name).read_bytes() for name in names}


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


@pytest.mark.once
def test_nothing_that_a_file_holds_does_any_harm(
    good: dict[str, bytes], tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    import_small_city(tmp_path)
    secret = tmp_path / "secret.gml"
    secret.write_text(f"<a>{SECRET}</a>", encoding="utf-8")
    server, paths = asked
    everything = list(hostile_boundaries.cases(good, secret, server))
    assert len(everything) == hostile_boundaries.TOTAL
    for case in daily(everything, part=DAILY):
        _import(case, tmp_path / case.name)
    assert paths == []


# What wants the most memory: of the reading process, and of the one that asks it.
HUNGRY = [
    "long.gml",
    "many-corners.kml",
    "endless-text.kml",
    "bomb.zip",
    "bomb-of-shapes.zip",
    "script-5.gpkg",
    "script-7.gpkg",
    "script-9.gpkg",
]


@pytest.mark.once
@pytest.mark.parametrize("name", daily(HUNGRY, part=len(HUNGRY)))
def test_no_file_takes_much_memory(good: dict[str, bytes], tmp_path: Path, name: str) -> None:
    case = next(one for one in hostile_boundaries.cases(good, tmp_path, "") if one.name == name)
    path = tmp_path / name
    path.write_bytes(case.make())
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", MEASURED, path], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )
    asking_kb, reading_kb = map(int, done.stdout.split())
    assert max(asking_kb, reading_kb) < MOST_MB * 1024


def _import(case: Case, path: Path) -> None:
    path.write_bytes(case.make())
    before = state()
    code, said = run("import_districts", path, "--allow-gaps")
    path.unlink()
    assert SECRET not in f"{said}{list(District.objects.values())}", case.name
    if code:
        assert state() == before, case.name
        assert "Refused" in said, case.name
    else:
        assert not case.must_fail, case.name
        assert len(BoundarySet.objects.latest("pk").features["features"]) == District.objects.current().count()
