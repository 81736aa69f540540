"""A resident with a plain HTTP client: no browser, no JavaScript, only what a form is made of."""

import http.client
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urlsplit

_HIDDEN = '<input type="hidden" name="{}" value="([^"]*)"'
_CODE = re.compile(r"\b\d{4}[ \u00a0]\d{4}[ \u00a0]\d{4}[ \u00a0]\d{4}-\d\b")


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the portal."""

    status: int
    text: str

    @property
    def code(self) -> str | None:
        """The receipt code, if the page shows one."""
        found = _CODE.search(unescape(self.text))
        return found[0] if found else None

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(_HIDDEN.format(re.escape(name)), self.text)
        assert found, f"{self.status} without the hidden field {name}:\n{self.text}"
        return unescape(found[1])


class Resident:
    """Somebody who writes to the infoschránka of a running portal."""

    def __init__(self, address: str, *, source: str = "127.0.0.1", timeout: float = 30) -> None:
        """Take the portal's address and the own one (any of 127.0.0.0/8: too many messages from one are held back)."""
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.source, self.timeout = source, timeout
        self.cookie = self.csrf = self.token = ""

    def open_form(self) -> Page:
        """Open the form, as each message begins."""
        page = self.request("GET", "/infoschranka/")
        self.csrf, self.token = page.hidden("csrfmiddlewaretoken"), page.hidden("token")
        return page

    def send(self, fields: dict[str, str], photos: Sequence[bytes] = ()) -> Page:
        """Send a message at once, without looking at it again."""
        fields = {"csrfmiddlewaretoken": self.csrf, "token": self.token, **fields}
        pieces, content_type = multipart(fields.items(), photos)
        return self.request("POST", "/infoschranka/odeslano/", pieces, content_type)

    def follow_up(self, code: str, **fields: str) -> Page:
        """Read the answers with the code, or add something."""
        page = self.request("GET", "/infoschranka/stav/")
        fields = {"csrfmiddlewaretoken": page.hidden("csrfmiddlewaretoken"), "code": code, **fields}
        body = urlencode(fields).encode()
        return self.request("POST", "/infoschranka/stav/", [body], "application/x-www-form-urlencoded")

    def request(self, method: str, path: str, pieces: Sequence[bytes] = (), content_type: str = "") -> Page:
        """One request on a connection of its own.

        Args:
            pieces: of the body.
            content_type: of the body.

        Raises:
            OSError, http.client.HTTPException: the portal does not answer (whole).
        """
        connection = http.client.HTTPConnection(
            self.host, self.port, timeout=self.timeout, source_address=(self.source, 0)
        )
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if pieces:
            headers |= {"Content-Type": content_type, "Content-Length": str(sum(map(len, pieces)))}
        try:
            connection.request(method, path, pieces or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = cookie.split(";")[0]
        return Page(answer.status, text)


def multipart(fields: Iterable[tuple[str, str]], photos: Sequence[bytes]) -> tuple[list[bytes], str]:
    """A form with files as a browser sends it: the pieces of the body, photos uncopied, and its content type."""
    boundary = secrets.token_hex(16)
    texts = [part(boundary, f'form-data; name="{name}"') + value.encode() for name, value in fields]
    pieces = [b"".join(texts)]
    for number, photo in enumerate(photos):
        disposition = f'form-data; name="photos"; filename="{number}.jpg"\r\nContent-Type: image/jpeg'
        pieces += [part(boundary, disposition), photo]
    return [*pieces, f"\r\n--{boundary}--\r\n".encode()], f"multipart/form-data; boundary={boundary}"


def part(boundary: str, disposition: str) -> bytes:
    """The beginning of one field of a form."""
    return f"\r\n--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n".encode()
