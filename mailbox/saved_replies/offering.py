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
    """A saved reply as it would be put into an answer."""

    pk: int
    title: str
    text: str  # in the language of the message, if there is a translation
    czech: str  # the same in Czech, for whoever does not read that language; nothing if it is Czech
    translated: bool

    @property
    def label(self) -> str:
        """The title, with what it lacks."""
        return self.title if self.translated else _("%s (in Czech only)") % self.title


def offer_replies(message: Message, user: User, *, use: str = SavedReply.Use.ANSWER, on: date) -> list[OfferedReply]:
    """The saved replies of a use, as somebody would put them into an answer to a message on a day."""
    language = message.language if message.language in dict(settings.LANGUAGES) else CZECH
    columns = ("pk", "title", "topic", f"text_{CZECH}", f"text_{language}")
    rows = list(SavedReply.objects.filter(use=use).values(*dict.fromkeys(columns)))
    if not rows:
        return []
    filled = find_values(message, user, *dict.fromkeys((CZECH, language)), on=on)
    in_czech, in_language = filled[0], filled[-1]
    fitting = [row for row in rows if row["topic"] and row["topic"] == message.topic_id]
    offered = []
    for row in [*fitting, *(row for row in rows if row not in fitting)]:
        czech, text = (row[f"text_{code}"] for code in (CZECH, language))
        foreign = language != CZECH and bool(text)
        offered.append(
            OfferedReply(
                row["pk"],
                row["title"],
                fill(text, in_language) if foreign else fill(czech, in_czech),
                fill(czech, in_czech) if foreign else "",
                translated=foreign or language == CZECH,
            )
        )
    return offered
