"""`tend_mailbox`: what is to be done every few minutes."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from mailbox.jobs.cleaning import ABOUT_PHOTOS
from mailbox.jobs.regular_run import tend_mailbox
from mailbox.retention import alarms


class Command(BaseCommand):
    """Runs the jobs of `mailbox/jobs/`; exit 1 if a step of one failed, or if a brake holds and people have to look."""

    help = _("Hands messages over when people change, reminds, and sets leftovers aside. Run every few minutes.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--confirm",
            type=int,
            default=0,
            metavar="NUMBER",
            help=_("set aside up to so many photos without a message, although a safeguard holds them"),
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        tended = tend_mailbox(now=timezone.now(), confirmed=options["confirm"])
        counts = {
            _("handed over"): tended.handed_over,
            _("reminded"): tended.reminded,
            _("overdue"): tended.overdue,
            _("to be reviewed"): tended.to_review,
            _("mails to a corrected address"): tended.readdressed,
            _("files removed"): tended.files,
            _("files held"): tended.held,
        }
        if tended:
            self.stdout.write("   ".join(f"{label}: {count}" for label, count in counts.items()))
        if tended.failures:
            self.stderr.write(_("failed: %d. The log says what; the rest was done.") % tended.failures)
        standing = alarms.standing_alarms(ABOUT_PHOTOS)
        for alarm in standing:
            self.stderr.write(alarm)
        if tended.failures or standing:
            sys.exit(1)
