"""When records were last checked, and the one action that writes it down."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.admin.verification import Verifiable
from core.verification import VERIFIED_FOR, is_outdated, mark_verified, unverified
from districts.models import Department, InfoBox, KnownPlace, Person, Station
from faq.models import HelpContact, Question
from tests.factories import (
    make_help_contact,
    make_infobox,
    make_known_place,
    make_person,
    make_question,
    make_station,
)

MAKE: dict[type[models.Model], Callable[[], Any]] = {
    Person: make_person,
    Station: make_station,
    InfoBox: make_infobox,
    HelpContact: make_help_contact,
    KnownPlace: make_known_place,
    Question: make_question,
}
THERE_IS_ONE = {Department}  # its page is its form, there is no list
TODAY = date(2026, 3, 10)


def verifiable() -> list[type[models.Model]]:
    """Every model of ours that says when it was verified."""
    found = []
    for model in apps.get_models():
        try:
            model._meta.get_field("verified_on")
        except FieldDoesNotExist:
            continue
        found.append(model)
    return found


def test_every_record_that_can_be_verified_is_tried_here() -> None:
    assert set(verifiable()) == set(MAKE) | THERE_IS_ONE


@pytest.mark.django_db
@pytest.mark.parametrize("model", MAKE, ids=lambda model: model.__name__)
def test_marking_as_verified_writes_one_entry_of_the_audit_log_for_each_record(
    admin_client: Client, model: type[models.Model]
) -> None:
    site_class = admin.site.get_model_admin(model)
    assert isinstance(site_class, Verifiable)
    chosen, other = [MAKE[model](), MAKE[model]()], MAKE[model]()
    [action] = [name for name in site_class.actions if name in {"mark_verified", "mark_seen"}]
    LogEntry.objects.all().delete()
    response = admin_client.post(
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
        {"action": action, "_selected_action": [record.pk for record in chosen]},
        follow=True,
    )
    assert "2" in str(next(iter(response.context["messages"])))
    today = timezone.localdate()
    for record in [*chosen, other]:
        record.refresh_from_db()
    assert [record.verified_on for record in chosen] == [today, today]
    assert other.verified_on != today
    entries = LogEntry.objects.get_for_model(model).filter(action=LogEntry.Action.UPDATE)
    assert sorted(entry.object_pk for entry in entries) == sorted(str(record.pk) for record in chosen)
    assert all(set(entry.changes_dict) == {"verified_on"} for entry in entries)


@pytest.mark.django_db
def test_all_are_marked_or_none() -> None:
    people = [make_person(verified_on=None) for _ in range(3)]
    records = Person.objects.order_by("pk")
    assert list(records) == people  # read now; the last one is deleted by a colleague meanwhile
    Person.objects.filter(pk=people[-1].pk).delete()
    with pytest.raises(DatabaseError):
        mark_verified(records, on=TODAY)
    assert not Person.objects.filter(verified_on=TODAY).exists()


@pytest.mark.django_db
def test_what_was_never_checked_or_over_a_year_ago_is_unverified() -> None:
    ages = [None, VERIFIED_FOR + timedelta(days=1), VERIFIED_FOR, timedelta(0)]
    days = [None if age is None else TODAY - age for age in ages]
    people = [make_person(verified_on=day) for day in days]
    assert set(Person.objects.filter(unverified(TODAY))) == set(people[:2])
    assert [is_outdated(day, today=TODAY) for day in days if day] == [True, False, False]
