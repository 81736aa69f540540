"""The columns that areas are told by, however a GIS program named them, and numbers as people write them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.folding import fold
from districts.importers.import_report import ImportReport, UnreadableFileError


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its usual name, and the names of others that mean it; folded, `_` for whatever is between words."""

    name: str
    others: tuple[str, ...] = ()
    beginning: str = ""  # of further names

    def means(self, found: str) -> bool:
        """Whether a folded name may be that of this column."""
        return found in (self.name, *self.others) or bool(self.beginning and found.startswith(self.beginning))


@dataclass(frozen=True, slots=True)
class LooseNumber:
    """A text that was taken for a number."""

    column: str
    text: str
    number: int


# `Okrsek 1`, `č. 1`, `1.0`, as spreadsheets and labels have it.
_NUMBER = re.compile(r"(?:(?:okrsek|okr|cislo|c|no|nr)\b[\s.:]*)*0*(?P<number>[0-9]{1,10})(?:[.,]0+)?")
# In capitals, as they are on maps; a word in small letters is more likely a slip.
_DESIGNATION = re.compile(r"(?:[Oo]krsek )?(?P<designation>[A-ZÁ-Ž]{1,3}[0-9]{0,3}|[0-9]{1,3}[A-Z])")


def give_usual_names(
    rows: Sequence[Mapping[str, object]], columns: Iterable[Column], report: ImportReport
) -> list[dict[str, object]]:
    """The properties of areas with lower-case names, and those of the columns by their usual names.

    Raises:
        UnreadableFileError: it cannot be told which column is meant.
    """
    lower = [{name.lower(): value for name, value in row.items()} for row in rows]
    found = {name: _fold_name(name) for row in lower for name in row}
    for column in columns:
        if column.name in found:
            continue
        alike = [name for name, folded in found.items() if folded == column.name]
        alike = alike or [name for name, folded in found.items() if column.means(folded)]
        if len(alike) > 1:
            raise UnreadableFileError(
                _("Several columns may be “%(name)s”: %(found)s. Name the right one so.")
                % {"name": column.name, "found": ", ".join(sorted(alike))[:200]}
            )
        for name in alike:
            report.note(_("The column “%(found)s” was read as “%(name)s”.") % {"found": name, "name": column.name})
            for row in lower:
                if name in row:
                    row[column.name] = row[name]
    return lower


def tells_number(row: Mapping[str, object], columns: Iterable[Column]) -> bool:
    """Whether something has a number, or what stands in its place, in any of the columns."""
    values = [value for name, value in row.items() if any(column.means(_fold_name(name)) for column in columns)]
    return any(read_whole_number(value) or read_loosely("", value) or read_designation(value) for value in values)


def _fold_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")


def read_whole_number(value: object) -> int | None:
    """A number that is written as one, of at most ten digits; None for anything else, and for what is below zero."""
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    return int(text) if not isinstance(value, bool) and text.isdecimal() and len(text) <= 10 else None


def read_loosely(column: str, value: object) -> LooseNumber | None:
    """The number that a text means: `Okrsek 1`, `1.0`; None if it means none."""
    if not isinstance(value, str):
        return None
    match = _NUMBER.fullmatch(fold(value).strip())
    return LooseNumber(column, value, int(match["number"])) if match else None


def read_designation(value: object) -> str:
    """What a district is called in place of a number, `D` or `12A`, perhaps with a word before it; else nothing."""
    if not isinstance(value, str):
        return ""
    match = _DESIGNATION.fullmatch(" ".join(value.split()))
    return match["designation"] if match else ""


def note_loose_numbers(numbers: Sequence[LooseNumber], report: ImportReport) -> None:
    """Tell which texts were taken for numbers, by an example for each column."""
    for column in dict.fromkeys(loose.column for loose in numbers):
        those = [loose for loose in numbers if loose.column == column]
        report.note(
            _("“%(name)s” was read as a whole number, “%(text)s” as %(number)s. Areas read so: %(count)s.")
            % {"name": column, "text": those[0].text[:40], "number": those[0].number, "count": len(those)}
        )
