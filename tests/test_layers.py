"""Which module may know which: layers, no circles, models that know no services."""

from collections.abc import Mapping

from tests.imports import read_imports
from tests.test_conventions import OUR_APPS, ROOT, sources

Graph = Mapping[str, set[str]]  # the modules that a module imports: at its top, inside functions, for types only
APPS = sorted(config.name for config in OUR_APPS)


def name_of(parts: tuple[str, ...]) -> str:
    """The name of a module from the parts of its path."""
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def import_graph() -> Graph:
    """All modules of ours but tests, and which of them each imports; not the packages that it lies in itself."""
    paths = {
        name_of(path.relative_to(ROOT).with_suffix("").parts): path
        for path in sources()
        if path.relative_to(ROOT).parts[0] in APPS and "migrations" not in path.parts
    }
    return {
        name: {other for other in read_imports(path) & paths.keys() if not f"{name}.".startswith(f"{other}.")}
        for name, path in paths.items()
    }


def circles(graph: Graph) -> list[str]:
    """One circle for each module that imports itself through others, as `a → b → a`."""

    def way_back(start: str) -> list[str] | None:
        ways, seen = [[start]], set[str]()
        while ways:
            way = ways.pop()
            for following in sorted(graph[way[-1]]):
                if following == start:
                    return [*way, start]
                if following not in seen:
                    seen.add(following)
                    ways.append([*way, following])
        return None

    return [" → ".join(way) for name in graph if (way := way_back(name))]


def test_a_circle_is_seen_however_long_it_is() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set[str]()}
    assert circles(graph) == ["b → c → b", "c → b → c"]


def test_imports_inside_functions_and_for_types_count() -> None:
    module = ROOT / "faq" / "not_there.py"  # only its place matters, for what is relative
    source = "if TYPE_CHECKING:\n    from . import api\n\ndef function():\n    from mailbox.models import Message\n"
    assert {"faq.api", "mailbox.models"} <= read_imports(module, source=source)


def test_no_module_imports_itself_through_others() -> None:
    graph = import_graph()
    assert "mailbox.models.message" in graph["mailbox.models"]
    assert not circles(graph)


def test_models_import_only_models_and_the_foundation() -> None:
    found = {
        f"{name} → {other}"
        for name, others in import_graph().items()
        if ".models" in name
        for other in others
        if ".models" not in other and other.partition(".")[0] != "core"
    }
    assert not found
