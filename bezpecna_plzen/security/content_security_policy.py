"""The Content-Security-Policy of every page: where anything on it may come from. Loaded by the settings."""

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF


def make_policy(*, tiles: str) -> dict[str, Any]:
    """The policy, as django-csp takes it.

    Args:
        tiles: the address of the base map's tiles; pictures may come from there, too.
    """
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF, NONCE],
            "style-src": [SELF, NONCE],
            "img-src": [SELF, "data:", *_tile_servers(tiles)],
            "connect-src": [SELF],
            "font-src": [SELF],
            "form-action": [SELF],
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
            "object-src": [NONE],
            "manifest-src": [SELF],
        },
    }


def _tile_servers(tiles: str) -> list[str]:
    """The servers of a tile address, as the policy names them; none for our own server."""
    parts = urlsplit(tiles)
    return [f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"] if parts.netloc else []
