"""Charts as geometry: from numbers to the places of bars and words. The template draws them as SVG, nothing else does.

Lengths are pixels of a drawing as wide as a small phone shows it; on a wider screen the whole drawing grows. Bars of a
kind have one look ("full", "striped", "hollow"), so that they differ without colours as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

WIDTH = 288
HEIGHT = 180  # of a drawing with columns
LETTER = 7  # the width of a digit at 12 px, and a little more
LINE = 16  # the height of a line of text
ROW = 36  # a name with its bar below
BAR = 12
LEAST = 1.5  # what there is at all is seen


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one kind, one for each name on the other axis."""

    name: str
    look: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True, slots=True)
class Word:
    """A text and the point that it is anchored at: its start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All there is to draw."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    words: tuple[Word, ...]
    lines: tuple[float, ...] = ()  # heights of the lines that a scale has across
    left: float = 0  # where those lines begin


def draw_columns(series: Sequence[Series], names: Sequence[str], *, stacked: bool) -> Drawing:
    """Upright bars along a row of names: beside each other or, where they are parts of a whole, upon each other."""
    groups = list(zip(*(each.values for each in series), strict=True))
    top = round_top(max((sum(group) if stacked else max(group) for group in groups), default=0))
    left = LETTER * len(with_thousands_apart(top)) + 6.0
    floor_y, height = HEIGHT - LINE - 4.0, HEIGHT - 1.5 * LINE - 8.0
    step = (WIDTH - left) / max(1, len(names))
    bars = []
    for number, group in enumerate(groups):
        heights = [_visible_length(value, top, height) for value in group]
        width = step * 0.7 / (1 if stacked else len(series))
        below = [0.0, *accumulate(heights)] if stacked else [0.0] * len(group)
        for place, (each, tall, under) in enumerate(zip(series, heights, below, strict=False)):
            x = left + step * (number + 0.15) + (0 if stacked else place * width)
            if tall:
                bars.append(
                    Bar(_rounded(x), _rounded(floor_y - under - tall), _rounded(width), _rounded(tall), each.look)
                )
    scale = [(floor_y - height * part / 2, with_thousands_apart(top * part // 2)) for part in range(3)]
    wide = LETTER * max(map(len, names), default=0)
    every = ceil((wide + LETTER) / step)
    words = [Word(_rounded(left - 6), _rounded(y + 4), text, "end") for y, text in scale]
    words += [  # the last one always: it is now
        Word(_rounded(min(left + step * (number + 0.5), WIDTH - wide / 2)), HEIGHT - 4.0, names[number], "middle")
        for number in range(len(names) - 1, -1, -every)
    ]
    return Drawing(WIDTH, HEIGHT, tuple(bars), tuple(words), tuple(_rounded(y) for y, _text in scale), _rounded(left))


def draw_rows(series: Sequence[Series], names: Sequence[str]) -> Drawing:
    """Lying bars, each below its name and with its sum at the end: for names that are too long to stand in a row."""
    groups = list(zip(*(each.values for each in series), strict=True))
    top = max(map(sum, groups), default=0)
    length = WIDTH - LETTER * len(with_thousands_apart(top)) - 12.0
    bars, words = [], []
    for number, (name, group) in enumerate(zip(names, groups, strict=True)):
        y = number * ROW + LINE + 4.0
        lengths = [_visible_length(value, top, length) for value in group]
        starts = [0.0, *accumulate(lengths)]
        for each, start, long in zip(series, starts, lengths, strict=False):
            if long:
                bars.append(Bar(_rounded(start), y, _rounded(long), BAR, each.look))
        words += [
            Word(0, y - 4, name, "start"),
            Word(_rounded(starts[-1] + 6), y + BAR - 1.5, with_thousands_apart(sum(group)), "start"),
        ]
    return Drawing(WIDTH, max(1, len(names)) * ROW, tuple(bars), tuple(words))


def round_top(most: int) -> int:
    """The end of a scale that has a whole number at its middle: one digit and zeros, and nothing goes beyond."""
    unit: int = 10 ** (len(str(most)) - 1)
    return next(top for step in (1, 2, 4, 6, 8, 10) if (top := step * unit) >= most and top % 2 == 0)


def with_thousands_apart(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}".replace(",", "\u00a0")


def _visible_length(value: int, top: int, length: float) -> float:
    """The length of a bar; small ones are as long as the eye needs."""
    return max(LEAST, length * value / top) if value else 0.0


def _rounded(length: float) -> float:
    return round(length, 1)
