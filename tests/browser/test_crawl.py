"""Every page of the site and every link on it: nothing leads nowhere, and each page is faultless HTML.

In Chromium, where the main pages are looked at in Czech and in one other language each, each day others of the rest,
and before a release each in each: nobody else is asked, the console is silent, nothing is wider than the smallest phone
or than half a screen, as with text of twice the size.
"""

from pathlib import Path

import pytest
from django.conf import settings

from tests.browser import crawling, looks, nu_checker, walks
from tests.browser.crawling import Answer, Crawl
from tests.browser.looks import Look, Manners, PublicPage
from tests.browser.page import Page
from tests.browser.walks import Run
from tests.pages import ERRORS, FORMS, LANGUAGES, MAIN, PAGES, in_language
from tests.thorough import THOROUGH, daily

pytestmark = pytest.mark.browser

START = [in_language(code, path) for code in LANGUAGES for path in (*PAGES, *FORMS)]
# In what Django writes itself: the list of tables beside each page, and fields that search while one types.
OF_DJANGO = (
    ".*row was 2 columns wide, which is less than the column count established by the first row .3.*"
    "|.*“option” without attribute “label” must not be empty.*"
)
OTHERS = [code for code in LANGUAGES if code != settings.LANGUAGE_CODE]
ALIKE = 1  # pages of a kind that each other language is followed to daily
KINDS = {"text/html": "html", "text/css": "css", "image/svg+xml": "svg"}


@pytest.fixture(scope="module")
def crawl(whole_site: str) -> Crawl:
    """All pages that links lead to, from those of every kind in every language; in other languages some of a kind."""
    return crawling.crawl(whole_site, START, alike=None if THOROUGH else ALIKE)


def looked_at(crawl: Crawl) -> list[tuple[str, Answer]]:
    """What was found, but of the languages and of pages of a kind each day others."""
    each_kind = [path for path in crawl.answers if path in (*PAGES, *FORMS) or crawl.answers[path].kind != "text/html"]
    rest = [path for path in crawl.answers if path not in {*each_kind}]
    return [(path, crawl.answers[path]) for path in (*each_kind, *daily(rest))]


def test_no_link_leads_nowhere(crawl: Crawl) -> None:
    assert len(crawl.answers) > (1000 if THOROUGH else 400)
    dead = crawl.dead()
    assert not dead, "\n".join(dead)


def test_every_page_style_sheet_and_drawing_is_without_a_fault(crawl: Crawl, tmp_path: Path) -> None:
    documents = {
        (path, KINDS[answer.kind]): answer.text
        for path, answer in looked_at(crawl)
        if answer.kind in KINDS and not answer.location and (path in START or "?" not in path)
    }
    assert {kind for _path, kind in documents} == {"html", "css"}
    for file in (settings.BASE_DIR / "static").rglob("*.*"):  # those of the administration, too
        if file.suffix in (".css", ".svg"):
            documents[str(file), file.suffix.removeprefix(".")] = file.read_text(encoding="utf-8")
    assert {kind for _path, kind in documents} == {"html", "css", "svg"}
    faults = nu_checker.faults(documents, tmp_path)
    assert not faults, "\n".join(faults)


def test_the_form_in_every_state_and_pages_of_trouble_are_faultless_html(
    form_states: list[Look], run: Run, tmp_path: Path
) -> None:
    documents = {(name, "html"): text for name, text in walks.trouble(run, *LANGUAGES).items()}
    documents |= {(each.where, "html"): each.sent for each in form_states}
    faults = nu_checker.faults(documents, tmp_path)
    assert not faults, "\n".join(faults)


def test_the_pages_of_staff_are_faultless_html(staff_pages: list[Look], tmp_path: Path) -> None:
    """But for two faults of Django's own templates."""
    documents = {(each.where, "html"): each.sent for each in staff_pages}
    faults = nu_checker.faults(documents, tmp_path, ignored=OF_DJANGO)
    assert not faults, "\n".join(faults)


def test_a_dead_link_and_one_to_a_missing_part_are_found() -> None:
    page = Answer(200, "text/html", '<a href="/b/">b</a> <a href="/c/#d">d</a> <a href="#e">e</a> <p id="x">')
    crawl = Crawl("http://a.example", {"/": page, "/b/": Answer(404, "text/html", ""), "/c/": Answer(200, "", "")})
    assert crawl.dead() == ["/ → /b/: 404", "/ → /c/#d: no such part", "/ → /#e: no such part"]


def test_faults_of_the_markup_are_found(tmp_path: Path) -> None:
    page = '<!doctype html><html lang="cs"><title>Faulty</title><p><img src="a.png"></p><ul><p>a</p></ul>'
    documents = {("/faulty/", "html"): page, ("/faulty.css", "css"): "a { colour: red }"}
    said = "\n".join(nu_checker.faults(documents, tmp_path))
    for fault in ("An “img” element must have an “alt”", "Element “p” not allowed", "“colour”"):
        assert fault in said


def test_a_page_complains_of_nothing_asks_nobody_else_and_fits(
    public_pages: dict[str, PublicPage], whole_site: str
) -> None:
    for path, each in public_pages.items():
        check_manners(path, each.manners, whole_site)


@pytest.mark.parametrize(("number", "language"), [*enumerate(OTHERS)], ids=OTHERS)
def test_a_page_in_another_language_complains_of_nothing_asks_nobody_else_and_fits(
    page: Page, number: int, language: str
) -> None:
    for path in (*PAGES, *FORMS) if THOROUGH else daily(MAIN, part=len(OTHERS), shift=number):
        page.open(in_language(language, path))
        check_manners(path, looks.manners(page, page.requested()), page.site)


def check_manners(path: str, manners: Manners, site: str) -> None:
    """A silent console also means that the Content-Security-Policy holds nothing back.

    Forms come with one cookie, which protects them from other sites and says nothing about anybody.
    """
    assert manners.too_wide == [], path
    assert not [text for text in manners.complaints if f"status of {ERRORS.get(path)} " not in text], path
    assert manners.cookies <= ({"csrftoken"} if path in FORMS else set()), path
    assert manners.stored == 0, path
    assert any(url.startswith(site) for url in manners.requested), path
    assert not [url for url in manners.requested if not url.startswith(f"{site}/")], path


def test_what_is_too_wide_what_the_policy_holds_back_and_who_else_is_asked_is_noticed(page: Page) -> None:
    page.open("/kontakt/")
    page.script("document.querySelector('main').style.minWidth = '400px'")
    page.script("document.head.append(Object.assign(document.createElement('style'), {textContent: 'a {}'}))")
    page.script("document.body.append(Object.assign(new Image(), {src: 'https://other.example/a.png'}))")
    assert page.too_wide() == [320, 360]
    assert len([text for text in page.complaints() if "Content Security Policy" in text]) == 2
