"""What the search answers from, as the database holds it: questions that are or will be published, as plain text."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from faq.models import Question, Synonym, Topic

from .excerpts import plain_text
from .inverted_index import QuestionTexts


@dataclass(frozen=True, slots=True)
class SearchedQuestion:
    """A question as the search knows it."""

    slug: str
    titles: Mapping[str, str]  # by language, those it has been translated into
    published_from: datetime
    published_to: datetime | None


class PublicationTimes:
    """When questions are on the pages, asked of all of them at once."""

    def __init__(self, questions: Sequence[SearchedQuestion]) -> None:
        """Take the questions by their numbers."""
        self._from = np.array([question.published_from.timestamp() for question in questions])
        ends = [question.published_to.timestamp() if question.published_to else math.inf for question in questions]
        self._to = np.array(ends)

    def are_published(self, now: datetime) -> NDArray[np.bool_]:
        """Whether each question is on the pages at a time."""
        at = now.timestamp()
        return (self._from <= at) & (at < self._to)


@dataclass(frozen=True, slots=True)
class SearchedContent:
    """All that is searched."""

    questions: Sequence[SearchedQuestion]
    texts: Mapping[str, Mapping[int, QuestionTexts]]  # by language and the question's place among the questions
    synonyms: Sequence[str]


def read_searched_content() -> SearchedContent:
    """Read it, in a fixed number of queries; drafts stay out."""
    languages = [language for language, _name in settings.LANGUAGES]
    names = [f"{field}_{language}" for field in ("title", "answer") for language in languages]
    rows = list(
        Question.objects.filter(published_from__isnull=False)
        .order_by("slug")
        .values("pk", "slug", "keywords", "published_from", "published_to", *names)
    )
    topics = _read_topics(languages)
    questions = []
    texts: dict[str, dict[int, QuestionTexts]] = {language: {} for language in languages}
    for number, row in enumerate(rows):
        titles = {language: row[f"title_{language}"] for language in languages if row[f"title_{language}"]}
        questions.append(SearchedQuestion(row["slug"], titles, row["published_from"], row["published_to"]))
        for language, title in titles.items():
            texts[language][number] = QuestionTexts(
                title=title,
                keywords=row["keywords"],
                topics=", ".join(topic[f"title_{language}"] or "" for topic in topics[row["pk"]]),
                body=plain_text(row[f"answer_{language}"]),
            )
    return SearchedContent(questions, texts, list(Synonym.objects.values_list("words", flat=True)))


def _read_topics(languages: Sequence[str]) -> Mapping[int, list[dict[str, Any]]]:
    """The titles of each question's topics, by its key."""
    titles = {row["pk"]: row for row in Topic.objects.values("pk", *(f"title_{language}" for language in languages))}
    topics: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for question, topic in Question.topics.through.objects.order_by("pk").values_list("question", "topic"):
        topics[question].append(titles[topic])
    return topics
