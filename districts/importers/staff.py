"""Loads a list of staff: who holds which post, since when, and how they are reached.

What a row means:
- It speaks of one post: an officer's in a district, or a borough mayor's. Posts that the file does not name stay as
  they are.
- A person is the one of that name who has the same e-mail or phone, or who already holds the post; else the only one of
  that name if the row or the record has no contact at all; else somebody new.
- An empty cell leaves what the record has. Without any date, the person's running period stays, or begins today.
- A new holder ends the period of a predecessor who held the post until further notice. A period of the same person that
  the row's dates touch is corrected to them.
- The name „neobsazeno“ makes the post vacant from „od“, or from today.
- The first real list takes away all illustrative people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from districts import demo
from districts.appointments import appoint, vacate
from districts.models import Borough, District, ImportKind, Person, Post, Role, Station, StationKind, Tenure

from .report import Report, UnreadableFileError
from .run import Load, Progress, is_illustrative
from .staff_rows import Entry, fold, read

_STATION_KINDS = {
    Role.OKRSKAR: StationKind.MP,
    Role.POLICISTA: StationKind.PCR,
    Role.STAROSTA: StationKind.OFFICE,
}


def loader(path: Path, *, today: date) -> Load:
    """What `run_import` is to run for a file.

    Args:
        today: by Prague's calendar; where periods without dates begin.
    """

    def load(report: Report, progress: Progress) -> None:
        districts = {district.number: district for district in District.objects.current()}
        boroughs = {borough.code: borough for borough in Borough.objects.all()}
        if not districts:
            raise UnreadableFileError(_("There are no districts yet. Run import_boroughs and import_districts first."))
        entries = read(path, report, districts=districts, boroughs=boroughs)
        if report.refused:
            return
        if demo.remove_people():
            report.note(_("The illustrative people, stations and infoboxes were removed."))
        if is_illustrative(ImportKind.DISTRICTS):
            report.note(_("The districts are still illustrative. Import the real ones, and then this list again."))
        _Writing(report, districts, boroughs, today).write(entries, progress)

    return load


class _Conflict(Exception):  # noqa: N818 - not an error of the program
    """Why a row that reads well cannot be loaded."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A row with its period settled."""

    entry: Entry
    start: date
    end: date | None


