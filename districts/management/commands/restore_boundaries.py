"""`restore_boundaries [ID]`: lists the sets of boundaries there have been, or puts one of them in force again."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.importers.boundaries.boundaries_in_force import restore_set
from districts.importers.import_commands import (
    ReportingCommand,
    add_author_argument,
    add_borough_argument,
    add_gap_argument,
)
from districts.models import BoundarySet, ImportKind


class Command(ReportingCommand):
    """Lists sets without an argument; with one it restores that set after the same checks as an import."""

    help = _("Lists the sets of district boundaries, or puts one in force again and re-assigns every address.")
    kind = ImportKind.DISTRICTS

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("set", type=int, nargs="?", help=_("the number of the set; without it they are listed"))
        super().add_arguments(parser)
        add_gap_argument(parser)
        add_borough_argument(parser)
        add_author_argument(parser)

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        if options["set"] is None:
            self._list()
            return
        if not BoundarySet.objects.filter(pk=options["set"]).exists():
            raise CommandError(
                _("There is no set %d. Run the command without a number to see which there are.") % options["set"]
            )
        now = timezone.now()
        load = partial(
            restore_set,
            options["set"],
            allow_gaps=options["allow_gaps"],
            allow_borough_mismatch=options["allow_borough_mismatch"],
            author=options["author"],
            now=now,
        )
        self.run(load, source=f"restore_boundaries {options['set']}", now=now, dry_run=options["dry_run"])

    def _list(self) -> None:
        sets = BoundarySet.objects.values_list("pk", "created_at", "origin", "author")
        for pk, created_at, origin, author in sets:
            when = timezone.localtime(created_at)
            self.stdout.write(f"{pk:>5}  {when:%d. %m. %Y %H:%M}  {origin}  {author}".rstrip())
        if not sets:
            self.stdout.write(_("There is no set of boundaries yet. Run import_districts first."))
