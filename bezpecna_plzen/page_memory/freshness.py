"""Until when kept answers are right: as long as the stamps of the data are the same and no hour on a page has passed.

The stamps are asked for at most twice a second. A change that was made on this machine is told at once.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections

from core.change_signal import last_announced
from districts.lookup import atlas as atlases
from districts.lookup.atlas import Atlas
from districts.models import Absence, Person, Post, Revision, TableRevision, Tenure
from faq import library
from faq.models import Edition

from .moments import next_change

CHECKED_EVERY_S = 0.5
# A change in these leaves pages that show nobody as they are.
_PEOPLE = frozenset(model._meta.db_table for model in (Person, Post, Tenure, Absence))
_WAIT_S = 3  # for another thread that is asking, unless the database did not answer the last time

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)  # it is known by itself, which is quicker than comparing
class WithoutPeople:
    """All that pages which show nobody were made of: equal in two states if nothing but people has changed."""

    stamps: frozenset[tuple[str, str]]  # of all tables of lookups but those of people, and of questions and answers
    until: float

    def is_same(self, other: "WithoutPeople") -> bool:
        """Whether what was made of the one is right with the other."""
        return (self.stamps, self.until) == (other.stamps, other.until)


@dataclass(frozen=True, slots=True, eq=False)  # of two with equal stamps, the pages of the earlier one are over
class DataState:
    """What all kept answers were made of."""

    stamps: tuple[str, ...]
    until: float  # seconds since 1970; what was made before is not right any more
    without_people: WithoutPeople  # the very object of the state before if it is the same
    atlas: Atlas  # of these stamps, or newer

    def is_over(self, now: float) -> bool:
        """Whether an hour on some page has passed."""
        return now >= self.until


class Freshness:
    """Knows the present state of the data; shared by all threads of a process."""

    def __init__(self, clock: Callable[[], float] = time.time, checked_every_s: float = CHECKED_EVERY_S) -> None:
        """Nothing is known yet.

        Args:
            clock: seconds since 1970.
            checked_every_s: how old the answer of the database may be.
        """
        self._clock = clock
        self._checked_every_s = checked_every_s
        self._state: DataState | None = None
        self._asked_at = float("-inf")  # of the monotonic clock
        self._told = -1
        self._unanswered = False
        self._asking = threading.Lock()

    def state(self) -> DataState | None:
        """The state that a kept answer must be of, the very same object; None if nothing may be kept.

        While the database does not answer it is the last one that was known: nobody changes anything then, and readers
        are helped.
        """
        now = self._clock()
        if not self._is_due(now):
            return self._state
        if not self._asking.acquire(timeout=0 if self._unanswered else _WAIT_S):
            # The database takes its time; pages that were right a moment ago are better than none.
            return self._state if self._state is not None and not self._state.is_over(now) else None
        try:
            if self._is_due(now):  # else another thread has just asked
                self._ask(now)
            return self._state
        finally:
            self._asking.release()

    def _is_due(self, now: float) -> bool:
        return (
            time.monotonic() - self._asked_at >= self._checked_every_s
            or last_announced() != self._told
            or (self._state is not None and self._state.is_over(now))
        )

    def _ask(self, now: float) -> None:
        told, known = last_announced(), self._state  # told before asking: a change while we ask is asked about again
        try:
            let_connection_go()
            stamps = _read_stamps()
            if known is None or known.stamps != stamps or known.is_over(now):
                self._state = _make_state(stamps, now, known) if all(stamps) else None
            self._unanswered = False
        except (DatabaseError, InterfaceError) as error:
            logger.warning("whether pages in memory are right cannot be asked: %s", type(error).__name__)
            self._unanswered = True
            if known is not None and known.is_over(now):
                self._state = None
        finally:
            let_connection_go()
        self._told, self._asked_at = told, time.monotonic()


def let_connection_go() -> None:
    """As Django does before and after each request, which has not begun yet; not in the middle of a transaction."""
    own = connections[DEFAULT_DB_ALIAS]
    if not own.in_atomic_block:
        own.close_if_unusable_or_obsolete()


def _make_state(stamps: tuple[str, ...], now: float, before: DataState | None) -> DataState:
    tables = TableRevision.current()  # before the data: what is newer than they are is not taken for the same
    moment = datetime.fromtimestamp(now, UTC)
    atlas = atlases.current()
    until = next_change(moment, atlas=atlas, library=library.current()).timestamp()
    _revision, edition = stamps
    others = {(table, stamp) for table, stamp in tables.items() if table not in _PEOPLE}
    without_people = WithoutPeople(frozenset({*others, (Edition._meta.db_table, edition)}), until)
    if before is not None and without_people.is_same(before.without_people):
        without_people = before.without_people
    return DataState(stamps, until, without_people, atlas)


def _read_stamps() -> tuple[str, ...]:
    """The stamps of all data on public pages; empty ones before the first write."""
    tables = [stamp._meta.db_table for stamp in (Revision, Edition)]
    parts = [f"(SELECT stamp FROM {table} WHERE id = 1)" for table in tables]  # noqa: S608 - our own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}")
        row: tuple[str | None, ...] = cursor.fetchone()
    return tuple(stamp or "" for stamp in row)
