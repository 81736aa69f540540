"""The Czech alphabet: the order of names and the letters they are listed under. Pure, the same on every database."""

import re
import unicodedata

OTHER = "0–9"  # names that begin with no letter

_ALPHABET = ["a", "b", "c", "č", "d", "e", "f", "g", "h", "ch", *"ijklmnopqrřsštuvwxyzž"]
_RANK = {letter: f"{rank:02}" for rank, letter in enumerate(_ALPHABET)}
_PIECE = re.compile(r"ch|\d+|\w|\s+")


def sort_key(text: str) -> tuple[str, str]:
    """What to sort Czech texts by: ch after h, č ř š ž after their plain letters, other accents only break ties.

    A space comes before everything (`Nad Tratí` before `Nade Mží`) and numbers go by their value (`5.` before `17.`).
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return "".join(_rank_piece(piece) for piece in _PIECE.findall(folded)), folded


def index_letter(text: str) -> str:
    """The letter a text is listed under, in capitals: `Ch`, `Č`, for `Úslavská` it is `U`."""
    first = _PIECE.search(unicodedata.normalize("NFC", text).casefold())
    letter = _plain_letter(first[0]) if first else ""
    return letter.capitalize() if letter in _RANK else OTHER


def _plain_letter(piece: str) -> str:
    """A letter of the alphabet as it is, any other accented letter without its accent."""
    return piece if piece in _RANK else unicodedata.normalize("NFD", piece)[0]


def _rank_piece(piece: str) -> str:
    if piece.isspace():
        return " "
    if piece.isdecimal():
        return f"!{int(piece):012}"
    return _RANK.get(_plain_letter(piece), f"~{piece}")
