"""What is kept in memory is made anew when it changes: a write to whatever the public reads renews its stamp."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.revision import Stamp, TrackedModel, TrackedQuerySet
from districts import demo
from districts.models import Address, InfoBox, Revision, TableRevision
from faq.models import Edition, Feedback, UnansweredSearch
from tests import pages
from tests.databases import models_read
from tests.factories import make_notice

# Votes change what is shown at the turn of a month only (faq/feedback.py); what was searched for in vain is counted.
NOT_SHOWN_AT_ONCE = {Feedback, UnansweredSearch}
FOR_MACHINES = [
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-streets.xml",
    "/aktuality/atom.xml",
    "/obrazek.png",
    "/okrsky/14/obrazek.png",
    "/api/v1/districts",
    "/api/v1/districts.geojson",
    "/api/v1/infoboxes.geojson",
    "/api/v1/suggest?q=Klatovsk%C3%A1",
    "/api/v1/lookup?q=Klatovsk%C3%A1",
    "/api/v1/faq",
]


def tracked() -> list[type[TrackedModel]]:
    return [model for model in apps.get_models(include_auto_created=True) if issubclass(model, TrackedModel)]


@pytest.mark.django_db
def test_whatever_public_pages_read_renews_a_stamp_when_it_is_written(client: Client) -> None:
    demo.load_demo(now=timezone.now())
    notice = make_notice()
    read: set[type[Model]] = set()
    Revision.renew()  # so that all that is in memory is read, too
    TableRevision.objects.update(stamp=Revision.current())
    Edition.renew()
    for address in [*pages.PAGES, *pages.FORMS, *FOR_MACHINES, notice.get_absolute_url()]:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, follow=True).status_code < 500, address
        read |= models_read(captured)
    assert {Address, InfoBox} <= read
    assert not [
        model.__name__
        for model in read - NOT_SHOWN_AT_ONCE
        if not issubclass(model, TrackedModel | Stamp | TableRevision)
    ]


def test_no_manager_of_what_is_tracked_goes_past_the_stamp() -> None:
    assert len(tracked()) > 20
    for model in tracked():
        managers = [*model._meta.managers, model._default_manager, model._base_manager]
        assert all(isinstance(manager.all(), TrackedQuerySet) for manager in managers), model
