"""`tend_mailbox`: what is to be done every few minutes."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from mailbox.tending import tend


class Command(BaseCommand):
    """Runs `mailbox.tending.tend`; exit 1 if a step of it failed."""

    help = _("Hands messages over when people change, reminds, and removes leftovers. Run every few minutes.")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        tended = tend(now=timezone.now())
        counts = {
            _("handed over"): tended.handed_over,
            _("reminded"): tended.reminded,
            _("overdue"): tended.overdue,
            _("to be reviewed"): tended.to_review,
            _("files removed"): tended.files,
        }
        if tended:
            self.stdout.write("   ".join(f"{label}: {count}" for label, count in counts.items()))
        if tended.failures:
            self.stderr.write(_("failed: %d. The log says what; the rest was done.") % tended.failures)
            sys.exit(1)
