"""Photos that belong to no message: set aside for some days, then deleted.

Only the database says which photos belong to messages. One that is new, or restored from an older copy, knows of none
or not of all, and by it photos of messages look left over. So they are not deleted but moved to a folder of the day,
few a day (`mailbox/retention/brakes.py`), none while the database seems not to be the one that belongs to them; and
each run puts back what a message names after all, so that restoring the right database is enough. How many went on a
day is seen from the folder of the day: no table would be there in a new database.

Photos of messages that were erased do not wait here: `storage.remove_photos_after_commit` deletes or marks them.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from django.utils import timezone

from mailbox.models import Attachment, Stopped
from mailbox.retention import brakes

from . import storage

SET_ASIDE_FOR = timedelta(days=14)

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BATCH = 500
_REASONS = (Stopped.NO_PHOTO_KNOWN, Stopped.OLD_DATABASE, Stopped.MANY_PHOTOS)


@dataclass(frozen=True, slots=True)
class Cleared:
    """What one run did."""

    removed: int = 0  # files set aside, or deleted because their message was erased or they were half written
    held: int = 0  # due, but held by a brake
    alarms: dict[Stopped, int] = field(default_factory=dict)  # what people have to be told of; 0: it is in order


@dataclass(frozen=True, slots=True, order=True)
class _File:
    """A file in the folder of photos."""

    written: float  # seconds since the epoch
    name: str


@dataclass(slots=True)
class _Folder:
    """What the folder of photos holds."""

    photos: int = 0
    newest: float = 0.0  # when the last photo was written
    due: list[_File] = field(default_factory=list)  # photos that no message names, old enough to go
    unfinished: list[_File] = field(default_factory=list)  # half written by a crash, as old


def clear_leftovers(*, now: datetime, confirmed: int = 0) -> Cleared:
    """Set aside the photos that no message names, delete those that were set aside long ago, put back what is named.

    Args:
        now: aware.
        confirmed: how many photos somebody said may be set aside now, whatever the brakes say.
    """
    _put_back()
    old = now - storage.ORPHAN_AFTER
    folder = _read_folder(before=old.timestamp())
    if not (folder.due or folder.unfinished or _folders_of_days() or storage.names_marked_erased()):
        return Cleared(alarms=dict.fromkeys(_REASONS, 0))
    if (ahead := brakes.days_ahead(now)) and not confirmed:
        return Cleared(held=len(folder.due), alarms={Stopped.CLOCK: ahead})
    return _clear_folder(folder, old, now, confirmed)


def _clear_folder(folder: _Folder, old: datetime, now: datetime, confirmed: int) -> Cleared:
    today = timezone.localdate(now)
    _date_back(today)
    _delete_long_set_aside(today)
    for file in folder.unfinished:
        (storage.photo_folder() / file.name).unlink(missing_ok=True)
    erased = _delete_erased(folder.due)
    due = sorted(file for file in folder.due if file.name not in erased)
    reason = _reason_to_stop(folder) if due else None
    aside = storage.set_aside_folder() / today.isoformat()
    room = 0 if reason else _room_for_photos(folder, aside)
    going = due[: max(room, confirmed)]
    _move_files((file.name for file in going), storage.photo_folder(), aside)
    held = due[len(going) :]
    alarms = dict.fromkeys((*_REASONS, Stopped.CLOCK), 0)
    if held and not (reason == Stopped.OLD_DATABASE and _is_usual(folder.newest, held[0], old, now)):
        alarms[reason or Stopped.MANY_PHOTOS] = len(held)
    return Cleared(len(folder.unfinished) + len(erased) + len(going), len(held), alarms)


def _read_folder(*, before: float) -> _Folder:
    """The folder as it is, read as a stream: it may hold any number of files. Other files in it are left alone."""
    folder, files = _Folder(), _scan_files()
    while batch := list(islice(files, _BATCH)):
        whole = [file for file in batch if storage.NAME.fullmatch(file.name)]
        old = [file for file in whole if file.written < before]
        named = storage.names_in_use(file.name for file in old)
        folder.photos += len(whole)
        folder.newest = max([folder.newest, *(file.written for file in whole)])
        folder.due += [file for file in old if file.name not in named]
        folder.unfinished += [
            file for file in batch if file.written < before and storage.UNFINISHED.fullmatch(file.name)
        ]
    return folder


def _scan_files() -> Iterator[_File]:
    with suppress(FileNotFoundError), os.scandir(storage.photo_folder()) as entries:  # no photo yet, no folder
        for entry in entries:
            with suppress(FileNotFoundError):  # deleted meanwhile
                yield _File(entry.stat(follow_symlinks=False).st_mtime, entry.name)


def _reason_to_stop(folder: _Folder) -> Stopped | None:
    """Why the database seems not to be the one that belongs to the photos, or None."""
    if not Attachment.objects.exists():
        return Stopped.NO_PHOTO_KNOWN
    newest = brakes.newest_message()
    if newest is None or newest.timestamp() < folder.newest:
        return Stopped.OLD_DATABASE
    return None


def _is_usual(newest: float, oldest_held: _File, old: datetime, now: datetime) -> bool:
    """Whether somebody has chosen a photo not long ago and nobody has written since: the next message ends that.

    What is held for long is not passed over in silence, nor is a photo dated ahead of the clock.
    """
    since_not_long = oldest_held.written >= (old - storage.ORPHAN_AFTER).timestamp()
    return since_not_long and old.timestamp() <= newest <= now.timestamp()


def _room_for_photos(folder: _Folder, aside: Path) -> int:
    """How many may still go today."""
    gone = len(_photo_names(aside))
    return max(0, brakes.most_a_day(folder.photos + gone) - gone)


def _move_files(names: Iterable[str], source: Path, target: Path) -> None:
    for name in names:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # another run was faster
            shutil.move(source / name, target / name)


def _put_back() -> None:
    """Photos that a message names return: the right database is there again."""
    for day in _folders_of_days():
        _move_files(sorted(storage.names_in_use(_photo_names(day))), day, storage.photo_folder())


def _date_back(today: date) -> None:
    """What was set aside by a clock that was ahead stays for its time from today."""
    for day in _folders_of_days():
        if date.fromisoformat(day.name) > today:
            _move_files(_photo_names(day), day, storage.set_aside_folder() / today.isoformat())
            _remove_if_empty(day)


def _delete_long_set_aside(today: date) -> None:
    for day in _folders_of_days():
        if today - date.fromisoformat(day.name) >= SET_ASIDE_FOR:
            for name in _photo_names(day):
                (day / name).unlink(missing_ok=True)
            _remove_if_empty(day)


def _delete_erased(due: Iterable[_File]) -> set[str]:
    """Delete what is left of erased messages, wherever it is, and the marks of what is gone.

    Returns:
        The names of the files that are due no more.
    """
    marks, due_names = storage.names_marked_erased(), {file.name for file in due}
    deleted = marks & due_names
    for name in deleted:
        (storage.photo_folder() / name).unlink(missing_ok=True)
    for name in marks:
        for day in _folders_of_days():
            (day / name).unlink(missing_ok=True)
        if not (storage.photo_folder() / name).exists():
            storage.unmark_erased(name)
    return deleted


def _folders_of_days() -> list[Path]:
    """The folders of the days on which something was set aside."""
    with suppress(FileNotFoundError):
        return [path for path in storage.set_aside_folder().iterdir() if _is_day(path.name)]
    return []


def _is_day(name: str) -> bool:
    with suppress(ValueError):
        return bool(_DAY.fullmatch(name) and date.fromisoformat(name))
    return False


def _photo_names(folder: Path) -> list[str]:
    with suppress(FileNotFoundError):
        return [path.name for path in folder.iterdir() if storage.NAME.fullmatch(path.name)]
    return []


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # somebody put something else there
        folder.rmdir()
