"""One report for every import: what was read, what changes, what was refused and why."""

import unicodedata
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

SHOWN = 20  # problems printed; all of them are kept in the import report in the admin


def make_printable(text: str) -> str:
    """A text from a file or a file's name that neither a terminal nor a database can trip over."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(char)[0] == "C" else char for char in text)


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Something wrong in the file, where, and what to do about it, in words for a city employee."""

    message: str
    line: int | None = None  # as a text editor or spreadsheet counts, from 1
    sheet: str = ""  # where a file has several

    def __str__(self) -> str:
        return f"{where}: {self.message}" if (where := place_in_file(self.line, self.sheet)) else self.message


def place_in_file(line: int | None, sheet: str = "") -> str:
    """Where something is in a file, in words; empty if that is the whole file."""
    if sheet and line:
        return _("sheet “%(sheet)s”, line %(line)s") % {"sheet": sheet, "line": line}
    if sheet:
        return _("sheet “%(sheet)s”") % {"sheet": sheet}
    return _("line %(line)s") % {"line": line} if line else ""


@dataclass(slots=True)
class ImportReport:
    """Counts of rows and lists of problems; one refused row refuses the whole file."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: list[ImportProblem] = field(default_factory=list)
    notes: list[ImportProblem] = field(default_factory=list)

    def refuse(self, message: str, *, line: int | None = None, sheet: str = "") -> None:
        """Record a reason why nothing of the file will be loaded."""
        self.refused.append(ImportProblem(make_printable(message), line, sheet))

    def note(self, message: str, *, line: int | None = None, sheet: str = "") -> None:
        """Record something the employee should know although the file is loaded."""
        self.notes.append(ImportProblem(make_printable(message), line, sheet))

    def as_json(self) -> dict[str, Any]:
        """The report as kept in `ImportRun.report`."""
        return asdict(self)


class UnreadableFileError(Exception):
    """The file as a whole cannot be used; the message says why and what to do."""


class RowRefusal(Exception):  # noqa: N818 - not an error of the program
    """Why a row cannot be used."""
