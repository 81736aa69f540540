"""The administration on a phone: nothing is wider than the screen, lists are cards, the menu and the filters unfold."""

from collections.abc import Callable
from itertools import groupby

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.page import Page, by_css, click
from tests.thorough import daily

pytestmark = pytest.mark.browser

INBOX = "/admin/mailbox/message/?tab=all"
OF_EVERY_DAY = [
    "/admin/",
    INBOX,
    "/admin/districts/district/",
    "/admin/districts/district/1/change/",
    "/admin/districts/district/1/history/",
    "/admin/districts/person/",
    "/admin/districts/post/",
    "/admin/districts/notice/add/",
    "/admin/districts/importrun/",
    "/admin/districts/importrun/1/change/",
    "/admin/faq/question/",
    "/admin/faq/question/1/change/",
    "/admin/mailbox/notification/",
    "/admin/auth/user/1/change/",
]
A_MESSAGE = """
from districts.models import Post
from tests.mailbox.factories import make_message
post = Post.objects.filter(role="okrskar").first()
make_message(post, text="sklo " * 40, email="e" * 50 + "@example.org")
"""
GROUND = "getComputedStyle(document.body).backgroundColor"


def shown(page: Page, selector: str) -> bool:
    return by_css(page, selector).is_displayed()


def test_no_page_of_every_day_is_wider_than_the_screen(staff: Page, run: Callable[[str], str]) -> None:
    run(A_MESSAGE)
    staff.open(INBOX)
    message = by_css(staff, ".row h2 a").get_attribute("href") or ""
    for path in [*daily(OF_EVERY_DAY, part=3), message.removeprefix(staff.site)]:
        staff.open(path)
        assert staff.too_wide([360, 768]) == [], path
        assert len(staff.chromium.find_elements(By.TAG_NAME, "h1")) == 1, path
    assert [each for each in staff.complaints() if "favicon" not in each] == []


def test_rows_are_cards_that_name_what_they_say(staff: Page) -> None:
    staff.resize(360)
    staff.open("/admin/districts/district/")
    cell = by_css(staff, "#result_list td.field-borough")
    label = "getComputedStyle(document.querySelector('#result_list td.field-borough'), '::before').content"
    assert staff.script(label) == '"Městský obvod: "'
    assert cell.rect["width"] > 250  # a line of its own
    assert by_css(staff, "#result_list tbody th a").rect["height"] >= 44
    heading = "getComputedStyle(document.querySelector('#result_list thead tr'), '::before').content"
    assert staff.script(heading) == '"Řadit podle:"'
    staff.resize(1280)
    staff.open("/admin/districts/district/")
    assert staff.script(label) == "none"
    assert staff.script(heading) == "none"


def test_cards_are_sorted_by_what_the_columns_of_the_list_are(staff: Page) -> None:
    staff.resize(360)
    staff.open("/admin/districts/district/?o=-1")
    names = "[...document.querySelectorAll('#result_list tbody th')].map(each => each.innerText)"
    before = staff.script(names)
    column = by_css(staff, "#result_list thead .column-borough .text a")
    assert column.rect["height"] >= 44
    with staff.leaving():
        column.click()
    assert sorted(before) == sorted(staff.script(names))
    boroughs = staff.script("[...document.querySelectorAll('td.field-borough')].map(each => each.innerText)")
    assert len([*groupby(boroughs)]) == len({*boroughs}) > 5
    assert before != staff.script(names)


def test_menu_and_filters_unfold_on_a_phone(staff: Page) -> None:
    staff.resize(360)
    staff.open("/admin/districts/district/")
    assert not shown(staff, "#changelist-filter li a")
    click(staff, "#changelist-filter > details > summary")
    assert shown(staff, "#changelist-filter li a")
    assert not shown(staff, ".menu a")
    click(staff, ".menu summary")
    with staff.leaving():
        click(staff, ".menu a[href='/admin/districts/person/']")
    assert staff.path == "/admin/districts/person/"
    staff.resize(1280)
    staff.open("/admin/districts/district/")
    assert shown(staff, "#changelist-filter li a")
    assert not shown(staff, ".menu summary")


def test_colours_are_those_of_the_device_until_somebody_chooses(staff: Page) -> None:
    def device(theme: str) -> None:
        staff.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    device("light")
    staff.open("/admin/")
    light = staff.script(GROUND)
    device("dark")
    dark = staff.script(GROUND)
    assert light != dark
    Select(by_css(staff, "#scheme")).select_by_value("light")
    assert staff.script(GROUND) == light
    staff.open("/admin/districts/person/")
    assert staff.script(GROUND) == light
    device("light")
    Select(by_css(staff, "#scheme")).select_by_value("dark")
    assert staff.script(GROUND) == dark
    Select(by_css(staff, "#scheme")).select_by_value("auto")
    assert staff.script(GROUND) == light
    staff.command("Emulation.setEmulatedMedia", features=[])


def test_words_of_the_charts_are_large_enough_on_a_phone(staff: Page) -> None:
    staff.resize(360)
    staff.open("/admin/")
    scale = "document.querySelector('.chart > svg').getBoundingClientRect().width / 288"
    assert float(staff.script(scale)) * 12 >= 12
    click(staff, ".chart summary")
    assert shown(staff, ".chart table td")
