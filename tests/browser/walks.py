"""Walks through pages that have several states: they stop at each state and give it a name, so that it can be checked.

What is done there between two stops must not leave the page.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.browser.page import PASSWORD, Page, by_css, click, enter
from tests.browser.test_finding import wait_for_apology
from tests.browser.test_infoschranka import attach, count_of, send
from tests.browser.test_sign_in import invited
from tests.pages import in_language
from tests.thorough import daily

Run = Callable[[str], str]
NOBODYS_CODE = "4716 4716 4716 4716-1"
ANSWERED = """
from django.utils import timezone
from mailbox import handling
from mailbox.models import Message, Screening, State
message = Message.objects.latest("pk")
message.screening = Screening.CLEAN
message.save()
user = User.objects.get(username="admin")
handling.answer_message(message=message, user=user, text="Dobrý den,\\n\\nodvezli jsme je.", now=timezone.now())
"""
# Pages that say that something cannot be done now.
TROUBLE = """
import json
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override
names = ["400", "403", "403_csrf", "429", "500", "mailbox/too_many", "mailbox/too_large", "mailbox/unavailable"]
kept = {{"again_at": timezone.now(), "carried": [("text", "Na rohu"), ("kind", "podnet")]}}
pages = {{}}
for language, path in {paths!r}.items():
    with override(language):
        request = RequestFactory().post(path, {{"text": "Na rohu"}})
        for name in names:
            pages[f"{{name}}, {{language}}"] = render(request, f"{{name}}.html", kept).content.decode()
print(json.dumps(pages))
"""
STAFF = """
import tempfile
from pathlib import Path
from django.core.management import call_command
from tests.mailbox.factories import make_found_item, make_message
from mailbox.models import Kind, SavedReply
post = Post.objects.filter(role="okrskar").first()
make_message(post, text="Na rohu je sklo. " * 30, name="Eva", email="eva@example.org")
make_found_item(make_message(post, text="Našel jsem klíče.", kind=Kind.NALEZ))
SavedReply.objects.get_or_create(title="Zkontrolujeme", text="Dobrý den,\\n\\nmísto zkontrolujeme.")
with tempfile.TemporaryDirectory() as folder:
    wrong = Path(folder) / "lidé.csv"
    wrong.write_text("okrsek;funkce;jméno\\n99;okrskář;Jana Ukázková\\n", encoding="utf-8")
    try:
        call_command("import_staff", wrong, verbosity=0)
    except SystemExit:
        pass
