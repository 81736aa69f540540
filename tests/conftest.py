"""What all tests share: where the official data is, and static files without a build step."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.fixtures import SettingsWrapper

DATA = Path(os.environ.get("BEZPECNA_PLZEN_DATA", settings.BASE_DIR.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the official files; tests that need it carry the marker `real_data`."""
    if not (DATA / "sample_districts.geojson").exists():
        pytest.skip("the official files are not here; put them in a folder and set BEZPECNA_PLZEN_DATA to it")
    return DATA


@pytest.fixture(autouse=True)
def _static_files_without_manifest(settings: SettingsWrapper) -> None:
    """Templates link static files by their plain names; the hashed ones exist only after collectstatic."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
