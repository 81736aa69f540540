"""Answers in memory: as many as fit, the ones not asked for longest go first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass

_OVERHEAD = 3_000  # bytes beside the body: headers, key, Python's objects; measured, rounded up


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer with status 200, ready to be sent."""

    etag: str
    headers: Sequence[tuple[str, str]]
    not_modified: Sequence[tuple[str, str]]  # the headers for whoever has it already
    body: bytes

    def is_known(self, if_none_match: str | None) -> bool:
        """Whether somebody has it already, by the header If-None-Match, so that a 304 will do.

        Weak names of it count, as nginx makes them of those of files that it compresses.
        """
        return if_none_match is not None and (self.etag in if_none_match or if_none_match.strip() == "*")


class PageMemory:
    """Answers by what was asked, shared by all threads of a process."""

    def __init__(self, most_bytes: int) -> None:
        """Nothing is kept yet.

        Args:
            most_bytes: what all kept answers may take together.
        """
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, KeptAnswer] = OrderedDict()
        self._changing = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, asked: Hashable) -> KeptAnswer | None:
        """The answer kept for a question, which is then the last to go."""
        answer = self._kept.get(asked)
        if answer is not None:
            with suppress(KeyError):  # another thread has just let it go; it is right all the same
                self._kept.move_to_end(asked)
        return answer

    def keep(self, asked: Hashable, answer: KeptAnswer) -> None:
        """Keep an answer; others go if there is no room. One that would take an eighth of it is not kept."""
        size = len(answer.body) + _OVERHEAD
        if size > self._most_bytes / 8:
            return
        with self._changing:
            self._let_go(asked)
            self._kept[asked] = answer
            self._bytes += size
            while self._bytes > self._most_bytes:
                self._let_go(next(iter(self._kept)))

    def clear(self) -> None:
        """Let everything go."""
        with self._changing:
            self._kept.clear()
            self._bytes = 0

    def _let_go(self, asked: Hashable) -> None:
        if (old := self._kept.pop(asked, None)) is not None:
            self._bytes -= len(old.body) + _OVERHEAD
