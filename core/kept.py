"""What was made once and is kept in memory that is bounded: pieces of pages with the data that they were made from."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")

MOST_CHARACTERS = 2_000_000
_EACH = 200  # what keeping anything costs, its key included


class Same:
    """A part of a key: this very object and no other one, even if they count as equal, as records with one key do."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.thing is self.thing

    def __hash__(self) -> int:
        return id(self.thing)


class Kept:
    """Things by their keys, as many as fit; what was not asked for longest makes room for others. For all threads."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        """Nothing is kept yet.

        Args:
            most: what all things may take together, in whatever their sizes are counted; what takes more by itself is
                not kept.
        """
        self._most = most
        self._made: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._size = 0
        self._changing = Lock()

    def __len__(self) -> int:
        return len(self._made)

    def find(self, key: Hashable) -> Any | None:  # noqa: ANN401 - whatever was kept
        """What is kept under a key, which is then the last to go; None if there is nothing."""
        with self._changing:
            if key not in self._made:
                return None
            self._made.move_to_end(key)
            return self._made[key][0]

    def keep(self, key: Hashable, thing: object, size: int) -> None:
        """Keep something, in the place of what was under the key; others go if there is no room."""
        if size > self._most:
            return
        with self._changing:
            self._let_go(key)
            self._made[key] = thing, size
            self._size += size
            while self._size > self._most:
                self._let_go(next(iter(self._made)))

    def get(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """What `make` returns, made when first asked for; two threads that ask at once may both make it.

        Args:
            key: all that it depends on, besides the data.
            make: makes it; what comes out must not be changed by anybody. None is made again each time.
            size: how many characters it has.
        """
        found: T | None = self.find(key)
        if found is not None:
            return found
        made = make()
        self.keep(key, made, size(made) + _EACH)
        return made

    def clear(self) -> None:
        """Let everything go."""
        with self._changing:
            self._made.clear()
            self._size = 0

    def _let_go(self, key: Hashable) -> None:
        _thing, size = self._made.pop(key, (None, 0))
        self._size -= size
