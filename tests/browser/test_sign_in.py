"""Signing in as staff do: setting up an authenticator app or a passkey, and using them; what the console says to it."""

import base64
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from allauth.mfa.adapter import DefaultMFAAdapter
from selenium.webdriver.common.by import By

from tests.browser.page import PASSWORD, Page, by_css, click, enter, enter_code, enter_code_of_app

pytestmark = pytest.mark.browser

USED_LONG_AGO = """
from bezpecna_plzen.accounts.models import LastCode
LastCode.objects.filter(authenticator__user__username={name!r}).delete()
"""


def sign_out(page: Page) -> None:
    page.open("/ucet/")
    with page.leaving():
        click(page, ".mine [type=submit]")
    assert page.path == "/ucet/prihlaseni/"


def invited(run: Callable[[str], str], name: str) -> str:
    """Make an account that may do everything, and say where its invitation leads."""
    link = run(f"from django.core.management import call_command; call_command('invite', {name!r}, '--superuser')")
    return urlsplit(link.strip()).path


@pytest.mark.parametrize("script", [pytest.param(True, marks=pytest.mark.thorough), False])
def test_an_app_is_set_up_and_its_codes_open_the_administration(
    page: Page, run: Callable[[str], str], script: bool
) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=not script)
    name = f"app-{script}".lower()
    page.open(invited(run, name))
    assert by_css(page, "[data-passkey]").is_displayed() == (script and page.script("'PublicKeyCredential' in window"))
    with page.leaving():
        click(page, ".hint a[href$='/aplikace/']")
    secret = by_css(page, ".secret").text
    picture = by_css(page, ".qr").get_attribute("src") or ""
    asked = f"otpauth://totp/{name}?secret={secret}&issuer=Bezpe%C4%8Dn%C3%A1%20Plze%C5%88"
    assert base64.b64decode(picture.partition(",")[2]).decode() == DefaultMFAAdapter().build_totp_svg(asked)

    for field in ("password1", "password2"):
        page.chromium.find_element(By.NAME, field).send_keys(PASSWORD)
    enter_code_of_app(page, secret)
    assert page.path == "/ucet/zalozni-kody/"
    codes = [each.text for each in page.chromium.find_elements(By.CSS_SELECTOR, ".codes code")]
    assert len(codes) == 10
    assert all(re.fullmatch(r"\d{8}", each) for each in codes)
    with page.leaving():
        click(page, ".buttons .button:not(.secondary)")
    assert page.path == "/admin/"

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
    page.device = device["authenticatorId"]
    yield page
    page.command("WebAuthn.removeVirtualAuthenticator", **device)
    page.command("WebAuthn.disable")


MOST_PRESSES = 5  # from the mail to the administration


def test_a_passkey_is_set_up_on_a_phone_and_opens_the_administration_alone(
    keyholder: Page, run: Callable[[str], str]
) -> None:
    page = keyholder
    page.resize(360)
    page.open(invited(run, "key"))
    presses = 1  # the link in the mail
    assert page.script("document.documentElement.scrollWidth") <= 360
    with page.leaving():
        click(page, "#mfa_webauthn_add")
        presses += 2  # and the finger
    assert page.path == "/admin/"
    assert presses <= MOST_PRESSES

    sign_out(page)
    page.open("/admin/districts/person/")
    with page.leaving():
        click(page, "#passkey_login")
    assert page.path == "/admin/districts/person/", "what was wanted, without a password"
    assert page.complaints() == []


def test_a_passkey_is_set_up_beside_a_password_and_proves_who_it_is_after_it(
    keyholder: Page, run: Callable[[str], str]
) -> None:
    page = keyholder
    page.open(invited(run, "both"))
    run(f"user = User.objects.get(username='both'); user.set_password({PASSWORD!r}); user.save()")
    with page.leaving():
        click(page, "#mfa_webauthn_add")
    assert page.path == "/ucet/zalozni-kody/"
    with page.leaving():
        click(page, ".buttons .button:not(.secondary)")
    assert page.path == "/admin/"
    sign_out(page)
    page.open("/admin/districts/station/")
    enter(page, "both", PASSWORD)
    assert page.path == "/ucet/prihlaseni/kod/"
    with page.leaving():
        click(page, "#mfa_webauthn_authenticate")
    assert page.path == "/admin/districts/station/"
    assert page.complaints() == []


def test_a_device_that_cannot_make_sure_of_its_owner_says_so_on_the_page_and_the_link_stays_good(
    keyholder: Page, run: Callable[[str], str]
) -> None:
    page = keyholder
    page.command("WebAuthn.setUserVerified", authenticatorId=page.device, isUserVerified=False)
    path = invited(run, "unverified")
    page.open(path)
    click(page, "#mfa_webauthn_add")
    page.until(lambda: by_css(page, "[data-passkey-problem]").text, "what is wrong")
    page.command("WebAuthn.setUserVerified", authenticatorId=page.device, isUserVerified=True)
    page.open(path)
    with page.leaving():
        click(page, "#mfa_webauthn_add")
    assert page.path == "/admin/"


def test_a_passkey_that_is_refused_says_so_on_the_page(keyholder: Page) -> None:
    keyholder.open("/ucet/prihlaseni/")
    by_css(keyholder, "#passkey_login").click()
    assert keyholder.until(lambda: by_css(keyholder, "[data-passkey-problem]").text, "what is wrong")
    assert keyholder.complaints() == []


def test_pages_of_an_account_fit_the_screen_and_keep_to_the_content_policy(staff: Page) -> None:
    for path in ("", "heslo/", "klice/", "klice/pridat/", "aplikace/zrusit/", "zalozni-kody/", "zalozni-kody/nove/"):
        staff.open(f"/ucet/{path}")
        assert staff.path == f"/ucet/{path}"
        assert staff.script("document.querySelectorAll('h1').length") == 1, path
        assert staff.too_wide([360, 1280]) == [], path
        assert staff.complaints() == [], path
