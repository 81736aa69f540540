"""The first page of the admin: what to look at, the most pressing first, and how the handling of messages is going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin import charts
from core.admin.charts import Drawing, Series
from districts.lookup import atlas
from mailbox.permissions.access import sees_all_messages

if TYPE_CHECKING:
    from mailbox.admin.figures import Waiting, Week

MOST_DISTRICTS = 8  # that have a bar of their own


class Matter(Protocol):
    """One thing to look at, as each app tells it."""

    @property
    def urgent(self) -> bool:
        """Whether it cannot wait."""

    @property
    def fine(self) -> bool:
        """Whether there is nothing to do."""


M = TypeVar("M", bound=Matter)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, and the same in a sentence and in a table."""

    key: str  # of its place on the page
    title: str
    summary: str
    across: str  # what the names are
    names: tuple[str, ...]
    series: tuple[Series, ...]
    drawing: Drawing

    @property
    def rows(self) -> list[tuple[str, list[int]]]:
        """Of the table."""
        return [(name, [each.values[number] for each in self.series]) for number, name in enumerate(self.names)]


def contents(user: User | AnonymousUser, *, now: datetime) -> dict[str, Any]:
    """What somebody's first page shows, by what they may see."""
    from bezpecna_plzen.accounts import matters as of_accounts
    from districts.admin import matters as of_districts
    from faq.admin import matters as of_content
    from mailbox.admin import matters as of_mailbox

    today = timezone.localdate(now)
    shown: dict[str, Any] = {}
    if not user.get_all_permissions():
        shown["ask"] = atlas.current().department
    if user.has_perm("mailbox.view_message"):
        of_city = of_districts.matters(today) if sees_all_messages(user) else []
        found = [*of_mailbox.matters(user, today), *of_city, *of_accounts.list_matters(user, today)]
        shown["matters"] = by_urgency(found)
        shown["charts"] = of_messages(user, today)
    if user.has_perm("faq.change_question"):
        shown["texts"] = by_urgency(of_content.list_matters(now))
    return shown


def by_urgency(matters: Sequence[M]) -> list[M]:
    """What cannot wait, then what is to be looked at, then what is in order."""
    return sorted(matters, key=lambda matter: (matter.fine, not matter.urgent))


def of_messages(user: User | AnonymousUser, today: date) -> list[Chart]:
    """How many messages come and go, whether promises are kept, and where messages wait."""
    from mailbox.admin import figures

    weeks, waiting = figures.count_by_week(user, today=today), figures.count_waiting(user, today=today)
    return [_flow(weeks), _promise(weeks), _waiting(waiting)]


def _flow(weeks: "Sequence[Week]") -> Chart:
    received = Series(_("received"), "hollow", tuple(week.received for week in weeks))
    answered = Series(_("answered"), "full", tuple(week.answered for week in weeks))
    said = _("In %(weeks)d weeks: %(received)s received, %(answered)s answered. This week: %(new)s and %(done)s.") % {
        "weeks": len(weeks),
        "received": charts.with_thousands_apart(sum(received.values)),
        "answered": charts.with_thousands_apart(sum(answered.values)),
        "new": charts.with_thousands_apart(received.values[-1]),
        "done": charts.with_thousands_apart(answered.values[-1]),
    }
    return _by_week("flow", _("Messages and answers by week"), said, weeks, (received, answered), stacked=False)


def _promise(weeks: "Sequence[Week]") -> Chart:
    in_time = Series(_("answered in time"), "full", tuple(week.in_time for week in weeks))
    late = Series(_("late or overdue"), "striped", tuple(week.late for week in weeks))
    waiting = Series(_("still in time"), "hollow", tuple(week.waiting for week in weeks))
    kept, due = sum(in_time.values), sum(in_time.values) + sum(late.values)
    figures = {
        "kept": charts.with_thousands_apart(kept),
        "due": charts.with_thousands_apart(due),
        "waiting": charts.with_thousands_apart(sum(waiting.values)),
    }
    if due:
        said = _("Answered in time: %(share)d %% (%(kept)s of %(due)s). Still in time: %(waiting)s.")
        said %= figures | {"share": 100 * kept // due}
    else:
        said = _("No message whose time would be over yet. Still in time: %(waiting)s.") % figures
    title = _("Was the promise kept? By week of receipt")
    return _by_week("promise", title, said, weeks, (in_time, late, waiting), stacked=True)


def _by_week(
    key: str, title: str, said: str, weeks: "Sequence[Week]", series: tuple[Series, ...], *, stacked: bool
) -> Chart:
    names = tuple(date_format(week.start, "j.\u00a0n.") for week in weeks)
    return Chart(key, title, said, _("week from"), names, series, charts.draw_columns(series, names, stacked=stacked))


def _waiting(places: "Sequence[Waiting]") -> Chart:
    shown = [(str(each.district or _("without a place")), each.in_time, each.overdue) for each in places]
    if rest := shown[MOST_DISTRICTS:]:
        others = ngettext("%d other place", "%d other places", len(rest)) % len(rest)
        shown[MOST_DISTRICTS:] = [(others, sum(each[1] for each in rest), sum(each[2] for each in rest))]
    names = tuple(name for name, _in_time, _overdue in shown)
    overdue = Series(_("overdue"), "striped", tuple(each[2] for each in shown))
    in_time = Series(_("still in time"), "hollow", tuple(each[1] for each in shown))
    said = _("Without an answer: %(all)s, of these overdue: %(overdue)s.") % {
        "all": charts.with_thousands_apart(sum(overdue.values) + sum(in_time.values)),
        "overdue": charts.with_thousands_apart(sum(overdue.values)),
    }
    series = (overdue, in_time)
    title = _("Where messages wait for an answer")
    return Chart("waiting", title, said, _("district"), names, series, charts.draw_rows(series, names))
