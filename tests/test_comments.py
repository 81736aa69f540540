"""What comments and docstrings name in backticks is there: files, modules, and names from the code."""

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from pkgutil import resolve_name

import pytest
from django.conf import settings

from tests.test_conventions import files

ROOT: Path = settings.BASE_DIR
SEARCHED = ROOT, ROOT / "templates", ROOT / "static"  # where a path may begin, besides next to who names it
OURS = ("core", "districts", "faq", "mailbox", "bezpecna_plzen", "tests")
COMMENTED = tuple(files(".py", ".html", ".js", ".css"))
HTML_COMMENT = r"(?s)\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->"
SCRIPT_COMMENT = r"(?s)/\*.*?\*/|(?<![:\"'])//[^\n]*"
COMMENT = {".html": HTML_COMMENT, ".js": SCRIPT_COMMENT, ".css": SCRIPT_COMMENT}
FILE = re.compile(r"[\w.*/-]+\.(?:py|html|toml|css|js|md)(?!\w)")
MODULE = re.compile(rf"(?<![\w./])(?:{'|'.join(OURS)})(?:\.[A-Za-z_]\w*)+(?![\w/])")
LIKE_A_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+(\(\))?|[a-z]+(_[a-z]+)+(\(\))?|([A-Z][a-z]+){2,}")
WITH_DOCSTRING = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def comments(path: Path) -> Iterator[str]:
    """The comments of a file that quote something (the others are not looked for), and its docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from (found[0] for found in re.finditer(COMMENT[path.suffix], text))
        return
    if re.search("#.*`", text):
        tokens = tokenize.generate_tokens(StringIO(text).readline)
        yield from (token.string for token in tokens if token.type == tokenize.COMMENT)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, WITH_DOCSTRING):
            yield ast.get_docstring(node) or ""


def without_comments(path: Path) -> str:
    """The code of a file: without comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return re.sub(COMMENT.get(path.suffix, r"(?m)^#.*"), "", text)
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, WITH_DOCSTRING) and ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.unparse(tree)


@cache
def words_of_the_code() -> frozenset[str]:
    """Every word of the code, and every name of a file or a folder of it."""
    words: set[str] = set()
    for path in files(".py", ".html", ".js", ".css", ".toml"):
        words |= {path.stem, path.parent.name, *re.findall(r"\w+", without_comments(path))}
    return frozenset(words)


@cache
def names_of_files() -> frozenset[str]:
    return frozenset(path.name for path in files(".py", ".html", ".js", ".css", ".toml", ".md"))


@cache
def quoted() -> frozenset[tuple[Path, str]]:
    """Who says what in backticks."""
    return frozenset(
        (path, text) for path in COMMENTED for comment in comments(path) for text in re.findall(r"`([^`]+)`", comment)
    )


def is_there(name: str, named_in: Path) -> bool:
    """Whether there is such a file: anywhere if only its name is given, else at its path."""
    if "/" not in name and "*" not in name:
        return name in names_of_files()
    return any([*folder.glob(name)] for folder in (*SEARCHED, named_in.parent))


def resolves(name: str) -> bool:
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


def test_files_that_comments_name_exist() -> None:
    named = {(path, name) for path, text in quoted() for name in FILE.findall(text)}
    assert named
    assert not sorted(f"{path.relative_to(ROOT)}: {name}" for path, name in named if not is_there(name, path))


def test_modules_that_comments_name_exist() -> None:
    named = {(path, name) for path, text in quoted() for name in MODULE.findall(text) if not FILE.fullmatch(name)}
    assert named
    assert not sorted(f"{path.relative_to(ROOT)}: {name}" for path, name in named if not resolves(name))


def test_names_that_comments_name_are_in_the_code() -> None:
    named = {(path, text) for path, text in quoted() if LIKE_A_NAME.fullmatch(text) and not FILE.fullmatch(text)}
    assert named
    unknown = {(path, name) for path, name in named if not words_of_the_code().issuperset(re.findall(r"\w+", name))}
    assert not sorted(f"{path.relative_to(ROOT)}: {name}" for path, name in unknown)


@pytest.mark.parametrize(
    ("file", "source", "said", "code"),
    [
        ("a.py", '"""See `b.py`."""\nx = "# no"  # but `c`\n', ["# but `c`", "See `b.py`."], "x = '# no'"),
        ("a.html", "<a href='https://x'>{# `b` #}<!-- c --></a>", ["{# `b` #}", "<!-- c -->"], "<a href='https://x'></a>"),
        ("a.js", "let a; // `b`\n/* c */ fetch('https://x');", ["// `b`", "/* c */"], "let a; \n fetch('https://x');"),
    ],
)  # fmt: skip
def test_comments_and_code_are_told_apart(tmp_path: Path, file: str, source: str, said: list[str], code: str) -> None:
    path = tmp_path / file
    path.write_text(source, encoding="utf-8")
    assert list(comments(path)) == said
    assert without_comments(path) == code
