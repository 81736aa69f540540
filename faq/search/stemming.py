"""What the search sees in a text: words without case and diacritics, and what their forms share. Pure, no Django.

Two words are the same to the search if they have the same key. A key depends only on the folded word, so that it makes
no difference whether diacritics were typed. The root is a rougher key, shared by words of one family: pálit, pálení.
"""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from core.text.folding import fold_strokes

from .stopwords import STOPWORDS

CZECH = "cs"
MAX_LENGTH = 200  # characters of a query
_MAX_WORD = 40  # no word people search for is longer

# A word as it stands in a text: letters and digits, marks on them, an apostrophe inside.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060]|['’ʼ](?=[^\W_]))*")

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
_SPOKEN_PLURAL = re.compile(r"(?<=...)([aei])ma$")  # plastama, garážema
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
# Keys of short words whose forms share too little for a rule: pes – psa, dům – domu, dítě – děti.
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


class Word(NamedTuple):
    """A word at its place in a text."""

    text: str  # folded
    start: int
    end: int


def split_words(text: str) -> Iterator[Word]:
    """The words of a text, in order; two texts equal but for case and diacritics have the same ones.

    >>> [word.text for word in words("Našel jsem občanku!")]
    ['nasel', 'jsem', 'obcanku']
    """
    for match in find_words(text):
        if word := fold_word(match[0]):
            yield Word(word, *match.span())


def find_words(text: str) -> Iterator[re.Match[str]]:
    """The words of a text as they stand in it; now and then one without any letter."""
    return _WORD.finditer(text)


@lru_cache(maxsize=1 << 15)
def fold_word(word: str) -> str:
    """The letters and digits of a word, folded; of one that never ends, only the beginning."""
    folded = word.lower() if word.isascii() else fold_strokes(word)
    return (folded if folded.isalnum() else "".join(filter(str.isalnum, folded)))[:_MAX_WORD]


@lru_cache(maxsize=1 << 15)
def stem_word(word: str, language: str) -> str:
    """What the forms of a folded word have in common, without diacritics.

    >>> key("obcankou", "cs") == key("obcance", "cs")
    True
    """
    if word.isdecimal() or word in STOPWORDS.get(language, ()):
        return word  # a word that says nothing is no form of one that does: může of muž
    if language == "uk":
        return _UKRAINIAN_ENDING.sub("", word)
    if language not in _stemmers:
        return word
    if language == CZECH:
        if _OVAT.search(word):
            return _OVAT.sub("ov", word)
        word = _CZECH_ENDING.sub(lambda match: _CZECH_ENDINGS[match[0]], word)
    with _stemming:
        stem: str = _stemmers[language].stemWord(word)
    stem = stem if stem.isascii() else fold_strokes(stem)
    if language != CZECH:
        return stem
    if len(stem) > 2 and stem.endswith("c"):
        stem = f"{stem[:-1]}k"  # občance, noc: the stemmer turns c into k in some cases only
    return _IRREGULAR.get(stem, stem)


@lru_cache(maxsize=1 << 15)
def root_of_stem(stem: str, language: str) -> str:
    """What the words of one family have in common, from the key of one of them; the key itself where that is unknown.

    >>> root(key("paleni", "cs"), "cs") == root(key("palit", "cs"), "cs")
    True
    """
    if language != CZECH or stem.isdecimal():
        return stem
    for _twice in range(2):
        shorter = _DERIVING.sub("", _LAST_VOWELS.sub("", stem))
        stem = shorter if _VOWEL.search(shorter) else stem
    return f"{stem[:-1]}k" if len(stem) > 2 and stem.endswith("c") else stem


def standard_forms(word: str, language: str) -> tuple[str, ...]:
    """A folded word as it may be written properly, if it can be a spoken form; the word itself is not among them."""
    if language != CZECH:
        return ()
    proper = []
    if match := _SPOKEN_ENDING.search(word):
        proper.append(word[: match.start()] + {"ma": "ymi"}.get(match[1] or "", f"y{match[1] or ''}"))
    if match := _SPOKEN_PLURAL.search(word):
        proper.append(word[: match.start()] + {"a": "y"}.get(match[1], match[1]))
    if len(word) > 3 and word.startswith("vo"):
        proper.append(word[1:])
    return tuple(proper)
