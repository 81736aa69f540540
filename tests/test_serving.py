"""Starting the server: the port, and static files that are collected only when they changed."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from bezpecna_plzen import serving


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something else listens on."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as another copy of the server does
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_refused_before_anything_is_done(taken: int) -> None:
    with pytest.raises(CommandError, match=rf"127\.0\.0\.1:{taken}.*make run PORT={taken + 1}"):
        call_command("serve", port=taken, prepare=True)


def test_a_free_port_is_accepted() -> None:
    serving.check_port("127.0.0.1", 0)


def test_static_files_are_collected_again_only_when_one_changed(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "source"
    source.mkdir()
    style = source / "style.css"
    style.write_text("p { margin: 0 }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    assert serving.collect_static()
    assert not serving.collect_static()
    os.utime(style, (1, 1))
    assert serving.collect_static()
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    assert serving.collect_static()
    assert list(settings.STATIC_ROOT.glob("style.*.css"))
