"""Photos on their way from page to page of the form."""

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from pytest_django import Settings

from core.images import decoding
from core.images.metadata_stripping import strip_to_jpeg
from mailbox.photos import storage, uploads
from mailbox.photos.uploads import Uploads, collect_photos
from tests.held_picture import Held
from tests.hostile_images import encoded, picture
from tests.running import PATIENCE_S


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(width: int = 100, name: str = "foto.jpg") -> SimpleUploadedFile:
    """A photo; another width is another photo."""
    return SimpleUploadedFile(name, encoded(picture((width, 60)), "JPEG"), "image/jpeg")


def carried(kept: Uploads, remove: tuple[int, ...] = ()) -> QueryDict:
    """The form that the next page sends."""
    data = QueryDict(mutable=True)
    data.setlist("photo", [held.sealed for held in kept.held])
    data.setlist("remove_photo", [kept.held[place].sealed for place in remove])
    return data


def stored() -> int:
    return len(list(storage.photo_folder().glob("*.jpg"))) if storage.photo_folder().exists() else 0


def test_an_accepted_photo_is_stored_at_once_and_survives() -> None:
    first = collect_photos(QueryDict(), [upload()])
    assert (len(first.held), first.problems, stored()) == (1, (), 1)
    second = collect_photos(carried(first), [upload(120)])
    assert second.held[0] == first.held[0]
    assert [photo.width for photo in second.photos] == [100, 120]


def test_a_refused_photo_is_named_and_the_others_stay() -> None:
    got = collect_photos(QueryDict(), [upload(), SimpleUploadedFile("výlet.jpg", b"no photo", "image/jpeg")])
    assert len(got.held) == 1
    assert got.problems[0].startswith("výlet.jpg: ")
    assert stored() == 1


def test_a_long_name_is_shortened_in_words() -> None:
    got = collect_photos(QueryDict(), [SimpleUploadedFile("x" * 300 + ".jpg", b"no photo", "image/jpeg")])
    assert "…:" in got.problems[0]
    assert len(got.problems[0]) < 250


def test_three_are_enough_and_the_fourth_is_not_even_stored() -> None:
    got = collect_photos(QueryDict(), [upload(100 + place, f"{place}.jpg") for place in range(4)])
    assert len(got.held) == stored() == 3
    assert got.problems == ("Fotku „3.jpg“ jsme nepřidali, mohou být nejvýš 3. Nejdřív některou odeberte.",)
    more = collect_photos(carried(got), [upload(150)])
    assert (len(more.held), len(more.problems), stored()) == (3, 1, 3)


def test_a_removed_one_makes_room() -> None:
    got = collect_photos(QueryDict(), [upload(100 + place) for place in range(3)])
    changed = collect_photos(carried(got, remove=(0,)), [upload(150)])
    assert [photo.width for photo in changed.photos] == [101, 102, 150]
    assert not changed.problems


def test_the_same_upload_is_one() -> None:
    got = collect_photos(QueryDict(), [upload(), upload()])
    assert len(got.held) == stored() == 1
    assert len(collect_photos(carried(got), [upload()]).held) == 1  # pressed again after an error


def test_the_same_reference_twice_is_one() -> None:
    got = collect_photos(QueryDict(), [upload()])
    data = carried(got)
    data.appendlist("photo", got.held[0].sealed)
    assert collect_photos(data, []).held == got.held


def test_a_reference_that_no_longer_holds_is_said_once() -> None:
    data = QueryDict(mutable=True)
    data.setlist("photo", ["forged", "forged too"])
    got = collect_photos(data, [])
    assert (got.held, got.problems) == ((), ("Fotku přidanou dřív už tu nemáme. Přidejte ji prosím znovu.",))


def test_endless_references_are_not_all_looked_at() -> None:
    data = QueryDict(mutable=True)
    got = collect_photos(QueryDict(), [upload()])
    data.setlist("photo", ["forged"] * 1000 + [got.held[0].sealed])
    assert not collect_photos(data, []).held


def test_a_full_disk_is_said_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, media: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (media / "attachments").write_text("a file where the folder should be")
    got = collect_photos(QueryDict(), [upload(name="kolo.jpg")])
    assert got.problems == ("Fotku „kolo.jpg“ se teď nepodařilo uložit. Zkuste to znovu, nebo zprávu pošlete bez ní.",)
    assert "could not be stored" in caplog.text


def test_the_fingerprint_is_that_of_the_content() -> None:
    one, same, other = storage.store_photo(upload()), storage.store_photo(upload()), storage.store_photo(upload(120))
    assert one.name != same.name
    assert uploads.fingerprint_of(one.name) == uploads.fingerprint_of(same.name) != uploads.fingerprint_of(other.name)
    assert uploads.fingerprint_of("0" * 32 + ".jpg") == "0" * 32 + ".jpg"  # gone meanwhile


def test_what_finds_a_full_line_can_be_tried_again_and_the_rest_stays(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is wrong with it, and nothing went wrong: there are only too many at this moment."""
    first = collect_photos(QueryDict(), [upload()])
    heic = SimpleUploadedFile("kočka.heic", encoded(picture(), "HEIF"), "image/heic")
    may_end = threading.Event()

    class Next(SimpleUploadedFile):
        """Looked at when the one before has been refused; then the line goes on, or this one would wait for ever."""

        def seek(self, *arguments: Any) -> int:
            may_end.set()
            return int(super().seek(*arguments))

    foto = Next("foto.jpg", encoded(picture((120, 60)), "JPEG"), "image/jpeg")
    with ThreadPoolExecutor(decoding.MOST_HEIC + 1) as threads:
        others = [
            threads.submit(strip_to_jpeg, Held(encoded(picture(), "HEIF"), may_end))
            for _ in range(decoding.MOST_HEIC + 1)
        ]
        try:
            next(as_completed(others, timeout=PATIENCE_S))  # the one too many: the line is full
            got = collect_photos(carried(first), [heic, foto])
        finally:
            may_end.set()
    assert [photo.width for photo in got.photos] == [100, 120]
    assert got.problems == (
        "Fotku „kočka.heic“ se teď nepodařilo uložit. Zkuste to znovu, nebo zprávu pošlete bez ní.",
    )
    assert not caplog.records
    heic.seek(0)
    assert len(collect_photos(carried(got), [heic]).held) == 3
