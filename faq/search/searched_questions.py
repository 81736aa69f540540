"""What the search answers from, as the database holds it: questions that are or will be published, as plain text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

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

    def is_published(self, now: datetime) -> bool:
        """Whether it is on the pages at a time."""
        return self.published_from <= now and (self.published_to is None or now < self.published_to)


@dataclass(frozen=True, slots=True)
class SearchedContent:
    """All that is searched."""

    entries: Sequence[SearchedQuestion]
    sources: Mapping[str, Mapping[int, QuestionTexts]]  # by language and the question's place among the entries
    synonyms: Sequence[str]


def read_searched_content() -> SearchedContent:
    """Read it, in a fixed number of queries; drafts stay out."""
    languages = [language for language, _name in settings.LANGUAGES]
    names = [f"{field}_{language}" for field in ("title", "answer") for language in languages]
    questions = list(
        Question.objects.filter(published_from__isnull=False)
        .order_by("slug")
        .values("pk", "slug", "keywords", "published_from", "published_to", *names)
    )
    topics = {each["pk"]: each for each in Topic.objects.values("pk", *(f"title_{language}" for language in languages))}
    about: dict[int, list[int]] = defaultdict(list)
    for question, topic in Question.topics.through.objects.order_by("pk").values_list("question", "topic"):
        about[question].append(topic)
    entries = [
        SearchedQuestion(
            each["slug"],
            {language: each[f"title_{language}"] for language in languages if each[f"title_{language}"]},
            each["published_from"],
            each["published_to"],
        )
        for each in questions
    ]
    sources = {
        language: {
            number: QuestionTexts(
                title=each[f"title_{language}"],
                keywords=each["keywords"],
                topics=", ".join(topics[topic][f"title_{language}"] or "" for topic in about[each["pk"]]),
                body=plain_text(each[f"answer_{language}"]),
            )
            for number, each in enumerate(questions)
            if each[f"title_{language}"]
        }
        for language in languages
    }
    return SearchedContent(entries, sources, list(Synonym.objects.values_list("words", flat=True)))
