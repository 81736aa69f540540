"""Puts a name into the order in which it is published: titles, given name, surname, titles after it.

What stands first is told by the words themselves, then by the header („Příjmení a jméno“), then by the other names of
the column. What cannot be told stays as it is written.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .given_names import GIVEN_NAMES
from .person_names import is_generation, is_title, plain_letters

_TOKEN = re.compile(r"(?:Ph|Th|Art)\.\s*D\b\.?|LL\.\s*[MB]\b\.?|[^\s,;]+?\.(?=[^\s,;.])|[^\s,;]+|[,;]", re.IGNORECASE)
_COMMAS = frozenset({",", ";"})
_AFTER_LIST = """
    phd thd artd csc drsc mba mpa llm llb lld dis bba msc bsc mim bca
"""
_AFTER = frozenset(_AFTER_LIST.split())
_PARTICLES_LIST = """
    z ze von van der den de da do dos du del di la le el al bin
"""
_PARTICLES = frozenset(_PARTICLES_LIST.split())


@dataclass(frozen=True, slots=True)
class _Parts:
    """A name taken to pieces; the pieces as written."""

    before: list[str]
    words: list[str]
    after: list[str]
    generation: list[str]  # ml., st.
    comma: bool  # between words of the name: `Nová, Jana`


@dataclass(frozen=True, slots=True)
class ArrangedName:
    """A name as it is published."""

    name: str
    contradicts: bool = False  # the words say another order than the header


def arrange_name(
    name: str, *, titles: str = "", surname_first: bool | None = None, is_settled: bool = False
) -> ArrangedName:
    """Put a name in order.

    Args:
        titles: from columns of their own.
        surname_first: what the column says; None if it says nothing.
        is_settled: the words need not be asked: given name and surname had columns of their own.
    """
    parts = _take_apart(name)
    told = None if is_settled else _surname_first(parts)
    given, surname = _split_words(parts, surname_first=surname_first if told is None else told)
    known = {plain_letters(title) for title in (*parts.before, *parts.after)}
    added = _take_apart(titles)
    more = [title for title in (*added.before, *added.words, *added.after) if plain_letters(title) not in known]
    before = [title for title in more if not _comes_after(title)] + parts.before
    after = parts.after + [title for title in more if _comes_after(title)]
    pieces = [*before, *_as_written(given), *_as_written(surname), *parts.generation]
    if [*pieces, *after] == [piece for piece in _TOKEN.findall(name) if piece not in _COMMAS] and not parts.comma:
        return ArrangedName(name, contradicts=bool(surname_first) and told is False)
    arranged = ", ".join([" ".join(pieces), *after])
    return ArrangedName(arranged, contradicts=bool(surname_first) and told is False)


def surname_leads(names: Iterable[str]) -> bool | None:
    """Whether the names of a column begin with surnames; None if some do not, or too few tell."""
    told = [said for name in names if (said := _surname_first(_take_apart(name))) is not None]
    return True if len(told) > 1 and all(told) else None


def _take_apart(name: str) -> _Parts:
    parts = _Parts([], [], [], [], comma=False)
    comma = False
    pending = False  # a comma was met after the first word of the name
    for token in _TOKEN.findall(name):
        if token in _COMMAS:
            pending = bool(parts.words)
        elif is_generation(token) and parts.words:
            parts.generation.append(token)
        elif is_title(token) or _comes_after(token):
            (parts.after if _comes_after(token) else parts.before).append(token)
        else:
            comma |= pending
            pending = False
            parts.words.append(token)
    return _Parts(parts.before, parts.words, parts.after, parts.generation, comma=comma)


def _comes_after(title: str) -> bool:
    return re.sub(r"[^a-z]", "", plain_letters(title)) in _AFTER


def _surname_first(parts: _Parts) -> bool | None:
    """What the words of a name tell about their order; None if nothing."""
    words = parts.words
    if len(words) < 2:
        return None
    if parts.comma:
        return True
    capitals = [len(word.rstrip(".")) > 1 and word.isupper() for word in words]
    if capitals[0] != capitals[-1] and not all(capitals):
        return capitals[0]
    first, last = (plain_letters(word) in GIVEN_NAMES for word in (words[0], words[-1]))
    if first != last:
        return last
    initials = [len(word.rstrip(".")) == 1 for word in words]
    return initials[-1] if initials[0] != initials[-1] else None


def _split_words(parts: _Parts, *, surname_first: bool | None) -> tuple[list[str], list[str]]:
    """The given names and the surname, in the order in which they are published."""
    words = parts.words
    if not surname_first or len(words) < 2:
        return words, []
    begins = len(words) - 1
    while begins > 1 and plain_letters(words[begins - 1]) in GIVEN_NAMES:
        begins -= 1
    return words[begins:], words[:begins]


def _as_written(words: list[str]) -> list[str]:
    """Words in the usual capitals, if they are all in capitals or all in small letters."""
    return [_usual_capitals(word) for word in words]


def _usual_capitals(word: str) -> str:
    shouted = len(word) > 1 and word.isupper() and word.replace("-", "").isalpha()
    whispered = word.islower() and plain_letters(word) not in _PARTICLES
    if not (shouted or whispered):
        return word
    return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
