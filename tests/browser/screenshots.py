"""Takes the pictures of the README anew, in docs/screenshots/: `make screenshots`.

All that they show is the data of the demonstration and messages that nobody wrote.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import NamedTuple

from django.conf import settings
from PIL import Image
from selenium.webdriver import Chrome

from tests.browser.page import PASSWORD, Page, by_css, clean_page, click, enter, enter_code_of_app
from tests.running import Portal

FOLDER = settings.BASE_DIR / "docs" / "screenshots"
MOST_BYTES = 150_000
COLOURS = 256

# Messages of the last days to those who answer for some districts: text, kind, topic, district, place, days ago,
# days until it is due, state.
MESSAGES = """
from datetime import timedelta
from django.utils import timezone
from faq.models import Topic
from mailbox.models import Kind, Outcome, Screening, State
from tests.mailbox.factories import make_message, make_reply
from districts.models import Post
NEW, OPEN, DONE = {"unread": True}, {"unread": False, "state": State.IN_PROGRESS}, {"state": State.CLOSED}
ANSWERED = {"unread": False, "state": State.ANSWERED}
for text, kind, topic, district, place, ago, due, fields in (
    ("Zastávku někdo počmáral. Je to už potřetí.", "podnet", "verejny-poradek", 22, "Masarykova 40", 21, -7, DONE),
    ("Kdo prosím vybírá infoschránku u parku?", "dotaz", "verejny-poradek", 9, "Slovanská alej 12", 18, -4, DONE),
    ("U garáží bývá v noci parta a hraje nahlas.", "podnet", "verejny-poradek", 18, "Skvrňanská 8", 12, -2, DONE),
    ("Dá se u vás nechat označit kolo?", "dotaz", "prevence-kriminality", 15, "Klatovská třída 14", 9, -1, ANSWERED),
    ("Na hřišti jsou střepy, děti tam chodí bosé.", "podnet", "verejny-poradek", 16, "Heyrovského 12", 8, -1, OPEN),
    ("Vrak stojí před vchodem už třetí měsíc.", "podnet", "doprava-a-parkovani", 14, "Americká 12", 5, 0, OPEN),
    ("Mamince volal „bankéř“ a chtěl heslo. Nic mu neřekla. Máme to někde hlásit?", "dotaz", "podvody", 22,
     "Masarykova 40", 4, 1, NEW),
    ("Auta stojí na přechodu u školy.", "podnet", "doprava-a-parkovani", 16, "Klatovská třída 56", 3, 2, OPEN),
    ("Našla jsem na lavičce u rybníka občanský průkaz. Mám ho u sebe.", "nalez", "ztraty-a-nalezy", 7,
     "Bolevecké rybníky", 1, 4, NEW),
    ("V noci na dnešek zase hluk před barem na rohu, křik až do čtyř ráno.", "podnet", "verejny-poradek", 14,
     "Americká 30", 0, 5, NEW),
):
    today = timezone.localdate()
    message = make_message(
        Post.objects.get(role="okrskar", district=district), text=text, kind=Kind(kind), place=place,
        topic=Topic.objects.get(slug=topic), received_at=timezone.now() - timedelta(days=ago, hours=1),
        due_on=today + timedelta(days=due), **fields,
    )
    if fields in (ANSWERED, DONE):
        message.answered_at = message.received_at + timedelta(hours=20)
        message.save()
        make_reply(message, text="Děkujeme, zařídili jsme to.", created_at=message.answered_at)
make_message(Post.objects.get(role="okrskar", district=3), text="Vyhráli jste! http://example.org",
             screening=Screening.QUARANTINE)
from tests.signing_in import enrol
enrol(User.objects.get())
"""


class Screen(NamedTuple):
    """A screen in CSS pixels, and how many of its own make one of them."""

    width: int
    height: int
    density: int = 1
    scheme: str = "light"


DESK, PHONE = Screen(1280, 800), Screen(360, 720, density=2)


def take(chromium: Chrome, portal: Portal) -> Iterator[str]:
    """Take all pictures; what has been made, one after another.

    Raises:
        ValueError: a picture is too large for a README.
    """
    page = clean_page(chromium, portal.address)
    account = {"DJANGO_SUPERUSER_USERNAME": "odbor", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    portal.manage("createsuperuser", "--noinput", "--email=odbor@example.org", **account)
    portal.manage("shell", "--verbosity", "0", "-c", MESSAGES)
    pictures: dict[str, tuple[Screen, Callable[[Page], None]]] = {
        "home": (DESK, lambda page: page.open("/")),
        "home-dark": (DESK._replace(scheme="dark"), lambda page: page.open("/")),
        "district-phone": (PHONE, lambda page: page.open("/okrsky/14/")),
        "search": (DESK, lambda page: page.open("/dotazy/?q=nekdo+mi+ukrad+kolo")),
        "answer-phone": (PHONE, lambda page: page.open("/dotazy/soused-pali-odpad/")),
        "form-phone": (PHONE, _form),
        "confirmation-phone": (PHONE, _confirmation),
        "dashboard": (DESK._replace(height=1440), _signed_in),
        "inbox": (DESK, lambda page: page.open("/admin/mailbox/message/")),
    }
    for name, (screen, show) in pictures.items():
        _put_on(page, screen)
        show(page)
        picture = _picture(page)
        if len(picture) > MOST_BYTES:
            raise ValueError(f"{name}: {len(picture):,} bytes, more than {MOST_BYTES:,}")
        path = FOLDER / f"{name}.png"
        path.write_bytes(picture)
        yield f"{path.relative_to(settings.BASE_DIR)}  {len(picture) / 1000:.0f} kB"


def _put_on(page: Page, screen: Screen) -> None:
    phone = screen.density > 1
    page.command(
        "Emulation.setDeviceMetricsOverride",
        width=screen.width,
        height=screen.height,
        deviceScaleFactor=screen.density,
        mobile=phone,
    )
    page.command("Emulation.setScrollbarsHidden", hidden=True)
    features = {"prefers-color-scheme": screen.scheme, "prefers-reduced-motion": "reduce"}
    page.command(
        "Emulation.setEmulatedMedia", features=[{"name": name, "value": value} for name, value in features.items()]
    )


def _picture(page: Page) -> bytes:
    """What the screen shows, without a blinking caret, as a small PNG."""
    page.chromium.execute_async_script(
        "const done = arguments[0]; document.activeElement.blur();"
        "document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    shown = Image.open(BytesIO(page.chromium.get_screenshot_as_png())).convert("RGB")
    small = BytesIO()
    shown.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def _form(page: Page) -> None:
    page.open("/infoschranka/?district=14")
    click(page, "[name=kind][value=podnet]")
    page.script("scrollTo(0, 0)")


def _confirmation(page: Page) -> None:
    page.open("/infoschranka/?district=14")
    click(page, "[name=kind][value=podnet]")
    by_css(page, "#f-text").send_keys("Lampa před vchodem svítí celý den.")
    for _ in ("to check", "to send"):
        with page.leaving():
            click(page, ".send button")


def _signed_in(page: Page) -> None:
    page.open("/admin/")
    enter(page, "odbor", PASSWORD)
    enter_code_of_app(page)
