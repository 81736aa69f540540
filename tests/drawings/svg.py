"""The few shapes that the pictures are made of. Lengths are pixels."""

from collections.abc import Iterable
from html import escape

WIDTH = 960
MARGIN = 24
CHIP = 26  # height
INK, QUIET, PAPER, FILL = "#1b2733", "#52606d", "#ffffff", "#eef4fb"
_LETTER = 7.0  # what a letter of a label takes on average, at most
_FONT = 'font-family="Helvetica, Arial, sans-serif" font-size="13"'
_ARROWHEAD = (
    '<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
    f' markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>'
)


def picture(parts: Iterable[str], height: float, *, title: str, text: str) -> str:
    """A drawing on paper of its own, so that it can be read on a dark page, too; `text` says it all in words."""
    size = f'width="{WIDTH}" height="{height:.0f}" viewBox="0 0 {WIDTH} {height:.0f}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {_FONT} role="img">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(text)}</desc>",
            _ARROWHEAD,
            f'<rect width="{WIDTH}" height="{height:.0f}" rx="12" fill="{PAPER}"/>',
            *parts,
            "</svg>\n",
        ]
    )


def length_of(label: str) -> float:
    """How long a label is, about."""
    return len(label) * _LETTER


def wrap(words: Iterable[str], width: float, *, between: str = " ") -> list[str]:
    """Words in lines that are not longer than a width."""
    lines: list[str] = []
    for word in words:
        if lines and length_of(longer := lines[-1] + between + word) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def label(words: str, left: float, base: float, *, colour: str = INK, anchor: str = "start", look: str = "") -> str:
    """Words on one line; `base` is where their letters stand."""
    return f'<text x="{left:.0f}" y="{base:.0f}" fill="{colour}" text-anchor="{anchor}"{look}>{escape(words)}</text>'


def heading(words: str, left: float, base: float) -> str:
    """A large label."""
    return label(words, left, base, look=' font-weight="bold" font-size="17"')


def label_over_lines(words: str, middle: float, base: float, *, left: float) -> str:
    """A label that stays readable where a line passes behind it, moved so that it begins right of `left` and fits."""
    half = length_of(words) / 2
    inside = min(max(middle, left + half), WIDTH - MARGIN - half)
    return label(words, inside, base, anchor="middle", look=f' stroke="{PAPER}" stroke-width="5" paint-order="stroke"')


def chip(lines: list[str], middle: float, top: float, *, dark: bool = False) -> str:
    """A small box with some short lines."""
    width = max(length_of(line) for line in lines) + 20
    fill, colour = (INK, PAPER) if dark else (FILL, INK)
    height = CHIP + 16 * (len(lines) - 1)
    box = (
        f'<rect x="{middle - width / 2:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height}" rx="6" fill="{fill}"/>'
    )
    words = (
        label(line, middle, top + 18 + 16 * number, colour=colour, anchor="middle") for number, line in enumerate(lines)
    )
    return box + "".join(words)


def arrow(left: float, top: float, right: float, bottom: float) -> str:
    """A straight line with a head at its end."""
    return f'<path d="M{left:.0f} {top:.0f}L{right:.0f} {bottom:.0f}" stroke="{INK}" marker-end="url(#end)"/>'


def guide(middle: float, top: float, bottom: float) -> str:
    """A quiet line down a column."""
    return f'<path d="M{middle:.0f} {top:.0f}V{bottom:.0f}" stroke="{QUIET}" stroke-dasharray="3 4"/>'


def dot(middle: float, level: float, *, hollow: bool = False) -> str:
    """Where something begins; hollow where there was nothing before."""
    fill = PAPER if hollow else INK
    return f'<circle cx="{middle:.0f}" cy="{level:.0f}" r="4" fill="{fill}" stroke="{INK}"/>'


def frame(left: float, top: float, width: float, height: float, inside: str) -> str:
    """A box with what is in it, placed."""
    edge = f'<rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="{PAPER}" stroke="{QUIET}"/>'
    return f'<g transform="translate({left:.0f} {top:.0f})">{edge}{inside}</g>'
