"""Pieces of pages, made once from some data, kept with it and gone with it; the memory they take is bounded."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")

MOST_CHARACTERS = 2_000_000
_EACH = 200  # what keeping anything costs, its key included


class Kept:
    """What was made from data that does not change; what was not asked for longest makes room for other things."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        """Nothing is made yet.

        Args:
            most: characters to keep, all things together; what is longer by itself is not kept.
        """
        self._most = most
        self._made: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._size = 0
        self._changing = Lock()

    def get(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """What `make` returns, made when first asked for; two threads that ask at once may both make it.

        Args:
            key: all that it depends on, besides the data.
            make: makes it; what comes out must not be changed by anybody.
            size: how many characters it has.
        """
        with self._changing:
            if key in self._made:
                self._made.move_to_end(key)
                found: T = self._made[key][0]
                return found
        made = make()
        self._put(key, made, size(made) + _EACH)
        return made

    def _put(self, key: Hashable, made: object, size: int) -> None:
        with self._changing:
            if key in self._made or size > self._most:
                return
            self._made[key] = made, size
            self._size += size
            while self._size > self._most:
                _key, (_oldest, its_size) = self._made.popitem(last=False)
                self._size -= its_size
