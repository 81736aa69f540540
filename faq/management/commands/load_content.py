"""Adds the topics, questions, pages and contacts that a new version of the portal brings."""

from functools import partial

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils import timezone

from faq.content import loading


class Command(BaseCommand):
    """See `faq/content/loading.py`."""

    help = "Add shipped topics, questions, pages, contacts and translations that are missing. Changes no text."

    def handle(self, **options: object) -> None:
        report = loading.load_content(partial(apps.get_model, "faq"), now=timezone.now())
        changed = report.added + report.translated  # without zeros
        for name in sorted(changed):
            self.stdout.write(f"{name}: {report.added[name]} added, {report.translated[name]} translated")
        if not changed:
            self.stdout.write("Everything is there already.")
