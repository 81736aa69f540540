"""The portal as its server calls it: an answer from memory is the answer that would be made."""

import difflib
import gc
import random
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from pytest_django import Settings

from bezpecna_plzen.page_memory.freshness import Freshness
from bezpecna_plzen.page_memory.handler import PortalHandler
from bezpecna_plzen.page_memory.keepable import WITHOUT_PEOPLE
from bezpecna_plzen.page_memory.memory import PageMemory
from core.revision import TrackedModel
from districts import demo
from districts.models import Absence, Notice, Person, Station, Tenure
from faq import feedback
from faq.models import Question
from tests import pages
from tests.bezpecna_plzen.page_memory.asking import Answer, Counting, ask
from tests.factories import make_department, make_district, make_notice, make_question
from tests.thorough import daily, examples

pytestmark = pytest.mark.django_db
DISTRICT = "/okrsky/7/"


@pytest.fixture(autouse=True)
def _own_signal(settings: Settings, tmp_path: Path) -> None:
    settings.CHANGE_SIGNAL = tmp_path / "changed"


@pytest.fixture
def city() -> None:
    make_department()
    make_district(number=7)


@pytest.mark.usefixtures("city")
def test_a_page_is_made_once() -> None:
    portal = Counting()
    first = ask(portal, DISTRICT)
    assert first.status == 200
    assert ask(portal, DISTRICT) == first
    assert portal.made == 1


