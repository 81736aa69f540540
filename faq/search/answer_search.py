"""The search of questions: what people type, in whatever form, to the answers that are about it.

It answers from memory. Asking whether the answers changed costs one small query; what is shown at a time is decided
when somebody asks, so nothing has to happen when a question's time comes or is over.
"""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString
from rapidfuzz.distance import OSA

from core.revision import Snapshot
from core.text.folding import fold_strokes
from faq.models import Edition

from .excerpts import make_excerpt
from .inverted_index import InvertedIndex, Passage, QuestionTexts, set_key
from .searched_questions import SearchedQuestion, read_searched_content
from .spelling import Meaning
from .stemming import CZECH, MAX_LENGTH, Word, split_words, standard_forms, stem_word
from .stopwords import STOPWORDS

_MOST_WORDS = 12
_SYNONYM = 0.85  # how much a synonym counts
_IN_CZECH = 0.7  # how much the Czech text counts for readers in another language
_ALONE = 0.4  # what of the score depends on how much of the query was found
_WHOLE = 0.5  # the strength from which on a word counts as wholly found; in the answer alone it is weaker
_FAR = 0.25  # hits this much worse than the best one are left out
_CONFIDENT = 0.6  # the share of a query that has to be found in the first hit, times its lead
_LEAD = 2.0  # the most that being better than the second hit counts
_SURE = 0.85  # from which weight on a key stands for the word: it is the word itself or a synonym, no guess
_IN_ANSWER = 0.5  # how much a word counts for certainty that only the answer has
_ADJACENT = 0.25  # what two words beside each other add
_UNKNOWN = 0.6  # how much a word counts against that when no text has it; a number, which may be a house, counts wholly
_FILLER = 0.05  # what a word adds that says nothing, if it is in the title: "komu volat" and "kdy volat" do differ
_LOOKED_AT = 30  # the best questions so far, whose titles are compared word by word
_WEAKLY = 0.4  # how much a word counts that says a little
_MOST_MEANINGS = 5_000  # words whose meaning is remembered


@dataclass(frozen=True, slots=True)
class Hit:
    """A question found."""

    slug: str
    title: str
    excerpt: SafeString
    language: str  # of the title and the excerpt
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, best first."""

    query: str
    hits: tuple[Hit, ...]
    confident: bool  # the query is clearly a question that the first hit answers
    correction: str  # the query without the slips that were put right to find it, or empty


@dataclass(slots=True)
class QueryWord:
    """A word of a query that says something."""

    word: Word
    position: int  # among all words of the query
    correction: str
    keys: list[dict[str, float]]  # for each of the texts, with the weight of each key
    importance: float = 0.0  # rare words are important
    strengths: dict[int, float] = field(default_factory=dict)  # by question, from 0 to 1


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of one language, and how much they count for the reader."""

    postings: InvertedIndex
    weight: float


