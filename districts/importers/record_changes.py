"""What an import changes, found by comparing the records before and after: so it cannot say anything else than it does.

Addresses are many, and their importer compares them itself (`addresses/address_changes.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from shapely.geometry import shape

from districts.map.overlaps_and_gaps import are_redrawn
from districts.models import Borough, District, ImportKind, KnownPlace, Part, Person, Street, Tenure

from .hand_corrections import Values, is_corrected, read_values
from .import_report import Fate, FieldChange, ImportReport, RecordChange
from .record_words import (
    column_of,
    describe_field,
    describe_redrawn,
    describe_value,
    name_kind,
    name_record,
    person_of,
)

PLACE_FIELDS = (
    "name",
    "other_names",
    "kind",
    "address",
    "register_address",
    "lat",
    "lon",
    "radius_m",
    "source",
    "verified_on",
    "published",
)
PERSON_FIELDS = ("name", "phone", "email", "verified_on")
# What each kind of import may change, field by field.
_TOLD: Mapping[ImportKind, Mapping[type[Model], tuple[str, ...]]] = {
    ImportKind.BOROUGHS: {Borough: ("name", "office", "boundary")},
    ImportKind.DISTRICTS: {
        District: ("designation", "name", "borough", "mp_station", "pcr_station", "description", "boundary")
    },
    ImportKind.ADDRESSES: {Part: ("name",), Street: ("name",), KnownPlace: ("register_address",)},
    ImportKind.STAFF: {
        Person: PERSON_FIELDS,
        Tenure: ("start", "end"),
        District: ("mp_station", "pcr_station"),
        Borough: ("office",),
    },
    ImportKind.PLACES: {KnownPlace: PLACE_FIELDS},
}
# What the names of records and the values of their fields need.
_RELATED: Mapping[type[Model], tuple[str, ...]] = {
    Borough: ("office",),
    District: ("borough", "mp_station", "pcr_station"),
    Tenure: ("person", "post__district", "post__borough"),
    KnownPlace: ("register_address__street", "register_address__part"),
}


@dataclass(frozen=True, slots=True)
class _Table:
    """The records of a model as they were at a moment, and what files had said of them until then."""

    fields: tuple[str, ...]
    records: Mapping[int, Any]
    known: Mapping[int, Values] = field(default_factory=dict)


Records = Mapping[type[Model], _Table]


def read_records(kind: ImportKind) -> Records:
    """The records that an import of this kind may change, as they are now; what is illustrative leaves no trace."""
    return {
        model: _Table(fields, {record.pk: record for record in _real_records(model, fields)}, read_values(model))
        for model, fields in _TOLD[kind].items()
    }


def _real_records(model: type[Model], fields: Sequence[str]) -> QuerySet[Any]:
    records = model._default_manager.order_by("pk").select_related(*_RELATED.get(model, ()))
    if model is Person:
        records = records.filter(illustrative=False)
    elif model is Tenure:
        records = records.filter(person__illustrative=False)
    if model in (Borough, District) and "boundary" not in fields:
        records = records.defer("boundary")
    return records


def tell_changes(before: Records, after: Records, report: ImportReport) -> None:
    """Put into the report what became of each record, old → new for each field; before what it says of addresses."""
    addresses, report.changes = report.changes, []
    for model, table in before.items():
        changes = list(_compare(table, after[model]))
        # In the order of their keys; but those of new records depend on whether there was a dry run.
        new = sorted((each for each in changes if each.fate is Fate.NEW), key=str)
        for change in [*(each for each in changes if each.fate is not Fate.NEW), *new]:
            report.tell_change(change)
    report.changes += addresses


def _compare(before: _Table, after: _Table) -> Iterator[RecordChange]:
    for key, record in after.records.items():
        old = before.records.get(key)
        if old is None:
            yield _new_record(record, before)
        elif fields := tuple(_changed_fields(old, record, before)):
            is_abolished = isinstance(record, District) and _is_abolished(old, record, before.fields)
            fate = Fate.GONE if is_abolished else Fate.CHANGED
            yield RecordChange(fate, name_kind(record), name_record(record), fields, person_of(record))
    for key, record in before.records.items():
        if key not in after.records:
            fields = tuple(
                FieldChange(describe_field(record, name), text, "", is_corrected(before.known, record, name))
                for name in before.fields
                if (text := describe_value(record, name))
            )
            yield RecordChange(Fate.GONE, name_kind(record), name_record(record), fields, person_of(record))


def _new_record(record: Model, before: _Table) -> RecordChange:
    by_hand = isinstance(record, Tenure) and _was_ended_by_hand(record, before)
    fields = tuple(
        FieldChange(describe_field(record, name), "", text, by_hand)
        for name in before.fields
        if (text := describe_value(record, name))
    )
    return RecordChange(Fate.NEW, name_kind(record), name_record(record), fields, person_of(record))


def _was_ended_by_hand(tenure: Tenure, before: _Table) -> bool:
    """Whether somebody is given back a post that was taken from them by hand."""
    return any(
        is_corrected(before.known, earlier, "end")
        for earlier in before.records.values()
        if (earlier.post_id, earlier.person_id) == (tenure.post_id, tenure.person_id)
    )


def _is_abolished(old: District, new: District, fields: Sequence[str]) -> bool:
    return "boundary" in fields and old.boundary is not None and new.boundary is None


def _changed_fields(old: Model, new: Model, before: _Table) -> Iterator[FieldChange]:
    for name in before.fields:
        column = column_of(old, name)
        was, now = getattr(old, column), getattr(new, column)
        if was == now or (now is None and getattr(getattr(old, name), "illustrative", False)):
            continue
        by_hand = is_corrected(before.known, old, name)
        text = describe_value(new, name)
        if name == "boundary" and was and now:
            text = describe_redrawn(was, now)
            by_hand = by_hand and are_redrawn(shape(was), shape(now))  # its neighbours got a corner
        yield FieldChange(describe_field(old, name), describe_value(old, name), text, by_hand)
