"""`read_bounces`: what mail servers write back."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from mailbox.jobs import own_mailbox


class Command(BaseCommand):
    """Runs `mailbox/jobs/own_mailbox.py` once; exit 1 if the mailbox cannot be read."""

    help = _("Reads what mail servers write back: mails that could not be delivered. Run every few minutes.")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        if settings.BOUNCE_MAILBOX is None:
            self.stdout.write(_("BOUNCE_URL is not set, so there is no mailbox to read."))
        try:
            read = own_mailbox.read_mailbox(now=timezone.now())
        except own_mailbox.MailboxError as error:
            self.stderr.write(_("The mailbox of BOUNCE_URL cannot be read: %s") % error)
            sys.exit(1)
        if read.taken_in or read.left:
            counts = {"taken_in": read.taken_in, "left": read.left}
            self.stdout.write(_("taken in and deleted: %(taken_in)d   left for a person: %(left)d") % counts)
