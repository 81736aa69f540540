"""How every worker process learns that the data changed.

Lookups are answered from memory (see `districts/lookup/atlas.py`). A single row holds a random stamp that every write
to a tracked table replaces in its own transaction; a process whose copy carries another stamp loads the data anew. A
random stamp, not a counter: after a rollback or a restored backup the same counter could stand for different data.

The stamp is replaced before the write it announces: all writers then queue for that one row first, so that two of them
never hold what the other one waits for (PostgreSQL would have to stop one of them).
"""

import secrets
from typing import Any, TypeVar

from django.db import connection, models, router, transaction
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


class Revision(models.Model):
    """The stamp of the data that lookups are answered from; one row."""

    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        verbose_name = _("data revision")
        verbose_name_plural = _("data revisions")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="revision_is_one_row")]

    def __str__(self) -> str:
        return self.stamp

    @classmethod
    def current(cls) -> str:
        """The stamp of the data as the database holds it now; one query.

        Every request asks, so it is written in SQL: through the ORM it would cost as much as the lookup itself.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT stamp FROM districts_revision WHERE id = 1")
            row: tuple[str] | None = cursor.fetchone()
        return row[0] if row else ""

    @classmethod
    def renew(cls) -> None:
        """Say that tracked data changes; call inside the transaction that changes it, before the change."""
        stamp = secrets.token_hex(16)
        if not cls.objects.update(stamp=stamp):
            cls.objects.update_or_create(pk=1, defaults={"stamp": stamp})


class TrackedQuerySet(models.QuerySet[M]):
    """A queryset whose bulk writes renew the revision in the same transaction."""

    def update(self, **kwargs: Any) -> int:  # noqa: ANN401 - Django's own signature
        with transaction.atomic(using=self.db):
            Revision.renew()
            return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(using=self.db):
            Revision.renew()
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:  # noqa: ANN401
        with transaction.atomic(using=self.db):
            Revision.renew()
            return super().bulk_create(*args, **kwargs)

    # bulk_update() goes through update().


class TrackedModel(models.Model):
    """A model whose writes renew the revision in the same transaction."""

    objects = models.Manager.from_queryset(TrackedQuerySet)()

    class Meta:
        abstract = True
        # Writes through relations (`station.boroughs.add(…)`) go through the base manager; all models inherit this.
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            Revision.renew()
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            Revision.renew()
            return super().delete(*args, **kwargs)
