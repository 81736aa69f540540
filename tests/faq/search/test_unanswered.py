"""Searches without an answer: counted, bounded, and with nothing in them that names anybody."""

import logging
import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, close_old_connections, connection, connections
from hypothesis import given
from hypothesis import strategies as st

from faq.models import UnansweredSearch
from faq.search import unanswered

TODAY = date(2026, 11, 24)


def rows() -> list[tuple[str, str, int, date]]:
    return list(UnansweredSearch.objects.order_by("pk").values_list("text", "language", "count", "last_on"))


@pytest.mark.django_db
def test_the_same_search_is_counted_in_one_row_for_each_language() -> None:
    unanswered.count_search("Kde je  ZOO", language="cs", on=TODAY - timedelta(days=1))
    unanswered.count_search(" kde je\tzoo\n", language="cs", on=TODAY)
    unanswered.count_search("kde je zoo", language="de", on=TODAY)
    assert rows() == [("kde je zoo", "cs", 2, TODAY), ("kde je zoo", "de", 1, TODAY)]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("volal mi 777 123 456", "volal mi ### ### ###"),
        ("r.č. 850101/1234", "r.č. ######/####"),
        ("jan.novak@seznam.cz mi nepíše", "# mi nepíše"),
        ("Jan <jan@novak.cz>, otec", "jan # otec"),
        ("https://podvod.example/u?id=jan co s tím", "# co s tím"),
        ("www.podvod.cz", "#"),
        ("co je podvod.cz/jan-novak", "co je #"),
        ("příklad.cz", "#"),
        ("auto ٣٤٥ ²", "auto ### #"),
        ("dva\x00tři\u2028čtyři", "dva tři čtyři"),
        ("Soused pálí odpad. Co s tím?", "soused pálí odpad. co s tím?"),
    ],
)
def test_digits_and_addresses_are_masked(query: str, text: str) -> None:
    assert unanswered.mask_personal_data(query) == text


@given(st.text(max_size=300))
def test_whatever_is_kept_fits_and_holds_no_digit(query: str) -> None:
    text = unanswered.mask_personal_data(query)
    assert len(text) <= 120
    assert not any(char.isdigit() for char in text)
    assert "@" not in text
    assert text == " ".join(text.split())


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", "777 123 456", "jan@novak.cz", "\x00"])
def test_what_is_all_masked_is_not_kept(query: str) -> None:
    unanswered.count_search(query, language="cs", on=TODAY)
    assert rows() == []


@pytest.mark.django_db
def test_the_table_stays_bounded_and_the_rarest_and_oldest_go() -> None:
    most = unanswered.MOST_ROWS
    UnansweredSearch.objects.bulk_create(
        UnansweredSearch(text=f"dotaz {number}", language="cs", last_on=TODAY - timedelta(days=number))
        for number in range(2 * most)
    )
    UnansweredSearch.objects.filter(text=f"dotaz {2 * most - 1}").update(count=2)
    unanswered.count_search("nový", language="cs", on=TODAY)
    assert UnansweredSearch.objects.count() == most
    kept = set(UnansweredSearch.objects.values_list("text", flat=True))
    assert {"nový", f"dotaz {2 * most - 1}", "dotaz 0"} <= kept
    assert f"dotaz {2 * most - 2}" not in kept


# SQLite's database in memory does not queue writers as a file does; there the one statement below is enough.
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_searches_at_once_are_all_counted() -> None:
    people, times = 6, 10
    start = threading.Barrier(people)

    def ask() -> None:
        close_old_connections()
        start.wait()
        for _ in range(times):
            unanswered.count_search("kde je zoo", language="cs", on=TODAY)
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows() == [("kde je zoo", "cs", people * times, TODAY)]


@pytest.mark.django_db
def test_a_search_is_counted_by_one_statement() -> None:
    said: list[str] = []

    def note(execute: object, sql: str, *rest: object) -> object:
        said.append(sql.split()[0])
        return execute(sql, *rest)  # type: ignore[operator]

    with connection.execute_wrapper(note):
        unanswered.count_search("kde je zoo", language="cs", on=TODAY)
    assert [word for word in said if word in {"INSERT", "UPDATE", "DELETE"}] == ["INSERT"]


@pytest.mark.django_db
def test_a_database_in_trouble_never_reaches_the_reader_and_the_text_never_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(_execute: object, sql: str, *_rest: object) -> object:
        if sql.startswith("INSERT"):
            raise DatabaseError(f"disk full while writing {sql}")
        return _execute(sql, *_rest)  # type: ignore[operator]

    with caplog.at_level(logging.DEBUG, logger="faq"), connection.execute_wrapper(refuse):
        unanswered.count_search("jmenuji se Nováková", language="cs", on=TODAY)
    assert "DatabaseError" in caplog.text
    assert "novákov" not in caplog.text.lower()
    assert rows() == []
