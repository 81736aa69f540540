"""Names of people in lists: what a title is and what a name, and whether two names may be one person's."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import Enum, auto

from .given_names import GIVEN_NAMES

# Titles and ranks that are also written without a full stop; whatever ends with one is a title anyway.
_TITLE_WORDS = """
    bc bca bba ing arch mgr mga mba mpa msc bsc mudr mddr mvdr judr phdr rndr pharmdr paeddr rsdr thdr thmgr thlic
    icdr doc prof phd dis csc drsc dr llm llb lld et pan pani sl str straznik straznice okrskar okrskarka policista
    policistka starosta starostka vrch vrchni insp inspektor inspektorka rtn strm strzm nstrzm pprap prap nprap ppor
    por npor kpt mjr pplk plk brig gen genpor rotny
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_SMALL_TITLES = {"p.", "pí", "sl."}  # in small letters; „P.“ is a given name's first letter
_GENERATIONS = {"ml": "ml", "mladsi": "ml", "jun": "ml", "st": "st", "starsi": "st", "sen": "st"}
# Given names whose last letter does not tell; those of men and women alike count as men's.
_WOMENS_LIST = "abigail agnes dagmar elisabeth ester ingrid karin linh margit miriam nikol thi"
_WOMENS = frozenset(_WOMENS_LIST.split())
_MENS = frozenset({"honza", "ilja", "jindra", "lada", "mykola", "nikola", "ota", "rene", "sava", "vlasta"})
_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?|\{[^}]*\}?")


class Likeness(Enum):
    """How much of one name is in another, titles aside."""

    SAME = auto()  # in any order of the words
    FULLER = auto()  # one of them says more: an initial written out, a second surname
    GIVEN = auto()  # the given name is kept, the surname is another one
    SURNAME = auto()  # the surname is kept, or it is not clear what is, or they are in two scripts
    OTHER = auto()


def plain_letters(text: str) -> str:
    """Text in small letters without diacritics, in any script."""
    folded = unicodedata.normalize("NFKD", text.casefold()).replace("ł", "l").replace("đ", "d")
    return "".join(char for char in folded if not unicodedata.combining(char))


def outside_brackets(text: str) -> str:
    """A text without what stands in brackets."""
    return " ".join(_BRACKETS.sub(" ", text).split())


def name_words(name: str) -> list[str]:
    """The words of a name in their order, plain and without titles; all of them if nothing but titles is there."""
    tokens = _split_tokens(name)
    kept = [token for token in tokens if not is_title(token)]
    words = re.findall(r"[^\W_]+", plain_letters(" ".join(kept or tokens)))
    return [_GENERATIONS.get(word, word) for word in words]


def is_only_titles(name: str) -> bool:
    """Whether nothing but titles is there: `JUDr.`."""
    return all(is_title(token) for token in _split_tokens(name))


def is_generation(token: str) -> bool:
    """Whether a word tells a father from his son."""
    return plain_letters(token.rstrip(".")) in _GENERATIONS


def _split_tokens(name: str) -> list[str]:
    text = re.sub(r"\b(Ph|Th|LL|Art)\.\s*(D|M|B)\b\.?", " ", outside_brackets(name), flags=re.IGNORECASE)
    return [token for token in re.split(r"(?<=\.)|[\s,;]+", text) if token]


def is_title(token: str) -> bool:
    """Whether a word as written is a title or a rank."""
    word = plain_letters(token.rstrip("."))
    if word in _GENERATIONS:
        return False
    return word in _TITLES or token in _SMALL_TITLES or (token.endswith(".") and len(word) > 1)


def compare_names(old: str, new: str) -> Likeness:
    """Compare two names of people who may be one."""
    before, after = name_words(old), name_words(new)
    if Counter(before) == Counter(after):
        # "Pavel Petr" and "Petr Pavel" are two people: either word may be the given name.
        swapped = before != after and GIVEN_NAMES.issuperset(before)
        return Likeness.SURNAME if swapped else Likeness.SAME
    differing = set(before) ^ set(after)
    if any(word.isdigit() for word in differing):
        return Likeness.OTHER
    if not differing.isdisjoint(_GENERATIONS.values()):
        return Likeness.SURNAME  # perhaps a father and his son
    shorter, longer = sorted((before, after), key=len)
    if _is_within(shorter, longer):
        return Likeness.FULLER
    kept = {_is_given(word, before) for word in before if word in after}
    kept |= {_is_given(word, after) for word in after if word in before}
    if not kept:
        # The same name in another script cannot be told from another name.
        return Likeness.OTHER if _is_cyrillic(old) == _is_cyrillic(new) else Likeness.SURNAME
    if kept == {True}:
        return Likeness.GIVEN
    shared = [word for word in before if word in after]
    both = kept == {True, False} and len(shared) > 1
    return Likeness.FULLER if both else Likeness.SURNAME


def _is_cyrillic(name: str) -> bool:
    return bool(re.search("[\u0400-\u04ff]", name))


def _is_within(shorter: list[str], longer: list[str]) -> bool:
    """Whether each word has its own counterpart, itself or as an initial, and one of them is a whole word."""
    left, whole = list(longer), 0
    for word in sorted(shorter, key=len, reverse=True):
        match = next((other for other in left if other == word), None)
        whole += match is not None
        if match is None:
            match = next((other for other in left if 1 in (len(word), len(other)) and other[0] == word[0]), None)
        if match is None:
            return False
        left.remove(match)
    return whole > 0


def _is_given(word: str, name: list[str]) -> bool:
    """Whether a word of a name is the given one; by its place where the words themselves do not tell."""
    known = [other in GIVEN_NAMES for other in name]
    if any(known) and not all(known):
        return word in GIVEN_NAMES
    return len(name) > 1 and word == name[0]


def has_given_name(name: str) -> bool:
    """Whether one of the words is a usual given name."""
    return not GIVEN_NAMES.isdisjoint(name_words(name))


def is_womans(given: Iterable[str]) -> bool:
    """Whether these plain given names are a woman's for certain, whose surname changes when she marries."""
    names = GIVEN_NAMES.intersection(given)
    return bool(names) and all(name in _WOMENS or (name.endswith(("a", "e")) and name not in _MENS) for name in names)


def better_spelling(recorded: str, written: str) -> str:
    """The spelling to publish: the list's, unless it only has another order, capitals or no diacritics."""
    if Counter(plain_letters(recorded).split()) != Counter(plain_letters(written).split()):
        return written
    in_order = plain_letters(recorded) == plain_letters(written)
    return written if in_order and _count_accents(written) > _count_accents(recorded) else recorded


def _count_accents(text: str) -> int:
    return sum(not char.isascii() for char in text)
