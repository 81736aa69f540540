"""Words of people who feel bad without being in danger: they ask for help, not for a street. Pure, no Django.

>>> speaks_of_distress("Deprese a dluhy")
True
"""

import re

from core.folding import fold

# The beginnings of such words, without diacritics; those that names of places begin with are not among them.
_STEMS = {
    "cs": "depres depk uzkost zoufal beznadej osamel smutn smutek dluh zadluz exekuc insolvenc vyhore panick",
    "en": "depress anxiet anxious lonel despair hopeless debt bankrupt burnout panic",
    "de": "einsam verzweif hoffnungslos schulden verschuld angstzust traurig",
    "uk": "депрес тривог самотн відчай розпач борг заборгован безнаді одинок долг отчаян",
}
_PHRASES = ("tram cam", "lo au", "co don", "no nan", "tuyet vong", "mac no", "be tac")  # Vietnamese has no stems
_DISTRESS = re.compile(rf"\b(?:(?:{'|'.join(fold(' '.join(_STEMS.values())).split())})\w*|(?:{'|'.join(_PHRASES)})\b)")


def speaks_of_distress(text: str) -> bool:
    """Whether a text has such a word."""
    return bool(_DISTRESS.search(text.lower() if text.isascii() else fold(text)))
