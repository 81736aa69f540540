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
- A row that would undo what was entered in the administration about who holds the post is left out, with all rows of
  that post, and asked about (`successors.py`).
- The first real list takes away all illustrative people.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from districts import demo
from districts.duty.appointments import appoint, vacate
from districts.importers.hand_corrections import HandCorrections, is_same
from districts.importers.import_report import Fate, FieldChange, ImportReport, RecordChange, UnreadableFileError
from districts.importers.import_runner import LoadFunction, Progress, is_illustrative
from districts.importers.record_changes import PERSON_FIELDS
from districts.importers.record_words import name_kind
from districts.models import Borough, District, ImportKind, Person, Post, Role, Station, StationKind, Tenure

from .person_matching import match_people
from .person_names import better_spelling
from .plain_words import plain_words
from .staff_rows import StaffEntry
from .staff_sheets import read_staff_list
from .successors import PlannedRow, ask_about, describe_row, find_entered, find_period, find_undone

_STATION_KINDS = {
    Role.OKRSKAR: StationKind.MP,
    Role.POLICISTA: StationKind.PCR,
    Role.STAROSTA: StationKind.OFFICE,
}
_DAYS = ("start", "end")


def make_loader(path: Path, *, today: date, keep_hand: bool = False) -> LoadFunction:
    """What `run_import` is to run for a file.

    Args:
        today: by Prague's calendar; where periods without dates begin.
        keep_hand: leave what was corrected by hand since the last list.
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
        corrections = HandCorrections(report, keep=keep_hand)
        _Writing(report, districts, boroughs, today, corrections).write(entries, progress)
        corrections.save()

    return load


class _Conflict(Exception):  # noqa: N818 - not an error of the program
    """Why a row that reads well cannot be loaded."""


class _Writing:
    """The loading of one file."""

    def __init__(
        self,
        report: ImportReport,
        districts: Mapping[int, District],
        boroughs: Mapping[int, Borough],
        today: date,
        corrections: HandCorrections,
    ) -> None:
        self._report = report
        self._districts = districts
        self._boroughs = boroughs
        self._today = today
        self._corrections = corrections
        self._claims: dict[tuple[str, int], tuple[Any, StaffEntry]] = {}
        self._doubted: dict[StaffEntry, Tenure] = {}  # whom rows that may mean two people would take the post from
        self._names: dict[int, str] = {}  # by the identity of the person, who may not be saved yet

    def write(self, entries: Sequence[StaffEntry], progress: Progress) -> None:
        posts = {entry: self._post(entry) for entry in entries}
        matches = match_people(entries, posts, self._report, today=self._today)
        people = {**matches.people, **self._take_doubts(matches.doubts, posts)}
        if self._report.refused:
            return
        for entry, person in people.items():
            self._names[id(person)] = max(self._names.get(id(person), ""), entry.name, key=len)
        by_post: dict[int, list[StaffEntry]] = defaultdict(list)
        for entry, post in posts.items():
            by_post[post.pk].append(entry)
        for done, rows in enumerate(by_post.values(), start=1):
            post = posts[rows[0]]
            planned = [self._plan(entry, post, people.get(entry)) for entry in rows if entry.name or entry.said.vacant]
            self._write_post(post, sorted(planned, key=lambda row: row.start))
            for entry in rows:
                if not (entry.name or entry.said.vacant):  # it only says who stands in
                    with self._refusing(entry):
                        self._count(self._set_station(post, entry))
            progress(_("posts"), done, len(by_post))

    def _take_doubts(
        self, doubts: Mapping[StaffEntry, str], posts: Mapping[StaffEntry, Post]
    ) -> dict[StaffEntry, Person]:
        """Refuse rows that may mean two people, unless they are left out anyway: for those, somebody not recorded."""
        left_out = {}
        for entry, question in doubts.items():
            tenure = find_entered(posts[entry], entry.start or self._today, entry.end, self._corrections)
            if tenure is None:
                self._report.refuse(question, line=entry.line, sheet=entry.sheet)
            else:
                self._doubted[entry] = tenure
                left_out[entry] = Person(name=entry.name)
        return left_out

    def _write_post(self, post: Post, planned: Sequence[PlannedRow]) -> None:
        """Write who holds a post, or ask: of rows that may undo what was entered by hand, none is loaded."""
        rows = []
        for row, before in zip(planned, [None, *planned], strict=False):
            with self._refusing(row.entry):
                self._check_succession(before, row)
                rows.append(row)
        undone = {}
        for row in rows:
            if tenure := self._doubted.get(row.entry) or find_undone(post, row, self._corrections):
                undone[row.entry] = tenure
        if undone and not self._corrections.keep:
            self._ask(rows, undone)
            return
        for row in rows:
            with self._refusing(row.entry):
                if undone:
                    self._write_all_but_holder(post, row, undone.get(row.entry))
                else:
                    self._write_row(post, row)

    def _ask(self, rows: Sequence[PlannedRow], undone: Mapping[StaffEntry, Tenure]) -> None:
        for row in rows:
            if tenure := undone.get(row.entry):
                question = ask_about(row, tenure)
            else:
                where = ", ".join(entry.where for entry in undone)
                question = _("This row of the same post was left out, too: see %s.") % where
            self._report.ask(question, line=row.entry.line, sheet=row.entry.sheet)

    def _write_all_but_holder(self, post: Post, row: PlannedRow, entered: Tenure | None) -> None:
        """Leave who holds a post as it was entered by hand; who is not recorded yet is not needed then."""
        if entered is not None:
            change = FieldChange(_("holder"), str(entered), describe_row(row))
            kept = RecordChange(Fate.KEPT, name_kind(post), str(post), (change,), entered.person_id)
            self._report.kept.append(kept)
        changed = self._set_station(post, row.entry)
        if row.person is not None and row.person.pk is not None:
            changed |= self._set_person(row.person, row.entry)
        self._count(changed)

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

    def _plan(self, entry: StaffEntry, post: Post, person: Person | None) -> PlannedRow:
        """Settle the period of a row: one without dates speaks of the person's running period, or begins today."""
        if entry.start is None and person is not None and person.pk is not None:
            tenure = Tenure.objects.filter(post=post, person=person).on(self._today).first()
            if tenure is not None:
                return PlannedRow(entry, person, tenure.start, tenure.end if entry.end is None else entry.end)
        return PlannedRow(entry, person, entry.start or self._today, entry.end)

    def _check_succession(self, before: PlannedRow | None, row: PlannedRow) -> None:
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

    def _check_vacancy(self, vacant: PlannedRow, held: PlannedRow) -> None:
        """Refuse a list that calls a post vacant and held without saying since when it is vacant."""
        if vacant.entry.said.vacant and vacant.entry.start is None:
            raise _Conflict(
                _(
                    "The post is vacant at %(vacant)s and held by %(name)s at %(held)s. "
                    "Delete one of the rows, or fill in “od”."
                )
                % {"vacant": vacant.entry.where, "name": held.entry.name, "held": held.entry.where}
            )

    def _write_row(self, post: Post, row: PlannedRow) -> None:
        changed = self._set_station(post, row.entry)
        if row.person is None:
            self._write_vacancy(post, row, changed=changed)
            return
        if row.person.pk is None:
            row.person.save()
        changed |= self._set_person(row.person, row.entry)
        tenure = find_period(post, row)
        if tenure is None:
            if self._leaves_ended(post, row):
                self._count(changed)
                return
            self._take_back(post, row)
            before = list(Tenure.objects.filter(post=post, end=None, start__lt=row.start))
            tenure = appoint(post=post, person=row.person, start=row.start, end=row.end)
            self._report.gone += len(before)
            self._report.new += 1
            self._remember_ended(before)
            self._remember_days(tenure, row)
            return
        self._count(self._correct_days(tenure, row) or changed)

    def _leaves_ended(self, post: Post, row: PlannedRow) -> bool:
        """Whether a period that was ended by hand stays so, although a list without a date still has its holder."""
        if row.entry.start is not None:
            return False
        last = Tenure.objects.filter(post=post, person=row.person, end__lt=row.start).order_by("start").last()
        return last is not None and self._corrections.leaves(last, "end", row.end)

    def _correct_days(self, tenure: Tenure, row: PlannedRow) -> bool:
        """Give a period the days of the row; whether anything changed."""
        days = {"start": row.start, "end": row.end}
        differing = {name: day for name, day in days.items() if getattr(tenure, name) != day}
        self._remember_days(tenure, row)
        left = [name for name, day in differing.items() if self._corrections.leaves(tenure, name, day)]
        if left or not differing:  # both stay if one of them was corrected: together they make sense
            return False
        tenure.start, tenure.end = row.start, row.end
        tenure.full_clean()
        tenure.save()
        return True

    def _remember_days(self, tenure: Tenure, row: PlannedRow) -> None:
        """An end alone, or nothing, leaves the other days as they are recorded."""
        if row.entry.start is not None:
            said = {"start": row.start, "end": row.end}
        else:
            said = {} if row.entry.end is None else {"end": row.end}
        self._corrections.remember(tenure, said, fields=_DAYS)

    def _remember_ended(self, tenures: Sequence[Tenure]) -> None:
        """The list ended these periods: the next one may change that."""
        for tenure in tenures:
            tenure.refresh_from_db()
            self._corrections.remember(tenure, {"start": tenure.start, "end": tenure.end}, fields=_DAYS)

    def _write_vacancy(self, post: Post, row: PlannedRow, *, changed: bool) -> None:
        holders = Tenure.objects.filter(post=post)
        taken_back = self._take_back(post, row)
        if row.entry.start is None and row.entry.said.since_is_unclear and holders.on(row.start).exists():
            raise _Conflict(
                _("Since when is the post vacant? Fill in “od” with the year; at the name the year is missing.")
            )
        ended = vacate(post=post, last_day=row.start - timedelta(days=1))
        self._remember_ended([ended] if ended else [])
        if holder := holders.on(row.start).select_related("person").first():
            raise _Conflict(_("The post is not vacant on that day: %s. Correct “od”, or end that period.") % holder)
        self._report.gone += ended is not None
        self._count(changed or taken_back or ended is not None)

    def _take_back(self, post: Post, row: PlannedRow) -> bool:
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
        name = better_spelling(person.name, self._names[id(person)])
        said = {"name": name, "phone": entry.phone, "email": entry.email, "verified_on": entry.verified_on}
        said = {field: value for field, value in said.items() if value}
        for field, value in said.items():
            self._claim(field, person.pk, value, entry)
            if is_same(field, getattr(person, field), value) or self._corrections.leaves(person, field, value):
                continue
            setattr(person, field, value)
            changed.append(field)
        self._corrections.remember(person, said, fields=PERSON_FIELDS)
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
            place, field = self._districts[entry.place], "mp_station" if entry.role is Role.OKRSKAR else "pcr_station"
        else:
            place, field = self._boroughs[entry.place], "office"
        self._claim(field, place.pk, station.name, entry)
        self._corrections.remember(place, {field: station.pk}, fields=(field,))
        if getattr(place, f"{field}_id") == station.pk or self._corrections.leaves(place, field, station):
            return False
        setattr(place, field, station)
        place.save(update_fields=[field])
        return True

    def _claim(self, field: str, key: int, value: Any, entry: StaffEntry) -> None:  # noqa: ANN401
        """Refuse a file that says two different things about the same person or place."""
        said, by = self._claims.setdefault((field, key), (value, entry))
        if not is_same(field, said, value):
            raise _Conflict(
                _("The same has “%(said)s” at %(where)s, here it has “%(value)s”. Correct one of them.")
                % {"where": by.where, "said": said, "value": value}
            )
