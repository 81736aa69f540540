"""What the safety department should look at, for the first page of the admin."""

from datetime import date

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin.matters import Matter
from core.verification import unverified
from districts.lookup import atlas
from districts.models import ImportRun, Person, Role, Station, Tenure


def matters(today: date) -> list[Matter]:
    """Failed imports, vacant officers' posts, contacts nobody checks, illustrative data."""
    return [*_failed_imports(), *_vacant(today), *_unverified(today), *_illustrative()]


def _failed_imports() -> list[Matter]:
    latest = ImportRun.objects.order_by().values("kind").annotate(latest=Max("pk")).values("latest")
    return [
        Matter(
            "",
            _("The last import failed: %s. Nothing was changed by it.") % run,
            reverse("admin:districts_importrun_change", args=[run.pk]),
            urgent=True,
        )
        for run in ImportRun.objects.filter(pk__in=latest, succeeded=False)
    ]


def _illustrative() -> list[Matter]:
    if not atlas.current().illustrative:
        return []
    text = _("Illustrative data is still loaded; the public sees a notice about it. Import the real data.")
    return [Matter("", text, reverse("admin:districts_importrun_changelist"))]


def _vacant(today: date) -> list[Matter]:
    current = atlas.current()
    states = [current.roster.responsible(each, Role.OKRSKAR, on=today) for each in current.districts.values()]
    count = sum(state.holder is None for state in states)
    words = ngettext(
        "of %(total)d districts without a municipal officer",
        "of %(total)d districts without a municipal officer",
        count,
    ) % {"total": len(states)}
    return [Matter(str(count), words, reverse("admin:districts_district_changelist") + "?in_force=yes&vacant=okrskar")]


def _unverified(today: date) -> list[Matter]:
    people = Person.objects.filter(unverified(today), pk__in=Tenure.objects.on(today).values("person")).count()
    stations = Station.objects.filter(unverified(today)).count()
    return [
        Matter(
            str(people),
            ngettext(
                "person in office whose contact nobody verified for a year",
                "people in office whose contact nobody verified for a year",
                people,
            ),
            reverse("admin:districts_person_changelist") + "?verification=missing&post=some",
        ),
        Matter(
            str(stations),
            ngettext(
                "station whose contact nobody verified for a year",
                "stations whose contact nobody verified for a year",
                stations,
            ),
            reverse("admin:districts_station_changelist") + "?verification=missing",
        ),
    ]
