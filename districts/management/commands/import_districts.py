"""`import_districts FILE`: the boundaries of the police districts."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from districts.importers.boundaries.district_import import load_districts
from districts.importers.import_commands import (
    ImportCommand,
    add_author_argument,
    add_borough_argument,
    add_crs_argument,
    add_gap_argument,
)
from districts.importers.import_runner import LoadFunction
from districts.models import ImportKind


class Command(ImportCommand):
    """Loads districts from a file of a GIS program in WGS84 or S-JTSK, and re-assigns every address."""

    help = _(
        "Imports the police districts from a file of a GIS program (columns cislo, nazev, obvod_kod), in WGS84 or "
        "S-JTSK, and re-assigns every address."
    )
    kind = ImportKind.DISTRICTS

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_crs_argument(parser)
        add_gap_argument(parser)
        add_borough_argument(parser)
        add_author_argument(parser)

    def load(self, **options: Any) -> LoadFunction:  # noqa: ANN401 - command options are untyped
        return partial(
            load_districts,
            options["file"],
            crs=options["crs"],
            allow_gaps=options["allow_gaps"],
            allow_borough_mismatch=options["allow_borough_mismatch"],
            author=options["author"],
            now=options["now"],
            keep_hand=options["keep_hand"],
        )
