"""`expire_messages`: retention. Personal content goes, statistics stay."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from mailbox.models import Stopped
from mailbox.retention import alarms
from mailbox.retention.erasing import expire_messages


class Command(BaseCommand):
    """Runs `mailbox/retention/erasing.py` with a progress bar and says what it erased; exit 1 if a brake holds."""

    help = _("Erases personal content that has been kept long enough, and deletes old mails and records. Run daily.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help=_("only count, and change nothing"))
        parser.add_argument(
            "--confirm",
            type=int,
            default=0,
            metavar="NUMBER",
            help=_("erase up to so many messages at once, although a safeguard holds them"),
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def progress(label: str, done: int, total: int) -> None:
                if label not in tasks:
                    tasks[label] = bars.add_task(label, total=total)
                bars.update(tasks[label], completed=done, total=total)

            expired = expire_messages(
                now=timezone.now(), dry_run=options["dry_run"], confirmed=options["confirm"], progress=progress
            )
        for reason, count in expired.messages.items():
            self.stdout.write(f"{reason.label}: {count}")
        self.stdout.write(_("old mails: %d") % expired.mails)
        self.stdout.write(_("old records of what the staff did: %d") % expired.records)
        self.stdout.write(_("old searches without an answer: %d") % expired.searches)
        if expired.people:
            self.stdout.write(_("deleted people taken out of the records: %d") % expired.people)
        if options["dry_run"]:
            if expired.held:
                self.stdout.write(_("held back by a safeguard, unless confirmed: %d") % expired.held)
            self.stdout.write(self.style.SUCCESS(_("Nothing was changed: this was a dry run.")))
        elif expired.held or expired.days_ahead or not expired.gone:
            for alarm in alarms.standing_alarms((Stopped.CLOCK, Stopped.MANY_MESSAGES, Stopped.STILL_IN_FILES)):
                self.stderr.write(alarm)
            sys.exit(1)
