"""The builds that are measured: this one, and one of a commit to compare with."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import endings
from bench.figures import Measured, Part
from tests import official_files

ROOT = Path(__file__).resolve().parent.parent
# What measures is the same for both; everything else is the other build's own.
MEASURING = ("bench", "tests/nginx.py", "tests/official_files.py", "tests/resident.py", "tests/running.py")


@dataclass(frozen=True)
class Build:
    """A build of the portal, and a folder for what is measured with it."""

    root: Path
    python: Path
    folder: Path

    def measure(self, name: str, part: Part) -> list[Measured]:
        """Run a part with each of its sizes.

        Raises:
            subprocess.CalledProcessError: it failed; why is on the standard error output.
        """
        return [self._measure(name, part, size) for size in part.SIZES]

    def _measure(self, name: str, part: Part, size: int) -> Measured:
        database = self.folder / f"{name}-{size}.sqlite3"
        if part.IN_CITY:
            shutil.copyfile(self._city(), database)
        said = self._run(database, "-m", "bench.measure_part", name, str(size))
        database.unlink(missing_ok=True)  # some are large
        measured: Measured = json.loads(said.splitlines()[-1])
        return measured

    def _city(self) -> Path:
        """A database with the city; made once."""
        city = self.folder / "city.sqlite3"
        if not city.exists():
            self._run(city, "-m", "bench.city")
        return city

    def _run(self, database: Path, *arguments: str) -> str:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{database}",
            "MEDIA_ROOT": f"{database}.media",
            "PYTHONPATH": str(self.root),
            "BEZPECNA_PLZEN_DATA": str(official_files.FOLDER),  # another build would look for them beside itself
        }
        return endings.run([str(self.python), *arguments], folder=self.root, environment=environment)


def this_build(folder: Path) -> Build:
    """The files as they are now."""
    return Build(ROOT, Path(sys.executable), _made(folder / "this"))


@contextmanager
def check_out(commit: str, folder: Path) -> Iterator[Path]:
    """The files of a commit in a folder of their own, with the modules of this build that measure."""
    root = folder / "checked-out"
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(root), commit], check=True)  # noqa: S603 - git
    try:
        for name in MEASURING:
            _replace(root / name, ROOT / name)
        yield root
    finally:
        subprocess.run([*git, "remove", "--force", str(root)], check=True)  # noqa: S603


def other_build(root: Path, folder: Path) -> Build:
    """A build that was checked out, with this environment if it needs the same packages, else with its own."""
    python = Path(sys.executable)
    if _packages(root) != _packages(ROOT):
        subprocess.run(["make", "--directory", str(root), ".venv/.installed-dev"], check=True)  # noqa: S603, S607
        python = root / ".venv" / "bin" / "python"
    return Build(root, python, _made(folder / "other"))


def _packages(root: Path) -> str:
    """What is installed; nothing in builds from before it was locked."""
    locked = root / "requirements" / "dev.txt"
    return locked.read_text(encoding="utf-8") if locked.exists() else ""


def _replace(old: Path, new: Path) -> None:
    if new.is_dir():
        shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(new, old)
    else:
        shutil.copyfile(new, old)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
