"""Places that people name instead of an address, as lookups see them.

A known place never beats an address, a street or a part of the city: it is asked for only where these do not
account for every word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

from rapidfuzz import fuzz

from core.word_forms import inflect

from .lookup_results import AddressPoint, Point, Suggestion
from .name_index import NameIndex
from .place_names import Kind, Name
from .typed_address import Token, compared_words

_ALIKE = 80  # of 100: a name with a slip of the finger
_BEGUN = 3  # letters by which it is told whether a name can begin so
_AT_ONCE = 6  # places with a word in common that can be offered; more of them say nothing
_WORD = re.compile(r"[^\W\d_]+|\d+")
_Forms = tuple[frozenset[str], ...]  # of each word of a name
_SHORTEST_FORM = 5  # letters; shorter words in another case look like others ("plaz" of Plaza)
_LONGEST = 3  # words of a preposition or of what a place is

# What stands before a place, folded, in the portal's languages.
PLACE_PREPOSITIONS = frozenset(
    tuple(said.split())
    for said in (
        *("u", "na", "v", "ve", "do", "k", "ke", "za", "pred", "vedle", "naproti", "proti", "pobliz", "blizko", "od"),
        *("kolem", "okolo", "pod", "nad", "pri", "z", "ze", "nedaleko", "poblize", "v okoli", "v blizkosti", "smer"),
        *("near", "near the", "next to", "next to the", "at", "at the", "in", "in the", "in front of", "behind"),
        *("opposite", "by", "by the", "close to", "to the", "the", "in front of the", "behind the", "opposite the"),
        *("bei", "beim", "bei der", "bei dem", "am", "an der", "im", "in der", "neben", "neben dem", "neben der"),
        *("vor", "vor dem", "vor der", "hinter", "hinter dem", "hinter der", "gegenuber", "nahe", "zum", "zur"),
        *("біля", "коло", "поруч", "поруч з", "перед", "за", "навпроти", "у", "в", "на", "до", "поблизу", "неподалік"),
        *("gan", "canh", "o", "tai", "truoc", "sau", "doi dien", "ben canh", "phia truoc", "phia sau"),
    )
)
_BEFORE_PLACES = frozenset(words[0] for words in PLACE_PREPOSITIONS)
_IN_CITY = frozenset({("v", "plzni"), ("in", "pilsen"), ("in", "plzen"), ("у", "пльзені"), ("в", "пльзені")})
# What people call places of a kind beside their name; those of another kind are then not meant.
_KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "hospital": (
        *("nemocnice", "fakultní nemocnice", "fn", "poliklinika", "hospital", "clinic", "krankenhaus", "klinik"),
        *("лікарня", "поліклініка", "bệnh viện"),
    ),
    "station": (
        *("nádraží", "vlakové nádraží", "autobusové nádraží", "železniční stanice", "železniční zastávka", "stanice"),
        *("zastávka", "station", "train station", "railway station", "bahnhof", "вокзал", "станція", "nhà ga", "ga"),
    ),
    "stop": (
        *("zastávka", "stanice", "tramvajová zastávka", "autobusová zastávka", "zastávka mhd", "mhd", "tramvaj"),
        *("stop", "tram stop", "bus stop", "haltestelle", "зупинка", "trạm"),
    ),
    "school": (
        *("škola", "základní škola", "zš", "střední škola", "sš", "gymnázium", "fakulta", "school", "schule"),
        *("школа", "trường"),
    ),
    "shop": (
        *("obchod", "prodejna", "supermarket", "hypermarket", "oc", "nc", "od", "obchodní centrum", "nákupní centrum"),
        *("obchodní dům", "centrum", "shop", "mall", "shopping mall", "shopping centre", "shopping center"),
        *("einkaufszentrum", "магазин", "супермаркет", "торговий центр", "trung tâm", "siêu thị", "cửa hàng"),
    ),
    "office": ("úřad", "office", "amt", "служба", "відділ"),
    "culture": (
        *("divadlo", "muzeum", "galerie", "kino", "knihovna", "kulturní dům", "kd", "kulturní centrum"),
        *("theatre", "theater", "museum", "театр", "музей", "nhà hát", "bảo tàng"),
    ),
    "sport": (
        *("bazén", "plavecký bazén", "stadion", "hala", "koupaliště", "swimming pool", "pool", "stadium"),
        *("schwimmbad", "басейн", "стадіон", "bể bơi", "hồ bơi"),
    ),
    "park": ("park", "парк", "công viên"),
    "church": ("kostel", "chrám", "katedrála", "church", "kirche", "церква", "nhà thờ"),
    "cemetery": ("hřbitov", "cemetery", "friedhof", "кладовище", "цвинтар", "nghĩa trang"),
}


@dataclass(frozen=True, slots=True)
class PlaceSpot:
    """Where a known place is."""

    name: str
    label: str  # with the address if it has one; typed into the finder it leads back to the place
    kind: str  # of `PlaceKind`
    districts: tuple[int, ...]  # numbers; more than one where it spreads over several, the nearest to its middle first
    point: Point | None = None  # nothing where it is larger than a building
    address: AddressPoint | None = None

    @property
    def suggestion(self) -> Suggestion:
        """The place as something to ask for."""
        return Suggestion(self.label, self.label)


@dataclass(frozen=True, slots=True)
class Mention:
    """A known place named in a query, and what else was said."""

    keys: tuple[int, ...]  # of the places that have the name
    rest: tuple[Token, ...]


class KnownPlaces:
    """The names of known places; built once and then read only."""

    def __init__(self, names: Mapping[int, Sequence[str]], spots: Mapping[int, PlaceSpot]) -> None:
        """Take all names of each place, by its key, and where it is."""
        self.spots = spots
        self._names = [
            Name(Kind.PLACE, key, said, compared_words(said))
            for key, all_names in names.items()
            for said in all_names
            if key in spots and compared_words(said)
        ]
        self._index = NameIndex(self._names)
        self._exact: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._with_word: dict[str, set[int]] = defaultdict(set)
        self._inflected: dict[str, list[tuple[int, Sequence[frozenset[str]]]]] = defaultdict(
            list
        )  # by any form of a word
        self._may_begin: set[str] = set()  # of a stretch of words that can be a name; either of two
        self._longest = 0  # words of a name
        for name in self._names:
            for form in _forms(name.words):
                self._exact[form].append(name.key)
            for word in name.words:
                self._with_word[word].add(name.key)
            for forms in _inflected_forms(name):
                for word in forms[0]:
                    self._inflected[word].append((name.key, forms))
                self._longest = max(self._longest, len(forms))
                self._may_begin |= forms[0] | forms[1] if len(forms) == 2 else forms[0]

    # --- reading a query ---

    def mentions(self, tokens: Sequence[Token]) -> Iterator[Mention]:
        """The known places named in a query, those of more words first, each with what is left of the query."""
        stretches = [
            (start, end)
            for start, token in enumerate(tokens)
            if token.text in self._may_begin
            for end in range(start + 1, min(start + self._longest, len(tokens)) + 1)
        ]
        for start, end in sorted(stretches, key=lambda stretch: (stretch[0] - stretch[1], stretch[0])):
            said = tokens[start:end]
            if any(token.is_sign or token.letter for token in said):
                continue
            if keys := self._named(tuple(token.text for token in said)):
                yield self._with_rest(tokens, start, end, keys)

    def having_words(self, tokens: Sequence[Token]) -> tuple[int, ...]:
        """The few places that have all the words in one of their names, prepositions aside."""
        words = [token.text for token in tokens if not token.is_sign and (token.text,) not in PLACE_PREPOSITIONS]
        if not words or max(map(len, words)) < 4:
            return ()
        keys = set.intersection(*(self._with_word.get(word, set()) for word in words))
        return tuple(sorted(keys, key=self._order)) if len(keys) <= _AT_ONCE else ()

    def _named(self, words: tuple[str, ...]) -> tuple[int, ...]:
        """The places with a name: as it is written, in another case, or with its two words the other way round."""
        keys = self._exact.get(words) or self._in_other_case(words)
        if not keys and len(words) == 2:
            keys = self._in_other_case(words[::-1])
        return tuple(sorted(dict.fromkeys(keys), key=self._order))

    def _in_other_case(self, words: tuple[str, ...]) -> list[int]:
        if len(words) == 1 and len(words[0]) < _SHORTEST_FORM:
            return []
        return [
            key
            for key, forms in self._inflected.get(words[0], ())
            if len(forms) == len(words) and all(map(frozenset.__contains__, forms, words))
        ]

    def _with_rest(self, tokens: Sequence[Token], start: int, end: int, keys: tuple[int, ...]) -> Mention:
        """A mention without what is said about places of its kind, and without the preposition before it."""
        for begin in range(max(start - _LONGEST, 0), start):
            if of_kind := self._of_said_kind(keys, tokens[begin:start]):
                keys, start = of_kind, begin
                break
        for finish in range(min(end + _LONGEST, len(tokens)), end, -1):
            if of_kind := self._of_said_kind(keys, tokens[end:finish]):
                keys, end = of_kind, finish
                break
        for begin in range(max(start - _LONGEST, 0), start):
            if tuple(token.text for token in tokens[begin:start]) in PLACE_PREPOSITIONS:
                start = begin
                break
        return Mention(keys, _without_city((*tokens[:start], *tokens[end:])))

    def _of_said_kind(self, keys: tuple[int, ...], said: Sequence[Token]) -> tuple[int, ...]:
        kinds = _kinds_called().get(tuple(token.text for token in said), set())
        return tuple(key for key in keys if self.spots[key].kind in kinds)

    def _order(self, key: int) -> tuple[str, int]:
        return self.spots[key].label, key

    # --- help with names ---

    def similar(self, tokens: Sequence[Token], *, limit: int) -> list[tuple[int, float]]:
        """Places one of whose names is spelt like what was typed, best first, each with how alike it is, of 100."""
        text = " ".join(_without_preposition([token.text for token in tokens if not token.is_sign]))
        if len(text) < 4:
            return []
        found: dict[int, float] = {}
        for position in self._index.spelt.find(text, at_least=_ALIKE, limit=2 * limit):
            found.setdefault(self._names[position].key, fuzz.ratio(text, self._index.texts[position]))
        return list(found.items())[:limit]

    def complete(self, tokens: Sequence[Token], *, limit: int) -> list[int]:
        """Places that the words typed so far may become, also behind a preposition."""
        if limit <= 0:
            return []
        typed = [token.text for token in tokens if not token.is_sign]
        if not typed:
            return []
        found = self._begun_by(" ".join(typed), limit)
        if len(typed) > 1 and typed[0] in _BEFORE_PLACES:
            found += self._begun_by(" ".join(_without_preposition(typed)), limit)
        return list(dict.fromkeys(found))[:limit] if found else found

    def _begun_by(self, text: str, limit: int) -> list[int]:
        if text[:_BEGUN] not in self._beginnings:
            return []
        return [name.key for name in self._index.begun.find(text, limit=2 * limit)]

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """The first letters of all that a name can be begun with: nothing else has to be looked up."""
        texts = [" ".join(name.words[start:]) for name in self._names for start in range(len(name.words))]
        return frozenset(text[:length] for text in texts for length in range(1, _BEGUN + 1))


def _without_preposition(words: Sequence[str]) -> Sequence[str]:
    """Words without what stands before a place."""
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        if tuple(words[:length]) in PLACE_PREPOSITIONS:
            return words[length:]
    return words


def _inflected_forms(name: Name) -> Iterator[_Forms]:
    """The forms of each word of a name, of the whole name and of it without the city."""
    written = _WORD.findall(name.label)
    if len(written) != len(name.words):  # an abbreviation was spelt out: only its words themselves are known
        written = list(name.words)
    forms = [inflect(word) | {folded} for word, folded in zip(written, name.words, strict=True)]
    yield tuple(forms)
    without = [form for form, word in zip(forms, name.words, strict=True) if word != "plzen"]
    if without and len(without) < len(forms):
        yield tuple(without)


def _forms(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """A name as written, and without the city."""
    without = tuple(word for word in words if word != "plzen")
    return {words, without or words}


def _without_city(rest: tuple[Token, ...]) -> tuple[Token, ...]:
    """What is said beside a place but for "v Plzni" at its end; the name of the city itself is understood anyway."""
    return rest[:-2] if tuple(token.text for token in rest[-2:]) in _IN_CITY else rest


@cache
def _kinds_called() -> Mapping[tuple[str, ...], Set[str]]:
    """The kinds of places by the words for them, in every case."""
    called: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for kind, said in _KIND_WORDS.items():
        for words in said:
            for forms in product(*(inflect(word) for word in words.split())):
                called[forms].add(kind)
    return called
