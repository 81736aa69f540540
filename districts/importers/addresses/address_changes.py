"""What an import does to addresses, record by record and by street: they are many, so only the first are told."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from districts.importers.import_report import CHANGES_KEPT, Fate, FieldChange, ImportReport, RecordChange
from districts.importers.record_words import describe_field, describe_value, name_kind, name_record
from districts.map.boundary_shapes import Spot
from districts.models import Address, Borough, District, HouseNumberType, Part, Street

# The columns of an address in the order of the report; together with the key they are all that it has.
FIELDS = (
    "street_id",
    "part_id",
    "number_type",
    "house_number",
    "orientation_number",
    "orientation_letter",
    "postcode",
    "lat",
    "lon",
    "borough_id",
    "district_id",
)
_POINT = ("lat", "lon")
_BATCH = 500  # keys in one statement; SQLite takes a limited number of parameters
Values = Mapping[str, Any]


def tell_addresses(
    before: Mapping[int, Sequence[Any]],
    new: Sequence[Address],
    changed: Sequence[Address],
    gone: Sequence[int],
    *,
    streets: Mapping[int, str],
    parts: Mapping[int, str],
    report: ImportReport,
) -> None:
    """Count addresses by street, and tell the first of them old → new; call before anything is written.

    Args:
        before: the values of `FIELDS` of each address in the database.
        new: unsaved.
        changed: as they shall be, unsaved.
        gone: codes.
        streets: the name of each street code in the file.
        parts: the name of each part code in the file.
    """
    words = _Words(streets, parts)
    for address in new:
        _count(report, Fate.NEW, words.street(address.street_id, address.part_id))
    for address in changed:
        _count(report, Fate.CHANGED, words.street(address.street_id, address.part_id))
    for code in gone:
        was = _named(before[code])
        _count(report, Fate.GONE, words.street(was["street_id"], was["part_id"]))
    changes = _told_changes(before, new, changed, gone, words)
    report.changes += islice(changes, CHANGES_KEPT)


def _count(report: ImportReport, fate: Fate, street: str) -> None:
    report.count_changes(name_kind(Address), fate, street=street)


def _told_changes(
    before: Mapping[int, Sequence[Any]],
    new: Sequence[Address],
    changed: Sequence[Address],
    gone: Sequence[int],
    words: "_Words",
) -> Iterable[RecordChange]:
    """What is changed and gone comes first: there is more to be seen in it."""
    for address in changed:
        old, now = _named(before[address.pk]), _values_of(address)
        yield words.tell(Fate.CHANGED, address.pk, old, now, name=now)
    for code in gone:
        old = _named(before[code])
        yield words.tell(Fate.GONE, code, old, {}, name=old)
    for address in new:
        now = _values_of(address)
        yield words.tell(Fate.NEW, address.pk, {}, now, name=now)


def _named(values: Sequence[Any]) -> Values:
    return dict(zip(FIELDS, values, strict=True))


def _values_of(address: Address) -> Values:
    return {name: getattr(address, name) for name in FIELDS}


class _Words:
    """Names of what addresses lead to, without asking the database for each."""

    def __init__(self, streets: Mapping[int, str], parts: Mapping[int, str]) -> None:
        self._names: dict[str, Mapping[int, str]] = {
            "street_id": dict(Street.objects.values_list("code", "name")) | dict(streets),
            "part_id": dict(Part.objects.values_list("code", "name")) | dict(parts),
            "borough_id": dict(Borough.objects.values_list("code", "name")),
            "district_id": {district.pk: str(district) for district in District.objects.defer("boundary")},
        }

    def street(self, street: int | None, part: int) -> str:
        """Where an address is; of one without a street its part of the city."""
        return self._names["part_id"][part] if street is None else self._names["street_id"][street]

    def tell(self, fate: Fate, code: int, old: Values, new: Values, *, name: Values) -> RecordChange:
        fields = [*self._changed_columns(old, new)]
        point, moved = (self._point(values) for values in (old, new))
        if point != moved:
            fields.append(FieldChange(_("point"), point, moved))
        return RecordChange(fate, name_kind(Address), self._name(code, name), tuple(fields))

    def _changed_columns(self, old: Values, new: Values) -> Iterable[FieldChange]:
        for column in FIELDS:
            if column in _POINT or old.get(column) == new.get(column):
                continue
            field = Address._meta.get_field(column.removesuffix("_id"))
            was, now = (self._in_words(column, values.get(column)) for values in (old, new))
            yield FieldChange(str(field.verbose_name), was, now)  # type: ignore[union-attr] # of our own columns

    def _in_words(self, column: str, value: Any) -> str:  # noqa: ANN401 - anything that a column holds
        if value in ("", None):
            return ""
        if column == "number_type":
            return str(HouseNumberType(value).label)
        return self._names[column][value] if column in self._names else str(value)

    def _point(self, values: Values) -> str:
        return str(Spot(values["lon"], values["lat"])) if values else ""

    def _name(self, code: int, values: Values) -> str:
        """As the register calls it, with the code: several may be called the same."""
        columns = {column: values[column] for column in FIELDS if column.startswith(("number", "house", "orientation"))}
        address = Address(code=code, **columns)
        address.part = Part(name=self._names["part_id"][values["part_id"]])
        if values["street_id"] is not None:
            address.street = Street(name=self._names["street_id"][values["street_id"]])
        return name_record(address)


def tell_moves(to: Mapping[int, Sequence[int]], report: ImportReport) -> None:
    """Count the addresses that get another district by street, and tell the first; call before they are written.

    Args:
        to: the codes of addresses by the number of the district that they get.
    """
    names = {district.number: str(district) for district in District.objects.defer("boundary")}
    numbers = {code: number for number, codes in to.items() for code in codes}
    codes = sorted(numbers)
    for start in range(0, len(codes), _BATCH):
        batch = Address.objects.filter(pk__in=codes[start : start + _BATCH]).order_by("pk")
        for address in batch.select_related("street", "part", "district").defer("district__boundary"):
            _count(report, Fate.CHANGED, str(address.street or address.part))
            if len(report.changes) < CHANGES_KEPT:
                old, new = describe_value(address, "district"), names[numbers[address.pk]]
                field = FieldChange(describe_field(address, "district"), old, new)
                told = RecordChange(Fate.CHANGED, name_kind(address), name_record(address), (field,))
                report.changes.append(told)
