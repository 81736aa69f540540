"""The stamp of what editors write (see `core/revision.py`): the search and the pages of answers go by it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.revision import Stamp, TrackedModel, TrackedQuerySet


class Edition(Stamp):
    """The stamp of what editors write and the public reads; one row."""

    class Meta:
        verbose_name = _("edition of the answers")
        verbose_name_plural = _("editions of the answers")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="edition_is_one_row")]


class EditedModel(TrackedModel):
    """What editors write and the public reads: its writes renew the edition in the same transaction."""

    told = Edition
    objects = models.Manager.from_queryset(TrackedQuerySet)()

    class Meta:
        abstract = True
        # Writes through relations (`question.old_slugs.add(…)`) go through the base manager; all models inherit this.
        base_manager_name = "objects"
