"""The pictures shown where a link is shared: what they say, how they look, how they are served."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from PIL import Image, ImageFont
from pytest_django import DjangoAssertNumQueries

from districts import demo
from districts.lookup import atlas
from districts.models import ImportRun
from districts.social_pictures import logo, page_pictures, picture_drawing
from tests.factories import make_district, make_neighbours

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LANGUAGES = [code for code, _name in settings.LANGUAGES]
ACCENT = (0x0B, 0x53, 0x94)
LETTERS = (
    "ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ ÄÖÜ ß АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ’ ĂÂĐÊÔƠƯ"
    "ÀẢÃẠẰẲẴẮẶẦẨẪẤẬÈẺẼẸỀỂỄẾỆÌỈĨỊÒỎÕỌỒỔỖỐỘỜỞỠỚỢÙỦŨỤỪỬỮỨỰỲỶỸỴ 0123456789 –—„“‚‘«»…-.,:;/()"
)


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def like(image: Image.Image, place: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    """Whether a pixel has a colour, or one that nobody tells from it: the palette is small."""
    pixel = image.getpixel(place)
    assert isinstance(pixel, tuple)
    return all(abs(one - two) < 8 for one, two in zip(pixel, colour, strict=True))


def texts(card: picture_drawing.PictureContent) -> Iterator[str]:
    yield from (card.site, *(card.plate or ()), card.title, card.under, card.line, card.note)


def test_a_picture_shows_the_district_on_its_map_beside_its_name() -> None:
    make_neighbours()
    image = opened(page_pictures.page_picture(atlas.current(), 7))
    assert image.size == (1200, 630)
    middle = (540 + 330, 315 + 60)  # of the map, below the number
    assert like(image, middle, ACCENT)
    assert not like(image, (1190, 315), ACCENT)  # its neighbour, or what is around
    assert like(image, (20, 20), (0xF3, 0xF6, 0xF9))
    assert like(image, (72, 220), ACCENT)  # the plate


def test_those_who_ask_for_many_at_once_do_not_keep_the_threads_of_pages(client: Client) -> None:
    """What is drawn already is served all the same."""
    make_neighbours()
    address = "/okrsky/7/obrazek.png"
    assert client.get(address).status_code == 200
    for _ in range(page_pictures.MOST_AT_ONCE):
        page_pictures._places.acquire()
    try:
        assert client.get(address).status_code == 200
        busy = client.get(f"/en{address}")
        assert (busy.status_code, busy["Retry-After"]) == (503, "5")
        assert not busy.has_header("ETag")
    finally:
        for _ in range(page_pictures.MOST_AT_ONCE):
            page_pictures._places.release()
    assert client.get(f"/en{address}").status_code == 200


def test_pictures_are_small_and_differ_between_districts_and_languages() -> None:
    demo.load_demo(now=timezone.now())
    made = []
    for code in LANGUAGES:
        with override(code):
            made += [page_pictures.page_picture(atlas.current(), number) for number in (None, 7, 14)]
    assert len(set(made)) == len(made)
    assert max(map(len, made)) < 60_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_that_may_be_drawn_is_in_the_fonts(language: str) -> None:
    demo.load_demo(now=timezone.now())
    state = atlas.current()
    with override(language):
        said = {
            letter
            for number in [None, *state.districts]
            for text in texts(page_pictures.describe_picture(state, number))
            for letter in text
        }
    letters = (said | set(LETTERS) | set(LETTERS.lower())) - set(" ")
    for weight in ("Regular", "Bold"):
        font = picture_drawing.load_font(weight, 40)
        missing = shape(font, "\ue000")  # nobody has it
        assert not [letter for letter in sorted(letters) if shape(font, letter) == missing]


def shape(font: ImageFont.FreeTypeFont, letter: str) -> tuple[bytes, tuple[int, int]]:
    mask = font.getmask(letter)
    return bytes(mask), mask.size


def test_only_made_up_borders_are_called_so() -> None:
    demo.load_demo(now=timezone.now())
    assert page_pictures.describe_picture(atlas.current(), 7).note == "ukázková data"
    ImportRun.objects.all().delete()
    make_district(number=99)
    assert page_pictures.describe_picture(atlas.current(), 7).note == ""


def test_a_long_name_stays_in_its_column() -> None:
    demo.load_demo(now=timezone.now())
    card = page_pictures.describe_picture(atlas.current(), 7)
    long = replace(
        card, title="Nejnezpravděpodobnější Předměstí u Bolevecké návsi a Kamenného rybníka", under="x " * 90
    )
    column = (530, 330, 540, 600)  # between the text and the map
    assert (
        opened(picture_drawing.draw_png(long)).crop(column).getcolors()
        == opened(picture_drawing.draw_png(card)).crop(column).getcolors()
    )


@pytest.mark.parametrize(("around", "inside"), [(1, 2), (2, 1)])
def test_a_district_inside_another_is_seen(around: int, inside: int) -> None:
    ring = [(13.30, 49.70), (13.40, 49.70), (13.40, 49.80), (13.30, 49.80), (13.30, 49.70)]
    hole = [(13.34, 49.74), (13.34, 49.76), (13.36, 49.76), (13.36, 49.74), (13.34, 49.74)]
    make_district(number=around, boundary={"type": "Polygon", "coordinates": [ring, hole]})
    make_district(number=inside, boundary={"type": "Polygon", "coordinates": [hole[::-1]]})
    image = opened(page_pictures.page_picture(atlas.current(), around))
    assert not like(image, (870, 295), ACCENT)  # above its number
    assert like(image, (870, 200), ACCENT)


@pytest.mark.parametrize("prefix", ["", "/en", "/uk", "/de", "/vi"])
@pytest.mark.parametrize("path", ["/okrsky/7/obrazek.png", "/obrazek.png"])
def test_a_picture_is_served_once_and_then_only_asked_about(
    client: Client, prefix: str, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_neighbours()
    response = client.get(prefix + path)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert not response.cookies
    with django_assert_num_queries(1):
        again = client.get(prefix + path, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(prefix + path).status_code == 200
    make_district(number=9)
    assert client.get(prefix + path, headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_a_picture_is_drawn_once_for_a_state_of_the_data() -> None:
    make_neighbours()
    state = atlas.current()
    assert page_pictures.page_picture(state, 7) is page_pictures.page_picture(state, 7)
    with override("de"):
        assert page_pictures.page_picture(state, 7) is not page_pictures.page_picture(state, 8)


def test_of_what_is_no_district_there_is_no_picture(client: Client) -> None:
    make_district(number=31, boundary=None)
    assert client.get("/okrsky/9999/obrazek.png").status_code == 404
    assert client.get("/okrsky/31/obrazek.png").status_code == 410


def test_before_any_data_there_is_a_picture(client: Client) -> None:
    assert opened(client.get("/obrazek.png").content).size == (1200, 630)


def test_the_colours_are_those_of_the_site() -> None:
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8").split("@media")[0]
    assert tuple(re.findall(r"--b\d: (#\w+);", tokens)) == picture_drawing.SHADES


def test_a_path_is_read_as_svg_means_it() -> None:
    assert logo.read_lines("M1 1 3 1v2H1z") == [[(1, 1), (3, 1), (3, 3), (1, 3), (1, 1)]]
    assert logo.read_lines("m1-1l2 .5-1 1z")[0] == [(1, -1), (3, -0.5), (2, 0.5), (1, -1)]
    quarter = logo.read_lines("M0 0A1 1 0 0 1 1 1")[0]
    assert all(x**2 + (y - 1) ** 2 == pytest.approx(1) for x, y in quarter)  # clockwise: around (0, 1)
    with pytest.raises(ValueError, match="'Q'"):
        logo.read_lines("M0 0Q1 1 2 2")
