"""`import_boroughs FILE`: the boundaries of the municipal boroughs."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from districts.importers.boundaries.borough_import import load_boroughs
from districts.importers.import_commands import ImportCommand, add_crs_argument, add_gap_argument
from districts.importers.import_runner import LoadFunction
from districts.models import ImportKind


class Command(ImportCommand):
    """Loads boroughs from a file of a GIS program or of RÚIAN in WGS84 or S-JTSK."""

    help = _("Imports the boroughs from a file of a GIS program or of RÚIAN (columns kod, nazev), in WGS84 or S-JTSK.")
    kind = ImportKind.BOROUGHS

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_crs_argument(parser)
        add_gap_argument(parser)

    def load(self, **options: Any) -> LoadFunction:  # noqa: ANN401 - command options are untyped
        return partial(
            load_boroughs,
            options["file"],
            crs=options["crs"],
            allow_gaps=options["allow_gaps"],
            keep_hand=options["keep_hand"],
        )
