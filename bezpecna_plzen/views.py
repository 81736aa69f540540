"""The home page, and the questions that machines ask about the site's health."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from faq.models import Topic
from mailbox import delivery

logger = logging.getLogger(__name__)


def home(request: HttpRequest) -> HttpResponse:
    """One search field, the city's map, the topics to write about and the emergency numbers."""
    return render(request, "home.html", {"topics": Topic.objects.offered()})


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Able to serve: the database answers and all migrations are applied. What is wrong is said in the log only.

    How the mail queue stands is told, too, but late mail does not make the portal unready: messages are accepted all
    the same, and a load balancer that took the portal away would turn a delay into an outage.
    """
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        queue = None if missing else delivery.queue(now=timezone.now())
    except DatabaseError:
        logger.exception("not ready: the database does not answer")
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    if queue is None:
        logger.error("not ready: %d migrations are not applied; run `manage.py migrate`", len(missing))
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    mail = "late" if queue.late else "ok"
    seconds = f"due for {queue.due_for.total_seconds():.0f} s, oldest {queue.oldest.total_seconds():.0f} s"
    return HttpResponse(f"ok\nmail {mail}: {queue.undelivered} waiting, {seconds}\n", content_type="text/plain")
