"""Rows that would undo what was entered in the administration about who holds a post: they are asked about.

Whoever edits a post there knows more than a list that was written before. What an earlier list brought, the next one
may take back; what a person entered or changed, only a person.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from districts.importers.hand_corrections import HandCorrections
from districts.models import Person, Post, Tenure
from districts.models.people import PeriodQuerySet

from .staff_rows import StaffEntry


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row with its person and period settled."""

    entry: StaffEntry
    person: Person | None  # None: the row names no holder
    start: date
    end: date | None


def find_undone(post: Post, row: PlannedRow, corrections: HandCorrections) -> Tenure | None:
    """Somebody else's period of the post, entered or changed by hand, that the row would end, shorten or meet."""
    own = find_period(post, row)
    # A vacancy lasts until somebody takes over.
    for tenure in _periods(post).overlapping(row.start, row.start if row.person is None else row.end):
        if tenure != own and _is_by_hand(tenure, corrections) and _would_undo(row, tenure, corrections):
            return tenure
    return None


def find_period(post: Post, row: PlannedRow) -> Tenure | None:
    """The recorded period that a row speaks of, whose days it may correct."""
    if row.person is None or row.person.pk is None:
        return None
    held = Tenure.objects.filter(post=post, person=row.person).overlapping(row.start, row.end)
    return held.filter(start=row.start).first() or held.order_by("-start").first()


def find_entered(post: Post, start: date, end: date | None, corrections: HandCorrections) -> Tenure | None:
    """A period of the post in those days that was entered or changed by hand."""
    return next((each for each in _periods(post).overlapping(start, end) if _is_by_hand(each, corrections)), None)


def _periods(post: Post) -> PeriodQuerySet[Tenure]:
    periods: PeriodQuerySet[Tenure] = PeriodQuerySet(Tenure).filter(post=post)
    return periods.select_related("person", "post__district", "post__borough").order_by("start")


def _is_by_hand(tenure: Tenure, corrections: HandCorrections) -> bool:
    if corrections.is_unknown(tenure):
        return True
    return any(corrections.is_by_hand(tenure, name) for name in ("start", "end"))


def _would_undo(row: PlannedRow, tenure: Tenure, corrections: HandCorrections) -> bool:
    if tenure.end is not None or tenure.start >= row.start:
        return True
    if row.entry.start is not None:
        return False  # it says when it takes over from the one who was entered
    # Without a date, whoever was there before is no successor. The first list may well know of a vacancy.
    if row.person is None:
        return corrections.knows_any(Tenure)
    before = Tenure.objects.filter(post=tenure.post_id, start__lt=tenure.start)
    return row.person.pk is not None and before.filter(person=row.person).exists()


def ask_about(row: PlannedRow, tenure: Tenure) -> str:
    """The question, and how to answer it."""
    return _(
        "%(post)s: in the administration stands %(entered)s; the list has %(listed)s. The row was left out. If the "
        "list is right, fill in “od” and “do” so that the two do not meet, or correct that period in the "
        "administration; if it is not, correct the list, or add --keep-hand."
    ) % {"post": tenure.post, "entered": tenure, "listed": describe_row(row)}


def describe_row(row: PlannedRow) -> str:
    """Whom the list has, and when."""
    if row.person is None:
        return _("nobody")
    return str(Tenure(person=Person(name=row.entry.name), start=row.start, end=row.end))
