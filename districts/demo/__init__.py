"""The demonstration: a made-up city to look at before the real data comes. Nothing of it is official."""

from datetime import datetime
from enum import Enum, auto

from django.db import transaction
from django.utils import timezone
from shapely.geometry import mapping

from districts.importers.import_report import ImportReport
from districts.known_places.linking import link_places
from districts.lookup.locator import Locator
from districts.models import (
    Absence,
    Address,
    Borough,
    District,
    ImportKind,
    ImportRun,
    InfoBox,
    Person,
    Station,
    Tenure,
)

from . import demo_addresses, demo_infoboxes, demo_map, demo_people

SOURCE = "load_demo"


class DatabaseState(Enum):
    """What a database holds."""

    EMPTY = auto()
    DEMO = auto()  # the demonstration and nothing else
    REAL = auto()  # at least something that the demonstration did not bring


def database_state() -> DatabaseState:
    """Tell whether the demonstration may be loaded, already is, or must stay out."""
    loaded = ImportRun.objects.filter(demo=True, succeeded=True).exists()
    if (
        ImportRun.objects.filter(demo=False, succeeded=True).exists()
        or Person.objects.filter(illustrative=False).exists()
        or InfoBox.objects.filter(illustrative=False).exists()
        or Address.objects.filter(code__lt=demo_addresses.FIRST_CODE).exists()
        or (not loaded and (District.objects.exists() or Borough.objects.exists()))
    ):
        return DatabaseState.REAL
    return DatabaseState.DEMO if loaded else DatabaseState.EMPTY


@transaction.atomic
def load_demo(*, now: datetime) -> DatabaseState:
    """Load the demonstration into an empty database, in one transaction.

    Args:
        now: aware; all dates (absences, verifications) are counted from this day in Prague.

    Returns:
        What the database held before; unless that is `State.EMPTY`, nothing was changed.
    """
    before = database_state()
    if before is not DatabaseState.EMPTY:
        return before
    shapes = demo_map.draw_districts()
    Borough.objects.bulk_create(
        Borough(code=code, name=demo_map.BOROUGHS[code], boundary=mapping(shape))
        for code, shape in demo_map.draw_boroughs(shapes).items()
    )
    districts = {
        place.number: District(
            number=place.number,
            name=place.name,
            borough_id=place.borough,
            boundary=mapping(shapes[place.number]),
        )
        for place in demo_map.DISTRICTS
    }
    District.objects.bulk_create(districts.values())
    demo_addresses.load_demo_addresses(districts, Locator(shapes))
    demo_people.load_people(districts, today=timezone.localdate(now))
    demo_infoboxes.load_infoboxes(today=timezone.localdate(now))
    link_places()  # of those that the portal starts with, the few whose address is among the made-up ones
    for kind, model in (
        (ImportKind.BOROUGHS, Borough),
        (ImportKind.DISTRICTS, District),
        (ImportKind.ADDRESSES, Address),
        (ImportKind.STAFF, Person),
    ):
        count = model._default_manager.count()
        ImportRun.objects.create(
            kind=kind,
            source=SOURCE,
            demo=True,
            started_at=now,
            finished_at=now,
            succeeded=True,
            report=ImportReport(read=count, new=count).as_json(),
        )
    return before


@transaction.atomic
def remove_people() -> bool:
    """Take away all illustrative people with their tenures and absences, and the illustrative stations and infoboxes.

    Called when real staff comes: whoever empties the boxes comes with it. Absences in which a real person stands in
    stay, and so does every infobox that somebody entered.

    Returns:
        Whether there was anything to take away.
    """
    made_up, stations = Person.objects.filter(illustrative=True), Station.objects.filter(illustrative=True)
    infoboxes = InfoBox.objects.filter(illustrative=True)
    if not (made_up.exists() or stations.exists() or infoboxes.exists()):
        return False
    tenures = Tenure.objects.filter(person__illustrative=True)
    for tenure in tenures.select_related("post"):
        # An absence without a substitute belongs to whoever held the post then.
        Absence.objects.filter(post=tenure.post, substitute=None).overlapping(tenure.start, tenure.end).delete()
    tenures.delete()
    Absence.objects.filter(substitute__illustrative=True).delete()
    made_up.delete()
    District.objects.filter(mp_station__illustrative=True).update(mp_station=None)
    District.objects.filter(pcr_station__illustrative=True).update(pcr_station=None)
    Borough.objects.filter(office__illustrative=True).update(office=None)
    stations.delete()
    infoboxes.delete()
    return True
