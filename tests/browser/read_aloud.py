"""What a screen reader would say of one page of each kind, also of those that come only after something was sent."""

from collections.abc import Iterator, Sequence

from selenium.webdriver import Chrome

from tests import pages
from tests.browser.page import Page, by_css, clean_page, click
from tests.browser.screen_reader import lines, read
from tests.running import Portal

IN_UKRAINIAN = ["/", "/okrsky/14/", "/infoschranka/", "/dotazy/soused-pali-odpad/"]
FORM, STATUS = "/infoschranka/", "/infoschranka/stav/"
NEWS = """
from districts.models import District
from tests.factories import make_notice
make_notice(title="Dny bezpečnosti", text="Přijďte.")
make_notice(District.objects.get(number=14), title="Zkouška sirén", text="Ve středu v poledne.")
"""
ANSWERED = """
from mailbox.models import Message
from tests.mailbox.factories import make_reply
make_reply(Message.objects.get(), signed="strážník-okrskář, Okrsek 14 Střed", text="Děkujeme. Můžete ho přinést.")
"""


def spoken(chromium: Chrome, portal: Portal, paths: Sequence[str]) -> Iterator[str]:
    """The lines of some pages; without any, of all kinds of pages with all that they can show."""
    page = clean_page(chromium, portal.address)
    if not paths:
        portal.manage("shell", "--verbosity", "0", "-c", NEWS)
    ukrainian = [pages.in_language("uk", path) for path in IN_UKRAINIAN]
    for path in paths or [*pages.PAGES, *pages.FORMS, "/ucet/prihlaseni/", *ukrainian]:
        page.open(path)
        yield from _of(page, path)
    if not paths:
        yield from _of_a_message(page, portal)


def _of_a_message(page: Page, portal: Portal) -> Iterator[str]:
    """From a form sent empty to the thread with an answer."""
    page.open(FORM)
    _press(page)
    yield from _of(page, f"{FORM}, sent empty")
    click(page, "[name=kind][value=nalez]")
    yield from _of(page, f"{FORM}, something was found")
    by_css(page, "#f-text").send_keys("Na lavičce ležel občanský průkaz.")
    by_css(page, "#f-item [value=doklad]").click()
    click(page, "[name=where_now][value=mam_u_sebe]")
    by_css(page, "#f-place").send_keys("Perlová 3")
    _press(page)
    yield from _of(page, f"{FORM}, to be checked")
    _press(page)
    code = by_css(page, ".digits").text
    yield from _of(page, "/infoschranka/odeslano/, sent")
    portal.manage("shell", "--verbosity", "0", "-c", ANSWERED)
    for typed, what in (("1234", "with a wrong code"), (code, "with the code")):
        page.open(STATUS)
        by_css(page, "#f-code").send_keys(typed)
        _press(page, "form:has(#f-code) button")
        yield from _of(page, f"{STATUS}, {what}")


def _press(page: Page, button: str = ".send button") -> None:
    with page.leaving():
        click(page, button)


def _of(page: Page, what: str) -> Iterator[str]:
    yield f"\n===== {what}"
    yield from lines(read(page))
