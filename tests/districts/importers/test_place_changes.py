"""What a list of known places changes is told before; what was corrected by hand is marked, or left."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts.importers.import_report import ImportReport
from districts.importers.import_runner import ignore_progress, run_import
from districts.importers.places import place_import
from districts.models import ImportKind, KnownPlace
from tests.districts.files import import_small_city
from tests.thorough import examples

pytestmark = pytest.mark.django_db

HEADER = "Název;Další názvy;Druh;lat;lon;Okruh;Zdroj;Zveřejněno"
PARK = "Zelený park;Park u lesa;park;49,745;13,365;200;https://example.org/park;ano"
POOL = "Modrý bazén;;sport;49,746;13,366;0;https://example.org/bazen;ano"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four districts, and two places that a list brought."""
    import_small_city(tmp_path)
    KnownPlace.objects.all().delete()
    load(tmp_path, PARK, POOL)
    return tmp_path


def load(folder: Path, *rows: str, dry_run: bool = False, keep_hand: bool = False) -> ImportReport:
    path = folder / "místa.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    with translation.override("en"):
        return run_import(
            kind=ImportKind.PLACES,
            source=path.name,
            load=place_import.make_loader(path, keep_hand=keep_hand),
            now=timezone.now(),
            dry_run=dry_run,
            progress=ignore_progress,
        )


def told(report: ImportReport) -> list[tuple[str, str, str, bool]]:
    """Each field that changes: of which record, old, new, whether by hand."""
    assert report.refused == []
    return [(change.record, each.old, each.new, each.by_hand) for change in report.changes for each in change.fields]


def test_everything_that_changes_is_told_old_and_new(folder: Path) -> None:
    report = load(folder, PARK.replace(";park;", ";jiné;").replace("200", "150"), POOL, dry_run=True)
    assert told(report) == [
        ("Zelený park", "park, garden", "other place", False),
        ("Zelený park", "200", "150", False),
    ]


def test_a_place_that_was_unpublished_by_hand_is_marked_or_left(folder: Path) -> None:
    KnownPlace.objects.filter(name="Zelený park").update(published=False)
    assert told(load(folder, PARK, POOL, dry_run=True)) == [("Zelený park", "no", "yes", True)]
    for _month in range(2):
        report = load(folder, PARK, POOL, keep_hand=True)
        assert [str(change) for change in report.kept] == ["known place Zelený park: published: no → yes"]
    assert not KnownPlace.objects.get(name="Zelený park").published


def test_a_place_renamed_by_hand_is_not_made_anew(folder: Path) -> None:
    KnownPlace.objects.filter(name="Zelený park").update(name="Park Zelený háj")
    assert told(load(folder, PARK, POOL, dry_run=True)) == [("Zelený park", "Park Zelený háj", "Zelený park", True)]
    load(folder, PARK, POOL, keep_hand=True)
    assert set(KnownPlace.objects.values_list("name", flat=True)) == {"Park Zelený háj", "Modrý bazén"}


def test_a_name_that_is_in_the_list_is_that_of_its_own_place(folder: Path) -> None:
    KnownPlace.objects.filter(name="Zelený park").update(name="Park Zelený háj")
    assert load(folder, PARK, POOL, PARK.replace("Zelený park", "Park Zelený háj")).new == 1


def test_half_a_point_is_not_left(folder: Path) -> None:
    KnownPlace.objects.filter(name="Zelený park").update(lat=49.7455)
    load(folder, PARK.replace("13,365", "13,364"), keep_hand=True)
    assert KnownPlace.objects.get(name="Zelený park").lon == 13.365


ROWS = st.builds(
    lambda name, kind, lat, radius: f"{name};;{kind};{lat};13,365;{radius};https://example.org/;ano",
    st.sampled_from(["Zelený park", "ZELENÝ PARK", "Modrý bazén", "Stará škola"]),
    st.sampled_from(["park", "sport", ""]),
    st.sampled_from(["49,745", "49,746"]),
    st.sampled_from(["", "10"]),
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["Zelený park", "Modrý bazén"]),
        st.sampled_from([{"kind": "school"}, {"lat": 49.747}, {"radius_m": 30}, {"published": False}, {"name": "Háj"}]),
    ),
    max_size=3,
    unique_by=lambda edit: str(edit[1]),
)
FIELDS = {"name": "name", "kind": "kind", "latitude": "lat", "radius in metres": "radius_m", "published": "published"}


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, rows=st.lists(ROWS, min_size=1, max_size=3), keep_hand=st.booleans())
def test_a_dry_run_tells_record_by_record_what_the_run_then_does(
    folder: Path, edits: Sequence[tuple[str, dict[str, object]]], rows: list[str], keep_hand: bool
) -> None:
    with transaction.atomic():
        for name, values in edits:
            KnownPlace.objects.filter(name=name).update(**values)
        before = {place.pk: place for place in KnownPlace.objects.all()}
        dry = load(folder, *rows, dry_run=True, keep_hand=keep_hand)
        assert {place.pk for place in KnownPlace.objects.all()} == before.keys()
        report = load(folder, *rows, keep_hand=keep_hand)
        assert dry == report
        told_fields = {
            (change.record, FIELDS[each.field])
            for change in report.changes
            for each in change.fields
            if each.field in FIELDS
        }
        changed = set()
        for place in KnownPlace.objects.all():
            old = before.get(place.pk)
            changed |= {
                (place.name, name) for name in FIELDS.values() if getattr(old, name, None) != getattr(place, name)
            }
        assert told_fields == changed
        transaction.set_rollback(True)
