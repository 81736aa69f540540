"""What the lock files of the tools must hold so that every machine installs the same."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

TOOLS: Path = settings.BASE_DIR / ".ci" / "tools"
NAMED_BY_REGISTRY = "latest"


@pytest.fixture(scope="module")
def locked() -> dict[str, dict[str, dict[str, str]]]:
    packages: dict[str, dict[str, dict[str, str]]] = json.loads((TOOLS / "package-lock.json").read_text())["packages"]
    return {place: package for place, package in packages.items() if place}


def test_each_npm_package_is_locked_with_its_checksum(locked: dict[str, dict[str, dict[str, str]]]) -> None:
    assert locked
    assert [place for place, package in locked.items() if "integrity" not in package] == []


def test_those_that_others_ask_for_as_latest_have_a_source_that_names_no_registry(
    locked: dict[str, dict[str, dict[str, str]]],
) -> None:
    """Without a source, npm asks the registry anew; `.ci/tools/.npmrc` has it put that of the machine in its place."""
    wanted = {
        name
        for package in locked.values()
        for name, version in package.get("dependencies", {}).items()
        if version == NAMED_BY_REGISTRY
    }
    sources = {
        place.rpartition("node_modules/")[2]: urlsplit(str(package["resolved"])).hostname
        for place, package in locked.items()
        if "resolved" in package
    }
    assert wanted
    assert sources == dict.fromkeys(wanted, "registry.invalid")


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
