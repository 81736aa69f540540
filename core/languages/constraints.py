"""What holds for texts in several languages."""

from django.conf import settings
from django.db import models
from django.db.models import Q


def whole_translations(name: str, *fields: str) -> list[models.CheckConstraint]:
    """Constraints that a record is translated into a language as a whole or not at all.

    Otherwise readers would get an English heading over a Czech text. `name` begins the names of the constraints.
    """
    constraints = []
    for language, _name in settings.LANGUAGES:
        columns = [f"{field}_{language}" for field in fields]
        empty = [Q(**{f"{column}__isnull": True}) | Q(**{column: ""}) for column in columns]
        none, whole = Q(), Q()
        for each in empty:
            none &= each
            whole &= ~each
        condition = whole if language == settings.LANGUAGE_CODE else none | whole
        constraints.append(models.CheckConstraint(condition=condition, name=f"{name}_whole_{language}"))
    return constraints
