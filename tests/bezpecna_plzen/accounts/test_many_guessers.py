"""Real servers under a real attack: never more wrong passwords are looked at than there are attempts.

Two servers with several workers each share a database, SQLite or PostgreSQL as the tests run on. The attempts come from
many addresses, under every name of the portal and every way to type the account's.
"""

import http.client
import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bezpecna_plzen.accounts.guarding import WRONG_PASSWORDS
from tests.running import PATIENCE_S, Portal

WORKERS, ADDRESSES, GUESSES = 4, 200, 1000
PASSWORD = "dlouhé heslo jen pro testy"
SIGN_IN, CODE = "/ucet/prihlaseni/", "/ucet/prihlaseni/kod/"
FORM = "application/x-www-form-urlencoded"
NAMES = ["jana", "JANA", "jana@example.org", "Jana@EXAMPLE.org", "ｊａｎａ", " jana"]
HOSTS = ["127.0.0.1", "localhost", "[::1]"]
MAKE_OFFICER = f"""
import json
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import User
from tests.signing_in import enrol
jana = User.objects.create_user("jana", "jana@example.org", "{PASSWORD}", is_staff=True)
enrol(jana)
print(json.dumps(RecoveryCodes.activate(jana).get_unused_codes()))
"""
COUNT_ROWS = "from bezpecna_plzen.accounts.models import AttemptCount; print(AttemptCount.objects.count())"


@dataclass
class Visitor:
    """Somebody at one address, who keeps cookies and knows the form."""

    portal: Portal
    address: str = "127.0.0.1"
    host: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """The status and the text of the answer."""
        if "csrftoken" not in self.cookies:
            self.ask("GET", SIGN_IN)
        fields = {**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self.ask("POST", path, urlencode(fields))

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.portal.port, timeout=PATIENCE_S, source_address=(self.address, 0)
        )
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": f"{self.host}:{self.portal.port}", "Content-Type": FORM, "Cookie": kept}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = unescape(answer.read().decode()).replace("\u00a0", " ")
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, text

    def guess(self, name: str, password: str = "wrong") -> str:
        """What comes of signing in with this password."""
        status, text = self.post(SIGN_IN, {"login": name, "password": password})
        if status == http.HTTPStatus.FOUND:
            return "right"
        found = re.search("Příliš mnoho pokusů|heslo nesouhlasí", text)
        assert found, text
        return {"Příliš mnoho pokusů": "refused", "heslo nesouhlasí": "wrong"}[found[0]]

    def forget_session(self) -> None:
        """As when the browser is closed."""
        del self.cookies["sessionid"], self.cookies["csrftoken"]

    def signs_in(self, code: str) -> bool:
        """Whether the right password and a code open the account."""
        return self.guess("jana", PASSWORD) == "right" and self.post(CODE, {"code": code})[0] == http.HTTPStatus.FOUND


@pytest.fixture
def portals(migrated_copy: str, tmp_path: Path) -> Iterator[list[Portal]]:
    """Two servers of one portal, on a database of the same kind as that of the tests."""
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
    both = [Portal(folder, database_url=migrated_copy) for folder in folders]
    try:
        yield both
    finally:
        for portal in both:
            portal.stop()


@pytest.mark.thorough  # each day test_attempts.py tries the same with threads and small processes
def test_the_bound_holds_over_all_servers_while_the_officer_signs_in(portals: list[Portal]) -> None:
    for portal in portals:
        portal.start_server(workers=WORKERS)
    codes = iter(json.loads(portals[0].manage("shell", "--no-imports", "-c", MAKE_OFFICER)))
    officer = Visitor(portals[0], "127.0.9.9")
    assert officer.signs_in(next(codes))

    def guess(number: int) -> str:
        visitor = Visitor(portals[number % 2], f"127.0.1.{number % ADDRESSES + 1}", HOSTS[number % len(HOSTS)])
        return visitor.guess(NAMES[number % len(NAMES)])

    with ThreadPoolExecutor(16) as threads:
        attack = threads.map(guess, range(GUESSES))
        for _each in range(2):
            officer.forget_session()
            assert officer.signs_in(next(codes)), "from a device that signed in before"
        said = Counter(attack)
    assert said == {"wrong": WRONG_PASSWORDS.most, "refused": GUESSES - WRONG_PASSWORDS.most}
    assert Visitor(portals[1], "127.0.9.10").guess("jana", PASSWORD) == "refused", "elsewhere nobody gets in"
    rows = int(portals[0].manage("shell", "--no-imports", "-c", COUNT_ROWS))
    assert rows < WRONG_PASSWORDS.most + 10, "the refused ones left nothing"
