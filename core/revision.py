"""How every worker process learns that data it keeps in memory has changed.

A single row holds a random stamp that every write to a tracked table replaces in its own transaction; a process whose
copy carries another stamp loads the data anew. A random stamp, not a time or a counter: those stay the same when two
writers overlap, and after a rollback or a restored backup they could stand for different data.

The stamp is replaced before the write it announces: all writers then queue for that one row first, so that two of them
never hold what the other one waits for (PostgreSQL would have to stop one of them).
"""

import secrets
import threading
from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from django.db import connection, models, router, transaction
from django.utils.translation import gettext_lazy as _

from core.change_signal import announce_change

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")


class Stamp(models.Model):
    """The stamp of some data that is kept in memory; a table of one row."""

    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.stamp

    @classmethod
    def current(cls) -> str:
        """The stamp of the data as the database holds it now, empty before the first write; one query.

        Every request asks, so it is written in SQL: through the ORM it would cost as much as a lookup itself.
        """
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT stamp FROM {cls._meta.db_table} WHERE id = 1")  # noqa: S608 - our own table
            row: tuple[str] | None = cursor.fetchone()
        return row[0] if row else ""

    @classmethod
    def renew(cls) -> None:
        """Say that tracked data changes; call inside the transaction that changes it, before the change."""
        stamp = secrets.token_hex(16)
        transaction.on_commit(announce_change)
        if not cls._default_manager.update(stamp=stamp):
            cls._default_manager.update_or_create(pk=1, defaults={"stamp": stamp})


class TrackedQuerySet(models.QuerySet[M]):
    """A queryset of a `TrackedModel` whose bulk writes renew the stamp in the same transaction."""

    def update(self, **kwargs: Any) -> int:  # noqa: ANN401 - Django's own signature
        with transaction.atomic(using=self.db):
            self._renew_stamp()
            return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(using=self.db):
            self._renew_stamp()
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:  # noqa: ANN401
        with transaction.atomic(using=self.db):
            self._renew_stamp()
            return super().bulk_create(*args, **kwargs)

    # bulk_update() goes through update().

    def _renew_stamp(self) -> None:
        self.model.renew_stamp()  # type: ignore[attr-defined] # every tracked model has it


class TrackedModel(models.Model):
    """A model whose writes renew a stamp in the same transaction."""

    told: ClassVar[type[Stamp]]  # the stamp of the data that records of this model are part of

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            self.renew_stamp()
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            self.renew_stamp()
            return super().delete(*args, **kwargs)

    @classmethod
    def renew_stamp(cls) -> None:
        """Say that records of this model change; call inside the transaction that changes them, before the change."""
        cls.told.renew()


class Snapshot(Generic[T]):
    """Data in memory, shared by all threads of a process and loaded anew when its stamp has changed."""

    def __init__(self, stamp: type[Stamp], load: Callable[[str, T | None], T]) -> None:
        """Nothing is loaded yet.

        Args:
            stamp: what tells that the data changed.
            load: reads all of it; is given the stamp that it belongs to, and what was kept until now, of which it may
                take over what it knows to be the same still.
        """
        self._stamp = stamp
        self._load = load
        self._kept: tuple[str, T] | None = None
        self._loading = threading.Lock()

    def current(self) -> T:
        """The data as it is now; one query unless it changed since the last call in this process."""
        kept, stamp = self._kept, self._stamp.current()
        if kept is not None and kept[0] == stamp != "":
            return kept[1]
        with self._loading:  # one thread loads, the others wait for it
            kept, stamp = self._kept, self._stamp.current()
            if kept is None or kept[0] != stamp or not stamp:
                self._kept = kept = self._load_whole(stamp, kept[1] if kept else None)
            return kept[1]

    def _load_whole(self, stamp: str, before: T | None) -> tuple[str, T]:
        """Read everything; again if the data changed meanwhile, so that the parts fit together."""
        while True:
            data = self._load(stamp, before)
            latest = self._stamp.current()
            if latest == stamp:
                return stamp, data
            stamp = latest
