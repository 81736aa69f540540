"""What a clerk writes where a phone or an e-mail belongs: several of them, extensions, labels, the country's code."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import email_addresses
from districts.importers.import_report import RowRefusal

from .person_names import plain_letters

_LONGEST = 20  # characters of a phone that are kept
_NINE = r"\d(?:[\s./()–-]*\d){8}"
_NUMBERS = re.compile(
    rf"(?P<foreign>(?:\+|(?<!\d)00)(?!\s*420)\d(?:[\s./()-]*\d){{6,14}}(?!\d))"
    rf"|(?:(?:\(?\s*(?:\+|(?<!\d)00)\s*420\s*\)?|(?<!\d)420)[\s./-]*)?(?<!\d)(?P<czech>{_NINE})(?!\d)"
    rf"|(?:(?:\+|(?<!\d)00)\s*420|(?<!\d)420)(?P<glued>{_NINE})(?!\d)"
    r"|\b(?:klapka|linka|line|lin|kl|l|ext)\b\.?:?\s*(?P<extension>\d{1,5})(?!\s*\d)"
    r"|(?<=\d)\s*/\s*(?P<ending>\d{1,3})(?!\s*\d)"
    r"|(?<!\d)(?P<short>\d{3,6})(?!\d)",
    re.IGNORECASE,
)
_LABELS_LIST = """
    tel telefon telefonni linka cislo c mobil mobilni mob m t gsm sluz sluzebni pevna pevny pevne kancelar phone
    a nebo i
