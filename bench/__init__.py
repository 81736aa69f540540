"""Speed, measured as ratios within one run: `make bench`. Each part says what must hold."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bezpecna_plzen.settings")  # what starts servers for the tests asks
