"""The inbox: which messages somebody sees under which tab, newest first, and how many there are to deal with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from districts.models import Borough, District
from faq.models import Topic
from mailbox import deadlines, lifecycle
from mailbox.lifecycle import Action
from mailbox.message_search import MOST_TYPED, condition_for, looking_for
from mailbox.models import Desk, Kind, Message, Screening, State
from mailbox.models.message import OPEN, PRESSING, WAITING, read_message_number
from mailbox.permissions import access

from . import newest_messages

PAGE = 50  # messages
MOST_COUNTED = 1_000  # more are „1000+“: nobody deals with so many, and counting them all takes time
LOOKED_THROUGH = 1_500  # of the newest messages, before the index is asked for a word
BEGINNING = 160  # characters of the text that a row shows

TABS = {
    "danger": _("In danger?"),
    "todo": _("To do"),
    "unread": _("Unread"),
    "due": _("Due"),
    "overdue": _("Overdue"),
    "quarantine": _("Quarantine"),
    "closed": _("Closed"),
    "all": _("All"),
}
COUNTED = ("danger", "todo", "unread", "due", "overdue", "quarantine")


def of_tab(tab: str, *, today: date) -> Q:
    """Which messages belong under a tab. Due ones are promised by the next working day."""
    return {
        "danger": PRESSING,
        "todo": Q(screening=Screening.CLEAN) & OPEN,
        "unread": Q(screening=Screening.CLEAN, unread=True),
        "due": WAITING & Q(due_on__gte=today, due_on__lte=deadlines.add_working_days(today, 1)),
        "overdue": WAITING & Q(due_on__lt=today),
        "quarantine": Q(screening=Screening.QUARANTINE),
        "closed": Q(state=State.CLOSED),
        "all": Q(),
    }[tab]


class FilterForm(forms.Form):
    """What narrows the inbox; everything but the search is for those who see all messages."""

    q = forms.CharField(label=_("Search"), required=False, max_length=MOST_TYPED)
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[("", _("any")), *Kind.choices])
    topic = forms.ModelChoiceField(Topic.objects.all(), label=_("topic"), required=False, empty_label=_("any"))
    district = forms.ModelChoiceField(
        District.objects.order_by("number"), label=_("district"), required=False, empty_label=_("any")
    )
    borough = forms.ModelChoiceField(
        Borough.objects.order_by("code"), label=_("borough"), required=False, empty_label=_("any")
    )
    desk = forms.ModelChoiceField(Desk.objects.all(), label=_("desk"), required=False, empty_label=_("any"))
    month = forms.DateField(
        label=_("month"),
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": _("Write the month like 2026-09.")},
    )

    def __init__(self, data: Mapping[str, Any], *, everything: bool) -> None:
        super().__init__(data, auto_id="filter_%s")
        if not everything:
            self.fields = {"q": self.fields["q"]}

    def narrow(self, messages: QuerySet[Message]) -> QuerySet[Message]:
        """The messages that fit what was chosen; a choice that makes no sense is left out, and said at its field."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        chosen.pop("q", None)
        if borough := chosen.pop("borough", None):
            messages = messages.filter(district__in=list(District.objects.filter(borough=borough)))
        if month := chosen.pop("month", None):
            after = (month + timedelta(days=31)).replace(day=1)
            first, end = (timezone.make_aware(datetime(day.year, day.month, 1)) for day in (month, after))  # noqa: DTZ001 - made aware
            # In a query of its own, or an old month would be looked for along the numbers from the newest one.
            messages = messages.filter(
                pk__in=Message.objects.order_by().filter(received_at__gte=first, received_at__lt=end)
            )
        return messages.filter(**chosen)

    @property
    def typed(self) -> str:
        """What is searched for."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab, where it leads, and how much there is under it."""

    label: str
    query: str
    count: str  # nothing where it is not counted
    current: bool


