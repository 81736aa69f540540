"""The topics that people may write about, in memory: every form that is opened, checked or sent needs them."""

from functools import cache

from django.conf import settings
from django.utils.translation import get_language

from core.revision import Snapshot
from faq.models import Topic
from faq.models.edition import Edition


def list_topics_taking_messages() -> tuple[Topic, ...]:
    """The topics that take messages now, in the order of the lists of the language in use. They are read only.

    One small query, unless a topic has changed since the last call in this process.
    """
    return _topics_in(get_language() or settings.LANGUAGE_CODE).current()


@cache
def _topics_in(_language: str) -> Snapshot[tuple[Topic, ...]]:
    """Those of a language, as topics at the same position are in the order of their titles."""
    return Snapshot(Edition, lambda _stamp: tuple(Topic.objects.taking_messages()))
