"""`import_places FILE`: known places, from a spreadsheet."""

from typing import Any

from django.utils.translation import gettext as _

from districts.importers.import_commands import ImportCommand
from districts.importers.import_runner import LoadFunction
from districts.importers.places import place_import
from districts.models import ImportKind


class Command(ImportCommand):
    """Loads a list of known places; see `districts/importers/places/place_import.py` for what its rows mean."""

    kind = ImportKind.PLACES
    help = _("Imports known places: name, other names, kind, address or point, source (CSV, XLSX, ODS or XLS).")

    def load(self, **options: Any) -> LoadFunction:  # noqa: ANN401 - command options are untyped
        return place_import.make_loader(options["file"], keep_hand=options["keep_hand"])
