"""The emergency numbers are written once, and every page and mail has them from there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from core.danger import emergency_lines
from core.danger.emergency_lines import EMERGENCY, EMERGENCY_NUMBERS

ROOT = Path(settings.BASE_DIR)
IN_A_TEXT = re.compile(rf"(?<![\d.:])(?:{'|'.join(sorted(EMERGENCY_NUMBERS))})(?![\d.:])")
# In texts that editors may change, in what people type, and in what was written before.
ELSEWHERE = {"content", "phrases", "migrations"}


def strings(source: str) -> Iterator[str]:
    """The texts of a module, without its docstrings."""
    tree = ast.parse(source)
    alone = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in alone:
            yield node.value


def test_no_template_writes_an_emergency_itself() -> None:
    written = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file()
        for line in path.read_text(encoding="utf-8").splitlines()
        if IN_A_TEXT.search(line)
    }
    assert not written


@pytest.mark.parametrize("app", ["bezpecna_plzen", "core", "districts", "faq", "mailbox"])
def test_no_module_writes_an_emergency_itself(app: str) -> None:
    written = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in sorted((ROOT / app).rglob("*.py"))
        if path != Path(emergency_lines.__file__) and not ELSEWHERE.intersection(path.parts)
        for text in strings(path.read_text(encoding="utf-8"))
        if IN_A_TEXT.search(text)
    }
    assert not written


def test_the_page_that_the_proxy_shows_by_itself_has_the_same_numbers() -> None:
    page = (ROOT / "deploy" / "busy.html").read_text(encoding="utf-8")
    dialled = re.findall(r'<a href="tel:([^"]*)">([^<]*)</a>', page)
    assert {shown for _number, shown in dialled} == {
        emergency_lines.POLICE.number,
        emergency_lines.MUNICIPAL_POLICE.number,
        emergency_lines.ANY.number,
    }
    assert all(number == shown for number, shown in dialled)


def test_a_text_names_a_line_and_gets_its_number_or_a_link_that_dials_it() -> None:
    text = '{% load emergency %}{{ "police"|emergency_link }}, {{ "any"|emergency }}'
    assert Template(text).render(Context()) == '<a href="tel:158">158</a>, 112'


def test_every_number_that_everybody_is_shown_comes_from_two_places() -> None:
    assert [line.number for line in EMERGENCY] == ["112", "158", "156", "155", "150"]
    assert all(len(line.sources) >= 2 for line in EMERGENCY)
