"""Which links the texts have, where they lead, and what is kept about it for the editors."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import models, transaction
from django.utils import translation
from django.utils.html import urlize
from modeltranslation.fields import TranslationField

from core.rich_text import RichTextField
from faq.models import LinkCheck

from .fetching import Answer, Manners, fetch_all

Outcome = LinkCheck.Outcome
_DEFAULT_PORTS = {"http": 80, "https": 443}
Progress = Callable[[int, int], object]  # how many links are done, of how many


@dataclass(frozen=True, slots=True)
class Link:
    """A link in one language of a record."""

    language: str  # empty for what is the same in all of them
    url: str  # as it is written


class _Hrefs(HTMLParser):
    """Collects where the links of a text lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value.strip() for name, value in attrs if name == "href" and value]


def links_of(record: models.Model) -> list[Link]:
    """The links that readers of a record can follow, each once for each language; no telephones and e-mails."""
    found: dict[Link, None] = {}  # an ordered set
    for field in record._meta.concrete_fields:
        text = field.value_from_object(record) or ""
        if isinstance(field, models.URLField):
            urls = [text]
        elif isinstance(field, TranslationField) and isinstance(field, models.TextField):
            # Addresses in plain text become links when it is shown.
            urls = _find_hrefs(text if isinstance(field, RichTextField) else urlize(text, autoescape=True))
        else:
            continue
        for url in urls:
            if url and not url.startswith(("#", "mailto:", "tel:")):
                found[Link(getattr(field, "language", ""), url)] = None
    return list(found)


def _find_hrefs(html: str) -> list[str]:
    parser = _Hrefs()
    parser.feed(html)
    parser.close()
    return parser.found


def own_path(url: str) -> str | None:
    """The path and query of a page of this site; None for another site.

    Raises:
        ValueError: this is no address, such as http://[
    """
    whole = urlsplit(urljoin(f"{settings.SITE_URL}/", url))
    if whole.scheme not in ("http", "https") or whole.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
        return None
    path = whole.path or "/"
    return f"{path}?{whole.query}" if whole.query else path


def check_links(
    records: Iterable[models.Model],
    *,
    now: datetime,
    internal_only: bool,
    manners: Manners,
    progress: Progress = lambda _done, _total: None,
) -> list[LinkCheck]:
    """Follow every link in the texts of records, and keep what was found in place of what was known.

    Args:
        records: with texts in all languages.
        now: when this is, aware.
        internal_only: whether only links to this site are followed; what is known about the others stays.
        manners: how other sites are asked.
        progress: told after each link.

    Returns:
        One result for each link of each record and language.
    """
    links = [(record, link) for record in records for link in links_of(record)]
    own_paths: dict[str, str] = {}
    others: dict[str, str] = {}
    for _record, link in links:
        path = _path_or_none(link.url)
        if path is not None:
            own_paths[link.url] = path
        elif not internal_only:
            others[link.url] = _with_scheme(link.url)
    total = len(own_paths) + len(set(others.values()))
    done = 0

    def one_more() -> None:
        nonlocal done
        done += 1
        progress(done, total)

    answers: dict[str, Answer] = {}
    for url, path in own_paths.items():
        answers[url] = ask_ourselves(path)
        one_more()
    fetched = fetch_all(others.values(), manners=manners, done=one_more)
    answers |= {url: fetched[address] for url, address in others.items()}
    return _keep_results(links, answers, now=now, internal_only=internal_only)


def _path_or_none(url: str) -> str | None:
    try:
        return own_path(url)
    except ValueError:
        return None


def _with_scheme(url: str) -> str:
    return f"https:{url}" if url.startswith("//") else url


def _keep_results(
    links: list[tuple[models.Model, Link]],
    answers: Mapping[str, Answer],
    *,
    now: datetime,
    internal_only: bool,
) -> list[LinkCheck]:
    results = [
        LinkCheck(
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            language=link.language,
            url=link.url,
            outcome=answers[link.url].outcome,
            status=answers[link.url].status,
            leads_to=answers[link.url].leads_to,
            checked_at=now,
        )
        for record, link in links
        if link.url in answers
    ]
    with transaction.atomic():
        known = LinkCheck.objects.values_list("pk", "url")
        asked_again = [key for key, url in known if not internal_only or _path_or_none(url) is not None]
        LinkCheck.objects.filter(pk__in=asked_again).delete()
        return LinkCheck.objects.bulk_create(results)


def forget_gone_links(record: models.Model) -> None:
    """Drop what is known about links that a record no longer has."""
    there = set(links_of(record))
    known = LinkCheck.objects.about(record).values_list("pk", "language", "url")
    gone = [key for key, language, url in known if Link(language, url) not in there]
    LinkCheck.objects.filter(pk__in=gone).delete()


@cache
def _load_portal() -> WSGIHandler:
    return WSGIHandler()


def ask_ourselves(path: str) -> Answer:
    """What the public gets at a path of this site: the portal is asked as by its server, in this process."""
    site = urlsplit(settings.SITE_URL)
    where, _mark, query = path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(where).decode("latin-1"),  # as WSGI wants it
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or _DEFAULT_PORTS[site.scheme]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
    }
    # Not through WSGIHandler's own call, which ends a request by closing the database connection of this thread.
    with translation.override(translation.get_language()):  # the page of another language leaves it behind
        response = _load_portal().get_response(WSGIRequest(environ))
    status = response.status_code
    if status in (301, 308):
        return Answer(Outcome.MOVED, status, response.headers.get("Location", ""))
    if status >= 500:
        return Answer(Outcome.FAILING, status)
    return Answer(Outcome.MISSING if status in (404, 410) else Outcome.WORKS, status)
