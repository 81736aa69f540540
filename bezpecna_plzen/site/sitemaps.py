"""The public addresses, for search engines: every page in every language, each naming the others.

Not `django.contrib.sitemaps`: it takes the host from the request, and it would reverse each of 1,300 addresses thirty
times, which takes seconds. Paths are the same in all languages, so each is made once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from districts.lookup.atlas import Atlas
from districts.models import Notice, Street
from faq.models import Page, Question, Topic

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
_ALWAYS_THERE = [
    *("home", "districts:index", "districts:streets", "districts:infoboxes", "districts:notices"),
    *("mailbox:write", "faq:questions"),
]


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page."""

    path: str  # in Czech
    changed: datetime | None = None  # if known


def list_pages(atlas: Atlas, now: datetime) -> Iterator[SitemapPage]:
    """All but the streets; four queries."""
    with override(settings.LANGUAGE_CODE):
        yield from (SitemapPage(reverse(name)) for name in _ALWAYS_THERE)
        yield from (SitemapPage(district.get_absolute_url()) for district in atlas.districts.values())
        for slug in Topic.objects.offered().values_list("slug", flat=True):
            yield SitemapPage(reverse("faq:topic", args=[slug]))
        for slug, changed in Question.objects.published(now=now).values_list("slug", "changed_at"):
            yield SitemapPage(reverse("faq:question", args=[slug]), changed)
        for slug in Page.objects.values_list("slug", flat=True):
            yield SitemapPage(reverse(Page.Slug(slug).name.lower()))
        for pk, *times in Notice.objects.published(now=now).values_list("pk", "published_from", "changed_at"):
            yield SitemapPage(reverse("districts:notice", args=[pk]), max(times))


def list_streets(atlas: Atlas, now: datetime) -> Iterator[SitemapPage]:
    """All streets; one query."""
    with override(settings.LANGUAGE_CODE):
        for slug in Street.objects.order_by("slug").values_list("slug", flat=True):
            yield SitemapPage(reverse("districts:street", args=[slug]))


SECTIONS: dict[str, Callable[[Atlas, datetime], Iterator[SitemapPage]]] = {"pages": list_pages, "streets": list_streets}


def write_xml(entries: Iterable[SitemapPage]) -> str:
    """A list of addresses as sitemaps.org and Google describe it."""
    return _HEAD + "".join(part for entry in entries for part in _in_all_languages(entry)) + "</urlset>\n"


def closed_paths() -> list[str]:
    """Beginnings of paths that are of no use in a search engine: of the staff, or of one message only."""
    accounts = reverse("account_login").split("/")[1]
    closed = [reverse("admin:index"), f"/{accounts}/"]
    for code, _name in settings.LANGUAGES:
        with override(code):
            closed += [reverse("mailbox:sent"), reverse("mailbox:status")]
    return closed


def _in_all_languages(entry: SitemapPage) -> Iterator[str]:
    default = settings.LANGUAGE_CODE
    addresses = {
        code: escape(settings.SITE_URL + ("" if code == default else f"/{code}") + entry.path)
        for code, _name in settings.LANGUAGES
    }
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in {**addresses, "x-default": addresses[default]}.items()
    )
    changed = f"<lastmod>{entry.changed.isoformat(timespec='seconds')}</lastmod>" if entry.changed else ""
    for address in addresses.values():
        yield f"<url><loc>{address}</loc>{changed}{links}</url>\n"
