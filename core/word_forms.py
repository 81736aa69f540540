"""The forms that a Czech word takes in a sentence: Americká, na Americké, Americkou. Pure, no Django.

Made from the word as it is in a list of names, in the nominative. A few forms too many do no harm, as nobody says them;
the stems of the search of answers are rougher and take different words for one.
"""

from functools import lru_cache

from .folding import fold

_VOWELS = frozenset("aeiouyáéěíóúůý")
_SHORTEST = 3  # letters of a word that has forms; shorter ones are prepositions and initials
# By how a word ends: what is said instead of that.
_ADJECTIVE = {
    "á": ("é", "ou", "ý", "ej", "ých", "ým", "ými"),  # Americká; the third and the fourth as people speak
    "ý": ("ého", "ému", "ém", "ým", "ýho", "ýmu"),
    "é": ("ého", "ému", "ém", "ým", "ých", "ými", "ýho", "ýmu"),
    "í": ("ího", "ímu", "ím", "ích", "ími"),  # Jižní; Předměstí, which has some of them
}
_POSSESSIVE = {
    "ovo": ("ova", "ovu", "ově", "ovým"),
    "ino": ("ina", "inu", "ině", "iným"),
    "ovy": ("ových", "ovým", "ovými"),
    "iny": ("iných", "iným", "inými"),
    "ův": ("ova", "ovu", "ově", "ovým"),
    "in": ("ina", "inu", "ině", "iným"),
}
_NOUN = {
    "um": ("a", "u", "em", "y", "ech", "ům"),  # muzeum, planetárium
    "ia": ("ie", "ii", "ií", "iu", "iou"),
    "a": ("", "y", "u", "ou", "ě", "ám", "ách", "ami"),
    "o": ("", "a", "u", "ě", "em", "y"),
    "y": ("", "ů", "ům", "ech", "ách", "ám", "ami", "ama"),  # Slovany
    "e": ("", "i", "í", "ím", "ích", "emi", "em", "ů", "ům", "ema"),  # Křimice, Doudlevce, Vinice
    "ě": ("i", "í", "ím", "ěm", "ích", "ěmi"),  # Hradiště, lázně
}
_SOFT_PLURALS = ("zy", "ky", "hy", "gy", "ly")  # Lobzy, v Lobzích
_CONSONANT = ("u", "a", "ě", "em", "i", "í", "ovi", "y", "ů", "ům", "ech", "ích")  # Lochotín, Náves, Stráň
_LOSING_E = ("ec", "ek")  # nouns that have the e before their last consonant nowhere else: Bolevec, v Bolevci
_MAYBE_LOSING_E = ("el", "en", "eň", "es", "et")  # Plzeň, v Plzni; kostel, v kostele
# Consonants that become others before these endings: Košutka, na Košutce; park, v parcích.
_SOFTENED = {"ch": "š", "k": "c", "h": "z", "g": "z", "r": "ř"}
_SOFTENING = {"a": "ě", "o": "ě", "": "ích"}


@lru_cache(maxsize=1 << 13)
def inflect(word: str) -> frozenset[str]:
    """All forms of a word, folded, itself among them.

    Args:
        word: in the nominative and with its diacritics, which say how it is inflected.

    >>> sorted(inflect("Košutka") & {"kosutka", "kosutce", "kosutku", "kosutecka"})
    ['kosutce', 'kosutka', 'kosutku']
    """
    lower = word.lower()
    forms = {lower}
    if len(lower) >= _SHORTEST and lower.isalpha() and not lower.endswith(("ého", "ů", "ých", "ích")):
        forms.update(_decline(lower))
    return frozenset(fold(form) for form in forms)


def _decline(word: str) -> set[str]:
    """The forms of a word by every pattern that its ending may belong to."""
    forms: set[str] = set()
    for patterns in (_ADJECTIVE, _POSSESSIVE):
        for ending, others in patterns.items():
            if word.endswith(ending):
                forms.update(word.removesuffix(ending) + other for other in others)
    if word.endswith(_SOFT_PLURALS):
        forms.add(_soften(word[:-1]) + "ích")
    noun = next((ending for ending in _NOUN if word.endswith(ending)), "")
    if noun:
        forms |= _add_endings(word.removesuffix(noun), _NOUN[noun], softening=_SOFTENING.get(noun))
    elif word[-1] not in _VOWELS:
        for stem in _stems(word):
            forms |= _add_endings(stem, _CONSONANT, softening=_SOFTENING[""])
    return forms


def _add_endings(stem: str, endings: tuple[str, ...], *, softening: str | None) -> set[str]:
    """What a stem becomes with each of the endings; with one of them its last consonant becomes another one."""
    forms = {(_soften(stem) if ending == softening else stem) + ending for ending in endings}
    return forms | {_with_e(stem)} if "" in endings else forms


def _soften(stem: str) -> str:
    for hard, soft in _SOFTENED.items():
        if stem.endswith(hard):
            return stem.removesuffix(hard) + soft
    return stem


def _stems(word: str) -> set[str]:
    """What the endings of a word with a consonant at its end come behind."""
    shorter = word[:-2] + word[-1]
    if word.endswith(_LOSING_E):
        return {shorter}
    return {word, shorter} if word.endswith(_MAYBE_LOSING_E) else {word}


def _with_e(stem: str) -> str:
    """A stem with an e between its last two consonants, as in the genitive: Lobzy, do Lobez."""
    if len(stem) >= _SHORTEST and not _VOWELS.intersection(stem[-2:]):
        return f"{stem[:-1]}e{stem[-1]}"
    return stem
