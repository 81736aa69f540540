"""The part that all import commands share: a file, a dry run, a progress bar, a report, an exit code."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from districts.models import ImportKind

from .report import SHOWN, Report
from .run import Load, run_import


class ImportCommand(BaseCommand):
    """Base of `import_…`: subclasses name the kind and build the load function from their options."""

    kind: ImportKind
    demo = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("the file to import"))
        parser.add_argument("--dry-run", action="store_true", help=_("check everything and change nothing"))

    def load(self, **options: Any) -> Load:  # noqa: ANN401 - command options are untyped
        """What to run for these options."""
        raise NotImplementedError

    def handle(self, **options: Any) -> None:  # noqa: ANN401
        console = Console(file=sys.stderr)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bars(*columns, console=console, transient=not console.is_terminal) as bars:
            tasks: dict[str, Any] = {}

            def progress(label: str, done: int, total: int) -> None:
                if label not in tasks:
                    tasks[label] = bars.add_task(label, total=total)
                bars.update(tasks[label], completed=done, total=total)

            report = run_import(
                kind=self.kind,
                source=options["file"],
                load=self.load(**options),
                now=timezone.now(),
                dry_run=options["dry_run"],
                progress=progress,
                demo=self.demo,
            )
        self._print(report, dry_run=options["dry_run"])
        if report.refused:
            sys.exit(1)

    def _print(self, report: Report, *, dry_run: bool) -> None:
        counts = {
            _("read"): report.read,
            _("new"): report.new,
            _("changed"): report.changed,
            _("unchanged"): report.unchanged,
            _("gone"): report.gone,
            _("refused"): len(report.refused),
        }
        self.stdout.write("   ".join(f"{label}: {count}" for label, count in counts.items()))
        for title, problems, style in (
            (_("Notes"), report.notes, self.style.WARNING),
            (_("Refused"), report.refused, self.style.ERROR),
        ):
            if problems:
                self.stdout.write(style(title))
                for problem in problems[:SHOWN]:
                    self.stdout.write(f"  {problem}")
                if len(problems) > SHOWN:
                    self.stdout.write("  " + _("… and %d more") % (len(problems) - SHOWN))
        if report.refused:
            self.stdout.write(self.style.ERROR(_("Nothing was changed. Correct the file and run the command again.")))
        elif dry_run:
            self.stdout.write(self.style.SUCCESS(_("The file is fine. Nothing was changed: this was a dry run.")))
        else:
            self.stdout.write(self.style.SUCCESS(_("Imported.")))
