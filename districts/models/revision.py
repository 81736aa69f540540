"""The stamp of the data that lookups are answered from (see `core/revision.py` and `districts/lookup/atlas.py`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.revision import Stamp, TrackedModel, TrackedQuerySet


class Revision(Stamp):
    """The stamp of the data that lookups are answered from; one row."""

    class Meta:
        verbose_name = _("data revision")
        verbose_name_plural = _("data revisions")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="revision_is_one_row")]


class LookupModel(TrackedModel):
    """What lookups are answered from: its writes renew the revision in the same transaction."""

    told = Revision
    objects = models.Manager.from_queryset(TrackedQuerySet)()

    class Meta:
        abstract = True
        # Writes through relations (`station.boroughs.add(…)`) go through the base manager; all models inherit this.
        base_manager_name = "objects"
