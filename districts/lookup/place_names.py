"""How the names of streets and places are made, and what people leave out of them. Pure, no Django."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from .typed_address import Token, compared_words

# Words that say what kind of street it is; people add and omit them.
DESIGNATORS = frozenset({"namesti", "trida", "nabrezi", "sady", "alej", "cesta", "naves", "ulice", "park"})
# Omitted so often that the name without it is not taken for another street ("Klatovská" for "Klatovská třída").
SILENT = frozenset({"trida", "ulice"})
# Words a name of a street begins with; without one it is no longer the name ("nádraží" is not "K Nádraží").
PREPOSITIONS = frozenset(
    {
        *("do", "k", "ke", "kolem", "mezi", "na", "nad", "nade", "od", "po", "pod", "pode", "pred", "pri", "u", "v"),
        *("ve", "z", "za", "ze"),
    }
)
# What stands before a family name in a street's: an initial, a first name or a title in the genitive, no adjective.
_GIVEN_NAME = re.compile(r"\w|Gen|\w+(?<!ov)(?<![éí]h)[aeoy]")
_WORD = re.compile(r"[^\W\d_]+")
_STEM = 3  # letters that words which mean something alike have in common at least
_ENDING = 4  # letters that may follow a stem: "nádraží" and "Nádražní", "pošta" and "Poštovní"


class Kind(IntEnum):
    """What a name names; streets come first where a name is several things."""

    STREET = 0
    PART = 1
    LOCALITY = 2
    BOROUGH = 3
    PLACE = 4  # known by a name: a hospital, a station


@dataclass(frozen=True, slots=True)
class Name:
    """An official or used name; `key` is the RÚIAN code, of a locality its id."""

    kind: Kind
    key: int
    label: str
    words: tuple[str, ...]
    districts: frozenset[int] = frozenset()  # numbers; of parts and localities

    @property
    def order(self) -> tuple[str, int, int]:
        """By what names are put in a fixed order."""
        return self.label, self.kind, self.key


def without_words(dropped: frozenset[str], name: tuple[str, ...]) -> tuple[str, ...]:
    """A name without some words."""
    return tuple(word for word in name if word not in dropped)


def full_forms(name: Name) -> set[tuple[str, ...]]:
    """The ways in which a name is fully written: "Klatovská" is "Klatovská třída" too, "Plzeň 2" a borough."""
    whole = {name.words, without_words(SILENT, name.words)}
    if name.kind is Kind.BOROUGH and len(name.words) > 2:
        whole.add(name.words[:2])
    return whole - {()}


def is_of_said_kind(tokens: Sequence[Token], name: Name) -> bool:
    """Whether a name is of the kind that was said: "Bolevecká alej" is not "Bolevecká náves".

    Any street may be called a street; "třída" is said of long ones that are not called so, "Karlovarská třída".
    """
    plain = not DESIGNATORS.intersection(name.words)
    called = {"ulice", "trida"} if plain and name.kind is Kind.STREET else {"ulice"}
    return all(token.text in name.words for token in tokens if token.text in DESIGNATORS - called)


def is_begun(tokens: Sequence[Token]) -> bool:
    """Whether of a name only a preposition and first letters were typed: "Ve D" may become more than one name."""
    typed = [token for token in tokens if token.text not in DESIGNATORS and len(token.text) > 1]
    return bool(typed) and all(token.text in PREPOSITIONS and not token.dotted for token in typed)  # "Podé." is none


def label_words(name: Name) -> list[str]:
    """The words of a name as officially written, without numbers and signs."""
    return _WORD.findall(name.label)


def is_family_name(said: set[str], name: Name) -> bool:
    """Whether the words of a name that were not said can only be first names, initials and titles before the last."""
    official = [word for word in label_words(name) if compared_words(word)[0] not in DESIGNATORS]
    left_out = [word for word in official if compared_words(word)[0] not in said]
    return (
        name.kind is Kind.STREET
        and name.words[-1] in said
        and not any(word.isdigit() for word in name.words)
        and all(compared_words(word)[0] not in PREPOSITIONS and _GIVEN_NAME.fullmatch(word) for word in left_out)
    )


def find_stem(typed: str) -> str:
    """A word without its ending, as far as that can be told."""
    return typed.rstrip("aeiouy")


def shares_stem(typed: str, word: str) -> bool:
    """Whether a word of a name begins as the one typed does, but for the ending of either.

    >>> [word for word in ("nadrazni", "nadrazi", "nadrzi") if shares_stem("nadrazi", word)]
    ['nadrazni', 'nadrazi']
    """
    stem = find_stem(typed)
    return len(stem) >= _STEM and word.startswith(stem) and len(word) <= len(stem) + min(len(stem), _ENDING)
