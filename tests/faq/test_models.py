"""Questions, pages and contacts: what the database itself forbids, and what their addresses lead to."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone, translation

from faq.models import Edition, HelpContact, OldSlug, Page, Question, Synonym, Topic
from tests.factories import make_help_contact, make_question

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize(
    "times",
    [
        {"published_from": NOW, "published_to": NOW},
        {"published_from": NOW, "published_to": NOW - timedelta(days=1)},
        {"published_from": None, "published_to": NOW},
    ],
)
def test_a_question_cannot_end_before_it_begins(times: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="question_ends_after_it_begins"):
        make_question(**times)


@pytest.mark.parametrize("language", ["en", "uk", "de", "vi"])
@pytest.mark.parametrize("half", ["title", "answer"])
def test_a_question_is_translated_as_a_whole_or_not_at_all(language: str, half: str) -> None:
    texts: dict[str, Any] = {f"title_{language}": "A", f"answer_{language}": "<p>B</p>"}
    make_question(**texts)
    del texts[f"{half}_{language}"]
    with pytest.raises(IntegrityError, match=f"question_whole_{language}"):
        make_question(**texts)


@pytest.mark.parametrize("missing", ["title", "answer"])
def test_a_question_has_its_czech(missing: str) -> None:
    texts: dict[str, Any] = {missing: ""}
    with pytest.raises(IntegrityError, match="question_whole_cs"):
        make_question(**texts)


def test_a_page_is_translated_as_a_whole_or_not_at_all() -> None:
    page = Page.objects.get(slug=Page.Slug.ABOUT)
    page.title_vi, page.body_vi = "A", ""  # type: ignore[attr-defined] # made by modeltranslation
    with pytest.raises(IntegrityError, match="page_whole_vi"):
        page.save()


def test_a_help_contact_can_be_reached() -> None:
    with pytest.raises(IntegrityError, match="help_contact_can_be_reached"):
        HelpContact.objects.create(name="Nikdo", sources="a\nb")


def test_a_draft_and_what_has_ended_are_not_published() -> None:
    before, after = NOW - timedelta(days=1), NOW + timedelta(days=1)
    make_question("koncept", published_from=None)
    make_question("pozdeji", published_from=after)
    make_question("skoncil", published_from=before, published_to=NOW)
    make_question("plati", published_from=NOW, published_to=after)
    slugs = {question.slug for question in Question.objects.published(now=NOW)}
    assert slugs & {"koncept", "pozdeji", "skoncil", "plati"} == {"plati"}


def test_questions_about_a_topic() -> None:
    topic = Topic.objects.get(slug="zvirata")
    question = make_question("pes", topics=[topic])
    make_question("jiny")
    about = Question.objects.published(now=timezone.now()).about(topic)
    assert question in about
    assert not about.filter(slug="jiny").exists()


def test_old_addresses_lead_to_the_question_through_any_number_of_changes() -> None:
    question = make_question("prvni")
    for slug in ("druha", "treti"):
        question = Question.objects.get(pk=question.pk)
        question.slug = slug
        question.save()
    assert {old.slug: old.question for old in OldSlug.objects.all()} == {"prvni": question, "druha": question}


def test_an_address_that_is_used_again_is_no_old_one() -> None:
    question = make_question("prvni")
    question = Question.objects.get(pk=question.pk)
    question.slug = "druha"
    question.save()
    question.slug = "prvni"
    question.save()
    assert [old.slug for old in OldSlug.objects.all()] == ["druha"]
    make_question("druha")
    assert not OldSlug.objects.exists()


def test_texts_fall_back_to_czech() -> None:
    question = make_question("q", title="Česky", title_en="English", answer_en="<p>x</p>")
    with translation.override("en"):
        assert question.title == "English"
    with translation.override("vi"):
        assert question.title == "Česky"


def test_saving_in_another_language_keeps_the_czech() -> None:
    make_question("q", title="Česky", title_en="English", answer_en="<p>x</p>")
    with translation.override("en"):
        question = Question.objects.get(slug="q")
        question.keywords = "x"
        question.save()
    assert Question.objects.get(slug="q").title == "Česky"


@pytest.mark.parametrize(
    "write",
    [
        lambda question: question.save(),
        lambda question: question.delete(),
        lambda question: Question.objects.filter(pk=question.pk).update(keywords="x"),
        lambda question: Question.objects.filter(pk=question.pk).delete(),
        lambda question: Question.objects.bulk_update([question], ["keywords"]),
        lambda question: Synonym.objects.create(words="a, b"),
        lambda question: Synonym.objects.bulk_create([Synonym(words="a, b")]),
        lambda question: Topic.objects.update(position=1),
        lambda question: HelpContact.objects.create(name="A", phone="1", sources="x"),
        lambda question: question.topics.add(Topic.objects.all()[3]),
        lambda question: question.topics.remove(*question.topics.all()),
        lambda question: question.topics.clear(),
        lambda question: question.topics.first().questions.set([]),
        lambda question: question.related.add(make_question()),
        lambda question: question.related.clear(),
        lambda question: make_help_contact().topics.set(Topic.objects.all()[:2]),
        lambda question: OldSlug.objects.create(slug="drive", question=question),
        lambda question: question.old_slugs.update(slug="jindy"),
        lambda question: Page.objects.update(reviewed_on=None),
        lambda question: Page.objects.get(slug=Page.Slug.ABOUT).save(),
    ],
)
def test_every_write_to_what_editors_write_renews_the_edition(write: object) -> None:
    question = make_question("q", topics=Topic.objects.all()[:2])
    before = Edition.current()
    write(question)  # type: ignore[operator]
    assert before != Edition.current() != ""


def test_what_is_related_by_a_table_of_its_own_is_what_django_would_make() -> None:
    """Else migrations, forms and the admin would treat it in another way."""
    relations = {
        Question.topics.through: ("faq_question_topics", ["question_id", "topic_id"]),
        Question.related.through: ("faq_question_related", ["from_question_id", "to_question_id"]),
        HelpContact.topics.through: ("faq_helpcontact_topics", ["helpcontact_id", "topic_id"]),
    }
    for through, (table, columns) in relations.items():
        assert through._meta.db_table == table
        assert [field.column for field in through._meta.concrete_fields] == ["id", *columns]
    one, other = make_question(), make_question()
    one.related.add(other)
    assert list(other.related.all()) == [one]


def test_there_is_one_edition() -> None:
    with pytest.raises(IntegrityError):
        Edition.objects.create(pk=2, stamp="x")
