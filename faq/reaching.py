"""Following a link to another site: politely, not for long, and never into a private network.

The addresses come from texts that people write, so this must not become a way to ask the city's inner servers for
something. A name is therefore looked up once, and the connection is made to the public address that was found and not
to whatever the name means a moment later; every redirect is checked in the same way.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
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
# IPv6 that carries an IPv4 address, which could be any.
_CARRIERS = [ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


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


def reach_all(urls: Iterable[str], *, manners: Manners, done: Callable[[], object] = lambda: None) -> dict[str, Answer]:
    """Follow links to many sites, a few at the same time.

    Args:
        urls: absolute ones.
        manners: how to ask.
        done: called after each link.
    """
    sites: dict[str, list[str]] = {}
    for url in dict.fromkeys(urls):
        sites.setdefault(urlsplit(url).netloc.lower(), []).append(url)

    def one_site(links: list[str]) -> dict[str, Answer]:
        answers = {}
        for link in links:
            answers[link] = reach(link, manners=manners)
            done()
        return answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        finished = as_completed([pool.submit(one_site, links) for links in sites.values()])
        return {url: answer for future in finished for url, answer in future.result().items()}


def reach(url: str, *, manners: Manners) -> Answer:
    """Follow a link; a second time if the other site might only have had a bad moment."""
    for _attempt in range(TRIES):
        answer = _follow(url, manners)
        if answer.outcome not in (Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.FAILING):
            break
    return answer


def _follow(url: str, manners: Manners) -> Answer:
    """Go from address to address until one answers."""
    address, seen, moved_to, only_permanent = url, {url}, "", True
    while True:
        try:
            status, location = _ask(address, manners)
        except _PrivateAddressError:
            return Answer(Outcome.FORBIDDEN)
        except ValueError:
            return Answer(Outcome.INVALID)
        except TimeoutError:
            return Answer(Outcome.TIMEOUT)
        except (OSError, HTTPException):  # no such name, nobody listens, a wrong certificate, no HTTP
            return Answer(Outcome.UNREACHABLE)
        if status not in _PERMANENT | _TEMPORARY or not location:
            return _judged(status, moved_to)
        address = urljoin(address, location)
        if address in seen or len(seen) > MOST_HOPS:
            return Answer(Outcome.LOOP, status)
        seen.add(address)
        only_permanent = only_permanent and status in _PERMANENT
        moved_to = address if only_permanent else moved_to


def _judged(status: int, moved_to: str) -> Answer:
    if status in _ANSWERS_PEOPLE_ONLY:
        return Answer(Outcome.REFUSED, status)
    if status >= 500:
        return Answer(Outcome.FAILING, status)
    if status >= 400:
        return Answer(Outcome.MISSING, status)
    return Answer(Outcome.MOVED, status, moved_to) if moved_to else Answer(Outcome.WORKS, status)


def _ask(url: str, manners: Manners) -> tuple[int, str]:
    """The status of an address and where it redirects to: without the page first, as that costs the other site less.

    Raises:
        ValueError: this is no address of a page.
        OSError: the connection failed; TimeoutError and _PrivateAddressError say how.
        HTTPException: what came is no HTTP.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError(url)
    status, location = _request("HEAD", parts, manners)
    return _request("GET", parts, manners) if status >= 400 else (status, location)


def _request(method: str, parts: SplitResult, manners: Manners) -> tuple[int, str]:
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    agent = f"Mozilla/5.0 (compatible; BezpecnaPlzen-links/1.0; +{settings.SITE_URL})"
    headers = {"User-Agent": agent, "Accept": "text/html,*/*;q=0.8", "Accept-Language": "cs,en;q=0.5"}
    connection = _connection(parts, manners)
    started = monotonic()
    # The limit of each step does not stop a site that sends a letter every few seconds.
    guard = threading.Timer(manners.most_s, _hang_up, [connection])
    guard.daemon = True
    guard.start()
    try:
        connection.request(method, target, headers={**headers, "Connection": "close"})
        response: HTTPResponse = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    except (OSError, HTTPException):
        if monotonic() - started >= manners.most_s:
            raise TimeoutError from None
        raise
    finally:
        guard.cancel()
        connection.close()


def _hang_up(connection: HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # it may be over, or not have begun
        connection.sock.shutdown(socket.SHUT_RDWR)


def _connection(parts: SplitResult, manners: Manners) -> HTTPConnection:
    host = (parts.hostname or "").encode("idna").decode()  # a UnicodeError is a ValueError

    class Plain(HTTPConnection):
        def connect(self) -> None:
            self.sock = _public_socket(self.host, self.port, manners)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            plain = _public_socket(self.host, self.port, manners)
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    kind = Secure if parts.scheme == "https" else Plain
    return kind(host, parts.port, timeout=manners.timeout_s)


def _public_socket(host: str, port: int, manners: Manners) -> socket.socket:
    """A connection to the first public address of a name that takes it."""
    found = [place for *_rest, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    places = [place for place in found if manners.private_too or is_public(str(place[0]))]
    if not places:
        raise _PrivateAddressError
    for number, place in enumerate(places, start=1):
        try:
            return socket.create_connection((str(place[0]), port), timeout=manners.timeout_s)
        except OSError:
            if number == len(places):
                raise
    raise _PrivateAddressError  # not reached: there was a place, and the last one raises


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in carrier for carrier in _CARRIERS):
            return False
    return ip.is_global and not ip.is_multicast
