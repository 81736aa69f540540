"""Which modules a file of Python imports; for the tests of layers and for the picture of them."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def read_imports(path: Path, *, source: str | None = None, root: Path = ROOT) -> set[str]:
    """The modules a file imports, with their full names: at its top, inside functions, for types only.

    Args:
        path: of the file; what is relative in it is found from its place.
        source: what to read instead of the file.
        root: the folder that full names begin in.
    """
    package = path.relative_to(root).parent.parts
    names = set()
    for node in ast.walk(ast.parse(source or path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names
