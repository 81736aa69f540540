"""`import_staff FILE`: who holds which post, from a CSV or XLSX."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from districts.importers.command import ImportCommand
from districts.importers.run import Load
from districts.importers.staff import loading
from districts.models import ImportKind


class Command(ImportCommand):
    """Loads a list of staff; see `districts/importers/staff/loading.py` for what its rows mean."""

    kind = ImportKind.STAFF
    help = _("Imports who holds which post: district, role, name, phone, e-mail, from, to (CSV or XLSX).")

    def load(self, **options: Any) -> Load:  # noqa: ANN401 - command options are untyped
        return loading.loader(options["file"], today=timezone.localdate())