@dataclass(frozen=True, slots=True)
class Due:
    """By when an answer was promised, in words."""

    text: str
    overdue: bool = False
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of messages."""

    tab: str
    tabs: tuple[TabLink, ...]
    rows: tuple[tuple[Message, Due | None], ...]  # the newest first, after those about somebody in danger
    newer: str | None  # queries of the neighbouring pages
    older: str | None
    form: FilterForm
    narrowed: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """The numbers of the messages of a page, newest first, and whether there are others beside it."""

    numbers: list[int]
    has_newer: bool
    has_older: bool


def open_inbox(user: User | AnonymousUser, asked: QueryDict, *, today: date) -> Inbox:
    """The page of the inbox that somebody asks for, from what they may see today.

    Messages about somebody in danger stand first on the first page of every tab, unless one looks for something.
    """
    form = FilterForm(asked, everything=access.sees_all_messages(user))
    mine = [Message.objects.filter(share) for share in access.list_shares(user, on=today)]
    tab = _chosen_tab(asked)
    shown = [form.narrow(messages).filter(of_tab(tab, today=today)) for messages in mine]
    before, after = read_message_number(asked.get("before", "")), read_message_number(asked.get("after", ""))
    page = _find_page(shown, form.typed, before, after)
    narrowed = any(asked.get(name) for name in form.fields)
    first = [] if narrowed or before or after else _numbers_of_pressing(mine, today)
    return Inbox(
        tab=tab,
        tabs=tuple(_link_tabs(mine, tab, today)),
        rows=tuple((message, due_in_words(message, today=today)) for message in _load_rows(page.numbers, first)),
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


def _find_page(shown: Sequence[QuerySet[Message]], typed: str, before: int | None, after: int | None) -> _Page:
    """The page before or after a number, or the first one. One message more than it holds says that others follow."""
    if after is not None and not before:
        numbers = _find_numbers(shown, typed, before, after)
        follow = len(numbers) > PAGE
        return _Page(numbers[1:] if follow else numbers, has_newer=follow, has_older=bool(numbers))
    numbers = _find_numbers(shown, typed, before, None)
    return _Page(numbers[:PAGE], has_newer=before is not None and bool(numbers), has_older=len(numbers) > PAGE)


def count_under_tabs(user: User | AnonymousUser, *, today: date) -> dict[str, int]:
    """How many messages there are under each tab that is counted, up to one more than `MOST_COUNTED`."""
    mine = [Message.objects.filter(share) for share in access.list_shares(user, on=today)]
    return _count_under_tabs(mine, today)


def count_in_words(count: int) -> str:
    """A count for people."""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def due_in_words(message: Message, *, today: date) -> Due | None:
    """By when an answer is promised; None when none is, or it has been given."""
    if not lifecycle.allows(Action.REMIND, message):
        return None
    days = (message.due_on - today).days
    if days < 0:
        return Due(ngettext("%d day overdue", "%d days overdue", -days) % -days, overdue=True)
    if days == 0:
        return Due(gettext("answer today"), soon=True)
    text = gettext("answer by %s") % date_format(message.due_on, "j.\u00a0n.")
    return Due(text, soon=message.due_on <= deadlines.add_working_days(today, 1))


def _find_numbers(shown: Sequence[QuerySet[Message]], typed: str, before: int | None, after: int | None) -> list[int]:
    """The numbers of the messages of a page and of one more, newest first."""
    fits = looking_for(typed)
    if fits is not None:
        recent = newest_messages.list_newest(shown, "search_text", limit=LOOKED_THROUGH, before=before, after=after)
        keys = [key for key, text in recent if fits(text)]
        if len(keys) > PAGE or len(recent) < LOOKED_THROUGH:
            return keys[-PAGE - 1 :] if after is not None else keys[: PAGE + 1]
    if typed:
        shown = [messages.filter(condition_for(typed)) for messages in shown]
    return [key for (key,) in newest_messages.list_newest(shown, limit=PAGE + 1, before=before, after=after)]


def _count_under_tabs(mine: Sequence[QuerySet[Message]], today: date) -> dict[str, int]:
    groups = {tab: [messages.filter(of_tab(tab, today=today)) for messages in mine] for tab in COUNTED}
    return newest_messages.count_messages(groups, limit=MOST_COUNTED + 1)


def _link_tabs(mine: Sequence[QuerySet[Message]], current: str, today: date) -> list[TabLink]:
    counts = {tab: count_in_words(count) for tab, count in _count_under_tabs(mine, today).items()}
    return [TabLink(str(label), f"?tab={tab}", counts.get(tab, ""), tab == current) for tab, label in TABS.items()]


def _numbers_of_pressing(mine: Sequence[QuerySet[Message]], today: date) -> list[int]:
    """The numbers of the newest messages about somebody in danger."""
    pressing = [messages.filter(of_tab("danger", today=today)) for messages in mine]
    return [number for (number,) in newest_messages.list_newest(pressing, limit=PAGE)]


def _load_rows(keys: Sequence[int], first: Sequence[int]) -> list[Message]:
    """What the rows show of these messages, newest first, after the `first` ones: the beginning of the text only."""
    messages = (
        Message.objects.filter(pk__in={*keys, *first})
        .select_related("topic", "district", "desk", "post__district", "post__borough")
        .defer("text", "search_text", "routing")
        .annotate(beginning=Left("text", BEGINNING + 1), photos=Count("attachments"))
        .order_by("-pk")
    )
    return sorted(messages, key=lambda message: message.pk not in first)


def _with_page(asked: QueryDict, **page: int) -> str:
    kept = asked.copy()
    for name in ("before", "after"):
        kept.pop(name, None)
    for name, key in page.items():
        kept[name] = str(key)
    return f"?{kept.urlencode()}"
