"""`import_staff FILE`: who holds which post, from a spreadsheet."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from districts.importers.import_commands import ImportCommand
from districts.importers.import_runner import LoadFunction
from districts.importers.staff import staff_import
from districts.models import ImportKind


class Command(ImportCommand):
    """Loads a list of staff; see `districts/importers/staff/staff_import.py` for what its rows mean."""

    kind = ImportKind.STAFF
    help = _("Imports who holds which post: district, role, name, phone, e-mail, from, to (CSV, XLSX, ODS or XLS).")

    def load(self, **options: Any) -> LoadFunction:  # noqa: ANN401 - command options are untyped
        today = timezone.localdate()
        return staff_import.make_loader(options["file"], today=today, keep_hand=options["keep_hand"])
