"""Files of photos: stored whole or not at all, sealed while staged, served safely, removed when nobody names them."""

import os
import stat
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from csp.middleware import CSPMiddleware
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from mailbox.photos import storage
from mailbox.photos.storage import StoredPhoto
from tests.hostile_images import encoded, exif, picture
from tests.mailbox.factories import make_attachment, make_message

NOW = timezone.now()
OLD = storage.ORPHAN_AFTER + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for uploads."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.jpg", encoded(picture(), "JPEG", exif=exif(6)))


def stored_names() -> list[str]:
    return sorted(path.name for path in storage.photo_folder().iterdir()) if storage.photo_folder().exists() else []


def file_of(age: timedelta = timedelta(), name: str = "") -> str:
    """A file that was written so long ago; returns its name."""
    path = storage.photo_folder() / (name or storage.store_photo(upload()).name)
    path.touch()
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))
    return path.name


# --- storing --------------------------------------------------------------------------------------------------------


def test_a_photo_is_stored_clean_under_a_random_name_for_nobody_else() -> None:
    photo = storage.store_photo(upload())
    path = storage.photo_folder() / photo.name
    assert stored_names() == [photo.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(storage.photo_folder().stat().st_mode) == 0o700
    assert storage.read_photo(photo.name) == path.read_bytes()
    assert b"SECRET" not in path.read_bytes()
    assert path.stat().st_size == photo.size
    with Image.open(path) as image:
        assert image.format == "JPEG"
        assert image.size == (photo.width, photo.height) == (64, 96)
    assert storage.store_photo(upload()).name != photo.name


def test_a_refused_photo_leaves_nothing() -> None:
    with pytest.raises(ValidationError):
        storage.store_photo(SimpleUploadedFile("a.jpg", b"no picture"))
    assert stored_names() == []


@pytest.mark.parametrize(("failing", "call"), [("fsync", 1), ("rename", 1), ("fsync", 2)])
def test_a_full_disk_leaves_nothing_half_written(monkeypatch: pytest.MonkeyPatch, failing: str, call: int) -> None:
    real = getattr(os, failing)
    calls: list[Any] = []

    def full(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == call:
            raise OSError(28, "No space left on device")
        real(*arguments)

    monkeypatch.setattr(os, failing, full)
    with pytest.raises(OSError, match="No space left"):
        storage.store_photo(upload())
    assert stored_names() == []


# --- sealed references ----------------------------------------------------------------------------------------------


def test_a_sealed_photo_is_found_again() -> None:
    photo = storage.store_photo(upload())
    assert storage.unseal_photo(storage.seal_photo(photo)) == photo


@pytest.mark.parametrize(
    "forge",
    [
        lambda sealed: "",
        lambda sealed: "x",
        lambda sealed: sealed[:-1] + ("A" if sealed[-1] != "A" else "B"),
        lambda sealed: sealed.replace(":", ""),
        lambda sealed: "ž" + sealed,
        lambda sealed: signing.dumps(["0" * 32 + ".jpg", 1, 1, 1]),
        lambda sealed: signing.dumps(["../../secret", 1, 1, 1], salt="another"),
        lambda sealed: signing.dumps(["too", "few"], salt="mailbox.photos.staged"),
        lambda sealed: signing.dumps(7, salt="mailbox.photos.staged"),
    ],
    ids=["empty", "short", "changed", "no separators", "foreign letter", "no salt", "other salt", "few", "number"],
)
def test_a_forged_reference_is_worth_nothing(forge: Callable[[str], str]) -> None:
    assert storage.unseal_photo(forge(storage.seal_photo(storage.store_photo(upload())))) is None


def test_a_reference_ends_with_its_time_and_with_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = storage.store_photo(upload())
    sealed, now = storage.seal_photo(photo), time.time()
    monkeypatch.setattr(time, "time", lambda: now + storage.STAGED_FOR.total_seconds() - 60)
    assert storage.unseal_photo(sealed) == photo
    monkeypatch.setattr(time, "time", lambda: now + storage.STAGED_FOR.total_seconds() + 60)
    assert storage.unseal_photo(sealed) is None
    monkeypatch.undo()
    (storage.photo_folder() / photo.name).unlink()
    assert storage.unseal_photo(sealed) is None


def test_a_link_shows_a_photo_and_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A photo of a message, whose file may go with it, never becomes a part of another one."""
    photo = storage.store_photo(upload())
    link, now = storage.seal_link(photo.name), time.time()
    assert storage.name_in_link(link) == storage.name_in_link(storage.seal_photo(photo)) == photo.name
    assert storage.unseal_photo(link) is None
    assert storage.name_in_link("x") is storage.name_in_link(signing.dumps(photo.name)) is None
    monkeypatch.setattr(time, "time", lambda: now + storage.STAGED_FOR.total_seconds() + 60)
    assert storage.name_in_link(link) is None


# --- reading and serving --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", "..", "../secret.jpg", "0" * 32 + ".png", "0" * 31 + ".jpg", "0" * 32 + ".jpg\n", "A" * 32 + ".jpg"]
)
def test_only_names_of_photos_are_read(media: Path, name: str) -> None:
    storage.store_photo(upload())
    (media / "secret.jpg").write_bytes(b"secret")
    with pytest.raises(FileNotFoundError):
        storage.read_photo(name)
    with pytest.raises(Http404):
        storage.serve_photo(name)


def test_a_photo_is_served_as_nothing_but_a_picture() -> None:
    photo = storage.store_photo(upload())
    response = storage.serve_photo(photo.name)
    assert response.content == storage.read_photo(photo.name)
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="foto.jpg"'
    assert response["Cache-Control"] == "private, no-store"


def test_the_portals_own_policy_does_not_loosen_that_of_a_photo() -> None:
    middleware = CSPMiddleware(lambda _request: HttpResponse())
    response = middleware.process_response(
        RequestFactory().get("/"), storage.serve_photo(storage.store_photo(upload()).name)
    )
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_photo_that_is_gone_is_not_found() -> None:
    with pytest.raises(Http404):
        storage.serve_photo("0" * 32 + ".jpg")


# --- removing -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_files_go_once_the_deletion_is_certain(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    name = file_of(OLD)
    with django_capture_on_commit_callbacks(execute=True):
        storage.remove_photos_after_commit([name, "0" * 32 + ".jpg", "../never"], now=NOW)
        assert stored_names() == [name]
    assert stored_names() == []


@pytest.mark.django_db(transaction=True)
def test_files_stay_when_the_deletion_is_taken_back() -> None:
    name = file_of(OLD)
    with transaction.atomic():
        storage.remove_photos_after_commit([name], now=NOW)
        transaction.set_rollback(True)
    assert stored_names() == [name]


@pytest.mark.django_db
def test_a_file_that_another_message_shares_stays(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    shared, own = file_of(OLD), file_of(OLD)
    first, second = make_message(), make_message()
    for message, name in ((first, shared), (first, own), (second, shared)):
        make_attachment(message, name=name)
    with django_capture_on_commit_callbacks(execute=True):
        first.attachments.all().delete()
        storage.remove_photos_after_commit([shared, own], now=NOW)
    assert stored_names() == [shared]


@pytest.mark.django_db
def test_a_file_that_a_form_may_still_send_is_only_marked(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Somebody goes back and sends a changed form just while the first message is being erased."""
    name = file_of(storage.STAGED_FOR)
    with django_capture_on_commit_callbacks(execute=True):
        storage.remove_photos_after_commit([name], now=NOW)
    assert stored_names() == [name]
    assert storage.names_marked_erased() == {name}


def test_what_is_stored_are_the_fields_of_an_attachment() -> None:
    assert list(StoredPhoto.__slots__) == ["name", "width", "height", "size"]
