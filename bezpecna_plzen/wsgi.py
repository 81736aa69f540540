"""The WSGI entry point that the server imports."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bezpecna_plzen.settings")
django.setup(set_prefix=False)

from bezpecna_plzen.page_memory.handler import PortalHandler  # noqa: E402 - needs the set-up Django

application = PortalHandler()
