"""How much each key says about the texts that it stands in, for all texts at once. Pure, no Django."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Strengths = NDArray[np.float64]  # by the number of a question, from 0, which it has not, to 1


class Postings:
    """The questions of all keys, those of one key side by side: arrays are gone through a hundred times as fast."""

    def __init__(self, strengths: Mapping[str, Mapping[int, float]]) -> None:
        """Take how strongly each question has each key, by key and question."""
        self._places: dict[str, slice] = {}
        numbers: list[int] = []
        values: list[float] = []
        for key, having in strengths.items():
            self._places[key] = slice(len(numbers), len(numbers) + len(having))
            numbers += having.keys()
            values += having.values()
        self._numbers = np.array(numbers, dtype=np.intp)
        self._values = np.array(values, dtype=np.float64)

    def measure(self, keys: Mapping[str, float], strengths: Strengths, *, weight: float, is_first: bool) -> None:
        """Let each question be as strong as the key that says most for it.

        Args:
            keys: with their weights.
            strengths: of all questions; those that are stronger already stay so. Changed in place.
            weight: of these texts.
            is_first: whether all strengths are zero still, which saves comparing them.
        """
        for key, worth in keys.items():
            if (place := self._places.get(key)) is not None:
                numbers, counted = self._numbers[place], worth * weight * self._values[place]
                strengths[numbers] = counted if is_first else np.maximum(strengths[numbers], counted)
                is_first = False
