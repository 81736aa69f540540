"""The official files of the city, which are not part of the project."""

import os
from pathlib import Path

from django.conf import settings

FOLDER = Path(os.environ.get("BEZPECNA_PLZEN_DATA", settings.BASE_DIR.parent / "shared" / "data"))
# Which command imports which. The order matters: districts lie in boroughs, addresses in districts.
NAMES = {
    "import_boroughs": "plzen_boroughs.geojson",
    "import_districts": "sample_districts.geojson",
    "import_addresses": "20231231_OB_554791_ADR.csv",
}


def are_here() -> bool:
    """Whether there are all of them."""
    return all((FOLDER / name).exists() for name in NAMES.values())
