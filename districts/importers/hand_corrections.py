"""What was corrected by hand since the last import: where a record no longer has what the last file said of it.

The audit log could not tell: it is kept for two years, knows nothing of what is written in bulk, and after an import
that left a correction, or a file that had come round to it, it would still say the same.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from districts.models import Borough, District, ImportedValues, KnownPlace, Person, Tenure

from .import_report import Fate, FieldChange, ImportReport, RecordChange
from .record_words import column_of, describe_field, describe_value, name_kind, name_record, person_of
from .staff.phone_digits import dialled_digits

_COLUMNS: Mapping[type[Model], str] = {
    Person: "person",
    Tenure: "tenure",
    District: "district",
    Borough: "borough",
    KnownPlace: "known_place",
}
# Of these no record comes with the portal, so one that no file has named was entered by hand.
_ENTERED_OR_IMPORTED = (Person, Tenure)
# What makes no difference between two ways to write the same.
_COMPARED: Mapping[str, Callable[[Any], Any]] = {"phone": dialled_digits, "email": str.casefold}
Values = dict[str, Any]


def read_values(model: type[Model]) -> dict[int, Values]:
    """What files said last of the records of a model, by their keys."""
    column = _COLUMNS.get(model)
    if column is None:
        return {}
    return dict(ImportedValues.objects.exclude(**{column: None}).values_list(f"{column}_id", "values"))


def is_same(name: str, one: object, other: object) -> bool:
    """Whether two values of a field say the same, however they are written."""
    same = _COMPARED.get(name)
    return one == other if same is None or one is None or other is None else bool(same(one) == same(other))


def is_corrected(known: Mapping[int, Values], record: Model, name: str) -> bool:
    """Whether a field of a record was changed, or the record entered, by hand since the last import.

    Args:
        known: what files said last of all records of the model; without any there was no import to be corrected.
    """
    values = known.get(record.pk)
    if values is None:
        return bool(known) and isinstance(record, _ENTERED_OR_IMPORTED) and getattr(record, name) not in ("", None)
    return name in values and not is_same(name, values[name], _as_kept(record, name))


def _as_kept(record: Model, name: str) -> Any:  # noqa: ANN401 - anything that a field holds
    return _value_to_keep(getattr(record, column_of(record, name)))


def _value_to_keep(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, dict):  # a boundary
        return digest_boundary(value)
    return value


def digest_boundary(boundary: Mapping[str, Any]) -> str:
    """What is kept of a boundary, GeoJSON, to know it again."""
    return hashlib.blake2b(json.dumps(boundary, sort_keys=True).encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class _Said:
    """What the file says of a record; of the other fields it leaves what is there."""

    record: Model
    fields: tuple[str, ...]
    values: Values = field(default_factory=dict)


class HandCorrections:
    """Corrections by hand of the records that one file speaks of; what it says is remembered until the next one."""

    def __init__(self, report: ImportReport, *, keep: bool) -> None:
        """Nothing is read yet.

        Args:
            report: is told what is left as it was corrected.
            keep: leave what was corrected by hand.
        """
        self.keep = keep
        self._report = report
        self._known: dict[type[Model], dict[int, Values]] = {}
        self._said: dict[tuple[type[Model], int], _Said] = {}

    def is_by_hand(self, record: Model, name: str) -> bool:
        """Whether a field was corrected, or the record entered, since the last import."""
        return record.pk is not None and is_corrected(self._of(type(record)), record, name)

    def is_unknown(self, record: Model) -> bool:
        """Whether no file has named the record."""
        return record.pk not in self._of(type(record))

    def knows_any(self, model: type[Model]) -> bool:
        """Whether files have named records of a model at all."""
        return bool(self._of(model))

    def last_value(self, record: Model, name: str) -> Any:  # noqa: ANN401
        """What the last file said of a field; None if nothing."""
        return self._of(type(record)).get(record.pk, {}).get(name)

    def leaves(self, record: Model, name: str, value: Any) -> bool:  # noqa: ANN401
        """Whether a field stays as it was corrected by hand; the report then says what the file has instead."""
        if not (self.keep and self.is_by_hand(record, name)):
            return False
        change = FieldChange(
            describe_field(record, name), describe_value(record, name), describe_value(record, name, value)
        )
        self._report.kept.append(
            RecordChange(Fate.KEPT, name_kind(record), name_record(record), (change,), person_of(record))
        )
        return True

    def remember(self, record: Model, values: Mapping[str, Any], *, fields: tuple[str, ...]) -> None:
        """What the file says of a record that is, or will be, saved.

        Args:
            values: of the fields that the file says something of.
            fields: all that files may say something of.
        """
        said = self._said.setdefault((type(record), record.pk or id(record)), _Said(record, fields))
        said.record = record
        said.values |= {name: _value_to_keep(value) for name, value in values.items()}

    def save(self) -> None:
        """Write down what was remembered; after the records themselves."""
        for model in {model for model, _number in self._said}:
            self._save_model(model, [said for (of_model, _number), said in self._said.items() if of_model is model])

    def _save_model(self, model: type[Model], all_said: Sequence[_Said]) -> None:
        column = f"{_COLUMNS[model]}_id"
        there = model._default_manager.filter(pk__in=[said.record.pk for said in all_said])
        alive = set(there.values_list("pk", flat=True))  # a row may take back what another one confirmed
        rows = {getattr(row, column): row for row in ImportedValues.objects.filter(**{f"{column}__in": alive})}
        new: list[ImportedValues] = []
        changed: list[ImportedValues] = []
        for said in all_said:
            number = said.record.pk
            row = rows.get(number) or ImportedValues(values={}, **{column: number})
            values = {name: row.values.get(name, _as_kept(said.record, name)) for name in said.fields} | said.values
            values = row.values | values
            if number not in alive or values == row.values:
                continue
            (changed if row.pk else new).append(row)
            row.values = values
        ImportedValues.objects.bulk_create(new)
        ImportedValues.objects.bulk_update(changed, ["values"])

    def _of(self, model: type[Model]) -> dict[int, Values]:
        if model not in self._known:
            self._known[model] = read_values(model)
        return self._known[model]
