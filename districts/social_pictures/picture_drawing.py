"""Draws the picture that is shown where a link to a page is shared. Pure, no Django."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from districts.map.city_map import Drawing

from . import logo

WIDTH, HEIGHT = 1200, 630  # what every network asks for
MAP_RATIO = 660 / 630  # of the frame that a card's map has to fill

_PANEL = 540  # pixels from the left that belong to the text
_EDGE = 64  # left of the text, and above and below it
_ROOM = _PANEL - 2 * _EDGE + 24  # for a line of text
_FINER = 3  # the map is drawn so many times larger, then reduced: smooth edges
_ASIDE = 24  # pixels from the edge of the map where no number stands: it could be cut
_BLEED = 6  # pixels of the map beyond the picture, so that its own edge is not seen

# The colours of the light site (`static/css/tokens.css`).
_INK, _SOFT, _ACCENT, _LINE, _GROUND, _PAPER = "#14212d", "#475866", "#0b5394", "#ced8e0", "#f3f6f9", "#fff"
_OUTSIDE = "#e4ebf1"  # of the city
_WARN, _WARN_INK = "#fff3d1", "#533d00"
SHADES = (
    *("#b5c1f9", "#9ad0a7", "#f7f3b8", "#febcde", "#fcafb6"),
    *("#95f6f3", "#d8c28c", "#d9b8eb", "#f7b49d", "#d6fbc7"),
)

_FONTS = Path(__file__).with_name("fonts")


@dataclass(frozen=True, slots=True)
class PictureContent:
    """What a picture says; texts are in the language of its reader."""

    site: str
    plate: tuple[str, str] | None  # the word and the number on the plate of a district
    title: str
    under: str  # the line below the title; may be empty
    line: str  # what the page is for
    note: str  # why it is not to be relied on; empty for official data
    map: Drawing | None
    shades: dict[int, int]  # the colour of each district's borough by the district's number, from 0
    chosen: int | None  # the district that the picture is about


def draw_png(card: PictureContent) -> bytes:
    """The picture, 1200 × 630."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    if card.map is not None:
        image.paste(_draw_map(card.map, card), (_PANEL, 0))
    draw = ImageDraw.Draw(image)
    _draw_head(image, draw, card.site)
    _draw_texts(image, draw, card)
    if card.note:
        _draw_note(draw, card.note)
    encoded = BytesIO()
    # With a palette the file is a third, and nobody sees the difference.
    image.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(encoded, "PNG")
    return encoded.getvalue()


# --- the map --------------------------------------------------------------------------------------------------------


def _draw_map(drawing: Drawing, card: PictureContent) -> Image.Image:
    size = (WIDTH - _PANEL, HEIGHT)
    image = Image.new("RGB", (size[0] * _FINER, size[1] * _FINER), _OUTSIDE)
    draw = ImageDraw.Draw(image)
    left, top, width, height = drawing.box
    scale = _FINER * max((size[0] + 2 * _BLEED) / width, (size[1] + 2 * _BLEED) / height)
    corner = np.array([left + (width - image.width / scale) / 2, top + (height - image.height / scale) / 2])

    def placed(path: str) -> Iterator[logo.Line]:
        for line in logo.read_lines(path):
            yield [tuple((point - corner) * scale) for point in np.array(line)]

    rings = []
    for area in drawing.areas:
        shade = SHADES[card.shades[area.number] % len(SHADES)]
        colour = _ACCENT if area.number == card.chosen else shade
        lines = list(placed(area.path))
        whole = max(map(_box_area, lines))
        rings += [((_box_area(ring), whole), ring, colour) for ring in lines]
    # The larger ones first: a district inside another is drawn over the ring that is the other one's hole.
    for _size, ring, colour in sorted(rings, key=lambda one: one[0], reverse=True):
        draw.polygon(ring, fill=colour)
    for _size, ring, _colour in rings:
        draw.line(ring, fill=_PAPER, width=2 * _FINER, joint="curve")
    for line in placed(drawing.borders):
        draw.line(line, fill=_INK, width=3 * _FINER, joint="curve")
    image = image.reduce(_FINER)
    labels = {area.number: area.label for area in drawing.areas if area.label}
    _draw_numbers(image, {number: tuple((at - corner) * scale / _FINER) for number, at in labels.items()}, card)
    return image


def _box_area(ring: logo.Line) -> float:
    return float(np.ptp(ring, axis=0).prod())


