"""Photos of no message are set aside, a few a day, and never by a database that is not the one they belong to."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from post_office.models import Email
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from mailbox.admin import matters
from mailbox.models import Attachment, Erasure, Message, ReplyKind, Stopped
from mailbox.permissions import access
from mailbox.photos import leftovers, storage
from mailbox.retention import brakes
from mailbox.retention.erasing import erase_message
from tests.factories import make_department
from tests.mailbox.factories import make_attachment, make_message, make_reply, make_staff
from tests.thorough import examples

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(hour=10, minute=0)
LONG = timedelta(days=10)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    storage.photo_folder().mkdir(parents=True)
    return tmp_path


def files(count: int, *, age: timedelta = LONG, start: int = 0) -> list[str]:
    """Photos of no message, written so long ago."""
    names = [f"{number:032x}.jpg" for number in range(start, start + count)]
    for name in names:
        write(name, age)
    return names


def write(name: str, age: timedelta) -> str:
    path = storage.photo_folder() / name
    path.write_bytes(b"a photo")
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))
    return name


def known(*, age: timedelta = timedelta(days=1)) -> Attachment:
    """A photo that belongs to a message."""
    attachment = make_attachment(make_message(received_at=NOW - age), name=f"{os.urandom(16).hex()}.jpg")
    write(attachment.name, age + timedelta(minutes=5))
    return attachment


def in_place() -> set[str]:
    return {path.name for path in storage.photo_folder().iterdir()}


def aside() -> set[str]:
    return {path.name for path in storage.set_aside_folder().rglob("*.jpg") if path.parent.name != "erased"}


def run(*arguments: str) -> tuple[int, str]:
    """The command as systemd runs it: its exit code, and what it says."""
    output = StringIO()
    try:
        call_command("tend_mailbox", *arguments, stdout=output, stderr=output)
    except SystemExit as stop:
        return int(stop.code or 0), output.getvalue()
    return 0, output.getvalue()


# --- what goes ------------------------------------------------------------------------------------------------------
def test_a_leftover_is_set_aside_and_deleted_two_weeks_later() -> None:
    named = known().name
    [leftover] = files(1)
    staged = write("a" * 32 + ".jpg", storage.STAGED_FOR)
    Message.objects.update(received_at=NOW)
    assert leftovers.clear_leftovers(now=NOW).removed == 1
    assert (in_place(), aside()) == ({named, staged}, {leftover})
    assert leftovers.clear_leftovers(now=NOW).removed == 0
    leftovers.clear_leftovers(now=NOW + leftovers.SET_ASIDE_FOR - timedelta(days=1))
    assert leftover in aside()
    leftovers.clear_leftovers(now=NOW + leftovers.SET_ASIDE_FOR)
    assert leftover not in aside()


def test_half_written_files_go_at_once_and_other_files_stay() -> None:
    old = write("0" * 32 + ".jpg.part", LONG)
    new = write("1" * 32 + ".jpg.part", timedelta(minutes=1))
    other = write("README", LONG)
    assert leftovers.clear_leftovers(now=NOW).removed == 1
    assert in_place() == {new, other}
    assert aside() == set()
    assert old not in in_place()


def test_without_any_photo_nothing_is_done_and_nobody_is_told() -> None:
    assert leftovers.clear_leftovers(now=NOW).removed == 0
    storage.photo_folder().rmdir()
    assert leftovers.clear_leftovers(now=NOW).removed == 0
    assert run() == (0, "")


def test_photos_set_aside_are_served_to_nobody(client: Client) -> None:
    known()
    [leftover] = files(1)
    leftovers.clear_leftovers(now=NOW)
    assert aside() == {leftover}
    with pytest.raises(FileNotFoundError):
        storage.read_photo(leftover)
    for name in (f"../quarantine/{timezone.localdate(NOW)}/{leftover}", leftover):
        with pytest.raises(FileNotFoundError):
            storage.read_photo(name)


# --- how many -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("leftover", "with_message", "going"), [(20, 1, 20), (21, 1, 20), (399, 1, 20), (1200, 50, 25)]
)
def test_only_so_many_go_in_a_day_however_often_it_runs(leftover: int, with_message: int, going: int) -> None:
    message = make_message(received_at=NOW)
    for number in range(with_message):
        make_attachment(message, name=write(f"{number:031x}f.jpg", LONG))
    files(leftover, start=1 << 20)
    for hours in range(12):
        leftovers.clear_leftovers(now=NOW + timedelta(hours=hours))
    assert len(aside()) == going
    assert len(in_place()) == leftover + with_message - going


def test_the_rest_goes_on_the_next_days_the_oldest_first() -> None:
    known()
    young, old = files(15, age=LONG, start=0), files(15, age=LONG * 2, start=100)
    Message.objects.update(received_at=NOW + timedelta(days=3))
    leftovers.clear_leftovers(now=NOW)
    assert set(old) < aside()
    assert leftovers.clear_leftovers(now=NOW + timedelta(days=1)).alarms[Stopped.MANY_PHOTOS] == 0
    assert set(young) < aside()


@hypothesis_settings(max_examples=examples(200))
@given(st.integers(0, 1_000_000))
def test_the_bound_is_the_larger_of_twenty_and_two_percent(whole: int) -> None:
    assert brakes.most_a_day(whole) == (20 if whole < 1050 else whole // 50)


# --- a database that is not the one ---------------------------------------------------------------------------------
def test_a_new_database_removes_nothing_day_after_day() -> None:
    """The portal is installed again, its photos are there, its database is empty."""
    all_of_them = files(399)
    for days in range(20):
        cleared = leftovers.clear_leftovers(now=NOW + timedelta(days=days))
        assert (cleared.removed, cleared.alarms[Stopped.NO_PHOTO_KNOWN]) == (0, 399)
    make_message(received_at=NOW + timedelta(days=20))
    assert leftovers.clear_leftovers(now=NOW + timedelta(days=20)).alarms[Stopped.NO_PHOTO_KNOWN] == 399
    assert in_place() == set(all_of_them)


def test_an_older_database_removes_nothing() -> None:
    """The backup of last week: it knows some photos, not those that came since."""
    known(age=timedelta(days=30))
    since = [*files(100, age=timedelta(days=3)), *files(100, age=timedelta(days=40), start=1000)]
    cleared = leftovers.clear_leftovers(now=NOW)
    assert (cleared.removed, cleared.alarms[Stopped.OLD_DATABASE]) == (0, 200)
    assert set(since) < in_place()


def test_what_the_sender_adds_counts_as_a_message() -> None:
    attachment = known(age=timedelta(days=30))
    files(1, age=timedelta(days=3))
    make_reply(attachment.message, ReplyKind.ANSWER, created_at=NOW)
    assert leftovers.clear_leftovers(now=NOW).held == 1
    make_reply(attachment.message, ReplyKind.ADDITION, created_at=NOW)
    assert leftovers.clear_leftovers(now=NOW).removed == 1


def test_the_right_database_gets_its_photos_back() -> None:
    """An older one was in use for days; what it took for leftovers belongs to messages after all."""
    known()
    lost = files(20)
    Message.objects.update(received_at=NOW)
    leftovers.clear_leftovers(now=NOW)
    assert aside() == set(lost)
    message = make_message()
    for name in lost:
        make_attachment(message, name=name)
    leftovers.clear_leftovers(now=NOW + leftovers.SET_ASIDE_FOR)
    assert set(lost) < in_place()
    assert aside() == set()


def test_a_choice_of_a_photo_that_nobody_sent_is_no_alarm_until_it_lasts() -> None:
    known(age=timedelta(days=1))
    files(1, age=storage.ORPHAN_AFTER + timedelta(hours=1))
    write("b" * 32 + ".jpg", timedelta(hours=1))
    cleared = leftovers.clear_leftovers(now=NOW)
    assert (cleared.held, cleared.removed, any(cleared.alarms.values())) == (1, 0, False)
    assert leftovers.clear_leftovers(now=NOW + timedelta(days=2)).alarms[Stopped.OLD_DATABASE] == 2


# --- clocks ---------------------------------------------------------------------------------------------------------
def test_a_clock_far_ahead_sets_nothing_aside_and_deletes_nothing() -> None:
    known()
    leftovers.clear_leftovers(now=NOW)
    files(5)
    leftovers.clear_leftovers(now=NOW)
    held = files(1, start=9)
    ahead = NOW + timedelta(days=400)
    assert leftovers.clear_leftovers(now=ahead).alarms == {Stopped.CLOCK: 401}
    assert len(aside()) == 5
    assert set(held) < in_place()


def test_what_a_clock_ahead_set_aside_stays_for_two_weeks_from_today() -> None:
    known()
    [leftover] = files(1)
    Message.objects.update(received_at=NOW)
    leftovers.clear_leftovers(now=NOW + timedelta(days=30))
    assert aside() == {leftover}
    leftovers.clear_leftovers(now=NOW)
    leftovers.clear_leftovers(now=NOW + leftovers.SET_ASIDE_FOR - timedelta(days=1))
    assert aside() == {leftover}
    leftovers.clear_leftovers(now=NOW + leftovers.SET_ASIDE_FOR)
    assert aside() == set()


def test_a_photo_dated_in_the_future_is_an_alarm() -> None:
    known()
    files(1)
    write("c" * 32 + ".jpg", -timedelta(days=900))
    assert leftovers.clear_leftovers(now=NOW).alarms[Stopped.OLD_DATABASE] == 1


# --- what was erased ------------------------------------------------------------------------------------------------
def test_a_photo_of_a_message_erased_at_once_does_not_wait_for_two_weeks_more(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """It could still be sent with another message, so it stays for two days; no brake holds it."""
    attachment = known(age=timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        erase_message(message=attachment.message, reason=Erasure.Reason.REQUEST, now=NOW)
    assert in_place() == {attachment.name}
    leftovers.clear_leftovers(now=NOW)
    assert in_place() == {attachment.name}
    later = NOW + storage.ORPHAN_AFTER
    assert leftovers.clear_leftovers(now=later).removed == 1
    assert in_place() == aside() == set()
    assert storage.names_marked_erased() == set()


def test_a_photo_that_got_into_another_message_stays_though_the_first_was_erased(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    attachment = known(age=timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        erase_message(message=attachment.message, reason=Erasure.Reason.REQUEST, now=NOW)
    again = make_attachment(make_message(), name=attachment.name)
    leftovers.clear_leftovers(now=NOW + storage.ORPHAN_AFTER)
    assert again.name in in_place()


def test_a_photo_that_was_set_aside_goes_with_its_message(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    known()
    [leftover] = files(1)
    leftovers.clear_leftovers(now=NOW)
    message = make_message(received_at=NOW)
    make_attachment(message, name=leftover)
    with django_capture_on_commit_callbacks(execute=True):
        erase_message(message=message, reason=Erasure.Reason.REQUEST, now=NOW)
    leftovers.clear_leftovers(now=NOW)
    assert leftover not in aside() | in_place()
    assert storage.names_marked_erased() == set()


# --- who learns of it -----------------------------------------------------------------------------------------------
def test_a_held_brake_is_told_by_the_command_the_admin_and_one_mail_a_day() -> None:
    make_department(email="odbor@example.org")
    files(30, age=timedelta(days=3))
    for _each in range(3):
        code, said = run()
        assert code == 1
        assert "30 fotek bez zprávy zůstává na místě, protože databáze nezná žádnou fotku." in said.replace(
            "\u00a0", " "
        )
        assert "tend_mailbox --confirm 30" in said
    [mail] = Email.objects.all()
    assert mail.to == ["odbor@example.org"]
    assert "tend_mailbox --confirm 30" in mail.message
    assert ".jpg" not in mail.message
    today = timezone.localdate()
    urgent = [each.words for each in matters.matters(make_staff(access.DEPARTMENT), today) if each.urgent]
    assert "tend_mailbox --confirm 30" in urgent[0]
    officer = matters.matters(make_staff(access.OFFICERS), today)
    assert not [each for each in officer if "tend_mailbox" in each.words]


def test_confirmed_photos_go_at_once_and_the_alarm_ends() -> None:
    files(30, age=timedelta(days=3))
    assert run()[0] == 1
    assert run("--confirm", "30")[0] == 0
    assert len(aside()) == 30
    assert run() == (0, "")
    assert not matters._alarms()
