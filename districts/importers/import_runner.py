"""Runs an import: all or nothing in one transaction, with a report that is kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from districts.models import ImportKind, ImportRun

from .import_report import ImportReport, UnreadableFileError, make_printable
from .record_changes import read_records, tell_changes


class Progress(Protocol):
    """Told how far a long step is."""

    def __call__(self, label: str, done: int, total: int) -> None: ...


LoadFunction = Callable[[ImportReport, Progress], None]


def ignore_progress(label: str, done: int, total: int) -> None:
    """The progress of a step that nobody watches."""


def is_illustrative(kind: ImportKind) -> bool:
    """Whether the data of a kind is that of the demonstration."""
    return kind in ImportRun.illustrative_kinds()


def run_import(
    *,
    kind: ImportKind,
    source: str,
    load: LoadFunction,
    now: datetime,
    dry_run: bool,
    progress: Progress,
    demo: bool = False,
) -> ImportReport:
    """Load a file in one transaction, or change nothing.

    Args:
        source: the file's name, or what else the data comes from.
        load: parses, validates and writes; refuses through the report it is given or by raising `UnreadableFileError`.
        now: when the run started, aware.
        dry_run: do everything, then take it back and keep no record.

    Returns:
        The report, which says what becomes of each record, after a dry run the same; the file was refused if it has
        anything in `refused`.
    """
    report = ImportReport()

    def record() -> None:
        ImportRun.objects.create(
            kind=kind,
            source=make_printable(source)[:255],
            demo=demo,
            started_at=now,
            finished_at=timezone.now(),
            succeeded=not report.refused,
            report=report.as_json(),
        )

    with transaction.atomic():
        before = read_records(kind)
        try:
            load(report, progress)
        except UnreadableFileError as error:
            report.refuse(str(error))
        if report.refused:
            report.forget_changes()
        else:
            tell_changes(before, read_records(kind), report)
        if report.refused or dry_run:
            transaction.set_rollback(True)
        else:
            record()  # together with the data: it says whether that is illustrative
    if report.refused and not dry_run:
        record()
    return report
