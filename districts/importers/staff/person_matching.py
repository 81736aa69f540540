"""Whether a row of a list means somebody who is recorded, and who: an account must neither be lost nor inherited.

In this order:
- the holder of the post with the same name, whatever the title or the order of the words;
- the only one of that name with the same phone or e-mail;
- the person whose name the row gives in the column “dříve”;
- the holder of the post, if phone or e-mail and a woman's given name are kept (the surname is new), or the name is
  only fuller;
- the only one of that name, if the row or the record has no phone and no e-mail; who has an account, only when moving
  from another post.

The name is the one that is recorded, or the one that the last list had, if it was corrected by hand since.

Else it is somebody new. A phone and an e-mail belong to the post, so they alone make nobody the same person. Where both
could be, the import asks: if somebody who would then hold no post any more may be meant.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from districts.importers.hand_corrections import read_values
from districts.importers.import_report import ImportReport
from districts.models import Person, Post, Station, Tenure

from .person_names import Likeness, compare_names, is_womans, name_words, plain_letters
from .phone_digits import dialled_digits
from .staff_rows import StaffEntry

_POST_WORDS = re.compile(
    r"\d|okrs|straznik|policie|police|oop|starost|obvod|umo|plzen|info|podatelna|sekretariat|urad|sluzeb|velitel|kancel"
)


class Ambiguity(Exception):  # noqa: N818 - not an error of the program
    """A row may mean two different people; the message says who, and how to write either."""


@dataclass(slots=True, eq=False)
class _KnownPerson:
    """Somebody who is recorded, or new by an earlier row."""

    person: Person
    listed_name: str = ""  # by the last list
    is_new: bool = False  # made for a row of this list
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    tenures: list[Tenure] = field(default_factory=list)
    rows: list[StaffEntry] = field(default_factory=list)  # of this list

    def learn(self, phone: str, email: str) -> None:
        self.phones |= {dialled_digits(phone)} - {""}
        self.emails |= {email.casefold()} - {""}

    def is_called(self, name: str) -> bool:
        """Whether this is their name, or was it by the last list; a record that is somebody else's now has only one."""
        if compare_names(self.person.name, name) is Likeness.SAME:
            return True
        if not self.listed_name or compare_names(self.listed_name, name) is not Likeness.SAME:
            return False
        return compare_names(self.person.name, self.listed_name) is not Likeness.OTHER

    def shares(self, entry: StaffEntry) -> bool:
        return dialled_digits(entry.phone) in self.phones or entry.email.casefold() in self.emails

    @property
    def has_contact(self) -> bool:
        return bool(self.phones or self.emails)

    @property
    def has_much_to_lose(self) -> bool:
        return bool(self.person.user_id or self.person.photo)


@dataclass(frozen=True, slots=True)
class Matches:
    """Who is meant by the rows that name a holder."""

    people: Mapping[StaffEntry, Person]  # new ones are not saved yet
    doubts: Mapping[StaffEntry, str]  # rows that may mean two people: the question


def match_people(
    entries: Sequence[StaffEntry], posts: Mapping[StaffEntry, Post], report: ImportReport, *, today: date
) -> Matches:
    """Find the person of each row that names a holder, or make a new one; the report gets notes about it."""
    return _Identification(entries, posts, report, today).run()


