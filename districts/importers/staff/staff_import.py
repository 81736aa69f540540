"""Loads a list of staff: who holds which post, since when, and how they are reached.

What a row means:
- It speaks of one post: an officer's in a district, or a borough mayor's. Posts that the file does not name stay as
  they are.
- Whether its person is recorded already is told in `person_matching.py`; the record then takes the name from the row.
- An empty cell leaves what the record has. Without any date, the person's running period stays, or begins today.
- A new holder ends the period of a predecessor who held the post until further notice. One that begins today or later
  and on the same day as the new one's is taken back. A period of the same person that the row's dates touch is
  corrected to them.
- A word for a vacancy makes the post vacant from „od“, or from today. A row that only proposes a substitute changes
  nothing.
- The first real list takes away all illustrative people.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from districts import demo
from districts.duty.appointments import appoint, vacate
from districts.importers.import_report import ImportReport, UnreadableFileError
from districts.importers.import_runner import LoadFunction, Progress, is_illustrative
from districts.models import Borough, District, ImportKind, Person, Post, Role, Station, StationKind, Tenure

from .person_matching import dialled_digits, match_people
from .person_names import better_spelling
from .staff_rows import StaffEntry, plain_words
from .staff_sheets import read_staff_list

_STATION_KINDS = {
    Role.OKRSKAR: StationKind.MP,
    Role.POLICISTA: StationKind.PCR,
    Role.STAROSTA: StationKind.OFFICE,
}
# What makes no difference between two ways to write the same.
_COMPARED: Mapping[str, Callable[[Any], str]] = {"phone": dialled_digits, "email": str.casefold}


def make_loader(path: Path, *, today: date) -> LoadFunction:
    """What `run_import` is to run for a file.

    Args:
        today: by Prague's calendar; where periods without dates begin.
    """

    def load(report: ImportReport, progress: Progress) -> None:
        districts = {district.number: district for district in District.objects.current()}
        boroughs = {borough.code: borough for borough in Borough.objects.all()}
        if not districts:
            raise UnreadableFileError(_("There are no districts yet. Run import_boroughs and import_districts first."))
        entries = read_staff_list(path, report, districts=districts, boroughs=boroughs)
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
    """A row with its person and period settled."""

    entry: StaffEntry
    person: Person | None  # None: the row names no holder
    start: date
    end: date | None


class _Writing:
    """The loading of one file."""

    def __init__(
        self, report: ImportReport, districts: Mapping[int, District], boroughs: Mapping[int, Borough], today: date
    ) -> None:
        self._report = report
        self._districts = districts
        self._boroughs = boroughs
        self._today = today
        self._claims: dict[tuple[str, int], tuple[str, str, StaffEntry]] = {}
        self._names: dict[Person, str] = {}

    def write(self, entries: Sequence[StaffEntry], progress: Progress) -> None:
        posts = {entry: self._post(entry) for entry in entries}
        people = match_people(entries, posts, self._report, today=self._today)
        if self._report.refused:
            return
        for entry, person in people.items():
            self._names[person] = max(self._names.get(person, ""), entry.name, key=len)
        by_post: dict[int, list[StaffEntry]] = defaultdict(list)
        for entry, post in posts.items():
            by_post[post.pk].append(entry)
        for done, rows in enumerate(by_post.values(), start=1):
            post = posts[rows[0]]
            planned = [self._plan(entry, post, people.get(entry)) for entry in rows if entry.name or entry.said.vacant]
            planned.sort(key=lambda row: row.start)
            for row, before in zip(planned, [None, *planned], strict=False):
                with self._refusing(row.entry):
                    self._check_succession(before, row)
                    self._write_row(post, row)
            for entry in rows:
                if not (entry.name or entry.said.vacant):  # it only says who stands in
                    with self._refusing(entry):
                        self._count(self._set_station(post, entry))
            progress(_("posts"), done, len(by_post))

    @contextmanager
    def _refusing(self, entry: StaffEntry) -> Iterator[None]:
        """Refuse a row that cannot be loaded, with the reason."""
        try:
            yield
        except _Conflict as conflict:
            self._report.refuse(str(conflict), line=entry.line, sheet=entry.sheet)
        except ValidationError as error:
            self._report.refuse(" ".join(error.messages), line=entry.line, sheet=entry.sheet)

    def _post(self, entry: StaffEntry) -> Post:
        if entry.role is Role.STAROSTA:
            return Post.objects.get_or_create(role=entry.role, borough=self._boroughs[entry.place])[0]
        return Post.objects.get_or_create(role=entry.role, district=self._districts[entry.place])[0]

    def _plan(self, entry: StaffEntry, post: Post, person: Person | None) -> _Planned:
        """Settle the period of a row: one without dates speaks of the person's running period, or begins today."""
        if entry.start is None and person is not None:
            tenure = Tenure.objects.filter(post=post, person=person).on(self._today).first()
            if tenure is not None:
                return _Planned(entry, person, tenure.start, tenure.end if entry.end is None else entry.end)
        return _Planned(entry, person, entry.start or self._today, entry.end)

    def _check_succession(self, before: _Planned | None, row: _Planned) -> None:
        """Refuse a second holder while the first one is in office; the same row twice is no second holder."""
        if row.end is not None and row.end < row.start:
            raise _Conflict(_("The last day is before the first one. Fill in or correct “od”."))
        if before is None or before.person == row.person:
            return
        if before.person is None:
            self._check_vacancy(before, row)
        elif row.person is None:
            self._check_vacancy(row, before)
        elif before.end is None or before.end >= row.start:
            raise _Conflict(
                _("The post is already held by %(name)s (%(where)s) at that time. Fill in “do” where it ended.")
                % {"name": before.entry.name, "where": before.entry.where}
            )

    def _check_vacancy(self, vacant: _Planned, held: _Planned) -> None:
        """Refuse a list that calls a post vacant and held without saying since when it is vacant."""
        if vacant.entry.said.vacant and vacant.entry.start is None:
            raise _Conflict(
                _(
                    "The post is vacant at %(vacant)s and held by %(name)s at %(held)s. "
                    "Delete one of the rows, or fill in “od”."
                )
                % {"vacant": vacant.entry.where, "name": held.entry.name, "held": held.entry.where}
            )

    def _write_row(self, post: Post, row: _Planned) -> None:
        changed = self._set_station(post, row.entry)
        if row.person is None:
            self._write_vacancy(post, row, changed=changed)
            return
        changed |= self._set_person(row.person, row.entry)
        held = Tenure.objects.filter(post=post, person=row.person).overlapping(row.start, row.end)
        tenure = held.filter(start=row.start).first() or held.order_by("-start").first()
        if tenure is None:
            self._take_back(post, row)
            before = Tenure.objects.filter(post=post, end=None, start__lt=row.start).count()
            appoint(post=post, person=row.person, start=row.start, end=row.end)
            self._report.gone += before
            self._report.new += 1
            return
        if (tenure.start, tenure.end) != (row.start, row.end):
            tenure.start, tenure.end = row.start, row.end
            tenure.full_clean()
            tenure.save()
            changed = True
        self._count(changed)

    def _write_vacancy(self, post: Post, row: _Planned, *, changed: bool) -> None:
        holders = Tenure.objects.filter(post=post)
        taken_back = self._take_back(post, row)
        if row.entry.start is None and row.entry.said.since_is_unclear and holders.on(row.start).exists():
            raise _Conflict(
                _("Since when is the post vacant? Fill in “od” with the year; at the name the year is missing.")
            )
        ended = vacate(post=post, last_day=row.start - timedelta(days=1))
        if holder := holders.on(row.start).select_related("person").first():
            raise _Conflict(_("The post is not vacant on that day: %s. Correct “od”, or end that period.") % holder)
        self._report.gone += ended is not None
        self._count(changed or taken_back or ended is not None)

    def _take_back(self, post: Post, row: _Planned) -> bool:
        """Take back who was to hold the post from the row's day on, if that day is not over: a list is put right."""
        if row.start < self._today:
            return False
        planned = Tenure.objects.filter(post=post, start=row.start, end=None).select_related("person").first()
        if planned is None:
            return False
        self._report.note(
            _("%(name)s was to hold the post from the same day, %(day)s. This list takes that back.")
            % {"name": planned.person, "day": date_format(planned.start, "SHORT_DATE_FORMAT")},
            line=row.entry.line,
            sheet=row.entry.sheet,
        )
        planned.delete()
        self._report.gone += 1
        return True

    def _count(self, changed: bool) -> None:
        if changed:
            self._report.changed += 1
        else:
            self._report.unchanged += 1

    def _set_person(self, person: Person, entry: StaffEntry) -> bool:
        """Write what the row tells about a person; whether anything changed."""
        changed = []
        name = better_spelling(person.name, self._names[person])
        said = {"name": name, "phone": entry.phone, "email": entry.email, "verified_on": entry.verified_on}
        for field, value in said.items():
            if not value:
                continue
            same = _COMPARED.get(field, str)
            self._claim(field, person.pk, str(value), entry, compared=same(value))
            if same(getattr(person, field)) != same(value):
                setattr(person, field, value)
                changed.append(field)
        if changed:
            person.full_clean()
            person.save(update_fields=changed)
        return bool(changed)

    def _set_station(self, post: Post, entry: StaffEntry) -> bool:
        """Write where the post sits; whether anything changed."""
        if not entry.station:
            return False
        kind = _STATION_KINDS[entry.role]
        stations = list(Station.objects.filter(kind=kind))
        station = next((s for s in stations if plain_words(s.name) == plain_words(entry.station)), None)
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
        self._claim(field, place.pk, station.name, entry)
        if getattr(place, f"{field}_id") == station.pk:
            return False
        setattr(place, field, station)
        place.save(update_fields=[field])
        return True

    def _claim(self, field: str, key: int, value: str, entry: StaffEntry, *, compared: str = "") -> None:
        """Refuse a file that says two different things about the same person or place."""
        said, meant, by = self._claims.setdefault((field, key), (value, compared or value, entry))
        if meant != (compared or value):
            raise _Conflict(
                _("The same has “%(said)s” at %(where)s, here it has “%(value)s”. Correct one of them.")
                % {"where": by.where, "said": said, "value": value}
            )
