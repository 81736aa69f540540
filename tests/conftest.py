"""What all tests share: the official data, static files without a build step, and skips that CI does not accept."""

import copy
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from pytest_django import DjangoDbBlocker, Settings

DATA = Path(os.environ.get("BEZPECNA_PLZEN_DATA", settings.BASE_DIR.parent / "shared" / "data"))
# The order matters: districts lie in boroughs, addresses in districts.
REAL_FILES = {
    "import_boroughs": "plzen_boroughs.geojson",
    "import_districts": "sample_districts.geojson",
    "import_addresses": "20231231_OB_554791_ADR.csv",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need PostgreSQL say so when they are skipped, and how to get it."""
    if connections["default"].vendor != "postgresql":
        skip = pytest.mark.skip(
            reason="needs PostgreSQL: start one and set DATABASE_URL=postgres://user:password@localhost/database"
        )
        for item in items:
            if item.get_closest_marker("postgresql"):
                item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With REQUIRE_ALL=1 (as in CI) a skipped test fails, so that nothing stays untested unnoticed.

    What the database in use cannot have is not asked of it: each suite runs on both.
    """
    report = yield
    other_database = item.get_closest_marker("postgresql") and connections["default"].vendor != "postgresql"
    if report.skipped and os.environ.get("REQUIRE_ALL") == "1" and not other_database:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1 allows no skipped test. {reason}"
    return report


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the official files; tests that need it carry the marker `real_data`."""
    if not (DATA / "sample_districts.geojson").exists():
        pytest.skip("the official files are not here; put them in a folder and set BEZPECNA_PLZEN_DATA to it")
    return DATA


@pytest.fixture(scope="session")
def _real_city_database(
    real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BaseDatabaseWrapper]:
    """A second test database of the same kind, with the official files imported once for the whole run."""
    default = connections["default"]
    config = copy.deepcopy(default.settings_dict)
    name = config["NAME"]
    config["TEST"]["NAME"] = (
        str(tmp_path_factory.mktemp("real_city") / "city.sqlite3") if default.vendor == "sqlite" else f"{name}_city"
    )
    city = load_backend(config["ENGINE"]).DatabaseWrapper(config, "default")
    with django_db_blocker.unblock(), _in_use(city):
        city.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        for command, file in REAL_FILES.items():
            output = StringIO()
            try:
                call_command(command, real_data / file, stdout=output)
            except SystemExit:
                pytest.fail(f"{command} refused the official file:\n{output.getvalue()}")
    yield city
    with django_db_blocker.unblock(), _in_use(city):
        city.creation.destroy_test_db(name, verbosity=0)


@pytest.fixture(scope="module")
def real_city(_real_city_database: BaseDatabaseWrapper) -> Iterator[None]:
    """All of Plzeň, as officially published, in the database of this module's tests.

    Boroughs, the 30 sample districts, streets, parts and the 27,207 addresses are there and `districts.atlas.current()`
    answers from them. They were imported once for the whole run into a database of their own, so other modules never
    see them. A module that uses it says

        pytestmark = [pytest.mark.real_data, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]

    What a test writes is rolled back after it. Not for tests with `django_db(transaction=True)`, which would empty it.
    """
    with _in_use(_real_city_database):
        yield


@contextmanager
def _in_use(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Make a database the default one, here and in threads started meanwhile."""
    default = connections["default"]
    name = connections.settings["default"]["NAME"]
    connections["default"] = database
    connections.settings["default"]["NAME"] = database.settings_dict["NAME"]
    try:
        yield
    finally:
        database.close()
        connections["default"] = default
        connections.settings["default"]["NAME"] = name


@pytest.fixture(scope="session")
def _empty_static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _static_files_without_manifest(settings: Settings, _empty_static_root: Path) -> None:
    """Templates link static files by their plain names; the hashed ones exist only after collectstatic."""
    settings.STATIC_ROOT = _empty_static_root
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
