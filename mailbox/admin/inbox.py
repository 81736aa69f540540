"""The inbox: which messages somebody sees under which tab, newest first, and how many there are to deal with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.admin.selects import QuickSelect
from core.admin.typed import StrOrPromise
from districts.models import Borough, District
from faq.models import Topic
from mailbox import deadlines, drafts
from mailbox.message_search import MOST_TYPED, condition_for, looking_for
from mailbox.models import Desk, Kind, Message, Screening, State
from mailbox.models.message import OPEN, PRESSING, WAITING, read_message_number
from mailbox.permissions import access

from . import newest_messages
from .inbox_rows import Row, load_rows
from .newest_messages import Condition

PAGE = 50  # messages
MOST_COUNTED = 1_000  # more are „1000+“: nobody deals with so many, and counting them all takes time
LOOKED_THROUGH = 1_500  # of the newest messages, before the index is asked for a word

TABS = {
    "danger": _("In danger?"),
    "todo": _("To do"),
    "mine": _("Mine"),
    "unread": _("Unread"),
    "due": _("Due"),
    "overdue": _("Overdue"),
    "quarantine": _("Quarantine"),
    "snoozed": _("Put off"),
    "closed": _("Closed"),
    "all": _("All"),
}
OVERDUE_FIRST = ("todo", "mine", "unread")  # where something is to be done
COUNTED = ("danger", "todo", "mine", "unread", "due", "overdue", "quarantine")


def of_tab(tab: str, *, today: date, user: int | None = None) -> Q:
    """Which messages belong under a tab. Due ones are promised by the next working day, put off or not.

    Args:
        user: the number of the account whose own messages are asked for.
    """
    clean = Q(screening=Screening.CLEAN)
    soon = deadlines.add_working_days(today, 1)
    conditions = {
        "danger": PRESSING,
        "todo": clean & OPEN & (Q(snoozed_until=None) | Q(snoozed_until__lte=today)),
        "mine": clean & OPEN & Q(assigned_to=user),
        "unread": clean & Q(unread=True),
        "due": WAITING & Q(due_on__gte=today, due_on__lte=soon),
        "overdue": WAITING & Q(due_on__lt=today),
        "quarantine": Q(screening=Screening.QUARANTINE),
        "snoozed": clean & OPEN & Q(snoozed_until__gt=today),
        "closed": Q(state=State.CLOSED),
    }
    return conditions.get(tab, Q())


def _choose_from(queryset: QuerySet[Any], label: StrOrPromise) -> "forms.ModelChoiceField[Any]":
    return forms.ModelChoiceField(queryset, label=label, required=False, empty_label=_("any"), widget=QuickSelect)


class SearchForm(forms.Form):
    """What is searched for in the inbox."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=MOST_TYPED,
        widget=forms.TextInput(attrs={"aria-describedby": "filter_q_help"}),
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter_%s")

    def condition(self) -> Q:
        """What was chosen besides."""
        return Q()

    @property
    def typed(self) -> str:
        """What is searched for."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))


class FilterForm(SearchForm):
    """What narrows the inbox of those who see all messages."""

    kind = forms.ChoiceField(
        label=_("kind"), required=False, choices=[("", _("any")), *Kind.choices], widget=QuickSelect
    )
    topic = _choose_from(Topic.objects.only("title"), _("topic"))
    district = _choose_from(District.objects.order_by("number").only("number", "designation", "name"), _("district"))
    borough = _choose_from(Borough.objects.order_by("code").only("name"), _("borough"))
    desk = _choose_from(Desk.objects.all(), _("desk"))
    month = forms.DateField(
        label=_("month"),
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": _("Write the month like 2026-09.")},
    )

    def condition(self) -> Q:
        """What was chosen; a choice that makes no sense is left out, and said at its field."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        chosen.pop("q", None)
        fits = Q()
        if borough := chosen.pop("borough", None):
            fits &= Q(district__in=list(District.objects.filter(borough=borough).values_list("pk", flat=True)))
        if month := chosen.pop("month", None):
            after = (month + timedelta(days=31)).replace(day=1)
            first, end = (timezone.make_aware(datetime(day.year, day.month, 1)) for day in (month, after))  # noqa: DTZ001 - made aware
            # In a query of its own, or an old month would be looked for along the numbers from the newest one.
            fits &= Q(
                pk__in=Message.objects.order_by().filter(received_at__gte=first, received_at__lt=end).values("pk")
            )
        return fits & Q(**chosen)


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab, where it leads, and how much there is under it."""

    label: str
    query: str
    count: str  # nothing where it is not counted
    current: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of messages."""

    tab: str
    tabs: tuple[TabLink, ...]
    rows: tuple[Row, ...]  # the newest first, after those about somebody in danger
    newer: str | None  # queries of the neighbouring pages
    older: str | None
    form: SearchForm
    narrowed: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """The numbers of the messages of a page, newest first, and whether there are others beside it."""

    numbers: list[int]
    has_newer: bool
    has_older: bool


