"""What a clerk writes where a name belongs: a person, that nobody holds the post, or who stands in.

A word is never guessed into a person or out of one: what may be both („Volný“, „Z. Novák“) is doubtful and is asked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from enum import Enum, auto

from .given_names import GIVEN_NAMES
from .person_names import has_given_name, is_only_titles, name_words, outside_brackets, plain_letters


class Doubt(Enum):
    """Why a cell may mean several things."""

    PERSON_OR_VACANT = auto()
    PERSON_OR_SUBSTITUTE = auto()
    NO_NAME = auto()  # words, but neither a name nor any word for a vacancy that is known
    DATE = auto()  # a day that belongs to a column of its own


@dataclass(frozen=True, slots=True)
class NameCell:
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
    tbc empty unknown nobody ceka resi pripravuje probiha vr vyhlaseno vyhlasen vyhlasena nebude upresni upresnime
    unbesetzt вакантно вакансія вакансия немає нема відсутній відсутня
"""
_VACANT_WORDS = frozenset(_VACANT_LIST.split())
# Both a surname and a word for a vacancy; with another name beside it, it is a surname.
_BOTH = frozenset({"volny", "volna", "prazdny", "prazdna", "neznamy", "neznama", "vacant"})
_BEFORE_LIST = """
    docasne docasny docasna prozatim prozatimne zatim momentalne aktualne aktualni nyni stale dosud doposud trvale
    dlouhodobe soucasne soucasnosti ted tc toho casu t c v ve od do dne k je jsou se tam jeste prave
"""
_BEFORE = frozenset(_BEFORE_LIST.split())
_POST_LIST = """
    misto mista pozice funkce post posty okrsek okrsky okrskar okrskare okrskarka okrskarky straznik straznika
    straznice policista policisty policistka policistky starosta starosty starostka starostky sluzebni tabulkove
    pracovni
"""
_POSTS = frozenset(_POST_LIST.split())
_MARKS = frozenset({"na", "n", "a", "o", "nn"})  # N/A, n. a., n/o, N. N.
_SEARCHES = frozenset(
    {"rizeni", "jednani", "priprave", "naboru", "reseni", "vyberu", "obsazeni", "doplneni", "obsazovani"}
)
_NO_NAME_LIST = """
    viz dle obsazeno obsazen obsazena hlidka sluzba sluzebna operacni oddeleni dtto idem tyz taz stejny stejna
    nastoupi nastup odchazi odesel odesla odchod ukoncil ukoncila ukoncen ukonceno skoncil skoncila poveren poverena
    povereny prelozen prelozena preveden prevedena odvolan odvolana rezignoval rezignovala zemrel zemrela nepritomen
    nepritomna duchod pn md rd materska rodicovska nemoc nemocny nemocna nemocen dovolena staz brzy policie mestska mp
    oop pcr
"""
_NO_NAMES = frozenset(_NO_NAME_LIST.split())
_SUBSTITUTE_LIST = """
    zast zastoupi zastoupen zastoupena zastoupeni zaskok zaskakuje supluje nahradnik nahrazuje nahrada deputy substitute
    vertretung vertritt
"""  # „Zastoupil“ is a surname
_SUBSTITUTE_WORDS = frozenset(_SUBSTITUTE_LIST.split())
# Small words inside a name, and what tells a father from his son.
_IN_NAMES_LIST = "z ze von van der den de da do dos du del di la le el al bin ibn ml mladsi st starsi"
_IN_NAMES = frozenset(_IN_NAMES_LIST.split())
# What is in no name: another person, a phone, an address, a question, the number of a footnote.
_NOT_IN_NAMES = re.compile(r"[/+;&@<>=?|\\()\[\]{}¹²³]|\d{3}")
_SPACED_OUT = re.compile(r"\b[^\W\d_](?: [^\W\d_]){3,}\b")
_DATE = re.compile(
    r"(?:\b(od|do|ode dne|ke dni|k|dne|ode)\s*)?\b(\d{1,2})\s*[./]\s*(\d{1,2})(?!\d)"
    r"\s*[./]?\s*(\d{4}|\d{2}(?!\s*[./\d]))?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?:\b(od|do)\s*)?\b(\d{4})-(\d\d)-(\d\d)\b", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_BRACKETED = re.compile(r"[(\[{]([^)\]}]*)")
# How somebody is addressed, and the post, which has a column of its own; a surname may be „Starosta“.
_POST_WORD = r"(?:okrskář|strážni|policist|starost)\w*"
_NOT_OF_NAME = re.compile(
    rf"^(?:p\.|pan|paní|pí\.?)\s+|^{_POST_WORD}[.:,]?\s+(?=\S+\s+\S)|\s*[,–—-]\s*{_POST_WORD}$", re.IGNORECASE
)
_DITTO = re.compile(r'["„“”〃]|/{2}|,,|\'\'')


def read_name_cell(text: str) -> NameCell:
    """Tell what the cell of a name means; an empty one means nothing and is not for here."""
    joined = _SPACED_OUT.sub(lambda match: match[0].replace(" ", ""), text)  # „N E O B S A Z E N O“
    return replace(_read_cell(joined), text=text)


def _read_cell(text: str) -> NameCell:
    if not any(char.isalpha() for char in text):
        return NameCell(doubt=Doubt.NO_NAME) if _DITTO.search(text) else NameCell(vacant=True)
    outside = outside_brackets(text)
    if not any(char.isalpha() for char in outside):
        # A dash with a remark, or everything in brackets.
        inner = re.sub(r"[()\[\]{}]", " ", text).strip()
        return _read_vacancy(text) if outside else _read_words(inner, inner)
    return _read_words(text, outside)


def is_blank(text: str) -> bool:
    """Whether a cell of another column says that there is nothing: a dash, `x`, `není`."""
    tokens = [plain_letters(word) for word in _WORD.findall(text)]
    return (
        not any(char.isdigit() for char in text)
        and (not tokens or _is_mark(tokens) or tokens[0] in _VACANT_WORDS or tokens[0].startswith(_VACANT_STEMS))
        and "@" not in text
    )


def _read_words(text: str, outside: str) -> NameCell:
    undated = _ISO.sub(" ", _DATE.sub(" ", outside))
    matches = list(_WORD.finditer(undated))
    raw = [match[0] for match in matches]
    tokens = [plain_letters(word) for word in raw]
    if not tokens:  # a day alone, or a dash before it
        return NameCell(doubt=Doubt.NO_NAME) if text[0].isalnum() else _read_vacancy(text)
    if proposal := _read_proposal(text, outside):
        return proposal
    start = next((place for place, word in enumerate(tokens) if word not in _BEFORE | _POSTS), len(tokens))
    rest = tokens[start:]
    if _is_mark(tokens) or _is_vacant(rest, before=raw[:start]):
        if _names_somebody(rest, raw[start:]):
            return NameCell(doubt=Doubt.PERSON_OR_VACANT)
        return _read_vacancy(text)
    return _read_person(text, outside, tokens, rest, raw)


def _is_vacant(rest: list[str], before: list[str]) -> bool:
    """Whether words that follow `dočasně`, `místo` and the like say that nobody is there.

    Args:
        rest: in plain letters.
        before: what they follow, as written.
    """
    if not rest:
        return False
    first, after = rest[0], rest[1:]
    if first in _VACANT_WORDS or first.startswith(_VACANT_STEMS):
        return True
    if first in _SEARCHES:
        return [plain_letters(word) for word in before[-1:]] in (["v"], ["k"])
    if first == "bez":
        return not after or after[0] in _POSTS | _SEARCHES or not GIVEN_NAMES.intersection(after)
    if first in _BOTH:
        beside = bool(after) and (after[0] in _POSTS or after[0] in _BEFORE)
        return beside or (bool(before) and not after and not _is_initial(before))
    return False


def _is_initial(before: list[str]) -> bool:
    """Whether a small word before others is rather a given name's first letter („V. Volný“)."""
    return len(before) == 1 and len(before[0]) == 1 and before[0].isupper()


def _is_mark(tokens: list[str]) -> bool:
    """Whether it is crossed out (`x`, `XXX`) or not applicable (`N/A`)."""
    crossed = all(set(word) <= {"x", "х"} for word in tokens)  # the other one is Cyrillic
    return crossed or (set(tokens) <= _MARKS and "".join(tokens) in {"na", "no", "nn"})


def _names_somebody(rest: list[str], raw: list[str]) -> bool:
    """Whether a surname may be meant („Bude Jan“): a given name beside a word that is not plainly for vacancies."""
    if rest and rest[0].startswith(_VACANT_STEMS):
        return False
    return any(word in GIVEN_NAMES and written[0].isupper() for word, written in zip(rest, raw, strict=True))


def _read_vacancy(text: str) -> NameCell:
    """A vacancy, with what else is said about it."""
    substitute = ""
    if match := re.search(r"\b(zast\.?|z[áa]st(?:up|oup)\w*:?|z[áa]skok:?|supluje)\s+(.+)", text, re.I):
        substitute = _clean_substitute(match[2])
    since, unclear = None, False
    for match in _DATE.finditer(text):
        word, day, month, year = match.groups()
        if (word or "").lower() == "do":
            continue
        since, unclear = _full_date(year, month, day), False
        unclear = since is None
    for match in _ISO.finditer(text):
        if (match[1] or "").lower() != "do":
            since, unclear = _full_date(match[2], match[3], match[4]), False
    return NameCell(vacant=True, substitute=substitute, since=since, since_is_unclear=unclear)


def _full_date(year: str | None, month: str, day: str) -> date | None:
    if not year or len(year) != 4:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def is_substitute_word(word: str) -> bool:
    """Whether a word in plain letters says that somebody stands in."""
    return word in _SUBSTITUTE_WORDS or word.startswith("zastup")


def _read_proposal(text: str, outside: str) -> NameCell | None:
    """`zástup: Novák`, `z. Novák`, `Novák (zástup)`: nobody's post, or somebody who does not hold it but stands in."""
    found = _WORD.findall(outside)
    first = plain_letters(found[0])
    if first == "v" and len(found) > 1 and plain_letters(found[1]) in ("z", "zast", "zastoupeni"):
        return _standing_in(text[text.index(found[1], text.index(found[0]) + 1) + len(found[1]) :])
    if is_substitute_word(first):
        return _standing_in(text[text.index(found[0]) + len(found[0]) :])
    if first == "z" and len(found) > 1:
        if found[0].isupper():  # Zdeněk, or Zbyněk
            return NameCell(doubt=Doubt.PERSON_OR_SUBSTITUTE)
        return NameCell(substitute=_clean_substitute(text[text.index(found[0]) + 1 :]))
    inside = " ".join(_BRACKETED.findall(text))
    remark = [plain_letters(word) for word in _WORD.findall(inside)]
    last = plain_letters(found[-1])
    if (len(found) > 1 and is_substitute_word(last)) or (len(remark) == 1 and is_substitute_word(remark[0])):
        if first.startswith(_VACANT_STEMS) or first in _VACANT_WORDS:
            return None
        name = outside if len(remark) == 1 else outside[: outside.rindex(found[-1])].removesuffix(" v ")
        return NameCell(substitute=_clean_substitute(name))
    return None


def _standing_in(text: str) -> NameCell:
    """Who is proposed to stand in; nobody's post if the proposal names nobody."""
    substitute = _clean_substitute(text)
    return NameCell(substitute=substitute, vacant=not substitute)


def _clean_substitute(text: str) -> str:
    """A proposal as written, without what leads to it; empty if it names nobody."""
    name = text.strip(" \t:;,.-–—=")
    opened, closed = name.count("("), name.count(")")
    name = name.removesuffix(")") if closed > opened else name + ")" * (opened - closed)
    return "" if is_blank(name) else name


def _read_person(text: str, outside: str, tokens: list[str], rest: list[str], raw: list[str]) -> NameCell:
    """A person, unless something speaks against it."""
    if not rest or is_only_titles(outside) or _says_word(raw, _NO_NAMES.__contains__):
        return NameCell(doubt=Doubt.NO_NAME)
    if tokens[0] in _BOTH and len(tokens) == 1:
        return _read_vacancy(text) if raw[0].islower() else NameCell(doubt=Doubt.PERSON_OR_VACANT)
    remarks = _WORD.findall(text)
    if _says_word(remarks, lambda word: word.startswith(_VACANT_STEMS) or word in ("neni", "volne", "volno")):
        return NameCell(doubt=Doubt.PERSON_OR_VACANT)
    short = len(tokens[0]) < 3 and all(word[0].isupper() for word in raw)  # „K. Malý“, „Do Van Nam“
    if any(is_substitute_word(plain_letters(word)) for word in remarks) or (tokens[0] in _BEFORE and not short):
        return NameCell(doubt=Doubt.PERSON_OR_SUBSTITUTE)
    if _DATE.search(text) or _ISO.search(text):
        return NameCell(doubt=Doubt.DATE)
    name = _NOT_OF_NAME.sub("", outside.strip(" \t-–—*•:;,"))
    if _is_no_name(name, raw) or _resembles_vacancy(rest):
        return NameCell(doubt=Doubt.NO_NAME)
    return NameCell(name=name, remark=" ".join(_BRACKETED.findall(text)))


def _says_word(raw: list[str], meant: Callable[[str], bool]) -> bool:
    """Whether one of the words is meant, and not only somebody's surname: „Jan Hlídka“, „Jan Není“."""
    return any(
        meant(plain_letters(word)) and not (word.istitle() and plain_letters(before) in GIVEN_NAMES)
        for before, word in zip(["", *raw], raw, strict=False)
    )


def _is_no_name(name: str, raw: list[str]) -> bool:
    """Whether there is something else than the name of one person, or more than it."""
    if _NOT_IN_NAMES.search(name) or _names_two(name):
        return True
    own = set(name_words(name)) - _IN_NAMES - GIVEN_NAMES
    small = [word for word in raw if word.islower() and plain_letters(word) in own]
    capital = [word for word in raw if not word.islower() and plain_letters(word) in own | GIVEN_NAMES]
    # „jan novák“ and „Jan novák“ are careless, „novák“, „Vedoucí směny“ and „Jan Novák prozatím“ are not a name alone.
    return bool(small) and (len(capital) > 1 or not has_given_name(name))


def _names_two(name: str) -> bool:
    parts = re.split(r",|\s[-–—]\s", name)
    return sum(len(name_words(part)) > 1 and has_given_name(part) for part in parts) > 1


def _resembles_vacancy(rest: list[str]) -> bool:
    """Whether the only word is `neobsazeno` with a slip of the finger."""
    word = "".join(rest)
    return 7 <= len(word) <= 13 and SequenceMatcher(None, word, "neobsazeno").ratio() > 0.75
