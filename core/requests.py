"""What is asked about a request: where it came from, and things that need to be found out only once while it lasts."""

from collections.abc import Callable, Hashable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest

T = TypeVar("T")
V = TypeVar("V", bound=Callable[..., Any])
ALIKE = "portal.alike"  # the key of `request.META` for what the next function tells
_HOUSEHOLD = 64  # bits of an IPv6 address that a provider gives to one connection; the rest its owner changes at will


def once(request: HttpRequest, name: str, find: Callable[[], T]) -> T:
    """What `find` returns, asked once for a request, so that all of its answer goes by the same.

    Args:
        name: under which it is kept on the request, as one of its attributes.
    """
    kept = vars(request)
    if name not in kept:
        kept[name] = find()
    return cast(T, kept[name])


def for_script(*, automatic: bool) -> Callable[[V], V]:
    """Mark a view that only scripts of a page ask; whoever is signed out gets a short refusal, not a page to sign in.

    Args:
        automatic: the script asks by itself, so that is no sign of life of whoever is signed in.
    """

    def mark(view: V) -> V:
        vars(view).update(for_script=True, is_automatic=automatic)
        return view

    return mark


def state_if_alike(request: HttpRequest) -> Hashable | None:
    """The state of all data but people, if whoever asks for this address now is shown the same; else None.

    So it is None with a query or a session, and for tests and commands, which ask no server.
    """
    state: Hashable | None = request.META.get(ALIKE)
    return state


def client_address(request: HttpRequest) -> str:
    """The network address of whoever asks; behind the proxy the one that the proxy saw. Of IPv6, the network."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return _connection(forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", ""))


def _connection(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:  # how a server that listens on both sees IPv4
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), _HOUSEHOLD), strict=False))
