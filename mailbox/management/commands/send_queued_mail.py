"""`send_queued_mail`: the mail worker."""

import logging
import signal
from argparse import ArgumentParser
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from core import database_outage
from mailbox.mail.delivery import deliver_due

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Sends what is due once, or for ever; ends after the mail at hand when it is told to stop."""

    help = _("Sends the mails that wait in the queue.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help=_("keep going until stopped, as a service"))
        parser.add_argument(
            "--every", type=float, default=5, metavar="SECONDS", help=_("how often to look into the queue (5)")
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        if not 0 < options["every"] <= 3600:
            raise CommandError(_("--every must be more than 0 and at most 3600 seconds."))
        # A simple queue, because a signal may come at any moment, and putting something there never waits for a lock.
        stop: SimpleQueue[None] = SimpleQueue()
        if not options["forever"]:
            self._pass(stop)
            return

        def on_signal(number: int, frame: FrameType | None) -> None:
            stop.put(None)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, on_signal)
        while True:
            try:
                close_old_connections()
                self._pass(stop)
            except Error as error:
                logger.exception("the mail queue cannot be read; trying again")
                database_outage.recover_connections(error)
            with suppress(Empty):
                stop.get(timeout=options["every"])
                return

    def _pass(self, stop: "SimpleQueue[None]") -> None:
        delivered = deliver_due(clock=timezone.now, stopped=lambda: not stop.empty())
        if delivered:
            counts = {"sent": delivered.sent, "requeued": delivered.requeued, "failed": delivered.failed}
            self.stdout.write(_("sent: %(sent)d   put back: %(requeued)d   given up: %(failed)d") % counts)
            self.stdout.flush()