def _draw_numbers(image: Image.Image, places: dict[int, tuple[float, float]], card: PictureContent) -> None:
    """The numbers of the districts, but for those that would be cut or covered."""
    draw = ImageDraw.Draw(image)
    left, top, _, _ = _note_box(card.note)
    for number, (x, y) in places.items():
        inside = _ASIDE < x < image.width - _ASIDE and _ASIDE < y < image.height - _ASIDE
        covered = bool(card.note) and x > left - _PANEL - _ASIDE and y > top - _ASIDE
        if inside and not covered:
            size, colour = (44, _PAPER) if number == card.chosen else (22, _INK)
            draw.text((x, y), str(number), font=load_font("Bold", size), fill=colour, anchor="mm")


# --- the texts ------------------------------------------------------------------------------------------------------


def _draw_head(image: Image.Image, draw: ImageDraw.ImageDraw, site: str) -> None:
    sign = logo.draw_logo(64)
    image.paste(sign, (_EDGE - 8, _EDGE - 12), sign)
    draw.text((_EDGE + 66, _EDGE + 20), site, font=load_font("Bold", 32), fill=_INK, anchor="lm")


def _draw_texts(image: Image.Image, draw: ImageDraw.ImageDraw, card: PictureContent) -> None:
    top = 148
    if card.plate:
        _draw_plate(image, *card.plate, top=top)
        top += 184
    else:
        top += 40
    largest, most_lines = (52, 2) if card.plate else (60, 4)
    size, lines = _fit_lines(card.title, largest, most_lines=most_lines)
    for text in lines:
        draw.text((_EDGE, top), text, font=load_font("Bold", size), fill=_INK, anchor="la")
        top += round(size * 1.16)
    if card.under:
        size, (text, *_) = _fit_lines(card.under, 28, most_lines=1)
        draw.text((_EDGE, top + 10), text, font=load_font("Regular", size), fill=_SOFT, anchor="la")
    size, (text, *_) = _fit_lines(card.line, 30, most_lines=1)
    draw.text((_EDGE, HEIGHT - 56), text, font=load_font("Bold", size), fill=_ACCENT, anchor="ls")


def _draw_plate(image: Image.Image, word: str, number: str, *, top: int) -> None:
    """The district as an enamel plate of a house has it: the word above, the number large."""
    small, large = load_font("Bold", 28), load_font("Bold", 112)
    width = round(max(small.getlength(word), large.getlength(number))) + 64
    plate = Image.new("RGB", (width * _FINER, 160 * _FINER), _GROUND)
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle((0, 0, plate.width - 1, plate.height - 1), 16 * _FINER, fill=_ACCENT)
    inset = 6 * _FINER
    draw.rounded_rectangle(
        (inset, inset, plate.width - 1 - inset, plate.height - 1 - inset), 11 * _FINER, outline=_PAPER, width=2 * _FINER
    )
    plate = plate.reduce(_FINER)
    draw = ImageDraw.Draw(plate)
    draw.text((width / 2, 46), word, font=small, fill=_PAPER, anchor="ms")
    draw.text((width / 2, 142), number, font=large, fill=_PAPER, anchor="ms")
    image.paste(plate, (_EDGE, top))


def _draw_note(draw: ImageDraw.ImageDraw, note: str) -> None:
    box = _note_box(note)
    draw.rounded_rectangle(box, 8, fill=_WARN)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    draw.text(middle, note, font=load_font("Bold", 22), fill=_WARN_INK, anchor="mm")


def _note_box(note: str) -> tuple[int, int, int, int]:
    right, bottom = WIDTH - 24, HEIGHT - 24
    return right - round(load_font("Bold", 22).getlength(note)) - 32, bottom - 42, right, bottom


def _fit_lines(text: str, size: int, *, most_lines: int) -> tuple[int, list[str]]:
    """The text in lines, in the largest letters up to `size` that leave it so many lines."""
    text = unicodedata.normalize("NFC", text)  # the fonts have letters with their marks, not the marks
    for smaller in range(size, 11, -2):
        lines = _wrap_lines(text, smaller)
        if len(lines) <= most_lines and all(load_font("Bold", smaller).getlength(line) <= _ROOM for line in lines):
            return smaller, lines
    return 12, _wrap_lines(text, 12)[:most_lines]


def _wrap_lines(text: str, size: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and load_font("Bold", size).getlength(longer) > _ROOM:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@cache
def load_font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    # The simple layout: the other one needs a library that not every Pillow has, and would look different with it.
    return ImageFont.truetype(_FONTS / f"Inter-{weight}.ttf", size, layout_engine=ImageFont.Layout.BASIC)
