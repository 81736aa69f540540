"""How well each question fits a query, and whether the best one is clearly what was meant."""

import heapq
import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from .inverted_index import Passage
from .query_words import Query, QueryWord, SearchedTexts
from .stemming import stem_word

_ALONE = 0.4  # what of the score depends on how much of the query was found
_WHOLE = 0.5  # the strength from which on a word counts as wholly found; in the answer alone it is weaker
_CONFIDENT = 0.6  # the share of a query that has to be found in the first hit, times its lead
_LEAD = 2.0  # the most that being better than the second hit counts
_SURE = 0.85  # from which weight on a key stands for the word: it is the word itself or a synonym, no guess
_IN_ANSWER = 0.5  # how much a word counts for certainty that only the answer has
_ADJACENT = 0.25  # what two words beside each other add
_UNKNOWN = 0.6  # how much a word counts against that when no text has it; a number, which may be a house, counts wholly
_FILLER = 0.05  # what a word adds that says nothing, if it is in the title: "komu volat" and "kdy volat" do differ
_LOOKED_AT = 30  # the best questions so far, whose titles are compared word by word
_WEAKLY = 0.4  # how much a word counts that says a little


def weigh_words(words: Sequence[QueryWord], texts: Sequence[SearchedTexts], *, questions: int) -> None:
    """Work out how strongly each question has each word, and how rare the word is among so many questions."""
    for word in words:
        word.strengths = np.zeros(questions)
        is_first = True
        for each, keys in zip(texts, word.keys, strict=True):
            each.index.postings.measure(keys, word.strengths, weight=each.weight, is_first=is_first)
            is_first = False
        most = float(word.strengths.max(initial=0.0)) or 1.0
        # A question that merely mentions the word has it less than one that is about it.
        having = float(word.strengths @ word.strengths) / most**2
        word.importance = math.log(1 + (questions - having + 0.5) / (having + 0.5))
        if any(stem_word(word.word.text, each.index.language) in each.index.weak for each in texts):
            word.importance *= _WEAKLY


def score_questions(query: Query, texts: Sequence[SearchedTexts], *, published: NDArray[np.bool_]) -> dict[int, float]:
    """How well the published questions fit a query whose words have been weighed, by their numbers.

    Only those that can still be among the first are there: so many are compared word by word.

    Args:
        query: its words have been weighed.
        texts: what is searched.
        published: by the number of a question, whether it is on the pages.
    """
    total = sum(word.importance for word in query.words) or 1.0
    scores = _score_by_words(query.words, total, published)
    typed = tuple(word.text for word in query.typed)
    numbers = set(scores)
    for number, worth in _score_titles(numbers, query.words, texts).items():
        scores[number] += worth
    for number, count in Counter(
        number for having in _find_fillers(query, texts) for number in numbers & having
    ).items():
        scores[number] += _FILLER * count
    for number in numbers.intersection(chain.from_iterable(each.index.titled.get(typed, ()) for each in texts)):
        scores[number] += total  # more than any other can have
    return {number: round(score, 6) for number, score in scores.items()}


def is_confident(
    query: Query, texts: Sequence[SearchedTexts], ranked: Sequence[int], scores: Mapping[int, float]
) -> bool:
    """Whether the first question is clearly what was meant: it has most of the query, and more than the next one.

    One word of several is never enough, nor are words that only the answer has, nor a number.
    """
    first = ranked[0]
    total = found = 0.0
    having = in_headline = 0
    for word in query.words:
        is_number = word.word.text.isdecimal()
        total += word.importance * (1 if word.is_known or is_number else _UNKNOWN)
        surest = _surest_in_headline(word, first, texts)
        strength = float(word.strengths[first])
        # A guess is no certainty, and what only the answer says may be said by the way.
        found += word.importance * max(surest**3, _IN_ANSWER * min(1.0, strength / _WHOLE))
        having += strength > 0
        in_headline += surest >= _SURE and not is_number
    if not in_headline or (having < 2 and len(query.words) > 1):
        return False
    lead = min(_LEAD, scores[first] / scores[ranked[1]]) if len(ranked) > 1 else _LEAD
    return found * lead > _CONFIDENT * total


def _score_by_words(words: Sequence[QueryWord], total: float, published: NDArray[np.bool_]) -> dict[int, float]:
    """The best published questions by the words they have: how important those are, and what share of the query."""
    strengths = np.array([word.strengths for word in words])
    importance = np.array([word.importance for word in words])
    found = (importance / (_WHOLE * total)) @ np.minimum(strengths, _WHOLE)
    scores = (importance @ strengths) * (_ALONE + (1 - _ALONE) * found) * published
    worst = np.partition(scores, -_LOOKED_AT)[-_LOOKED_AT] if len(scores) > _LOOKED_AT else 0.0
    candidates = np.flatnonzero(scores >= worst if worst else scores)
    # Equal ones are told apart by number, which follows the addresses.
    fitting = zip(scores[candidates].tolist(), (-candidates).tolist(), strict=True)
    return {-negative: score for score, negative in heapq.nlargest(_LOOKED_AT, fitting)}


def _find_fillers(query: Query, texts: Sequence[SearchedTexts]) -> list[Set[int]]:
    """For each word that says nothing, in each of the texts, which questions have it in the title or keywords."""
    chosen = {word.position for word in query.words}
    fillers = [word.text for position, word in enumerate(query.typed) if position not in chosen]
    return [_find_in_headlines(filler, each) for filler in fillers for each in texts]


def _find_in_headlines(word: str, searched: SearchedTexts) -> Set[int]:
    return searched.index.headlines.get(stem_word(word, searched.index.language), set())


def _score_titles(numbers: Set[int], words: Sequence[QueryWord], texts: Sequence[SearchedTexts]) -> dict[int, float]:
    """What is added for words that stand beside each other in the titles of questions, in the language it has most."""
    worths: dict[int, float] = {}
    for place, each in enumerate(texts):
        headlines = each.index.headlines
        having = [set().union(*(numbers & headlines.get(key, set()) for key in word.keys[place])) for word in words]
        for number in set().union(*(before & here for before, here in pairwise(having))):
            if number in each.index.titles:
                worth = _score_neighbours(each.index.titles[number], words, place)
                worths[number] = max(worth, worths.get(number, 0.0))
    return worths


def _score_neighbours(title: Passage, words: Sequence[QueryWord], place: int) -> float:
    """What is added for words that stand beside each other in the query and in a title."""
    worth = 0.0
    before: list[int] = []
    for number, word in enumerate(words):
        here = [at for key in word.keys[place] for at in title.positions.get(key, ())]
        if before and here and any(at - 1 in before or at - 2 in before for at in here):
            worth += _ADJACENT * min(word.importance, words[number - 1].importance)
        before = here
    return worth


def _surest_in_headline(word: QueryWord, number: int, texts: Sequence[SearchedTexts]) -> float:
    """How surely a word is in the title or keywords of a question; 0 if it is not."""
    surest = 0.0
    for keys, each in zip(word.keys, texts, strict=True):
        for key, weight in keys.items():
            if weight > surest and number in each.index.headlines.get(key, ()):
                surest = weight
    return surest