class _Writing:
    """The loading of one file."""

    def __init__(
        self, report: Report, districts: Mapping[int, District], boroughs: Mapping[int, Borough], today: date
    ) -> None:
        self._report = report
        self._districts = districts
        self._boroughs = boroughs
        self._today = today
        self._claims: dict[tuple[str, int], tuple[object, int]] = {}
        self._people: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.filter(illustrative=False):
            self._people[fold(person.name)].append(person)

    def write(self, entries: Iterable[Entry], progress: Progress) -> None:
        by_post: dict[tuple[Role, int], list[Entry]] = defaultdict(list)
        for entry in entries:
            by_post[entry.role, entry.place].append(entry)
        for done, ((role, place), rows) in enumerate(by_post.items(), start=1):
            post = self._post(role, place)
            planned = sorted((self._plan(entry, post) for entry in rows), key=lambda row: (row.start, row.entry.line))
            for row, before in zip(planned, [None, *planned], strict=False):
                try:
                    self._check_succession(before, row)
                    self._write_row(post, row)
                except _Conflict as conflict:
                    self._report.refuse(str(conflict), line=row.entry.line)
                except ValidationError as error:
                    self._report.refuse(" ".join(error.messages), line=row.entry.line)
            progress(_("posts"), done, len(by_post))

    def _post(self, role: Role, place: int) -> Post:
        if role is Role.STAROSTA:
            return Post.objects.get_or_create(role=role, borough=self._boroughs[place])[0]
        return Post.objects.get_or_create(role=role, district=self._districts[place])[0]

    def _plan(self, entry: Entry, post: Post) -> _Planned:
        """Settle the period of a row: one without dates speaks of the person's running period, or begins today."""
        if entry.start is None and entry.name:
            for tenure in Tenure.objects.filter(post=post).on(self._today).select_related("person"):
                if fold(tenure.person.name) == fold(entry.name):
                    return _Planned(entry, tenure.start, tenure.end if entry.end is None else entry.end)
        return _Planned(entry, entry.start or self._today, entry.end)

    def _check_succession(self, before: _Planned | None, row: _Planned) -> None:
        """Refuse a second holder while the first one is in office; the same row twice is no second holder."""
        if row.end is not None and row.end < row.start:
            raise _Conflict(_("The last day is before the first one. Fill in or correct “od”."))
        if before is None or not before.entry.name or fold(before.entry.name) == fold(row.entry.name):
            return
        if before.end is None or before.end >= row.start:
            raise _Conflict(
                _("The post is already held by %(name)s (line %(line)s) at that time. Fill in “do” where it ended.")
                % {"name": before.entry.name, "line": before.entry.line}
            )

    def _write_row(self, post: Post, row: _Planned) -> None:
        changed = self._set_station(post, row.entry)
        if not row.entry.name:
            ended = vacate(post=post, last_day=row.start - timedelta(days=1))
            if holder := Tenure.objects.filter(post=post).on(row.start).select_related("person").first():
                raise _Conflict(_("The post is not vacant on that day: %s. Correct “od”, or end that period.") % holder)
            self._report.gone += ended is not None
            self._count(changed or ended is not None)
            return
        person = self._person(post, row)
        changed |= self._set_contact(person, row.entry)
        held = Tenure.objects.filter(post=post, person=person).overlapping(row.start, row.end)
        tenure = held.filter(start=row.start).first() or held.order_by("-start").first()
        if tenure is None:
            before = Tenure.objects.filter(post=post, end=None, start__lt=row.start).count()
            appoint(post=post, person=person, start=row.start, end=row.end)
            self._report.gone += before
            self._report.new += 1
            return
        if (tenure.start, tenure.end) != (row.start, row.end):
            tenure.start, tenure.end = row.start, row.end
            tenure.full_clean()
            tenure.save()
            changed = True
        self._count(changed)

    def _count(self, changed: bool) -> None:
        if changed:
            self._report.changed += 1
        else:
            self._report.unchanged += 1

    def _person(self, post: Post, row: _Planned) -> Person:
        """The person a row means; see the rules at the top."""
        entry = row.entry
        namesakes = self._people[fold(entry.name)]
        for person in namesakes:
            if (entry.email and entry.email.casefold() == person.email.casefold()) or (
                entry.phone and entry.phone == person.phone
            ):
                return person
        holders = set(Tenure.objects.filter(post=post).overlapping(row.start, row.end).values_list("person", flat=True))
        for person in namesakes:
            if person.pk in holders:
                return person
        if len(namesakes) == 1:
            only = namesakes[0]
            if not (entry.email or entry.phone) or not (only.email or only.phone):
                return only
        person = Person.objects.create(name=entry.name)
        namesakes.append(person)
        return person

    def _set_contact(self, person: Person, entry: Entry) -> bool:
        """Write what the row tells about a person; whether anything changed."""
        changed = []
        for field, value in (("phone", entry.phone), ("email", entry.email), ("verified_on", entry.verified_on)):
            if not value:
                continue
            self._claim(field, person.pk, value, entry)
            if getattr(person, field) != value:
                setattr(person, field, value)
                changed.append(field)
        if changed:
            person.full_clean()
            person.save(update_fields=changed)
        return bool(changed)

    def _set_station(self, post: Post, entry: Entry) -> bool:
        """Write where the post sits; whether anything changed."""
        if not entry.station:
            return False
        kind = _STATION_KINDS[entry.role]
        stations = list(Station.objects.filter(kind=kind))
        station = next((s for s in stations if fold(s.name) == fold(entry.station)), None)
        if station is None:
            raise _Conflict(
                _("The station “%(written)s” does not exist. Add it in the administration, or write one of: %(names)s.")
                % {"written": entry.station, "names": ", ".join(s.name for s in stations) or "–"}
            )
        place: District | Borough
        if post.district is not None:
            place, field = post.district, "mp_station" if entry.role is Role.OKRSKAR else "pcr_station"
        else:
            place, field = self._boroughs[entry.place], "office"
        self._claim(field, place.pk, station, entry)
        if getattr(place, f"{field}_id") == station.pk:
            return False
        setattr(place, field, station)
        place.save(update_fields=[field])
        return True

    def _claim(self, field: str, key: int, value: object, entry: Entry) -> None:
        """Refuse a file that says two different things about the same person or place."""
        said, line = self._claims.setdefault((field, key), (value, entry.line))
        if said != value:
            raise _Conflict(
                _("Line %(line)s says “%(said)s” about the same, here it is “%(value)s”. Correct one of them.")
                % {"line": line, "said": said, "value": value}
            )
