"""The words of all the texts in one language, and which of them a typed word can mean. Pure, no Django."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from .spelling import SpellingIndex, has_digits
from .stemming import root_of_stem, standard_forms, stem_word
from .tokenizer import fold_word

# How much another word counts for the typed one.
_FAMILY = 0.6  # pálení for pálit
_PREFIXED = 0.6  # pálil for spálil
_BEGUN = 0.6  # parkování for parkov
_SHORTEST_PART = 4  # letters of a word that is typed in part, or with another prefix
# What verbs and their nouns begin with, the longest first.
_PREFIXES = ("pred", "roz", "pre", "pri", "pod", "nad", "vy", "za", "na", "po", "do", "od", "ne", *"uoszv")
_MOST_BEGUN = 8  # words that a typed one may be the beginning of


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a typed word can mean."""

    keys: Mapping[str, float]  # of words in the texts, and how much each counts, from 0 to 1
    correction: str = ""  # the word as the texts spell it, if it was misspelt


class Vocabulary:
    """All words of the texts in one language."""

    def __init__(self, spelt: Mapping[str, int], language: str) -> None:
        """Take the words as they are written, and how often each is."""
        self._language = language
        self._spellings = _usual_spellings(spelt, language)
        self._forms = self._spellings.keys()
        self._words = sorted(self._forms)
        self._stems: dict[str, list[str]] = defaultdict(list)  # the words with a stem, in order
        self._families: dict[str, list[str]] = defaultdict(list)  # the stems with a root
        for word in self._words:
            self._stems[stem_word(word, language)].append(word)
        for stem in self._stems:
            self._families[root_of_stem(stem, language)].append(stem)
        # The misspelt form of a word may not be in the texts, so stems are compared, too.
        self._misspellings = SpellingIndex(sorted({*self._words, *self._stems}))

    def has_form(self, word: str) -> bool:
        """Whether the texts have a folded word in just this form."""
        return word in self._forms

    def find_meaning(self, word: str) -> Meaning:
        """What a folded word can mean; nothing if it is like no word of the texts."""
        found = self._find_related(word)
        if found or has_digits(word):
            return Meaning(found)
        if found := self._find_begun(word):
            return Meaning(found)
        return self._find_misspelt(word)

    def split_joined(self, word: str) -> tuple[str, str] | None:
        """The two words of the texts that a folded word is made of, if the space between them was left out."""
        for middle in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            if word[:middle] in self._forms and word[middle:] in self._forms:
                return word[:middle], word[middle:]
        return None

    def _find_related(self, word: str) -> dict[str, float]:
        """Forms of the word, of its family, and of words with another prefix."""
        found: dict[str, float] = {}
        stems = [stem_word(form, self._language) for form in (word, *standard_forms(word, self._language))]
        for stem in stems:
            if stem in self._stems:
                found[stem] = 1.0
        for stem in stems:
            for relative in self._families.get(root_of_stem(stem, self._language), ()):
                found.setdefault(relative, _FAMILY)
        for stem in self._with_other_prefixes(word, stems[0], known=bool(found)):
            found.setdefault(stem, _PREFIXED)
        return found

    def _with_other_prefixes(self, word: str, stem: str, *, known: bool) -> Iterator[str]:
        """Stems that differ from one by what the word begins with; whole families only of words that are unknown."""
        if self._language != "cs" or stem.isdecimal() or len(stem) < _SHORTEST_PART:
            return
        for prefix in _PREFIXES:
            bare = stem.removeprefix(prefix)
            if bare != stem and len(bare) >= _SHORTEST_PART:
                if bare in self._stems:
                    yield bare
                if not known and len(family := root_of_stem(bare, self._language)) >= _SHORTEST_PART:
                    yield from self._families.get(family, ())
            if prefix + stem in self._stems:
                yield prefix + stem
            if prefix + word in self._forms:
                yield stem_word(prefix + word, self._language)

    def _find_begun(self, word: str) -> dict[str, float]:
        """Words that begin with a word that may not be finished."""
        found: dict[str, float] = {}
        if len(word) < _SHORTEST_PART:
            return found
        position = bisect_left(self._words, word)
        while len(found) < _MOST_BEGUN and position < len(self._words) and self._words[position].startswith(word):
            found.setdefault(stem_word(self._words[position], self._language), _BEGUN)
            position += 1
        return found

    def _find_misspelt(self, word: str) -> Meaning:
        """The words spelt most alike."""
        stem = stem_word(word, self._language)
        forms = {word, stem} if len(stem) > _SHORTEST_PART else {word}
        found: dict[str, float] = {}
        for slip in self._misspellings.find_nearest(forms, initial=word[0]):
            meant = slip.spelling if slip.spelling in self._stems else stem_word(slip.spelling, self._language)
            found[meant] = slip.weight
        if not found:
            return Meaning({})
        first = self._stems[next(iter(found))]
        nearest = min(first, key=lambda form: (OSA.distance(word, form), form))
        return Meaning(found, self._spellings[nearest])


def _usual_spellings(spelt: Mapping[str, int], language: str) -> dict[str, str]:
    """How each folded word is spelt most often; only German has capitals inside a text."""
    usual: dict[str, str] = {}
    for spelling in sorted(spelt, key=lambda spelling: (spelt[spelling], spelling)):
        lower = spelling.lower()
        keeps_capitals = language == "de" and lower not in spelt
        usual[fold_word(spelling)] = spelling if keeps_capitals else lower
    return usual