@pytest.mark.usefixtures("city")
def test_each_encoding_host_and_language_has_its_own(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    portal = Counting()
    for _ in range(2):
        for host in ("127.0.0.1", "localhost"):
            for encoding in ("", "gzip", "br"):
                for path in (DISTRICT, f"/en{DISTRICT}"):
                    answer = ask(portal, path, HOST=host, ACCEPT_ENCODING=encoding)
                    assert answer.headers.get("content-encoding", "") == encoding
                    assert answer.headers["content-language"] == ("en" if "en" in path else "cs")
    assert portal.made == 12


@pytest.mark.usefixtures("city")
def test_only_the_head_is_sent_to_who_asks_for_it() -> None:
    portal = Counting()
    page = ask(portal, DISTRICT)
    head = ask(portal, DISTRICT, method="HEAD")
    assert portal.made == 1
    assert head.headers == page.headers
    assert not head.body


@pytest.mark.usefixtures("city")
def test_who_has_it_is_told_so_from_memory() -> None:
    portal = Counting()
    page = ask(portal, DISTRICT, ACCEPT_ENCODING="br")
    for known in (page.headers["etag"], f'"x", W/{page.headers["etag"]}', "*"):
        answer = ask(portal, DISTRICT, ACCEPT_ENCODING="br", IF_NONE_MATCH=known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == page.headers["etag"]
        assert not {"content-type", "content-length", "content-encoding"} & set(answer.headers)
    assert ask(portal, DISTRICT, ACCEPT_ENCODING="br", IF_NONE_MATCH='"x"').status == 200
    assert portal.made == 1


@pytest.mark.usefixtures("city")
def test_a_page_that_is_asked_for_with_its_name_first_is_kept_too() -> None:
    etag = ask(Counting(), DISTRICT).headers["etag"]
    portal = Counting()
    assert ask(portal, DISTRICT, IF_NONE_MATCH=etag).status == 304
    page = ask(portal, DISTRICT)
    assert (page.status, portal.made) == (200, 1)
    assert b"<html" in page.body


@pytest.mark.usefixtures("city")
def test_what_is_asked_for_and_what_is_sent_stay_out() -> None:
    portal = Counting()
    for _ in range(2):
        ask(portal, DISTRICT, query="lat=49.7&lon=13.3")
        ask(portal, DISTRICT, method="POST")
        ask(portal, "/infoschranka/")
        ask(portal, "/temata/domaci-nasili/")
    assert portal.made == 8


def test_who_is_signed_in_neither_gets_nor_leaves_a_kept_page(admin_client: Client, city: None) -> None:
    portal = Counting()
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in admin_client.cookies.items())
    for _ in range(2):
        signed_in = ask(portal, DISTRICT, COOKIE=cookie)
        assert "x-accel-expires" not in signed_in.headers
    assert portal.made == 2
    assert ask(portal, DISTRICT).headers["x-accel-expires"] == "1"
    assert portal.made == 3
    ask(portal, DISTRICT, COOKIE=cookie)
    assert portal.made == 4


@pytest.mark.usefixtures("city")
def test_the_cookie_of_the_form_makes_no_difference() -> None:
    portal = Counting()
    page = ask(portal, DISTRICT)
    assert ask(portal, DISTRICT, COOKIE=f"{django_settings.CSRF_COOKIE_NAME}=abc") == page
    assert portal.made == 1


@pytest.mark.usefixtures("city")
def test_over_tls_and_without_are_not_mixed_up(settings: Settings) -> None:
    settings.BEHIND_PROXY = True
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 1
    portal = Counting()
    assert ask(portal, DISTRICT, X_FORWARDED_PROTO="https").headers["strict-transport-security"]
    assert ask(portal, DISTRICT).status == 301
    assert ask(portal, DISTRICT, X_FORWARDED_PROTO="http").status == 301


@pytest.mark.usefixtures("city")
def test_after_a_change_the_page_is_made_anew_and_nothing_else() -> None:
    portal = Counting()
    before = ask(portal, "/")
    ask(portal, DISTRICT)
    make_notice(title="Uzavírka mostu", banner_until=timezone.now() + timedelta(hours=1))
    after = ask(portal, "/")
    assert "Uzavírka mostu".encode() in after.body
    assert after.headers["etag"] != before.headers["etag"]
    assert portal.made == 3


@pytest.mark.usefixtures("_demo_city")
def test_pages_that_show_nobody_stay_when_people_change_and_no_longer() -> None:
    portal = Counting()
    before = {path: ask(portal, path) for path in [DISTRICT, *paths_without_people()]}
    lasting = [path for path, answer in before.items() if path != DISTRICT and "x-accel-expires" in answer.headers]
    made = portal.made
    Person.objects.update(name="Jiná Osoba")
    assert all(ask(portal, path) == before[path] for path in lasting)
    assert len(lasting) >= len(WITHOUT_PEOPLE)
    assert portal.made == made
    assert "Jiná Osoba".encode() in ask(portal, DISTRICT).body
    Station.objects.latest("pk").save()  # of what pages do not say whether they show it
    ask(portal, "/")
    assert portal.made == made + 2


@pytest.mark.usefixtures("_demo_city")
def test_pages_that_stay_when_people_change_do_not_depend_on_them() -> None:
    anew = Counting(memory=PageMemory(0))
    paths = paths_without_people()
    assert {resolve(path).view_name for path in paths if not path.startswith("/uk/")} == WITHOUT_PEOPLE
    before = [ask(anew, path) for path in paths]
    Absence.objects.all().delete()
    Tenure.objects.filter(post__district__number__gt=9).delete()
    Person.objects.update(name="Jiná Osoba", phone="377 000 111", email="", illustrative=False, verified_on=None)
    for path, answer in zip(paths, before, strict=True):
        _compare(answer, ask(anew, path), path, ["everybody is another"])


@pytest.mark.usefixtures("city")
def test_a_page_that_a_change_left_as_it_was_keeps_its_name() -> None:
    portal = Counting()
    before = ask(portal, "/pristupnost/")
    make_question()
    assert ask(portal, "/pristupnost/").headers["etag"] == before.headers["etag"]
    assert portal.made == 2


@pytest.mark.usefixtures("city")
def test_a_page_of_before_a_change_is_not_kept_as_one_of_after() -> None:
    """Somebody changes something while the page is being made."""

    class Interrupted(Counting):
        def get_response(self, request: Any) -> Any:
            response = super().get_response(request)
            if self.made == 1:
                make_notice(title="Uzavírka mostu", banner_until=timezone.now() + timedelta(hours=1))
            return response

    portal = Interrupted()
    assert "Uzavírka mostu".encode() not in ask(portal, "/").body
    assert "Uzavírka mostu".encode() in ask(portal, "/").body


@pytest.mark.once
@pytest.mark.usefixtures("city")
def test_ten_thousand_different_pages_and_searches_take_little_memory() -> None:
    """None of them is the same twice; a host name that somebody makes up is as good as another page."""
    portal = PortalHandler(Freshness(), PageMemory(500_000))
    for number in range(200):
        ask(portal, "/robots.txt", HOST=f"localhost:{number + 1}")
        ask(portal, "/robots.txt", query=f"q={number}")
    tracemalloc.start()
    try:
        for number in range(examples(2_000)):
            ask(portal, "/robots.txt", HOST=f"127.0.0.1:{number + 2}")
            ask(portal, "/robots.txt", query=f"q=ulice+{number}")
        gc.collect()
        taken, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 1_200_000  # 1.7 million if nothing ever went


# --- right ----------------------------------------------------------------------------------------------------------


def asked_addresses(chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Some pages in some languages."""
    for _ in range(count):
        language = chance.choice(pages.LANGUAGES)
        path, _, query = pages.in_language(language, chance.choice(pages.PAGES)).partition("?")
        yield path, query


def all_addresses() -> Iterator[tuple[str, str]]:
    for language in pages.LANGUAGES:
        for page in pages.PAGES:
            path, _, query = pages.in_language(language, page).partition("?")
            yield path, query


def paths_without_people() -> list[str]:
    """The pages that are said to show nobody, in two languages; some are sensitive and not kept at all."""
    asked = [path for path in pages.PAGES if "?" not in path and _is_page(path)]
    found = [path for path in asked if resolve(path).view_name in WITHOUT_PEOPLE]
    return [pages.in_language(language, path) for path in found for language in ("cs", "uk")]


def _is_page(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def change_something(chance: random.Random) -> str:
    """Change a record that pages may show, or delete it, as the admin or an import might, or vote; says what."""
    if chance.random() < 0.1:
        voted = chance.choice(list(Question.objects.all()))
        feedback.count_vote(question=voted, helped=True, on=timezone.localdate())
        return f"a vote for {voted.slug}"
    kinds = [kind for kind in _all_tracked() if kind.objects.exists()]  # type: ignore[attr-defined]
    kind = chance.choice(kinds)
    record = chance.choice(list(kind.objects.all()[:50]))  # type: ignore[attr-defined]
    fields = [field for field in kind._meta.fields if _is_changeable(field)]
    what = chance.choice(["save", "save", "save", "update", "delete"]) if fields else "delete"
    try:
        with transaction.atomic():
            if what == "delete":
                record.delete()
                return f"{kind.__name__} deleted"
            field = chance.choice(fields)
            value = _another(field, getattr(record, field.attname), chance)
            if what == "update":
                kind.objects.filter(pk=record.pk).update(**{field.attname: value})  # type: ignore[attr-defined]
            else:
                setattr(record, field.attname, value)
                record.save()
            return f"{kind.__name__}.{field.name}"
    except (DatabaseError, ValidationError, models.ProtectedError, models.RestrictedError) as error:
        return f"{kind.__name__} refused: {type(error).__name__}"


def _all_tracked() -> list[type[TrackedModel]]:
    found, waiting = [], [TrackedModel]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if not kind._meta.abstract:
                found.append(kind)
    return sorted(found, key=lambda kind: kind._meta.label)


def _is_changeable(field: "models.Field[Any, Any]") -> bool:
    kinds = (models.CharField, models.TextField, models.BooleanField, models.DateField, models.IntegerField)
    return isinstance(field, kinds) and not field.primary_key and not field.unique and field.editable


def _another(field: "models.Field[Any, Any]", value: Any, chance: random.Random) -> Any:
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateField):  # times, too
        return value + timedelta(hours=chance.randint(-30, 30)) if value else value
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    if field.choices:
        return chance.choice([choice for choice, _name in field.choices])
    return f"{value or ''} ž{chance.randint(0, 99)}"[: field.max_length]


@pytest.fixture
def _demo_city() -> None:
    demo.load_demo(now=timezone.now())


STARTS = [
    *(datetime(2026, 3, 28, hour, tzinfo=UTC) for hour in (11, 22)),  # before clocks are put forward
    *(datetime(2026, 10, 24, hour, tzinfo=UTC) for hour in (11, 22)),  # before they are put back
    datetime(2026, 11, 30, 6, tzinfo=UTC),
]


@pytest.mark.once
@pytest.mark.usefixtures("_demo_city")
@pytest.mark.parametrize("start", daily(STARTS))
def test_whatever_changes_a_page_from_memory_is_the_page_made_anew(
    start: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records are changed, hours pass, clocks are changed; each page is compared byte for byte with one just made."""
    chance, now = random.Random(f"{start} {pages.PAGES}"), [start]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    Question.objects.update(published_from=start - timedelta(days=1))
    Station.objects.update(hours="po–pá 8–17, so 22–6, ne 1–2.30")
    Notice.objects.update(published_from=start - timedelta(hours=1), published_to=start + timedelta(hours=20))
    kept = Counting(Freshness(lambda: now[0].timestamp(), checked_every_s=0))
    anew = Counting(Freshness(lambda: now[0].timestamp(), checked_every_s=0), memory=PageMemory(0))
    happened: list[str] = []
    asked = 0
    for _ in range(examples(50, part=10, fewest=6)):
        for path, query in asked_addresses(chance, 6):  # some are in memory when something happens
            ask(kept, path, query=query)
        for _ in range(chance.randint(1, 2)):
            if chance.random() < 0.6:
                happened.append(change_something(chance))
            else:
                now[0] += timedelta(minutes=chance.choice([1, 20, 60, 200, 700]))
                happened.append(f"it is {now[0]}")
        for path, query in asked_addresses(chance, 12):
            _compare(ask(kept, path, query=query), ask(anew, path, query=query), path, happened)
        asked += 18
    assert kept.made < asked


@pytest.mark.thorough
@pytest.mark.usefixtures("_demo_city")
def test_every_page_in_every_language_from_memory_is_the_page_made_anew() -> None:
    kept, anew = Counting(), Counting(memory=PageMemory(0))
    chance = random.Random(5)
    happened: list[str] = []
    for _ in range(50):
        happened.append(change_something(chance))
        for path, query in all_addresses():
            ask(kept, path, query=query)
            _compare(ask(kept, path, query=query), ask(anew, path, query=query), path, happened)


def _compare(kept: Answer, anew: Answer, path: str, happened: list[str]) -> None:
    before, after = (answer.body.decode().splitlines() for answer in (kept, anew))
    differences = "\n".join(difflib.unified_diff(before, after, n=0, lineterm=""))
    assert kept == anew, f"{path} after {happened}:\n{differences}"
