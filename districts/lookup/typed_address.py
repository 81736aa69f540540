"""What a person typed, taken apart: folded words, numbers and signs. Pure, no Django."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.folding import fold

MAX_LENGTH = 200  # characters; the longest address of the register has 70
MAX_NUMBER_DIGITS = 6  # house numbers have up to 5; longer digits are no house number

_TOKEN = re.compile(
    r"(?P<number>[0-9]+)(?:(?P<letter>[a-z])(?![a-z]))?(?P<dot>\.)?"
    r"|(?P<word>[^\W\d_]+)(?P<stop>\.)?"
    r"|(?P<sign>[/,;])"
    r"|(?P<dash>[-–—](?=\s*[0-9]))"
)

# Words written in more than one way, brought to one form; official names go through the same table.
_SAME = {
    "nam": "namesti",
    "tr": "trida",
    "nabr": "nabrezi",
    "nab": "nabrezi",
    "ul": "ulice",
    "svateho": "sv",
    "svate": "sv",
    "svatemu": "sv",
    "generala": "gen",
    "plukovnika": "plk",
    "kapitana": "kpt",
    "majora": "mjr",
    "doktora": "dr",
    "profesora": "prof",
    "inzenyra": "ing",
    "pilsen": "plzen",
    "пльзень": "plzen",
    "пльзені": "plzen",
    "плзень": "plzen",
}
_SPELT_OUT = {"tgm": ("t", "g", "masaryka")}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number (with the letter glued to it) or a sign (`/`, `,` or `-`)."""

    text: str  # words in their one form, numbers as digits
    is_number: bool = False
    letter: str = ""
    dotted: bool = False  # an abbreviation, or an ordinal number
    is_sign: bool = False

    @property
    def is_short(self) -> bool:
        """Whether it can be a word cut short: "Koterov.", "K"."""
        return not self.is_number and (self.dotted or len(self.text) == 1)

    @property
    def is_dotted_word(self) -> bool:
        """Whether it is a word with a full stop."""
        return self.dotted and not self.is_number

    @property
    def is_house(self) -> bool:
        """Whether it can be a house number."""
        return self.is_number and not self.dotted


def tokenise(text: str) -> list[Token]:
    """The tokens of a text; characters that mean nothing in an address are left out.

    >>> [token.text for token in tokenise("nám. T.G.Masaryka 12/3a")]
    ['namesti', 't', 'g', 'masaryka', '12', '/', '3']
    """
    return tokenise_folded(fold(text))


def tokenise_folded(text: str) -> list[Token]:
    """The tokens of a text that is folded already."""
    tokens = []
    for match in _TOKEN.finditer(text):
        if number := match["number"]:
            tokens.append(Token(number, True, match["letter"] or "", bool(match["dot"])))
        elif word := match["word"]:
            spelt_out = _SPELT_OUT.get(word, (_SAME.get(word, word),))
            tokens += [Token(one, dotted=bool(match["stop"])) for one in spelt_out]
        elif sign := match["sign"]:
            tokens.append(Token("/" if sign == "/" else ",", is_sign=True))
        elif tokens and tokens[-1].is_number:
            tokens.append(Token("-", is_sign=True))  # "12-14": a range, which no address has
    return tokens


@lru_cache(maxsize=1 << 13)  # names stay the same while the places around them are read anew
def compared_words(name: str) -> tuple[str, ...]:
    """An official name as the words it is compared by."""
    return tuple(token.text for token in tokenise(name) if not token.is_sign)


