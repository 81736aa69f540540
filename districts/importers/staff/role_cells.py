"""What a clerk writes where a role belongs, and titles that tell whose list it is."""

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from districts.importers.import_report import RowRefusal
from districts.models import Role

from .name_cells import is_substitute_word
from .place_cells import BOROUGH_LABELS
from .plain_words import plain_words

_MUNICIPAL = ("okrskar", "straznik", "straznic")
_HOLDERS = (*_MUNICIPAL, "policist", "starost")
# Beginnings of words by which a title tells one of the roles.
_IN_TITLES = {
    "okrskář": (*_MUNICIPAL, "mestska policie", "mestske policie", "mp "),
    "policista": ("policist", "policie c", "policie ceske", "pcr ", "oop "),
    "starosta": ("starost",),
}


def read_role(written: str) -> tuple[Role, str]:
    """The role, and for a mayor what is written behind the word: `starosta Plzeň 3`.

    Raises:
        RowRefusal: it names none, or several.
    """
    words = plain_words(written).split()
    if words and words[0] in ("starosta", "starostka"):
        behind = [word for word in words[1:] if word != "ka"]  # starosta/ka
        return Role.STAROSTA, "" if BOROUGH_LABELS.issuperset(behind) else " ".join(behind)
    roles = set(_mentioned_roles(words))
    if len(roles) != 1:
        if not written:
            raise RowRefusal(_("The role is missing. Write strážník-okrskář, policista or starosta."))
        raise RowRefusal(_("The role “%s” is not known. Write strážník-okrskář, policista or starosta.") % written)
    return roles.pop(), ""


def names_role(written: str) -> bool:
    """Whether a text is a role."""
    try:
        return bool(read_role(written))
    except RowRefusal:
        return False


def is_deputy(role: str) -> bool:
    """Whether somebody only stands in for who holds a post: `zástupce okrskáře`, `místostarosta`."""
    words = plain_words(role).split()
    if any(word.startswith("mistostarost") for word in words):
        return True
    return any(is_substitute_word(before) and word.startswith(_HOLDERS) for before, word in pairwise(words))


def role_of_title(text: str) -> str:
    """Whose list it is by a title or the name of a sheet, as the word for the role; empty if it tells none, or several.

    Stricter than a cell of roles: `Úřady městských obvodů` is a title, too.
    """
    plain = f" {plain_words(text)} "  # so that a word begins behind a space
    told = [role for role, beginnings in _IN_TITLES.items() if any(f" {begins}" in plain for begins in beginnings)]
    return told[0] if len(told) == 1 else ""


def _mentioned_roles(words: list[str]) -> Iterator[Role]:
    for word in words:
        if word in ("mp", "okr") or word.startswith(("okrskar", "straznik", "straznice", "mestsk")):
            yield Role.OKRSKAR
        elif word in ("pcr", "cr", "ceske", "oop") or word.startswith("policist"):
            yield Role.POLICISTA
