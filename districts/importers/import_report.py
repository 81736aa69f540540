"""One report for every import: what was read, what changes from what to what, what was refused and why."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

SHOWN = 20  # problems printed; all of them are kept in the import report in the admin
CHANGES_SHOWN = 100  # records of one kind printed whose changes are told
CHANGES_KEPT = 500  # of one kind kept; of further ones only how many there were


def make_printable(text: str) -> str:
    """A text from a file or a file's name that neither a terminal nor a database can trip over."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(char)[0] == "C" else char for char in text)


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Something wrong in the file, where, and what to do about it, in words for a city employee."""

    message: str
    line: int | None = None  # as a text editor or spreadsheet counts, from 1
    sheet: str = ""  # where a file has several
    cell: str = ""  # as a spreadsheet calls it, `B8`

    def __str__(self) -> str:
        where = place_in_file(self.line, self.sheet, self.cell)
        return f"{where}: {self.message}" if where else self.message


def place_in_file(line: int | None, sheet: str = "", cell: str = "") -> str:
    """Where something is in a file, in words; empty if that is the whole file."""
    if sheet and cell:
        return _("sheet “%(sheet)s”, cell %(cell)s") % {"sheet": sheet, "cell": cell}
    if cell:
        return _("cell %(cell)s") % {"cell": cell}
    if sheet and line:
        return _("sheet “%(sheet)s”, line %(line)s") % {"sheet": sheet, "line": line}
    if sheet:
        return _("sheet “%(sheet)s”") % {"sheet": sheet}
    return _("line %(line)s") % {"line": line} if line else ""


class Fate(StrEnum):
    """What becomes of a record."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    KEPT = "kept"  # it was corrected by hand, and the file is not followed


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record, in words: what it was and what it is; what it is and what the file says, where kept."""

    field: str
    old: str
    new: str
    by_hand: bool = False  # the old value was entered by hand since the last import

    def __str__(self) -> str:
        told = f"{self.field}: {self.old or '–'} → {self.new or '–'}"
        by_hand = _("corrected by hand")  # inside an f-string the text would not be found for translation
        return f"{told} ({by_hand})" if self.by_hand else told


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What an import does to one record, or leaves."""

    fate: Fate
    kind: str  # in words: a person, an address
    record: str
    fields: tuple[FieldChange, ...] = ()
    # Whom it tells of, so that it can be forgotten. Numbers of new records are lost with a dry run.
    person: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        named = f"{self.kind} {self.record}"
        return f"{named}: {'; '.join(map(str, self.fields))}" if self.fields else named


def name_fate(fate: Fate) -> str:
    """What becomes of a record, in a word."""
    names = {Fate.NEW: _("new"), Fate.CHANGED: _("changed"), Fate.GONE: _("gone"), Fate.KEPT: _("left")}
    return names[fate]


def counts_in_words(counts: Mapping[str, int]) -> str:
    """How many records share each fate: `new 3, changed 1`."""
    return ", ".join(f"{name_fate(Fate(fate))} {count}" for fate, count in counts.items())


@dataclass(slots=True)
class ImportReport:
    """Counts of rows, lists of problems, and what changes; one refused row refuses the whole file."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: list[ImportProblem] = field(default_factory=list)
    notes: list[ImportProblem] = field(default_factory=list)
    questions: list[ImportProblem] = field(default_factory=list)  # rows left out until somebody answers
    changes: list[RecordChange] = field(default_factory=list)
    # How many records, by what they are and for addresses by the street too, share each fate.
    counts_by_kind: dict[str, dict[str, int]] = field(default_factory=dict)
    counts_by_street: dict[str, dict[str, int]] = field(default_factory=dict)
    kept: list[RecordChange] = field(default_factory=list)  # corrections by hand that were left

    def refuse(self, message: str, *, line: int | None = None, sheet: str = "", cell: str = "") -> None:
        """Record a reason why nothing of the file will be loaded."""
        self.refused.append(ImportProblem(make_printable(message), line, sheet, cell))

    def note(self, message: str, *, line: int | None = None, sheet: str = "", cell: str = "") -> None:
        """Record something the employee should know although the file is loaded."""
        self.notes.append(ImportProblem(make_printable(message), line, sheet, cell))

    def ask(self, message: str, *, line: int | None = None, sheet: str = "") -> None:
        """Record why a row was left out; the others are loaded."""
        self.questions.append(ImportProblem(make_printable(message), line, sheet))

    def tell_change(self, change: RecordChange) -> None:
        """Record what becomes of a record; beyond a bound it is only counted."""
        self.count_changes(change.kind, change.fate)
        if self.count_of(change.kind) <= CHANGES_KEPT:
            self.changes.append(change)

    def count_changes(self, kind: str, fate: Fate, count: int = 1, *, street: str = "") -> None:
        """Count records that share a fate, without telling what becomes of each."""
        for counts, name in ((self.counts_by_kind, kind), (self.counts_by_street, street)):
            if name and count:
                of_name = counts.setdefault(name, {})
                of_name[fate] = of_name.get(fate, 0) + count

    def count_of(self, kind: str) -> int:
        """How many records of a kind change."""
        return sum(self.counts_by_kind.get(kind, {}).values())

    def forget_changes(self) -> None:
        """Nothing changes after all: the file is refused."""
        for told in (self.changes, self.counts_by_kind, self.counts_by_street, self.kept):
            told.clear()

    def as_json(self) -> dict[str, Any]:
        """The report as kept in `ImportRun.report`."""
        return asdict(self)


class UnreadableFileError(Exception):
    """The file as a whole cannot be used; the message says why and what to do."""


class RowRefusal(Exception):  # noqa: N818 - not an error of the program
    """Why a row cannot be used."""