class AnswerSearch:
    """All questions that are published, or will be, at one moment of the data."""

    def __init__(
        self,
        stamp: str,
        entries: Sequence[SearchedQuestion],
        sources: Mapping[str, Mapping[int, QuestionTexts]],
        synonyms: Sequence[str],
    ) -> None:
        """Take the questions, and their texts by language and by the question's position."""
        self.stamp = stamp
        self._entries = entries
        self._postings = {language: InvertedIndex(texts, synonyms, language) for language, texts in sources.items()}
        self._meanings: dict[tuple[str, str], Meaning] = {}

    def search(self, query: str, *, language: str, now: datetime, limit: int = 10) -> Results:
        """The questions that a query is about, best first.

        Args:
            query: as it was typed, of any length; what is beyond 200 characters or 12 words is not looked at.
            language: of the reader, whose texts come before the Czech ones.
            now: only what is published at this time is found.
        """
        query = query[:MAX_LENGTH]
        texts = self._texts(language)
        typed = self._typed(query, texts)
        asked = self._asked(typed, texts)
        scores = self._scores(asked, typed, texts, now)
        worst = _FAR * max(scores.values(), default=0.0)
        hits = [number for number, score in scores.items() if score >= worst]
        hits.sort(key=lambda number: (-scores[number], self._entries[number].slug))
        return Results(
            query,
            tuple(self._hit(number, scores[number], asked, texts) for number in hits[:limit]),
            bool(hits) and self._is_confident(hits, scores, asked, texts),
            _correct_query(query, asked, texts[0].postings, hits[0]) if hits else "",
        )

    def _texts(self, language: str) -> list[_Texts]:
        """The texts to be searched: the reader's language first."""
        czech = self._postings[CZECH]
        if language == CZECH or language not in self._postings:
            return [_Texts(czech, 1)]
        return [_Texts(self._postings[language], 1), _Texts(czech, _IN_CZECH)]

    def _typed(self, query: str, texts: Sequence[_Texts]) -> list[Word]:
        """The words of a query; two that were written as one are taken apart."""
        typed = []
        for word in split_words(query):
            parts = None
            if not any(self._meaning(word.text, each.postings).keys for each in texts):
                parts = next(filter(None, (each.postings.vocabulary.parts(word.text) for each in texts)), None)
            typed += [Word(part, word.start, word.end) for part in parts or (word.text,)]
        return typed

    def _asked(self, typed: Sequence[Word], texts: Sequence[_Texts]) -> list[QueryWord]:
        """The words that say something, each with what it can mean; all of them if none says anything."""
        stop = frozenset[str]().union(*(STOPWORDS.get(each.postings.language, ()) for each in texts))
        chosen = [position for position, word in enumerate(typed) if word.text not in stop] or range(len(typed))
        asked = []
        for position in chosen[:_MOST_WORDS]:
            meanings = [self._meaning(typed[position].text, each.postings) for each in texts]
            # Slips are put right in the reader's language, and only where no text has the word as it was typed.
            meanings[1:] = [Meaning({}) if meaning.correction else meaning for meaning in meanings[1:]]
            if any(meaning.keys and not meaning.correction for meaning in meanings):
                meanings = [Meaning({}) if meaning.correction else meaning for meaning in meanings]
            correction = next((meaning.correction for meaning in meanings if meaning.correction), "")
            asked.append(QueryWord(typed[position], position, correction, [dict(meaning.keys) for meaning in meanings]))
        self._add_synonyms(asked, typed, texts)
        for each in asked:
            self._weigh(each, texts)
        return asked

    def _meaning(self, word: str, postings: InvertedIndex) -> Meaning:
        found = self._meanings.get((postings.language, word))
        if found is None:
            if len(self._meanings) >= _MOST_MEANINGS:
                self._meanings.clear()
            found = self._meanings[postings.language, word] = postings.vocabulary.meaning(word)
        return found

    def _add_synonyms(self, asked: Sequence[QueryWord], typed: Sequence[Word], texts: Sequence[_Texts]) -> None:
        """Let the words of each phrase that has synonyms mean those, too."""
        by_position = {each.position: each for each in asked}
        for each in texts:
            language = each.postings.language
            sequence = []
            for position, word in enumerate(typed):
                correction = by_position[position].correction if position in by_position else ""
                reading = fold_strokes(correction) or word.text
                sequence.append(
                    tuple(stem_word(form, language) for form in (reading, *standard_forms(reading, language)))
                )
            for mention in each.postings.thesaurus.mentions(sequence):
                for position in range(mention.start, mention.end):
                    if position in by_position:
                        for keys in by_position[position].keys:
                            keys.setdefault(set_key(mention.number), _SYNONYM)

    def _weigh(self, asked: QueryWord, texts: Sequence[_Texts]) -> None:
        """Work out how strongly each question has a word, and how rare the word is."""
        strengths: dict[int, float] = {}
        for each, keys in zip(texts, asked.keys, strict=True):
            for stem, weight in keys.items():
                counts = weight * each.weight
                for number, strength in each.postings.strengths.get(stem, {}).items():
                    counted = counts * strength
                    if counted > strengths.get(number, 0.0):
                        strengths[number] = counted
        asked.strengths = strengths
        most = max(strengths.values(), default=1.0)
        # A question that merely mentions the word has it less than one that is about it.
        having = sum((strength / most) ** 2 for strength in strengths.values())
        asked.importance = math.log(1 + (len(self._entries) - having + 0.5) / (having + 0.5))
        if any(stem_word(asked.word.text, each.postings.language) in each.postings.weak for each in texts):
            asked.importance *= _WEAKLY

    def _scores(
        self, asked: Sequence[QueryWord], typed: Sequence[Word], texts: Sequence[_Texts], now: datetime
    ) -> dict[int, float]:
        """How well each published question fits."""
        sums: dict[int, float] = {}
        found: dict[int, float] = {}
        for each in asked:
            importance = each.importance
            for number, strength in each.strengths.items():
                sums[number] = sums.get(number, 0.0) + importance * strength
                whole = 1.0 if strength > _WHOLE else strength / _WHOLE
                found[number] = found.get(number, 0.0) + importance * whole
        total = sum(each.importance for each in asked) or 1.0
        entries = self._entries
        # Only those that can still be among the first are compared word by word; equal ones are told apart by number,
        # which follows the addresses.
        best = heapq.nlargest(
            _LOOKED_AT,
            (
                (score * (_ALONE + (1 - _ALONE) * found[number] / total), -number)
                for number, score in sums.items()
                if entries[number].is_published(now)
            ),
        )
        scores = {-negative: score for score, negative in best}
        said = tuple(word.text for word in typed)
        chosen = {each.position for each in asked}
        fillers = [
            each.postings.headlines.get(stem_word(word, each.postings.language), ())
            for position, word in enumerate(said)
            if position not in chosen
            for each in texts
        ]
        for number in scores:
            titles = [
                (each.postings.titles[number], place)
                for place, each in enumerate(texts)
                if number in each.postings.titles
            ]
            scores[number] += max(_score_neighbours(title, asked, place) for title, place in titles)
            scores[number] += _FILLER * sum(number in having for having in fillers)
            if any(number in each.postings.titled.get(said, ()) for each in texts):
                scores[number] += total  # more than any other can have
        return {number: round(score, 6) for number, score in scores.items()}

    def _is_confident(
        self, ranked: Sequence[int], scores: Mapping[int, float], asked: Sequence[QueryWord], texts: Sequence[_Texts]
    ) -> bool:
        """Whether the first question is clearly what was meant: it has most of the query, and more than the next one.

        One word of several is never enough, nor are words that only the answer has, nor a number.
        """
        first = ranked[0]
        total = found = 0.0
        having = in_headline = 0
        for each in asked:
            is_number = each.word.text.isdecimal()
            total += each.importance * (1 if each.strengths or is_number else _UNKNOWN)
            weights = [
                weight
                for keys, searched in zip(each.keys, texts, strict=True)
                for stem, weight in keys.items()
                if first in searched.postings.headlines.get(stem, ())
            ]
            surest, strength = max(weights, default=0), each.strengths.get(first, 0.0)
            # A guess is no certainty, and what only the answer says may be said by the way.
            found += each.importance * max(surest**3, _IN_ANSWER * min(1.0, strength / _WHOLE))
            having += strength > 0
            in_headline += surest >= _SURE and not is_number
        lead = min(_LEAD, scores[first] / scores[ranked[1]]) if len(ranked) > 1 else _LEAD
        return found * lead > _CONFIDENT * total and in_headline > 0 and (having > 1 or len(asked) == 1)

    def _hit(self, number: int, score: float, asked: Sequence[QueryWord], texts: Sequence[_Texts]) -> Hit:
        """A question as it is shown: in the reader's language, if it has been translated."""
        entry = self._entries[number]
        place = next(place for place, each in enumerate(texts) if number in each.postings.bodies)
        postings = texts[place].postings
        wanted = {stem: weight for each in asked for stem, weight in each.keys[place].items()}
        return Hit(
            entry.slug,
            entry.titles[postings.language],
            make_excerpt(postings.bodies[number], wanted),
            postings.language,
            score,
        )


