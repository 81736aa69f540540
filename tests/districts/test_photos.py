"""Uploaded portraits: made small and clean, refused when they are no pictures, served to everybody."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from districts import photos
from districts.models import Person
from tests.factories import make_person
from tests.opening import save_form

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for uploads."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def picture(size: tuple[int, int] = (1200, 800), kind: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    """An encoded picture, red on the left and blue on the right."""
    image = Image.new(mode, size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def phone_photo() -> bytes:
    """A photo taken with the phone on its side, with the place and the maker in its metadata."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "Vyrobce telefonu"
    exif.get_ifd(GPS)[2] = (49.0, 44.0, 51.0)
    return picture(exif=exif, comment=b"tajna poznamka")


def prepared(content: bytes, name: str = "foto.jpg") -> Image.Image:
    return Image.open(photos.prepare_photo(SimpleUploadedFile(name, content)))


@pytest.mark.parametrize(
    "content",
    [
        picture(),
        picture(kind="PNG"),
        picture(kind="WEBP"),
        picture(mode="RGBA", kind="PNG"),
        picture(mode="CMYK"),
        picture((3, 5000)),
    ],
    ids=["jpeg", "png", "webp", "png with transparency", "cmyk", "narrow"],
)
def test_every_picture_becomes_a_small_webp(content: bytes) -> None:
    portrait = prepared(content)
    assert portrait.format == "WEBP"
    assert max(portrait.size) <= photos.SIDE_PX
    assert portrait.mode == "RGB"


def test_a_portrait_keeps_its_shape_and_is_not_enlarged() -> None:
    assert prepared(picture((1200, 800))).size == (144, 96)
    assert prepared(picture((100, 60))).size == (100, 60)


def test_a_phone_photo_is_turned_upright_and_loses_all_metadata() -> None:
    portrait = prepared(phone_photo())
    assert portrait.size == (96, 144)
    top, bottom = portrait.getpixel((48, 6)), portrait.getpixel((48, 138))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 50 > bottom[0]  # what was left is up
    encoded = photos.prepare_photo(SimpleUploadedFile("foto.jpg", phone_photo())).read()
    assert not portrait.getexif()
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(portrait.info)
    for secret in (b"Vyrobce", b"tajna", b"EXIF"):
        assert secret not in encoded


def test_transparent_parts_become_white() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    file = BytesIO()
    clear.save(file, "PNG")
    assert prepared(file.getvalue()).getpixel((25, 25)) == (255, 255, 255)


def bomb() -> bytes:
    """A picture of a few kilobytes that would need hundreds of megabytes when decoded."""
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda: b"<svg onload=alert(1)>", "není obrázek"),
        (lambda: b"", "není obrázek"),
        (lambda: picture((50, 50), "GIF"), "není obrázek"),
        (lambda: picture()[:3000], "poškozený"),
        (lambda: picture(kind="PNG")[:300], "poškozený"),
        (bomb, "milionů bodů"),
        (lambda: picture((9000, 7000), "PNG", "L"), "milionů bodů"),
        (lambda: b"\xff\xd8" + bytes(16 * 1024 * 1024), "větší než 15.+MB"),
    ],
    ids=["svg", "empty", "gif", "cut jpeg", "cut png", "bomb", "too many pixels", "too many bytes"],
)
def test_what_is_no_usable_picture_is_refused_with_a_reason(content: Callable[[], bytes], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        photos.prepare_photo(SimpleUploadedFile("portrét.jpg", content()))


def test_names_are_random_and_say_nothing() -> None:
    names = {photos.prepare_photo(SimpleUploadedFile("jan-novak.jpg", picture())).name for _ in range(3)}
    assert len(names) == 3
    assert all(name and re.fullmatch(r"[0-9a-f]{32}\.webp", name) for name in names)


# --- in the admin ---------------------------------------------------------------------------------------------------


def upload(client: Client, person: Person, content: bytes | None = None, **fields: Any) -> Any:
    data = {"name": person.name, "phone": "", "email": "", "verified_on": "", **fields}
    if content is not None:
        data["photo"] = SimpleUploadedFile("jana.jpg", content)
    return save_form(client, reverse("admin:districts_person_change", args=[person.pk]), data)


@pytest.mark.django_db
def test_an_uploaded_photo_is_stored_clean_and_replaces_the_old_one(
    admin_client: Client, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = make_person()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            upload(admin_client, person, phone_photo())
    person.refresh_from_db()
    assert [file.name for file in (media / "portraits").iterdir()] == [Path(person.photo.name or "").name]
    html = admin_client.get(reverse("admin:districts_person_change", args=[person.pk])).content.decode()
    assert f'src="{photos.photo_url(person)}"' in html


@pytest.mark.django_db
def test_a_portrait_is_removed_with_the_person_or_on_its_own(
    admin_client: Client, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for remove in (
        lambda person: upload(admin_client, person, None, **{"photo-clear": "on"}),
        lambda person: admin_client.post(reverse("admin:districts_person_delete", args=[person.pk]), {"post": "yes"}),
        lambda person: admin_client.post(
            "/admin/districts/person/",
            {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"},
        ),
    ):
        person = make_person()
        upload(admin_client, person, picture())
        person.refresh_from_db()
        assert person.photo
        with django_capture_on_commit_callbacks(execute=True):
            remove(person)
        assert list((media / "portraits").iterdir()) == []


@pytest.mark.django_db
def test_a_refused_photo_leaves_the_old_one(admin_client: Client, media: Path) -> None:
    person = make_person()
    upload(admin_client, person, picture())
    person.refresh_from_db()
    response = upload(admin_client, person, b"not a picture")
    assert "není obrázek" in response.content.decode()
    assert [file.name for file in (media / "portraits").iterdir()] == [Path(person.photo.name or "").name]


# --- to the public --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_portrait_is_served_as_a_picture_for_good(client: Client) -> None:
    person = make_person()
    person.photo.save("0" * 32 + ".webp", ContentFile(picture((10, 10), "WEBP")))
    address = photos.photo_url(person)
    assert address == f"/okrsky/foto/{'0' * 32}.webp"
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    assert response.cookies == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["..", "0.webp", "a" * 32 + ".webp", "..%2fsecret", "x.html", "%00" * 32 + ".webp"])
def test_nothing_else_is_served(client: Client, media: Path, name: str) -> None:
    media.mkdir()
    (media / "secret").write_text("secret")
    assert client.get(f"/okrsky/foto/{name}").status_code == 404


def test_a_person_without_a_photo_has_no_portrait() -> None:
    assert photos.photo_url(Person(name="Jana Ukázková")) is None
