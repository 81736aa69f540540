"""Every field of every table is classified, once."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import models

from mailbox.retention.personal_fields import FIELDS

MODELS = {model._meta.label: model for model in apps.get_models()}


def test_every_table_is_listed_and_none_that_is_gone() -> None:
    assert set(FIELDS) == set(MODELS)


@pytest.mark.parametrize("label", MODELS)
def test_every_field_is_listed_once_and_none_that_is_gone(label: str) -> None:
    meta = MODELS[label]._meta
    fields = {field.name for field in [*meta.fields, *meta.many_to_many] if not isinstance(field, models.AutoField)}
    assert Counter(FIELDS[label].listed) == Counter(fields)
