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
def test_lists_begin_with_what_helped_most_in_the_last_twelve_whole_months() -> None:
    Question.objects.all().delete()
    written_first, written_second, useful, once_useful, just_useful = (make_question() for _ in range(5))
    votes = [
        (useful, date(2025, 11, 1), 2),  # the first day that counts
        (written_second, date(2026, 10, 31), 1),  # the last one
        (once_useful, date(2025, 10, 31), 5),
        (just_useful, date(2026, 11, 1), 5),
    ]
    for question, day, times in votes:
        for _ in range(times):
            feedback.count_vote(question=question, helped=True, on=day)
            feedback.count_vote(question=written_first, helped=False, on=day)
    ordered = feedback.order_by_use(Question.objects.all(), on=TODAY)
    assert list(ordered) == [useful, written_second, written_first, once_useful, just_useful]


@pytest.mark.django_db
def test_the_order_of_lists_stays_the_same_until_the_month_is_over() -> None:
    """Pages of lists are kept; a vote must not make a page that is made afresh another one."""
    Question.objects.all().delete()
    first, second = make_question(), make_question()
    feedback.count_vote(question=second, helped=True, on=date(2026, 11, 30))
    assert list(feedback.order_by_use(Question.objects.all(), on=date(2026, 11, 30))) == [first, second]
    assert list(feedback.order_by_use(Question.objects.all(), on=date(2026, 12, 1))) == [second, first]


@pytest.mark.django_db
def test_editors_see_the_voices_of_this_month_too() -> None:
    question = make_question()
    for day in (TODAY, TODAY - timedelta(days=90), TODAY - timedelta(days=500)):
        feedback.count_vote(question=question, helped=True, on=day)
    counted = feedback.annotate_voices(Question.objects.all(), on=TODAY).get(pk=question.pk)
    assert vars(counted)["helped"] == 2
