"""The shipped questions, pages and contacts: well formed, complete, and never in the way of what somebody wrote."""

import re
from functools import partial
from html import unescape

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import Resolver404, resolve
from django.utils import timezone

from core.rich_text import sanitise_html
from faq.content import loading
from faq.models import Page, Question, Synonym, Topic

LANGUAGES = [code for code, _name in settings.LANGUAGES]
OTHERS = [code for code in LANGUAGES if code != "cs"]
QUESTIONS = loading.read_records("cs", "questions")
TOPICS = loading.read_records("cs", "topics")
get = partial(apps.get_model, "faq")

# What people need most, in every language.
MOST_NEEDED = 20


def rich_texts(language: str) -> list[tuple[str, str]]:
    """Every rich text shipped in a language, with where it is."""
    return [
        (f"{kind} {key} {name}", said[name].strip())
        for kind in ("topics", "questions", "pages")
        for key, said in loading.read_records(language, kind).items()
        for name in loading.RICH & said.keys()
    ]


def test_there_are_enough_questions_in_every_topic() -> None:
    assert len(QUESTIONS) >= 60
    for topic in TOPICS:
        assert sum(topic in said["topics"] for said in QUESTIONS.values()) >= 3, topic


@pytest.mark.parametrize("language", OTHERS)
def test_topics_pages_and_the_most_needed_answers_are_in_every_language(language: str) -> None:
    assert loading.read_records(language, "topics").keys() == TOPICS.keys()
    assert (
        loading.read_records(language, "pages").keys() == loading.read_records("cs", "pages").keys() == set(Page.Slug)
    )
    answers = loading.read_records(language, "questions").keys()
    assert len(answers) >= MOST_NEEDED
    assert answers <= QUESTIONS.keys()
    assert answers == loading.read_records("en", "questions").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_shipped_is_changed_by_cleaning(language: str) -> None:
    assert not [where for where, text in rich_texts(language) if unescape(sanitise_html(text)) != unescape(text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_links_inside_the_site_lead_somewhere_in_the_same_language(language: str) -> None:
    prefix = "" if language == "cs" else f"/{language}"
    for where, text in rich_texts(language):
        for link in re.findall(r'href="(/[^"#?]*)', text):
            in_one_language_only = link.startswith("/api/")
            assert in_one_language_only or link.startswith(f"{prefix}/"), f"{where}: {link}"
            path = link.removeprefix(prefix)
            try:
                match = resolve(path)
            except Resolver404:
                pytest.fail(f"{where}: {link}")
            slug = match.kwargs.get("slug")
            if match.view_name == "faq:question":
                assert slug in QUESTIONS, f"{where}: {link}"
            if match.view_name == "faq:topic":
                assert slug in TOPICS, f"{where}: {link}"


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_the_links_and_phone_numbers(language: str) -> None:
    """A number that a translation forgot or changed would be the worst of mistakes."""
    czech = dict(rich_texts("cs"))
    for where, text in rich_texts(language):
        found = [sorted(re.findall(r'href="(tel:[^"]+)"', each)) for each in (text, czech[where])]
        assert found[0] == found[1], where


@pytest.mark.django_db
def test_all_of_it_is_there_after_the_migrations_and_fits_the_models() -> None:
    assert set(Question.objects.values_list("slug", flat=True)) == set(QUESTIONS)
    assert set(Synonym.objects.values_list("words", flat=True)) == set(loading.read_synonyms())
    for model in ("Topic", "Question", "Page", "HelpContact", "Synonym"):
        for record in get(model).objects.all():
            record.full_clean()
    assert not Question.objects.filter(verified_on__isnull=False).exists()  # the department verifies, not we
    for question in Question.objects.prefetch_related("topics", "related"):
        said = QUESTIONS[question.slug]
        assert {topic.slug for topic in question.topics.all()} == set(said["topics"])
        named = {slug for slug, other in QUESTIONS.items() if question.slug in other.get("related", ())}
        assert {each.slug for each in question.related.all()} == set(said.get("related", ())) | named


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    before = {question.slug: question.answer for question in Question.objects.all()}
    report = loading.load_content(get, now=timezone.now())
    assert not report.added.total()
    assert not report.translated.total()
    assert {question.slug: question.answer for question in Question.objects.all()} == before


@pytest.mark.django_db
def test_what_the_editors_rewrote_gets_no_translation_of_what_it_said_before() -> None:
    Topic.objects.update(summary_de="")
    Topic.objects.filter(slug="drogy").update(title_cs="Závislosti", title="Závislosti")
    report = loading.load_content(get, now=timezone.now())
    assert report.translated["Topic"] == len(TOPICS) - 1
    assert not Topic.objects.values_list("summary_de", flat=True).get(slug="drogy")


@pytest.mark.django_db
def test_related_questions_are_related_both_ways_whoever_loads_them() -> None:
    before = {(each.slug, other.slug) for each in Question.objects.all() for other in each.related.all()}
    Question.objects.all().delete()
    loading.load_content(get, now=timezone.now())
    after = {(each.slug, other.slug) for each in Question.objects.all() for other in each.related.all()}
    assert before == after == {(other, each) for each, other in after} != set()


@pytest.mark.django_db
def test_what_somebody_wrote_is_kept_and_what_is_missing_is_added() -> None:
    slug, gone = list(QUESTIONS)[:2]
    Question.objects.filter(slug=slug).update(title_cs="Naše znění", title="Naše znění")
    Question.objects.get(slug=gone).delete()
    Topic.objects.update(summary_de="")
    report = loading.load_content(get, now=timezone.now())
    assert Question.objects.get(slug=slug).title == "Naše znění"
    assert Question.objects.filter(slug=gone).exists()
    assert report.added["Question"] == 1
    assert report.translated["Topic"] == len(TOPICS)
    assert Topic.objects.values_list("summary_de", flat=True).get(slug="drogy")


@pytest.mark.django_db
def test_the_command_says_what_it_added_or_that_nothing_was_missing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_content")
    assert capsys.readouterr().out == "Everything is there already.\n"
    Synonym.objects.first().delete()  # type: ignore[union-attr] # there are many
    call_command("load_content")
    assert "Synonym: 1 added, 0 translated" in capsys.readouterr().out
