"""Reads XLS, the format of Excel before 2007, by a process of its own (see `xls_process.py`)."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from districts.importers.import_report import UnreadableFileError

from .tables import (
    CHARACTERS,
    COLUMNS,
    MERGED,
    ROWS,
    SHEETS,
    Book,
    Cell,
    Formula,
    Table,
    TableBuilder,
    as_seen,
    text_as_seen,
)

_PROGRAM = Path(__file__).with_name("xls_process.py")
_PATIENCE_S = 120  # until a file is given up, however busy the machine
# Without our own environment, which holds secrets. One arena: more would reserve addresses, which count.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}


def read_xls(content: bytes) -> Book:
    """The workbook.

    Raises:
        UnreadableFileError: it is damaged, locked, or has too much; the message says what to do.
    """
    answer = _ask(content)
    if answer.get("fault") == "locked":
        raise UnreadableFileError(
            _("The file is locked with a password. Open it in Excel, remove the password and save it again.")
        )
    if answer.get("fault") == "large":
        raise UnreadableFileError(_("The Excel file holds too much for a list of people. Copy the list to a new file."))
    if "sheets" not in answer:
        raise UnreadableFileError(_("The old Excel file is damaged or none. Open it in Excel and save it as .xlsx."))
    sheets = answer["sheets"]
    if len(sheets) > SHEETS:
        raise UnreadableFileError(_("The file has more than %d sheets. Copy the list to a new file.") % SHEETS)
    unseen = tuple(text_as_seen(sheet["name"]) for sheet in sheets if not sheet["seen"])
    return Book([_read_table(sheet) for sheet in sheets if sheet["seen"]], unseen)


def _ask(content: bytes) -> dict[str, Any]:
    """What the process answers; nothing if it ended without an answer."""
    limits = {"sheets": SHEETS, "rows": ROWS, "columns": COLUMNS, "characters": CHARACTERS, "merged": MERGED}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(_PROGRAM), json.dumps(limits)],
            input=content,
            capture_output=True,
            timeout=_PATIENCE_S,
            env=_ENVIRONMENT,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {}
    return answer


def _read_table(sheet: dict[str, Any]) -> Table:
    table = TableBuilder(sheet["name"])
    table.hide_columns(sheet["hidden_columns"])
    for column, first, last in sheet["merged"]:
        table.merge(column, first, last)
    for line, hidden, cells in sheet["rows"]:
        table.add(line, [_cell(cell) for cell in cells], hidden=hidden)
    return table.finish()


def _cell(answered: Any) -> Cell:  # noqa: ANN401 - from JSON
    match answered:
        case ["day", str(day)]:
            return date.fromisoformat(day)
        case ["fault", str(fault)]:
            return Formula(fault)
    return as_seen(answered)
