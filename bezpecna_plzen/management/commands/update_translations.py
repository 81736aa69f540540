"""Brings the catalogues up to date with the code."""

import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Extracts, merges and compiles; see `bezpecna_plzen/translations.py`."""

    help = "Update the texts of all languages: find new messages, drop unused ones, compile. For developers."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        from bezpecna_plzen import translations  # needs Babel, which the running portal does not have

        missing = {language: translations.update_catalogue(language) for language in translations.PLURALS}
        for language, messages in missing.items():
            if messages:
                path = translations.po_path(language)
                self.stdout.write(self.style.ERROR(f"Write these in {path} and run this again:"))
                for message in messages:
                    self.stdout.write(f"  {message}")
        if any(missing.values()):
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("Every message has its text in every language."))
