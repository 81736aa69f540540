"""What was read from some tables, taken over for as long as none of them changes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from districts.models.revision import LookupModel

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was read, and the stamps that its tables had then."""

    stamps: tuple[str, ...]
    value: Any


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one state of the data."""

    stamps: Mapping[str, str]  # of the tables, by their names
    before: Mapping[str, Part]  # the parts of the state before it
    read: dict[str, Part] = field(default_factory=dict)  # those of this one

    def take(self, name: str, tables: Iterable[type[LookupModel]], read: Callable[[], T]) -> T:
        """A part: the one from before if its tables are the same, else read anew."""
        stamps = tuple(self.stamps[model._meta.db_table] for model in tables)
        part = self.before.get(name)
        if part is None or part.stamps != stamps:
            part = Part(stamps, read())
        self.read[name] = part
        value: T = part.value
        return value
