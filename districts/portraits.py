"""Photos of people and infoboxes: whatever is uploaded becomes a small clean picture, or is refused."""

import re
import secrets
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from districts.models import InfoBox, Person

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_MEGABYTES = 15  # a phone's photo has 3 to 12
MAX_MEGAPIXELS = 60  # phones take up to 50; decoded, that is 180 MB for a moment
SIDE_PX = 480  # of a portrait: twice the size it is shown at, for fine screens

_ADDRESSES = {Person: "districts:portrait", InfoBox: "districts:infobox_photo"}
_NAME = re.compile(r"[0-9a-f]{32}\.webp")


def prepare(upload: "File[bytes]", *, side_px: int = SIDE_PX) -> "ContentFile[bytes]":
    """A photo to store: at most `side_px` wide and high, WebP, upright, without any metadata, under a random name.

    The picture is always decoded and encoded anew, so nothing of the uploaded file itself is kept.

    Raises:
        ValidationError: not a picture, damaged, or too large; says what to do.
    """
    if upload.size > MAX_MEGABYTES * 1024 * 1024:
        raise ValidationError(_("The file is larger than %d MB. Choose a smaller picture.") % MAX_MEGABYTES)
    try:
        with Image.open(upload, formats=FORMATS) as image:  # reads the header only
            if image.width * image.height > MAX_MEGAPIXELS * 1_000_000:
                raise Image.DecompressionBombError
            image.draft("RGB", (2 * side_px, 2 * side_px))  # lets a JPEG be decoded at a fraction of its size
            portrait = ImageOps.exif_transpose(image).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        message = _("The picture has more than %d million pixels. Choose a smaller one.") % MAX_MEGAPIXELS
        raise ValidationError(message) from error
    except UnidentifiedImageError as error:
        raise ValidationError(_("This is not a picture in JPEG, PNG or WebP. Choose another file.")) from error
    except (OSError, ValueError, SyntaxError) as error:  # Pillow's decoders raise all of these on broken files
        raise ValidationError(_("The picture is damaged and cannot be read. Choose another file.")) from error
    portrait.thumbnail((side_px, side_px))
    paper = Image.new("RGB", portrait.size, "white")  # what was transparent is white
    paper.paste(portrait, mask=portrait)
    encoded = BytesIO()
    paper.save(encoded, "WEBP", quality=82, method=6)
    return ContentFile(encoded.getvalue(), name=f"{secrets.token_hex(16)}.webp")


def url(owner: Person | InfoBox) -> str | None:
    """Where the photo of somebody or something is served, or None without one."""
    name = owner.photo.name
    return reverse(_ADDRESSES[type(owner)], args=[PurePath(name).name]) if name else None


def remove_after_commit(name: str) -> None:
    """Delete a stored photo once the change that replaced it is certain."""
    transaction.on_commit(lambda: default_storage.delete(name))


def serve(request: HttpRequest, name: str, folder: str) -> HttpResponse:
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
