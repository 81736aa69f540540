"""What a clerk writes where a name belongs: a person, that nobody holds the post, or who stands in.

A word is never guessed into a person or out of one: what may be both („Volný“, „Z. Novák“) is doubtful and is asked.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from enum import Enum, auto

from .given_names import GIVEN_NAMES
from .staff_names import has_given_name, outside_brackets, plain


class Doubt(Enum):
    """Why a cell may mean several things."""

    PERSON_OR_VACANT = auto()
    PERSON_OR_SUBSTITUTE = auto()
    NO_NAME = auto()  # words, but neither a name nor any word for a vacancy that is known
    DATE = auto()  # a day that belongs to a column of its own


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the cell of a name."""

    text: str = ""  # the cell
    name: str = ""  # the holder's
    remark: str = ""  # what stands behind it in brackets, which is not for the public
    vacant: bool = False  # nobody holds the post
    substitute: str = ""  # whoever is proposed to stand in, as written
    since: date | None = None  # the first vacant day, if it is written there in full
    since_is_unclear: bool = False  # a first vacant day is written there, without a year
    doubt: Doubt | None = None


# Whatever begins with these, in plain letters, says that nobody is there; no surname does.
_VACANT_STEMS = (
    *("neobs", "vakan", "vacan", "obsazuj", "obsazov", "uvoln", "uprazdn", "nepridel", "neprirazen", "nejmenov"),
    *("neurcen", "nestanoven", "neuveden", "nevyplnen", "nezadan", "neexist", "nezjist", "vyberov", "inzer", "zrusen"),
    *("hledam", "nenast", "neustanov", "nezvolen", "nepovolan"),
)
_VACANT_LIST = """
    neni nejsou nikdo nikoho nemame nic ne zadny zadna zadne bude budou volno volne volneho volnych prazdne prazdno
    chybi chybejici doplnit doplni doplnime doplneni obsadi obsadime obsadit obsazeni neznamo nezname vyber vyberko
    vypsano vypsane konkurz konkurs konkursni konkurzni nabor naborove hleda shani none null nil tbd tba
    tbc empty unknown nobody ceka resi pripravuje probiha vr
"""
_VACANT_WORDS = frozenset(_VACANT_LIST.split())
# Both a surname and a word for a vacancy; with another name beside it, it is a surname.
_BOTH = frozenset({"volny", "volna", "prazdny", "prazdna", "neznamy", "neznama", "vacant"})
_BEFORE_LIST = """
    docasne docasny docasna prozatim prozatimne zatim momentalne aktualne aktualni nyni stale dosud doposud trvale
    dlouhodobe soucasne soucasnosti ted tc toho casu t c v od do dne k
"""
_BEFORE = frozenset(_BEFORE_LIST.split())
_POST_LIST = """
    misto mista pozice funkce post posty okrsek okrsky okrskar okrskare okrskarka okrskarky straznik straznika
    straznice policista policisty policistka policistky starosta starosty starostka starostky sluzebni tabulkove
    pracovni
"""
_POSTS = frozenset(_POST_LIST.split())
_MARKS = frozenset({"na", "n", "a", "o"})  # N/A, n. a., n/o
_SEARCHES = frozenset(
    {"rizeni", "jednani", "priprave", "naboru", "reseni", "vyberu", "obsazeni", "doplneni", "obsazovani"}
)
_NO_NAME_LIST = """
    viz dle obsazeno obsazen obsazena hlidka sluzba sluzebna operacni oddeleni dtto idem tyz taz stejny stejna
    nastoupi nastup odchazi odesel odesla ukoncil ukoncila poveren poverena povereny
"""
_NO_NAMES = frozenset(_NO_NAME_LIST.split())
_SUBSTITUTE_WORDS = frozenset({"zast", "zaskok", "zaskakuje", "supluje", "nahradnik", "nahrazuje", "nahrada"})
_DATE = re.compile(
    r"(?:\b(od|do|ode dne|ke dni|k|dne|ode)\s*)?\b(\d{1,2})\s*[./]\s*(\d{1,2})(?!\d)"
    r"\s*[./]?\s*(\d{4}|\d{2}(?!\s*[./\d]))?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?:\b(od|do)\s*)?\b(\d{4})-(\d\d)-(\d\d)\b", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_BRACKETED = re.compile(r"[(\[{]([^)\]}]*)")
_DITTO = re.compile(r'["„“”〃]|/{2}|,,|\'\'')


def read_name_cell(text: str) -> Written:
    """Tell what the cell of a name means; an empty one means nothing and is not for here."""
    return replace(_read_cell(text), text=text)


def _read_cell(text: str) -> Written:
    if not any(char.isalpha() for char in text):
        return Written(doubt=Doubt.NO_NAME) if _DITTO.search(text) else Written(vacant=True)
    outside = outside_brackets(text)
    if not any(char.isalpha() for char in outside):
        # A dash with a remark, or everything in brackets.
        inner = re.sub(r"[()\[\]{}]", " ", text).strip()
        return _vacant(text) if outside else _read(inner, inner)
    return _read(text, outside)


def is_blank(text: str) -> bool:
    """Whether a cell of another column says that there is nothing: a dash, `x`, `není`."""
    tokens = [plain(word) for word in _WORD.findall(text)]
    return (
        not any(char.isdigit() for char in text)
        and (not tokens or _is_mark(tokens) or tokens[0] in _VACANT_WORDS or tokens[0].startswith(_VACANT_STEMS))
        and "@" not in text
    )


def _read(text: str, outside: str) -> Written:
    undated = _ISO.sub(" ", _DATE.sub(" ", outside))
    matches = list(_WORD.finditer(undated))
    raw = [match[0] for match in matches]
    tokens = [plain(word) for word in raw]
    if not tokens:  # a day alone, or a dash before it
        return Written(doubt=Doubt.NO_NAME) if text[0].isalnum() else _vacant(text)
    if proposal := _proposal(text, outside):
        return proposal
    start = next((place for place, word in enumerate(tokens) if word not in _BEFORE | _POSTS), len(tokens))
    rest = tokens[start:]
    if _is_mark(tokens) or _is_vacant(rest, before=tokens[:start]):
        if _names_somebody(rest, raw[start:]):
            return Written(doubt=Doubt.PERSON_OR_VACANT)
        return _vacant(text)
    return _person(text, outside, tokens, rest, raw)


def _is_vacant(rest: list[str], before: list[str]) -> bool:
    """Whether words that follow `dočasně`, `místo` and the like say that nobody is there."""
    if not rest:
        return before[-1:] == ["vr"]
    first, after = rest[0], rest[1:]
    if first in _VACANT_WORDS or first.startswith(_VACANT_STEMS):
        return True
    if first in _SEARCHES:
        return before[-1:] in (["v"], ["k"])
    if first == "bez":
        return not after or after[0] in _POSTS | _SEARCHES or not GIVEN_NAMES.intersection(after)
    if first in _BOTH:
        beside = bool(after) and (after[0] in _POSTS or after[0] in _BEFORE)
        return beside or (bool(before) and not after)
    return False


def _is_mark(tokens: list[str]) -> bool:
    """Whether it is crossed out (`x`, `XXX`) or not applicable (`N/A`)."""
    crossed = all(set(word) <= {"x", "х"} for word in tokens)  # the other one is Cyrillic
    return crossed or (set(tokens) <= _MARKS and "".join(tokens) in {"na", "no"})


def _names_somebody(rest: list[str], raw: list[str]) -> bool:
    """Whether a surname may be meant („Bude Jan“): a given name beside a word that is not plainly for vacancies."""
    if rest and rest[0].startswith(_VACANT_STEMS):
        return False
    return any(word in GIVEN_NAMES and written[0].isupper() for word, written in zip(rest, raw, strict=True))


def _vacant(text: str) -> Written:
    """A vacancy, with what else is said about it."""
    substitute = ""
    if match := re.search(r"\b(zast\.?|z[áa]st(?:up|oup)\w*:?|z[áa]skok:?|supluje)\s+(.+)", text, re.I):
        substitute = _clean_substitute(match[2])
    since, unclear = None, False
    for match in _DATE.finditer(text):
        word, day, month, year = match.groups()
        if (word or "").lower() == "do":
            continue
        since, unclear = _day(year, month, day), False
        unclear = since is None
    for match in _ISO.finditer(text):
        if (match[1] or "").lower() != "do":
            since, unclear = _day(match[2], match[3], match[4]), False
    return Written(vacant=True, substitute=substitute, since=since, since_is_unclear=unclear)


def _day(year: str | None, month: str, day: str) -> date | None:
    if not year or len(year) != 4:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _is_substitute_word(word: str) -> bool:
    return word in _SUBSTITUTE_WORDS or word.startswith(("zastup", "zastou"))


def _proposal(text: str, outside: str) -> Written | None:
    """`zástup: Novák`, `z. Novák`, `Novák (zástup)`: nobody's post, or somebody who does not hold it but stands in."""
    words = _WORD.findall(outside)
    first = plain(words[0])
    if first == "v" and len(words) > 1 and plain(words[1]) in ("z", "zast", "zastoupeni"):
        return Written(substitute=_clean_substitute(text.split(None, 2)[-1] if " " in text else text))
    if _is_substitute_word(first):
        rest = text[text.index(words[0]) + len(words[0]) :]
        return Written(substitute=_clean_substitute(rest), vacant=not _clean_substitute(rest))
    if first == "z" and len(words) > 1:
        if words[0].isupper():  # Zdeněk, or Zbyněk
            return Written(doubt=Doubt.PERSON_OR_SUBSTITUTE)
        return Written(substitute=_clean_substitute(text[text.index(words[0]) + 1 :]))
    inside = " ".join(_BRACKETED.findall(text))
    remark = [plain(word) for word in _WORD.findall(inside)]
    last = plain(words[-1])
    if (len(words) > 1 and _is_substitute_word(last)) or (len(remark) == 1 and _is_substitute_word(remark[0])):
        if first.startswith(_VACANT_STEMS) or first in _VACANT_WORDS:
            return None
        name = outside if len(remark) == 1 else outside[: outside.rindex(words[-1])]
        return Written(substitute=_clean_substitute(name))
    return None


def _clean_substitute(text: str) -> str:
    """A proposal as written, without what leads to it; empty if it names nobody."""
    name = text.strip(" \t:;,.-–—=")
    opened, closed = name.count("("), name.count(")")
    name = name.removesuffix(")") if closed > opened else name + ")" * (opened - closed)
    return name if any(char.isalpha() for char in name) else ""


def _person(text: str, outside: str, tokens: list[str], rest: list[str], raw: list[str]) -> Written:
    """A person, unless something speaks against it."""
    if not rest or set(tokens) & _NO_NAMES:
        return Written(doubt=Doubt.NO_NAME)
    titled = len(tokens) > 1
    if tokens[0] in _BOTH and not titled:
        return _vacant(text) if raw[0].islower() else Written(doubt=Doubt.PERSON_OR_VACANT)
    remarks = [plain(word) for word in _WORD.findall(text)]
    if any(word.startswith(_VACANT_STEMS) or word in ("neni", "volne", "volno") for word in remarks):
        return Written(doubt=Doubt.PERSON_OR_VACANT)
    if any(_is_substitute_word(word) for word in remarks) or tokens[0] in _BEFORE:
        return Written(doubt=Doubt.PERSON_OR_SUBSTITUTE)
    if _DATE.search(text) or _ISO.search(text):
        return Written(doubt=Doubt.DATE)
    unlike_a_name = text.islower() and not has_given_name(text)
    if unlike_a_name or _resembles_vacancy(rest):
        return Written(doubt=Doubt.NO_NAME)
    remark = " ".join(_BRACKETED.findall(text))
    return Written(name=outside.strip(" \t-–—*•:;,"), remark=remark)


def _resembles_vacancy(rest: list[str]) -> bool:
    """Whether the only word is `neobsazeno` with a slip of the finger."""
    word = "".join(rest)
    return 7 <= len(word) <= 13 and SequenceMatcher(None, word, "neobsazeno").ratio() > 0.75
