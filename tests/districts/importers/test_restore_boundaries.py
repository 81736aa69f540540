"""An earlier set of boundaries can be seen and put in force again, after the same checks."""

from pathlib import Path

import pytest
import shapely
from django.core.management import CommandError
from shapely.geometry import mapping

from districts.models import Address, Borough, BoundarySet, District, ImportKind, ImportRun
from tests.districts.files import RIGHT, cell, district_features, import_small_city, run, write_areas
from tests.factories import make_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(tmp_path: Path) -> BoundarySet:
    """The small city came from one file, then another joined districts 1 and 3; gives the first set."""
    import_small_city(tmp_path)
    features = district_features()
    features[0]["geometry"] = mapping(cell(0, 0, rows=2))
    del features[2]
    code, said = run("import_districts", write_areas(tmp_path / "slouceni.geojson", features), "--author=jana")
    assert code == 0, said
    return BoundarySet.objects.earliest("pk")


def boundaries() -> dict[int, object]:
    return dict(District.objects.current().values_list("number", "boundary"))


def test_sets_are_listed_with_when_where_from_and_who(merged: BoundarySet) -> None:
    code, said = run("restore_boundaries")
    assert code == 0
    newest, oldest = said.splitlines()
    assert newest.endswith("slouceni.geojson  jana")
    assert "import_districts.geojson" in oldest
    assert oldest.split()[0] == str(merged.pk)


def test_an_empty_list_says_what_to_do() -> None:
    assert "Run import_districts first." in run("restore_boundaries")[1]


def test_restoring_brings_back_districts_and_their_addresses(merged: BoundarySet) -> None:
    address = make_address(district=District.objects.get(number=1), lon=13.365, lat=49.755)
    code, said = run("restore_boundaries", merged.pk, "--author=petr")
    assert code == 0, said
    assert "changed: 2   unchanged: 2" in said
    assert "Addresses that moved to another district: 1." in said
    assert list(boundaries()) == [1, 2, 3, 4]
    assert Address.objects.get(pk=address.pk).district.number == 3


def test_restoring_is_recorded_as_a_new_set_and_a_run(merged: BoundarySet) -> None:
    run("restore_boundaries", merged.pk, "--author=petr")
    latest = BoundarySet.objects.latest("pk")
    assert (latest.origin, latest.author) == (f"Restored set {merged.pk}: import_districts.geojson", "petr")
    assert latest.features == merged.features
    record = ImportRun.objects.latest("pk")
    assert (record.kind, record.source, record.succeeded) == (
        ImportKind.DISTRICTS,
        f"restore_boundaries {merged.pk}",
        True,
    )


def test_restoring_what_is_in_force_changes_nothing(merged: BoundarySet) -> None:
    latest = BoundarySet.objects.latest("pk")
    code, said = run("restore_boundaries", latest.pk)
    assert code == 0
    assert "changed: 0   unchanged: 3" in said
    assert BoundarySet.objects.latest("pk") == latest


def test_a_dry_run_restores_nothing(merged: BoundarySet) -> None:
    before = boundaries()
    code, said = run("restore_boundaries", merged.pk, "--dry-run")
    assert code == 0
    assert "changed: 2" in said
    assert boundaries() == before


def test_a_set_that_does_not_pass_the_checks_is_not_restored(merged: BoundarySet) -> None:
    merged.features["features"][0]["geometry"] = mapping(shapely.box(13.36, 49.74, 13.37, 49.752))
    merged.save()
    before = boundaries()
    code, said = run("restore_boundaries", merged.pk)
    assert (code, boundaries()) == (1, before)
    assert "Overlap: district 1 and district 3" in said


def test_a_set_that_leaves_an_address_without_a_district_is_not_restored(merged: BoundarySet) -> None:
    make_address(district=District.objects.get(number=1), lon=13.365, lat=49.755)
    del merged.features["features"][2]
    merged.save()
    before = boundaries()
    code, said = run("restore_boundaries", merged.pk, "--allow-gaps")
    assert (code, boundaries()) == (1, before)
    assert "Addresses that would be in no district: 1" in said


def test_a_set_with_an_address_in_another_borough_needs_the_same_permission_as_its_file(merged: BoundarySet) -> None:
    make_address(
        district=District.objects.get(number=1), borough=Borough.objects.get(code=RIGHT), lon=13.365, lat=49.745
    )
    code, said = run("restore_boundaries", merged.pk)
    assert code == 1
    assert "add --allow-borough-mismatch" in said
    assert run("restore_boundaries", merged.pk, "--allow-borough-mismatch")[0] == 0


def test_a_set_with_gaps_needs_the_same_permission_as_its_file(tmp_path: Path, merged: BoundarySet) -> None:
    del merged.features["features"][2]
    merged.save()
    assert run("restore_boundaries", merged.pk)[0] == 1
    assert run("restore_boundaries", merged.pk, "--allow-gaps")[0] == 0


def test_a_set_that_does_not_exist_is_told(merged: BoundarySet) -> None:
    with pytest.raises(CommandError, match="There is no set 99"):
        run("restore_boundaries", 99_999)
