"""What the forms of a word share, and the words of a family: stems and roots, in Czech and other languages.

Two words are the same to the search if they have the same stem. A stem depends only on the folded word, so that it
makes no difference whether diacritics were typed. The root is rougher, shared by words of one family: pálit, pálení.
Pure, no Django.
"""

import re
import threading
from functools import lru_cache

import snowballstemmer

from core.folding import fold_strokes

from .stopwords import STOPWORDS

CZECH = "cs"

# Endings as typed without diacritics, and as the Czech stemmer knows them.
_CZECH_ENDINGS = {
    ending.translate(str.maketrans("áéíýů", "aeiyu")): ending
    for ending in ["ách", "ích", "ých", "ého", "ího", "ému", "ímu", "ové", "ými", "ími", "ům", "ám", "ím", "ým"]
}
_CZECH_ENDING = re.compile(f"(?:{'|'.join(sorted(_CZECH_ENDINGS, key=len, reverse=True))})$")
# Verbs such as parkovat have most forms; the stemmer, made for nouns, would turn this one into a park.
_OVAT = re.compile(r"(?<=..)(?:uj(?:u|i|e|es|eme|ete|ou|te|ici\w*)?|oval[aioy]?|ovat|ovan\w{0,4})$")
# Spoken forms: mladej, cizejch; vokno.
_SPOKEN_ENDING = re.compile(r"(?<=..)ej(ch|m|mu|ho|ma)?$")
_PROPER_ENDINGS = {None: "y", "ch": "ych", "m": "ym", "mu": "ymu", "ho": "yho", "ma": "ymi"}  # behind its "ej"
_SPOKEN_PLURAL = re.compile(r"(?<=...)([aei])ma$")  # plastama, garážema
_PROPER_PLURALS = {"a": "y", "e": "e", "i": "i"}
# Endings of Ukrainian nouns, adjectives and verbs as folded; no stemmer for it is at hand.
_UKRAINIAN_ENDING = re.compile(
    r"(?<=...)(?:ува(?:ти|в|ла|ло|ли|ння)|у(?:ють|є|ю)|(?:[аяиі](?:ти|ть|ли|ла|ло|в)|[ую]ть|ає|яє)|ого|ому|ими|іми|ами|ями|ові"
    r"|еві|єві|ією|ою|ею|єю|ах|ях|ам|ям|ом|ем|єм|ів|их|іх|ии|іи|оі|іі|ія|ію|ння|а|я|у|ю|о|е|є|и|і|ь)(?:ся|сь)?$"
)
# What makes other words of a word once its ending is gone: endings of verbs, and of what is derived.
_DERIVING = re.compile(
    r"(?:(?<=..[dkhst])l|(?<=...)(?:it|il|et|el|at|al|an|en|aj|ej|im|am|em|n)"
    r"|(?<=....)(?:ovist|ovnik|ovac|ov|uj|ist|telk?|ost|stv|ctv|ejn|ijn|ovn|itel|itk|inek|ink|enk|ick|ack|eck"
    r"|nik|nic|ik|ak|ek|ck|sk|in|ez|k))$"
)
_LAST_VOWELS = re.compile(r"(?<=...)[aeiouy]+$")
_VOWEL = re.compile(r"[aeiouy]")
# Stems of short words whose forms share too little for a rule: pes – psa, dům – domu, dítě – děti.
_IRREGULAR = {
    **dict.fromkeys(("psa", "psi", "psu", "psov", "psem", "psy", "psum", "psech"), "pes"),
    **dict.fromkeys(("dit", "ditet"), "det"),
    "dum": "dom",
    "peniz": "penez",
    "ohen": "ohn",
}
_STEMMERS = {CZECH: "czech", "en": "english", "de": "german"}
_stemmers = {language: snowballstemmer.stemmer(name) for language, name in _STEMMERS.items()}
_stemming = threading.Lock()  # a stemmer keeps the word it works on in itself


@lru_cache(maxsize=1 << 15)
def stem_word(word: str, language: str) -> str:
    """What the forms of a folded word have in common, without diacritics.

    >>> stem_word("obcankou", "cs") == stem_word("obcance", "cs")
    True
    """
    if word.isdecimal() or word in STOPWORDS.get(language, ()):
        return word  # a word that says nothing is no form of one that does: může of muž
    if language == CZECH:
        return _stem_czech(word)
    if language == "uk":
        return _UKRAINIAN_ENDING.sub("", word)
    return _stem_by_snowball(word, language) if language in _stemmers else word


def _stem_czech(word: str) -> str:
    if _OVAT.search(word):
        return _OVAT.sub("ov", word)
    stem = _stem_by_snowball(_CZECH_ENDING.sub(lambda match: _CZECH_ENDINGS[match[0]], word), CZECH)
    stem = _harden(stem)  # občance, noc: the stemmer turns c into k in some cases only
    return _IRREGULAR.get(stem, stem)


def _stem_by_snowball(word: str, language: str) -> str:
    with _stemming:
        stem: str = _stemmers[language].stemWord(word)
    return stem if stem.isascii() else fold_strokes(stem)


def _harden(stem: str) -> str:
    """The stem of a Czech word with k for c at its end."""
    return f"{stem[:-1]}k" if len(stem) > 2 and stem.endswith("c") else stem


@lru_cache(maxsize=1 << 15)
def root_of_stem(stem: str, language: str) -> str:
    """What the words of one family have in common, from the stem of one of them; the stem where that is unknown.

    >>> root_of_stem(stem_word("paleni", "cs"), "cs") == root_of_stem(stem_word("palit", "cs"), "cs")
    True
    """
    if language != CZECH or stem.isdecimal():
        return stem
    for _twice in range(2):
        shorter = _DERIVING.sub("", _LAST_VOWELS.sub("", stem))
        if _VOWEL.search(shorter):
            stem = shorter
    return _harden(stem)


def standard_forms(word: str, language: str) -> tuple[str, ...]:
    """A folded word as it may be written properly, if it can be a spoken form; the word itself is not among them."""
    if language != CZECH:
        return ()
    proper = []
    if match := _SPOKEN_ENDING.search(word):
        proper.append(word[: match.start()] + _PROPER_ENDINGS[match[1]])
    if match := _SPOKEN_PLURAL.search(word):
        proper.append(word[: match.start()] + _PROPER_PLURALS[match[1]])
    if len(word) > 3 and word.startswith("vo"):
        proper.append(word[1:])
    return tuple(proper)
