"""Following a link to another site: politely, not for long, and never into a private network.

The addresses come from texts that people write, so this must not become a way to ask the city's inner servers for
something. A name is therefore looked up once, and the connection is made to the public address that was found and not
to whatever the name means a moment later; every redirect is checked in the same way.
"""

import ipaddress
import socket
import ssl
import string
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from faq.models import LinkCheck

Outcome = LinkCheck.Outcome
TRIES = 2
MOST_HOPS = 8
AT_ONCE = 6  # sites asked at the same time; each of them one question after another
_ANSWERS_PEOPLE_ONLY = {401, 403, 405, 406, 418, 429, 451, 999}
_PERMANENT, _TEMPORARY = {301, 308}, {302, 303, 307}
_PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")  # the only part that is given out
# What of it carries an IPv4 address, which could be any.
_CARRIERS = [ipaddress.IPv6Network(network) for network in ("2002::/16", "2001::/32")]


@dataclass(frozen=True, slots=True)
class Manners:
    """How other sites are asked."""

    timeout_s: float = 10  # for each step of a connection
    most_s: float = 20  # for one answer, however slowly it comes
    private_too: bool = False  # whether private networks are no other sites, but ours


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of following a link."""

    outcome: Outcome
    status: int | None = None  # of the last HTTP answer
    leads_to: str = ""  # where a link that moved for good leads now


class _PrivateAddressError(OSError):
    """The name leads to no public address."""


def fetch_all(urls: Iterable[str], *, manners: Manners, done: Callable[[], object] = lambda: None) -> dict[str, Answer]:
    """Follow links to many sites, a few at the same time.

    Args:
        urls: absolute ones.
        manners: how to ask.
        done: called after each link.
    """
    sites: dict[str, list[str]] = {}
    for url in dict.fromkeys(urls):
        sites.setdefault(_site_of(url), []).append(url)

    def one_site(links: list[str]) -> dict[str, Answer]:
        answers = {}
        for link in links:
            answers[link] = fetch(link, manners=manners)
            done()
        return answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        finished = as_completed([pool.submit(one_site, links) for links in sites.values()])
        return {url: answer for future in finished for url, answer in future.result().items()}


def _site_of(url: str) -> str:
    """Who is asked for a link; nobody for what is no address."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # such as http://[
        return ""


def fetch(url: str, *, manners: Manners) -> Answer:
    """Follow a link; a second time if the other site might only have had a bad moment."""
    for _attempt in range(TRIES):
        answer = _follow_redirects(url, manners)
        if answer.outcome not in (Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.FAILING):
            break
    return answer


def _follow_redirects(url: str, manners: Manners) -> Answer:
    """Go from address to address until one answers."""
    address, seen, moved_to, only_permanent = url, {url}, "", True
    while True:
        try:
            status, location = _ask_address(address, manners)
            if status not in _PERMANENT | _TEMPORARY or not location:
                return _judge_status(status, moved_to)
            address = urljoin(address, location)
        except _PrivateAddressError:
            return Answer(Outcome.FORBIDDEN)
        except ValueError:
            return Answer(Outcome.INVALID)
        except TimeoutError:
            return Answer(Outcome.TIMEOUT)
        except (OSError, HTTPException):  # no such name, nobody listens, a wrong certificate, no HTTP
            return Answer(Outcome.UNREACHABLE)
        if address in seen or len(seen) > MOST_HOPS:
            return Answer(Outcome.LOOP, status)
        seen.add(address)
        only_permanent = only_permanent and status in _PERMANENT
        moved_to = address if only_permanent else moved_to


def _judge_status(status: int, moved_to: str) -> Answer:
    if status in _ANSWERS_PEOPLE_ONLY:
        return Answer(Outcome.REFUSED, status)
    if status >= 500:
        return Answer(Outcome.FAILING, status)
    if status >= 400:
        return Answer(Outcome.MISSING, status)
    return Answer(Outcome.MOVED, status, moved_to) if moved_to else Answer(Outcome.WORKS, status)


def _ask_address(url: str, manners: Manners) -> tuple[int, str]:
    """The status of an address and where it redirects to: without the page first, as that costs the other site less.

    Raises:
        ValueError: this is no address of a page.
        OSError: the connection failed; TimeoutError and _PrivateAddressError say how.
        HTTPException: what came is no HTTP.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError(url)
    status, location = _send_request("HEAD", parts, manners)
    return _send_request("GET", parts, manners) if status >= 400 else (status, location)


def _send_request(method: str, parts: SplitResult, manners: Manners) -> tuple[int, str]:
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    agent = f"Mozilla/5.0 (compatible; BezpecnaPlzen-links/1.0; +{settings.SITE_URL})"
    headers = {"User-Agent": agent, "Accept": "text/html,*/*;q=0.8", "Accept-Language": "cs,en;q=0.5"}
    connection = _make_connection(parts, manners)
    try:
        connection.connect()
        with _hung_up_after(manners.most_s, connection):
            connection.request(method, target, headers={**headers, "Connection": "close"})
            response: HTTPResponse = connection.getresponse()
            # Nobody promises that it has only what may stand in an address.
            location = response.headers.get("Location", "").encode("latin-1")
            return response.status, quote(location, safe=string.punctuation)
    finally:
        connection.close()


@contextmanager
def _hung_up_after(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    """Limit what is done with an open connection: the limit of each step does not stop a letter every few seconds.

    Raises:
        TimeoutError: it took longer.
    """
    started, guard = monotonic(), threading.Timer(seconds, _hang_up, [connection])
    guard.daemon = True
    guard.start()
    try:
        yield
    except (OSError, HTTPException):
        if monotonic() - started >= seconds:
            raise TimeoutError from None
        raise
    finally:
        guard.cancel()


def _hang_up(connection: HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # it may be over
        connection.sock.shutdown(socket.SHUT_RDWR)


def _make_connection(parts: SplitResult, manners: Manners) -> HTTPConnection:
    host = (parts.hostname or "").encode("idna").decode()  # a UnicodeError is a ValueError

    class Plain(HTTPConnection):
        def connect(self) -> None:
            self.sock = _public_socket(self.host, self.port, manners)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            plain = _public_socket(self.host, self.port, manners)
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    kind = Secure if parts.scheme == "https" else Plain
    # Without a port, the end of an IPv6 address would be taken for one.
    return kind(host, parts.port or kind.default_port, timeout=manners.timeout_s)


def _public_socket(host: str, port: int, manners: Manners) -> socket.socket:
    """A connection to the first public address of a name that takes it; of many that do not, some are left out."""
    found = [place for *_rest, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    places = [place for place in found if manners.private_too or is_public(str(place[0]))]
    if not places:
        raise _PrivateAddressError
    latest = monotonic() + manners.most_s
    for number, place in enumerate(places, start=1):
        try:
            return socket.create_connection((str(place[0]), port), timeout=manners.timeout_s)
        except OSError:
            if number == len(places) or monotonic() > latest:
                raise
    raise _PrivateAddressError  # not reached: there was a place, and the last one raises


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip not in _PUBLIC_IPV6 or any(ip in carrier for carrier in _CARRIERS):
            return False
    return ip.is_global and not ip.is_multicast
