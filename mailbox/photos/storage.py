"""The files of photos: one folder, written once, named at random, served only by the views that have checked who asks.

A photo is stored as soon as it is uploaded, before anything is known of its message: it is *staged*, and the form
carries a sealed reference to it through errors, the back button and the check of the answers. When the message is
stored, an `Attachment` that names the file is written in the same transaction. From then on the file lives as long as a
row names it; several may, as somebody who goes back and sends a changed form sends the same photos again. A file that
no row names is an orphan. It can still become an attachment while its reference holds (`STAGED_FOR`), so nothing is
deleted before a time well after that (`ORPHAN_AFTER`), not even when its message is erased; then
`mailbox/photos/leftovers.py` sees to it. So a crash or a race at any moment leaves at worst a file too many, never a
message without its photo.
"""

import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse

from core.images import metadata_stripping
from mailbox.models import Attachment

if TYPE_CHECKING:
    from django.core.files.base import File

STAGED_FOR = timedelta(hours=24)  # how long a form may stay open before it is sent
ORPHAN_AFTER = timedelta(hours=48)

NAME = re.compile(r"[0-9a-f]{32}\.jpg")
UNFINISHED = re.compile(r"[0-9a-f]{32}\.jpg\.part")  # a crash while it was written
_SALT = "mailbox.photos.staged"
_SHOWN_SALT = "mailbox.photos.shown"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo in the folder; the fields of an `Attachment`."""

    name: str
    width: int  # pixels
    height: int
    size: int  # bytes


def photo_folder() -> Path:
    """Where the files are; nothing serves this folder as such."""
    return Path(settings.MEDIA_ROOT) / "attachments"


def set_aside_folder() -> Path:
    """Where files that no attachment names wait before they are deleted; see `mailbox/photos/leftovers.py`."""
    return Path(settings.MEDIA_ROOT) / "quarantine"


def store_photo(upload: "File[bytes]") -> StoredPhoto:
    """Clean an uploaded photo and write it down, surely: when this returns, it outlives a crash of the machine.

    Raises:
        ValidationError: the upload is refused; says what to do.
        OSError: it cannot be written (the disk is full); nothing of it stays behind.
    """
    photo = metadata_stripping.strip_to_jpeg(upload)
    name = f"{secrets.token_hex(16)}.jpg"
    photo_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = photo_folder() / name
    draft = path.with_name(f"{name}.part")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        with draft.open("wb") as file:
            file.write(photo.content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        _sync_folder(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
    return StoredPhoto(name, photo.width, photo.height, len(photo.content))


def seal_photo(photo: StoredPhoto) -> str:
    """A reference to a staged photo for a hidden field of the form; it cannot be made up and ends with `STAGED_FOR`."""
    return signing.dumps(astuple(photo), salt=_SALT)


def unseal_photo(sealed: str) -> StoredPhoto | None:
    """The staged photo, or None: the reference is no longer (or never was) valid, or the file is gone."""
    try:
        photo = StoredPhoto(*signing.loads(sealed, salt=_SALT, max_age=STAGED_FOR))
    except (signing.BadSignature, TypeError):  # TypeError: sealed by another version of the portal
        return None
    return photo if (photo_folder() / photo.name).is_file() else None


def seal_link(name: str) -> str:
    """A reference to look at a photo of a message with; it cannot be made up, and nothing can be sent with it."""
    return signing.dumps(name, salt=_SHOWN_SALT)


def name_in_link(sealed: str) -> str | None:
    """The name of the photo that somebody may look at: by a link to it, or by the reference to a staged one."""
    with suppress(signing.BadSignature):
        return str(signing.loads(sealed, salt=_SHOWN_SALT, max_age=STAGED_FOR))
    staged = unseal_photo(sealed)
    return staged.name if staged else None


def read_photo(name: str) -> bytes:
    """The JPEG of a stored photo.

    Raises:
        FileNotFoundError: there is none of this name, or this is no name of a photo at all.
    """
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return (photo_folder() / name).read_bytes()


def serve_photo(name: str) -> HttpResponse:
    """A stored photo as a response; whether the person may see it has been checked before.

    Raises:
        Http404: there is none.
    """
    try:
        content = read_photo(name)
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={
            "Content-Disposition": 'inline; filename="foto.jpg"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            # The middleware leaves a policy alone that is there already. This one lets the file do nothing at all.
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def remove_photos_after_commit(names: Iterable[str], *, now: datetime) -> None:
    """Delete the files of deleted attachments once that is certain, but for those that other attachments still name.

    A file that a form may still refer to is only marked, as it could become a part of a message right now; so is one
    that is not in its place. `leftovers.clear_leftovers` deletes it later, whatever its brakes say.
    """
    gone = frozenset(names)
    referred = (now - ORPHAN_AFTER).timestamp()

    def remove() -> None:
        for name in gone - names_in_use(gone):
            if NAME.fullmatch(name):
                _remove_or_mark(photo_folder() / name, referred)

    transaction.on_commit(remove)


def _remove_or_mark(path: Path, referred: float) -> None:
    """Delete a file unless it was written since a moment; else mark it."""
    try:
        if path.stat().st_mtime < referred:
            path.unlink()
            return
    except FileNotFoundError:  # set aside, perhaps
        pass
    mark_erased(path.name)


def mark_erased(name: str) -> None:
    """Remember that a file is what is left of an erased message: `clear_leftovers` deletes it at once."""
    _marks_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    (_marks_folder() / name).touch(mode=0o600)


def unmark_erased(name: str) -> None:
    """Forget the mark of a file that is gone."""
    (_marks_folder() / name).unlink(missing_ok=True)


def names_marked_erased() -> set[str]:
    """The files that are marked as left of erased messages."""
    with suppress(FileNotFoundError):
        return {path.name for path in _marks_folder().iterdir() if NAME.fullmatch(path.name)}
    return set()


def names_in_use(names: Iterable[str]) -> set[str]:
    """Those of the names that some attachment has; one query for each `_BATCH`."""
    left, known = iter(names), set[str]()
    while batch := list(islice(left, _BATCH)):
        known |= set(Attachment.objects.filter(name__in=batch).order_by().values_list("name", flat=True))
    return known


def _marks_folder() -> Path:
    return set_aside_folder() / "erased"


def _sync_folder(path: Path) -> None:
    """Make sure that the names in a folder are on the disk, too."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
