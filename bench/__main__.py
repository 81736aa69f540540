"""Measures everything, or the parts that are named, and prints one table: `make bench`."""

import json
import pkgutil
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import cast

from rich.console import Console
from rich.table import Table

from bench import builds, endings, parts
from bench.figures import Figure, Measured, Part, as_json

NAMES = [module.name for module in pkgutil.iter_modules(parts.__path__)]
PACKAGES = {"wrk": "wrk", "nginx": "nginx"}  # of Debian, by the program that each brings
console = Console()


@dataclass
class Results:
    """What a run has found so far."""

    rows: list[tuple[Figure, float | None]] = field(default_factory=list)  # with the figure of the other build
    left_out: list[str] = field(default_factory=list)
    raw: dict[str, Mapping[str, Sequence[Measured]]] = field(default_factory=dict)

    def add(self, name: str, part: Part, here: Sequence[Measured], base: Sequence[Measured]) -> None:
        """Take what a part has measured here and, if it could, in the other build."""
        self.raw[name] = {"here": here, "base": base}
        of_base = {row.name: row.value for row in part.figures(base, [])} if base else {}
        self.rows += [(row, of_base.get(row.name)) for row in part.figures(here, base)]


def find_program(name: str) -> str | None:
    """Where a program is; Debian keeps servers where only root looks."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def measure(names: Sequence[str], commit: str | None) -> Results:
    """Measure parts, each here and then in the build of a commit, if one is named."""
    results = Results()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, ExitStack() as stack:
        folder = Path(scratch)
        here = builds.this_build(folder)
        other = None
        if commit:
            other = builds.other_build(stack.enter_context(builds.check_out(commit, folder)), folder)
        for name in names:
            part = cast("Part", import_module(f"bench.parts.{name}"))
            if missing := [program for program in part.NEEDS if not find_program(program)]:
                packages = " ".join(PACKAGES[program] for program in missing)
                results.left_out.append(f"{name}: needs {packages} (apt install {packages})")
                continue
            console.print(f"[bold]{(part.__doc__ or name).splitlines()[0]}[/bold]")
            results.add(name, part, here.measure(name, part), _measure_other(other, name, part, results))
    return results


def _measure_other(other: builds.Build | None, name: str, part: Part, results: Results) -> Sequence[Measured]:
    """What the other build says; nothing where its code is too different to be measured so."""
    if other is None:
        return []
    try:
        return other.measure(name, part)
    except subprocess.CalledProcessError:
        results.left_out.append(f"{name}, in the other build: it cannot be measured like this one")
        return []


def show(results: Results) -> None:
    """Print the table."""
    compared = any(base is not None for _row, base in results.rows)
    table = Table("measured", "figure", "must hold", "", *(["in the other build"] if compared else []), "beside")
    for row, base in results.rows:
        holds = {True: "[green]yes[/green]", False: "[red]NO[/red]", None: ""}[row.holds]
        of_base = Figure("", base, row.unit).shown if base is not None else ""
        table.add_row(row.name, row.shown, row.bound, holds, *([of_base] if compared else []), row.beside)
    console.print(table)
    for line in results.left_out:
        console.print(f"[yellow]Left out: {line}[/yellow]")


def write(results: Results, file: Path, commit: str | None) -> None:
    """Save everything as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "base": commit,
        "rows": [as_json(row, base) for row, base in results.rows],
        "left_out": results.left_out,
        "measured": results.raw,
    }
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Exit 1 if something that must hold does not, or was not measured."""
    parser = ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(NAMES)}; all if none is named")
    parser.add_argument("--base", metavar="COMMIT", help="also measure the build of a commit")
    parser.add_argument("--json", type=Path, default=builds.ROOT / "var" / "bench.json", help="where to save it")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(NAMES):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    endings.leave_properly()
    results = measure(options.parts or NAMES, options.base)
    show(results)
    write(results, options.json, options.base)
    return 0 if not results.left_out and all(row.holds is not False for row, _base in results.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
