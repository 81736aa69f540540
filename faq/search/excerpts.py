"""The part of an answer that has to do with what was searched for."""

import html
import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString, mark_safe

from .inverted_index import Passage

_LENGTH = 200  # characters
_MOST_PLACES = 40  # found words that are looked at, so that a long answer full of them costs no more
_LEAD = 60  # characters before the first found word where its sentence began too long ago
# Quoted values may hold anything, angle brackets included.
_TAG = re.compile(r"""</?([a-zA-Z][\w-]*)(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_INLINE = {"a", "strong", "em", "b", "i", "u", "s", "span", "sub", "sup", "code"}
_OPEN_HEADING = re.compile(r"(?<=[^\s.?!:…])\s*(?=</h\d>)")
_SPACE = re.compile(r"[ \t\r]*\n\s*|[ \t\r]+")


def plain_text(rich: str) -> str:
    """Rich text without its elements: each paragraph or item is a line, a heading ends with a mark."""
    text = _TAG.sub(_space_for_tag, _OPEN_HEADING.sub(":", rich))
    return _SPACE.sub(_single_space, html.unescape(text)).strip()


def _space_for_tag(tag: re.Match[str]) -> str:
    return "" if tag[1].lower() in _INLINE else "\n"


def _single_space(space: re.Match[str]) -> str:
    return "\n" if "\n" in space[0] else " "


def make_excerpt(passage: Passage, wanted: Mapping[str, float]) -> SafeString:
    """The most fitting piece of a text, from the beginning of a sentence, with the found words in `<mark>`.

    Args:
        wanted: the keys that were searched for, with their weights.
    """
    keys = wanted.keys() & passage.positions.keys()
    found = sorted((position, key) for key in keys for position in passage.positions[key])
    start, is_beginning = _choose_start(passage, found, wanted)
    end = _choose_end(passage.text, start)
    pieces, done = ["" if is_beginning else "…"], start
    for position, _key in found:
        first, last = passage.starts[position], passage.ends[position]
        if first < done or last > end:
            continue
        pieces += [html.escape(passage.text[done:first]), "<mark>", html.escape(passage.text[first:last]), "</mark>"]
        done = last
    pieces += [html.escape(passage.text[done:end]), _sign_of_more(passage.text, end)]
    return mark_safe("".join(pieces).replace("\n", " "))  # noqa: S308 - every piece of the text is escaped


def _sign_of_more(text: str, end: int) -> str:
    """The sign that a text goes on behind its piece."""
    if end >= len(text):
        return ""
    return " …" if text[end - 1] in ".?!:" else "…"


def _choose_start(passage: Passage, found: Sequence[tuple[int, str]], wanted: Mapping[str, float]) -> tuple[int, bool]:
    """Where the piece starts that holds most of what was searched for, and whether a sentence begins there."""
    sentences = passage.sentences
    best, start, lead = 0.0, 0, 0
    everything = math.fsum(wanted[key] for key in {key for _position, key in found})
    for place, (position, key) in enumerate(found[:_MOST_PLACES]):
        first = passage.starts[position]
        sentence = sentences[max(0, bisect_right(sentences, first) - 1)]
        inside = {key}
        for other, near in found[max(0, place - _MOST_PLACES) : place + _MOST_PLACES]:
            if passage.starts[other] >= sentence and passage.ends[other] <= sentence + _LENGTH:
                inside.add(near)
        worth = math.fsum(wanted[near] for near in inside)  # exact, so that it is the same in whatever order
        if worth > best:
            best, start, lead = worth, sentence, first
            if best == everything:
                break
    if lead <= start + _LENGTH - _LEAD:
        return start, True
    return passage.text.rfind(" ", 0, lead - _LEAD) + 1, False


def _choose_end(text: str, start: int) -> int:
    """Where a piece ends: behind the last whole word that fits."""
    if len(text) <= start + _LENGTH:
        return len(text)
    end = max(text.rfind(space, start, start + _LENGTH) for space in " \n")
    return end if end > start else start + _LENGTH
