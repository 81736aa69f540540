"""From no account to the inbox: the department invites everybody in office, and each signs in on a phone."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.page import Page, by_css, click

pytestmark = pytest.mark.browser

MOST_FOR_ALL = 10  # presses by which the department invites everybody
MOST_FOR_ONE = 5  # presses from the mail to the inbox
LINKS = """
from bezpecna_plzen.accounts.invitations import link_of
from bezpecna_plzen.accounts.models import Invitation
for each in Invitation.objects.filter(user__person__isnull=False).order_by("pk"):
    print(link_of(each))
"""
FORGET = "User.objects.filter(invitation__isnull=False, person__isnull=False).delete()"
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Presses:
    """Counts what a person presses."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def on(self, selector: str) -> None:
        """Press the first element that a selector fits."""
        click(self.page, selector)
        self.count += 1

    def choose(self, selector: str, value: str) -> None:
        """Open a list and press what is chosen in it."""
        Select(by_css(self.page, selector)).select_by_value(value)
        self.count += 2


@pytest.fixture
def nobody_invited(run: Callable[[str], str]) -> Iterator[None]:
    run(FORGET)
    yield
    run(FORGET)


def invite_all(staff: Page) -> int:
    """Invite everybody in office from the first page, and say by how many presses."""
    presses = Presses(staff)
    staff.open("/admin/")
    with staff.leaving():
        presses.on(".tile a[href*='account=missing']")
    presses.on("#action-toggle")
    presses.choose("select[name=action]", "invite")
    with staff.leaving():
        presses.on(".actions [type=submit]")
    assert staff.script("document.documentElement.scrollWidth") <= 1280
    with staff.leaving():
        presses.on(".invite [name=send]")
    assert by_css(staff, ".messagelist .success").text
    return presses.count


def sign_in_by(page: Page, path: str) -> int:
    """Open the link of an invitation on a phone, set up a passkey, and say by how many presses."""
    page.command("Network.clearBrowserCookies")
    device = page.command("WebAuthn.addVirtualAuthenticator", options=FINGER)
    presses = Presses(page)
    page.open(path)
    presses.count += 1  # the link in the mail
    assert page.script("document.documentElement.scrollWidth") <= 360
    with page.leaving():
        presses.on("#mfa_webauthn_add")
    presses.count += 1  # the finger
    assert page.path == "/admin/"
    assert page.chromium.find_elements(By.CSS_SELECTOR, "a[href^='/admin/mailbox/message/']"), "their messages"
    page.command("WebAuthn.removeVirtualAuthenticator", **device)
    return presses.count


@pytest.mark.usefixtures("nobody_invited")
@pytest.mark.parametrize("how_many", [2, pytest.param(30, marks=pytest.mark.thorough)])
def test_everybody_is_invited_by_a_few_presses_and_signs_in_on_a_phone(
    staff: Page, run: Callable[[str], str], how_many: int
) -> None:
    assert invite_all(staff) <= MOST_FOR_ALL
    paths = [urlsplit(line).path for line in run(LINKS).split()]
    assert len(paths) >= 30
    page = staff
    page.site = page.site.replace("127.0.0.1", "localhost")  # where browsers allow passkeys without TLS
    page.command("WebAuthn.enable")
    page.resize(360)
    assert max(sign_in_by(page, path) for path in paths[:how_many]) <= MOST_FOR_ONE
    page.command("WebAuthn.disable")
    assert [each for each in page.complaints() if "favicon" not in each] == []
