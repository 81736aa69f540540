"""Spam without third parties and puzzles: what makes a message suspicious, so that it is reviewed. None is dropped."""

import re
from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

FASTEST = timedelta(seconds=3)  # nobody reads and fills in the form sooner
MOST_LINKS = 2
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_MARKUP = re.compile(r"<a\s|\[url[=\]]|\[link[=\]]|href\s*=", re.IGNORECASE)


class Suspicion(models.TextChoices):
    """Why a message is held for review."""

    TRAP = "trap", _("the field that people do not see was filled in")
    TOO_FAST = "too_fast", _("the form was sent sooner than anybody could fill it in")
    MANY = "many", _("many messages from one address")
    LINKS = "links", _("many links")
    MARKUP = "markup", _("code of web pages")


def find_suspicions(text: str) -> list[Suspicion]:
    """What is suspicious about a text."""
    found = []
    if len(_LINK.findall(text)) > MOST_LINKS:
        found.append(Suspicion.LINKS)
    if _MARKUP.search(text):
        found.append(Suspicion.MARKUP)
    return found


def suspicions_in_words(codes: Iterable[str]) -> list[str]:
    """Stored suspicions in words; one that is no longer known is shown as it is stored."""
    known = {suspicion.value: str(suspicion.label) for suspicion in Suspicion}
    return [known.get(code, code) for code in codes]
