"""What a note in a list proposes: that somebody is away, or stands in. It is reported and never loaded."""

import re
from enum import Enum, auto

from .name_cells import is_blank, is_substitute_word
from .person_names import plain_letters


class Proposal(Enum):
    """What a note is about."""

    ABSENCE = auto()
    SUBSTITUTE = auto()
    NOTHING = auto()  # any other remark


_AWAY = frozenset(["md", "rd", "pn", "dpn", "ocr", "dov", "absence", "pryc", "lazne"])
_AWAY_STEMS = (
    *("matersk", "rodicovsk", "otcovsk", "nemoc", "neschopn", "nepritomn", "dovolen", "staz", "studijn"),
    *("neplacen", "osetrov", "uvolnen", "hospitaliz"),
)
_IN_STEMS = ("supl", "zaskak", "zaskok", "nahraz")


def read_proposal(text: str) -> Proposal:
    """What a remark proposes."""
    words = re.findall(r"[a-z]+", plain_letters(text))
    if any(is_substitute_word(word) or word.startswith(_IN_STEMS) for word in words):
        return Proposal.SUBSTITUTE
    if any(word in _AWAY or word.startswith(_AWAY_STEMS) for word in words) and not is_blank(text):
        return Proposal.ABSENCE
    return Proposal.NOTHING
