"""What editors have published, in memory: as it is now, in each language, at each hour."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from faq import feedback, library
from faq.models import Question, Topic
from tests.factories import make_question

pytestmark = pytest.mark.django_db


def slugs() -> list[str]:
    return [topic.slug for topic in library.current().taking_messages]


def test_a_change_of_a_topic_is_seen_at_once() -> None:
    before = slugs()
    topic = Topic.objects.get(slug=before[0])
    topic.title = "Jiný název"
    topic.save()
    assert library.current().taking_messages[0].title == "Jiný název"
    Topic.objects.filter(pk=topic.pk).update(takes_messages=False)
    assert slugs() == before[1:]
    topic.delete()
    Topic.objects.filter(slug=before[1]).update(shown=False)
    assert slugs() == before[2:]


def test_each_language_has_its_order() -> None:
    Topic.objects.update(takes_messages=False)
    Topic.objects.create(slug="a", title_cs="Alkohol", title_en="Drinking", summary_cs="-", summary_en="-")
    Topic.objects.create(slug="b", title_cs="Bydlení", title_en="Accommodation", summary_cs="-", summary_en="-")
    for _twice in range(2):
        for language, order in (("cs", ["a", "b"]), ("en", ["b", "a"])):
            with override(language):
                assert slugs() == order


def test_asking_again_costs_one_small_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Topic.objects.create(slug="a", title_cs="Alkohol")
    library.current()
    with django_assert_num_queries(1) as queries:
        assert library.current().taking_messages
    assert queries[0]["sql"].startswith("SELECT stamp")


NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def shown(now: datetime) -> list[str]:
    return [question.slug for question in library.current().shelf(now).questions]


def test_a_question_comes_and_goes_at_its_time() -> None:
    Question.objects.all().delete()
    make_question("stala", published_from=NOON - timedelta(days=9))
    make_question("docasna", published_from=NOON, published_to=NOON + timedelta(hours=1))
    make_question("koncept", published_from=None)
    second = timedelta(seconds=1)
    assert shown(NOON - second) == ["stala"]
    assert shown(NOON) == shown(NOON + timedelta(hours=1) - second) == ["stala", "docasna"]
    assert shown(NOON + timedelta(hours=1)) == shown(NOON - second) == ["stala"]


def test_what_is_published_between_two_such_times_is_put_together_once() -> None:
    make_question(published_from=NOON)
    current = library.current()
    assert current.shelf(NOON) is current.shelf(NOON + timedelta(minutes=5))
    assert current.shelf(NOON) is not current.shelf(NOON - timedelta(minutes=5))


def test_votes_move_questions_when_the_month_is_over() -> None:
    Question.objects.all().delete()
    make_question("prvni", published_from=NOON - timedelta(days=99))
    second = make_question("druha", published_from=NOON - timedelta(days=99))
    feedback.count_vote(question=second, helped=True, on=NOON.date())
    assert shown(NOON) == ["prvni", "druha"]
    assert shown(NOON + timedelta(hours=11)) == ["druha", "prvni"]  # midnight in Prague has passed


def test_an_answer_is_read_once_and_again_when_it_has_changed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_question("otazka", answer="<p>Jedna.</p>", published_from=NOON)
    shelf = library.current().shelf(NOON)
    with django_assert_num_queries(1):
        for _twice in range(2):
            found = shelf.find_question("otazka")
            assert found is not None
            assert found.answer == "<p>Jedna.</p>"
    assert shelf.find_question("neni") is None
    Question.objects.filter(slug="otazka").update(answer="<p>Dvě.</p>")
    changed = library.current().shelf(NOON).find_question("otazka")
    assert changed is not None
    assert changed.answer == "<p>Dvě.</p>"
