"""What the lock files of the tools must hold so that every machine installs the same."""

import json
from pathlib import Path

import pytest
from django.conf import settings

TOOLS: Path = settings.BASE_DIR / ".ci" / "tools"
NAMED_BY_REGISTRY = "latest"


@pytest.fixture(scope="module")
def locked() -> dict[str, dict[str, dict[str, str]]]:
    packages: dict[str, dict[str, dict[str, str]]] = json.loads((TOOLS / "package-lock.json").read_text())["packages"]
    return {place: package for place, package in packages.items() if place}


def test_each_npm_package_is_locked_with_its_source_and_checksum(
    locked: dict[str, dict[str, dict[str, str]]],
) -> None:
    """Without its source, npm asks the registry anew for what another package wants as `latest`."""
    assert any(NAMED_BY_REGISTRY in package.get("dependencies", {}).values() for package in locked.values())
    assert [place for place, package in locked.items() if not ({"resolved", "integrity"} <= package.keys())] == []


def test_no_override_names_a_package_that_another_asks_for_as_latest(
    locked: dict[str, dict[str, dict[str, str]]],
) -> None:
    """The npm of Debian 12 and 13 then says that there is no lock file and installs nothing."""
    overrides = json.loads((TOOLS / "package.json").read_text()).get("overrides", {})
    latest = {
        name
        for package in locked.values()
        for name, asked in package.get("dependencies", {}).items()
        if asked == NAMED_BY_REGISTRY
    }
    assert latest & overrides.keys() == set()
