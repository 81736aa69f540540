"""The stamp of what the search answers from (see `core/revision.py` and `faq/search/answer_search.py`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.revision import Stamp, TrackedModel


class Edition(Stamp):
    """The stamp of what the search answers from; one row."""

    class Meta:
        verbose_name = _("edition of the answers")
        verbose_name_plural = _("editions of the answers")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="edition_is_one_row")]


class SearchedModel(TrackedModel):
    """What the search answers from: its writes renew the edition in the same transaction."""

    told = Edition

    class Meta:
        abstract = True
