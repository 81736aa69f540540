"""What was read from some tables, taken over for as long as none of them changes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from districts.models.revision import LookupModel

T = TypeVar("T")
M = TypeVar("M", bound=LookupModel)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was read, and the stamps that its tables had then."""

    stamps: tuple[str, ...]
    value: Any


@dataclass(frozen=True, slots=True)
class _Records:
    """All records of a table, in their order."""

    by_values: Mapping[tuple[Any, ...], Any]  # their keys are among the values


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one state of the data."""

    stamps: Mapping[str, str]  # of the tables, by their names
    before: Mapping[str, Part]  # the parts of the state before it
    read: dict[str, Part] = field(default_factory=dict)  # those of this one

    @property
    def known(self) -> Mapping[str, Part]:
        """For the state after this one: also what those parts were made of that could be taken over whole."""
        return {**self.before, **self.read}

    def take_records(self, model: type[M], *order: str) -> tuple[M, ...]:
        """The records of a table; of those that are as they were, the very same objects.

        A changed telephone number leaves all others as they are, and to make them is most of what reading them costs.

        Args:
            model: whose.
            order: the fields that they are ordered by, as `order_by()` takes them.
        """
        table = model._meta.db_table
        past = self.before.get(table)

        def read() -> _Records:
            names = [field.attname for field in model._meta.concrete_fields]
            known = past.value.by_values if past else {}
            found = model.objects.order_by(*order).values_list(*names)
            return _Records({each: known.get(each) or model.from_db(found.db, names, each) for each in found})

        kept: _Records = self.take(table, [model], read)
        return tuple(kept.by_values.values())

    def take(self, name: str, tables: Iterable[type[LookupModel]], read: Callable[[], T]) -> T:
        """A part: the one from before if its tables are the same, else read anew."""
        stamps = tuple(self.stamps.get(model._meta.db_table, "") for model in tables)
        part = self.before.get(name)
        if part is None or part.stamps != stamps or not all(stamps):  # of a table without one nothing is known
            part = Part(stamps, read())
        self.read[name] = part
        value: T = part.value
        return value
