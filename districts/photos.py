"""Photos of people and infoboxes: whatever is uploaded becomes a small clean picture, or is refused."""

import re
import secrets
from pathlib import PurePath

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core.images.metadata_stripping import strip_to_webp
from districts.models import InfoBox, Person

SIDE_PX = 144  # of a portrait: twice the size it is shown at, for fine screens; three of them are in a first view

_ADDRESSES = {Person: "districts:portrait", InfoBox: "districts:infobox_photo"}
_NAME = re.compile(r"[0-9a-f]{32}\.webp")


def prepare_photo(upload: "File[bytes]", *, side_px: int = SIDE_PX) -> "ContentFile[bytes]":
    """A photo to store: at most `side_px` wide and high, WebP, upright, without any metadata, under a random name.

    The picture is always decoded and encoded anew, so nothing of the uploaded file itself is kept.

    Raises:
        ValidationError: not a picture, damaged, or too large; says what to do.
    """
    return ContentFile(strip_to_webp(upload, side_px=side_px), name=f"{secrets.token_hex(16)}.webp")


def photo_url(owner: Person | InfoBox) -> str | None:
    """Where the photo of somebody or something is served, or None without one."""
    name = owner.photo.name
    return reverse(_ADDRESSES[type(owner)], args=[PurePath(name).name]) if name else None


def remove_after_commit(name: str) -> None:
    """Delete a stored photo once the change that replaced it is certain."""
    transaction.on_commit(lambda: default_storage.delete(name))


def serve_photo(request: HttpRequest, name: str, folder: str) -> HttpResponse:
    """A photo for everybody; the name is random and never used twice, so it may be kept for good.

    Args:
        folder: `upload_to` of the field it is stored in.
    """
    if not _NAME.fullmatch(name):
        raise Http404
    try:
        with default_storage.open(f"{folder}/{name}") as photo:
            content = photo.read()
    except FileNotFoundError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="image/webp")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
