"""Photos on their way: stored as soon as they come, then carried from page to page as sealed values of the form."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

from core.images.decoding import BusyError

from . import storage
from .storage import StoredPhoto

MOST_PHOTOS = 3
_MOST_CARRIED = 20  # sealed values looked at; no page of ours carries more than MOST_PHOTOS
_SHOWN = 60  # characters of a file's name

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """A stored photo and the sealed value that the form carries."""

    photo: StoredPhoto
    sealed: str


@dataclass(frozen=True, slots=True)
class Uploads:
    """The photos of a message so far, and a sentence for each that could not be taken."""

    held: tuple[Held, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def photos(self) -> tuple[StoredPhoto, ...]:
        """The stored photos."""
        return tuple(held.photo for held in self.held)


def collect_photos(data: QueryDict, files: "Sequence[UploadedFile[bytes]]") -> Uploads:
    """Put together the photos that came with a form.

    Args:
        data: has the sealed values of photos stored earlier as `photo`, those to leave out as `remove_photo` too.
        files: new ones; each is stored at once, so that it survives an error elsewhere in the form.
    """
    held, problems = _carried_photos(data.getlist("photo"), frozenset(data.getlist("remove_photo")))
    for file in _without_repeated(files):
        name = _shown_name(file)
        if len(held) >= MOST_PHOTOS:
            problems.append(
                _("“%(name)s” was not added: there can be at most %(most)d photos. Remove one first.")
                % {"name": name, "most": MOST_PHOTOS}
            )
            continue
        try:
            photo = storage.store_photo(file)
        except BusyError:
            problems.append(_not_now(name))
        except ValidationError as error:
            problems.append(f"{name}: {' '.join(error.messages)}")
        except OSError:
            logger.exception("a photo could not be stored")
            problems.append(_not_now(name))
        else:
            if not _is_among(photo, held):
                held.append(Held(photo, storage.seal_photo(photo)))
    return Uploads(tuple(held), tuple(problems))


def fingerprint_of(name: str) -> str:
    """The same for stored photos with the same content: the same file stored twice has two random names."""
    try:
        return hashlib.sha256(storage.read_photo(name)).hexdigest()
    except FileNotFoundError:
        return name


def _is_among(photo: StoredPhoto, held: Sequence[Held]) -> bool:
    known = {fingerprint_of(one.photo.name) for one in held}
    return bool(known) and fingerprint_of(photo.name) in known


def _carried_photos(sealed_values: Sequence[str], removed: frozenset[str]) -> tuple[list[Held], list[str]]:
    """The photos stored earlier, each once."""
    held: dict[str, Held] = {}
    problems: list[str] = []
    for sealed in sealed_values[:_MOST_CARRIED]:
        if sealed in removed:
            continue
        photo = storage.unseal_photo(sealed)
        if photo is not None:
            held.setdefault(photo.name, Held(photo, sealed))
        elif not problems:
            problems.append(_("A photo added earlier is no longer here. Add it again, please."))
    return list(held.values())[:MOST_PHOTOS], problems


def _not_now(name: str) -> str:
    return _("“%(name)s” could not be saved just now. Try it again, or send it without.") % {"name": name}


def _without_repeated(files: "Sequence[UploadedFile[bytes]]") -> "Sequence[UploadedFile[bytes]]":
    """The files without repeated ones: people press the button twice."""
    if len(files) < 2:
        return files  # most messages have one photo or none, and reading it for nothing takes time
    different: dict[bytes, UploadedFile[bytes]] = {}
    for file in files:
        different.setdefault(_digest_of(file), file)
    return list(different.values())


def _digest_of(file: "UploadedFile[bytes]") -> bytes:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()


def _shown_name(file: "UploadedFile[bytes]") -> str:
    """The file's name as the sender knows it."""
    name = file.name or _("photo")
    return name if len(name) <= _SHOWN else f"{name[: _SHOWN - 1]}…"
