"""What a clerk writes where a district or a borough belongs: `1-3`, `14 a 15`, `č. 7`, `ÚMO 3`, `III.`, `Slovany`."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from districts.importers.import_report import RowRefusal
from districts.models import Borough, District

from .person_names import outside_brackets, plain_letters
from .plain_words import plain_words

_MOST = 100  # districts of one row
_LABELS = re.compile(r"\b(?:okrs[a-z]*|cisl[oay]|cis|c|no|nr)(?![a-z])\.?")
_DECIMAL = re.compile(r"(\d+)[.,]0+")  # as a spreadsheet shows a number that became a text
_SEPARATE_NUMBER = re.compile(r"(?<![^\W_])\d+(?![^\W_])")
_RANGE = r"\d+\.?(?:\s*(?:[–—-]|\baz\b)\s*\d+\.?)?"
_LIST = re.compile(rf"{_RANGE}(?:\s*(?:[,;/+&]|\b[ai]\b)\s*{_RANGE})*")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
# What leads to the number or name of a borough.
_BOROUGH_LABELS_LIST = """
    umo mo mc um urad uradu mestsky mestskeho mestska cast obvod obvodu obvodni c cislo statutarni mesto mesta
"""
BOROUGH_LABELS = frozenset(_BOROUGH_LABELS_LIST.split())


def read_districts(cell: str | date, districts: Mapping[int, District]) -> list[District]:
    """The districts that a cell names, in its order: by number, by what one is called instead, or by name.

    Raises:
        RowRefusal: it names none, or one that does not exist.
    """
    if isinstance(cell, date):
        raise RowRefusal(
            _("“%s” is a day; Excel makes it of what looks like one. Write “1 až 3” or the like, as text.") % cell
        )
    text = _without_labels(cell)
    if called := [d.number for d in districts.values() if d.designation and _is_called(d.designation, text)]:
        numbers = called
    elif _LIST.fullmatch(text):
        numbers = _numbers_of_list(text)
    elif decimal := _DECIMAL.fullmatch(text):
        numbers = [int(decimal[1][:6])]
    else:
        numbers = [d.number for d in districts.values() if _is_called(d.name, text)]
        numbers = numbers or [int(number[:6]) for number in _SEPARATE_NUMBER.findall(text)]
    if len(numbers) != 1 and not _LIST.fullmatch(text):
        raise RowRefusal(_("“%s” is no district number. Write one number, or several as 1, 2 or 1–3.") % cell)
    for number in numbers:
        if number not in districts:
            raise RowRefusal(
                _("District %(number)s does not exist. There are districts %(first)s to %(last)s.")
                % {"number": number, "first": min(districts), "last": max(districts)}
            )
    return [districts[number] for number in numbers]


def says_more(cell: str | date, district: District) -> bool:
    """Whether a cell that names one district has words that are no name of it: `7 Lochotín`."""
    words = set(re.findall("[a-z]+", _without_labels(str(cell))))
    own = f"{district.name} {district.designation}"
    return not words <= {"a", "i", "az", *re.findall("[a-z]+", plain_words(own))}


def _without_labels(cell: str) -> str:
    return _LABELS.sub(" ", plain_letters(outside_brackets(cell))).strip()


def _is_called(name: str, text: str) -> bool:
    """Whether a text without labels is a name."""
    return plain_words(_without_labels(name)).replace(" ", "") == plain_words(text).replace(" ", "") != ""


def _numbers_of_list(text: str) -> list[int]:
    """The numbers of `1, 3-5`, each once.

    Raises:
        RowRefusal: a range goes backwards, or too far.
    """
    numbers: dict[int, None] = {}
    for part in re.finditer(_RANGE, text):
        first, *rest = (int(number[:6]) for number in re.findall(r"\d+", part[0]))
        last = rest[0] if rest else first
        if not first <= last < first + _MOST:
            raise RowRefusal(_("“%s” is no range of districts. Write the lower number first.") % part[0])
        numbers |= dict.fromkeys(range(first, last + 1))
    return list(numbers)


def named_boroughs(text: str, boroughs: Mapping[int, Borough]) -> list[Borough]:
    """The boroughs that a text names for certain, such as `ÚMO 3` or `Plzeň 2 – Slovany`; a number alone is none."""
    words = _split_words(text)
    return [borough for borough in boroughs.values() if _is_named(borough, words)]


def _split_words(text: str) -> list[str]:
    return plain_words(re.sub(r"(?<=[^\W\d_])(?=\d)", " ", text)).split()


def _is_named(borough: Borough, words: list[str]) -> bool:
    number, _own = _parts_of_name(borough)
    for before, word in pairwise(words):
        leads = before in BOROUGH_LABELS or before == "plzen"
        if leads and (word == number or str(_ROMAN.get(word)) == number):
            return True
    return _has_own_name(borough, words) and not any(word.isdigit() and word != number for word in words)


def _has_own_name(borough: Borough, words: list[str]) -> bool:
    _number, own = _parts_of_name(borough)
    return bool(own) and f" {own} " in f" {' '.join(words)} "


def _parts_of_name(borough: Borough) -> tuple[str, str]:
    """The number and the own name in `Plzeň 2-Slovany`."""
    name = plain_words(borough.name)
    number = next(iter(re.findall(r"\d+", name)), "")
    return number, name.partition(number)[2].strip() if number else name.removeprefix("plzen").strip()


def find_borough(written: str, boroughs: Mapping[int, Borough]) -> Borough:
    """A borough named in any usual way: `Plzeň 2-Slovany`, `Plzeň 2`, `2`, `II.`, `Slovany`, `ÚMO 2`, `545988`.

    Raises:
        RowRefusal: it names none, or several.
    """
    found = named_boroughs(written, boroughs)
    words = [word for word in _split_words(written) if word not in BOROUGH_LABELS | {"plzen"}]
    if not found and len(words) == 1:
        meant = str(_ROMAN.get(words[0], words[0]))
        found = [borough for code, borough in boroughs.items() if meant in (str(code), _parts_of_name(borough)[0])]
    own_names = [borough for borough in boroughs.values() if _has_own_name(borough, _split_words(written))]
    if len(found) != 1 or not set(own_names) <= set(found):  # „Plzeň 3 – Slovany“ names two
        raise RowRefusal(
            _("The borough “%(written)s” does not exist. Write one of: %(names)s.")
            % {"written": written, "names": ", ".join(borough.name for borough in boroughs.values())}
        )
    return found[0]
