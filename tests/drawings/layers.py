"""The layers of the portal: which folder stands on which, as their imports say."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.imports import read_imports

from . import svg

ROOT = Path(__file__).resolve().parent.parent.parent
FOUNDATION = "core"
# What any app has, and what says nothing about its subject.
EVERYWHERE = {"management", "migrations", "templatetags", "formats", "apps", "urls", "translation", "wsgi"}
_PADDING, _GAP, _LINE = 16, 44, 20


@dataclass(frozen=True, slots=True)
class Folder:
    """A top folder of Python: its packages and single modules, and which other top folders they import."""

    name: str
    rooms: tuple[str, ...]
    modules: tuple[str, ...]
    imports: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    width: float
    height: float


def read_folders(root: Path = ROOT) -> dict[str, Folder]:
    """The apps, the foundation and the project's own folder, as the code has them."""
    names = {path.parent.name for path in root.glob("*/apps.py")} | {FOUNDATION}
    return {name: _read_folder(root / name, frozenset(names - {name})) for name in sorted(names)}


def _read_folder(path: Path, others: frozenset[str]) -> Folder:
    rooms = sorted(one.parent.name for one in path.glob("*/__init__.py"))
    modules = sorted(one.stem for one in path.glob("*.py"))
    known: set[str] = set()
    for one in path.rglob("*.py"):
        known |= {name.partition(".")[0] for name in read_imports(one, root=path.parent)}
    return Folder(
        path.name,
        tuple(name for name in rooms if name not in EVERYWHERE),
        tuple(name for name in modules if name not in EVERYWHERE and not name.startswith("_")),
        others & known,
    )


def stack_layers(folders: Mapping[str, Folder]) -> list[list[Folder]]:
    """Folders by what they stand on: the first layer imports nobody, each other one only what lies in layers before it.

    Raises:
        ValueError: some folders import each other in a circle.
    """
    placed: set[str] = set()
    layers = []
    while len(placed) < len(folders):
        layer = [folder for folder in folders.values() if folder.name not in placed and folder.imports <= placed]
        if not layer:
            raise ValueError(f"these import each other in a circle: {sorted(set(folders) - placed)}")
        placed |= {folder.name for folder in layer}
        layers.append(layer)
    return layers


def draw_layers(folders: Mapping[str, Folder]) -> str:
    """The layers from the top to the bottom, with what is in each folder and an arrow to whatever it stands on."""
    boxes: dict[str, _Box] = {}
    drawn = []
    top: float = svg.MARGIN
    for layer in reversed(stack_layers(folders)):
        width = (svg.WIDTH - (len(layer) + 1) * svg.MARGIN) / len(layer)
        contents = [_draw_contents(folder, width) for folder in layer]
        height = max(needed for _inside, needed in contents)
        for number, (folder, (inside, _needed)) in enumerate(zip(layer, contents, strict=True)):
            box = _Box(svg.MARGIN + number * (width + svg.MARGIN), top, width, height)
            drawn.append(svg.frame(box.left, box.top, box.width, box.height, inside))
            boxes[folder.name] = box
        top += height + _GAP
    arrows = [_draw_arrow(boxes[name], boxes[below]) for name, below in _nearest(folders)]
    height = top - _GAP + svg.MARGIN
    return svg.picture([*arrows, *drawn], height, title="The layers of the portal", text=_in_words(folders))


def _in_words(folders: Mapping[str, Folder]) -> str:
    known = {name: ", ".join(sorted(folder.imports)) for name, folder in folders.items()}
    return "; ".join(f"{name} imports {others or 'none of the others'}" for name, others in known.items()) + "."


def _nearest(folders: Mapping[str, Folder]) -> list[tuple[str, str]]:
    """Which folder stands on which, without what follows from others: an arrow each."""
    pairs = []
    for folder in folders.values():
        behind_others = {below for other in folder.imports for below in folders[other].imports}
        pairs += [(folder.name, below) for below in sorted(folder.imports - behind_others)]
    return pairs


def _draw_arrow(upper: _Box, lower: _Box) -> str:
    """Straight down, in the middle of the narrower one."""
    narrow = min(upper, lower, key=lambda box: box.width)
    middle = narrow.left + narrow.width / 2
    return svg.arrow(middle, upper.top + upper.height, middle, lower.top - 2)


def _draw_contents(folder: Folder, width: float) -> tuple[str, float]:
    """The name of a folder, its packages as chips and its modules as lines of words; and how high all that is."""
    parts = [svg.heading(folder.name, _PADDING, 28)]
    left, top = float(_PADDING), 42
    for room in folder.rooms:
        length = svg.length_of(room) + 20
        if left + length > width - _PADDING:
            left, top = _PADDING, top + svg.CHIP + 6
        parts.append(svg.chip([room], left + length / 2, top))
        left += length + 6
    top += svg.CHIP + 20
    for line in svg.wrap(folder.modules, width - 2 * _PADDING, between=" · "):
        parts.append(svg.label(line, _PADDING, top, colour=svg.QUIET))
        top += _LINE
    return "".join(parts), top - 4
