"""`load_demo`: illustrative data for an empty database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import demo


class Command(BaseCommand):
    """Loads a made-up city; every page says that it is one until real data is imported."""

    help = _("Loads illustrative data into an empty database. Never touches real data.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help=_("do nothing, without an error, if there is real data already")
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        match demo.load_demo(now=timezone.now()):
            case demo.DatabaseState.EMPTY:
                self.stdout.write(self.style.SUCCESS(_("Illustrative data is loaded; every page says so.")))
            case demo.DatabaseState.DEMO:
                self.stdout.write(_("Illustrative data is already here. Nothing was changed."))
            case demo.DatabaseState.REAL if not options["if_empty"]:
                raise CommandError(
                    _(
                        "This database already holds real data, so illustrative data stays out. Nothing was changed. "
                        "To look at the demonstration, set DATABASE_URL to a new, empty database."
                    )
                )
