"""The saved replies that are offered for a message: in its language, filled, those of its topic first."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from mailbox.models import Message, SavedReply

from .placeholders import fill, find_values

CZECH = settings.LANGUAGE_CODE


@dataclass(frozen=True, slots=True)
class OfferedReply:
    """A saved reply that can be chosen for a message."""

    pk: int
    title: str
    translated: bool  # into the language of the message

    @property
    def label(self) -> str:
        """The title, with what it lacks."""
        return self.title if self.translated else _("%s (in Czech only)") % self.title


@dataclass(frozen=True, slots=True)
class FilledReply:
    """The text of a saved reply as it is put into an answer."""

    text: str  # in the language of the message, if there is a translation
    czech: str  # the same in Czech, for whoever does not read that language; nothing if it is Czech


def list_offered(message: Message) -> dict[str, list[OfferedReply]]:
    """By their use, the saved replies that can be chosen for a message, those of its topic first."""
    offered: dict[str, list[OfferedReply]] = {use: [] for use in SavedReply.Use.values}
    language = language_of(message)
    rows = list(SavedReply.objects.values_list("pk", "use", "title", "topic", f"text_{language}"))
    of_topic_first = sorted(rows, key=lambda row: row[3] is None or row[3] != message.topic_id)
    for pk, use, title, _topic, text in of_topic_first:
        offered[use].append(OfferedReply(pk, title, translated=language == CZECH or bool(text)))
    return offered


def fill_reply(chosen: SavedReply, message: Message, user: User, *, on: date) -> FilledReply:
    """A saved reply as somebody would put it into an answer to a message on a day."""
    language = language_of(message)
    filled = find_values(message, user, *dict.fromkeys((CZECH, language)), on=on)
    czech = fill(getattr(chosen, f"text_{CZECH}") or "", filled[0])
    text = getattr(chosen, f"text_{language}")
    if language == CZECH or not text:
        return FilledReply(czech, "")
    return FilledReply(fill(text, filled[-1]), czech)


def language_of(message: Message) -> str:
    """The language that a message is answered in."""
    return message.language if message.language in dict(settings.LANGUAGES) else CZECH