"""
_LABELS = frozenset(_LABELS_LIST.split())
_NOT_PUBLIC = ("soukr", "privat", "osobni", "domu", "fax")  # how the words begin
_BRACKETED = re.compile(r"\([^()]*\)")
_FEWEST = 9  # digits of a number
_SEPARATORS = re.compile(r"[,;/|]")
_ADDRESS = re.compile(r"[^\s,;<>|()\[\]/]+@[^\s,;<>|()\[\]/]+")
_ADDRESS_LABELS = frozenset(["e", "mail", "email", "mailto", "a", "nebo"])


@dataclass(frozen=True, slots=True)
class ReadContact:
    """A phone or an e-mail, or none, and what was left out of the cell."""

    value: str = ""
    note: str = ""


@dataclass(slots=True)
class _Number:
    digits: str
    extension: str = ""
    is_public: bool = True


def read_phone(written: str) -> ReadContact:
    """A phone as people dial it; Czech numbers without the prefix and in threes, an extension behind them.

    Raises:
        RowRefusal: it is none.
    """
    beside = [remark for remark in _BRACKETED.findall(written) if _is_beside(remark)]
    numbers, remarks = _find_numbers(_BRACKETED.sub(lambda found: "" if _is_beside(found[0]) else found[0], written))
    remarks += [remark.strip("()") for remark in beside]
    if written and not numbers:
        raise RowRefusal(_("“%s” is no phone number. Write one number with nine digits.") % written)
    public = [number for number in numbers if number.is_public]
    notes = []
    taken = _in_threes(public[0]) if public else ""
    others = [_in_threes(number) for number in numbers if not public or number is not public[0]]
    if not taken and others:
        notes.append(_("“%s” is not for the public, so no phone is published.") % written)
    elif others:
        notes.append(
            _("Several phones: %(taken)s was taken and %(others)s left out. Is it the right one? Else write it first.")
            % {"taken": taken, "others": ", ".join(others)}
        )
    if remarks:
        notes.append(_("The remark “%s” at the phone is not published.") % " ".join(remarks))
    return ReadContact(taken, " ".join(notes))


def _is_beside(bracketed: str) -> bool:
    """Whether a remark in brackets has hours or the like, and no number or extension: `(po–pá 7–15)`."""
    digits = sum(char.isdigit() for char in bracketed)
    return 0 < digits < _FEWEST and any(char.isalpha() for char in bracketed) and not _NUMBERS.search(bracketed)


def _find_numbers(written: str) -> tuple[list[_Number], list[str]]:
    """The numbers in a cell, and the words beside them.

    Raises:
        RowRefusal: there are digits that belong to none.
    """
    numbers: list[_Number] = []
    remarks: list[str] = []
    end = 0
    for match in [*_NUMBERS.finditer(written), None]:
        gap = written[end : match.start() if match else len(written)]
        stuck = match is not None and match["short"] and numbers and not re.search(r"[,;|/]|[^\W\d_]", gap)
        if stuck or any(char.isdigit() for char in gap):
            raise RowRefusal(_("“%s” is no phone number. Write one number with nine digits.") % written)
        before, after = _share_gap(gap, is_first=not numbers, is_last=match is None)
        remarks += _remarks(gap)
        if numbers and _says_private(before):
            numbers[-1].is_public = False
        if match is None:
            break
        end = match.end()
        if match["extension"] or match["ending"]:
            _add_to_last(numbers, match, written)
            continue
        plus = "+" if match[0].startswith("+") and match["foreign"] else ""
        digits = plus + re.sub(r"\D", "", match["czech"] or match["glued"] or match["foreign"] or match["short"])
        numbers.append(_Number(digits, is_public=not _says_private(after)))
    return numbers, remarks


def _add_to_last(numbers: list[_Number], match: re.Match[str], written: str) -> None:
    """Take an extension of the number before, or another ending of it: `377 123 456/7`."""
    if not numbers:
        raise RowRefusal(_("“%s” is no phone number. Write one number with nine digits.") % written)
    if match["extension"]:
        numbers[-1].extension = match["extension"]
    else:
        numbers.append(_Number(numbers[-1].digits[: -len(match["ending"])] + match["ending"]))


def _share_gap(gap: str, *, is_first: bool, is_last: bool) -> tuple[str, str]:
    """Which words between two numbers belong to the one before, and which to the one behind."""
    if is_first:
        return "", gap
    if is_last:
        return gap, ""
    parts = _SEPARATORS.split(gap, maxsplit=1)
    if len(parts) == 2:
        return parts[0], parts[1]
    return (gap, "") if ")" in gap else ("", gap)


def _says_private(words: str) -> bool:
    return any(word.startswith(_NOT_PUBLIC) for word in re.findall(r"[a-z]+", plain_letters(words)))


def _remarks(gap: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", gap)
    return [w for w in words if plain_letters(w) not in _LABELS and not plain_letters(w).startswith(_NOT_PUBLIC)]


def _in_threes(number: _Number) -> str:
    digits = number.digits
    if len(digits) == 9 and digits.isdecimal():
        digits = f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    with_extension = f"{digits} kl. {number.extension}"
    return with_extension if number.extension and len(with_extension) <= _LONGEST else digits


def read_email(written: str) -> ReadContact:
    """The first e-mail address of a cell, as it is kept.

    Raises:
        RowRefusal: something in the cell is none.
    """
    found = _ADDRESS.findall(written)
    beside = re.findall(r"[^\s,;<>|()\[\]/:.-]+", plain_letters(_ADDRESS.sub(" ", written)))
    named = "<" in written  # Jana Vzorová <jana@example.org>
    if len(found) < 2 and not (found and (named or _ADDRESS_LABELS.issuperset(beside))):
        return ReadContact(_read_address(written, written) if written else "")
    if not named and not _ADDRESS_LABELS.issuperset(beside):
        found.append(written)  # which no address is
    addresses = list(dict.fromkeys(_read_address(each.rstrip("."), each) for each in found))
    if len(addresses) == 1:
        return ReadContact(addresses[0])
    note = _("Several e-mails: %(taken)s was taken and %(others)s left out. Is it the right one? Else write it first.")
    return ReadContact(addresses[0], note % {"taken": addresses[0], "others": ", ".join(addresses[1:])})


def _read_address(address: str, written: str) -> str:
    try:
        return email_addresses.read_address(address)
    except ValidationError as error:
        advice = " ".join(error.messages)
        raise RowRefusal(
            _("“%(written)s” is no e-mail address. %(advice)s") % {"written": written, "advice": advice}
        ) from None


def split_contact(written: str) -> tuple[str, str]:
    """The phones and the e-mails of a cell that holds both."""
    return _ADDRESS.sub(" ", written).strip(" ,;/|"), ", ".join(_ADDRESS.findall(written))
