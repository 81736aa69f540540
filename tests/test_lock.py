"""What is installed is what pyproject.toml asks for, in one version with its hashes: `.ci/check_lock.py`."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LOCKED = ("base.txt", "dev.txt")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the files that say what is installed."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def check(folder: Path) -> tuple[int, list[str]]:
    """What the check says of a folder, and its exit code."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, ROOT / ".ci" / "check_lock.py", folder], capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def replace(file: Path, pattern: str, text: str) -> None:
    """Change one place of a file."""
    changed, times = re.subn(pattern, text, file.read_text(encoding="utf-8"), count=1)
    assert times == 1
    file.write_text(changed, encoding="utf-8")


def test_the_lock_is_in_step_with_pyproject(project: Path) -> None:
    assert check(project) == (0, [])


@pytest.mark.parametrize(
    ("pattern", "text", "said"),
    [
        (r'"tzdata>=2025.2",', '"tzdata>=2025.2", "httpx>=0.28",', "httpx is missing"),
        (r'"tzdata>=2025.2",', "", "tzdata is no longer in pyproject.toml"),
        (r"Pillow>=12,<14", "Pillow>=99", r"pillow [\d.]+ is not >=99"),
        (r"psycopg\[binary,pool\]", "psycopg[binary,c,pool]", "psycopg lacks c"),
    ],
)
def test_a_change_of_what_the_portal_needs_wants_a_new_lock(project: Path, pattern: str, text: str, said: str) -> None:
    replace(project / "pyproject.toml", pattern, text)
    code, lines = check(project)
    assert code == 1
    assert lines.pop() == "Bring them into step: make lock"
    assert len(lines) == len(LOCKED)
    for line, name in zip(lines, LOCKED, strict=True):
        assert re.fullmatch(f"requirements/{name}: {said}", line)


def test_a_change_of_what_developing_needs_concerns_one_file(project: Path) -> None:
    replace(project / "pyproject.toml", r'"ruff>=[\d.,<]+"', '"ruff>=99"')
    code, lines = check(project)
    assert code == 1
    assert [line.split(":")[0] for line in lines[:-1]] == ["requirements/dev.txt"]


@pytest.mark.parametrize(
    ("pattern", "text", "said"),
    [
        (r"(?m)^tzdata==.*\\\n(    --hash.*\n)+", "tzdata==2026.6\n", "tzdata has no hash"),
        (r"(?m)^tzdata==[\d.]+", "tzdata>=2025.2", "tzdata has no exact version"),
        (r"(?m)^tzdata==[\d.]+", "tzdata==2025.3", "tzdata 2025.3 is not what dev.txt has"),
        (r"(?m)^tzdata==[\d.]+", "left-pad==1.0.0", "tzdata is missing"),
        (r"(?m)^((tzdata)==.*\\\n(    --hash.*\n)+)", r"\1\1", "a package stands there twice"),
    ],
)
def test_every_package_of_the_lock_is_one_content(project: Path, pattern: str, text: str, said: str) -> None:
    replace(project / "requirements" / "base.txt", pattern, text)
    code, lines = check(project)
    assert code == 1
    assert f"requirements/base.txt: {said}" in lines


def test_the_lock_names_no_index_and_no_address() -> None:
    for name in LOCKED:
        lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if line.startswith("-") or "://" in line or " @ " in line]