def _score_neighbours(title: Passage, asked: Sequence[QueryWord], place: int) -> float:
    """What is added for words that stand beside each other in the query and in a title."""
    worth, before = 0.0, list[int]()
    for number, each in enumerate(asked):
        here = [at for stem in each.keys[place].keys() & title.positions.keys() for at in title.positions[stem]]
        if any(at - 1 in before or at - 2 in before for at in here):
            worth += _ADJACENT * min(each.importance, asked[number - 1].importance)
        before = here
    return worth


def _correct_query(query: str, asked: Sequence[QueryWord], postings: InvertedIndex, first: int) -> str:
    """A query with its slips put right, as the first question has the words; empty if it has none of them."""
    pieces, done = list[str](), 0
    for each in asked:
        if each.correction and first in each.strengths:
            pieces += [query[done : each.word.start], _nearest_spelling(each, postings, first)]
            done = each.word.end
    return " ".join("".join([*pieces, query[done:]]).split()) if pieces else ""


def _nearest_spelling(asked: QueryWord, postings: InvertedIndex, number: int) -> str:
    """The word of a question that is spelt most like a misspelt one: of two as near to it, the one that was found."""
    passages = (texts[number] for texts in (postings.titles, postings.bodies) if number in texts)
    forms = {
        fold_strokes(form): form if postings.language == "de" else form.lower()
        for passage in passages
        for stem in asked.keys[0].keys() & passage.positions.keys()
        for at in passage.positions[stem]
        for form in [passage.text[passage.starts[at] : passage.ends[at]]]
    }
    near = min(forms, default="", key=lambda form: (OSA.distance(asked.word.text, form), form))
    is_nearer = near and OSA.distance(asked.word.text, near) <= OSA.distance(
        asked.word.text, fold_strokes(asked.correction)
    )
    return forms[near] if is_nearer else asked.correction


def _load_index(stamp: str) -> AnswerSearch:
    found = read_searched_content()
    return AnswerSearch(stamp, found.entries, found.sources, found.synonyms)


_snapshot = Snapshot(Edition, _load_index)


def current() -> AnswerSearch:
    """The index of the questions as they are now; one query unless they changed since the last call in this process."""
    return _snapshot.current()
