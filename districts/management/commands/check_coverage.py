"""`check_coverage`: does every address have its district and every post somebody who answers, today and later?"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from districts import atlas
from districts.contacts import Level
from districts.coverage import Coverage, Duty, check
from districts.importers.report import SHOWN
from districts.models import Role

_WIDTH = 100  # characters, also where there is no terminal to ask


class Command(BaseCommand):
    """Prints what `districts.coverage.check` finds; exit 1 if anything is broken or anybody unreachable."""

    help = _("Checks that every address has its district and every post somebody who answers, today and later.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=30, help=_("how many days ahead to look (30)"))

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        if not 0 <= options["days"] <= 3660:
            raise CommandError(_("--days must be from 0 to 3660."))
        coverage = check(atlas.current(), first=timezone.localdate(), days=options["days"])
        self._print_posts(coverage)
        self._print_problems(coverage)
        if not coverage.complete:
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS(_("Every address has its district and everybody can be reached.")))

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
                fallbacks.add_row(str(duty.role.label), str(duty.place), _days(duty), str(duty.responsible.answers))
            tables.append(fallbacks)
        console = Console(width=_WIDTH, highlight=False)
        with console.capture() as drawn:
            console.print(*tables)
        self.stdout.write(drawn.get())

    def _print_problems(self, coverage: Coverage) -> None:
        counts = {"districts": coverage.districts, "addresses": coverage.addresses}
        self.stdout.write(_("districts: %(districts)s   addresses: %(addresses)s") % counts)
        if not coverage.districts:
            self.stdout.write(self.style.ERROR(_("There are no districts. Run import_boroughs and import_districts.")))
        problems: dict[str, list[str]] = {
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
                f"{duty.role.label}, {duty.place}, {_days(duty)}" for duty in coverage.unreachable
            ],
        }
        for message, items in problems.items():
            if items:
                self.stdout.write(self.style.ERROR(message))
                for item in items[:SHOWN]:
                    self.stdout.write(f"  {item}")
                if len(items) > SHOWN:
                    self.stdout.write("  " + _("… and %d more") % (len(items) - SHOWN))


def _days(duty: Duty) -> str:
    """`1. 9. 2026 – 30. 9. 2026`, or the one day."""
    days = [date_format(day, "SHORT_DATE_FORMAT") for day in (duty.first, duty.last)]
    return " – ".join(dict.fromkeys(days))
