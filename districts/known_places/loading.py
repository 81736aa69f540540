"""The known places that the portal starts with, from `places.csv`.

Loading adds what is missing and never changes what somebody wrote. A migration loads everything; `manage.py
load_places` brings what a new version of the portal adds.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.folding import fold
from districts.models import KnownPlace

FILE = Path(__file__).with_name("places.csv")
BETWEEN_NAMES = "|"


@dataclass(frozen=True, slots=True)
class ShippedPlace:
    """A place of the file, by the fields of `KnownPlace`."""

    fields: dict[str, Any]

    @property
    def name(self) -> str:
        """The name, by which places are told apart."""
        return str(self.fields["name"])


def read_shipped() -> Iterator[ShippedPlace]:
    """The places of the file, in its order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            names = [name.strip() for name in row["other names"].split(BETWEEN_NAMES)]
            yield ShippedPlace(
                {
                    "name": row["name"],
                    "other_names": "\n".join(filter(None, names)),
                    "kind": row["kind"],
                    "address": row["address"],
                    "lat": float(row["lat"]) if row["lat"] else None,
                    "lon": float(row["lon"]) if row["lon"] else None,
                    "radius_m": int(row["radius"] or 0),
                    "source": row["source"],
                    "verified_on": date.fromisoformat(row["verified"]) if row["verified"] else None,
                    "published": row["published"] == "yes",
                }
            )


def load_places(model: type[KnownPlace] = KnownPlace) -> int:
    """Add the places of the file that are missing, by their names.

    Args:
        model: `KnownPlace` as it is now, or as it was at a migration.

    Returns:
        How many were added.
    """
    there = {fold(name) for name in model.objects.values_list("name", flat=True)}
    missing = [model(**place.fields) for place in read_shipped() if fold(place.name) not in there]
    model.objects.bulk_create(missing)
    return len(missing)
