"""Which words stand in which texts of one language, and how much each says about its text. Pure, no Django.

Weights follow BM25F: a word counts for more in the question than in the answer, for more where it comes often, and for
more in a short text than in a long one.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .postings import Postings
from .stemming import stem_word
from .stopwords import STOPWORDS, WEAK
from .synonyms import Thesaurus
from .tokenizer import find_words, fold_word, split_words
from .vocabulary import Vocabulary

_SATURATION = 1.2  # the usual k1: how soon more of the same word adds nothing


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """The texts of one question in one language, all of them plain."""

    title: str
    keywords: str
    topics: str
    body: str


@dataclass(frozen=True, slots=True)
class _Field:
    weight: float
    shortness: float  # how much it matters that the text is short, from 0 to 1


_FIELDS = {
    "title": _Field(5.0, 0.4),
    "keywords": _Field(3.5, 0.3),
    "topics": _Field(1.0, 0.3),
    "body": _Field(0.4, 0.6),
}
_HEADLINES = ("title", "keywords")
_SET = "="
_SENTENCE = re.compile(r"(?:^|\n|(?<=[.!?…])[ \u00a0])\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and where its words are."""

    text: str
    starts: Sequence[int]  # of the words, as characters
    ends: Sequence[int]
    sentences: Sequence[int]  # where they start, as characters
    positions: Mapping[str, Sequence[int]]  # of the words with each key; of the words in members of a set of synonyms


def set_key(number: int) -> str:
    """The key of a set of synonyms; no word has one like it."""
    return f"{_SET}{number}"


class InvertedIndex:
    """The texts of one language."""

    def __init__(self, questions: Mapping[int, QuestionTexts], synonyms: Iterable[str], language: str) -> None:
        """Take the texts by the numbers of their questions."""
        self.language = language
        self.thesaurus = Thesaurus(synonyms, language)
        self.weak = {stem_word(word, language) for word in WEAK.get(language, ())}
        self.headlines: dict[str, set[int]] = defaultdict(set)  # questions with the key in the title or keywords
        self.bodies: dict[int, Passage] = {}
        self.titles: dict[int, Passage] = {}
        self.titled: dict[tuple[str, ...], set[int]] = defaultdict(set)  # questions by the folded words of their titles
        self._keys: dict[str, tuple[str]] = {}  # of the words as they are written
        self._spelt = Counter(self.thesaurus.spelt)
        counts: dict[int, dict[str, Mapping[str, int]]] = {}
        for number, texts in questions.items():
            counts[number] = {}
            passages = {}
            for name in _FIELDS:
                passages[name], counts[number][name] = self._read_text(getattr(texts, name))
            self.titles[number], self.bodies[number] = passages["title"], passages["body"]
            self.titled[tuple(word.text for word in split_words(texts.title))].add(number)
        self.vocabulary = Vocabulary(self._spelt, language)
        self.postings = Postings(self._weigh(counts))

    def _read_text(self, text: str) -> tuple[Passage, Mapping[str, int]]:
        """A text, and how often each key is in it."""
        matches = list(find_words(text))
        spellings = [match[0] for match in matches]
        for spelling in set(spellings).difference(self._keys):
            self._keys[spelling] = (stem_word(fold_word(spelling), self.language),)
        self._spelt.update(spellings)
        sequence = [self._keys[spelling] for spelling in spellings]
        positions: dict[str, list[int]] = defaultdict(list)
        for position, (stem,) in enumerate(sequence):
            positions[stem].append(position)
        times = {stem: len(places) for stem, places in positions.items()}
        for start, end, number in self.thesaurus.find_mentions(sequence):
            stem = set_key(number)
            positions[stem] += range(start, end)
            times[stem] = times.get(stem, 0) + 1
        sentences = array("I", (match.end() for match in _SENTENCE.finditer(text)))
        starts, ends = array("I", (match.start() for match in matches)), array("I", (match.end() for match in matches))
        passage = Passage(text, starts, ends, sentences, dict(positions))
        return passage, times

    def _weigh(self, counts: Mapping[int, Mapping[str, Mapping[str, int]]]) -> dict[str, dict[int, float]]:
        """Work out the strengths, by key and question, from how often each key stands in each text."""
        strengths: dict[str, dict[int, float]] = defaultdict(dict)
        lengths = self._count_words(counts)
        usual = _mean_lengths(lengths)
        for number, texts in counts.items():
            weights: dict[str, float] = defaultdict(float)
            for name, field in _FIELDS.items():
                length = 1 - field.shortness + field.shortness * lengths[number][name] / usual[name]
                for stem, times in texts[name].items():
                    if len(stem) < 3 and stem.isdecimal() and name == "body":
                        continue  # deadlines and hours; otherwise house numbers would find them
                    weights[stem] += field.weight * times / length
                    if name in _HEADLINES:
                        self.headlines[stem].add(number)
            for stem, weight in weights.items():
                strengths[stem][number] = weight / (_SATURATION + weight)
        return strengths

    def _count_words(self, counts: Mapping[int, Mapping[str, Mapping[str, int]]]) -> dict[int, dict[str, int]]:
        """How long each text of each question is, without fillers and sets of synonyms."""
        fillers = {stem_word(word, self.language) for word in STOPWORDS.get(self.language, ())}
        lengths: dict[int, dict[str, int]] = defaultdict(dict)
        for number, texts in counts.items():
            for name, times in texts.items():
                lengths[number][name] = sum(count for stem, count in times.items() if _is_said(stem, fillers))
        return lengths


def _is_said(stem: str, fillers: Container[str]) -> bool:
    """Whether a key is that of a word that makes a text longer: neither a filler nor a set of synonyms."""
    return stem not in fillers and not stem.startswith(_SET)


def _mean_lengths(lengths: Mapping[int, Mapping[str, int]]) -> dict[str, float]:
    """How long a text of each sort is on average; never zero."""
    means = {}
    for name in _FIELDS:
        total = sum(each[name] for each in lengths.values())
        means[name] = total / max(1, len(lengths)) or 1
    return means
