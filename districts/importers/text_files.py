"""Reads files that are not to be trusted: plain or zipped, in the encodings Czech offices use, of a bounded size."""

import codecs
import zipfile
import zlib
from collections.abc import Iterator, Set
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from .import_report import UnreadableFileError

# The city's address file is 4 MB and all of Prague's is 30 MB; a file beyond this is a mistake or a trap.
LIMIT = 64 * 1024 * 1024

# What files that are taken for a text file begin with, and what to tell about them.
_SIGNATURES = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Excel (.xls)",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite / GeoPackage",
}


def read_text(
    path: Path, *, suffixes: tuple[str, ...], impossible: Set[str] = frozenset(), among_others: str = ""
) -> str:
    """The text of a file, or of the only file of its kind in a zip; line ends as they are, no byte order mark.

    Args:
        suffixes: what the name of the wanted file in a zip ends with; the first one names the kind in messages.
        among_others: what its name holds if a zip has others of the kind, plain or each in a zip of its own.
        impossible: characters that show that a text which is not in UTF-8 is not in Windows-1250 either.

    Raises:
        UnreadableFileError: it cannot be read, is too large, is no text or is something else; the message says which.
    """
    with open_file(path) as file:
        data = file.read(LIMIT + 1)
    if data.startswith(b"PK"):
        data = _read_from_zip(path, suffixes, among_others)
    if len(data) > LIMIT:
        raise too_large()
    _refuse_other_formats(data, suffixes[0])
    text = _decode_text(data, impossible)
    if not text.strip():
        raise UnreadableFileError(_("The file is empty. Download it again."))
    return text


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """A file to read.

    Raises:
        UnreadableFileError: it cannot be read; the message says why.
    """
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise UnreadableFileError(_("The file %s does not exist. Check its name and folder.") % path) from None
    except IsADirectoryError:
        raise UnreadableFileError(_("%s is a folder. Name the file in it.") % path) from None
    except OSError as error:
        raise UnreadableFileError(
            _("The file %(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror}
        ) from None


def too_large(limit: int = LIMIT) -> UnreadableFileError:
    """Why a file is not read to its end, if it has more than so many bytes."""
    return UnreadableFileError(
        _("The file has more than %d MB. That is no file of this city; check that it is the right one.")
        % (limit // 1024**2)
    )


def _read_from_zip(file: Path | BytesIO, suffixes: tuple[str, ...], among_others: str) -> bytes:
    with open_zip(file) as archive:
        wanted = _choose_from_zip(archive, suffixes, among_others)
        with archive.open(wanted) as packed:
            # Read no further than the limit, whatever size the archive claims.
            data = packed.read(LIMIT + 1)
    if wanted.lower().endswith(".zip") and len(data) <= LIMIT:
        return _read_from_zip(BytesIO(data), suffixes, "")
    return data


@contextmanager
def open_zip(file: Path | BinaryIO) -> Iterator[zipfile.ZipFile]:
    """A zip to read from.

    Raises:
        UnreadableFileError: it, or what is read from it, is damaged or locked.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        raise UnreadableFileError(_("The zip is damaged. Download it again.")) from None
    except RuntimeError:  # what zipfile raises for a password
        raise UnreadableFileError(_("The zip is locked with a password. Unpack it first.")) from None


def names_in_zip(archive: zipfile.ZipFile, suffix: str) -> list[str]:
    """The names of the files in a zip; not the copies that macOS adds.

    Raises:
        UnreadableFileError: the zip is a document of an office program; a file with this suffix is asked for instead.
    """
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        raise UnreadableFileError(
            _("This is an Excel or Word file. Save it as %s, or use the file as it was downloaded.") % suffix
        )
    return [name for name in names if not name.startswith("__MACOSX/")]


def _choose_from_zip(archive: zipfile.ZipFile, suffixes: tuple[str, ...], among_others: str) -> str:
    """The name of the wanted file.

    Raises:
        UnreadableFileError: it cannot be told which it is.
    """
    names = names_in_zip(archive, suffixes[0])
    wanted = [name for name in names if name.lower().endswith(suffixes)]
    if among_others:
        packed = [name for name in names if name.lower().endswith(tuple(f"{suffix}.zip" for suffix in suffixes))]
        wanted = [name for name in wanted + packed if among_others.lower() in name.lower()] or wanted
    if len(wanted) == 1:
        return wanted[0]
    said = _("The zip must hold one %(suffix)s file; this one holds %(count)s. Unpack it and name one.")
    if among_others:
        said = _(
            "The zip must hold one %(suffix)s file, or one with “%(named)s” in its name; this one holds %(count)s. "
            "Unpack it and name one."
        )
    raise UnreadableFileError(said % {"suffix": suffixes[0], "count": len(wanted), "named": among_others})


def _refuse_other_formats(data: bytes, suffix: str) -> None:
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableFileError(
                _("The file is in the format %(name)s, not %(suffix)s.") % {"name": name, "suffix": suffix}
            )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFileError(_("The file is saved as UTF-16 (“Unicode text”). Save it as UTF-8."))
    if data[:1000].lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        raise UnreadableFileError(
            _("This is a web page, not %s. The download probably failed; download the file again.") % suffix
        )
    if b"\0" in data:
        raise UnreadableFileError(_("This is no text file. Check that it is the right one."))


def _decode_text(data: bytes, impossible: Set[str]) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1250")
    except UnicodeDecodeError:
        raise UnreadableFileError(_("The text is neither in UTF-8 nor in Windows-1250. Save it as UTF-8.")) from None
    wrong = min(map(text.index, impossible & set(text)), default=None)
    if wrong is not None:
        raise UnreadableFileError(
            _(
                "Line %(line)d has “%(char)s”, which no Czech name has: the text is in another encoding. "
                "Save the file as Windows-1250 or UTF-8."
            )
            % {"line": text.count("\n", 0, wrong) + 1, "char": text[wrong]}
        )
    return text
