"""What editors have published, in memory: topics, titles of questions, help contacts. Answers stay in the database.

Asking costs one small query, whether anything has changed. What is published at a moment, and in which order, changes
with the hour and at the turn of a month; a `Shelf` is what it is between two such moments.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from core.kept import Kept
from core.requests import once
from core.revision import Snapshot
from faq import feedback
from faq.models import Edition, HelpContact, Question, Topic

_LANGUAGES = [language for language, _name in settings.LANGUAGES]


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A question as lists show it."""

    key: int
    slug: str
    titles: Mapping[str, str]  # by language, those that it has
    published_from: datetime
    published_to: datetime | None

    @property
    def language(self) -> str:
        """The language that it is shown in: the page's, or Czech where there is no translation."""
        current = translation.get_language() or settings.LANGUAGE_CODE
        return current if current in self.titles else settings.LANGUAGE_CODE

    @property
    def title(self) -> str:
        """The question in that language."""
        return self.titles[self.language]

    @property
    def is_foreign(self) -> bool:
        """Whether it is shown in another language than the page."""
        return self.language != (translation.get_language() or settings.LANGUAGE_CODE)

    def is_published(self, now: datetime) -> bool:
        """Whether it is on the pages at a time."""
        return self.published_from <= now and (self.published_to is None or now < self.published_to)


@dataclass(frozen=True, eq=False)
class Shelf:
    """What is published between two moments at which something changes."""

    since: tuple[int, date]  # how many moments have passed, and the month
    questions: tuple[ListedQuestion, ...]  # in the order of lists
    library: "Library"
    kept: Kept = field(default_factory=Kept)  # what pages have made of it, gone with it

    def about(self, topic: Topic) -> list[ListedQuestion]:
        """The questions of a topic, in the order of lists."""
        return [question for question in self.questions if topic in self.library.topics_of(question.key)]

    def find_question(self, slug: str) -> Question | None:
        """The published question with an address, and its answer; no query for one that is kept."""
        key = next((question.key for question in self.questions if question.slug == slug), None)
        if key is None:
            return None
        return self.kept.get(("question", key), lambda: Question.objects.get(pk=key), _count_characters)

    def related_to(self, key: int) -> list[ListedQuestion]:
        """Those offered below the answer to a question, in the order of lists."""
        related = self.library.related.get(key, ())
        return [question for question in self.questions if question.key in related]


@dataclass(eq=False)
class Library:
    """One consistent state of what editors have published. Everything in it is read only."""

    stamp: str
    related: Mapping[int, Collection[int]]  # the keys of questions by the key of one
    _questions: tuple[ListedQuestion, ...]  # those published at some time, by their keys
    _topics: tuple[Topic, ...]
    _topics_of: Mapping[int, Collection[int]]  # keys of topics by the key of a question
    _contacts: tuple[tuple[HelpContact, frozenset[int]], ...]  # those shown, with the keys of their topics
    _shelf: Shelf | None = None
    _in_order: dict[str | None, tuple[Topic, ...]] = field(default_factory=dict)  # all topics, by the language of lists

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics in the order of lists; those at the same position by their titles in the language in use."""
        language = translation.get_language()
        if language not in self._in_order:
            self._in_order[language] = tuple(sorted(self._topics, key=lambda topic: (topic.position, topic.title)))
        return self._in_order[language]

    @property
    def offered(self) -> tuple[Topic, ...]:
        """The topics that have a page, in the order of lists."""
        return tuple(topic for topic in self.topics if topic.shown)

    @property
    def taking_messages(self) -> tuple[Topic, ...]:
        """The topics that people may write to the department about, in the order of lists."""
        return tuple(topic for topic in self.offered if topic.takes_messages)

    @cached_property
    def _moments(self) -> list[datetime]:
        """When something is published or withdrawn."""
        begin = {question.published_from for question in self._questions}
        end = {question.published_to for question in self._questions if question.published_to is not None}
        return sorted(begin | end)

    def topics_of(self, key: int) -> tuple[Topic, ...]:
        """The topics of a question, offered or not, in the order of lists."""
        about = self._topics_of.get(key, ())
        return tuple(topic for topic in self.topics if topic.pk in about)

    def contacts_about(self, topics: Iterable[Topic]) -> list[HelpContact]:
        """The help contacts of any of some topics, in the order of lists."""
        wanted = {topic.pk for topic in topics}
        return [contact for contact, keys in self._contacts if keys & wanted]

    def next_moment(self, now: datetime) -> datetime | None:
        """When something is next published or withdrawn; None if nothing will be."""
        passed = bisect_right(self._moments, now)
        return self._moments[passed] if passed < len(self._moments) else None

    def shelf(self, now: datetime) -> Shelf:
        """What is published at a time; one query when it is another than before."""
        month = timezone.localdate(now).replace(day=1)
        since = (bisect_right(self._moments, now), month)
        shelf = self._shelf
        if shelf is None or shelf.since != since:
            uses = feedback.count_uses(on=month)
            published = [question for question in self._questions if question.is_published(now)]
            published.sort(key=lambda question: (-uses.get(question.key, 0), question.key))
            self._shelf = shelf = Shelf(since, tuple(published), self)
        return shelf


def _count_characters(question: Question) -> int:
    return sum(len(getattr(question, f"answer_{language}") or "") for language in _LANGUAGES)


def _read(stamp: str, before: Library | None) -> Library:
    about, related, helping = (defaultdict[int, set[int]](set) for _ in range(3))
    for pairs, sets in (
        (Question.topics.through.objects.values_list("question_id", "topic_id"), about),
        (Question.related.through.objects.values_list("from_question_id", "to_question_id"), related),
        (HelpContact.topics.through.objects.values_list("helpcontact_id", "topic_id"), helping),
    ):
        for key, other in pairs:
            sets[key].add(other)
    return Library(
        stamp,
        related,
        tuple(_read_questions()),
        tuple(Topic.objects.order_by("pk")),
        about,
        tuple((contact, frozenset(helping[contact.pk])) for contact in HelpContact.objects.shown()),
    )


def _read_questions() -> Iterable[ListedQuestion]:
    texts = [f"title_{language}" for language in _LANGUAGES]
    questions = Question.objects.filter(published_from__isnull=False).order_by("pk")
    for key, slug, begin, end, *titles in questions.values_list("pk", "slug", "published_from", "published_to", *texts):
        named = {language: title for language, title in zip(_LANGUAGES, titles, strict=True) if title}
        yield ListedQuestion(key, slug, named, begin, end)


_snapshot = Snapshot(Edition, _read)


def current() -> Library:
    """What is published as it is now; one query unless it changed since the last call in this process."""
    return _snapshot.current()


def library_of(request: HttpRequest) -> Library:
    """What this request is answered from, asked for once."""
    return once(request, "library", current)
