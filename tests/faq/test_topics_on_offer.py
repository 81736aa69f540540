"""The topics that people may write about, kept in memory."""

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from faq.models import Topic
from faq.topics_on_offer import list_topics_taking_messages

pytestmark = pytest.mark.django_db


def slugs() -> list[str]:
    return [topic.slug for topic in list_topics_taking_messages()]


def test_a_change_of_a_topic_is_seen_at_once() -> None:
    before = slugs()
    topic = Topic.objects.get(slug=before[0])
    topic.title = "Jiný název"
    topic.save()
    assert list_topics_taking_messages()[0].title == "Jiný název"
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
    list_topics_taking_messages()
    with django_assert_num_queries(1) as queries:
        list_topics_taking_messages()
    assert queries[0]["sql"].startswith("SELECT stamp")
