"""Every write that lookups depend on gives the data a new stamp, in the same transaction."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, models, transaction

from core.revision import Snapshot
from districts.models import (
    Absence,
    Address,
    Borough,
    Department,
    District,
    ImportKind,
    ImportRun,
    InfoBox,
    KnownPlace,
    Locality,
    Notice,
    Part,
    Person,
    Post,
    Revision,
    Station,
    StationKind,
    Street,
    TableRevision,
    Tenure,
)
from districts.models.revision import LookupModel
from tests.factories import (
    make_absence,
    make_address,
    make_borough,
    make_department,
    make_district,
    make_infobox,
    make_notice,
    make_part,
    make_person,
    make_post,
    make_station,
    make_street,
    make_tenure,
)


def make_run() -> ImportRun:
    now = datetime(2026, 9, 1, 8, tzinfo=UTC)
    return ImportRun.objects.create(
        kind=ImportKind.STAFF, source="lide.csv", started_at=now, finished_at=now, succeeded=True, report={}
    )


# How to make a row of each model, and a field that any text or number may be written to.
MAKERS: dict[type[models.Model], tuple[Callable[[], models.Model], str, Any]] = {
    Absence: (make_absence, "end", None),
    Address: (make_address, "postcode", "31200"),
    Borough: (make_borough, "name", "Jiný"),
    Department: (make_department, "name", "Jiný"),
    District: (make_district, "name", "Jiný"),
    ImportRun: (make_run, "source", "jiny.csv"),
    InfoBox: (make_infobox, "note", "Jiná"),
    KnownPlace: (lambda: KnownPlace.objects.create(name="Nikde", lat=49.7, lon=13.3), "address", "Dlouhá 1"),
    Locality: (lambda: Locality.objects.create(name="Nikde", lat=49.7, lon=13.3), "name", "Jinde"),
    Notice: (make_notice, "title", "Jiný"),
    Part: (make_part, "name", "Jiná"),
    Person: (make_person, "name", "Jiná"),
    Post: (make_post, "role", "policista"),
    Station: (make_station, "name", "Jiná"),
    Street: (make_street, "name", "Jiná"),
    Tenure: (make_tenure, "end", None),
}

# What changes with a row of another table: a known place loses an address that is deleted.
WITH_IT: dict[tuple[type[models.Model], str], set[str]] = {(Address, "delete"): {"districts_knownplace"}}


def tracked() -> set[type[models.Model]]:
    return {model for model in apps.get_app_config("districts").get_models() if issubclass(model, LookupModel)}


def test_every_tracked_model_is_tested_here() -> None:
    assert set(MAKERS) == tracked()


def fresh_copy(row: Any) -> Any:
    """The same row, not yet saved."""
    copy = type(row)._default_manager.get(pk=row.pk)
    row.delete()
    copy._state.adding = True
    return copy


def get_or_create(row: Any) -> None:
    copy = fresh_copy(row)
    values = {field.attname: getattr(copy, field.attname) for field in copy._meta.concrete_fields}
    assert type(row)._default_manager.get_or_create(**values)[1]


WRITES: dict[str, Callable[[Any, str, Any], object]] = {
    "save": lambda row, field, value: row.save(),
    "save some fields": lambda row, field, value: row.save(update_fields=[field]),
    "delete": lambda row, field, value: row.delete(),
    "queryset delete": lambda row, field, value: type(row)._default_manager.filter(pk=row.pk).delete(),
    "update": lambda row, field, value: type(row)._default_manager.filter(pk=row.pk).update(**{field: value}),
    "bulk update": lambda row, field, value: type(row)._default_manager.bulk_update([row], [field]),
    "update or create": lambda row, field, value: type(row)._default_manager.update_or_create(
        pk=row.pk, defaults={field: value}
    ),
}
CREATIONS: dict[str, Callable[[Any], object]] = {
    "save new": lambda row: fresh_copy(row).save(),
    "bulk create": lambda row: type(row)._default_manager.bulk_create([fresh_copy(row)]),
    "get or create": get_or_create,
}


@pytest.mark.django_db
@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("write", WRITES)
def test_a_write_renews_the_stamp(model: type[models.Model], write: str) -> None:
    make, field, value = MAKERS[model]
    row = make()
    before = Revision.current()
    WRITES[write](row, field, value)
    assert Revision.current() != before


@pytest.mark.django_db
@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_a_write_renews_the_stamp_of_its_table_and_of_no_other(model: type[models.Model]) -> None:
    """Places take long to read, so a new telephone number must not make them be read anew."""
    make, field, value = MAKERS[model]
    row = make()
    for write in ("update", "save", "bulk update", "delete"):
        before = TableRevision.current()
        WRITES[write](row, field, value)
        after = TableRevision.current()
        changed = {table for table in after if after[table] != before[table]}
        assert changed == {model._meta.db_table, *WITH_IT.get((model, write), ())}


@pytest.mark.django_db
def test_each_table_has_a_stamp_from_the_beginning() -> None:
    """Else what was read before the first write could not be told from what was read after it was taken back."""
    tables = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if issubclass(model, LookupModel)
    }
    assert {table for table, stamp in TableRevision.current().items() if stamp} == tables


@pytest.mark.django_db
@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("creation", CREATIONS)
def test_a_new_row_renews_the_stamp(model: type[models.Model], creation: str) -> None:
    row: Any = MAKERS[model][0]()
    stamps: list[str] = []
    original = model.delete

    def remember(self: models.Model) -> Any:
        result = original(self)
        stamps.append(Revision.current())
        return result

    row.delete = remember.__get__(row)  # the stamp between the deletion and the creation
    CREATIONS[creation](row)
    assert stamps
    assert Revision.current() != stamps[0]


@pytest.mark.django_db
def test_what_changes_while_it_is_loaded_is_loaded_again() -> None:
    """Else one part of what is kept would be older than another, under the newest stamp."""
    loaded = []

    def load(stamp: str, before: int | None) -> int:
        loaded.append(stamp)
        if len(loaded) == 1:
            make_person()
        return len(loaded)

    kept = Snapshot(Revision, load)
    assert [kept.current(), kept.current()] == [2, 2]
    assert loaded[1] == Revision.current() != loaded[0]


@pytest.mark.django_db
def test_writes_through_relations_renew_the_stamp() -> None:
    station, borough = make_station(StationKind.OFFICE), make_borough()
    before = Revision.current()
    station.boroughs.add(borough)
    assert Revision.current() != before


@pytest.mark.django_db
def test_reading_leaves_the_stamp() -> None:
    make_tenure()
    before = Revision.current()
    list(Tenure.objects.select_related("person"))
    assert Revision.current() == before


@pytest.mark.django_db
def test_a_rolled_back_write_leaves_the_stamp() -> None:
    before = Revision.current()
    with transaction.atomic():
        make_person()
        transaction.set_rollback(True)
    assert Revision.current() == before


@pytest.mark.django_db
def test_a_missing_stamp_is_made_again() -> None:
    Revision.objects.all().delete()
    assert Revision.current() == ""
    make_person()
    assert Revision.current() != ""


@pytest.mark.usefixtures("committing_database")
def test_another_connection_sees_the_new_stamp_only_after_the_commit() -> None:
    before = Revision.current()
    seen: list[str] = []

    def look() -> None:
        seen.append(Revision.current())
        connections.close_all()

    def look_elsewhere() -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    with transaction.atomic():
        make_person()
        look_elsewhere()
    look_elsewhere()
    assert seen == [before, Revision.current()]
    assert seen[0] != seen[1]
