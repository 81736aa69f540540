"""Records and their fields in words that a clerk understands."""

from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from shapely.geometry import shape

from districts.map.overlaps_and_gaps import are_redrawn, on_plane
from districts.models import Address, Person, Tenure

from .import_report import make_printable

_KM2, _HA = 1_000_000, 10_000  # in square metres


def name_kind(record: Model | type[Model]) -> str:
    """What a record is."""
    return str(record._meta.verbose_name)


def name_record(record: Model) -> str:
    """Which record it is."""
    if isinstance(record, Tenure):
        return f"{record.post}: {record.person}"
    if isinstance(record, Address):
        return f"{record} [{record.pk}]"
    return make_printable(str(record))


def person_of(record: Model) -> int | None:
    """The key of the person whom a record tells of."""
    if isinstance(record, Tenure):
        return record.person_id
    return record.pk if isinstance(record, Person) else None


def column_of(record: Model, name: str) -> str:
    """Under what a record has the plain value of a field: for what leads to another record, its key."""
    return str(record._meta.get_field(name).attname)  # type: ignore[union-attr] # of our own columns


def describe_field(record: Model, name: str) -> str:
    """What a field is called."""
    return str(record._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # of our own columns


_OWN = object()


def describe_value(record: Model, name: str, value: Any = _OWN) -> str:  # noqa: ANN401 - anything that a field holds
    """A value of a field, in words; that of the record itself by default. Empty if there is none.

    Args:
        value: a record or its key, where the field leads to one.
    """
    field: Field[Any, Any] = record._meta.get_field(name)  # type: ignore[assignment]
    if value is _OWN:
        value = getattr(record, name)
    if value in ("", None):
        return ""
    if isinstance(field, ForeignKey) and not isinstance(value, Model):
        value = field.related_model._default_manager.filter(pk=value).first() or value  # a file may name anything
    if name == "boundary":
        return _describe_area(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "year"):
        return str(date_format(value, "SHORT_DATE_FORMAT"))
    return ", ".join(make_printable(line) for line in str(value).splitlines())


def _describe_area(boundary: dict[str, Any]) -> str:
    return _("%s km²") % _number(on_plane(shape(boundary)).area / _KM2, 3)


def describe_redrawn(old: dict[str, Any], new: dict[str, Any]) -> str:
    """A boundary that takes the place of another: how large, and what is gained and lost."""
    before, after = on_plane(shape(old)), on_plane(shape(new))
    if not are_redrawn(shape(old), shape(new)):
        return _("%s km², only other corners along the same line") % _number(after.area / _KM2, 3)
    return _("%(area)s km² (gains %(gained)s ha, loses %(lost)s ha)") % {
        "area": _number(after.area / _KM2, 3),
        "gained": _number(after.difference(before).area / _HA, 2),
        "lost": _number(before.difference(after).area / _HA, 2),
    }


def _number(value: float, decimals: int) -> str:
    return str(number_format(value, decimal_pos=decimals, use_l10n=True))
