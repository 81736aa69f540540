"""Other towns and villages, so that a place in one of them is no street of Plzeň spelt alike. Pure, no Django."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib import resources

from .typed_address import Token, compared_words

# What is a matter of everyday life as well: it is a town only where a comma sets it off.
_EVERYDAY = frozenset(
    {
        *(
            "hranice",
            "hvozd",
            "koryta",
            "milire",
            "most",
            "obora",
            "oplot",
            "ostrov",
            "pec",
            "pisek",
            "plane",
            "pradlo",
        ),
        *("radnice", "rybnik", "slany", "straz", "tabor", "utery", "vesela"),
    }
)
_PLZEN = frozenset({"plzen", "plzni", "plzne", "pilsen", "пльзень"})
_PREPOSITIONS = frozenset(
    {
        *("do", "k", "ke", "na", "od", "po", "pri", "u", "v", "ve", "z", "ze"),
        *("bei", "in", "nach", "near", "to", "в", "у", "до", "з", "біля", "gan", "o"),
    }
)
# What may follow a name without making another place of it.
_BESIDE = (("u", "plzne"), *(("okres", "plzen", side) for side in ("mesto", "sever", "jih")), ("cr",), ("cesko",))
_OTHER_NAMES = {
    **dict.fromkeys(("Prague", "Prag", "Прага", "hlavní město Praha"), "Praha"),
    "Брно": "Brno",
    "Brünn": "Brno",
    "Budweis": "České Budějovice",
    "Karlsbad": "Karlovy Vary",
    "Zruč": "Zruč-Senec",
    "Senec": "Zruč-Senec",
    "Budějovice": "České Budějovice",
}
# Endings by the last letter of a folded name; of nouns and adjectives alike, as only names are made by them.
_ENDINGS = {
    "a": "a y e i u ou am ach ami",
    "e": "e i ich im emi eho em emu ych ym ymi",
    "i": "i iho im imu ich imi",
    "o": "o a e u em ech",
    "y": "y u um ech ich ach eho em emu ym ych ymi",
}
_CONSONANT_ENDINGS = "a u e i em ove ovi um ech"
_SOFTENED = (("k", "c"), ("h", "z"), ("g", "z"))  # Praha – v Praze
_FLEETING = re.compile(r"(?<=[^aeiouy])e(?=[ck]$)")  # Plzenec – v Plzenci


@dataclass(frozen=True, slots=True)
class _Town:
    """A name of a town: the town, and the words of the name with their forms."""

    label: str
    words: tuple[str, ...]
    forms: tuple[frozenset[str], ...]


def find_other_town(tokens: Sequence[Token], *, is_known: Callable[[Sequence[Token]], bool]) -> str | None:
    """The town that a place lies in, if it is not Plzeň; None if none is named, or more is said than an address.

    Args:
        tokens: a query that means nothing in Plzeň.
        is_known: whether tokens are a name of a street or place in Plzeň, which other towns may have, too.
    """
    tokens = _without_beside(tokens)
    for start, town in _mentions(tokens):
        end = start + len(town.words)
        before, after = tokens[:start], tokens[end:]
        if before and before[-1].text in _PREPOSITIONS:
            before = before[:-1]
        elif town.words != tuple(token.text for token in tokens[start:end]):
            continue  # "Prahy" alone is a form of something else as well
        beside = [token for token in (*before, *after) if not token.is_sign]
        if any(token.text in _PLZEN for token in beside):
            continue
        apart = any(token.is_sign for token in (*before[-1:], *after[:1]))
        if beside and apart:
            return town.label
        if town.words[0] in _EVERYDAY:
            continue
        if not beside or any(token.is_number for token in beside) or is_known(beside):
            return town.label
    return None


def find_town_words(tokens: Sequence[Token]) -> set[str]:
    """The words of towns that are named in a text, whatever else it says."""
    words: set[str] = set()
    for start, town in _mentions(tokens):
        said = [token.text for token in tokens[start : start + len(town.words)]]
        in_a_case = start > 0 and tokens[start - 1].text in _PREPOSITIONS
        if town.words[0] not in _EVERYDAY and (in_a_case or tuple(said) == town.words):
            words.update(said)
    return words


def _mentions(tokens: Sequence[Token]) -> list[tuple[int, _Town]]:
    """Where in a query towns are named, longest names first."""
    found = []
    for start, token in enumerate(tokens):
        for town in _by_first_form().get(token.text, ()):
            said = tokens[start : start + len(town.words)]
            if len(said) == len(town.words) and all(map(_is_form, said, town.forms)):
                found.append((start, town))
    return sorted(found, key=lambda mention: -len(mention[1].words))


def _is_form(token: Token, forms: Set[str]) -> bool:
    return token.text in forms


def _without_beside(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without what only says which town or country it is."""
    left = list(tokens)
    for said in _BESIDE:
        for start in range(1, len(left) - len(said) + 1):
            if tuple(token.text for token in left[start : start + len(said)]) == said:
                del left[start : start + len(said)]
                break
    return left


@cache
def _by_first_form() -> dict[str, list[_Town]]:
    """The towns by the forms of their first words."""
    by_form: dict[str, list[_Town]] = defaultdict(list)
    listed = resources.files(__package__).joinpath("other_towns.txt").read_text(encoding="utf-8").splitlines()
    for said, label in [*zip(listed, listed, strict=True), *_OTHER_NAMES.items()]:
        words = compared_words(said)
        town = _Town(label, words, tuple(map(_forms, words)))
        for form in town.forms[0]:
            by_form[form].append(town)
    return dict(by_form)


def _forms(word: str) -> frozenset[str]:
    """A folded word of a name in all cases, and some more that no word has.

    >>> {"praze", "prahou"} <= _forms("praha") and {"plzence", "plzenci"} <= _forms("plzenec")
    True
    """
    if len(word) < 3:
        return frozenset({word})
    if word[-1] not in _ENDINGS:
        stems = [word, _FLEETING.sub("", word)]
        return frozenset({word, *(stem + ending for stem in stems for ending in _CONSONANT_ENDINGS.split())})
    stem = word[:-1]  # itself a form: "z Rokycan", "z Domažlic"
    stems = [stem, *(stem[:-1] + soft for hard, soft in _SOFTENED if stem.endswith(hard))]
    return frozenset({word, stem, *(one + ending for one in stems for ending in _ENDINGS[word[-1]].split())})
