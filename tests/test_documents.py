"""What the documents say about the project is so."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from tests.test_comments import LIKE_A_NAME, words_of_the_code

ROOT: Path = settings.BASE_DIR
DECISIONS = ROOT / "docs" / "decisions"
SUBJECTS = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
# Under the heading of a decision: the day it was taken, and whether it still holds or what took its place.
CHANGED = r"(?P<changed>(?:\w+ )?reversed(?: in part)?|replaced|extended) 20\d\d-\d\d-\d\d: see \[.+\]\(.+\)"
STATE = re.compile(rf"\*20\d\d-\d\d-\d\d · (?:in force|{CHANGED})\*")
# What people read about the project, but for the history of its changes.
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} - {ROOT / "CHANGELOG.md"})
MADE_WHILE_RUNNING = ("var/", ".env", ".venv")
LIKE_A_PATH = re.compile(r"[\w.*-]+(/[\w.*-]+)+/?|[\w.-]+/|[\w-]+\.(py|md|html|js|css|toml|txt|svg|sh|conf|po|json)")
# Types of content, and files of whoever runs the portal.
NO_PATH = re.compile(r"(multipart|text|application|image)/|[A-Z_]+/|quarantine/")
OF_OTHERS = {"coverage_clean", "coverage_invalid_edges"}  # functions of Shapely that were decided against


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


def code(path: Path) -> tuple[list[str], list[str]]:
    """What stands in backticks, and the lines of blocks of code."""
    text = read(path)
    blocks = re.findall(r"(?ms)^```[^\n]*\n(.*?)^```", text)
    running = re.sub(r"(?ms)^```.*?^```", "", text)
    return re.findall(r"`([^`\n]+)`", running), [line for block in blocks for line in block.splitlines()]


def exists(name: str) -> bool:
    return bool([*ROOT.glob(name.removesuffix("/"))]) or name.startswith(MADE_WHILE_RUNNING)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_folders_that_are_named_exist(path: Path) -> None:
    quoted, lines = code(path)
    named = [text for text in quoted if LIKE_A_PATH.fullmatch(text) and not NO_PATH.match(text)]
    tops = tuple(f"{top.name}/" for top in ROOT.iterdir() if top.is_dir() and not top.name.startswith("."))
    words = [word for text in [*quoted, *lines] for word in re.split(r"[\s\"']+", text)]
    named += [word for word in words if word.startswith(tops)]
    assert not sorted({name for name in named if not exists(name)})


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_their_options_that_are_named_exist(path: Path) -> None:
    quoted, lines = code(path)
    known, wrong = get_commands(), []
    targets = set(re.findall(r"(?m)^([a-z-]+):", read(ROOT / "Makefile")))
    for text in [*quoted, *lines]:
        wrong += [name for name in re.findall(r"^make ([a-z][a-z-]*)", text) if name not in targets]
        wrong += [name for name in re.findall(r"manage\.py ([a-z]\w*)(?![\w…])", text) if name not in known]
        started = re.match(r"(?:.*manage\.py )?([a-z_]+)\b(.*)", text)
        if started and started[1] in known:
            parser = load_command_class(known[started[1]], started[1]).create_parser("manage.py", started[1])
            options = re.findall(r"(?<!\S)--[a-z-]+", started[2])
            wrong += [f"{started[1]} {option}" for option in options if option not in parser._option_string_actions]
    assert not wrong


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_from_the_code_that_are_named_are_in_the_code(path: Path) -> None:
    quoted, _lines = code(path)
    names = [text for text in quoted if LIKE_A_NAME.fullmatch(text) and not LIKE_A_PATH.fullmatch(text)]
    named = {part for name in names for part in re.findall(r"\w+", name)}
    assert not sorted(named - words_of_the_code() - OF_OTHERS)


def test_the_changelog_has_its_form() -> None:
    headings_of_it = headings(ROOT / "CHANGELOG.md")
    assert headings_of_it[:3] == ["Changelog", "Unreleased", "Upgrading"]
    release = re.compile(r"Unreleased|\d+\.\d+\.\d+ – 20\d\d-\d\d-\d\d")
    kinds = {"Upgrading", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert not [heading for heading in headings_of_it[1:] if heading not in kinds and not release.fullmatch(heading)]


def test_the_readme_stays_short() -> None:
    assert len(read(ROOT / "README.md").splitlines()) <= 120


def test_every_setting_is_in_the_table_and_every_one_in_it_is_read() -> None:
    sources = [read(path) for path in (ROOT / "bezpecna_plzen").glob("*.py")]
    known = {name for source in sources for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)}
    rows = re.findall(r"(?m)^\| (`[A-Z_]+`(?: · `[A-Z_]+`)*) \|", read(ROOT / "docs" / "settings.md"))
    assert sorted(name for row in rows for name in re.findall(r"`(\w+)`", row)) == sorted(known)
