"""Nothing executable gets through rich text: not when it is stored, however that happens, nor when it is shown."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core import rich_text
from faq.models import Page, Question, Topic
from tests.factories import make_question

ALLOWED = {"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "a"}
SCHEMES = ("http:", "https:", "mailto:", "tel:")

CORPUS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='alert(1)'/>",
    "<p onclick=alert(1)>a</p>",
    "<p onmouseover='alert(1)' style='background:url(javascript:alert(1))'>a</p>",
    '<a href="javascript:alert(1)">a</a>',
    '<a href="JaVaScRiPt:alert(1)">a</a>',
    '<a href=" &#106;avascript:alert(1)">a</a>',
    '<a href="java\tscript:alert(1)">a</a>',
    '<a href="java&#x0A;script:alert(1)">a</a>',
    '<a href="&#1;javascript:alert(1)">a</a>',
    '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    '<a href="vbscript:msgbox(1)">a</a>',
    '<a href="https://example.org/" onfocus="alert(1)" autofocus target="_blank">a</a>',
    "<svg onload=alert(1)><circle/></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>a</text></a></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>a</mi></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button>a</button></form>",
    "<form><button formaction='javascript:alert(1)'>a</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>a</details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style><img src=x onerror=alert(1)></style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><p>a</p>",
    "<<img src=x onerror=alert(1)>",
    "<p/onclick=alert(1)>a",
    "</p><script>alert(1)</script><p>",
    '<a href="https://example.org/?a=\'"><script>alert(1)</script>',
    "<p id=main name=main class=top>a</p>",
    "\x00<scr\x00ipt>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<p>{{ settings.SECRET_KEY }}{% load i18n %}</p>",
]
STORABLE = "".join(CORPUS).replace("\x00", "")  # PostgreSQL takes no such character
GOOD = (
    '<h2>Nadpis</h2><p>Volejte <strong>hned</strong> <a href="tel:158">158</a>.<br><em>Ano</em></p>'
    "<ul><li><p>a</p></li></ul><ol><li><p>b</p></li></ol>"
)


class _Reader(HTMLParser):
    """Notes what in a text could do anything but be read."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.wrong.append(tag)
        for name, value in attrs:
            address = (value or "").strip().casefold()
            fine = tag == "a" and name == "href" and (address.startswith(SCHEMES) or ":" not in address)
            if not fine and (tag, name) != ("a", "rel"):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"declaration {data}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"instruction {data}")


def executable(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.wrong


@pytest.mark.parametrize("text", CORPUS)
def test_nothing_executable_is_left(text: str) -> None:
    cleaned = rich_text.sanitise_html(text)
    assert not executable(cleaned)
    assert (
        rich_text.sanitise_html(cleaned) == cleaned
    )  # and what is left is not made into anything by cleaning it again
    assert not executable(rich_text.rendered_html(text))


def test_the_corpus_is_dangerous() -> None:
    harmless = [text for text in CORPUS if not executable(text)]
    # These are text already, or only a stray end; they must stay so.
    assert len(harmless) <= 4


def test_what_editors_may_write_stays() -> None:
    assert not executable(GOOD)
    assert rich_text.sanitise_html(GOOD) == GOOD


def save(question: Question, text: str) -> None:
    question.answer = text  # type: ignore[assignment] # the field publishes no types
    question.save()


def save_one_language(question: Question, text: str) -> None:
    question.answer_cs = text  # type: ignore[attr-defined] # made by modeltranslation
    question.save(update_fields=["answer_cs"])


def update(question: Question, text: str) -> None:
    Question.objects.filter(pk=question.pk).update(answer_cs=text)


def update_in_bulk(question: Question, text: str) -> None:
    question.answer_cs = text  # type: ignore[attr-defined]
    Question.objects.bulk_update([question], ["answer_cs"])


def create_in_bulk(question: Question, text: str) -> None:
    slug = question.slug
    question.delete()
    now = timezone.now()
    Question.objects.bulk_create([Question(slug=slug, title_cs="a", answer_cs=text, published_from=now)])


def update_or_create(question: Question, text: str) -> None:
    Question.objects.update_or_create(slug=question.slug, defaults={"answer_cs": text})


@pytest.mark.django_db
@pytest.mark.parametrize("write", [save, save_one_language, update, update_in_bulk, create_in_bulk, update_or_create])
def test_it_is_cleaned_by_every_way_of_writing(write: Callable[[Question, str], None]) -> None:
    write(make_question("otazka"), "<p>a</p>" + STORABLE)
    stored = Question.objects.filter(slug="otazka").values_list("answer_cs", flat=True).get()
    assert stored.startswith("<p>a</p>")
    assert not executable(stored)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda text: Topic.objects.filter(slug="drogy").update(urgent_cs=text, guidance_en=text),
        lambda text: Page.objects.filter(slug=Page.Slug.ABOUT).update(body_cs=text),
    ],
)
def test_topics_and_pages_are_cleaned_too(write: Callable[[str], object]) -> None:
    write("<p>a</p><script>alert(1)</script>")
    texts = [*Topic.objects.filter(slug="drogy").values_list("urgent_cs", "guidance_en").get()]
    texts.append(Page.objects.values_list("body_cs", flat=True).get(slug=Page.Slug.ABOUT))
    assert "<p>a</p>" in texts
    assert not [text for text in texts if executable(text or "")]


def put_past_the_model(table: str, column: str, slug: str, text: str) -> None:
    """What got into the database by another way than our models."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE slug = %s", [text, slug])  # noqa: S608


@pytest.mark.django_db
def test_what_got_into_the_database_by_another_way_is_shown_harmless(client: Client) -> None:
    make_question("otazka", topics=Topic.objects.filter(slug="drogy"))
    dangerous = "<p>začátek</p>" + STORABLE
    put_past_the_model("faq_question", "answer_cs", "otazka", dangerous)
    for column in ("urgent_cs", "guidance_cs"):
        put_past_the_model("faq_topic", column, "drogy", dangerous)
    for address in ("/dotazy/otazka/", "/temata/drogy/"):
        body = client.get(address).content.decode()
        texts = body.split('class="rich"')[1:] + body.split(' rich"')[1:]
        assert len(texts) >= 2, address
        for text in texts:
            shown = text[text.index(">") + 1 : text.index("</div>")]
            assert "začátek" in shown
            assert not executable(shown)
        description = re.findall(r'<meta name="description"[^>]* content="([^"]*)"', body)
        assert len(description) == 1
        assert "<" not in description[0]
    api = json.loads(client.get("/api/v1/faq?q=otazka").content)["questions"]
    everything = json.loads(client.get("/api/v1/faq").content)["questions"]
    answers = [one["answer_html"] for one in [*api, *everything] if one["slug"] == "otazka"]
    assert answers
    assert not [answer for answer in answers if executable(answer)]


@pytest.mark.django_db
def test_the_search_shows_no_markup_of_an_answer_and_none_of_the_query(client: Client) -> None:
    make_question("otazka", title="<b>Zvláštnůstka</b> a <img src=x onerror=alert(1)>?", answer="<p>a</p>")
    put_past_the_model("faq_question", "answer_cs", "otazka", "<p>zvláštnůstka</p><img src=x onerror=alert(1)>")
    body = client.get("/dotazy/", {"q": "zvláštnůstka <img src=x onerror=alert(1)>"}).content.decode()
    assert "<mark>" in body
    assert "<img" not in body
    assert "<b>" not in body.partition("<main")[2].partition("</main>")[0]
