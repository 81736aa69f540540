"""A real Chromium looking at a real server: granian, DEBUG off, collected static files, the demonstration's data."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from selenium.webdriver import Chrome

from tests import databases
from tests.browser import chromium, looks, walks
from tests.browser.looks import Look, PublicPage
from tests.browser.page import PASSWORD, Page, clean_page
from tests.databases import Masters
from tests.hostile_images import encoded, photo
from tests.running import Portal

SIGNED_IN = """
from django.test import Client
from tests.signing_in import sign_in
print(sign_in(Client(), User.objects.get(username="admin")).cookies["sessionid"].value)
"""


@pytest.fixture(scope="session")
def portal(
    masters: Masters, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock():  # with PostgreSQL the server migrates an SQLite of its own
        url = databases.copy_for_processes(masters.migrated(), folder) if databases.is_sqlite() else ""
    started = Portal(folder, database_url=url, DJANGO_SETTINGS_MODULE="tests.browser.settings")
    yield started
    started.stop()


@pytest.fixture(scope="session")
def run(portal: Portal) -> Callable[[str], str]:
    """Runs a piece of Python inside the portal, from outside of the server: what no page is for."""
    return portal.run


@pytest.fixture(scope="session")
def site(portal: Portal, run: Callable[[str], str]) -> str:
    """The address of a running portal, without a slash at the end; its superuser has an authenticator app."""
    portal.start_server()
    run(
        "from tests.signing_in import enrol\n"
        f"enrol(User.objects.create_superuser('admin', 'admin@example.org', {PASSWORD!r}))"
    )
    return portal.address


# News, an abolished district, and three people with photos that are full of grain in their final size.
FURNISHING = r"""
from PIL import Image
from django.core.files.base import ContentFile
from django.db.models import Q
from districts import photos
from tests.factories import make_district, make_notice
from tests.hostile_images import encoded, photo
for post in Post.objects.filter(Q(district__number=14) | Q(borough__districts__number=14)):
    person = post.tenures.get().person
    upload = ContentFile(encoded(photo((150, 200)), "JPEG", quality=90))
    person.photo = photos.prepare_photo(upload)
    person.save()
make_district(number=99, boundary=None)
make_notice(District.objects.get(number=14), title="Zkouška sirén", text="Ve středu v poledne.")
make_notice(title="Dny bezpečnosti", text="Více na https://www.example.org/.\n\nPřijďte.")
"""


@pytest.fixture(scope="session")
def whole_site(site: str, run: Callable[[str], str]) -> str:
    """The address of the same portal with everything that the demonstration lacks and a page can show."""
    run(FURNISHING)
    return site


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Chrome]:
    if not chromium.browser() or not chromium.driver():
        pytest.skip(chromium.MISSING)
    opened = chromium.started()
    yield opened
    opened.quit()


@pytest.fixture
def page(_chromium: Chrome, site: str) -> Page:
    """A clean browser that looks at the portal with the demonstration's data."""
    return clean_page(_chromium, site)


@pytest.fixture
def staff(page: Page, run: Callable[[str], str]) -> Page:
    """The browser of the superuser, who has just signed in with a password and a code."""
    return signed_in(page, run)


def signed_in(page: Page, run: Callable[[str], str]) -> Page:
    """The same browser, of the superuser from now on."""
    page.take_cookie("sessionid", run(SIGNED_IN).strip())
    return page


@pytest.fixture(scope="session")
def public_pages(_chromium: Chrome, whole_site: str) -> dict[str, PublicPage]:
    """What is seen of every public page in Czech, in one walk for all tests."""
    return looks.public_pages(clean_page(_chromium, whole_site), "cs")


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two small photos."""
    return small_photos(tmp_path)


@pytest.fixture(scope="session")
def form_states(
    _chromium: Chrome, whole_site: str, run: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> list[Look]:
    """What is seen of the infoschránka in every state, in one walk for all tests."""
    page, photos = clean_page(_chromium, whole_site), small_photos(tmp_path_factory.mktemp("photos"))
    return looks.look_at_each(page, walks.form(page, run, photos, "cs"))


@pytest.fixture(scope="session")
def staff_pages(_chromium: Chrome, whole_site: str, run: Callable[[str], str]) -> list[Look]:
    """What is seen of the main pages of those who are signed in, in one walk for all tests."""
    page = signed_in(clean_page(_chromium, whole_site), run)
    return looks.look_at_each(page, walks.staff(page, run), widths=False)


def small_photos(folder: Path) -> list[Path]:
    """Two small photos in a folder."""
    files = [folder / "1.jpg", folder / "2.jpg"]
    for file in files:
        file.write_bytes(encoded(photo((640, 480)), "JPEG", quality=80))
    return files
