"""What the safety department should look at, for the first page of the admin."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from districts import atlas
from districts.models import ImportRun, Person, Role, Station, Tenure

from .lists import unverified


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look at, and where."""

    text: str
    url: str


def matters(today: date) -> list[Matter]:
    """Vacant officers' posts, contacts nobody checks, failed imports, illustrative data; the most urgent first."""
    return [*_failed_imports(), *_illustrative(), *_vacant(today), *_unverified(today)]


def _failed_imports() -> list[Matter]:
    latest = ImportRun.objects.order_by().values("kind").annotate(latest=Max("pk")).values("latest")
    return [
        Matter(
            _("The last import failed: %s. Nothing was changed by it.") % run,
            reverse("admin:districts_importrun_change", args=[run.pk]),
        )
        for run in ImportRun.objects.filter(pk__in=latest, succeeded=False)
    ]


def _illustrative() -> list[Matter]:
    if not atlas.current().illustrative:
        return []
    text = _("Illustrative data is still loaded; the public sees a notice about it. Import the real data.")
    return [Matter(text, reverse("admin:districts_importrun_changelist"))]


def _vacant(today: date) -> list[Matter]:
    current = atlas.current()
    states = [current.roster.responsible(each, Role.OKRSKAR, on=today) for each in current.districts.values()]
    count = sum(state.holder is None for state in states)
    if not count:
        return []
    text = ngettext(
        "%(count)d of %(total)d districts has no municipal officer.",
        "%(count)d of %(total)d districts have no municipal officer.",
        count,
    ) % {"count": count, "total": len(states)}
    return [Matter(text, reverse("admin:districts_district_changelist") + "?in_force=yes&vacant=okrskar")]


def _unverified(today: date) -> list[Matter]:
    people = Person.objects.filter(unverified(today), pk__in=Tenure.objects.on(today).values("person")).count()
    stations = Station.objects.filter(unverified(today)).count()
    found = []
    if people:
        text = ngettext(
            "The contact of %d person holding a post has not been verified for a year.",
            "The contacts of %d people holding a post have not been verified for a year.",
            people,
        )
        url = reverse("admin:districts_person_changelist") + "?verification=missing&post=some"
        found.append(Matter(text % people, url))
    if stations:
        text = ngettext(
            "The contact of %d station has not been verified for a year.",
            "The contacts of %d stations have not been verified for a year.",
            stations,
        )
        found.append(Matter(text % stations, reverse("admin:districts_station_changelist") + "?verification=missing"))
    return found
