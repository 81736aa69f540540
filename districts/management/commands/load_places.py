"""`load_places`: the known places that a new version of the portal brings."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from districts.known_places.linking import link_places
from districts.known_places.loading import load_places


class Command(BaseCommand):
    """See `districts/known_places/loading.py`."""

    help = _("Adds shipped known places that are missing, and finds their addresses. Changes no text.")

    @transaction.atomic
    def handle(self, **options: object) -> None:
        counts = {"added": load_places(), "linked": link_places()}
        self.stdout.write(_("Known places added: %(added)d. Found in the register: %(linked)d.") % counts)
