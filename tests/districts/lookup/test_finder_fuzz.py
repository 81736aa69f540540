"""Whatever is typed into the finder, it answers: no failure, and no more queries than its fixed number."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from districts.lookup import atlas
from districts.lookup.typed_address import MAX_LENGTH
from faq.search import answer_search
from tests.thorough import examples

pytestmark = [pytest.mark.real_data, pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]

QUERIES = 4  # the stamp, the number asked for, the nearest numbers; the stamp of the answers

NAMES = [
    "Nepomucká",
    "náměstí Republiky",
    "Klatovská třída",
    "17. listopadu",
    "U Sv. Rocha",
    "Malesice",
    "Bukovec",
    "Košutka",
    "Plzeň 3",
    "okrsek",
    "Výsluní",
]
PIECES = [
    *NAMES,
    *[
        "381",
        "381/43",
        "/43",
        "12a",
        "č. p.",
        "č. ev.",
        "ev. č.",
        "326 00",
        "32600",
        "00",
        "99999999999999999999",
        "-1",
    ],
    *["Plzeň", ",", ";", "/", "//", ".", "nám.", "tř.", "ul.", "t", "g", "c", "p", "ev"],
    *["'", '"', "' OR 1=1 --", "%", "_", "\\", "; DROP TABLE districts_address;", "NULL", "{{7*7}}", "${x}"],
    *[
        "\x00",
        "\x1b[31m",
        "\r\n",
        "\u202e",
        "\u200f",
        "\u0661\u0662",
        "½",
        "①",
        "ﷺ",
        "🙂",
        "e\u0301" * 3,
        "\ufeff",
        "İ",
        "ß",
    ],
    *["49.7481", "13.3777", "NaN", "inf", "1e999"],
]

addresses_gone_wrong = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(" ".join)
glued = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)
with_noise = st.tuples(st.sampled_from(NAMES), st.text(max_size=20), st.sampled_from(PIECES)).map("".join)
huge = st.tuples(st.sampled_from([*PIECES, " ", "a ", "1/", "́"]), st.integers(MAX_LENGTH, 100_000)).map(
    lambda piece: (piece[0] * piece[1])[: piece[1]]
)
# Long ones take most of the time, so they come less often.
QUERY = st.integers(0, 20).flatmap(
    lambda kind: huge if kind == 0 else st.one_of(st.text(max_size=300), addresses_gone_wrong, glued, with_noise)
)
FUZZ = settings(
    max_examples=examples(10_000, part=50),
    deadline=None,
    database=None,
    # The database is only read, so it need not be new for each example.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    """The first question after a change loads the atlas and the answers; those counted here come later."""
    atlas.current()
    answer_search.current()


@FUZZ
@given(query=QUERY)
def test_the_api_answers_every_query(client: Client, query: str) -> None:
    response = ask(client, "/api/v1/lookup", q=query)
    assert response.status_code == 200
    assert response.json()["outcome"] in {"found", "choose", "not_found", "outside"}


@settings(FUZZ, max_examples=examples(1_000, part=20))
@example(query="NEPOMUCKA NEPOMUCKA NEPOMUCKA")
@given(query=QUERY)
def test_the_page_answers_every_query(client: Client, query: str) -> None:
    assert ask(client, "/najit/", q=query).status_code in {200, 302, 404}


@settings(FUZZ, max_examples=examples(1_000, part=20))
@given(query=QUERY, limit=st.integers(1, 20))
def test_suggestions_answer_every_query(client: Client, query: str, limit: int) -> None:
    response = ask(client, "/api/v1/suggest", q=query, limit=limit)
    assert response.status_code == 200
    assert len(response.json()["suggestions"]) <= limit


@settings(FUZZ, max_examples=examples(1_000, part=20))
@given(lat=st.floats() | st.text(max_size=20), lon=st.floats() | st.text(max_size=20))
def test_every_point_is_answered_or_refused(client: Client, lat: float | str, lon: float | str) -> None:
    assert ask(client, "/api/v1/lookup", lat=lat, lon=lon).status_code in {200, 422}
    assert ask(client, "/najit/", lat=lat, lon=lon).status_code in {200, 302, 400, 404}


def ask(client: Client, path: str, **query: Any) -> Any:
    count = Count()
    with connection.execute_wrapper(count):
        response = client.get(path, query)
    assert response.status_code < 500
    assert count.queries <= QUERIES
    return response


class Count:
    """Counts the queries that pass."""

    queries = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.queries += 1
        return execute(*args)
