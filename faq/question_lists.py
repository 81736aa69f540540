"""What the lists of questions offer: all of them by topics, and the few that people need most."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from faq.library import ListedQuestion, Shelf
from faq.models import Topic

_AT_ONCE = 4  # questions of a topic among all the others; the rest has to be opened


@dataclass(frozen=True, slots=True)
class Group:
    """A topic with its questions; those of no topic on offer are in a group without one."""

    topic: Topic | None
    questions: tuple[ListedQuestion, ...]

    @property
    def at_once(self) -> tuple[ListedQuestion, ...]:
        """Those that are seen without opening anything; nothing is hidden for the sake of a single one."""
        return self.questions if len(self.questions) <= _AT_ONCE + 1 else self.questions[:_AT_ONCE]

    @property
    def rest(self) -> tuple[ListedQuestion, ...]:
        """The others."""
        return self.questions[len(self.at_once) :]


def put_translated_first(questions: Iterable[ListedQuestion]) -> list[ListedQuestion]:
    """The questions in the order they come, but translated ones before the others.

    Readers of another language understand them, and editors translate what is needed most.
    """
    language = translation.get_language()
    wanted = language if language != settings.LANGUAGE_CODE else settings.LANGUAGES[1][0]
    return sorted(questions, key=lambda question: wanted not in question.titles)


def group_questions(shelf: Shelf) -> list[Group]:
    """All published questions under each of their topics, in the order of the topics."""
    under: dict[Topic | None, list[ListedQuestion]] = {}
    for question in put_translated_first(shelf.questions):
        topics: list[Topic | None] = [topic for topic in shelf.library.topics_of(question.key) if topic.shown]
        for topic in topics or [None]:
            under.setdefault(topic, []).append(question)
    last = (float("inf"), "")
    topics_first = sorted(under, key=lambda topic: (topic.position, topic.title) if topic else last)
    return [Group(topic, tuple(under[topic])) for topic in topics_first]


def choose_most_needed(shelf: Shelf, *, limit: int) -> list[ListedQuestion]:
    """A few questions as different as can be: the first one of each topic, then the second ones."""
    grouped = [group.questions for group in group_questions(shelf)]
    rounds = range(max(map(len, grouped), default=0))
    in_turn = (questions[turn] for turn in rounds for questions in grouped if turn < len(questions))
    return list({question.key: question for question in in_turn}.values())[:limit]
