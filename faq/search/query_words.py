"""What a typed query says: its words, and for each of them what it can mean in the texts. Pure, no Django."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from core.folding import fold_strokes

from .inverted_index import InvertedIndex, set_key
from .postings import Strengths
from .stemming import standard_forms, stem_word
from .stopwords import STOPWORDS
from .tokenizer import Word, split_words
from .vocabulary import Meaning

MAX_QUERY_LENGTH = 200  # characters
_MOST_WORDS = 12
_SYNONYM = 0.85  # how much a synonym counts
_MOST_MEANINGS = 5_000  # words whose meaning is remembered


@dataclass(frozen=True, slots=True)
class SearchedTexts:
    """The texts of one language, and how much they count for the reader."""

    index: InvertedIndex
    weight: float


@dataclass(slots=True)
class QueryWord:
    """A word of a query that says something."""

    word: Word
    position: int  # among all words of the query
    correction: str
    keys: list[dict[str, float]]  # for each of the texts, with the weight of each key
    importance: float = 0.0  # rare words are important
    strengths: Strengths = field(default_factory=lambda: np.zeros(0))  # how strongly each question has it

    @property
    def is_known(self) -> bool:
        """Whether any question has it."""
        return bool(self.strengths.any())


@dataclass(frozen=True, slots=True)
class Query:
    """A query as the search understands it."""

    text: str  # as it was typed
    typed: Sequence[Word]
    words: Sequence[QueryWord]  # those that say something; all of them if none does


class QueryReader:
    """Understands queries; remembers what words mean, as most are typed again and again."""

    def __init__(self) -> None:
        """Nothing has been read yet."""
        self._meanings: dict[tuple[str, str], Meaning] = {}

    def read_query(
        self, text: str, texts: Sequence[SearchedTexts], *, names: Set[str] = frozenset(), kinds: Set[str] = frozenset()
    ) -> Query:
        """Understand a query; what is beyond 200 characters or 12 words is not looked at.

        Args:
            text: as it was typed.
            texts: what will be searched, in the reader's language first.
            names: words of it that are parts of names, folded: they count only where a title or keywords have them.
            kinds: words beside names that do not count at all: "třída".
        """
        text = text[:MAX_QUERY_LENGTH]
        typed = self._split(text, texts, names)
        words = [self._read_word(position, typed[position], texts) for position in _choose_words(typed, texts)]
        if names or kinds:
            words = [word for word in words if _counts_beside_names(word, texts, names, kinds)]
        _add_synonyms(words, typed, texts)
        return Query(text, typed, words)

    def _split(self, text: str, texts: Sequence[SearchedTexts], names: Set[str]) -> list[Word]:
        """The words of a query; two that were written as one are taken apart."""
        typed = []
        for word in split_words(text):
            parts = (word.text,) if word.text in names else self._parts(word.text, texts)
            typed += [Word(part, word.start, word.end) for part in parts]
        return typed

    def _parts(self, word: str, texts: Sequence[SearchedTexts]) -> tuple[str, ...]:
        if any(self._find_meaning(word, each.index).keys for each in texts):
            return (word,)
        for each in texts:
            if parts := each.index.vocabulary.split_joined(word):
                return parts
        return (word,)

    def _read_word(self, position: int, word: Word, texts: Sequence[SearchedTexts]) -> QueryWord:
        meanings = [self._find_meaning(word.text, each.index) for each in texts]
        # Slips are put right in the reader's language, and only where no text has the word as it was typed.
        is_known = any(meaning.keys and not meaning.correction for meaning in meanings)
        correction = "" if is_known else meanings[0].correction
        keys: list[dict[str, float]] = []
        for place, meaning in enumerate(meanings):
            is_guess = meaning.correction and (is_known or place > 0)
            keys.append({} if is_guess else dict(meaning.keys))
        return QueryWord(word, position, correction, keys)

    def _find_meaning(self, word: str, index: InvertedIndex) -> Meaning:
        found = self._meanings.get((index.language, word))
        if found is None:
            if len(self._meanings) >= _MOST_MEANINGS:
                self._meanings.clear()
            found = self._meanings[index.language, word] = index.vocabulary.find_meaning(word)
        return found


def _counts_beside_names(word: QueryWord, texts: Sequence[SearchedTexts], names: Set[str], kinds: Set[str]) -> bool:
    """Whether a word is one of questions, although names have it; what only resembles one is left out."""
    text = word.word.text
    if text in kinds:
        return False
    if text not in names:
        return True
    word.correction = ""
    for place, each in enumerate(texts):
        stem = stem_word(text, each.index.language)
        is_own = stem in each.index.headlines and each.index.vocabulary.has_form(text)
        word.keys[place] = {stem: 1.0} if is_own else {}
    return any(word.keys)


def _choose_words(typed: Sequence[Word], texts: Sequence[SearchedTexts]) -> Sequence[int]:
    """Where in a query the words are that say something; all of them if none does."""
    fillers = frozenset[str]().union(*(STOPWORDS.get(each.index.language, ()) for each in texts))
    chosen = [position for position, word in enumerate(typed) if word.text not in fillers]
    return (chosen or range(len(typed)))[:_MOST_WORDS]


def _add_synonyms(words: Sequence[QueryWord], typed: Sequence[Word], texts: Sequence[SearchedTexts]) -> None:
    """Let the words of each phrase that has synonyms mean those, too."""
    by_position = {each.position: each for each in words}
    corrections = {each.position: fold_strokes(each.correction) for each in words if each.correction}
    readings = [corrections.get(position, word.text) for position, word in enumerate(typed)]
    for each in texts:
        language = each.index.language
        sequence = [
            tuple(stem_word(form, language) for form in (reading, *standard_forms(reading, language)))
            for reading in readings
        ]
        for mention in each.index.thesaurus.find_mentions(sequence):
            for position in range(mention.start, mention.end):
                if position in by_position:
                    for keys in by_position[position].keys:
                        keys.setdefault(set_key(mention.number), _SYNONYM)
