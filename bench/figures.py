"""The rows of the table: what was measured, and what must hold."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

T = TypeVar("T")
Measured = dict[str, float]  # what a part has measured, by name


@dataclass(frozen=True, slots=True)
class Figure:
    """A row. Without a bound it is only said."""

    name: str
    value: float
    unit: str = "×"
    at_least: float | None = None
    at_most: float | None = None
    beside: str = ""  # absolute figures, which hold for this machine on this day

    @property
    def holds(self) -> bool | None:
        """Whether it is as it must be; none if it need not be anything."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None

    @property
    def bound(self) -> str:
        """What must hold, in a sign and a number."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g} {self.unit}"
        return f"≤ {self.at_most:g} {self.unit}" if self.at_most is not None else ""

    @property
    def shown(self) -> str:
        """The figure with as many digits as mean something."""
        digits = 4 if 0 < abs(self.value) < 0.1 else 2
        return f"{self.value:,.{digits if self.value < 100 else 0}f} {self.unit}"


class Part(Protocol):
    """A module of `bench/parts/`."""

    SIZES: tuple[int, ...]  # it is measured with each, in a process of its own
    IN_CITY: bool  # in a database with the city and made-up people, else in one without tables
    NEEDS: tuple[str, ...]  # programs

    def measure(self, size: int) -> Measured:
        """Measure in this process, whose Django is set up; takes seconds to minutes."""

    def figures(self, measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
        """The rows, from what was measured with each size, here and in another build (empty if there is none)."""


def median_us(call: Callable[[T], object], items: Iterable[T]) -> float:
    """The median processor time of a call in microseconds."""
    times = []
    for item in items:
        start = time.process_time()
        call(item)
        times.append(time.process_time() - start)
    return statistics.median(times) * 1e6


def median_ratio(some: Sequence[float], others: Sequence[float]) -> float:
    """How many times as large the former are, measured in turns: the median of the rounds."""
    return statistics.median(one / other for one, other in zip(some, others, strict=True))


def growth(measured: Sequence[Measured], name: str) -> float:
    """How many times as large a figure is with the last size as with the first."""
    return measured[-1][name] / measured[0][name]


def as_json(figure: Figure, base: float | None) -> Mapping[str, object]:
    """A row for the file."""
    return {
        "name": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "bound": figure.bound,
        "holds": figure.holds,
        "beside": figure.beside,
        "base": base,
    }