"""
UNPROTECTED = f"User.objects.create_user('novacek', password={PASSWORD!r}, is_staff=True)"
IN_DANGER = "Táta mě bije a já už nechci žít. Ztratil se mi bráška a v bytě cítím plyn."  # all of the dangers
STAFF_PAGES = [
    # First what is only for those who signed in a moment ago.
    *(f"/ucet/{page}/" for page in ("klice/pridat", "aplikace/zrusit", "zalozni-kody/nove")),
    *(f"/ucet/{page}/" for page in ("heslo", "klice", "zalozni-kody")),
    "/ucet/",
    "/admin/",
    "/admin/mailbox/message/",
    "/admin/mailbox/message/?tab=all&q=sklo",
    "/admin/mailbox/routingrule/",
    "/admin/mailbox/savedreply/add/?jazyk=vi",
    "/admin/districts/district/",
    "/admin/districts/district/?q=lochotin",
    "/admin/districts/person/add/",
    "/admin/districts/infobox/add/",
    "/admin/districts/notice/add/",
    "/admin/districts/importrun/",
    "/admin/faq/question/",
    "/admin/faq/question/add/?jazyk=uk",
    "/admin/faq/unansweredsearch/",
    "/admin/faq/linkcheck/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
]


def form(page: Page, run: Run, photos: list[Path], language: str) -> Iterator[str]:
    """The infoschránka in every state, from the empty form to the thread with an answer."""
    path, status = (in_language(language, path) for path in ("/infoschranka/", "/infoschranka/stav/"))
    page.open(path)
    click(page, "[name=kind][value=nalez]")
    yield "a found thing"
    yield from _form_in_motion(page, photos)
    page.open(path)
    click(page, "[name=kind][value=nalez]")
    by_css(page, "#f-place").send_keys("xyzxyz", Keys.TAB)
    by_css(page, "#f-email").send_keys("jana@")
    send(page)
    yield "several errors, an unknown place"
    click(page, "[name=kind][value=nalez]")
    Select(by_css(page, "#f-item")).select_by_value("klice")
    click(page, "[name=where_now]")
    by_css(page, "#f-place").clear()
    by_css(page, "#f-place").send_keys("Klatovská třída", Keys.TAB)
    by_css(page, "#f-text").send_keys("Klíče. " + "x" * 200)
    by_css(page, "#f-name").send_keys("y" * 100)
    by_css(page, "#f-email").clear()
    attach(page, photos)
    send(page)
    yield "a place in several districts"
    click(page, "[name=place_choice]")
    send(page)
    yield "the check"
    send(page)
    yield "sent"
    code = by_css(page, ".digits").text
    page.open(status)
    with page.leaving():
        by_css(page, "#f-code").send_keys(NOBODYS_CODE, Keys.ENTER)
    yield "a wrong code"
    for state in ("not answered", "answered"):
        if state == "answered":
            run(ANSWERED)
        page.open(status)
        with page.leaving():
            by_css(page, "#f-code").send_keys(code, Keys.ENTER)
        assert count_of(page, ".thread")
        yield f"a thread, {state}"
    page.open(in_language(language, "/infoschranka/?dotaz=soused-pali-odpad"))
    yield "from an answer that did not help"
    page.open(in_language(language, "/infoschranka/?schranka=1"))
    yield "about a damaged box"
    page.open(in_language(language, "/infoschranka/?district=7"))
    click(page, "[name=kind][value=podnet]")
    by_css(page, "#f-text").send_keys(IN_DANGER)
    for state in ("the check", "sent"):
        send(page)
        assert count_of(page, ".call-now") == 1
        yield f"{state}, of somebody in danger"


def _form_in_motion(page: Page, photos: list[Path]) -> Iterator[str]:
    """What scripts add to the form."""
    page.script("document.querySelector('#f-place').focus()")
    page.type_at_once("klatovska 10")
    page.until(lambda: count_of(page, "[role=option]"), "suggestions")
    yield "suggestions"
    by_css(page, "#f-place").send_keys(Keys.ESCAPE)
    attach(page, photos)
    yield "photos chosen"
    click(page, "[data-open-map]")
    page.until(lambda: count_of(page, ".pin-tools .leaflet-container path"), "the map")
    wait_for_apology(page, "[data-module=pin]")
    yield "the map of the pin"


def maps(page: Page, language: str) -> Iterator[str]:
    """The detailed maps, whose background does not come."""
    for path in ("/", "/okrsky/14/", "/schranky/"):
        page.open(in_language(language, path))
        click(page, "[data-module=map] figcaption button")
        page.until(lambda: count_of(page, ".detailed path, .detailed .box-mark"), "the map")
        wait_for_apology(page)
        yield f"the detailed map of {path}"
    page.open(in_language(language, "/"))
    page.script("document.querySelector('#q').focus()")
    page.type_at_once("klatovska 10")
    page.until(lambda: count_of(page, "[role=option]"), "suggestions")
    yield "suggestions of the home page"


def trouble(run: Run, *languages: str) -> dict[str, str]:
    """The pages for when something cannot be done now."""
    paths = {language: in_language(language, "/infoschranka/") for language in languages}
    return dict(json.loads(run(TROUBLE.format(paths=paths))))


def staff(page: Page, run: Run) -> Iterator[str]:
    """The main pages of those who are signed in; of those without states each day others."""
    run(STAFF)
    for path in daily(STAFF_PAGES, part=3):
        page.open(path)
        assert page.path == urlsplit(path).path
        yield path
    page.open("/admin/districts/person/?post=some&account=missing")
    click(page, "#action-toggle")
    Select(by_css(page, "select[name=action]")).select_by_value("invite")
    with page.leaving():
        click(page, ".actions [type=submit]")
    yield f"{page.path}: who is invited"
    page.open("/admin/mailbox/message/?tab=all")
    for step in ("close", "spam"):
        by_css(page, ".row [name=chosen]").click()
        Select(by_css(page, ".bulk select")).select_by_value(step)
        with page.leaving():
            click(page, ".bulk button")
        yield f"{page.path}: before several messages are dealt with ({step})"
        page.chromium.back()
    lists = ["mailbox/message/?q=Eva", "districts/district", "faq/question", "districts/importrun", "districts/person"]
    for path in lists:
        page.open(f"/admin/{path}")
        with page.leaving():
            page.chromium.get(page.script("document.querySelector('.row h2 a, #result_list tbody th a').href"))
        yield page.path
        if "message" in path:
            by_css(page, "form.answer [name=text]").send_keys("Dobrý den.")
            with page.leaving():
                click(page, "button[value='answer.check']")
            yield f"{page.path}: the answer before it is sent"
        if "district/" in page.path:
            with page.leaving():
                click(page, ".field-boundary_link a")
            page.until(lambda: count_of(page, ".leaflet-editing-icon"), "corners to drag")
            yield page.path


def signing_in(page: Page, run: Run) -> Iterator[str]:
    """The pages on the way in: with a second factor, without one, and by an invitation."""
    page.open("/ucet/prihlaseni/")
    yield "signing in"
    enter(page, "admin", "a wrong one")
    yield "a wrong password"
    page.open("/ucet/prihlaseni/")
    enter(page, "admin", PASSWORD)
    assert page.path == "/ucet/prihlaseni/kod/"
    yield "the second factor"
    page.command("Network.clearBrowserCookies")
    run(UNPROTECTED)
    page.open("/ucet/prihlaseni/")
    enter(page, "novacek", PASSWORD)
    assert page.path == "/ucet/zabezpeceni/"
    yield "no second factor"
    page.command("Network.clearBrowserCookies")
    link = invited(run, "novackova")
    for path in (link, f"{link}aplikace/", "/ucet/pozvanka/neplatna/"):
        page.open(path)
        yield path.replace(link, "the invitation: ")
