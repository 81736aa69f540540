"""Any values and any two to four people: a form changes nothing untouched, and nothing is overwritten unseen."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from districts.models import Person, Post, Role, Station, Tenure
from faq.models import Topic
from tests.factories import (
    make_absence,
    make_help_contact,
    make_known_place,
    make_notice,
    make_person,
    make_post,
    make_question,
    make_station,
    make_tenure,
)
from tests.opening import OpenForm, open_form, read_form
from tests.signing_in import sign_in
from tests.thorough import examples

pytestmark = pytest.mark.django_db


def page_of(record: Model) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def staff(number: int) -> Client:
    return sign_in(Client(), User.objects.create_superuser(f"osoba{number}", f"osoba{number}@example.org"))


# --- one person, who touches nothing ----------------------------------------------------------------------------------

# What an import or an older version may have left: ends of lines, spaces around, signs of HTML.
LINE = st.text(st.sampled_from(" až0&<>\"'\t\u00a0;/"), min_size=1, max_size=12).map(lambda text: f"a{text}")
TEXT = st.text(st.sampled_from("až &<>\n\r\t"), max_size=20).map(lambda text: f"a{text}")
MOMENT = st.integers(0, 10**15).map(
    lambda micros: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros // 4)
)
DEGREES = st.floats(-1, 1, allow_nan=False)
DAY = st.none() | st.dates(date(2000, 1, 1), date(2026, 1, 1))


@st.composite
def records(draw: Callable[[Any], Any]) -> Any:
    """Makes a record with any values."""
    name, text, line, moment, day = draw(LINE), draw(TEXT), draw(LINE), draw(MOMENT), draw(DAY)
    lat, lon, flag, chosen = 49.7 + draw(DEGREES), 13.3 + draw(DEGREES), draw(st.booleans()), draw(st.integers(1, 3))
    retired = draw(st.booleans())

    def account() -> User:
        """One that is offered no more, perhaps."""
        return User.objects.create_user("byvala", is_staff=not retired, is_active=not retired)

    def station() -> Model:
        made = make_station(name=name, address=line, hours=line, lat=lat, lon=lon, verified_on=day, illustrative=flag)
        made.staff.add(account())
        return made

    def question() -> Model:
        topics, others = Topic.objects.all()[:chosen], [make_question() for _ in range(chosen)]
        answer = f"<p>{line.replace('<', '&lt;')}</p>\n<ul><li>a</li>\r\n</ul>"
        made = make_question(topics=topics, title=name, answer=answer, keywords=text, published_from=moment)
        made.related.set(others)
        return made

    return draw(
        st.sampled_from(
            [
                station,
                question,
                lambda: make_person(name, user=account(), verified_on=day, illustrative=flag),
                lambda: make_notice(title=name, text=text, published_from=moment),
                lambda: make_known_place(name=name, other_names=text, lat=lat, lon=lon, verified_on=day),
                lambda: make_help_contact(
                    name, topics=Topic.objects.all()[:chosen], sources=f"{text}\nb\r\nc", hours=line, free=flag
                ),
                lambda: make_absence(make_tenure(start=date(2025, 1, 1)).post, end=day and date(2030, 1, 1)).post,
            ]
        )
    )


def values_of(record: Model) -> dict[str, Any]:
    """All that is saved of a record, and what belongs to it."""
    saved = type(record)._base_manager.get(pk=record.pk)
    values = {each.name: getattr(saved, each.attname) for each in saved._meta.concrete_fields}
    several = {each.name: {*getattr(saved, each.name).values_list("pk")} for each in saved._meta.many_to_many}
    values.pop("changed_at", None)
    rows = [*Tenure.objects.order_by("pk").values()] if isinstance(record, Post) else []
    return values | several | {"rows": rows}


@given(make=records())
def test_a_form_that_nobody_touched_changes_nothing_and_finds_no_conflict(make: Callable[[], Model]) -> None:
    with transaction.atomic():
        record, client = make(), staff(0)
        before = values_of(record)
        response = open_form(client, page_of(record)).save()
        assert response.status_code == 302, errors(response)
        assert values_of(record) == before
        transaction.set_rollback(True)


def errors(response: Any) -> Any:
    return response.context["adminform"].form.errors if response.context else ""


# --- several at once --------------------------------------------------------------------------------------------------

STATION = {"name": "Služebna {}", "address": "Ulice {}", "phone": "+420 377 000 {}", "email": "s{}@example.org"}
FIELDS = [*STATION, "okrskar-tenure-0-end", "okrskar-absence-0-end", "new row", "name of the district"]
STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["open", "type", "type", "save", "save"]), st.integers(0, 11)),
    min_size=6,
    max_size=24,
)


@dataclass
class Somebody:
    """Who has the pages of a station and of a district open."""

    client: Client
    forms: dict[str, OpenForm] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)  # all that a page said since it was opened
    typed: dict[str, set[str]] = field(default_factory=dict)

    def open(self, page: str) -> None:
        response = self.client.get(page)
        self.forms[page], self.seen[page] = read_form(self.client, page, response), said(response)
        self.typed[page] = set()

    def type(self, page: str, name: str, number: int) -> None:
        values = self.forms[page].values
        if name == "new row":
            row = int(values["okrskar-tenure-TOTAL_FORMS"][0])
            values["okrskar-tenure-TOTAL_FORMS"] = [str(row + 1)]
            person = str(make_person().pk)
            year = 2100 + number * 2
            values |= {f"okrskar-tenure-{row}-person": [person], f"okrskar-tenure-{row}-id": [""]}
            values |= {
                f"okrskar-tenure-{row}-start": [f"1.1.{year}"],
                f"okrskar-tenure-{row}-end": [f"31.12.{year}"],
            }
        elif name.endswith("-end"):
            values[name] = [written(date(2027, 1, 1) + timedelta(days=number))]
        elif name == "name of the district":
            values["name"] = [f"Okrsek {number}"]
        else:
            values[name] = [STATION[name].format(number)]
        self.typed[page].add("name" if name == "name of the district" else name)

    def save(self, page: str) -> bool:
        """Whether it was saved; else the page that came is the one that is open now."""
        response = self.forms[page].save()
        if response.status_code == 302:
            del self.forms[page]
            return True
        self.seen[page] += said(response)
        self.forms[page] = read_form(self.client, page, response)
        return False


def said(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def written(day: date | None) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year}" if day else ""


@given(steps=STEPS)
@settings(max_examples=examples(60, fewest=12), phases=[Phase.generate])
def test_nothing_that_was_saved_is_lost_before_it_was_seen(steps: list[tuple[int, str, int]]) -> None:
    with transaction.atomic():
        station, tenure = make_station(), make_tenure(make_post(), end=date(2026, 12, 31))
        assert tenure.post.district
        make_absence(tenure.post, end=date(2026, 3, 1))
        pages: dict[str, Model] = {page_of(station): station, page_of(tenure.post.district): tenure.post.district}
        people = [Somebody(staff(number)) for number in range(1 + max(who for who, _what, _which in steps))]
        for number, (who, what, which) in enumerate(steps, 1):
            somebody, name = people[who], FIELDS[which % len(FIELDS)]
            page = [*pages][name not in STATION]
            if what == "open" or page not in somebody.forms:
                somebody.open(page)
            if what == "type":
                somebody.type(page, name, number)
            if what == "save":
                before, rows = shown_values(pages[page]), {*Tenure.objects.values_list("pk", flat=True)}
                if somebody.save(page):
                    lost = {key: value for key, value in before.items() if shown_values(pages[page])[key] != value}
                    assert {*lost} <= {*somebody.typed[page]}, "nobody touched it"
                    for value in lost.values():
                        assert value in somebody.seen[page]
                else:
                    assert shown_values(pages[page]) == before
                assert rows <= {*Tenure.objects.values_list("pk", flat=True)}
        transaction.set_rollback(True)


def shown_values(record: Model) -> dict[str, str]:
    """What is saved, as pages show it, by the names of the fields."""
    if isinstance(record, Station):
        station = Station.objects.get(pk=record.pk)
        return {name: getattr(station, name) for name in STATION}
    post = Post.objects.get(district=record.pk, role=Role.OKRSKAR)
    ends: dict[str, Any] = {
        "okrskar-tenure-0-end": post.tenures.order_by("start"),
        "okrskar-absence-0-end": post.absences,
    }
    found = {name: written(rows.all()[0].end) for name, rows in ends.items()}
    return found | {"name": type(record)._base_manager.values_list("name", flat=True).get(pk=record.pk)}


def test_the_people_of_these_tests_do_get_in_each_others_way() -> None:
    """Otherwise they would prove nothing."""
    station = make_station()
    one, two = Somebody(staff(1)), Somebody(staff(2))
    page = page_of(station)
    one.open(page)
    two.open(page)
    one.type(page, "phone", 1)
    two.type(page, "phone", 2)
    assert one.save(page)
    assert not two.save(page)
    assert two.save(page)
    assert Person.objects.count() == 0
