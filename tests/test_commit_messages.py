"""What the hook says of a commit message: `.ci/check_commit_message.py`."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

CHECK = settings.BASE_DIR / ".ci" / "check_commit_message.py"
GOOD = "Lock Python packages with hashes"


find_faults = runpy.run_path(str(CHECK))["find_faults"]


@pytest.mark.parametrize(
    "message",
    [
        GOOD,
        f"{GOOD}\n",
        f"{GOOD}\n\nA list of versions trusted whatever the index sent.\n",
        f"{GOOD}\n\n# Please enter the commit message for your changes. Lines starting\n# with '#' will be ignored.\n",
        f"{GOOD}\n# ------------------------ >8 ------------------------\n# Do not modify.\ndiff --git a/x b/x\n",
        f"{'Ř' * 72}\n",  # characters, not bytes
        "fixup! Lock Python packages with hashes\n",
        "/readyz tries an UPDATE that changes nothing\n",
    ],
)
def test_a_heading_alone_or_with_reasons_below_is_taken(message: str) -> None:
    assert find_faults(message) == []


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("", "is empty"),
        ("\n\nA reason.\n", "is empty"),
        ("# Please enter the commit message\n", "is empty"),
        ("X" * 73, "has 73 characters, at most 72 fit"),
        (f"{GOOD}.\n", "no full stop"),
        ("lock packages\n", "capital letter"),
        (f"{GOOD}\nA reason.\n", "second line stays empty"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(message: str, said: str) -> None:
    [fault] = find_faults(message)
    assert said in fault


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(find_faults(f"{'lock' * 20}.\nand more\n")) == 4


@pytest.mark.parametrize(("message", "code"), [(GOOD, 0), (f"{GOOD}.", 1)])
def test_git_learns_by_the_exit_code_and_people_by_words(tmp_path: Path, message: str, code: int) -> None:
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text(message, encoding="utf-8")
    done = subprocess.run([sys.executable, CHECK, file], capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, bool(done.stdout), done.stderr) == (code, code == 1, "")
