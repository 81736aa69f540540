"""Brings the Czech catalogue up to date with the code."""

import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Extracts, merges and compiles; see `bezpecna_plzen/translations.py`."""

    help = "Update the Czech texts: find new messages in the code, drop unused ones, compile. For developers."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        from bezpecna_plzen import translations  # needs Babel, which the running portal does not have

        if untranslated := translations.update():
            self.stdout.write(self.style.ERROR(f"Write the Czech for these in {translations.PO} and run this again:"))
            for message in untranslated:
                self.stdout.write(f"  {message}")
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("Every message has its Czech."))
