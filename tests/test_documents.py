"""What the documents say about the project is so."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
DECISIONS = ROOT / "docs" / "decisions"
SUBJECTS = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
# Under the heading of a decision: the day it was taken, and whether it still holds or what took its place.
CHANGED = r"(?P<changed>(?:\w+ )?reversed(?: in part)?|replaced|extended) 20\d\d-\d\d-\d\d: see \[.+\]\(.+\)"
STATE = re.compile(rf"\*20\d\d-\d\d-\d\d · (?:in force|{CHANGED})\*")
# What people read about the project, but for the history of its changes.
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} - {ROOT / "CHANGELOG.md"})


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchor(heading: str) -> str:
    """What a link to a heading ends with, as the sites that show repositories make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings(path: Path) -> list[str]:
    return re.findall(r"(?m)^#+ (.+)$", re.sub(r"(?ms)^```.*?^```", "", read(path)))


@pytest.mark.parametrize("path", SUBJECTS, ids=lambda path: path.stem)
def test_every_decision_has_its_day_and_its_state(path: Path) -> None:
    lines = read(path).splitlines()
    decisions = [(line, lines[number + 2]) for number, line in enumerate(lines) if line.startswith("## ")]
    assert decisions
    assert not [heading for heading, state in decisions if not STATE.fullmatch(state)]


def test_every_decision_is_in_the_contents_under_its_subject() -> None:
    expected = []
    for path in SUBJECTS:
        lines = read(path).splitlines()
        expected.append(f"## [{lines[0].removeprefix('# ')}]({path.name})")
        for heading, state in ((line[3:], lines[at + 2]) for at, line in enumerate(lines) if line.startswith("## ")):
            changed = STATE.fullmatch(state)
            note = f" ({changed['changed']})" if changed and changed["changed"] else ""
            expected.append(f"- [{heading}]({path.name}#{anchor(heading)}){note}")
    contents = [line for line in read(DECISIONS / "README.md").splitlines() if line.startswith(("## ", "- "))]
    assert sorted(contents) == sorted(expected)
    assert len([line for line in contents if line.startswith("- ")]) >= 125
    # Each line stands under the heading of its own file.
    files = [re.search(r"\]\(([\w-]+\.md)", line) for line in contents]
    assert all(files)
    for (before, after), line in zip(pairwise(found[1] for found in files if found), contents[1:], strict=True):
        assert before == after or line.startswith("## ")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", read(path)):
        if re.match(r"\w+:", target):
            continue
        name, _, part = target.partition("#")
        other = path.parent / name if name else path
        assert other.exists(), target
        if part:
            assert part in {anchor(heading) for heading in headings(other)}, target
