"""The stamps of the data that lookups are answered from (see `core/revision.py` and `districts/lookup/atlas.py`)."""

import secrets

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from core.revision import Stamp, TrackedModel, TrackedQuerySet


class Revision(Stamp):
    """The stamp of the data that lookups are answered from; one row."""

    class Meta:
        verbose_name = _("data revision")
        verbose_name_plural = _("data revisions")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="revision_is_one_row")]


class TableRevision(models.Model):
    """The stamp of one table of that data: what is read from the others need not be read anew when it changes."""

    table = models.CharField(_("table"), max_length=40, primary_key=True)
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        verbose_name = _("revision of a table")
        verbose_name_plural = _("revisions of tables")

    def __str__(self) -> str:
        return f"{self.table} {self.stamp}"

    @classmethod
    def current(cls) -> dict[str, str]:
        """The stamps as the database holds them now, by table; one query."""
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "table", stamp FROM {cls._meta.db_table}')  # noqa: S608 - our own table
            return dict(cursor.fetchall())

    @classmethod
    def renew(cls, table: str) -> None:
        """Say that a table changes."""
        stamp = secrets.token_hex(16)
        if not cls._default_manager.filter(pk=table).update(stamp=stamp):
            cls._default_manager.update_or_create(pk=table, defaults={"stamp": stamp})


class LookupModel(TrackedModel):
    """What lookups are answered from: its writes renew the revision in the same transaction."""

    told = Revision
    objects = models.Manager.from_queryset(TrackedQuerySet)()

    class Meta:
        abstract = True
        # Writes through relations (`station.boroughs.add(…)`) go through the base manager; all models inherit this.
        base_manager_name = "objects"

    @classmethod
    def renew_stamp(cls) -> None:
        """Say that the data changes, and which table of it; the stamp that all writers queue for comes first."""
        super().renew_stamp()
        TableRevision.renew(cls._meta.db_table)
