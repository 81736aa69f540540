"""Answers in memory: as many as fit, the ones not asked for longest go first."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from core.kept import Kept

_OVERHEAD = 3_000  # bytes beside the body: headers, key, Python's objects; measured, rounded up


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer with status 200, ready to be sent."""

    etag: str
    headers: Sequence[tuple[str, str]]
    not_modified: Sequence[tuple[str, str]]  # the headers for whoever has it already
    body: bytes
    shows_people: bool = True  # it is over when who answers changes, or how they are reached

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
        self._kept = Kept(most_bytes)

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, asked: Hashable) -> KeptAnswer | None:
        """The answer kept for a question, which is then the last to go."""
        return self._kept.find(asked)

    def keep(self, asked: Hashable, answer: KeptAnswer) -> None:
        """Keep an answer; others go if there is no room. One that would take an eighth of it is not kept."""
        size = len(answer.body) + _OVERHEAD
        if size <= self._most_bytes / 8:
            self._kept.keep(asked, answer, size)

    def clear(self) -> None:
        """Let everything go."""
        self._kept.clear()
