"""`check_coverage`: has every address a district, every post somebody who answers, every message a recipient?"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from districts.duty.reachability import Coverage, Duty, check_coverage
from districts.duty.roster import Level
from districts.importers.import_report import SHOWN
from districts.lookup import atlas
from districts.models import Role
from mailbox import reachability as mailbox_coverage

_WIDTH = 100  # characters, also where there is no terminal to ask


class Command(BaseCommand):
    """Prints what the checks of districts and of the mailbox find; exit 1 if anything is broken or not reached."""

    help = _("Checks that every address, post and sort of message has somebody who answers, today and later.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=30, help=_("how many days ahead to look (30)"))

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        if not 0 <= options["days"] <= 3660:
            raise CommandError(_("--days must be from 0 to 3660."))
        current, today = atlas.current(), timezone.localdate()
        coverage = check_coverage(current, first=today, days=options["days"])
        messages = mailbox_coverage.check_coverage(current, first=today, days=options["days"])
        self._print_posts(coverage)
        self._print_counts(coverage, messages)
        self._print_problems(_problems_of_districts(coverage) | _problems_of_messages(messages))
        if not (coverage.complete and messages.complete):
            sys.exit(1)
        self.stdout.write(
            self.style.SUCCESS(
                _("Every address has its district, everybody can be reached and every message finds its recipient.")
            )
        )

    def _print_posts(self, coverage: Coverage) -> None:
        levels = {
            Level.HOLDER: _("the holder"),
            Level.SUBSTITUTE: _("a substitute"),
            Level.STATION: _("the station or office"),
            Level.DEPARTMENT: _("the safety department"),
        }
        title = _("Who answers on %s") % date_format(coverage.first, "SHORT_DATE_FORMAT")
        table = Table(_("Role"), title=title, title_justify="left")
        for label in levels.values():
            table.add_column(label, justify="right")
        for role in Role:
            table.add_row(str(role.label), *(str(coverage.levels[role][level]) for level in levels))
        tables = [table]
        if coverage.fallbacks:
            fallbacks = Table(
                *(_("Role"), _("Where"), _("When"), _("Who answers")),
                title=_("Posts that no person answers"),
                title_justify="left",
            )
            for duty in coverage.fallbacks:
                fallbacks.add_row(
                    str(duty.role.label), str(duty.place), _days_in_words(duty), str(duty.responsible.answers)
                )
            tables.append(fallbacks)
        console = Console(width=_WIDTH, highlight=False)
        with console.capture() as drawn:
            console.print(*tables)
        self.stdout.write(drawn.get())

    def _print_counts(self, coverage: Coverage, messages: mailbox_coverage.Coverage) -> None:
        counts = {"districts": coverage.districts, "addresses": coverage.addresses}
        self.stdout.write(_("districts: %(districts)s   addresses: %(addresses)s") % counts)
        if not coverage.districts:
            self.stdout.write(self.style.ERROR(_("There are no districts. Run import_boroughs and import_districts.")))
        counts = {"cases": messages.cases, "owners": messages.owners}
        self.stdout.write(_("sorts of messages: %(cases)s   posts and desks they go to: %(owners)s") % counts)

    def _print_problems(self, problems: dict[str, list[str]]) -> None:
        for message, items in problems.items():
            if items:
                self.stdout.write(self.style.ERROR(message))
                for item in items[:SHOWN]:
                    self.stdout.write(f"  {item}")
                if len(items) > SHOWN:
                    self.stdout.write("  " + _("… and %d more") % (len(items) - SHOWN))


def _problems_of_districts(coverage: Coverage) -> dict[str, list[str]]:
    """What is wrong with districts and posts: what to do, and where."""
    return {
        _("Boroughs without a district. Import the boundaries of the whole city:"): [
            str(borough) for borough in coverage.uncovered_boroughs
        ],
        _("Addresses in an abolished district. Import the boundaries or the addresses again:"): [
            str(code) for code in coverage.addresses_elsewhere
        ],
        _("Addresses whose district lies in another borough than the register says. Check the boundaries:"): [
            str(code) for code in coverage.addresses_other_borough
        ],
        _("Nobody can be reached. Fill in the phone or e-mail of the station or of the safety department:"): [
            f"{duty.role.label}, {duty.place}, {_days_in_words(duty)}" for duty in coverage.unreachable
        ],
    }


def _problems_of_messages(coverage: mailbox_coverage.Coverage) -> dict[str, list[str]]:
    """What is wrong with the ways of messages."""
    return {
        _("Nobody would be told of messages. Fill in the e-mail of the desk, station or safety department:"): [
            _("%(owner)s, %(days)s (sorts of messages: %(cases)d)")
            % {"owner": gap.owner, "days": _days_in_words(gap), "cases": len(gap.cases)}
            for gap in coverage.gaps
        ],
        _("Nobody would be told of overdue messages. Fill in the e-mail of the safety department."): (
            [] if coverage.department else [_("the safety department")]
        ),
        _("Nothing can be sent to these e-mails. Correct them:"): [f"{who}: {who.email}" for who in coverage.unusable],
    }


def _days_in_words(duty: Duty | mailbox_coverage.Gap) -> str:
    """`1. 9. 2026 – 30. 9. 2026`, or the one day."""
    days = [date_format(day, "SHORT_DATE_FORMAT") for day in (duty.first, duty.last)]
    return " – ".join(dict.fromkeys(days))
