"""What to look at before the portal goes public: `manage.py check --deploy`. Each check has an id and a hint.

What would break the portal on its first page is checked without `--deploy`, too, and before it serves.
"""

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from core.email_addresses import is_sender


@register(Tags.security, deploy=True)
def site_is_https(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Links in pages and e-mails, secure cookies and HSTS all follow from SITE_URL."""
    if urlsplit(settings.SITE_URL).scheme == "https":
        return []
    return [
        Warning(
            f"SITE_URL is {settings.SITE_URL}, so cookies are not secure and browsers are not told to use TLS.",
            hint="Set SITE_URL to the public address, for example https://www.example.org (see deploy/).",
            id="portal.W001",
        )
    ]


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """A wildcard lets a forged Host header into links."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Warning(
            "ALLOWED_HOSTS accepts any host name.",
            hint="Name the public hosts, separated by commas; without ALLOWED_HOSTS it is the host of SITE_URL.",
            id="portal.W002",
        )
    ]


@register(Tags.security, deploy=True)
def secret_key_is_set(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """The generated key lives beside the code: another server or a new release folder would have another one."""
    if os.environ.get("SECRET_KEY"):
        return []
    return [
        Warning(
            "The secret key was generated on the first run and is kept in var/secret_key.",
            hint="Set SECRET_KEY (50 random characters) and keep it with the other secrets, so that sign-ins survive "
            "a move to another server.",
            id="portal.W003",
        )
    ]


@register(Tags.database, deploy=True)
def database_is_chosen(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """SQLite serves the portal well; a deployment should know that it chose it, and where the file is."""
    if os.environ.get("DATABASE_URL"):
        return []
    return [
        Warning(
            "The database is the default file var/portal.sqlite3, inside the checkout.",
            hint="Set DATABASE_URL: postgres://user:password@host/name, or sqlite:////var/lib/portal/portal.sqlite3 "
            "on a local disk that is backed up.",
            id="portal.W004",
        )
    ]


@register(deploy=True)
def mail_is_configured(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Without EMAIL_URL, mail goes to port 25 of this machine, where usually nobody listens."""
    if os.environ.get("EMAIL_URL"):
        return []
    return [
        Warning(
            "EMAIL_URL is not set, so reports of errors and staff mail may go nowhere.",
            hint="Set EMAIL_URL, for example submission://user:password@mail.example.org:587.",
            id="portal.W005",
        )
    ]


@register(Tags.caches, deploy=True)
def no_cache_is_named(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Attempts to sign in were counted in a cache once; whoever set one up should know that nothing is kept there."""
    if not os.environ.get("CACHE_URL"):
        return []
    return [
        Warning(
            "CACHE_URL is set, but the portal keeps nothing in a cache any more.",
            hint="Take it out of the settings, and the cache away if nobody else uses it.",
            id="portal.W007",
        )
    ]


@register()
def mails_have_a_sender(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Without an acceptable one no mail server would take any mail."""
    written = os.environ.get("MAIL_FROM", "").strip()
    if not written or is_sender(written):
        return []
    return [
        Error(
            f"MAIL_FROM is {written!r}, so no mail could be sent.",
            hint="Write one address, such as portal@example.org or Portal <portal@example.org>.",
            id="portal.E009",
        )
    ]
