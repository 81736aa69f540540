"""Lists of staff for tests, and what came of loading them."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from django.utils import timezone, translation
from openpyxl.worksheet.worksheet import Worksheet

from districts.importers.import_report import ImportProblem, ImportReport
from districts.importers.import_runner import ignore_progress, run_import
from districts.importers.staff import staff_import
from districts.models import ImportKind, Tenure
from tests.factories import make_borough, make_district

HEADER = ("okrsek", "funkce", "jméno", "telefon", "e-mail", "od", "do", "dříve")
TODAY = date(2026, 9, 15)
Sheets = dict[str, Sequence[Sequence[Any]]]


def make_city(*numbers: int) -> None:
    """One borough with these districts."""
    borough = make_borough(code=545970, name="Plzeň 1")
    for number in numbers:
        make_district(number=number, borough=borough)


def import_file(path: Path, *, today: date = TODAY, dry_run: bool = False, keep_hand: bool = False) -> ImportReport:
    """Load a file; the report in English."""
    with translation.override("en"):
        return run_import(
            kind=ImportKind.STAFF,
            source=path.name,
            load=staff_import.make_loader(path, today=today, keep_hand=keep_hand),
            now=timezone.now(),
            dry_run=dry_run,
            progress=ignore_progress,
        )


def in_english(problem: ImportProblem) -> str:
    """A problem with its place, as an employee reads it."""
    with translation.override("en"):
        return str(problem)


def import_rows(folder: Path, *rows: str, today: date = TODAY, **options: bool) -> ImportReport:
    """Load rows of a CSV under `HEADER`."""
    path = folder / "lidé.csv"
    path.write_text("\n".join([";".join(HEADER), *rows]) + "\n", encoding="utf-8")
    return import_file(path, today=today, **options)


def write_sheets(path: Path, sheets: Sheets, change: Callable[[dict[str, Worksheet]], object] = len) -> Path:
    """An XLSX with these sheets; `change` hides what is to be hidden."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    change({sheet.title: sheet for sheet in workbook.worksheets})
    workbook.save(path)
    return path


def holders(on: date = TODAY) -> dict[int, str]:
    """The name of each district's officer on a day."""
    tenures = Tenure.objects.on(on).select_related("person", "post__district")
    return {t.post.district.number: t.person.name for t in tenures if t.post.district is not None}
