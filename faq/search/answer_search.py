"""The search of questions: what people type, in whatever form, to the answers that are about it.

It answers from memory. Asking whether the answers changed costs one small query; what is shown at a time is decided
when somebody asks, so nothing has to happen when a question's time comes or is over. Its steps:

    searched_questions.py   what is searched, read from the database
    inverted_index.py       which words stand in which texts (tokenizer.py, stemming.py, synonyms.py)
    query_words.py          what a query says (vocabulary.py, spelling.py)
    postings.py             how strongly each question has each word, for all questions at once
    ranking.py              how well each question fits
    excerpts.py             the piece of an answer that is shown; corrected_query.py, the query without slips
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.requests import once
from core.revision import Snapshot
from faq.models import Edition

from . import ranking
from .corrected_query import correct_query
from .excerpts import make_excerpt
from .inverted_index import InvertedIndex
from .query_words import Query, QueryReader, SearchedTexts
from .searched_questions import PublicationTimes, SearchedContent, read_searched_content
from .stemming import CZECH

_IN_CZECH = 0.7  # how much the Czech text counts for readers in another language
_FAR = 0.25  # hits this much worse than the best one are left out


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


class AnswerSearch:
    """All questions that are published, or will be, at one moment of the data."""

    def __init__(self, stamp: str, content: SearchedContent) -> None:
        """Take the questions, their texts and the synonyms, and the stamp of the edition that they are of."""
        self.stamp = stamp
        self._questions = content.questions
        self._times = PublicationTimes(content.questions)
        self._indexes = {
            language: InvertedIndex(texts, content.synonyms, language) for language, texts in content.texts.items()
        }
        self._reader = QueryReader()

    def search(
        self,
        query: str,
        *,
        language: str,
        now: datetime,
        limit: int = 10,
        names: Set[str] = frozenset(),
        kinds: Set[str] = frozenset(),
    ) -> Results:
        """The questions that a query is about, best first.

        Args:
            query: as it was typed, of any length; what is beyond 200 characters or 12 words is not looked at.
            language: of the reader, whose texts come before the Czech ones.
            now: only what is published at this time is found.
            limit: how many at most.
            names: words of the query that names of places have, folded; they count only where a title or keywords of a
                question have them as well, and no other word is seen in them.
            kinds: words that only say what kind of street it is; they do not count.
        """
        texts = self._choose_texts(language)
        understood = self._reader.read_query(query, texts, names=names, kinds=kinds)
        ranking.weigh_words(understood.words, texts, questions=len(self._questions))
        scores = ranking.score_questions(understood, texts, published=self._times.are_published(now))
        if not scores:
            return Results(understood.text, (), confident=False, correction="")
        worst = _FAR * max(scores.values())
        ranked = [number for number, score in scores.items() if score >= worst]
        ranked.sort(key=lambda number: (-scores[number], self._questions[number].slug))
        return Results(
            understood.text,
            tuple(self._make_hit(number, scores[number], understood, texts) for number in ranked[:limit]),
            ranking.is_confident(understood, texts, ranked, scores),
            correct_query(understood, texts[0].index, ranked[0]),
        )

    def _choose_texts(self, language: str) -> list[SearchedTexts]:
        """The texts to be searched: the reader's language first."""
        czech = self._indexes[CZECH]
        if language == CZECH or language not in self._indexes:
            return [SearchedTexts(czech, 1)]
        return [SearchedTexts(self._indexes[language], 1), SearchedTexts(czech, _IN_CZECH)]

    def _make_hit(self, number: int, score: float, query: Query, texts: list[SearchedTexts]) -> Hit:
        """A question as it is shown: in the reader's language, if it has been translated."""
        question = self._questions[number]
        place = next(place for place, each in enumerate(texts) if number in each.index.bodies)
        index = texts[place].index
        wanted: dict[str, float] = {}
        for word in query.words:
            wanted |= word.keys[place]
        excerpt = make_excerpt(index.bodies[number], wanted)
        return Hit(question.slug, question.titles[index.language], excerpt, index.language, score)


def _load_search(stamp: str, before: AnswerSearch | None) -> AnswerSearch:
    return AnswerSearch(stamp, read_searched_content())


_snapshot = Snapshot(Edition, _load_search)


def current() -> AnswerSearch:
    """The search of the questions as they are now; one query unless they changed since the last call."""
    return _snapshot.current()


def search_of(request: HttpRequest) -> AnswerSearch:
    """What this request is answered from, asked for once."""
    return once(request, "answer_search", current)
