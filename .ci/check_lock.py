"""Says where pyproject.toml and the files of `requirements/` that are installed from it disagree."""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
# Each file, and which optional groups of pyproject.toml it installs besides what the portal needs.
GROUPS = {"base.txt": (), "dev.txt": ("dev",)}
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
ASKED_FOR = "(pyproject.toml)"  # how uv marks a package that pyproject.toml names itself


@dataclass(frozen=True)
class Pin:
    """A package in one of the files, with all that stands below it."""

    requirement: Requirement
    text: str

    @property
    def name(self) -> str:
        """The name, written in the one way that can be compared."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The one version that may be installed; empty if several may."""
        pinned = re.fullmatch(r"==([^*,]+)", str(self.requirement.specifier))
        return pinned[1] if pinned else ""


def read_pins(path: Path) -> Iterator[Pin]:
    """The packages of a file. Options, such as the address of an index, are no requirements and raise."""
    for entry in re.split(r"\n(?=[^\s#])", path.read_text(encoding="utf-8")):
        line = re.split(r"\s*(?:\\|#|--hash)", entry.lstrip("\n"), maxsplit=1)[0].strip()
        if line:
            yield Pin(Requirement(line), entry)


def find_unsafe(pins: list[Pin]) -> Iterator[str]:
    """What keeps a file from meaning one content alone."""
    if len({pin.name for pin in pins}) < len(pins):
        yield "a package stands there twice"
    for pin in pins:
        if not pin.version:
            yield f"{pin.name} has no exact version"
        if not HASH.search(pin.text):
            yield f"{pin.name} has no hash"


def find_outdated(pins: list[Pin], wanted: list[Requirement]) -> Iterator[str]:
    """Where a file is not what pyproject.toml asks for."""
    locked = {pin.name: pin for pin in pins}
    asked_for = {canonicalize_name(requirement.name): requirement for requirement in wanted}
    for name in sorted(asked_for.keys() - locked.keys()):
        yield f"{name} is missing"
    for pin in pins:
        requirement = asked_for.get(pin.name)
        if requirement is None:
            if ASKED_FOR in pin.text:
                yield f"{pin.name} is no longer in pyproject.toml"
            continue
        if not requirement.specifier.contains(pin.version or "0", prereleases=True):
            yield f"{pin.name} {pin.version} is not {requirement.specifier}"
        if lacking := requirement.extras - pin.requirement.extras:
            yield f"{pin.name} lacks {', '.join(sorted(lacking))}"


def find_strays(pins: list[Pin], others: Iterable[Pin]) -> Iterator[str]:
    """What a smaller file installs otherwise than the file of developers, with which the portal is tested."""
    tested = {pin.name: pin.version for pin in others}
    for pin in pins:
        if tested.get(pin.name) != pin.version:
            yield f"{pin.name} {pin.version} is not what dev.txt has"


def main(root: Path) -> int:
    """Print every disagreement; 1 if there is one."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = {name: list(read_pins(root / "requirements" / name)) for name in GROUPS}
    faults = []
    for name, groups in GROUPS.items():
        texts = list(project["dependencies"])
        for group in groups:
            texts += project["optional-dependencies"][group]
        found = [
            *find_unsafe(locked[name]),
            *find_outdated(locked[name], [Requirement(text) for text in texts]),
            *find_strays(locked[name], locked["dev.txt"]),
        ]
        faults += [f"requirements/{name}: {fault}\n" for fault in found]
    if faults:
        sys.stdout.writelines([*faults, "Bring them into step: make lock\n"])
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT))
