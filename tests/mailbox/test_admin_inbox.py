"""The inbox: tabs and their counts, filters, search, pages, several messages at once, and how many queries it takes."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from districts.models import Post
from mailbox.admin import inbox
from mailbox.admin.inbox_rows import due_in_words
from mailbox.intake.receipt_codes import digest_of, format_code, make_code
from mailbox.message_search import refresh_search_text
from mailbox.models import Kind, Message, Outcome, Screening, State
from mailbox.permissions import access
from tests.factories import make_district, make_person, make_post
from tests.mailbox.factories import (
    make_attachment,
    make_desk,
    make_message,
    make_reply,
    make_staff,
    make_tenure,
    make_topic,
)
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = timedelta(days=1)
INBOX = "/admin/mailbox/message/"


@pytest.fixture
def post() -> Post:
    return make_post()


@pytest.fixture
def officer(post: Post) -> User:
    user = make_staff(access.OFFICERS)
    make_tenure(post, make_person(user=user))
    return user


@pytest.fixture
def client(officer: User) -> Client:
    return sign_in(Client(), officer)


@pytest.fixture
def department() -> Client:
    return sign_in(Client(), make_staff(access.DEPARTMENT))


def shown(client: Client, **query: Any) -> list[Message]:
    response = client.get(INBOX, query)
    assert response.status_code == 200
    return [row.message for row in response.context["inbox"].rows]


def counts(client: Client) -> dict[str, str]:
    return {tab.query.removeprefix("?tab="): tab.count for tab in client.get(INBOX).context["inbox"].tabs}


def test_each_tab_shows_its_messages_newest_first_and_says_how_many(client: Client, post: Post) -> None:
    late = make_message(post, due_on=TODAY - DAY, unread=False)
    today = make_message(post, due_on=TODAY)
    later = make_message(post, due_on=TODAY + 10 * DAY, state=State.IN_PROGRESS, unread=False)
    answered = make_message(post, due_on=TODAY - DAY, state=State.ANSWERED, unread=False)
    held = make_message(post, screening=Screening.QUARANTINE, due_on=TODAY - DAY)
    closed = make_message(post, state=State.CLOSED)
    spam = make_message(post, screening=Screening.SPAM)
    expected = {
        "danger": [],
        "todo": [late, answered, later, today],  # overdue first
        "mine": [],
        "unread": [today],
        "due": [today],
        "overdue": [late],
        "quarantine": [held],
        "snoozed": [],
        "closed": [spam, closed],
        "all": [spam, closed, held, answered, later, today, late],
    }
    assert {tab: shown(client, tab=tab) for tab in expected} == expected
    assert shown(client) == expected["todo"]
    assert shown(client, tab="nonsense") == expected["todo"]
    assert counts(client) == {
        tab: str(len(messages)) if tab in inbox.COUNTED else "" for tab, messages in expected.items()
    }


def test_what_is_due_is_promised_by_the_next_working_day() -> None:
    friday, monday, tuesday = date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1)
    messages = [make_message(due_on=day) for day in (friday - DAY, friday, monday, tuesday)]
    due = set(Message.objects.filter(inbox.of_tab("due", today=friday)))
    assert due == set(messages[1:3])
    said = [due_in_words(message, today=friday) for message in messages]
    assert [(each.overdue, each.soon) for each in said if each] == [
        (True, False),
        (False, True),
        (False, True),
        (False, False),
    ]


def test_counts_stop_at_a_thousand(client: Client, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST_COUNTED", 2)
    for _ in range(4):
        make_message(post)
    assert counts(client)["todo"] == "2+"


def test_a_user_of_several_posts_and_desks_sees_them_as_one_list(officer: User, client: Client, post: Post) -> None:
    desk, other = make_desk(), make_post()
    desk.members.add(officer)
    make_tenure(other, officer.person)
    expected = [make_message(owner) for owner in (post, desk, other, post, desk)][::-1]
    make_message()
    assert shown(client) == expected
    assert counts(client)["todo"] == "5"


def test_pages_go_back_and_forth_without_gaps(client: Client, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    newest_first = [make_message(post) for _ in range(5)][::-1]
    response = client.get(INBOX)
    pages = [response.context["inbox"]]
    while pages[-1].older:
        pages.append(client.get(INBOX + pages[-1].older).context["inbox"])
    assert [[row.message for row in page.rows] for page in pages] == [
        newest_first[:2], newest_first[2:4], newest_first[4:],
    ]  # fmt: skip
    assert pages[0].newer is None
    back = client.get(INBOX + pages[2].newer).context["inbox"]
    assert [row.message for row in back.rows] == newest_first[2:4]
    first = client.get(INBOX + back.newer).context["inbox"]
    assert [row.message for row in first.rows] == newest_first[:2]
    assert first.newer is None


@pytest.mark.parametrize("number", ["9" * 19, "9" * 30, "9" * 5_000, "-1", "x", "٣"])
def test_what_is_no_number_of_a_message_is_passed_over(client: Client, number: str) -> None:
    assert client.get(INBOX, {"before": number, "after": number}).status_code == 200
    assert client.get(f"{INBOX}{number}/change/").status_code == 404
    assert client.post(INBOX, {"action": "close", "chosen": [number]}).status_code == 302


def test_search_finds_words_without_diacritics_and_numbers(client: Client, post: Post) -> None:
    noise = make_message(post, text="Příšerný hluk", place="", state=State.CLOSED)
    other = make_message(post, text="Nepořádek")
    assert shown(client, q="PRISERNY") == [noise]
    assert shown(client, q="hluk", tab="todo") == []
    assert shown(client, q=str(other.pk)) == [other]
    assert shown(client, q="'\"*(") == []


def test_search_finds_a_code_a_phone_and_what_was_answered_and_says_so(client: Client, post: Post) -> None:
    code = make_code("zpráva")
    message = make_message(post, phone="+420 377 031 111", receipt_hash=digest_of(code))
    make_message(post)
    make_reply(message, text="Přivezeme kontejner.")
    refresh_search_text(message)
    for typed in (format_code(code), "377031111", "031 111", "KONTEJNER"):
        assert shown(client, q=typed) == [message], typed
        assert shown(client, q=typed, tab="unread") == [message], typed
        assert shown(client, q=typed, tab="closed") == [], typed
    page = client.get(INBOX).content.decode()
    assert 'aria-describedby="filter_q_help"' in page
    assert "telefon nebo aspoň šest jeho číslic" in page


def test_a_search_beyond_the_newest_messages_asks_the_index(
    client: Client, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "LOOKED_THROUGH", 3)
    monkeypatch.setattr(inbox, "PAGE", 2)
    hits = [make_message(post, text="Vzácné slovo") for _ in range(3)][::-1]
    for _ in range(3):
        make_message(post, text="Nic")
    assert shown(client, q="vzacne") == hits[:2]
    assert shown(client, q="vzacne", before=hits[1].pk) == hits[2:]
    assert shown(client, q="vzacne", after=hits[2].pk) == hits[:2]


def test_the_department_filters_by_place_desk_topic_kind_and_month(department: Client) -> None:
    district, topic, desk = make_district(), make_topic(), make_desk()
    other = make_message()
    wanted = make_message(make_post(district=district), topic=topic, kind=Kind.DOTAZ)
    Message.objects.filter(pk=wanted.pk).update(received_at=datetime(2026, 3, 31, 21, 59, tzinfo=UTC))
    at_desk = make_message(desk)
    assert shown(department) == [at_desk, wanted, other]
    for name, value in {
        "district": district.pk,
        "borough": district.borough_id,
        "topic": topic.pk,
        "kind": "dotaz",
        "month": "2026-03",
    }.items():
        assert shown(department, **{name: value}) == [wanted], name
    assert shown(department, desk=desk.pk) == [at_desk]
    assert shown(department, month="2026-04") == []
    assert "2026-09" in department.get(INBOX, {"month": "brzy"}).content.decode()


def test_officers_have_no_filters_that_would_tell_what_others_have(client: Client, post: Post) -> None:
    desk = make_desk(name="Tajný stůl")
    message = make_message(post)
    assert shown(client, desk=desk.pk, district=1) == [message]
    assert "Tajný stůl" not in client.get(INBOX).content.decode()


def test_rows_say_what_matters_in_words(client: Client, post: Post) -> None:
    message = make_message(post, text="Dlouhý text " * 100, due_on=TODAY - 3 * DAY)
    make_attachment(message)
    page = client.get(INBOX).content.decode()
    for text in ("3 dny po termínu", "nepřečteno", "1 fotka", message.place, str(post.district)):
        assert text in page, text
    assert len(page.split("Dlouhý text")) < 20


def test_several_messages_are_dealt_with_at_once_each_by_itself(client: Client, officer: User, post: Post) -> None:
    first, second = make_message(post), make_message(post, answered_at=timezone.now())
    foreign = make_message()
    chosen = [first.pk, second.pk, foreign.pk, "x", "9" * 30]
    response = client.post(INBOX, {"action": "spam", "chosen": chosen, "step": "do"}, follow=True)
    assert next(str(message) for message in response.context["messages"]) == "Hotovo u\N{NO-BREAK SPACE}1 zprávy."
    assert f"{second.get_kind_display()} {second.pk}" in response.content.decode()
    for message, screening in ((first, Screening.SPAM), (second, Screening.CLEAN), (foreign, Screening.CLEAN)):
        message.refresh_from_db()
        assert message.screening == screening
    client.post(INBOX, {"action": "release", "chosen": [first.pk], "step": "do"})
    closing = {"action": "close", "outcome": "solved", "unanswered": "on", "step": "do"}
    client.post(INBOX, {**closing, "chosen": [first.pk, second.pk]})
    assert set(Message.objects.exclude(pk=foreign.pk).values_list("outcome", flat=True)) == {Outcome.SOLVED}
    assert first.events.filter(actor=officer).exists()
    response = client.post(INBOX, {"action": "nonsense", "chosen": [foreign.pk]}, follow=True)
    assert "Vyberte" in response.content.decode()


def test_whoever_may_only_look_does_nothing(post: Post, officer: User) -> None:
    officer.groups.clear()
    officer.user_permissions.set(Permission.objects.filter(codename="view_message"))
    client = sign_in(Client(), officer)
    message = make_message(post)
    assert shown(client) == [message]
    page = reverse("admin:mailbox_message_change", args=[message.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"do": "spam"}).status_code == 403
    assert client.post(INBOX, {"action": "spam", "chosen": [message.pk]}).status_code == 403


@pytest.mark.parametrize("query", ["", "?tab=all&q=nepor", "?tab=overdue"])
def test_the_number_of_queries_does_not_grow_with_messages(client: Client, post: Post, query: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(INBOX + query).status_code == 200
        return len(captured)

    make_message(post, topic=make_topic(), due_on=TODAY - DAY)
    queries()
    few = queries()
    for _ in range(20):
        make_attachment(make_message(post, topic=make_topic(), due_on=TODAY - DAY))
    assert queries() == few <= 21


@pytest.mark.sqlite
@pytest.mark.parametrize("tab", inbox.COUNTED)
@pytest.mark.parametrize("owner", ["", "_of_post", "_of_desk"])
def test_what_is_counted_is_counted_from_an_index_of_the_few(tab: str, owner: str) -> None:
    share = {"": Q(), "_of_post": Q(post=1), "_of_desk": Q(desk=1)}[owner]
    plan = Message.objects.filter(share, inbox.of_tab(tab, today=TODAY)).order_by().values("pk")[:9].explain()
    assert re.search(
        rf"INDEX message_(open|unread|quarantine|danger){owner or '[a-z_]*'}\b|INDEX message_waiting", plan
    ), plan
