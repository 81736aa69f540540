"""The words of all the texts in one language, and which of them a typed word can mean. Pure, no Django."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from .stemming import fold_word, root_of_stem, standard_forms, stem_word

# How much another word counts for the typed one.
_FAMILY = 0.6  # pálení for pálit
_PREFIXED = 0.6  # pálil for spálil
_BEGUN = 0.6  # parkování for parkov
_MISSPELT = {1: 0.8, 2: 0.6}  # by how many letters are added, left out, replaced or swapped
_OTHER_INITIAL = 0.8  # people rarely get the first letter wrong
_SHORTEST_PART = 4  # letters of a word that is typed in part, or with another prefix
# What verbs and their nouns begin with, the longest first.
_PREFIXES = ("pred", "roz", "pre", "pri", "pod", "nad", "vy", "za", "na", "po", "do", "od", "ne", *"uoszv")
_MOST = 8  # words that a typed one may mean by guessing


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
        self._spellings: dict[str, str] = {}  # of folded words: the most usual; only German has capitals inside a text
        for spelling in sorted(spelt, key=lambda spelling: (spelt[spelling], spelling)):
            lower = spelling.lower()
            self._spellings[fold_word(spelling)] = lower if language != "de" or lower in spelt else spelling
        self._forms = self._spellings.keys()
        self._words = sorted(self._forms)
        self._keys: dict[str, list[str]] = defaultdict(list)  # the words with a key, in order
        self._families: dict[str, list[str]] = defaultdict(list)  # the keys with a root
        for word in self._words:
            self._keys[stem_word(word, language)].append(word)
        for stem in self._keys:
            self._families[root_of_stem(stem, language)].append(stem)
        # Two spellings one slip apart are the same when the right letter of each, or of one, is left out; those with
        # two slips are looked for among the spellings that begin alike.
        self._shortened: dict[str, str] = {}  # spellings with spaces between: so many lists would be slow
        self._by_beginning: dict[str, list[str]] = defaultdict(list)
        # The misspelt form of a word may not be in the texts, so keys are compared, too.
        for spelling in sorted({*self._words, *self._keys}):
            if len(spelling) >= _SHORTEST_PART - 1 and not _has_digits(spelling):
                self._by_beginning[spelling[:2]].append(spelling)
                for shorter in _without_one_letter(spelling):
                    others = self._shortened.get(shorter)
                    self._shortened[shorter] = f"{others} {spelling}" if others else spelling

    def meaning(self, word: str) -> Meaning:
        """What a folded word can mean; nothing if it is like no word of the texts."""
        found = self._related(word)
        if found or _has_digits(word):
            return Meaning(found)
        if found := self._begun(word):
            return Meaning(found)
        return self._misspelt(word)

    def parts(self, word: str) -> tuple[str, str] | None:
        """The two words of the texts that a folded word is made of, if the space between them was left out."""
        for middle in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            if word[:middle] in self._forms and word[middle:] in self._forms:
                return word[:middle], word[middle:]
        return None

    def _related(self, word: str) -> dict[str, float]:
        """Forms of the word, of its family, and of words with another prefix."""
        found: dict[str, float] = {}
        stems = [stem_word(reading, self._language) for reading in (word, *standard_forms(word, self._language))]
        for stem in stems:
            if stem in self._keys:
                found[stem] = 1.0
        for stem in stems:
            for relative in self._families.get(root_of_stem(stem, self._language), ()):
                found.setdefault(relative, _FAMILY)
        for stem in self._with_other_prefixes(word, stems[0], known=bool(found)):
            found.setdefault(stem, _PREFIXED)
        return found

    def _with_other_prefixes(self, word: str, stem: str, *, known: bool) -> Iterator[str]:
        """Keys that differ from one by what the word begins with; whole families only of words that are unknown."""
        if self._language != "cs" or stem.isdecimal() or len(stem) < _SHORTEST_PART:
            return
        for prefix in _PREFIXES:
            bare = stem.removeprefix(prefix)
            if bare != stem and len(bare) >= _SHORTEST_PART:
                if bare in self._keys:
                    yield bare
                if not known and len(family := root_of_stem(bare, self._language)) >= _SHORTEST_PART:
                    yield from self._families.get(family, ())
            if prefix + stem in self._keys:
                yield prefix + stem
            if prefix + word in self._forms:
                yield stem_word(prefix + word, self._language)

    def _begun(self, word: str) -> dict[str, float]:
        """Words that begin with a word that may not be finished."""
        found: dict[str, float] = {}
        if len(word) < _SHORTEST_PART:
            return found
        position = bisect_left(self._words, word)
        while len(found) < _MOST and position < len(self._words) and self._words[position].startswith(word):
            found.setdefault(stem_word(self._words[position], self._language), _BEGUN)
            position += 1
        return found

    def _misspelt(self, word: str) -> Meaning:
        """The words spelt most alike."""
        near: list[tuple[int, bool, str]] = []
        stem = stem_word(word, self._language)
        for typed in {word, stem} if len(stem) > _SHORTEST_PART else {word}:
            limit = _slips_allowed(typed)
            candidates = {
                each for shorter in _without_one_letter(typed) for each in self._shortened.get(shorter, "").split()
            }
            if limit > 1:
                candidates.update(self._by_beginning.get(typed[:2], ()))
            for spelling in candidates if limit else ():
                distance = max(1, OSA.distance(typed, spelling, score_cutoff=limit))
                if distance <= limit and not _is_another(typed, spelling):
                    near.append((distance, spelling[0] != word[0], spelling))
        best = sorted(each for each in near if each[:2] == min(near)[:2])[:_MOST]
        found: dict[str, float] = {}
        for distance, other_initial, spelling in best:
            meant = spelling if spelling in self._keys else stem_word(spelling, self._language)
            found[meant] = _MISSPELT[distance] * (_OTHER_INITIAL if other_initial else 1)
        if not found:
            return Meaning({})
        forms = self._keys[next(iter(found))]
        return Meaning(found, self._spellings[min(forms, key=lambda form: (OSA.distance(word, form), form))])


def _without_one_letter(word: str) -> set[str]:
    """A word, and what is left of it without any one of its letters."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _slips_allowed(word: str) -> int:
    """How many slips a word may hold: short ones none, as too many other words are like them."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def _is_another(word: str, other: str) -> bool:
    """Whether two short words differ in one letter: moře and míře are two words, but moře and more or mroe one."""
    return len(word) == len(other) == _SHORTEST_PART and sorted(word) != sorted(other)


def _has_digits(word: str) -> bool:
    return not word.isalpha() and any(char.isdecimal() for char in word)
