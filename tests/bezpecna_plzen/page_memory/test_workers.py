"""Real workers under load: whoever asks after a change was saved sees it, whichever worker answers."""

import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.running import Portal

WORKERS, READERS, EACH = 2, 3, 12
PAGES = ["/", "/okrsky/7/", "/dotazy/?q=odpad", "/en/", "/aktuality/", "/kontakt/"]
ALERT = """
from datetime import timedelta
from django.utils import timezone
now = timezone.now()
Notice.objects.create(title="{title}", text="Nejezděte tam.", published_from=now, banner_until=now + timedelta(hours=1))
"""


@pytest.fixture(scope="module")
def portal(
    masters: databases.Masters, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("workers")
    with django_db_blocker.unblock():  # with PostgreSQL the server migrates an SQLite of its own
        url = databases.copy_for_processes(masters.migrated(), folder) if databases.is_sqlite() else ""
    portal = Portal(folder, database_url=url)
    portal.start_server(workers=WORKERS)
    yield portal
    portal.stop()


def read(portal: Portal, path: str) -> str:
    """A page over a connection of its own, so that now one worker answers and then another."""
    with urllib.request.urlopen(portal.address + path) as answer:  # noqa: S310 - our own address
        page: bytes = answer.read()
    return page.decode()


@pytest.fixture
def _load(portal: Portal) -> Iterator[None]:
    """Others read all the time."""
    over = threading.Event()

    def go_on_reading() -> None:
        while not over.is_set():
            for path in PAGES:
                read(portal, path)

    readers = [threading.Thread(target=go_on_reading) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    yield
    over.set()
    for reader in readers:
        reader.join()


@pytest.mark.usefixtures("_load")
def test_an_alert_is_on_every_page_of_every_worker_at_once(portal: Portal) -> None:
    for number in range(3):
        title = f"Uzavírka {number} ulice"
        portal.run(ALERT.format(title=title))
        for path in PAGES:
            assert all(title in read(portal, path) for _ in range(EACH)), path


@pytest.mark.usefixtures("_load")
def test_another_phone_number_is_on_pages_and_in_the_api_at_once(portal: Portal) -> None:
    for number in range(2):
        phone = f"378 000 {number:03}"
        portal.run(f"Department.objects.update(phone={phone!r})\nStation.objects.update(phone={phone!r})")
        for path in ("/kontakt/", "/okrsky/7/", "/api/v1/districts/7"):
            assert all(phone in read(portal, path) for _ in range(EACH)), path


@pytest.mark.usefixtures("_load")
def test_news_are_in_the_feed_at_once(portal: Portal) -> None:
    portal.run(ALERT.format(title="Zpráva do čteček"))
    assert all("Zpráva do čteček" in read(portal, "/aktuality/atom.xml") for _ in range(EACH))


def test_a_change_from_another_machine_is_seen_soon(portal: Portal, tmp_path: Path) -> None:
    """There nobody can touch the file that tells of changes here."""
    other = Portal(tmp_path, database_url=portal.environment["DATABASE_URL"])
    read(portal, "/")
    nowhere = tmp_path / "nowhere" / "changed"
    try:
        other.run(
            "from pathlib import Path; from django.conf import settings\n"
            f"settings.CHANGE_SIGNAL = Path({str(nowhere)!r})" + ALERT.format(title="Z druhého stroje")
        )
    finally:
        other.stop()
    over = threading.Event()
    threading.Timer(30, over.set).start()
    while "Z druhého stroje" not in read(portal, "/"):
        assert not over.is_set()
