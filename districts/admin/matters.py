"""What the safety department should look at, for the first page of the admin."""

from datetime import date

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin.matters import Matter
from core.verification import unverified
from districts.lookup import atlas
from districts.lookup.atlas import Atlas
from districts.models import ImportKind, ImportRun, KnownPlace, Person, Role, Station, Tenure


def matters(today: date) -> list[Matter]:
    """Imports that failed or left rows out, vacant posts, contacts and places nobody checks, illustrative data."""
    current = atlas.current()
    return [
        *_imports(),
        *_vacant(today, current),
        *_unverified(today),
        *_known_places(current),
        *_illustrative(current),
    ]


def _imports() -> list[Matter]:
    latest = ImportRun.objects.order_by().values("kind").annotate(latest=Max("pk")).values("latest")
    left_out_rows = Q(report__questions__0__isnull=False)
    return [
        Matter(
            "",
            (
                _("The last import left rows out until somebody answers: %s.")
                if run.succeeded
                else _("The last import failed: %s. Nothing was changed by it.")
            )
            % run,
            reverse("admin:districts_importrun_change", args=[run.pk]),
            urgent=not run.succeeded,
        )
        for run in ImportRun.objects.filter(left_out_rows | Q(succeeded=False), pk__in=latest).defer("report")
    ]


def _illustrative(current: Atlas) -> list[Matter]:
    if not current.illustrative:
        return []
    text = _("Illustrative data is still loaded; the public sees a notice about it. Import the real data.")
    return [Matter("", text, reverse("admin:districts_importrun_changelist"))]


def _vacant(today: date, current: Atlas) -> list[Matter]:
    states = [current.roster.responsible(each, Role.OKRSKAR, on=today) for each in current.districts.values()]
    count = sum(state.holder is None for state in states)
    words = ngettext(
        "of %(total)d districts without a municipal officer",
        "of %(total)d districts without a municipal officer",
        count,
    ) % {"total": len(states)}
    return [Matter(str(count), words, reverse("admin:districts_district_changelist") + "?in_force=yes&vacant=okrskar")]


def _known_places(current: Atlas) -> list[Matter]:
    """Places that wait to be published; and those nobody finds, once the register is here."""
    places = reverse("admin:districts_knownplace_changelist")
    counts = KnownPlace.objects.aggregate(
        waiting=Count("pk", filter=KnownPlace.UNCONFIRMED), unplaced=Count("pk", filter=KnownPlace.UNPLACED)
    )
    waiting, unplaced = counts["waiting"], counts["unplaced"]
    words = ngettext("known place to be checked and published", "known places to be checked and published", waiting)
    found = [Matter(str(waiting), words, f"{places}?published__exact=0")]
    if unplaced and current.gazetteer.streets and ImportKind.ADDRESSES not in current.illustrative:
        words = ngettext(
            "known place whose address is not in the register, so that nobody finds it",
            "known places whose address is not in the register, so that nobody finds them",
            unplaced,
        )
        found.append(Matter(str(unplaced), words, f"{places}?where=unknown&published__exact=1"))
    return found


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
