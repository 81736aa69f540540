"""What the lists of questions offer: all of them by topics, and the few that people need most."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone, translation

from faq import feedback
from faq.models import Question, Topic

_AT_ONCE = 4  # questions of a topic among all the others; the rest has to be opened
# Lists show titles only, and the answers in all languages are a hundred times longer.
_TEXTS = tuple(f"answer_{language}" for language, _name in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Group:
    """A topic with its questions; those of no topic on offer are in a group without one."""

    topic: Topic | None
    questions: tuple[Question, ...]

    @property
    def at_once(self) -> tuple[Question, ...]:
        """Those that are seen without opening anything; nothing is hidden for the sake of a single one."""
        return self.questions if len(self.questions) <= _AT_ONCE + 1 else self.questions[:_AT_ONCE]

    @property
    def rest(self) -> tuple[Question, ...]:
        """The others."""
        return self.questions[len(self.at_once) :]


def list_questions(*, now: datetime, about: Topic | None = None) -> "QuerySet[Question]":
    """The published questions for a list, of a topic or all of them, without their answers."""
    published = Question.objects.published(now=now)
    if about is not None:
        published = published.about(about)
    return feedback.order_by_use(published.defer("answer", *_TEXTS), on=timezone.localdate(now))


def put_translated_first(questions: Iterable[Question]) -> list[Question]:
    """The questions in the order they come, but translated ones before the others.

    Readers of another language understand them, and editors translate what is needed most.
    """
    language = translation.get_language()
    title = f"title_{language if language != settings.LANGUAGE_CODE else settings.LANGUAGES[1][0]}"
    return sorted(questions, key=lambda question: not getattr(question, title))


def group_questions(*, now: datetime) -> list[Group]:
    """All published questions under each of their topics, in the order of the topics; two queries."""
    return _group_by_topic(put_translated_first(_with_topics(now)))


def choose_most_needed(*, now: datetime, limit: int) -> list[Question]:
    """A few questions as different as can be: the first one of each topic, then the second ones; two queries."""
    grouped = [group.questions for group in group_questions(now=now)]
    rounds = range(max(map(len, grouped), default=0))
    in_turn = (questions[turn] for turn in rounds for questions in grouped if turn < len(questions))
    return list(dict.fromkeys(in_turn))[:limit]


def _with_topics(now: datetime) -> "QuerySet[Question]":
    return list_questions(now=now).prefetch_related(Prefetch("topics", Topic.objects.offered(), to_attr="offered"))


def _group_by_topic(questions: Iterable[Question]) -> list[Group]:
    under: dict[Topic | None, list[Question]] = {}
    for question in questions:
        topics: list[Topic | None] = question.offered  # type: ignore[attr-defined] # see above
        for topic in topics or [None]:
            under.setdefault(topic, []).append(question)
    last = (float("inf"), "")
    topics_first = sorted(under, key=lambda topic: (topic.position, topic.title) if topic else last)
    return [Group(topic, tuple(under[topic])) for topic in topics_first]
