"""The first page of the admin: who sees what there, in which order, whether the numbers are right and lead to it."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import STATUS

from bezpecna_plzen.admin import dashboard
from districts.models import ImportRun, Post
from mailbox.admin import figures
from mailbox.admin.inbox import MOST_COUNTED, count_in_words
from mailbox.models import Message, Outcome, Screening, State
from mailbox.permissions import access
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import make_desk, make_message, make_notification, make_staff, make_tenure
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = timedelta(days=1)
MONDAY = TODAY - timedelta(days=TODAY.weekday())
INBOX = "/admin/mailbox/message/"


def early(weeks_ago: int) -> datetime:
    """Half an hour after the Monday of a week has begun."""
    day = MONDAY - timedelta(weeks=weeks_ago)
    return timezone.make_aware(datetime(day.year, day.month, day.day, 0, 30))  # noqa: DTZ001 - made aware


@pytest.fixture
def post() -> Post:
    make_department(email="odbor@example.org")
    return make_post()


@pytest.fixture
def officer(post: Post) -> User:
    user = make_staff(access.OFFICERS)
    make_tenure(post, make_person(user=user))
    return user


@pytest.fixture
def department(post: Post) -> User:
    return make_staff(access.DEPARTMENT)


def first_page(user: User) -> Any:
    return sign_in(Client(), user).get("/admin/")


def numbers(user: User) -> dict[str, str]:
    """Each address of the tiles about messages with its number."""
    found = dashboard.contents(user, now=timezone.now())["matters"]
    return {matter.url.removeprefix(INBOX): matter.number for matter in found if matter.url.startswith(INBOX)}


# --- what needs attention -------------------------------------------------------------------------------------------


def test_officers_see_what_is_theirs(officer: User, post: Post) -> None:
    other = make_post()
    make_message(post, due_on=TODAY - DAY)
    make_message(post, due_on=TODAY, unread=False)
    for _ in range(3):
        make_message(other, due_on=TODAY - DAY)
        make_message(other, screening=Screening.QUARANTINE)
    make_notification(make_message(other), status=STATUS.failed)
    assert numbers(officer) == {"?tab=overdue": "1", "?tab=due": "1", "?tab=unread": "1", "?tab=quarantine": "0"}
    shown = dashboard.contents(officer, now=timezone.now())
    assert {matter.url.partition("?")[0] for matter in shown["matters"]} == {INBOX}
    assert "texts" not in shown
    assert [sum(each.values) for each in shown["charts"][0].series] == [2, 0]


def test_the_department_sees_everything_and_editors_only_texts(department: User, post: Post) -> None:
    make_message(post, due_on=TODAY - DAY)
    make_message(make_desk(), due_on=TODAY - DAY)
    assert numbers(department)["?tab=overdue"] == "2"
    parts = {
        user: [name for name in ("matters", "charts", "texts") if name in first_page(user).context_data]
        for user in (department, make_staff(access.EDITORS), make_staff())
    }
    assert list(parts.values()) == [["matters", "charts", "texts"], ["texts"], []]


def test_what_cannot_wait_comes_first_and_what_is_in_order_last(department: User, post: Post) -> None:
    make_message(post, due_on=TODAY - DAY)
    make_message(post, screening=Screening.QUARANTINE)
    now = timezone.now()
    ImportRun.objects.create(
        kind="staff", source="lide.csv", succeeded=False, started_at=now, finished_at=now, report={}
    )
    found = dashboard.contents(department, now=timezone.now())["matters"]
    assert [(matter.fine, not matter.urgent) for matter in found] == sorted(
        (matter.fine, not matter.urgent) for matter in found
    )
    assert [matter.number for matter in found[:3]] == ["1", "", "1"]
    assert "lide.csv" in found[1].words
    assert found[-1].fine


def test_rows_that_an_import_left_out_are_named_until_the_next_one(department: User) -> None:
    def run_import(*questions: str) -> str:
        now, report = timezone.now(), {"questions": [{"message": question} for question in questions]}
        ImportRun.objects.create(
            kind="staff", source="lide.csv", succeeded=True, started_at=now, finished_at=now, report=report
        )
        return " ".join(matter.words for matter in dashboard.contents(department, now=now)["matters"])

    assert "nechal řádky stranou, dokud někdo neodpoví: obsazení funkcí: lide.csv" in run_import("Kdo má pravdu?")
    assert "nechal řádky stranou" not in run_import()


def test_a_tile_says_in_words_what_its_colour_says(department: User, post: Post) -> None:
    make_message(post, due_on=TODAY - DAY)
    make_message(post, screening=Screening.QUARANTINE)
    page = first_page(department).content.decode()
    tiles = [
        " ".join(re.sub(r"<[^>]+>", " ", tile).split()) for tile in re.findall(r"(?s)<li class=\"tile.*?</li>", page)
    ]
    assert tiles[0] == "nepočká 1 zpráva čeká na odpověď déle, než jsme slíbili"
    assert "podívejte se 1 podezřelá zpráva čeká v karanténě na posouzení" in tiles
    assert "v pořádku 0 e-mailů se nepodařilo odeslat" in tiles


def test_a_tile_leads_to_as_many_messages_as_it_says(department: User, post: Post) -> None:
    make_message(post, due_on=TODAY - DAY)
    for _ in range(2):
        make_message(post, due_on=TODAY)
    for _ in range(3):
        make_message(post, screening=Screening.QUARANTINE)
    make_message(post, state=State.ANSWERED, due_on=TODAY - DAY)
    client, counted = sign_in(Client(), department), numbers(department)
    assert counted == {"?tab=overdue": "1", "?tab=due": "2", "?tab=quarantine": "3"}
    for query, number in counted.items():
        assert str(len(client.get(INBOX + query).context["inbox"].rows)) == number


def test_what_nobody_counts_is_said_to_be_more(department: User) -> None:
    assert count_in_words(MOST_COUNTED + 1) == "1000+"


# --- figures --------------------------------------------------------------------------------------------------------


def answered(post: Post, received: datetime, at: datetime, **fields: Any) -> Message:
    closed = {"state": State.CLOSED, "outcome": Outcome.ANSWERED, "closed_at": at}
    return make_message(post, received_at=received, answered_at=at, **closed, **fields)


def test_messages_are_counted_by_the_week_in_which_they_came_and_were_answered(department: User, post: Post) -> None:
    week_ago, now = early(1), timezone.now()
    for hours in (0, 22):  # on the last day
        answered(post, early(2), week_ago + timedelta(hours=hours), due_on=timezone.localdate(week_ago))
    answered(post, early(2), week_ago, due_on=timezone.localdate(week_ago) - DAY)  # only in Plzeň it is the next one
    make_message(post, received_at=early(2), due_on=TODAY - DAY)
    make_message(post, received_at=early(0), due_on=TODAY)
    answered(post, early(figures.WEEKS), early(1), due_on=TODAY)  # came before the first week
    make_message(post, received_at=now, screening=Screening.QUARANTINE)
    weeks = figures.count_by_week(department, today=TODAY)
    assert len(weeks) == figures.WEEKS
    assert [week.start for week in weeks[-3:]] == [MONDAY - timedelta(weeks=2), MONDAY - timedelta(weeks=1), MONDAY]
    two_ago, one_ago, this = weeks[-3:]
    assert (two_ago.received, two_ago.in_time, two_ago.late, two_ago.waiting) == (4, 2, 2, 0)
    assert (one_ago.received, one_ago.answered) == (0, 4)
    assert (this.received, this.in_time, this.late, this.waiting) == (1, 0, 0, 1)
    assert sum(week.received for week in weeks) == 5


def test_a_week_ends_on_sunday_night(department: User, post: Post) -> None:
    make_message(post, received_at=early(1))
    make_message(post, received_at=early(1) - timedelta(hours=1))
    assert [week.received for week in figures.count_by_week(department, today=TODAY)[-3:]] == [1, 1, 0]


def test_where_messages_wait_the_most_first(department: User, officer: User, post: Post) -> None:
    busy = make_post(district=make_district())
    make_message(post, due_on=TODAY - DAY)
    make_message(post, state=State.ANSWERED)
    for number in range(3):
        make_message(busy, due_on=TODAY + DAY * number)
    make_message(make_desk(), due_on=TODAY)
    places = [(each.district, each.in_time, each.overdue) for each in figures.count_waiting(department, today=TODAY)]
    assert places[0] == (busy.district, 3, 0)
    assert {*places[1:]} == {(post.district, 0, 1), (None, 1, 0)}
    mine = figures.count_waiting(officer, today=TODAY)
    assert [(each.district, each.in_time, each.overdue) for each in mine] == [(post.district, 0, 1)]


def test_districts_without_a_bar_of_their_own_are_put_together(department: User) -> None:
    for _ in range(dashboard.MOST_DISTRICTS + 2):
        make_message(make_post())
    chart = dashboard.of_messages(department, TODAY)[2]
    assert chart.names[-1] == "2 další místa"
    assert sum(sum(each.values) for each in chart.series) == dashboard.MOST_DISTRICTS + 2


def test_a_chart_says_the_same_in_words_and_in_a_table(department: User, post: Post) -> None:
    answered(post, early(2), early(1), due_on=TODAY)
    answered(post, early(2), early(1), due_on=TODAY - timedelta(days=90), name="Žofie Tajná", text="jen pro nás")
    make_message(post, received_at=early(0), due_on=TODAY)
    page = unescape(first_page(department).content.decode())
    assert "Za 12 týdnů přijato 3, zodpovězeno 2. Tento týden přijato 1, zodpovězeno 0." in page
    assert "V\N{NO-BREAK SPACE}termínu: 50\N{NO-BREAK SPACE}% (1 z\N{NO-BREAK SPACE}2). Termín ještě běží: 1." in page
    assert "Bez odpovědi: 1, z\N{NO-BREAK SPACE}toho po termínu: 0." in page
    tables = re.findall(r"(?s)<figure class=\"chart\">.*?</figure>", page)
    assert len(tables) == 3
    rows = re.findall(r"(?s)<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", tables[1])
    assert [re.findall(r"<td>(.*?)</td>", cells) for _name, cells in rows[-3:]] == [
        ["1", "1", "0"],
        ["0", "0", "0"],
        ["0", "0", "1"],
    ]
    assert not re.search(r"(?:x|y|width|height)=\"[^\"]*,", tables[0])  # no Czech decimals in a drawing
    assert "style=" not in "".join(tables)
    assert "Tajná" not in page
    assert "jen pro nás" not in page


def test_without_messages_the_charts_are_calm(department: User) -> None:
    page = unescape(first_page(department).content.decode())
    assert "Za 12 týdnů přijato 0, zodpovězeno 0." in page
    assert "Zatím u\N{NO-BREAK SPACE}žádné zprávy neuplynul termín" in page


def test_many_messages_ask_the_database_as_often_as_few(department: User, post: Post) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            dashboard.contents(department, now=timezone.now())
        return len(captured)

    make_message(post, due_on=TODAY - DAY)
    queries()
    few = queries()
    for number in range(20):
        made = make_message(make_post(), due_on=TODAY - DAY, received_at=early(number % 12))
        make_notification(made, status=STATUS.failed)
    queries()
    assert queries() == few <= 30