def name_stretches(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """All places in a query where a name can stand: it has no signs and no house number with a letter in it."""
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            if tokens[end - 1].is_sign or tokens[end - 1].letter:
                break
            yield start, end


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """A number as typed: `381`, `381/43a`, `/43`, `č. p. 381`, `č. ev. 12`."""

    first: int | None = None  # alone it may be either number; before a slash it is the house number
    second: int | None = None  # the orientation number, after a slash
    letter: str = ""  # of the orientation number
    series: str = ""  # "č.p." or "č.ev." if it was said; then `first` is the house number

    def __str__(self) -> str:
        prefix = {"č.p.": "č. p. ", "č.ev.": "č. ev. "}.get(self.series, "")
        first = "" if self.first is None else str(self.first)
        second = "" if self.second is None else f"/{self.second}"
        return f"{prefix}{first}{second}{self.letter}"


_IN = frozenset("vув")  # "in" the city
_HOUSE, _REGISTERED, _ORIENTATION, _EITHER = "č.p.", "č.ev.", "č.o.", ""
_SERIES = {
    tuple(phrase.split()): series
    for series, phrases in {
        _HOUSE: "c p, cp, cislo popisne, popisne cislo, popisne c, c popisne, pop c",
        _REGISTERED: (
            "c ev, cev, c e, ce, ev c, evc, ev, e c, e, evid c, c evid, evid, cislo evidencni, evidencni cislo, "
            "evidencni c, c evidencni"
        ),
        _ORIENTATION: "c o, co, c or, cor, or c, cislo orientacni, orientacni cislo, orientacni c, c orientacni",
        _EITHER: (
            "c, cislo, c d, cd, cislo domu, dum, dum c, dum cislo, no, number, house, house no, house number, "
            "nr, nummer, hausnummer, haus, haus nr, hausnr, буд, будинок, буд no, д, so, so nha, nha, nha so"
        ),
    }.items()
    for phrase in phrases.split(", ")
}


def read_house_number(tokens: Sequence[Token], start: int) -> tuple[HouseNumber, int] | None:
    """Read a house number that starts at a token; return it and the position after it, or None."""
    series, position = _read_series(tokens, start)
    if series == _ORIENTATION:
        return _read_orientation_first(tokens, position)
    first, letter, position = _read_number(tokens, position)
    second = None
    if _text_at(tokens, position) == "/":
        already_lettered = bool(letter)
        second, letter, position = _read_number(tokens, position + 1)
        if second is None:
            letter, position = _read_letter(tokens, "", position)  # "10/a"
        if already_lettered or (second is None and not letter):
            return None
    elif first is not None and not letter:
        second, letter, position = _read_orientation(tokens, position)
    if first is None and second is None:
        return None
    letter, position = _read_letter(tokens, letter, position)
    return HouseNumber(first, second, letter, series), position


def _read_orientation(tokens: Sequence[Token], position: int) -> tuple[int | None, str, int]:
    """The second number of "Nepomucká 381 43" and "čp. 381, čo. 43"; None and the same position if there is none."""
    series, behind = _read_series(tokens, _skip_comma(tokens, position))
    return _read_number(tokens, behind if series == _ORIENTATION else position)


def _read_orientation_first(tokens: Sequence[Token], position: int) -> tuple[HouseNumber, int] | None:
    """The number of "č. o. 43", and the house number if that follows: "č. o. 43, č. p. 381"."""
    second, letter, position = _read_number(tokens, position)
    letter, position = _read_letter(tokens, letter, position)
    series, behind = _read_series(tokens, _skip_comma(tokens, position))
    if series not in (_HOUSE, _REGISTERED):
        return HouseNumber(None, second, letter), position
    first, _, position = _read_number(tokens, behind)
    return HouseNumber(first, second, letter, series), position


def _skip_comma(tokens: Sequence[Token], position: int) -> int:
    return position + 1 if _text_at(tokens, position) == "," else position


def _read_letter(tokens: Sequence[Token], letter: str, position: int) -> tuple[str, int]:
    """The letter of a number if it stands apart: "10 a", but not "10 v Plzni" nor "10 E1015"."""
    alone = _text_at(tokens, position)
    if letter or len(alone) != 1 or not alone.isalpha():
        return letter, position
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    is_preposition = alone in _IN and following is not None and following.text in ("plzni", "plzen")
    return (letter, position) if is_preposition else (alone, position + 1)


def _read_series(tokens: Sequence[Token], start: int) -> tuple[str, int]:
    """The series said before a number ("č. p."), empty if none is, and the position of the number."""
    if start < len(tokens) and tokens[start].is_number:
        return "", start
    for end in (start + 2, start + 1):
        if end < len(tokens) and tokens[end].is_number:
            said = tuple(token.text for token in tokens[start:end])
            if said in _SERIES:
                return _SERIES[said], end
    return "", start


def _read_number(tokens: Sequence[Token], position: int) -> tuple[int | None, str, int]:
    """A number that can be one of a house, its letter, and the position after it; None and the same position if not."""
    if position < len(tokens):
        token = tokens[position]
        if token.is_number and len(token.text) <= MAX_NUMBER_DIGITS:
            return int(token.text), token.letter, position + 1
    return None, "", position


def _text_at(tokens: Sequence[Token], position: int) -> str:
    return tokens[position].text if position < len(tokens) else ""
