"""What all tests share: the official data, static files without a build step, skips that CI does not accept."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings
from xdist.remote import Producer

from districts.models import Absence, Address, Borough, District, Part, Person, Post, Street, Tenure
from faq.models import Question
from tests import databases, official_files
from tests.scheduling import SharedSetupTogether, count_workers
from tests.signing_in import sign_in
from tests.thorough import DAY, THOROUGH, examples

# Hashing a password is slow on purpose; here that would be most of the time of the tests that sign somebody in.
# Portals in processes of their own (tests/running.py) hash as in real use, but for the one of the browser.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# How long an example takes says something about the machine only.
hypothesis_settings.register_profile("untimed", deadline=None, max_examples=examples(100))
hypothesis_settings.load_profile("untimed")

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
OTHER_DATABASE = {
    "postgresql": "needs PostgreSQL: start one and set DATABASE_URL=postgres://user:password@localhost/database",
    "sqlite": "needs SQLite: unset DATABASE_URL",
}


@pytest.hookimpl(tryfirst=True)  # before pytest itself chooses by `-m`
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one kind of database are skipped on the other, saying how to run them; those of none are marked `once`.

    CI runs everything on both, so there the former are left out quietly. That the latter use no database is proved
    wherever they run: pytest-django lets nobody near it who did not ask for it.

    What is rare and heavy is left out but before a release, and what only root can do where somebody else runs it.
    """
    vendor = connections["default"].vendor
    for item in items:
        if not (item.get_closest_marker("django_db") or "django_db_setup" in getattr(item, "fixturenames", ())):
            item.add_marker("once")
    elsewhere = [
        (item, reason)
        for name, reason in OTHER_DATABASE.items()
        if name != vendor
        for item in items
        if item.get_closest_marker(name)
    ]
    if REQUIRE_ALL:
        _leave_out([item for item, _ in elsewhere], items, config)
    if not THOROUGH:
        _leave_out([item for item in items if item.get_closest_marker("thorough")], items, config)
    if os.geteuid() != 0:
        _leave_out([item for item in items if item.get_closest_marker("root")], items, config)
    for item, reason in elsewhere:
        item.add_marker(pytest.mark.skip(reason=reason))


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay until the end: not to be looked through for garbage during each test."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """How many workers `--numprocesses auto` means."""
    return count_workers()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SharedSetupTogether:
    """Deal the tests to the workers."""
    return SharedSetupTogether(config, log)


def _leave_out(some: list[pytest.Item], items: list[pytest.Item], config: pytest.Config) -> None:
    config.hook.pytest_deselected(items=some)
    left = {*some}
    items[:] = [item for item in items if item not in left]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Files given as bytes do not become part of a test's name: some hold the time, and workers must agree on names."""
    return "bytes" if isinstance(val, bytes) else None


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", ())) if reporter else 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show the tables of what tests have measured, and say why a run without failures fails."""
    for report in (*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())):
        for name, table in report.user_properties:
            if name == "table":
                terminalreporter.section(report.nodeid)
                terminalreporter.write_line(table)
    if terminalreporter.stats.get("failed") and not THOROUGH:
        terminalreporter.write_line(f"Of long lists only a part was tried: TESTS_DAY={DAY} tries the same again")
    if REQUIRE_ALL and (count := _skipped(config)):
        terminalreporter.write_line(
            f"REQUIRE_ALL=1 and {count} skipped: this run fails, see the reasons above", red=True
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With REQUIRE_ALL=1 (as in CI) a skipped test fails the run, so that nothing stays untested unnoticed."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        databases.remove_masters()
    if REQUIRE_ALL and _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the official files; tests that need it carry the marker `real_data`."""
    if not official_files.are_here():
        pytest.skip("the official files are not here; put them in a folder and set BEZPECNA_PLZEN_DATA to it")
    return official_files.FOLDER


@pytest.fixture(scope="session")
def masters(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> databases.Masters:
    """The databases that those of the tests are copied from."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    return databases.Masters(folder, portal=connections["default"].settings_dict["NAME"])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, masters: databases.Masters, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Let pytest-django find everything migrated in the database that it makes for the tests."""
    test = connections["default"].settings_dict["TEST"]
    with django_db_blocker.unblock():
        master = masters.migrated()
    if not databases.is_sqlite():
        test["TEMPLATE"] = master
        yield
        return
    with databases.in_memory(master) as test["NAME"]:
        yield


@pytest.fixture(scope="session")
def _real_city_database(
    real_data: Path,
    masters: databases.Masters,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BaseDatabaseWrapper]:
    """A second test database of the same kind, with the official files imported once for the whole run."""
    with django_db_blocker.unblock():
        name = databases.own_name(tmp_path_factory.mktemp("city"), "city")
        city = databases.make(name, like=masters.city(real_data))
    yield city
    with django_db_blocker.unblock():
        databases.destroy(city)


@pytest.fixture(scope="module")
def real_city(_real_city_database: BaseDatabaseWrapper) -> Iterator[None]:
    """All of Plzeň, as officially published, in the database of this module's tests.

    Boroughs, the 30 sample districts, streets, parts and the 27,207 addresses are there, and
    `districts.lookup.atlas.current()` answers from them. They were imported once for the whole run into a database
    of their own, so other modules never see them. A module that uses it says

        pytestmark = [pytest.mark.real_data, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]

    What a test writes is rolled back after it. Not for tests with `django_db(transaction=True)`, which would empty it.
    """
    with databases.in_use(_real_city_database):
        yield


@pytest.fixture(scope="session")
def _committing_database(
    masters: databases.Masters,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BaseDatabaseWrapper]:
    with django_db_blocker.unblock():
        database = databases.make(
            databases.own_name(tmp_path_factory.mktemp("committing"), "committing"), like=masters.migrated()
        )
    yield database
    with django_db_blocker.unblock():
        databases.destroy(database)


@pytest.fixture
def committing_database(
    _committing_database: BaseDatabaseWrapper, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database in which tests really commit, from several threads, set up as in real use; emptied after each test."""
    with django_db_blocker.unblock(), databases.in_use(_committing_database):
        yield
        for model in (Absence, Tenure, Post, Person, Address, Street, Part, District, Borough, Question):
            model.objects.all().delete()
        LogEntry.objects.all().delete()


@pytest.fixture
def migrated_copy(masters: databases.Masters, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[str]:
    """The DATABASE_URL of a database for other processes, as migrations leave a new one."""
    with django_db_blocker.unblock():
        url = databases.copy_for_processes(masters.migrated(), tmp_path)
    yield url
    with django_db_blocker.unblock():
        databases.remove_copy_for_processes()


@pytest.fixture
def admin_client(admin_user: User) -> Client:
    """A superuser signed in with a second factor; in place of pytest-django's, which has none and is let nowhere."""
    return sign_in(Client(), admin_user)


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


@pytest.fixture(autouse=True)
def _in_czech() -> Iterator[None]:
    """Each test begins in Czech: the test client leaves a thread in the language of the last page that it read."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
