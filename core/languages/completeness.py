"""How far records are translated: which of their texts are there in which language."""

from django.conf import settings
from django.db.models import Model, Q
from modeltranslation.translator import NotRegistered, translator

CZECH = settings.LANGUAGE_CODE
OTHERS = [code for code, _name in settings.LANGUAGES if code != CZECH]


def translated_fields(model: type[Model]) -> tuple[str, ...]:
    """The names of a model's translated fields; none if it has none."""
    try:
        return tuple(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return ()


def translation_state(record: Model, code: str) -> str:
    """How much of a record's Czech texts there is in a language: "whole", "part" or "none"."""
    wanted = [name for name in translated_fields(type(record)) if getattr(record, f"{name}_{CZECH}")]
    there = [name for name in wanted if getattr(record, f"{name}_{code}")]
    if not there:
        return "none"
    return "whole" if len(there) == len(wanted) else "part"


def lacking_in(model: type[Model], code: str) -> Q:
    """The records that have a Czech text which is not in a language."""
    condition = Q(pk__in=())
    for name in translated_fields(model):
        condition |= ~_empty(f"{name}_{CZECH}") & _empty(f"{name}_{code}")
    return condition


def lacking_any(model: type[Model]) -> Q:
    """The records that are not whole in some language."""
    condition = Q(pk__in=())
    for code in OTHERS:
        condition |= lacking_in(model, code)
    return condition


def _empty(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{column: ""})
