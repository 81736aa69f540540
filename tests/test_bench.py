"""What `make bench` says: rows with their bounds, what was left out, and that each part can be run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from bench import __main__ as bench
from bench import builds
from bench.builds import MEASURING
from bench.figures import Figure, Measured
from tests.running import PATIENCE_S

# A measurement, and what starts it.
INNER = """
import pathlib, time
from bench.endings import leave_properly
leave_properly()
try:
    pathlib.Path("begun").touch()
    time.sleep(600)
finally:
    pathlib.Path("ended").touch()
"""
OUTER = """
import os, pathlib, sys
from bench.endings import leave_properly, run
leave_properly()
run([sys.executable, "inner.py"], folder=pathlib.Path(), environment=os.environ)
"""


class Made:
    """A part whose figure is given."""

    SIZES: tuple[int, ...] = (1, 10)
    IN_CITY = False
    NEEDS: tuple[str, ...] = ()

    def measure(self, size: int) -> Measured:
        return {"cost": float(size)}

    def figures(self, measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
        yield Figure("growth", measured[1]["cost"] / measured[0]["cost"], at_most=1.5)


@pytest.mark.parametrize(
    ("figure", "bound", "holds"),
    [
        (Figure("rate", 2.0, at_least=2), "≥ 2 ×", True),
        (Figure("rate", 1.99, at_least=2), "≥ 2 ×", False),
        (Figure("growth", 1.5, at_most=1.5), "≤ 1.5 ×", True),
        (Figure("growth", 1.51, at_most=1.5), "≤ 1.5 ×", False),
        (Figure("pages", 12.0, unit="ms"), "", None),
    ],
)
def test_a_figure_holds_or_not_or_need_not(figure: Figure, bound: str, holds: bool | None) -> None:
    assert (figure.bound, figure.holds) == (bound, holds)


def test_the_figures_of_another_build_stand_beside(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    results = bench.Results()
    results.add("made", Made(), [{"cost": 2}, {"cost": 4}], [{"cost": 2}, {"cost": 20}])
    results.left_out.append("pages: needs wrk (apt install wrk)")
    bench.show(results)
    said = capsys.readouterr().out
    assert all(word in said for word in ("2.00 ×", "≤ 1.5 ×", "NO", "10.00 ×", "Left out", "apt install wrk"))
    bench.write(results, tmp_path / "var" / "bench.json", "HEAD")
    saved = json.loads((tmp_path / "var" / "bench.json").read_text())
    (row,) = saved["rows"]
    assert (row["value"], row["holds"], row["base"]) == (2, False, 10)


def test_what_a_part_needs_is_said_where_it_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bench.measure(["pages"], None).left_out == ["pages: needs wrk (apt install wrk)"]


def test_every_part_says_what_it_is_and_needs() -> None:
    for name in bench.NAMES:
        part = import_module(f"bench.parts.{name}")
        assert part.__doc__
        assert part.SIZES
        assert set(part.NEEDS) <= set(bench.PACKAGES)
        assert callable(part.measure)
        assert callable(part.figures)


def test_who_stops_a_measurement_stops_what_it_started(tmp_path: Path) -> None:
    (tmp_path / "inner.py").write_text(INNER)
    (tmp_path / "outer.py").write_text(OUTER)
    environment = os.environ | {"PYTHONPATH": str(settings.BASE_DIR)}
    with subprocess.Popen([sys.executable, "outer.py"], cwd=tmp_path, env=environment) as process:
        give_up = time.monotonic() + PATIENCE_S
        while not (tmp_path / "begun").exists():
            assert time.monotonic() < give_up
            time.sleep(0.02)
        process.terminate()
        assert process.wait(PATIENCE_S) == 128 + signal.SIGTERM
    assert (tmp_path / "ended").exists()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git (apt install git)")
def test_another_build_is_measured_by_the_same_modules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    portal = tmp_path / "portal"
    for name in (*MEASURING, "bezpecna_plzen/serving.py"):
        copied = portal / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (settings.BASE_DIR / name).is_dir() else shutil.copyfile
        copy(settings.BASE_DIR / name, copied)
    git(portal, "init", "--quiet")
    git(portal, "add", ".")
    git(portal, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "--message", "One build")
    for name in ("bench/figures.py", "tests/nginx.py", "bezpecna_plzen/serving.py"):
        (portal / name).write_text("# another build\n", encoding="utf-8")
    monkeypatch.setattr(builds, "ROOT", portal)
    with builds.check_out("HEAD", tmp_path) as root:
        assert (root / "bezpecna_plzen/serving.py").read_bytes() == (
            settings.BASE_DIR / "bezpecna_plzen/serving.py"
        ).read_bytes()
        for name in ("bench/figures.py", "bench/paths.lua", "tests/nginx.py"):
            assert (root / name).read_bytes() == (portal / name).read_bytes()
    assert not root.exists()


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)  # noqa: S603, S607 - in a folder of the test
