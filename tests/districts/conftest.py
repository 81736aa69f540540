"""A database of its own for tests in which several connections write at once."""

import copy
from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from pytest_django import DjangoDbBlocker

from districts.models import Absence, Address, Borough, District, Part, Person, Post, Street, Tenure
from tests.conftest import _in_use


@pytest.fixture(scope="session")
def _committing_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BaseDatabaseWrapper]:
    default = connections["default"]
    config = copy.deepcopy(default.settings_dict)
    name = config["NAME"]
    # SQLite in memory has other locks than a file; what is tested here must hold for the file.
    config["TEST"]["NAME"] = (
        str(tmp_path_factory.mktemp("committing") / "db.sqlite3")
        if default.vendor == "sqlite"
        else f"{name}_committing"
    )
    database = load_backend(config["ENGINE"]).DatabaseWrapper(config, "default")
    with django_db_blocker.unblock(), _in_use(database):
        database.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    yield database
    with django_db_blocker.unblock(), _in_use(database):
        database.creation.destroy_test_db(name, verbosity=0)


@pytest.fixture
def committing_database(
    _committing_database: BaseDatabaseWrapper, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database in which tests really commit, from several threads, set up as in real use; emptied after each test."""
    with django_db_blocker.unblock(), _in_use(_committing_database):
        yield
        for model in (Absence, Tenure, Post, Person, Address, Street, Part, District, Borough):
            model.objects.all().delete()
