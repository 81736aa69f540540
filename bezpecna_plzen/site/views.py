"""The home page, the site's own pages, and what machines ask about the site."""

import logging
from functools import partial

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache

from core import database_outage
from districts.page_context import atlas_of
from faq import question_lists
from faq.library import library_of
from faq.models import Page
from mailbox.mail import delivery

from . import pages, sitemaps

NEEDED = 6  # questions on the home page

logger = logging.getLogger(__name__)


def home(request: HttpRequest) -> HttpResponse:
    """One search field, the city's map, what people need most, the topics and the emergency numbers."""
    library = library_of(request)
    shelf = library.shelf(timezone.now())
    needed = SimpleLazyObject(partial(question_lists.choose_most_needed, shelf, limit=NEEDED))  # made if not kept
    return render(request, "home.html", {"shelf": shelf, "needed": needed, "topics": library.offered})


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the site's own pages: its text, and what the portal itself knows about the matter."""
    found = get_object_or_404(Page, slug=slug)
    facts = pages.facts_for_page(slug, atlas=atlas_of(request), today=timezone.localdate())
    own_template = f"pages/{Page.Slug(slug).name.lower()}.html"
    return render(request, [own_template, "pages/page.html"], {"page": found, **facts})


def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of the lists of addresses, for search engines."""
    return render(request, "sitemap_index.xml", {"sections": sitemaps.SECTIONS}, content_type="application/xml")


def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One list of addresses."""
    if section not in sitemaps.SECTIONS:
        raise Http404
    entries = sitemaps.SECTIONS[section](atlas_of(request), timezone.now())
    return HttpResponse(sitemaps.write_xml(entries), content_type="application/xml")


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers leave alone, and where the list of addresses is."""
    return render(request, "robots.txt", {"closed": sitemaps.closed_paths()}, content_type="text/plain; charset=utf-8")


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Able to serve: the database answers and takes changes, and all migrations are applied.

    Of what is wrong the log says more.

    How the mail queue stands is told, too, but late mail does not make the portal unready: messages are accepted all
    the same, and a load balancer that took the portal away would turn a delay into an outage.
    """
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        queue = None if missing else delivery.measure_queue(now=timezone.now())
        takes_changes = bool(missing) or database_outage.takes_changes()
    except DatabaseError:
        logger.exception("not ready: the database does not answer")
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    if queue is None:
        logger.error("not ready: %d migrations are not applied; run `manage.py migrate`", len(missing))
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    if not takes_changes:
        logger.error("not ready: the database is read-only")
        said = "not ready: the database can be read, but takes no changes, so nothing can be sent or answered\n"
        return HttpResponse(said, content_type="text/plain", status=503)
    mail = "late" if queue.late else "ok"
    seconds = f"due for {queue.due_for.total_seconds():.0f} s, oldest {queue.oldest.total_seconds():.0f} s"
    return HttpResponse(f"ok\nmail {mail}: {queue.undelivered} waiting, {seconds}\n", content_type="text/plain")