def open_inbox(user: User | AnonymousUser, asked: QueryDict, *, today: date, with_boxes: bool = False) -> Inbox:
    """The page of the inbox that somebody asks for, from what they may see today.

    Unless one looks for something, messages about somebody in danger stand first on the first page of every tab, and
    then, where something is to be done, those after the promised day; they stand in their places, too.

    Args:
        with_boxes: whether messages can be ticked.
    """
    form = FilterForm(asked) if access.sees_all_messages(user) else SearchForm(asked)
    mine = _write_shares(user, today)
    tab = _chosen_tab(asked)
    before, after = read_message_number(asked.get("before", "")), read_message_number(asked.get("after", ""))
    narrowed = any(asked.get(name) for name in form.fields)
    counts = _count_under_tabs(mine, today, user.pk)
    first = [] if narrowed or before or after else _numbers_of_first(user, mine, tab, counts, today)
    shown = form.condition() & of_tab(tab, today=today, user=user.pk)
    page = _find_page(mine, shown, form.typed, before, after, room=max(PAGE - len(first), PAGE // 2))
    return Inbox(
        tab=tab,
        tabs=tuple(_link_tabs(counts, tab)),
        rows=load_rows(page.numbers, first, today=today, with_boxes=with_boxes, begun=drafts.list_begun(user.pk)),
        newer=_with_page(asked, after=page.numbers[0]) if page.has_newer else None,
        older=_with_page(asked, before=page.numbers[-1]) if page.has_older else None,
        form=form,
        narrowed=narrowed,
    )


def _chosen_tab(asked: QueryDict) -> str:
    tab = asked.get("tab", "")
    if tab in TABS:
        return tab
    return "all" if asked.get("q") else "todo"


def _write_shares(user: User | AnonymousUser, today: date) -> list[Condition]:
    """Whose messages the user may see today."""
    return [newest_messages.write_condition(share) for share in access.list_shares(user, on=today)]


@lru_cache(maxsize=2 * len(TABS))
def _write_tab(tab: str, today: date, user: int | None = None) -> Condition:
    """Which messages belong under a tab; the same for everybody all day long, but for one's own."""
    return newest_messages.write_condition(of_tab(tab, today=today, user=user))


def _find_page(
    mine: Sequence[Condition], shown: Q, typed: str, before: int | None, after: int | None, *, room: int
) -> _Page:
    """The page before or after a number, or the first one. One message more than it holds says that others follow.

    Args:
        room: how many messages there is room for, on the first page besides those that stand first.
    """
    if after is not None and not before:
        numbers = _find_numbers(mine, shown, typed, before, after)
        follow = len(numbers) > PAGE
        return _Page(numbers[1:] if follow else numbers, has_newer=follow, has_older=bool(numbers))
    numbers = _find_numbers(mine, shown, typed, before, None)
    return _Page(numbers[:room], has_newer=before is not None and bool(numbers), has_older=len(numbers) > room)


def count_under_tabs(user: User | AnonymousUser, *, today: date) -> dict[str, int]:
    """How many messages there are under each tab that is counted, up to one more than `MOST_COUNTED`."""
    return _count_under_tabs(_write_shares(user, today), today, user.pk)


def count_in_words(count: int) -> str:
    """A count for people."""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def _find_numbers(mine: Sequence[Condition], shown: Q, typed: str, before: int | None, after: int | None) -> list[int]:
    """The numbers of the messages of a page and of one more, newest first."""
    fits = looking_for(typed)
    if fits is not None:
        condition = newest_messages.write_condition(shown)
        for limit in (LOOKED_THROUGH // 5, LOOKED_THROUGH):  # most words are found among the first
            recent = newest_messages.list_newest(
                mine, condition, "search_text", limit=limit, before=before, after=after
            )
            keys = [key for key, text in recent if fits(text)]
            if len(keys) > PAGE or len(recent) < limit:
                return keys[-PAGE - 1 :] if after is not None else keys[: PAGE + 1]
    condition = newest_messages.write_condition(shown & condition_for(typed))
    return [key for (key,) in newest_messages.list_newest(mine, condition, limit=PAGE + 1, before=before, after=after)]


def _count_under_tabs(mine: Sequence[Condition], today: date, user: int | None) -> dict[str, int]:
    tabs = {tab: _write_tab(tab, today, user if tab == "mine" else None) for tab in COUNTED}
    return newest_messages.count_messages(mine, tabs, limit=MOST_COUNTED + 1)


def _link_tabs(counts: Mapping[str, int], current: str) -> list[TabLink]:
    said = {tab: count_in_words(count) for tab, count in counts.items()}
    return [TabLink(str(label), f"?tab={tab}", said.get(tab, ""), tab == current) for tab, label in TABS.items()]


def _numbers_of_pressing(mine: Sequence[Condition], today: date) -> list[int]:
    """The numbers of the newest messages about somebody in danger."""
    return [number for (number,) in newest_messages.list_newest(mine, _write_tab("danger", today), limit=PAGE)]


def _numbers_of_first(
    user: User | AnonymousUser, mine: Sequence[Condition], tab: str, counts: Mapping[str, int], today: date
) -> list[int]:
    """What stands before the newest: those about somebody in danger, then the overdue ones by their promises."""
    first = _numbers_of_pressing(mine, today) if counts["danger"] else []
    if counts["overdue"] and tab in OVERDUE_FIRST:
        # Put off or not, what is overdue is to be done.
        shown = [_write_tab(tab, today, user.pk)] if tab != "todo" else []
        first += newest_messages.list_by_promise(mine, _write_tab("overdue", today), *shown, limit=PAGE // 2)
    return list(dict.fromkeys(first))


def _with_page(asked: QueryDict, **page: int) -> str:
    kept = asked.copy()
    for name in ("before", "after"):
        kept.pop(name, None)
    for name, key in page.items():
        kept[name] = str(key)
    return f"?{kept.urlencode()}"
