"""The pages of topics, questions and answers."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from faq.models import Feedback, HelpContact, OldSlug, Question, Topic, UnansweredSearch
from tests.factories import make_question
from tests.reading import texts

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DRUGS, ORDER, ELSEWHERE = "drogy", "verejny-poradek", "plzni-to"


def topic(slug: str, **fields: Any) -> Topic:
    Topic.objects.filter(slug=slug).update(**fields)
    return Topic.objects.get(slug=slug)


def make_contact(name: str = "Linka", *topics: Topic, **fields: Any) -> HelpContact:
    contact = HelpContact.objects.create(**({"name": name, "phone": "800 123 456", "sources": "a\nb"} | fields))
    contact.topics.set(topics)
    return contact


def main_of(client: Client, address: str, status: int = 200, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == status, address
    return re.sub(r"(?s)^.*<main|</main>.*$", "", response.content.decode())


def text_of(body: str) -> str:
    body = re.sub(r"</?(p|li|div|h\d|section|button|label)\b[^>]*>", " ", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def links_of(body: str, start: str) -> list[str]:
    return re.findall(rf'href="({start}[^"]*)"', unescape(body))


# --- topics ---------------------------------------------------------------------------------------------------------


def test_a_topic_says_when_to_call_what_to_do_and_leads_to_the_form(client: Client) -> None:
    topic(ORDER, urgent_cs='<p>Volejte <a href="tel:158">158</a>.</p>', guidance_cs="<p>Poznamenejte si dny.</p>")
    body = main_of(client, f"/temata/{ORDER}/")
    assert re.findall(r"<h1[^>]*>([^<]+)</h1>", body) == ["Veřejný pořádek"]
    text = text_of(body)
    assert text.index("Kdy hned volat Volejte 158.") < text.index("Co dělat Poznamenejte si dny.")
    assert "pracovních dnů" in text
    assert links_of(body, "/infoschranka/") == [f"/infoschranka/?topic={ORDER}"]
    form = client.get(f"/infoschranka/?topic={ORDER}").content.decode()
    assert f'<option value="{ORDER}" selected>' in form


def test_a_topic_without_words_about_emergencies_names_the_numbers(client: Client) -> None:
    topic(ORDER, urgent_cs="")
    body = main_of(client, f"/temata/{ORDER}/")
    assert links_of(body, "tel:")[:3] == ["tel:158", "tel:156", "tel:112"]


def test_a_topic_has_its_published_questions(client: Client) -> None:
    Question.objects.all().delete()
    about = topic(ORDER)
    make_question("moje", topics=[about])
    make_question("koncept", topics=[about], published_from=None)
    make_question("jine", topics=[topic(DRUGS)])
    assert links_of(main_of(client, f"/temata/{ORDER}/"), "/dotazy/") == ["/dotazy/", "/dotazy/moje/"]


def test_a_help_contact_says_how_to_reach_it(client: Client) -> None:
    HelpContact.objects.all().delete()
    about = topic(ORDER)
    make_contact(
        "Linka pomoci",
        about,
        about_cs="Pro všechny.",
        phone="116 006",
        web="https://www.example.org/a",
        hours_cs="nepřetržitě",
        languages_cs="česky a anglicky",
        free=True,
        anonymous=True,
        verified_on=date(2026, 11, 3),
    )
    make_contact("Skrytá", about, is_shown=False)
    make_contact("Jiná", topic(DRUGS))
    body = main_of(client, f"/temata/{ORDER}/")
    text = text_of(body)
    for said in (
        "Linka pomoci Pro všechny. zdarma anonymně",
        "example.org (jiný web)",
        "nepřetržitě Jazyky: česky a anglicky",
        "ověřeno 3. 11. 2026",
    ):
        assert said in text.replace("\u00a0", " "), text
    assert 'href="tel:116006"' in body
    assert 'href="https://www.example.org/a" rel="external noopener"' in body
    assert "Skrytá" not in text
    assert "Jiná" not in text


def test_what_others_look_after_leads_to_them_and_not_to_the_form(client: Client) -> None:
    body = main_of(client, f"/temata/{ELSEWHERE}/")
    assert "https://www.plznito.cz/" in links_of(body, "https:")
    assert "Přejít na Plzni.to" in text_of(body)
    assert not links_of(body, "/infoschranka/?topic")


def test_a_topic_that_is_not_offered_has_no_page(client: Client) -> None:
    topic(DRUGS, shown=False)
    assert client.get(f"/temata/{DRUGS}/").status_code == client.get("/temata/neni/").status_code == 404


def test_the_home_page_leads_to_the_form_and_to_every_topic_on_offer(client: Client) -> None:
    topic("zvirata", shown=False)
    body = client.get("/").content.decode()
    assert 'class="button" href="/infoschranka/"' in body
    links = re.findall(r'href="/temata/([\w-]+)/"', body)
    assert links == list(Topic.objects.offered().values_list("slug", flat=True))
    assert "zvirata" not in links
    assert links


def test_the_home_page_has_questions_of_different_topics_what_helped_most_first(client: Client) -> None:
    Question.objects.all().delete()
    first, second = topic(ORDER), topic(DRUGS)
    for number in range(8):
        make_question(f"prvni-{number}", topics=[first])
    make_question("druhe", topics=[second])
    useful = make_question("uzitecna", topics=[first])
    Feedback.objects.create(
        question=useful, month=(timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1), helped=3
    )
    links = links_of(main_of(client, "/"), "/dotazy/")
    assert links[:3] == ["/dotazy/uzitecna/", "/dotazy/druhe/", "/dotazy/prvni-0/"]
    assert links[-1] == "/dotazy/"
    assert len(links) == 7


# --- sensitive topics -----------------------------------------------------------------------------------------------


@pytest.fixture
def sensitive() -> None:
    Question.objects.all().delete()
    make_question("citliva", topics=[topic(DRUGS, sensitive=True), topic(ORDER, sensitive=False)])
    make_question("obycejna", topics=[topic(ORDER)])


@pytest.mark.parametrize(
    ("address", "discreet"),
    [
        (f"/temata/{DRUGS}/", True),
        ("/dotazy/citliva/", True),
        (f"/temata/{ORDER}/", False),
        ("/dotazy/obycejna/", False),
        ("/dotazy/", False),
    ],
)
@pytest.mark.usefixtures("sensitive")
def test_a_sensitive_page_can_be_left_at_once_and_leaves_no_trace(
    client: Client, address: str, *, discreet: bool
) -> None:
    response = client.get(address)
    body = response.content.decode()
    assert ("Rychle opustit stránku" in body) == discreet
    assert ('href="https://www.chmi.cz/" rel="noreferrer noopener external"' in body) == discreet
    assert ("smažte z\N{NO-BREAK SPACE}ní tyto stránky" in body) == discreet
    assert ("js/leave.js" in body) == discreet
    assert response["Referrer-Policy"] == ("no-referrer" if discreet else "same-origin")
    assert ("no-store" in response.get("Cache-Control", "")) == discreet


@pytest.mark.usefixtures("sensitive")
def test_a_vote_about_a_sensitive_answer_leaves_no_trace_either(client: Client) -> None:
    response = client.post("/dotazy/citliva/", {"pomohla": "ano"})
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("sensitive")
def test_nor_does_an_earlier_address_of_one(client: Client) -> None:
    OldSlug.objects.create(slug="drive", question=Question.objects.get(slug="citliva"))
    response = client.get("/dotazy/drive/")
    assert response.status_code == 301
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("sensitive")
def test_a_question_stays_sensitive_when_its_topic_is_no_longer_offered(client: Client) -> None:
    topic(DRUGS, shown=False)
    response = client.get("/dotazy/citliva/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert f"/temata/{DRUGS}/" not in response.content.decode()


# --- questions ------------------------------------------------------------------------------------------------------


def test_an_answer_comes_first_then_who_to_call_who_else_helps_and_what_is_related(client: Client) -> None:
    Question.objects.all().delete()
    HelpContact.objects.all().delete()
    about = topic(ORDER, urgent_cs='<p>Hned <a href="tel:158">158</a>.</p>')
    asked = make_question("otazka", title="Co dělat?", answer="<p>Nejdřív tohle.</p><h3>Pak</h3>", topics=[about])
    asked.related.add(make_question("pribuzna", title="Příbuzná?"), make_question("koncept", published_from=None))
    make_contact("Linka pomoci", about)
    body = main_of(client, "/dotazy/otazka/")
    text = text_of(body)
    assert re.findall(r"<h1[^>]*>([^<]+)</h1>", body) == ["Co dělat?"]
    order = ["Nejdřív tohle.", "Hned 158.", "Pomohla vám odpověď?", "Linka pomoci", "Příbuzná?", "Veřejný pořádek"]
    places = [text.index(said) for said in order]
    assert places == sorted(places)
    assert links_of(body, "/dotazy/") == ["/dotazy/", "/dotazy/pribuzna/"]
    assert links_of(body, "/temata/") == [f"/temata/{ORDER}/"]
    assert links_of(body, "/infoschranka/") == [f"/infoschranka/?topic={ORDER}"]
    description = re.findall(
        r'name="description" lang="cs" content="([^"]*)"', client.get("/dotazy/otazka/").content.decode()
    )
    assert description == ["Nejdřív tohle. Pak"]


def test_an_answer_of_no_topic_names_the_numbers(client: Client) -> None:
    make_question("otazka")
    body = main_of(client, "/dotazy/otazka/")
    assert "Kdy hned volat" in text_of(body)
    assert links_of(body, "tel:")[:3] == ["tel:158", "tel:156", "tel:112"]


def test_an_answer_says_whether_the_department_has_verified_it(client: Client) -> None:
    make_question("overena", verified_on=date(2026, 11, 3))
    make_question("ceka")
    assert "Ověřeno 3. 11. 2026" in text_of(main_of(client, "/dotazy/overena/")).replace("\u00a0", " ")
    assert "Tuto odpověď odbor bezpečnosti zatím neověřil." in text_of(main_of(client, "/dotazy/ceka/"))


@pytest.mark.parametrize(
    "times", [{"published_from": None}, {"published_from": timezone.now() + timedelta(days=1)}], ids=["draft", "later"]
)
def test_a_question_that_is_not_published_has_no_page(client: Client, times: dict[str, Any]) -> None:
    question = make_question("otazka", **times)
    question.slug = "jinak"
    question.save()
    for slug in ("otazka", "jinak"):
        assert client.get(f"/dotazy/{slug}/").status_code == 404
        assert client.post(f"/dotazy/{slug}/", {"pomohla": "ano"}).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_earlier_address_leads_to_the_present_one_in_the_same_language(client: Client, prefix: str) -> None:
    question = make_question("stara")
    question.slug = "nova"
    question.save()
    response = client.get(f"{prefix}/dotazy/stara/")
    assert (response.status_code, response["Location"]) == (301, f"{prefix}/dotazy/nova/")


# --- votes ----------------------------------------------------------------------------------------------------------


def votes() -> list[tuple[int, int]]:
    return list(Feedback.objects.values_list("helped", "not_helped"))


def test_a_vote_is_one_form_without_cookies_and_leads_back_to_the_page() -> None:
    client = Client(enforce_csrf_checks=True)
    make_question("otazka", topics=[topic(ORDER)])
    page = client.get("/dotazy/otazka/")
    assert re.findall(r'name="pomohla" value="(\w+)"', page.content.decode()) == ["ano", "ne"]
    response = client.post("/dotazy/otazka/", {"pomohla": "ano"})
    assert (response.status_code, response["Location"]) == (302, "/dotazy/otazka/?pomohla=ano#pomohla")
    assert votes() == [(1, 0)]
    body = main_of(client, "/dotazy/otazka/", pomohla="ano")
    assert "Děkujeme" in body
    assert 'name="pomohla"' not in body
    assert votes() == [(1, 0)]  # the page may be loaded again
    assert not client.cookies


def test_after_a_no_the_infoschranka_is_offered_with_the_question_attached(client: Client) -> None:
    make_question("otazka", title="Kdo mi uklidí před domem?", topics=[topic(ORDER)])
    response = client.post("/dotazy/otazka/", {"pomohla": "ne"})
    assert votes() == [(0, 1)]
    body = main_of(client, "/dotazy/otazka/", pomohla="ne")
    assert response["Location"] == "/dotazy/otazka/?pomohla=ne#pomohla"
    link = links_of(body, "/infoschranka/")
    assert link == [f"/infoschranka/?topic={ORDER}&dotaz=otazka"]
    form = client.get(link[0]).content.decode()
    assert "K\N{NO-BREAK SPACE}odpovědi „Kdo mi uklidí před domem?“:" in unescape(form)
    assert f'<option value="{ORDER}" selected>' in form


def test_a_question_without_a_topic_that_takes_messages_is_attached_all_the_same(client: Client) -> None:
    make_question("otazka", topics=[topic(ELSEWHERE)])
    body = main_of(client, "/dotazy/otazka/", pomohla="ne")
    assert links_of(body, "/infoschranka/") == ["/infoschranka/?dotaz=otazka"]


@pytest.mark.parametrize("said", ["", "možná", "ano,ne"])
def test_anything_but_yes_and_no_is_not_counted(client: Client, said: str) -> None:
    make_question("otazka")
    assert client.post("/dotazy/otazka/", {"pomohla": said})["Location"] == "/dotazy/otazka/"
    assert not votes()
    assert 'name="pomohla"' in main_of(client, "/dotazy/otazka/", pomohla=said)


@pytest.mark.parametrize(("site", "counted"), [("cross-site", 0), ("same-site", 0), ("same-origin", 1), ("none", 1)])
def test_pages_of_other_sites_cannot_make_their_readers_vote(client: Client, site: str, counted: int) -> None:
    make_question("otazka")
    client.post("/dotazy/otazka/", {"pomohla": "ano"}, headers={"Sec-Fetch-Site": site})
    assert len(votes()) == counted


def test_reading_never_counts(client: Client) -> None:
    make_question("otazka")
    client.head("/dotazy/otazka/")
    client.get("/dotazy/otazka/?pomohla=ne")
    assert not votes()
    assert client.put("/dotazy/otazka/").status_code == 405


# --- all questions and the search -----------------------------------------------------------------------------------


def test_all_published_questions_are_listed_by_topics(client: Client) -> None:
    Question.objects.all().delete()
    make_question("oboji", topics=[topic(ORDER), topic(DRUGS)])
    make_question("volna")
    make_question("skryta", topics=[topic("zvirata", shown=False)])
    make_question("koncept", topics=[topic(ORDER)], published_from=None)
    body = main_of(client, "/dotazy/")
    assert links_of(body, "/dotazy/") == [f"/dotazy/{slug}/" for slug in ("oboji", "oboji", "volna", "skryta")]
    assert [unescape(name) for name in re.findall(r"<h2[^>]*>(?:<a[^>]*>)?([^<]+)", body)] == [
        "Veřejný pořádek",
        "Drogy a alkohol",
        "Ostatní dotazy",
    ]


def test_a_topic_with_many_questions_shows_the_translated_ones_and_the_rest_on_demand(client: Client) -> None:
    Question.objects.all().delete()
    for number in range(6):
        make_question(f"ceska-{number}", topics=[topic(ORDER)])
    make_question("prelozena", title_en="What now?", answer_en="<p>This.</p>", topics=[topic(ORDER)])
    for number in range(5):
        make_question(f"jina-{number}", topics=[topic(DRUGS)])
    body = main_of(client, "/dotazy/")
    [hidden] = re.findall(r"(?s)<details.*?</details>", body)
    assert "Další 3 dotazy" in text_of(hidden)
    assert links_of(hidden, "/dotazy/") == [f"/dotazy/ceska-{number}/" for number in (3, 4, 5)]
    assert links_of(body, "/dotazy/")[0] == "/dotazy/prelozena/"


def test_lists_in_another_language_mark_what_is_in_czech(client: Client) -> None:
    Question.objects.all().delete()
    make_question("ceska", title="Co teď a jak?", topics=[topic(ORDER)])
    make_question("prelozena", title_en="What now?", answer_en="<p>This.</p>", topics=[topic(ORDER)])
    for address in ("/en/dotazy/", f"/en/temata/{ORDER}/", "/en/dotazy/?q=teď"):
        body = client.get(address).content.decode()
        assert body.count("in Czech</span>") == 1, address
        assert ("cs", "Co teď a jak?") in texts(body), address
        assert "Co teď a\u00a0jak?" in body, "a line may end in a word of one letter"
    assert "česky</span>" not in client.get("/dotazy/").content.decode()


def test_without_questions_the_page_says_so(client: Client) -> None:
    Question.objects.all().delete()
    assert "Zatím tu nejsou žádné dotazy." in main_of(client, "/dotazy/")


def test_the_search_shows_answers_with_what_was_found_and_is_not_indexed(client: Client) -> None:
    response = client.get("/dotazy/", {"q": "soused pálí odpad"})
    body = response.content.decode()
    assert '<meta name="robots" content="noindex">' in body
    assert links_of(re.sub(r"(?s)^.*<main", "", body), "/dotazy/")[0] == "/dotazy/soused-pali-odpad/"
    assert "<mark>" in body
    assert 'value="soused pálí odpad"' in body
    assert '<meta name="robots" content="noindex">' not in client.get("/dotazy/").content.decode()


def test_a_slip_is_put_right_in_words(client: Client) -> None:
    Question.objects.all().delete()
    make_question("kolo", title="Ukradli mi koloběžku. Co teď?")
    body = main_of(client, "/dotazy/", q="ukradli kolobežkku")
    assert "Mysleli jste" in text_of(body)
    assert links_of(body, r"/dotazy/\?q=")


def test_a_search_without_an_answer_helps_on_and_is_counted(client: Client) -> None:
    body = main_of(client, "/dotazy/", q="qwxz")
    assert "Na tohle zatím odpověď nemáme" in body
    for number in (112, 158, 156, 155, 150):
        assert f'href="tel:{number}"' in body
    assert f"/temata/{ORDER}/" in body
    assert links_of(body, "/infoschranka/") == ["/infoschranka/?kind=dotaz"]  # what was typed stays out of it
    assert [(row.text, row.language, row.count) for row in UnansweredSearch.objects.all()] == [("qwxz", "cs", 1)]
    main_of(client, "/dotazy/", q="odpad")
    assert UnansweredSearch.objects.count() == 1


@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_search_lists_everything(client: Client, query: str) -> None:
    assert "Všechna témata" not in main_of(client, "/dotazy/", q=query)
    assert not UnansweredSearch.objects.exists()


def test_an_emergency_number_typed_is_offered_as_a_call(client: Client) -> None:
    assert '<a href="tel:158">Volejte 158</a>' in main_of(client, "/dotazy/", q="158")


# --- languages ------------------------------------------------------------------------------------------------------


def test_a_translated_question_is_shown_in_the_language_of_the_page(client: Client) -> None:
    make_question("otazka", title_en="What now?", answer_en="<p>This.</p>", topics=[topic(ORDER)])
    body = client.get("/en/dotazy/otazka/").content.decode()
    assert '<h1 lang="en">What now?</h1>' in body
    assert '<div class="rich" lang="en"><p>This.</p></div>' in body
    assert "has not been translated" not in body
    assert f'href="/en/infoschranka/?topic={ORDER}"' in body


def test_one_that_is_not_translated_is_shown_in_czech_and_says_so(client: Client) -> None:
    make_question("otazka", title="Co teď?", answer="<p>Tohle.</p>")
    body = client.get("/en/dotazy/otazka/").content.decode()
    assert "This text has not been translated yet." in body
    assert ("cs", "Co teď?") in texts(body)
    assert ("cs", "Tohle.") in texts(body)
    assert ("en", "Did the answer help you?") in texts(body)
    assert "has not been translated" not in client.get("/dotazy/otazka/").content.decode()


def test_the_form_begins_in_the_language_of_the_page(client: Client) -> None:
    make_question("otazka", title_en="What now?", answer_en="<p>This.</p>")
    assert "About the answer “What now?”:" in unescape(client.get("/en/infoschranka/?dotaz=otazka").content.decode())


@pytest.mark.parametrize(
    ("address", "switched"),
    [
        ("/dotazy/?q=odpad", "/de/dotazy/?q=odpad"),
        ("/dotazy/soused-pali-odpad/", "/de/dotazy/soused-pali-odpad/"),
        (f"/temata/{ORDER}/", f"/de/temata/{ORDER}/"),
        ("/najit/?q=odpad&misto=1", "/de/najit/?q=odpad&amp;misto=1"),
    ],
)
def test_the_language_switch_keeps_the_page_and_the_query(client: Client, address: str, switched: str) -> None:
    assert f'href="{switched}"' in client.get(address).content.decode()


# --- costs ----------------------------------------------------------------------------------------------------------

COSTS = {
    f"/temata/{ORDER}/": 2,  # whether the districts or the questions have changed
    "/dotazy/": 2,
    "/dotazy/?q=odpad": 2,
    "/dotazy/soused-pali-odpad/": 2,
    "/dotazy/soused-pali-odpad/?pomohla=ne": 2,
}


@pytest.mark.parametrize("address", COSTS)
def test_a_page_costs_a_fixed_number_of_queries(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address)
    with django_assert_num_queries(COSTS[address]):
        client.get(address)
    about = topic(ORDER)
    for number in range(10):
        question = make_question(topics=[about])
        question.related.add(Question.objects.get(slug="soused-pali-odpad"))
        make_contact(f"Linka {number}", about)
    client.get(address)
    with django_assert_num_queries(COSTS[address]):
        client.get(address)


@pytest.mark.parametrize("address", [f"/temata/{DRUGS}/", "/dotazy/", "/dotazy/?q=odpad", "/dotazy/soused-pali-odpad/"])
def test_reading_sets_no_cookie(client: Client, address: str) -> None:
    assert not client.get(address).cookies
