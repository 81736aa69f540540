"""Draws the pictures anew: `make drawings`."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bezpecna_plzen.settings")
    django.setup()
    from tests.drawings.layers import ROOT  # they need the apps
    from tests.drawings.pictures import PICTURES, file_of

    for name, draw in PICTURES.items():
        path = file_of(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(draw(), encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
