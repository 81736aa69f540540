"""The empty form: made once for each state of the data, but for its tokens."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone, translation
from pytest_django import Settings

from core.requests import ALIKE
from districts import demo
from districts.models import Department, District, Person
from faq.models import Topic
from tests.bezpecna_plzen.page_memory.asking import Counting, ask
from tests.factories import make_department, make_notice, make_question

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="(token|csrfmiddlewaretoken)" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _small_city(settings: Settings, tmp_path: Path) -> None:
    settings.CHANGE_SIGNAL = tmp_path / "changed"
    make_department()
    make_question()


@pytest.fixture
def rendered() -> Iterator[list[str | None]]:
    """The names of templates that a page was made of, as they are made."""
    names: list[str | None] = []

    def note(template: Template, **_more: object) -> None:
        names.append(template.name)

    template_rendered.connect(note, weak=False, dispatch_uid="noted")
    yield names
    template_rendered.disconnect(dispatch_uid="noted")


def open_form(portal: WSGIHandler, query: str = "", language: str = "") -> tuple[str, dict[str, str]]:
    """The form without its tokens, and these."""
    answer = ask(portal, f"{language}/infoschranka/", query=query)
    assert answer.status == 200
    page = answer.body.decode()
    return TOKEN.sub("", page), dict(TOKEN.findall(page))


def test_it_is_made_once_but_each_has_tokens_of_its_own(rendered: list[str | None]) -> None:
    portal = Counting()
    page, tokens = open_form(portal)
    rendered.clear()
    again, others = open_form(portal)
    assert again == page
    assert not rendered
    assert tokens.keys() == others.keys() == {"token", "csrfmiddlewaretoken"}
    assert not set(tokens.values()) & set(others.values())


def test_its_tokens_are_taken_as_those_of_any_form() -> None:
    resident = Client(enforce_csrf_checks=True)
    told: dict[str, Any] = {ALIKE: "a state of the data"}
    page = resident.get("/infoschranka/", **told).content.decode()
    tokens = dict(TOKEN.findall(page))
    answer = resident.post("/infoschranka/", tokens)
    assert answer.status_code == 422  # it lacks everything, but nobody doubts where it comes from
    assert dict(TOKEN.findall(answer.content.decode()))["token"] == tokens["token"]


def test_after_each_change_it_is_the_one_made_anew() -> None:
    demo.load_demo(now=timezone.now())
    changes: list[Callable[[], object]] = [
        lambda: Person.objects.update(name="Jiná Osoba", phone="377 000 001"),
        lambda: Topic.objects.update(title_cs="Jiné téma", title_en="Another topic"),
        lambda: District.objects.filter(number=7).update(name="Jinde"),
        lambda: Department.objects.update(name="Jiný odbor", hours="nonstop"),
        lambda: make_notice(title="Uzavírka mostu", banner_until=timezone.now() + timedelta(hours=1)),
    ]
    portal, anew = Counting(), WSGIHandler()
    for change in changes:
        for language in ("", "/en"):
            assert open_form(portal, language=language)[0] == open_form(anew, language=language)[0]
        with translation.override("cs"):
            change()
    page = open_form(portal)[0]
    assert page == open_form(anew)[0]
    assert all(word in page for word in ("Jiné téma", "Jinde", "Jiný odbor", "Uzavírka mostu"))


def test_what_a_link_brings_is_in_no_other_form() -> None:
    portal = Counting()
    assert "Kdesi" in open_form(portal, "place=Kdesi")[0]
    empty = open_form(portal)[0]
    assert "Kdesi" in open_form(portal, "place=Kdesi")[0]
    assert "Kdesi" not in empty
    assert open_form(portal)[0] == empty
