"""The home page, and the questions that machines ask about the site's health."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from faq.models import Topic

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
    """Able to serve: the database answers and all migrations are applied. What is wrong is said in the log only."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        logger.exception("not ready: the database does not answer")
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    if missing:
        logger.error("not ready: %d migrations are not applied; run `manage.py migrate`", len(missing))
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
