"""Names as people say them: "na Americké", "v Klatovské ulici", "u náměstí Republiky". Pure, no Django.

A name in the nominative is inflected, and a preposition comes before it. A name that begins with a preposition of its
own ("Na Roudné") is in its case already and is said as it is, at most with another preposition.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product

from core.folding import fold
from core.word_forms import inflect

from .place_names import (
    DESIGNATORS,
    PREPOSITIONS,
    SILENT,
    Name,
    full_forms,
    is_of_said_kind,
    label_words,
    without_words,
)
from .typed_address import Token, compared_words

# What is said before a name and means that it is there or close by, folded, in the portal's languages. Words for
# behind, above and between are not among them: that may be another district.
_BEFORE = frozenset(
    {
        *("na", "v", "ve", "u", "k", "ke", "do", "od", "ode", "z", "ze", "po", "pri", "pres", "kolem", "okolo"),
        *("podel", "vedle", "naproti", "pred", "pobliz", "blizko", "on", "at", "in", "near", "the", "by"),
        *("an", "am", "auf", "bei", "beim", "im", "zum", "zur", "nahe", "der", "die", "das", "dem", "den"),
        *("на", "у", "в", "біля", "коло", "по", "tren", "o", "tai", "gan"),
    }
)
_MOST_BEFORE = 3  # "in der ulice"
_THERE = ("v", "ve", "na", "in")
_LONGEST = 6  # words of a name; the longest one of the city has four
# "Street" in the portal's other languages, folded.
_STREET_WORDS = ("street", "strasse", "str", "вулиця", "вулиці", "вул", "duong", "pho")
_KINDS = dict.fromkeys(_STREET_WORDS, "ulice") | {
    form: fold(word)
    for word in ("náměstí", "třída", "nábřeží", "sady", "alej", "cesta", "náves", "ulice", "park")
    for form in inflect(word)
}


class SpokenNames:
    """Finds names by what is said of them; built once and then read only."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Take the names."""
        self._official: dict[str, set[str]] = defaultdict(set)  # by each form of a word of a name
        self._whole: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self._bare: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        for name in names:
            for words in {without_words(SILENT, form) for form in full_forms(name)}:
                self._whole[words].append(name)
            self._bare[without_words(DESIGNATORS, name.words)].append(name)
            forms = _forms_by_word(name)
            for word in name.words:
                for form in forms.get(word, {word}):
                    self._official[form].add(word)

    def find(self, tokens: Sequence[Token]) -> list[Name]:
        """The names that may be said so, prepositions before them aside."""
        last = tokens[-1].text
        if last not in self._official and last not in _KINDS:
            return []
        for start in range(min(_MOST_BEFORE + 1, len(tokens))):
            if start and not _is_before(tokens[start - 1]):
                break
            whole = self._whole.get(tuple(token.text for token in tokens[start:]))  # "v ulici U Parku"
            if found := whole or self._find_inflected(tokens[start:]):
                return found
        return []

    def find_inside(self, tokens: Sequence[Token]) -> list[Name]:
        """The names that may be said so to tell where something is, but for those that are the very same words."""
        return self._find_inflected(tokens[1:]) if len(tokens) > 1 and tokens[0].text in _THERE else []

    def _find_inflected(self, tokens: Sequence[Token]) -> list[Name]:
        """The names that have these words in some case; whole ones before those without "náměstí" and the like."""
        said = [replace(token, text=_KINDS.get(token.text, token.text)) for token in tokens]
        words = [token.text for token in said]
        for index, silent in ((self._whole, SILENT), (self._bare, DESIGNATORS)):
            meant = [word for word in words if word not in silent]
            if not meant or len(meant) > _LONGEST:
                continue
            found: dict[Name, None] = {}
            for official in product(*(self._official_words(word) for word in meant)):
                found.update(dict.fromkeys(index.get(official, ())))
            if names := [name for name in found if is_of_said_kind(said, name)]:
                return names
        return []

    def _official_words(self, word: str) -> list[str]:
        """The words of names that a word may be a form of, and itself."""
        return [word, *sorted(self._official.get(word, set()) - {word})]


def is_street_word(token: Token) -> bool:
    """Whether a word only says that a street follows, or was named: "ulici", "street"."""
    return _KINDS.get(token.text) == "ulice"


def _is_before(token: Token) -> bool:
    return token.text in _BEFORE or is_street_word(token)


def without_prepositions(tokens: Sequence[Token]) -> Sequence[Token]:
    """What is left behind the prepositions, and "ulice", at the beginning; at least the last word."""
    start = 0
    while start < len(tokens) - 1 and _is_before(tokens[start]):
        start += 1
    return tokens[start:]


def say_inside(name: Name) -> Iterator[tuple[str, ...]]:
    """What is said of a place that something else lies in: "v Liticích", "na Jižním Předměstí"."""
    forms = _forms_by_word(name)
    for words in full_forms(name):
        for inflected in product(*(sorted(forms.get(word, {word})) for word in words)):
            yield from ((before, *inflected) for before in _THERE)


@lru_cache(maxsize=1 << 12)
def _forms_by_word(name: Name) -> Mapping[str, frozenset[str]]:
    """The forms of each word of a name that can be inflected."""
    if name.words[0] in PREPOSITIONS:
        return {}
    return {
        compared_words(word)[0]: inflect(word) for word in label_words(name) if compared_words(word) == (fold(word),)
    }
