"""What stands in braces in a saved reply, in plain Czech: `{číslo zprávy}`, filled when the reply is put in.

What has no value stays as it is, to be seen and replaced by hand; with anything left in braces no answer is sent. The
names are the same in all languages, as staff write the texts.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.typed import StrOrPromise
from core.danger import emergency_lines
from core.folding import fold
from districts.lookup import atlas
from districts.models import Department, Post, Role, Station
from districts.templatetags.contacts import phone
from mailbox.models import Message
from mailbox.signatures import Signature, find_signer

BY_HAND = "doplňte:"  # begins a placeholder that only whoever answers can fill
_IN_BRACES = re.compile(r"\{([^{}\n]*\w[^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a message and of whoever answers it on a day."""

    message: Message
    signer: Signature
    on: date
    reached: Station | Department | None = None  # where people can come
    phone: str = ""
    language: str = "cs"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Something that is filled in: its name, what it is, and what it becomes."""

    name: str
    about: StrOrPromise
    value: Callable[[Facts], str]


def _district_of(facts: Facts) -> str:
    return facts.message.district.label if facts.message.district else ""


def _infobox_of(facts: Facts) -> str:
    return str(facts.message.infobox or "")


def _counter_of(facts: Facts) -> str:
    return ", ".join(filter(None, (str(facts.reached), facts.reached.address))) if facts.reached else ""


PLACEHOLDERS = (
    Placeholder("číslo zprávy", gettext_lazy("number of the message"), lambda facts: str(facts.message.pk)),
    Placeholder("místo", gettext_lazy("place, as the sender wrote it"), lambda facts: facts.message.place),
    Placeholder("okrsek", gettext_lazy("number of the police district"), _district_of),
    Placeholder("infobox", gettext_lazy("infobox that the message is about"), _infobox_of),
    Placeholder("kdo odpovídá", gettext_lazy("signature"), lambda facts: facts.signer.in_words(facts.language)),
    Placeholder("telefon", gettext_lazy("phone of whoever answers"), lambda facts: phone(facts.phone)),
    Placeholder("služebna", gettext_lazy("station or office of whoever answers, with its address"), _counter_of),
    Placeholder("dnešní datum", gettext_lazy("today's date"), lambda facts: date_format(facts.on, "SHORT_DATE_FORMAT")),
    Placeholder(
        "termín",
        gettext_lazy("day by which an answer was promised"),
        lambda facts: date_format(facts.message.due_on, "SHORT_DATE_FORMAT"),
    ),
    Placeholder("tísňové číslo", emergency_lines.ANY.number, lambda facts: emergency_lines.ANY.number),
    Placeholder("číslo Policie ČR", emergency_lines.POLICE.number, lambda facts: emergency_lines.POLICE.number),
    Placeholder(
        "číslo městské policie",
        emergency_lines.MUNICIPAL_POLICE.number,
        lambda facts: emergency_lines.MUNICIPAL_POLICE.number,
    ),
    Placeholder("číslo záchranky", emergency_lines.AMBULANCE.number, lambda facts: emergency_lines.AMBULANCE.number),
)
_KNOWN = frozenset(fold(each.name) for each in PLACEHOLDERS)


def find_values(message: Message, user: User, *languages: str, on: date) -> list[dict[str, str]]:
    """What the placeholders become when somebody answers a message on a day, in each of the languages."""
    reached, number = _find_contact(message, on)
    signer = find_signer(message, user, on=on)
    found = []
    for language in languages:
        facts = Facts(message, signer, on, reached, number, language)
        with translation.override(language):
            found.append({fold(each.name): each.value(facts) for each in PLACEHOLDERS})
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with what has a value filled in."""
    return _IN_BRACES.sub(lambda found: values.get(fold(found[1])) or found[0], text)


def find_unfilled(text: str) -> list[str]:
    """What is still in braces, each once."""
    return list(dict.fromkeys(found[0] for found in _IN_BRACES.finditer(text)))


def find_unknown(text: str) -> list[str]:
    """What is in braces and is neither a placeholder nor to be filled by hand."""
    return [each for each in find_unfilled(text) if not _is_known(fold(each[1:-1]))]


def needs_hand(text: str) -> bool:
    """Whether something in a saved reply is to be filled in by hand."""
    return any(fold(each[1:-1]).startswith(fold(BY_HAND)) for each in find_unfilled(text))


def require_filled(text: str) -> None:
    """Refuse a text that is to be sent with something left in braces.

    Raises:
        ValidationError: names it and says what to do.
    """
    if left := find_unfilled(text):
        said = _("Write what belongs there instead of %s, or delete it. Nobody is sent a text with braces in it.")
        raise ValidationError(said % ", ".join(left))


def _is_known(folded: str) -> bool:
    return folded in _KNOWN or (folded.startswith(fold(BY_HAND)) and len(folded) > len(BY_HAND))


def _find_contact(message: Message, on: date) -> tuple[Station | Department | None, str]:
    """Where whoever answers for a message on a day is met, and their phone."""
    current, owner = atlas.current(), message.owner
    district = current.district_of(owner) if isinstance(owner, Post) else None
    if not isinstance(owner, Post) or district is None:
        return current.department, current.department.phone
    responsible = current.roster.responsible(district, Role(owner.role), on=on)
    way = (responsible.answers, responsible.station, current.department)
    return responsible.counter, next((each.phone for each in way if each is not None and each.phone), "")
