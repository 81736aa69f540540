"""The data in memory: one query while nothing changes, and never anything that is no longer true."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from districts import demo
from districts.duty import roster
from districts.lookup import atlas
from districts.models import (
    District,
    ImportKind,
    ImportRun,
    Person,
    Revision,
    Station,
    TableRevision,
    Tenure,
)
from districts.models.revision import LookupModel
from tests.databases import models_read
from tests.factories import (
    make_address,
    make_department,
    make_district,
    make_person,
    make_post,
    make_station,
    make_tenure,
)


def in_a_thread(work: Callable[[], object]) -> None:
    def run() -> None:
        work()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db
def test_asking_again_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_district()
    first = atlas.current()
    with django_assert_num_queries(1):
        assert atlas.current() is first


@pytest.mark.django_db
def test_what_is_read_into_memory_is_read_in_a_fixed_number_of_queries() -> None:
    def queries() -> int:
        Revision.renew()
        TableRevision.objects.update(stamp=Revision.current())  # all are read anew
        with CaptureQueriesContext(connection) as captured:
            atlas.current()
        return len(captured)

    demo.load_demo(now=timezone.now())
    before = queries()
    for number in (31, 32):
        place = make_district(number=number)
        make_tenure(make_post(district=place))
        make_address(district=place)
    assert queries() == before


@pytest.mark.django_db
def test_everything_the_atlas_reads_is_tracked() -> None:
    """Otherwise a change would not be seen until the next restart."""
    make_tenure()
    with CaptureQueriesContext(connection) as captured:
        atlas.current()
    read = models_read(captured)
    assert len(read) > 10
    assert not [model for model in read if not issubclass(model, LookupModel | Revision | TableRevision)]


@pytest.mark.django_db
def test_a_change_is_seen_at_once() -> None:
    district = make_district(name="Bory")
    assert atlas.current().districts[district.number].name == "Bory"
    District.objects.filter(pk=district.pk).update(name="Slovany")
    assert atlas.current().districts[district.number].name == "Slovany"


@pytest.mark.django_db
def test_a_new_telephone_number_does_not_make_places_be_read_anew() -> None:
    demo.load_demo(now=timezone.now())
    before = atlas.current()
    Person.objects.filter(tenures__isnull=False).update(phone="777 111 222")
    with CaptureQueriesContext(connection) as captured:
        after = atlas.current()
    assert after.places is before.places
    assert models_read(captured) == {Person}
    today = timezone.localdate()
    answers = [
        one
        for place in after.districts.values()
        for one in roster.find_responsible(place, on=today, roster=after.roster)
    ]
    assert "777 111 222" in {one.reached.phone for one in answers}


@pytest.mark.django_db
def test_only_people_who_changed_are_made_anew() -> None:
    make_department()
    today = timezone.localdate()
    places = [make_district(number=number) for number in (1, 2)]
    people = [make_tenure(make_post(district=place), make_person()).person for place in places]

    def holders() -> list[Person | None]:
        state = atlas.current()
        found = [roster.find_responsible(place, on=today, roster=state.roster)[0] for place in places]
        return [each.holder for each in found]

    before = holders()
    Person.objects.filter(pk=people[1].pk).update(phone="378 000 001")
    after = holders()
    assert after[0] is before[0]
    assert after[1] is not before[1]
    assert [person and person.phone for person in after] == [people[0].phone, "378 000 001"]
    for known, stored in zip(after, Person.objects.order_by("pk"), strict=True):
        assert {**vars(known), "_state": None} == {**vars(stored), "_state": None}
    Tenure.objects.all().delete()
    people[0].delete()
    assert holders() == [None, None]


@pytest.mark.django_db
def test_a_station_is_as_it_is_now_while_its_district_is_kept() -> None:
    station = make_station(phone="377 111 111")
    district = make_district(mp_station=station)
    kept = atlas.current().districts[district.number]
    Station.objects.filter(pk=station.pk).update(phone="377 222 222")
    now = atlas.current()
    assert now.districts[district.number] is kept
    found = roster.find_responsible(kept, on=timezone.localdate(), roster=now.roster)[0]
    assert found.station is not None
    assert found.station.phone == found.reached.phone == "377 222 222"


@pytest.mark.usefixtures("committing_database")
def test_places_that_change_while_people_are_read_are_read_again() -> None:
    """Else people of one moment would stand beside places of an earlier one."""
    district = make_district(name="Bory")
    atlas.current()
    pending = [lambda: District.objects.filter(pk=district.pk).update(name="Slovany")]
    make_person()

    def change_meanwhile(execute: Callable[..., object], sql: str, *arguments: object) -> object:
        if pending and '"districts_person"' in sql:
            in_a_thread(pending.pop())
        return execute(sql, *arguments)

    with connection.execute_wrapper(change_meanwhile):
        found = atlas.current()
    assert not pending
    assert found.districts[district.number].name == "Slovany"


@pytest.mark.django_db
def test_an_abolished_district_is_not_in_force() -> None:
    district = make_district()
    assert district.number in atlas.current().districts
    district.boundary = None
    district.save()
    now = atlas.current()
    assert district.number not in now.districts
    assert district.number not in now.shapes


@pytest.mark.django_db
def test_a_row_of_the_atlas_costs_no_further_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    demo.load_demo(now=timezone.now())
    now = atlas.current()
    with django_assert_num_queries(0):
        for district in now.districts.values():
            assert district.borough.name
            assert roster.find_responsible(district, on=timezone.localdate(), roster=now.roster)


@pytest.mark.django_db
def test_without_any_data_there_is_an_atlas_too() -> None:
    assert atlas.current().locator.locate(13.37, 49.74) is None


@pytest.mark.django_db
def test_a_rolled_back_change_is_forgotten() -> None:
    make_department(name="Odbor")
    with transaction.atomic():
        make_department(name="Nikdy")
        assert atlas.current().department.name == "Nikdy"
        transaction.set_rollback(True)
    assert atlas.current().department.name == "Odbor"


@pytest.mark.usefixtures("committing_database")
def test_a_change_of_another_connection_is_seen_after_its_commit() -> None:
    make_department(name="Odbor")
    assert atlas.current().department.name == "Odbor"
    in_a_thread(lambda: make_department(name="Jiný odbor"))
    assert atlas.current().department.name == "Jiný odbor"


@pytest.mark.usefixtures("committing_database")
def test_what_is_not_committed_is_seen_by_its_own_connection_only() -> None:
    make_department(name="Odbor")
    seen: list[str] = []
    with transaction.atomic():
        make_department(name="Nikdy")
        seen.append(atlas.current().department.name)
        in_a_thread(lambda: seen.append(atlas.current().department.name))
        seen.append(atlas.current().department.name)
        transaction.set_rollback(True)
    assert [*seen, atlas.current().department.name] == ["Nikdy", "Odbor", "Nikdy", "Odbor"]


@pytest.mark.usefixtures("committing_database")
def test_data_that_changes_while_it_is_read_is_read_again() -> None:
    district = make_district(name="Bory")
    pending = [lambda: District.objects.filter(pk=district.pk).update(name="Slovany")]

    def change_meanwhile(execute: Callable[..., object], sql: str, *arguments: object) -> object:
        if pending and '"districts_tenure"' in sql:  # the districts have been read by then
            in_a_thread(pending.pop())
        return execute(sql, *arguments)

    with connection.execute_wrapper(change_meanwhile):
        found = atlas.current()
    assert not pending
    assert found.districts[district.number].name == "Slovany"
    assert found.stamp == Revision.current()


@pytest.mark.usefixtures("committing_database")
def test_many_threads_at_once_get_the_same_atlas() -> None:
    make_district()
    found: list[atlas.Atlas] = []
    start = threading.Barrier(6)

    def ask() -> None:
        start.wait()
        found.append(atlas.current())
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(one is found[0] for one in found)


@pytest.mark.django_db
def test_data_is_illustrative_until_the_real_one_is_loaded() -> None:
    now = timezone.now()

    def run(kind: ImportKind, *, succeeded: bool, is_demo: bool) -> None:
        ImportRun.objects.create(
            kind=kind, source="", demo=is_demo, started_at=now, finished_at=now, succeeded=succeeded, report={}
        )

    assert atlas.current().illustrative == frozenset()
    for kind in ImportKind:
        run(kind, succeeded=True, is_demo=True)
    assert atlas.current().illustrative == frozenset(ImportKind)
    run(ImportKind.STAFF, succeeded=False, is_demo=False)
    assert atlas.current().illustrative == frozenset(ImportKind)
    run(ImportKind.STAFF, succeeded=True, is_demo=False)
    assert atlas.current().illustrative == frozenset(ImportKind) - {ImportKind.STAFF}
