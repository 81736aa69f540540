"""How every worker process learns that the answers changed.

The search answers from memory (see `faq/search/answer_search.py`). One row holds a random stamp that every write to
what is searched replaces in its own transaction; a process whose index carries another stamp makes it anew. A random
stamp, not a time or a counter: those stay the same when two writers overlap, or after a rollback.
"""

import secrets
from typing import Any, TypeVar

from django.db import models, router, transaction
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


class Edition(models.Model):
    """The stamp of what the search answers from; one row."""

    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        verbose_name = _("edition of the answers")
        verbose_name_plural = _("editions of the answers")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="edition_is_one_row")]

    def __str__(self) -> str:
        return self.stamp

    @classmethod
    def current(cls) -> str:
        """The stamp as the database holds it now, empty before the first write; one query."""
        return cls.objects.values_list("stamp", flat=True).first() or ""

    @classmethod
    def renew(cls) -> None:
        """Say that what is searched changes; call inside the transaction that changes it, before the change."""
        stamp = secrets.token_hex(16)
        if not cls.objects.update(stamp=stamp):
            cls.objects.update_or_create(pk=1, defaults={"stamp": stamp})


class SearchedQuerySet(models.QuerySet[M]):
    """A queryset whose bulk writes renew the edition in the same transaction."""

    def update(self, **kwargs: Any) -> int:  # noqa: ANN401 - Django's own signature
        with transaction.atomic(using=self.db):
            Edition.renew()
            return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(using=self.db):
            Edition.renew()
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:  # noqa: ANN401
        with transaction.atomic(using=self.db):
            Edition.renew()
            return super().bulk_create(*args, **kwargs)

    # bulk_update() goes through update().


class SearchedModel(models.Model):
    """A model whose writes renew the edition in the same transaction."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            Edition.renew()
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            Edition.renew()
            return super().delete(*args, **kwargs)
