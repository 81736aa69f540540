"""Which words of a text name places: those of an address, and others that names of streets have. Pure, no Django."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.folding import fold

from .gazetteer import Gazetteer
from .other_towns import find_town_words
from .place_names import DESIGNATORS, PREPOSITIONS, Name
from .typed_address import MAX_LENGTH, Token, tokenise_folded


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words of a text, folded.

    `names` are words of names; `kinds` only say what kind of street it is ("třída"), are cut short beside a name,
    have a number behind an address ("byt 3"), or name another town. `mentioned` says whether there is a whole name.
    """

    names: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    mentioned: bool = False


def find_place_words(
    text: str, gazetteer: Gazetteer, *, is_matter: Callable[[str, str], bool] = lambda _adjective, _noun: False
) -> PlaceWords:
    """The words of a text that name places.

    Args:
        text: what somebody typed.
        gazetteer: the names of places.
        is_matter: whether an adjective and the word behind it are a matter of everyday life, though a street is called
            like the adjective: "dopravní přestupek" is no crime in Dopravní. Asked only if no word says that a street
            is meant.
    """
    typed = [(word, tokenise_folded(word)) for word in fold(text[:MAX_LENGTH]).split()]
    words = [(word.strip(".,;"), token) for word, tokens in typed for token in tokens]
    tokens = [token for _word, token in words]
    names = {word for word, token in words if _says_more(token) and gazetteer.has_word(token.text)}
    kinds: set[str] = set()
    mentioned = gazetteer.mentioned(tokens)
    everyday = {
        start
        for start, end, called in mentioned
        if _may_be_everyday(tokens, start, end, called) and is_matter(words[start][0], words[end][0])
    }
    mentioned = [one for one in mentioned if one[0] not in everyday]
    names -= {words[start][0] for start in everyday}
    for start, end, _names in mentioned:
        kinds |= _kinds_around(words, start, end) | _details_after(words[end:])
    towns = find_town_words(tokens)
    kinds |= {word for word, token in words if token.text in towns}
    if names:
        kinds |= {word for word, token in words if token.is_short}  # "dr. E. Beneše"
    return PlaceWords(frozenset(names), frozenset(kinds), bool(mentioned))


def _may_be_everyday(tokens: Sequence[Token], start: int, end: int, names: Sequence[Name]) -> bool:
    """Whether a name of one word is an adjective before another word, with nothing that says it is a street."""
    if end != start + 1 or end == len(tokens) or not all(name.label.endswith(("á", "í")) for name in names):
        return False
    said_as_street = start > 0 and tokens[start - 1].text in PREPOSITIONS | DESIGNATORS
    follows = tokens[end]
    is_noun = not follows.is_number and not follows.is_sign and follows.text not in PREPOSITIONS | DESIGNATORS
    return is_noun and not said_as_street


def _kinds_around(words: Sequence[tuple[str, Token]], start: int, end: int) -> set[str]:
    """The words in a name, and right beside it, that only say what kind of street it is."""
    around = words[max(0, start - 1) : end + 1]
    return {word for word, token in around if token.text in DESIGNATORS}


def _details_after(words: Sequence[tuple[str, Token]]) -> set[str]:
    """The words behind a house number that have a number of their own: "byt 3"."""
    numbered = [word for (word, _token), (_next, token) in pairwise(words) if token.is_number]
    return set(numbered) if words and words[0][1].is_number else set()


def _says_more(token: Token) -> bool:
    return not token.is_number and not token.is_sign and token.text not in DESIGNATORS
