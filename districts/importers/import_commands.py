"""The part that all import commands share: a file, a dry run, a progress bar, a report, an exit code."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from districts.models import ImportKind

from .import_report import CHANGES_SHOWN, SHOWN, ImportReport, RecordChange, counts_in_words, name_fate
from .import_runner import LoadFunction, run_import

ROWS_LEFT_OUT = 3  # exit code: loaded, but for rows that somebody has to answer


class ReportingCommand(BaseCommand):
    """Base of commands that change data all or nothing and end with a report."""

    kind: ImportKind

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help=_("check everything and change nothing"))

    def run(self, load: LoadFunction, *, source: str, now: datetime, dry_run: bool) -> None:
        """Load with a progress bar, print the report, exit with 1 if it was refused, with 3 if rows were left out."""
        console = Console(file=sys.stderr)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bars(*columns, console=console, transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def progress(label: str, done: int, total: int) -> None:
                if label not in tasks:
                    tasks[label] = bars.add_task(label, total=total)
                bars.update(tasks[label], completed=done, total=total)

            report = run_import(kind=self.kind, source=source, load=load, now=now, dry_run=dry_run, progress=progress)
        self._print(report, dry_run=dry_run)
        if report.refused:
            sys.exit(1)
        if report.questions:
            sys.exit(ROWS_LEFT_OUT)

    def _print(self, report: ImportReport, *, dry_run: bool) -> None:
        counts = {
            _("read"): report.read,
            _("new"): report.new,
            _("changed"): report.changed,
            _("unchanged"): report.unchanged,
            _("gone"): report.gone,
            _("refused"): len(report.refused),
        }
        self.stdout.write("   ".join(f"{label}: {count}" for label, count in counts.items()))
        self._print_changes(report)
        for title, problems, style in (
            (_("Notes"), report.notes, self.style.WARNING),
            (_("Questions: these rows were left out"), report.questions, self.style.ERROR),
            (_("Refused"), report.refused, self.style.ERROR),
        ):
            if problems:
                self.stdout.write(style(title))
                for problem in problems[:SHOWN]:
                    self.stdout.write(f"  {problem}")
                self._print_rest(len(problems) - SHOWN)
        if report.refused:
            self.stdout.write(
                self.style.ERROR(_("Nothing was changed. Put the above right and run the command again."))
            )
            return
        if report.questions:
            left_out = ngettext(
                "%d row was left out until its question is answered; all others are right.",
                "%d rows were left out until their questions are answered; all others are right.",
                len(report.questions),
            )
            self.stdout.write(self.style.ERROR(left_out % len(report.questions)))
        if not dry_run:
            self.stdout.write(self.style.SUCCESS(_("Done.")))
        elif report.questions:
            self.stdout.write(_("Nothing was changed: this was a dry run."))
        else:
            self.stdout.write(self.style.SUCCESS(_("All is fine. Nothing was changed: this was a dry run.")))

    def _print_changes(self, report: ImportReport) -> None:
        """What becomes of which record, old → new; where there are many, how many of each kind and in which street."""
        for counts in (report.counts_by_kind, report.counts_by_street):
            for name, of_fates in list(counts.items())[:SHOWN]:
                self.stdout.write(f"{name}: {counts_in_words(of_fates)}")
            self._print_rest(len(counts) - SHOWN)
        for kind, changes in groupby(report.changes, attrgetter("kind")):
            self._print_records([*changes], report.count_of(kind))
        if report.kept:
            self.stdout.write(self.style.WARNING(_("Left as corrected by hand (→ what the file has)")))
            self._print_records(report.kept, len(report.kept))

    def _print_records(self, changes: Sequence[RecordChange], count: int) -> None:
        for change in changes[:CHANGES_SHOWN]:
            self.stdout.write(f"  {name_fate(change.fate)}: {change}")
        self._print_rest(count - CHANGES_SHOWN)

    def _print_rest(self, count: int) -> None:
        if count > 0:
            self.stdout.write("  " + _("… and %d more") % count)


class ImportCommand(ReportingCommand):
    """Base of `import_…`: subclasses name the kind and build the load function from their options."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("the file to import"))
        super().add_arguments(parser)
        parser.add_argument(
            "--keep-hand", action="store_true", help=_("leave what was corrected by hand since the last import")
        )

    def load(self, **options: Any) -> LoadFunction:  # noqa: ANN401 - command options are untyped
        """What to run for these options; `now` is among them."""
        raise NotImplementedError

    def handle(self, **options: Any) -> None:  # noqa: ANN401
        now = timezone.now()
        load = self.load(**options, now=now)
        self.run(load, source=options["file"].name, now=now, dry_run=options["dry_run"])


def add_gap_argument(parser: ArgumentParser) -> None:
    """For commands that put boundaries in force."""
    parser.add_argument(
        "--allow-gaps", action="store_true", help=_("accept places inside the city that belong to nobody")
    )


def add_borough_argument(parser: ArgumentParser) -> None:
    """For commands that assign addresses to districts."""
    parser.add_argument(
        "--allow-borough-mismatch",
        action="store_true",
        help=_("accept addresses in a district of another borough than the register says"),
    )


def add_crs_argument(parser: ArgumentParser) -> None:
    """For commands that read coordinates."""
    parser.add_argument(
        "--crs",
        type=int,
        choices=[4326, 5514],
        help=_("coordinates of the file: 4326 (WGS84) or 5514 (S-JTSK); recognised by themselves otherwise"),
    )


def add_author_argument(parser: ArgumentParser) -> None:
    """For commands whose author is recorded."""
    parser.add_argument(
        "--author",
        default=os.environ.get("LOGNAME") or os.environ.get("USER", ""),
        help=_("who is recorded as the author; by default the user of the system"),
    )
