"""The page `/styl/`: what the site's pages are made of, each component in all its states, for those who build pages.

The components are the very templates of `templates/components/`; whom and what they show here is made up.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.danger import Danger
from districts.duty.roster import Level, Reason, Responsible, Status, Step
from districts.infoboxes.drop_off_places import NearPlace, PlaceKind
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import Choice, Likely
from districts.models import Department, InfoBox, InfoBoxState, Notice, Person, Role, Station, StationKind
from districts.news.notices import Announced
from districts.page_context import atlas_of
from faq.models import HelpContact, Question, Topic
from faq.search.answer_search import Hit
from mailbox.intake.drafting import FormError

TOKENS = settings.BASE_DIR / "static" / "css" / "tokens.css"
# Components that are a line of a list: the list, and its class.
LINES = {"notice": ("ul", "notices"), "infobox": ("ol", "entries"), "row": ("dl", "rows")}
Context = Mapping[str, Any]
States = list[tuple[str, Context]]


@dataclass(frozen=True, slots=True)
class ComponentState:
    """A component in one state."""

    state: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Component:
    """A component, named as its template, in its states."""

    name: str
    states: tuple[ComponentState, ...]


def show_style_guide(request: HttpRequest) -> HttpResponse:
    """All tokens and components."""
    now = timezone.now()
    shown = tuple(draw_components(request, atlas_of(request), now))
    return render(request, "admin/style_guide.html", {"groups": list_tokens(), "components": shown})


def list_tokens() -> dict[str, list[str]]:
    """The names of the tokens by what they are: colours, sizes of letters, spaces, radii; in the order of the sheet."""
    plain = TOKENS.read_text(encoding="utf-8").partition("@media")[0]
    groups: dict[str, list[str]] = {"colour": [], "text": [], "space": [], "radius": []}
    for name, value in re.findall(r"--([\w-]+): ([^;]+);", plain):
        group = "colour" if value.startswith("#") else name.partition("-")[0]
        if group in groups:
            groups[group].append(name)
    return groups


def draw_components(request: HttpRequest, atlas: Atlas, now: datetime) -> Iterator[Component]:
    """Every component in its states."""
    for name, states in _all_samples(atlas, now):
        yield Component(
            name,
            tuple(
                ComponentState(state, _draw_component(name, {"now": now, **context}, request))
                for state, context in states
            ),
        )


def _draw_component(name: str, context: Context, request: HttpRequest) -> SafeString:
    html = render_to_string(f"components/{name}.html", dict(context), request)
    if name in LINES:
        tag, css = LINES[name]
        return format_html("<{0} class={1}>{2}</{0}>", tag, css, html)
    return html


def _all_samples(atlas: Atlas, now: datetime) -> Iterator[tuple[str, States]]:
    today = timezone.localdate(now)
    yield from _frame_samples(atlas, now)
    yield from _people_samples(today)
    yield from _list_samples(atlas, now)
    yield from _form_samples()


def _frame_samples(atlas: Atlas, now: datetime) -> Iterator[tuple[str, States]]:
    usual: Context = {}
    notice = Notice(pk=1, title=_("Sample: the bridge is closed"), text=_("A sample of news."), published_from=now)
    districts = tuple(atlas.districts.values())[:2]
    yield "mark", [("", usual)]
    yield "search", [("", usual)]
    yield "location", [("", usual)]
    yield "emergency", [("", usual)]
    yield "danger", [("", usual)]
    yield "call_now", [("", {"dangers": list(Danger)})]
    yield "in_czech", [("", usual)]
    yield "leave", [("", usual)]
    yield (
        "notice",
        [
            (_("the whole city"), {"heading": "h4", "each": Announced(notice, True, ())}),
            (_("some districts"), {"heading": "h4", "each": Announced(notice, False, districts)}),
            (_("no longer current"), {"heading": "h4", "over": True, "each": Announced(notice, True, ())}),
        ],
    )


def _people_samples(today: date) -> Iterator[tuple[str, States]]:
    long_ago = today - timedelta(days=500)
    who = {"illustrative": True, "phone": "+420000000011", "email": "jana.ukazkova@example.org"}
    person = Person(name="Jana Ukázková", verified_on=today, **who)
    other = Person(name="Petr Vzorový", verified_on=long_ago, **who)
    unsure = Person(name="Eva Příkladná", **who)
    station = Station(
        kind=StationKind.MP,
        name="Ukázková",
        address="ukázková adresa",
        hours="po–pá 8–16",
        phone="+420000000012",
        illustrative=True,
    )
    department = Department(name="ukázkový odbor", address="ukázková adresa", phone="+420000000013")

    def post(status: Status, *steps: Step, holder: Person | None = None, until: date | None = None) -> Context:
        who = Responsible(Role.OKRSKAR, status, holder, station, until, steps, department)
        return {"post": who, "today": today}

    away = Step(Level.HOLDER, Reason.AWAY, person)
    nobody = Step(Level.HOLDER, Reason.NOBODY, None)
    at_station = Step(Level.STATION, Reason.ANSWERS, station)
    stands_in = Step(Level.SUBSTITUTE, Reason.ANSWERS, other)
    yield (
        "contact",
        [
            (
                _("in office"),
                post(Status.IN_OFFICE, Step(Level.HOLDER, Reason.ANSWERS, person), holder=person),
            ),
            (
                _("never verified"),
                post(Status.IN_OFFICE, Step(Level.HOLDER, Reason.ANSWERS, unsure), holder=unsure),
            ),
            (_("substituted"), post(Status.SUBSTITUTED, away, stands_in, holder=person, until=today)),
            (_("away, nobody stands in"), post(Status.SUBSTITUTED, away, at_station, holder=person, until=today)),
            (_("vacant"), post(Status.VACANT, nobody, at_station)),
        ],
    )
    yield "reach", [("", {"who": person}), (_("phone only"), {"who": station})]
    yield (
        "verified",
        [
            (_("verified"), {"who": person, "today": today}),
            (_("verified long ago"), {"who": other, "today": today}),
            (_("never verified"), {"who": unsure, "today": today}),
        ],
    )
    closed = {"now": _("Closed now"), "weekly": "po–pá 8–16"}
    yield (
        "hours",
        [
            (_("open"), {"now": _("Open now"), "open": True, "weekly": "po–pá 8–16"}),
            (_("closed"), closed),
            (_("always open"), {"now": _("Open non-stop"), "open": True, "always": True}),
            (_("not understood"), {"now": None, "written": "po dohodě"}),
        ],
    )
    boxes = [
        InfoBox(
            pk=number,
            name="Ukázková schránka",
            address="ukázková adresa",
            state=state,
            emptied="každý den",
            verified_on=today,
            illustrative=True,
        )
        for number, state in enumerate(InfoBoxState, 1)
    ]
    near = [NearPlace(box, PlaceKind.INFOBOX, 350) for box in boxes]
    yield (
        "infobox",
        [
            (each.place.get_state_display(), {"box": each.place, "near": each, "number": number, "today": today})
            for number, each in enumerate(near, 1)
            if isinstance(each.place, InfoBox)
        ],
    )
    yield "nearest", [("", {"nearby": [near[0], NearPlace(station, PlaceKind.STATION, 1200)]})]


def _list_samples(atlas: Atlas, now: datetime) -> Iterator[tuple[str, States]]:
    districts = list(atlas.districts.values())[:3]
    choices = [Choice(f"Ukázková {at}", str(at), one) for at, one in enumerate(districts, 1)]
    yield "choice_list", [("", {"choices": choices})]
    shares = [replace(choice, share=0.5**at - 0.24, streets=("Ukázková",)) for at, choice in enumerate(choices)]
    yield "choices", [("", {"choices": shares})]
    yield "likely", [("", {"likely": Likely(district, "Ukázková 40", ("38", "42"))}) for district in districts[:1]]
    yield "questions", [("", {"questions": list(Question.objects.published(now=now)[:3])})]
    topics = list(Topic.objects.offered()[:4])
    yield "topics", [("", {"topics": topics})]
    excerpt = format_html("{} <mark>{}</mark> …", "Úryvek, ve kterém je", "hledané slovo")
    yield "hits", [("", {"hits": [Hit("ukazka", "Ukázkový dotaz?", excerpt, "cs", 1.0)]})]
    contact = HelpContact(
        name="Ukázková linka",
        about="Komu pomáhá a s čím.",
        phone="000 000 014",
        web="https://example.org/",
        free=True,
        anonymous=True,
        hours="nonstop",
        languages="česky, anglicky",
        verified_on=timezone.localdate(now),
    )
    yield "help_contacts", [("", {"contacts": [contact]})]


def _form_samples() -> Iterator[tuple[str, States]]:
    line = {"label": _("Phone"), "hint": _("If the officer may call you to ask something."), "most": 40, "kind": "tel"}
    wrong = [_("This is no phone number.")]
    yield (
        "field",
        [
            (_("empty"), {"name": "sample-1", **line}),
            (_("filled in"), {"name": "sample-2", "value": "000 000 015", **line}),
            (_("wrong"), {"name": "sample-3", "value": "abc", "errors": wrong, **line}),
        ],
    )
    yield "error", [("", {"field": "sample-4", "messages_of": wrong})]
    yield "problems", [("", {"problems": [FormError("sample-3", wrong[0])]})]
    yield "row", [("", {"label": _("Place"), "value": "Ukázková 1", "field": "place"})]
