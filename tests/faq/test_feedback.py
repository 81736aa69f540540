"""Whether answers helped: counted by month, however many say so at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import close_old_connections, connection, connections

from faq import feedback
from faq.models import Feedback, Question
from tests.factories import make_question

TODAY = date(2026, 11, 24)


def counts() -> list[tuple[date, int, int]]:
    return list(Feedback.objects.order_by("month").values_list("month", "helped", "not_helped"))


@pytest.mark.django_db
def test_votes_are_counted_by_question_and_month() -> None:
    first, second = make_question(), make_question()
    for helped in (True, True, False):
        feedback.count_vote(question=first, helped=helped, on=TODAY)
    feedback.count_vote(question=first, helped=False, on=date(2026, 12, 1))
    assert counts() == [(date(2026, 11, 1), 2, 1), (date(2026, 12, 1), 0, 1)]
    feedback.count_vote(question=second, helped=True, on=TODAY)
    assert Feedback.objects.get(question=second).helped == 1


# SQLite's database in memory does not queue writers as a file does; there the one statement below is enough.
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_readers_who_vote_at_once_are_all_counted() -> None:
    question, voters, votes = make_question(), 6, 10
    start = threading.Barrier(voters)

    def vote() -> None:
        close_old_connections()
        start.wait()
        for number in range(votes):
            feedback.count_vote(question=question, helped=number % 2 == 0, on=TODAY)
        connections.close_all()

    threads = [threading.Thread(target=vote) for _ in range(voters)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts() == [(date(2026, 11, 1), voters * votes // 2, voters * votes // 2)]


@pytest.mark.django_db
def test_a_vote_is_one_statement() -> None:
    question = make_question()
    said: list[str] = []

    def note(execute: object, sql: str, *rest: object) -> object:
        said.append(sql)
        return execute(sql, *rest)  # type: ignore[operator]

    with connection.execute_wrapper(note):
        feedback.count_vote(question=question, helped=True, on=TODAY)
    assert len(said) == 1


@pytest.mark.django_db
def test_lists_begin_with_what_helped_most_lately() -> None:
    Question.objects.all().delete()
    written_first, written_second, useful, once_useful = (make_question() for _ in range(4))
    for _ in range(2):
        feedback.count_vote(question=useful, helped=True, on=TODAY)
    feedback.count_vote(question=useful, helped=False, on=TODAY)
    feedback.count_vote(question=written_second, helped=True, on=TODAY - timedelta(days=90))
    for _ in range(5):
        feedback.count_vote(question=once_useful, helped=True, on=TODAY - timedelta(days=500))
        feedback.count_vote(question=written_first, helped=False, on=TODAY)
    ordered = feedback.order_by_use(Question.objects.all(), on=TODAY)
    assert list(ordered) == [useful, written_second, written_first, once_useful]