class _Identification:
    def __init__(
        self, entries: Sequence[StaffEntry], posts: Mapping[StaffEntry, Post], report: ImportReport, today: date
    ) -> None:
        self._entries = [entry for entry in entries if entry.name]
        self._posts = posts
        self._report = report
        self._today = today
        self._named_posts = {posts[entry].pk for entry in entries if entry.name or entry.said.vacant}
        self._counters = {dialled_digits(phone) for phone in Station.objects.values_list("phone", flat=True)}
        self._people = self._recorded()
        self._by_name: dict[tuple[str, ...], list[_KnownPerson]] = defaultdict(list)
        for known in self._people:
            for key in {_name_key(known.person.name), _name_key(known.listed_name)}:
                self._by_name[key].append(known)
        self._found: dict[StaffEntry, _KnownPerson] = {}

    def _recorded(self) -> list[_KnownPerson]:
        said = read_values(Person)
        people = {
            person.pk: _KnownPerson(person, said.get(person.pk, {}).get("name", ""))
            for person in Person.objects.filter(illustrative=False)
        }
        for known in people.values():
            known.learn(known.person.phone, known.person.email)
        for tenure in Tenure.objects.filter(person__illustrative=False).select_related("post"):
            people[tenure.person_id].tenures.append(tenure)
        return list(people.values())

    def run(self) -> Matches:
        doubts: dict[StaffEntry, str] = {}
        for step in (self._same_holder, self._same_contact, self._named_formerly, self._changed_name):
            for entry in self._entries:
                if entry not in self._found and (known := step(entry)):
                    self._settle(entry, known)
        for entry in self._entries:
            if entry in self._found:
                continue
            try:
                self._settle(entry, self._namesake(entry) or self._new(entry))
            except Ambiguity as ambiguity:
                doubts[entry] = str(ambiguity)
        return Matches({entry: known.person for entry, known in self._found.items()}, doubts)

    def _settle(self, entry: StaffEntry, known: _KnownPerson) -> None:
        self._found[entry] = known
        known.rows.append(entry)

    # --- who is meant for certain -----------------------------------------------------------------------------------
    def _same_holder(self, entry: StaffEntry) -> _KnownPerson | None:
        """Whoever holds the post, with the same name."""
        holders = [known for known in self._namesakes(entry.name) if self._holds(known, entry)]
        sharing = [known for known in holders if known.shares(entry)]
        if self._is_other_namesake(entry, sharing, holders):
            return None
        return next(iter(sharing or holders), None)

    def _is_other_namesake(self, entry: StaffEntry, sharing: list[_KnownPerson], holders: list[_KnownPerson]) -> bool:
        """Whether a holder of the same name may have a successor of that name: all is new, or the list says so."""
        running = self._running((sharing or holders)[0], entry) if holders else None
        begins_later = bool(running and entry.start and entry.start > running.start)
        if entry.is_somebody_else:
            return begins_later
        if sharing or not holders or not (entry.phone or entry.email) or not holders[0].has_contact:
            return False
        phone_differs = bool(not entry.phone or holders[0].phones)
        email_differs = bool(not entry.email or holders[0].emails)
        return phone_differs and email_differs and begins_later

    def _same_contact(self, entry: StaffEntry) -> _KnownPerson | None:
        """The only one of that name with the same phone or e-mail."""
        if entry.is_somebody_else:
            return None
        sharing = [known for known in self._namesakes(entry.name) if known.shares(entry)]
        return sharing[0] if len(sharing) == 1 else None

    def _named_formerly(self, entry: StaffEntry) -> _KnownPerson | None:
        """Whom the list itself names, if that is one person."""
        if not entry.formerly:
            return None
        named = [known for known in self._namesakes(entry.formerly) if self._may_have_changed_name(known, entry)]
        holders = [known for known in named if self._holds(known, entry)]
        meant = holders or named
        return meant[0] if len(meant) == 1 else None

    def _may_have_changed_name(self, known: _KnownPerson, entry: StaffEntry) -> bool:
        """Whether somebody whom the list names formerly can go by the row's name now."""
        if compare_names(known.person.name, entry.name) is Likeness.SAME:
            return True
        if self._holds(known, entry) and not known.rows:
            return True
        return not self._stays(known)

    def _changed_name(self, entry: StaffEntry) -> _KnownPerson | None:
        """The holder whose phone or e-mail is kept, and of the name as much as the same person keeps."""
        if entry.is_somebody_else:
            return None
        for known in self._free_holders(entry):
            if not known.shares(entry):
                continue
            alike = compare_names(known.person.name, entry.name)
            if alike is Likeness.FULLER or (alike is Likeness.GIVEN and self._keeps_identity(known, entry)):
                self._note_new_name(known, entry)
                return known
        return None

    def _keeps_identity(self, known: _KnownPerson, entry: StaffEntry) -> bool:
        """Whether a new surname is rather a marriage than a successor who happens to have the same given name."""
        if not is_womans(set(name_words(known.person.name)) & set(name_words(entry.name))):
            return False  # a man seldom changes his surname, and one letter may be anybody's
        if _is_own(entry.email, known.person.name) and entry.email.casefold() in known.emails:
            return True
        running = self._running(known, entry)
        if entry.start and running:
            return entry.start <= running.start  # a successor begins later
        return not self._is_of_post(known, entry)

    def _is_of_post(self, known: _KnownPerson, entry: StaffEntry) -> bool:
        """Whether what is kept is evidently the post's: an address such as okrsek7@, a phone that others have, too."""
        if entry.email.casefold() in known.emails and _POST_WORDS.search(entry.email.partition("@")[0].casefold()):
            return True
        phone = dialled_digits(entry.phone)
        if phone not in known.phones:
            return False
        if phone in self._counters:
            return True
        return any(phone in other.phones for other in self._people if other is not known)

    def _note_new_name(self, known: _KnownPerson, entry: StaffEntry) -> None:
        self._report.note(
            _(
                "%(old)s is now %(new)s: the same person; the account and the photo stay. If it is somebody else, "
                "write “nový” in a column “dříve”."
            )
            % {"old": known.person.name, "new": entry.name},
            line=entry.line,
            sheet=entry.sheet,
        )

    # --- who may be meant -------------------------------------------------------------------------------------------
    def _namesake(self, entry: StaffEntry) -> _KnownPerson | None:
        """The only one of that name where nothing speaks against it; None if it is somebody new.

        Raises:
            Ambiguity: it may be somebody recorded as well as somebody new.
        """
        namesakes = self._namesakes(entry.name)
        if new := next((known for known in namesakes if self._is_new_one(known, entry)), None):
            return new
        if entry.is_somebody_else:
            return None
        if len(namesakes) == 1 and (not (entry.phone or entry.email) or not namesakes[0].has_contact):
            only = namesakes[0]
            if only.is_new or not only.has_much_to_lose or self._leaves(only):
                return only
            raise self._question(entry, only)
        candidates = [known for known in namesakes if not self._stays(known)]
        candidates += [known for known in self._people if self._may_be(known, entry)]
        if candidates:
            raise self._question(entry, candidates[0])
        return None

    def _is_new_one(self, known: _KnownPerson, entry: StaffEntry) -> bool:
        """Whether somebody new by another row is meant again."""
        if not known.is_new:
            return False
        return known.shares(entry) or any(self._posts[row] == self._posts[entry] for row in known.rows)

    def _may_be(self, known: _KnownPerson, entry: StaffEntry) -> bool:
        """Whether somebody of a similar name, who would lose what is theirs, may be meant."""
        if known.is_new or known.rows or self._stays(known):
            return False
        alike = compare_names(known.person.name, entry.name)
        if alike in (Likeness.OTHER, Likeness.SAME):
            return False  # those of the same name are known already
        if known.shares(entry):
            return self._holds(known, entry) or not self._is_of_post(known, entry)
        unknown = not (entry.phone or entry.email) or not known.has_contact
        return self._holds(known, entry) and (unknown or alike is Likeness.FULLER) and known.has_much_to_lose

    def _question(self, entry: StaffEntry, known: _KnownPerson) -> Ambiguity:
        return Ambiguity(
            _(
                "“%(new)s” may be %(old)s, who is recorded (%(post)s), or somebody else. Add a column “dříve” and "
                "write there “%(old)s” if it is the same person, or “nový” if it is somebody else."
            )
            % {"new": entry.name, "old": known.person.name, "post": self._last_post(known)}
        )

    def _last_post(self, known: _KnownPerson) -> str:
        """Which post somebody holds or held, and when, to tell namesakes apart."""
        last = max(known.tenures, key=lambda tenure: tenure.start, default=None)
        return f"{last.post}, {last.days()}" if last else _("without a post")

    def _new(self, entry: StaffEntry) -> _KnownPerson:
        known = _KnownPerson(Person(name=entry.name), is_new=True)
        known.learn(entry.phone, entry.email)
        if any(not other.is_new for other in self._namesakes(entry.name)):
            self._report.note(
                _(
                    "Two people of the name %s are recorded now, since phone or e-mail differ. "
                    "If it is the same person, write that name in a column “dříve”."
                )
                % entry.name,
                line=entry.line,
                sheet=entry.sheet,
            )
        self._by_name[_name_key(entry.name)].append(known)
        return known

    # --- questions about the record ---------------------------------------------------------------------------------
    def _namesakes(self, name: str) -> list[_KnownPerson]:
        return [known for known in self._by_name[_name_key(name)] if known.is_called(name)]

    def _holds(self, known: _KnownPerson, entry: StaffEntry) -> bool:
        return self._running(known, entry) is not None

    def _running(self, known: _KnownPerson, entry: StaffEntry) -> Tenure | None:
        """The tenure of the row's post that meets the row's days, or today; the latest one."""
        start, post = entry.start or self._today, self._posts[entry]
        meeting = []
        for tenure in known.tenures:
            meets = _meets_days(tenure, start, entry.end) or _meets_days(tenure, self._today, self._today)
            if tenure.post_id == post.pk and meets:
                meeting.append(tenure)
        return max(meeting, key=lambda tenure: tenure.start, default=None)

    def _free_holders(self, entry: StaffEntry) -> Iterable[_KnownPerson]:
        return (known for known in self._people if not known.rows and self._holds(known, entry))

    def _stays(self, known: _KnownPerson) -> bool:
        """Whether somebody holds a post also after this list."""
        if known.rows:
            return True
        elsewhere = [tenure for tenure in known.tenures if tenure.post_id not in self._named_posts]
        return any(tenure.end is None or tenure.end >= self._today for tenure in elsewhere)

    def _leaves(self, known: _KnownPerson) -> bool:
        """Whether somebody is in office today and the list gives the post to another, or to nobody."""
        return not self._stays(known) and any(_meets_days(tenure, self._today, self._today) for tenure in known.tenures)


def _name_key(name: str) -> tuple[str, ...]:
    return tuple(sorted(name_words(name)))


def _meets_days(tenure: Tenure, start: date, end: date | None) -> bool:
    return (tenure.end is None or tenure.end >= start) and (end is None or tenure.start <= end)


def _is_own(email: str, name: str) -> bool:
    """Whether an address is that of a person, not of the post: it has a word of the name in it."""
    local = plain_letters(email.partition("@")[0])
    return any(len(word) > 2 and word in local for word in name_words(name))
