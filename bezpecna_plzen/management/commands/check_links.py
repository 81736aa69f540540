"""Follows the links in all texts; exit 1 if one leads nowhere."""

import sys
from argparse import ArgumentParser
from io import StringIO
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from districts.models import Notice
from faq.links import checking
from faq.links.fetching import Manners
from faq.models import HelpContact, LinkCheck, Page, Question, Topic

RECORDS: list[type[Model]] = [Question, Topic, Page, HelpContact, Notice]
WIDTH = 160  # characters of the report


class Command(BaseCommand):
    help = (
        "Follows every link in questions, topics, pages, help contacts and notices, in all languages; the result is in "
        "the admin. Exit 1 if a link leads nowhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--internal", action="store_true", help=_("only links to pages of this portal"))
        parser.add_argument(
            "--allow-private",
            action="store_true",
            help=_("also ask servers inside private networks; without it such a link counts as broken"),
        )
        parser.add_argument(
            "--timeout", type=float, default=Manners().timeout_s, help=_("seconds that one step may take")
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - command options are untyped
        timeout = options["timeout"]
        manners = Manners(timeout_s=timeout, most_s=2 * timeout, private_too=options["allow_private"])
        records = chain.from_iterable(model._default_manager.all() for model in RECORDS)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bars:
            task = bars.add_task(_("links"), total=None)
            results = checking.check_links(
                records,
                now=timezone.now(),
                internal_only=options["internal"],
                manners=manners,
                progress=lambda done, total: bars.update(task, completed=done, total=total),
            )
        self._report(results)
        if any(each.outcome in LinkCheck.BROKEN for each in results):
            sys.exit(1)

    def _report(self, results: list[LinkCheck]) -> None:
        wrong = [each for each in results if each.outcome != LinkCheck.Outcome.WORKS]
        if wrong:
            table = Table(_("where"), _("language"), _("link"), _("what was found"))
            for each in sorted(wrong, key=lambda each: (each.outcome not in LinkCheck.BROKEN, each.outcome, each.url)):
                found = f"{each.get_outcome_display()} {each.leads_to or each.status or ''}".rstrip()
                table.add_row(f"{each.content_type.name}: {each.record}", each.language, each.url, found)
            text = StringIO()
            Console(file=text, width=WIDTH, markup=False).print(table)
            self.stdout.write(text.getvalue())
        broken = sum(each.outcome in LinkCheck.BROKEN for each in results)
        count = ngettext("%d link checked", "%d links checked", len(results)) % len(results)
        said = ngettext("%d of them leads nowhere.", "%d of them lead nowhere.", broken) % broken
        style = self.style.ERROR if broken else self.style.SUCCESS
        self.stdout.write(style(f"{count}; {said}"))
