"""kill -9 of the server and of the mail worker at random moments: whoever got a code has their message in the mailbox.

Real processes on a database of their own, SQLite or PostgreSQL as the tests run on.
"""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mailbox.intake.spam import FASTEST
from tests.resident import Resident
from tests.running import Portal
from tests.smtp import SmtpServer, wait_until
from tests.thorough import examples

SUBMISSIONS = examples(500, part=10)
RESIDENTS = 6
KILLS = examples(10, fewest=1, part=10)
PATIENCE_S = 300  # with one message; the server comes back in seconds, on a busy machine in a minute

# Run inside the portal's own database: what is stored of each message, and of each file.
LOOK = """
import json
from datetime import timedelta
from django.utils import timezone
from post_office.models import STATUS
from mailbox.intake import receipt_codes
from mailbox.models import Message
from mailbox.photos import leftovers, storage
found = {}
for message in Message.objects.prefetch_related("attachments", "notifications__email", "events"):
    found[message.pk] = {
        "text": message.text,
        "photos": [len(storage.read_photo(each.name)) == each.size for each in message.attachments.all()],
        "told": [each.email.status in (STATUS.queued, STATUS.requeued, STATUS.sent)
                 for each in message.notifications.all()],
        "events": [each.kind for each in message.events.all()],
    }
codes = json.load(open(CODES))
owners = {code: getattr(receipt_codes.find_message(receipt_codes.parse_code(code)), "pk", None) for code in codes}
named = {each.name for message in Message.objects.all() for each in message.attachments.all()}
before = {path.name for path in storage.photo_folder().iterdir()}
later = timezone.now() + storage.ORPHAN_AFTER + timedelta(hours=1)
removed = leftovers.clear_leftovers(now=later, confirmed=len(before)).removed
after = {path.name for path in storage.photo_folder().iterdir()}
print(json.dumps({"found": found, "owners": owners, "orphans": len(before - named), "removed": removed,
                  "kept_exactly_the_named": after == named}))
"""

# A mail that a killed worker was about to send waits for the end of its lease. Five minutes pass.
AFTER_THE_LEASE = """
from post_office.models import STATUS, Email
Email.objects.exclude(status=STATUS.sent).update(scheduled_time=None)
"""


@dataclass
class Heard:
    """What the residents got to know."""

    codes: dict[str, str] = field(default_factory=dict)  # the text of each message by its code
    unanswered: int = 0  # tries that a kill cut off
    refused: Counter[str] = field(default_factory=Counter)


def picture() -> bytes:
    """A small photo of a phone."""
    file = BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def portal(tmp_path: Path, migrated_copy: str, smtp: SmtpServer) -> Iterator[Portal]:
    """A portal on a database of its own, of the same kind as that of the tests."""
    portal = Portal(tmp_path, database_url=migrated_copy, EMAIL_URL=smtp.url)
    try:
        yield portal
    finally:
        portal.stop()


def write(resident: Resident, photo: bytes, heard: Heard, todo: Iterator[int]) -> None:
    """Send one message after another, and the same one again until there is an answer."""
    for message in todo:
        # From another address each time, as from one they would be held back.
        resident.source = f"127.0.{message // 250 + 1}.{message % 250 + 1}"
        text = f"Zpráva číslo {message}: na rohu se svítí jen někdy."
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up:
            try:
                page = resident.send({"kind": "podnet", "district": "7", "text": text}, [photo])
            except (OSError, http.client.HTTPException):
                heard.unanswered += 1
                time.sleep(0.2)
                continue
            if page.code:
                heard.codes[page.code] = text
            else:
                heard.refused[f"{page.status}"] += 1
            break
        else:
            heard.refused["no answer"] += 1


def share(numbers: Iterator[int], lock: threading.Lock) -> Iterator[int]:
    """What is left of the numbers, for one of several threads that take from them."""
    while True:
        with lock:
            number = next(numbers, None)
        if number is None:
            return
        yield number


def start_residents(portal: Portal, heard: Heard) -> list[threading.Thread]:
    """All of them at once write to the portal."""
    photo = picture()
    numbers = iter(range(SUBMISSIONS))
    lock = threading.Lock()
    writers = [Resident(portal.address) for _ in range(RESIDENTS)]
    for writer in writers:
        writer.open_form()
    time.sleep(FASTEST.total_seconds())  # sent sooner, the first messages would be held for review
    residents = [
        threading.Thread(target=write, args=(writer, photo, heard, share(numbers, lock))) for writer in writers
    ]
    for resident in residents:
        resident.start()
    return residents


def start(portal: Portal) -> None:
    """The server and the mail worker."""
    portal.start_server(workers=2)
    portal.start_mail_worker()


def kill_again_and_again(portal: Portal, heard: Heard, residents: list[threading.Thread]) -> None:
    """At random moments, spread over the time in which the residents write."""
    chance = random.Random(7)

    def far_enough(progress: float) -> bool:
        return len(heard.codes) >= progress or not any(resident.is_alive() for resident in residents)

    for kill in range(KILLS):
        progress = SUBMISSIONS * (kill + chance.random()) / (KILLS + 1)
        wait_until(partial(far_enough, progress), seconds=PATIENCE_S, why="the residents get on")
        portal.kill("server")
        portal.kill("mail")
        start(portal)


def look(portal: Portal, codes: list[str]) -> dict[str, Any]:
    """What is stored, seen from the portal's own database."""
    file = portal.folder / "codes.json"
    file.write_text(json.dumps(codes))
    seen: dict[str, Any] = json.loads(
        portal.manage("shell", "--no-imports", "-c", LOOK.replace("CODES", repr(str(file))))
    )
    return seen


@pytest.mark.django_db
def test_whoever_got_a_code_has_the_message_whole_and_announced(portal: Portal, smtp: SmtpServer) -> None:
    heard = Heard()
    start(portal)
    residents = start_residents(portal, heard)
    kill_again_and_again(portal, heard, residents)
    for resident in residents:
        resident.join()

    assert not heard.refused
    assert len(heard.codes) == SUBMISSIONS
    assert heard.unanswered, "no kill met a request: the test proves nothing"
    wait_until(lambda: len(smtp.received) >= SUBMISSIONS - KILLS, seconds=PATIENCE_S, why="the mails arrive")
    portal.manage("shell", "--no-imports", "-c", AFTER_THE_LEASE)
    wait_until(lambda: len({mail["Message-ID"] for mail in smtp.mails}) >= SUBMISSIONS, why="the last mails arrive")
    portal.stop()

    seen = look(portal, [*heard.codes])
    stored = seen["found"]
    assert None not in seen["owners"].values()
    assert len(set(seen["owners"].values())) == SUBMISSIONS
    for code, text in heard.codes.items():
        message = stored[str(seen["owners"][code])]
        assert message["text"] == text
    for message in stored.values():  # also those whose sender got no answer: none is half stored
        assert message["photos"] == [True]
        assert message["told"] == [True]
        assert message["events"] == ["received", "told"]
    assert seen["removed"] == seen["orphans"]
    assert seen["kept_exactly_the_named"]
    announced = Counter(mail["Message-ID"] for mail in smtp.mails)
    assert len(announced) >= SUBMISSIONS
    assert sum(announced.values()) - len(announced) <= KILLS, "more than one mail twice for each kill"
