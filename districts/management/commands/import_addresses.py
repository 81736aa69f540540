"""`import_addresses FILE`: all addresses of the city, from the official register."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from districts.importers.addresses.address_import import load_addresses
from districts.importers.import_commands import ImportCommand, add_borough_argument
from districts.importers.import_runner import LoadFunction
from districts.models import ImportKind


class Command(ImportCommand):
    """Loads the RÚIAN address file and assigns every address to its district."""

    help = _("Imports all addresses of the city from the RÚIAN address file (CSV, plain or in a zip).")
    kind = ImportKind.ADDRESSES

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_borough_argument(parser)
        parser.add_argument(
            "--allow-fewer",
            action="store_true",
            help=_("accept a file that lacks a large part of the addresses in the database"),
        )

    def load(self, **options: Any) -> LoadFunction:  # noqa: ANN401 - command options are untyped
        return partial(
            load_addresses,
            options["file"],
            allow_borough_mismatch=options["allow_borough_mismatch"],
            allow_fewer=options["allow_fewer"],
        )
