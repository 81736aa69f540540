"""`expire_messages`: retention. Personal content goes, statistics stay."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from mailbox.retention import expire


class Command(BaseCommand):
    """Runs `mailbox.retention.expire` with a progress bar and says how much was erased."""

    help = _("Erases personal content that has been kept long enough, and deletes old mails. Run daily.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help=_("only count, and change nothing"))

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def progress(label: str, done: int, total: int) -> None:
                if label not in tasks:
                    tasks[label] = bars.add_task(label, total=total)
                bars.update(tasks[label], completed=done, total=total)

            expired = expire(now=timezone.now(), dry_run=options["dry_run"], progress=progress)
        for reason, count in expired.messages.items():
            self.stdout.write(f"{reason.label}: {count}")
        self.stdout.write(_("old mails: %d") % expired.mails)
        if options["dry_run"]:
            self.stdout.write(self.style.SUCCESS(_("Nothing was changed: this was a dry run.")))
