"""The editors' admin: two languages side by side, previews, states, what needs work, history, and who may do what."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from core.admin.history import mark_difference
from districts.lookup import atlas
from districts.models import Notice
from faq.admin import matters as attention
from faq.models import Feedback, HelpContact, LinkCheck, Page, Question, Synonym, Topic, UnansweredSearch
from tests.factories import make_found_link, make_help_contact, make_notice, make_question
from tests.mailbox.factories import make_message, make_topic
from tests.opening import open_form, save_form
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
QUESTIONS = "/admin/faq/question/"
ADD = f"{QUESTIONS}add/"
TODAY = timezone.localdate()


def member(name: str, group: str) -> Client:
    user = User.objects.create_user(name, is_staff=True, password="heslo heslo heslo")
    user.groups.add(Group.objects.get(name=group))
    return sign_in(Client(), user)


@pytest.fixture
def editor() -> Client:
    """Somebody of the editors."""
    return member("redaktor", "Redakce")


def form(topic: Topic, **fields: str) -> dict[str, Any]:
    """What the form of a question sends, with English beside."""
    return {
        "jazyk": "en",
        "title_cs": "Kdo smí odtáhnout auto?",
        "answer_cs": "<p>Městská <strong>policie</strong>.</p>",
        "title_en": "",
        "answer_en": "",
        "topics": [topic.pk],
        **fields,
    }


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def listed(response: Any) -> set[Any]:
    return set(response.context["cl"].result_list)


def _delete_what_is_shipped() -> None:
    Question.objects.all().delete()
    HelpContact.objects.all().delete()


def matters() -> dict[str, str]:
    """What is not in order, in words, and where."""
    found = attention.list_matters(timezone.now())
    return {f"{matter.number} {matter.words}".lstrip(): matter.url for matter in found if not matter.fine}


# --- writing --------------------------------------------------------------------------------------------------------


def test_an_editor_adds_a_question_which_is_a_draft_of_theirs_with_an_address_from_its_title(editor: Client) -> None:
    response = editor.post(ADD, form(make_topic(), answer_cs='<p onclick="x()">Ano.</p><script>alert(1)</script>'))
    assert response.status_code == 302, errors(response)
    question = Question.objects.get(slug="kdo-smi-odtahnout-auto")
    assert question.author == User.objects.get(username="redaktor")
    assert question.published_from is None
    assert question.answer == "<p>Ano.</p>"


def test_changing_a_question_keeps_its_author(editor: Client, admin_user: User) -> None:
    topic = make_topic()
    question = make_question(topics=[topic], author=admin_user)
    response = save_form(editor, f"{QUESTIONS}{question.pk}/change/", form(topic, slug=question.slug))
    assert response.status_code == 302
    question.refresh_from_db()
    assert (question.title, question.author) == ("Kdo smí odtáhnout auto?", admin_user)


def test_czech_stands_beside_the_chosen_language_which_the_next_page_remembers(editor: Client) -> None:
    page = editor.get(ADD, {"jazyk": "uk"})
    shown = list(page.context["adminform"].form.fields)
    assert shown[:4] == ["title_cs", "title_uk", "answer_cs", "answer_uk"]
    assert 'name="jazyk" value="uk"' in page.content.decode()
    assert "title_uk" in editor.get(ADD).context["adminform"].form.fields


def test_a_form_that_was_open_in_another_language_empties_nothing_it_did_not_show(editor: Client) -> None:
    topic = make_topic()
    question = make_question(topics=[topic], title_de="Wer?", answer_de="<p>Wir.</p>")
    address = f"{QUESTIONS}{question.pk}/change/"
    opened = open_form(editor, f"{address}?jazyk=en").values["opened"][0]
    editor.get(address, {"jazyk": "de"})
    sent = form(topic, slug=question.slug, title_en="Who?", answer_en="<p>We.</p>", opened=opened)
    assert editor.post(address, sent).status_code == 302
    question.refresh_from_db()
    assert (Question.objects.values_list("title_de", "title_en").get(pk=question.pk)) == ("Wer?", "Who?")


@pytest.mark.parametrize(("there", "missing"), [("title_en", "answer_en"), ("answer_en", "title_en")])
def test_half_a_translation_is_refused_beside_its_missing_half(editor: Client, there: str, missing: str) -> None:
    response = editor.post(ADD, form(make_topic(), **{there: "Half"}))
    assert errors(response) == {missing: ["Přeložte i\N{NO-BREAK SPACE}tento text, nebo nechte celý překlad prázdný."]}


def test_what_is_wrong_with_the_times_is_said_in_words(editor: Client) -> None:
    topic = make_topic()
    start = {"published_from_0": "2. 1. 2026", "published_from_1": "10:00"}
    end = {"published_to_0": "1. 1. 2026", "published_to_1": "10:00"}
    assert errors(editor.post(ADD, form(topic, **start, **end))) == {
        "published_to": ["Konec musí být později než začátek."]
    }
    assert list(errors(editor.post(ADD, form(topic, **end)))) == ["published_from"]


def test_a_help_contact_needs_two_sources_and_a_way_to_reach_it(editor: Client) -> None:
    sent = {
        "jazyk": "en",
        "name": "Linka",
        "topics": [make_topic().pk],
        "position": "0",
        "sources": "https://a.example",
    }
    assert set(errors(editor.post("/admin/faq/helpcontact/add/", sent))) == {"phone", "sources"}


def test_a_single_word_is_no_synonym(editor: Client) -> None:
    assert list(errors(editor.post("/admin/faq/synonym/add/", {"words": "pes, Pes, "}))) == ["words"]
    editor.post("/admin/faq/synonym/add/", {"words": "hafan ,čokl"})
    assert Synonym.objects.filter(words="hafan, čokl").exists()


def test_a_notice_is_published_at_once_unless_told_otherwise(editor: Client) -> None:
    initial = editor.get("/admin/districts/notice/add/").context["adminform"].form.get_initial_for_field
    fields = editor.get("/admin/districts/notice/add/").context["adminform"].form.fields
    assert timezone.now() - initial(fields["published_from"], "published_from") < timedelta(minutes=1)


# --- lists ----------------------------------------------------------------------------------------------------------


def test_lists_tell_drafts_planned_published_and_ended_apart(editor: Client) -> None:
    now, day = timezone.now(), timedelta(days=1)
    Question.objects.all().delete()
    wanted = {
        "draft": make_question(published_from=None),
        "planned": make_question(published_from=now + day),
        "published": make_question(),
        "ended": make_question(published_from=now - 2 * day, published_to=now - day),
    }
    assert {name: listed(editor.get(QUESTIONS, {"state": name})) for name in wanted} == {
        name: {question} for name, question in wanted.items()
    }


def test_lists_find_what_is_not_translated_and_what_mostly_did_not_help(editor: Client) -> None:
    Question.objects.all().delete()
    german = make_question(title_de="Wer?", answer_de="<p>Wir.</p>")
    other = make_question()
    month = timezone.localdate().replace(day=1)
    Feedback.objects.create(question=other, month=month, helped=2, not_helped=5)
    Feedback.objects.create(question=german, month=month, helped=2, not_helped=1)
    assert listed(editor.get(QUESTIONS, {"translation": "de"})) == {other}
    assert listed(editor.get(QUESTIONS, {"translation": "missing"})) == {german, other}
    assert listed(editor.get(QUESTIONS, {"voices": "no_help"})) == {other}
    assert "2 / 5" in editor.get(QUESTIONS).content.decode()


def test_questions_are_found_without_diacritics(editor: Client) -> None:
    wanted = make_question(title="Kdo odklidí střepy ze zastávky?")
    assert wanted in listed(editor.get(QUESTIONS, {"q": "strepy zastavky"}))
    assert not listed(editor.get(QUESTIONS, {"q": "strepy qwertz"}))


@pytest.mark.parametrize(
    ("action", "published"), [("publish", True), ("withdraw", False)], ids=["published", "taken off"]
)
def test_questions_are_published_and_taken_off_together(editor: Client, action: str, published: bool) -> None:
    chosen = [make_question(published_from=None), make_question()]
    editor.post(QUESTIONS, {"action": action, "_selected_action": [each.pk for each in chosen]})
    now = timezone.now()
    assert Question.objects.published(now=now).filter(pk__in=[each.pk for each in chosen]).count() == 2 * published


def test_marking_as_verified_is_in_the_history(editor: Client) -> None:
    question = make_question()
    editor.post(QUESTIONS, {"action": "mark_verified", "_selected_action": [question.pk]})
    question.refresh_from_db()
    assert question.verified_on == timezone.localdate()
    assert "Ověřeno dne" in editor.get(f"{QUESTIONS}{question.pk}/history/").content.decode()


def test_news_are_ended_and_taken_off_the_banner(editor: Client) -> None:
    later = timezone.now() + timedelta(days=1)
    raised, ended = make_notice(banner_until=later), make_notice(banner_until=later)
    address = "/admin/districts/notice/"
    editor.post(address, {"action": "lower", "_selected_action": [raised.pk]})
    editor.post(address, {"action": "end", "_selected_action": [ended.pk]})
    now = timezone.now()
    states = {each.pk: (each.is_current(now), each.is_raised(now)) for each in Notice.objects.all()}
    assert states[raised.pk] == (True, False)
    assert states[ended.pk] == (False, False)


def test_what_nobody_answered_becomes_a_question_with_its_title(editor: Client) -> None:
    search = UnansweredSearch.objects.create(text="kam s vosím hnízdem", language="cs", count=7, last_on=TODAY)
    page = editor.get("/admin/faq/unansweredsearch/").content.decode()
    link = re.search(r'href="(/admin/faq/question/add/[^"]+)"', page)
    assert link is not None
    assert 'value="Kam s vosím hnízdem"' in editor.get(link[1]).content.decode()
    editor.post("/admin/faq/unansweredsearch/", {"action": "delete_selected", "_selected_action": search.pk, "post": 1})
    assert not UnansweredSearch.objects.exists()


# --- preview --------------------------------------------------------------------------------------------------------


def test_a_preview_shows_the_draft_as_readers_would_see_it(editor: Client, client: Client) -> None:
    question = make_question(published_from=None, title_en="Who?", answer_en="<p>We do.</p>")
    response = editor.get(f"{QUESTIONS}{question.pk}/preview/", {"nahled": "en"})
    body = response.content.decode()
    assert "We do." in body
    assert '<html lang="en">' in body
    assert f'hreflang="de" href="http://127.0.0.1:8000/de/dotazy/{question.slug}/"' in body
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Language"] == "en"
    assert client.get(f"/dotazy/{question.slug}/").status_code == 404


def test_a_preview_shows_what_was_typed_and_keeps_nothing_of_it(editor: Client) -> None:
    topic = make_topic()
    question = make_question(topics=[topic], answer="<p>Dříve.</p>")
    sent = form(topic, slug=question.slug, answer_cs="<p>Napsáno teď.</p>")
    body = editor.post(f"{QUESTIONS}{question.pk}/preview/?nahled=cs", sent).content.decode()
    assert "Napsáno teď." in body
    assert (
        "Napsáno teď."
        in editor.post(f"{ADD}preview/?nahled=cs", form(topic, answer_cs="Napsáno teď.")).content.decode()
    )
    question.refresh_from_db()
    assert question.answer == "<p>Dříve.</p>"
    assert not Question.objects.filter(title_cs="Kdo smí odtáhnout auto?").exists()


def test_a_preview_of_what_cannot_be_saved_is_the_form_with_its_errors(editor: Client) -> None:
    question = make_question()
    opened = open_form(editor, f"{QUESTIONS}{question.pk}/change/").values["opened"][0]
    response = editor.post(f"{QUESTIONS}{question.pk}/preview/", form(make_topic(), title_cs="", opened=opened))
    assert list(errors(response)) == ["title_cs"]
    assert f'action="{QUESTIONS}{question.pk}/change/"' in response.content.decode()


def test_topics_pages_and_news_have_previews_too(editor: Client) -> None:
    hidden = make_topic(title="Skryté téma", shown=False)
    page, _new = Page.objects.get_or_create(
        slug=Page.Slug.ABOUT, defaults={"title": "O projektu", "body": "<p>Text.</p>"}
    )
    planned = make_notice(title="Zítra", published_from=timezone.now() + timedelta(days=1))
    for record in (hidden, page, planned):
        name = f"admin:{record._meta.app_label}_{record._meta.model_name}_preview"
        assert str(record) in editor.get(reverse(name, args=[record.pk])).content.decode()


def test_a_preview_does_not_make_the_data_of_every_page_anew(editor: Client) -> None:
    notice = make_notice()
    before = atlas.current()
    sent = {"jazyk": "en", "title_cs": "Nový", "text_cs": "Text.", "published_from_0": "2026-01-01"}
    response = editor.post(f"/admin/districts/notice/{notice.pk}/preview/", sent | {"published_from_1": "08:00"})
    assert "Nový" in response.content.decode()
    assert "X-Robots-Tag" in response
    assert atlas.current() is before


def test_a_preview_is_for_those_who_edit() -> None:
    question = make_question(published_from=None)
    address = f"{QUESTIONS}{question.pk}/preview/"
    assert Client().get(address).status_code == 302
    officer = member("straznik", "Strážníci a policisté")
    assert officer.get(address).status_code == officer.post(address).status_code == 404
    assert officer.post(f"{ADD}preview/").status_code == 404
    assert member("odbor", "Odbor bezpečnosti").get(address).status_code == 200


# --- what needs work ------------------------------------------------------------------------------------------------


def test_the_overview_says_to_editors_which_texts_need_work_and_leads_there(editor: Client) -> None:
    _delete_what_is_shipped()
    question = make_question(verified_on=timezone.localdate() - timedelta(days=366))
    make_help_contact()
    make_found_link(question)
    Feedback.objects.create(question=question, month=timezone.localdate().replace(day=1), not_helped=5)
    UnansweredSearch.objects.create(text="vosí hnízdo", language="cs", count=7, last_on=TODAY)
    found = matters()
    assert list(found) == [
        "1 odkaz nikam nevede",
        "1 odpověď většině těch, kdo se vyjádřili, nepomohla",
        "1 zveřejněnou odpověď 12 měsíců nikdo neověřil",
        "1 kontakt na pomoc 12 měsíců nikdo neověřil",
        "Lidé se ptali a\N{NO-BREAK SPACE}nikdo neodpověděl, nejčastěji: „vosí hnízdo“ (7×).",
        "1 zveřejněný dotaz není ve všech jazycích",
    ]
    assert {len(listed(editor.get(url))) for url in found.values()} == {1}
    overview = editor.get("/admin/").content.decode()
    assert "Texty, které potřebují vaši pozornost" in overview
    assert "odkaz nikam nevede" in overview
    assert "okrskáře" not in strip_tags(overview)


def test_nothing_needs_work_when_all_is_well(editor: Client) -> None:
    _delete_what_is_shipped()
    contact = make_help_contact(verified_on=timezone.localdate())
    make_found_link(contact, outcome=LinkCheck.Outcome.WORKS)
    assert matters() == {}
    assert all(matter.fine for matter in editor.get("/admin/").context["texts"])


def test_links_that_nobody_checked_for_a_month_are_named() -> None:
    make_found_link(make_question(), outcome="works", checked_at=timezone.now() - timedelta(days=32))
    assert "Odkazy už měsíc nikdo nezkontroloval. Kontrolu dělá příkaz check_links." in matters()


def test_the_page_of_a_record_names_its_broken_links_until_they_are_gone(editor: Client) -> None:
    topic = make_topic()
    question = make_question(topics=[topic], answer='<p><a href="https://neni.example/">Tady</a></p>')
    make_found_link(question)
    address = f"{QUESTIONS}{question.pk}/change/"
    assert "https://neni.example/ – stránka neexistuje" in editor.get(address).content.decode()
    save_form(editor, address, form(topic, slug=question.slug))
    assert not LinkCheck.objects.exists()


# --- history --------------------------------------------------------------------------------------------------------


def test_the_history_says_which_words_changed(editor: Client) -> None:
    topic = make_topic()
    question = make_question(topics=[topic], title="Kdo smí odtáhnout auto?", answer="<p>Městská policie.</p>")
    sent = form(topic, slug=question.slug, answer_cs="<p>Státní <strong>policie</strong>.</p>")
    save_form(editor, f"{QUESTIONS}{question.pk}/change/", sent)
    page = editor.get(f"{QUESTIONS}{question.pk}/history/").content.decode()
    assert "<del>Městská</del> <ins>Státní</ins> policie." in page
    assert "· redaktor" in page


MANY = "w " * 30


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("<p>a</p>", "<p><strong>a</strong></p>", "jen formátování"),
        ('<a href="/x">a</a>', '<a href="/y">a</a>', "a <del>(/x)</del> <ins>(/y)</ins>"),
        ("", "<p>&lt;script&gt;</p>", "<ins>&lt;script&gt;</ins>"),
        (
            f"{'w ' * 30}x {'w ' * 30}",
            f"{'w ' * 30}y {'w ' * 30}",
            f"… {'w ' * 8}<del>x</del> <ins>y</ins> {'w ' * 8}…",
        ),
    ],
)
def test_differences_are_short_and_safe(before: str, after: str, shown: str) -> None:
    assert mark_difference(before, after, rich=True) == shown


def test_plain_text_has_no_markup_to_leave_out(editor: Client) -> None:
    notice = make_notice(text="Dnes <b>ne</b>")
    sent = {"jazyk": "en", "title_cs": "Nový", "published_from_0": "2026-01-01", "published_from_1": "08:00"}
    save_form(
        editor, f"/admin/districts/notice/{notice.pk}/change/", sent | {"text_cs": "Zítra <b>ne</b> " + "<a " * 100}
    )
    page = editor.get(f"/admin/districts/notice/{notice.pk}/history/").content.decode()
    assert "<del>Dnes</del> <ins>Zítra</ins> &lt;b&gt;ne&lt;/b&gt; <ins>&lt;a" in page


# --- who may --------------------------------------------------------------------------------------------------------

CONTENT = {"topic", "question", "helpcontact", "page", "synonym", "unansweredsearch", "linkcheck", "notice"}


def pages_of(model: Any) -> list[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    return [reverse(f"{name}changelist"), reverse(f"{name}add"), reverse(f"{name}change", args=[1])]


@pytest.mark.parametrize("group", ["Redakce", "Strážníci a policisté"])
def test_editors_get_to_texts_and_officers_to_none_of_them(group: str) -> None:
    somebody = member("nekdo", group)
    allowed = CONTENT if group == "Redakce" else {"message"}
    answers = [
        (model._meta.model_name, somebody.get(page, follow=True))
        for model in admin.site._registry
        for page in pages_of(model)
    ]
    open_to = {name for name, answer in answers if answer.status_code == 200 and not answer.redirect_chain}
    assert open_to == allowed
    refused = {answer.status_code for name, answer in answers if name not in allowed}
    assert refused <= {403, 404}


@pytest.mark.parametrize("query", ["messages={}", "messages__gt=0", "messages__isnull=0", "rules__isnull=1"])
def test_editors_cannot_find_out_what_messages_are_about(editor: Client, query: str) -> None:
    message = make_message(topic=make_topic())
    assert editor.get(f"/admin/faq/topic/?{query.format(message.pk)}").status_code == 400


def test_nobody_edits_links_and_searches_or_adds_pages(editor: Client) -> None:
    question = make_question()
    link = make_found_link(question)
    assert editor.get("/admin/faq/page/add/").status_code == 403
    assert editor.get("/admin/faq/linkcheck/add/").status_code == 403
    assert editor.post(f"/admin/faq/linkcheck/{link.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ContentType.objects.get_for_model(question) == link.content_type
