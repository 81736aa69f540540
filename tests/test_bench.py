"""What `make bench` says: rows with their bounds, what was left out, and that each part can be run."""

import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from bench import __main__ as bench
from bench.builds import check_out
from bench.figures import Figure, Measured


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


def test_another_build_is_measured_by_the_same_modules(tmp_path: Path) -> None:
    with check_out("HEAD", tmp_path) as root:
        assert (root / "bezpecna_plzen" / "serving.py").exists()
        for name in ("bench/figures.py", "bench/paths.lua", "tests/nginx.py"):
            assert (root / name).read_bytes() == (settings.BASE_DIR / name).read_bytes()
    assert not root.exists()
