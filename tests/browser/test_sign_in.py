"""Signing in as staff do: setting up an authenticator app or a passkey, and using them; what the console says to it."""

import base64
import re
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.adapter import DefaultMFAAdapter
from selenium.webdriver.common.by import By

from tests.browser.conftest import PASSWORD, Page, by_css, click, enter, enter_code, enter_code_of_app

pytestmark = pytest.mark.browser

ACCOUNT = """
from allauth.mfa.models import Authenticator
user = User.objects.filter(username={name!r}).first() or User(username={name!r}, is_staff=True, is_superuser=True)
user.set_password({password!r})
user.save()
Authenticator.objects.filter(user=user).delete()
"""
USED_LONG_AGO = """
from allauth.mfa.models import Authenticator
Authenticator.objects.filter(user__username={name!r}).update(last_used_at=None)
"""


def follow(page: Page, name: str) -> None:
    """Click the link to one of the pages under /ucet/."""
    with page.leaving():
        click(page, f'main a[href^="/ucet/{name}/"]')
    assert page.path == f"/ucet/{name}/"


def sign_out(page: Page) -> None:
    page.open("/ucet/")
    with page.leaving():
        click(page, ".mine [type=submit]")
    assert page.path == "/ucet/prihlaseni/"


def fresh(page: Page, run: Callable[[str], object], name: str) -> None:
    """Make an account that has a password only, and sign in with it on the way to the administration."""
    run(ACCOUNT.format(name=name, password=PASSWORD))
    page.open("/admin/districts/district/")
    enter(page, name, PASSWORD)
    assert page.path == "/ucet/zabezpeceni/"


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_app_is_set_up_and_its_codes_open_the_administration(
    page: Page, run: Callable[[str], object], script: bool
) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=not script)
    name = f"app-{script}".lower()
    fresh(page, run, name)
    follow(page, "aplikace")
    secret = by_css(page, ".secret").text
    picture = by_css(page, ".qr").get_attribute("src") or ""
    asked = f"otpauth://totp/{name}?secret={secret}&issuer=Bezpe%C4%8Dn%C3%A1%20Plze%C5%88"
    assert base64.b64decode(picture.partition(",")[2]).decode() == DefaultMFAAdapter().build_totp_svg(asked)

    enter_code_of_app(page, secret)
    assert page.path == "/ucet/zalozni-kody/"
    codes = [each.text for each in page.chromium.find_elements(By.CSS_SELECTOR, ".codes code")]
    assert len(codes) == 10
    assert all(re.fullmatch(r"\d{8}", each) for each in codes)
    with page.leaving():
        click(page, ".buttons .button:not(.secondary)")
    assert page.path == "/admin/districts/district/", "what was wanted at first"

    sign_out(page)
    run(USED_LONG_AGO.format(name=name))
    page.open("/admin/districts/person/")
    enter(page, name, PASSWORD)
    assert page.path == "/ucet/prihlaseni/kod/"
    enter_code(page, "000000")
    assert by_css(page, ".problems li a").text
    enter_code_of_app(page, secret)
    assert page.path == "/admin/districts/person/"
    assert page.complaints() == []


@pytest.fixture
def keyholder(page: Page) -> Iterator[Page]:
    """A browser with a passkey device that knows its owner; browsers allow passkeys on localhost, not on 127.0.0.1."""
    page.site = page.site.replace("127.0.0.1", "localhost")
    page.command("WebAuthn.enable")
    device = page.command(
        "WebAuthn.addVirtualAuthenticator",
        options={
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        },
    )
    yield page
    page.command("WebAuthn.removeVirtualAuthenticator", **device)
    page.command("WebAuthn.disable")


def test_a_passkey_is_set_up_and_opens_the_administration_alone_and_after_a_password(
    keyholder: Page, run: Callable[[str], object]
) -> None:
    page = keyholder
    fresh(page, run, "key")
    follow(page, "klice/pridat")
    with page.leaving():
        click(page, "#mfa_webauthn_add")
    assert page.path == "/ucet/zalozni-kody/"
    with page.leaving():
        click(page, ".buttons .button:not(.secondary)")
    assert page.path == "/admin/districts/district/", "what was wanted at first"

    sign_out(page)
    page.open("/admin/districts/person/")
    with page.leaving():
        click(page, "#passkey_login")
    assert page.path == "/admin/districts/person/", "what was wanted, without a password"

    sign_out(page)
    page.open("/admin/districts/station/")
    enter(page, "key", PASSWORD)
    assert page.path == "/ucet/prihlaseni/kod/"
    with page.leaving():
        click(page, "#mfa_webauthn_authenticate")
    assert page.path == "/admin/districts/station/"
    assert page.complaints() == []


def test_a_passkey_that_is_refused_says_so_on_the_page(keyholder: Page) -> None:
    keyholder.open("/ucet/prihlaseni/")
    by_css(keyholder, "#passkey_login").click()
    assert keyholder.until(lambda: by_css(keyholder, "[data-passkey-problem]").text, "what is wrong")
    assert keyholder.complaints() == []


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_an_account_fit_the_screen_and_keep_to_the_content_policy(staff: Page, width: int) -> None:
    staff.resize(width)
    for path in ("", "heslo/", "klice/", "klice/pridat/", "aplikace/zrusit/", "zalozni-kody/", "zalozni-kody/nove/"):
        staff.open(f"/ucet/{path}")
        assert staff.path == f"/ucet/{path}"
        assert staff.script("document.querySelectorAll('h1').length") == 1, path
        assert staff.script("document.documentElement.scrollWidth") <= width, path
        assert staff.complaints() == [], path
