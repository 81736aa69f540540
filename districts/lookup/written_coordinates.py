"""Coordinates as maps and phones show them and people write them, in five languages. Pure; time is linear in the text.

Every word has to be understood here, too: coordinates beside anything else are not read.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.folding import fold_strokes
from districts.map.coordinates import sjtsk_to_degrees, utm_to_degrees

from .lookup_results import Point

_LEAST_DECIMALS = 2  # of degrees without a sign: 49.74 is about a kilometre, and "17.11" may be a date
_SPARSE = 2  # numbers of an angle, from which on no sign is needed: degrees and minutes

# Signs that are drawn alike, before folding takes some of them apart.
_SAME_SIGN = str.maketrans(
    {
        **dict.fromkeys("º˚∘⁰", "°"),
        **dict.fromkeys("′’‘´`ʹʼ", "'"),
        **dict.fromkeys("″”“„ʺ˝", '"'),
        **dict.fromkeys("−‐‑–", "-"),
        **dict.fromkeys("\r\n\u2028\u2029", ";"),
    }
)
_PIECE = re.compile(
    r"(?P<number>(?P<sign>[-+])?(?P<whole>[0-9]+)(?:[.,](?P<decimals>[0-9]+))?)\s?(?P<unit>[°'\"]|:(?=\s?[0-9]))?"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<cut>[,;/|])"
    r"|(?P<noise>[\s.:=&()\[\]{}-])"
)
_DATUM = re.compile(r"\bwgs[ -]?84\b|\bs-?jtsk\b|\bepsg: ?[0-9]{4,5}\b")
# What only coordinates have: a sign of degrees (not of temperature), primes, more decimals than prices.
_LOOKS_LIKE = re.compile(r"[0-9]\s?°(?!\s?[cf]\b)|[0-9]'\s?[0-9]|(?<![0-9])[0-9]{1,3}[.,][0-9]{4,}(?![0-9])")
_INSIDE_WORD = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")  # "I'm at"
_PRIME = re.compile(r"[0-9]\s?[′″]")

_FILLER = frozenset(
    {
        *("gps", "loc", "location", "poloha", "poloze", "moje", "souradnice", "coordinates", "coords", "koordinaten"),
        *("position", "standort", "pozice", "координати", "toa", "do", "vi", "tri"),
        *("jsem", "stojim", "na", "tady", "tu", "zde", "moji", "ma", "aktualni", "nase", "poloze", "bod", "misto"),
        *("im", "i", "am", "at", "my", "current", "here", "is", "we", "are", "ich", "bin", "hier", "mein", "meine"),
        *("ist", "bei", "я", "тут", "моє", "мое", "місцезнаходження", "toi", "dang", "cua", "degrees", "stupnu"),
    }
)


@dataclass(frozen=True, slots=True)
class _Axis:
    """What a word says of a number: latitude or longitude, and the hemisphere if it says that."""

    is_lat: bool
    sign: int = 0


_LAT, _LON = _Axis(is_lat=True), _Axis(is_lat=False)
_NORTH, _SOUTH = _Axis(is_lat=True, sign=1), _Axis(is_lat=True, sign=-1)
_EAST, _WEST = _Axis(is_lat=False, sign=1), _Axis(is_lat=False, sign=-1)
_NORTH_OR_SOUTH = "s"  # "sever" to Czechs, who then say "v" for east, and "south" to the others


def _phrases(axis: _Axis, written: str) -> dict[tuple[str, ...], _Axis]:
    return {tuple(phrase.split()): axis for phrase in written.split(", ")}


# Folded; full stops are left out.
_AXES = {
    **_phrases(
        _NORTH,
        "n, b, north, nord, nordlich, sever, severni zem sirky, severni zem sirka, severni zemepisne sirky, "
        "severni zemepisna sirka, s zem sirky, sev zem sirky, s s, ss, sev s, sev sirky, sev sirka, severni sirky, "
        "severni sirka, severne, "
        "n br, nordl breite, nordliche breite, nordlicher breite, northern latitude, "
        "пн, пн ш, пн широти, північноі широти, північна широта, bac, vi do bac",
    ),
    **_phrases(
        _SOUTH, "south, sud, jih, jizne, j s, jizni sirky, jizni sirka, пд, пд ш, південноі широти, nam, vi do nam"
    ),
    **_phrases(
        _EAST,
        "e, đ, d, east, ost, ostlich, vychodne, vychodni zem delky, vychodni zem delka, vychodni zemepisne delky, "
        "vychodni zemepisna delka, v zem delky, vych zem delky, o, v, v d, vd, vych d, vych delky, vych delka, "
        "vychodni delky, vychodni delka, vychod, "
        "o l, ostl lange, ostliche lange, ostlicher lange, eastern longitude, "
        "сх, сх д, сх довготи, східноі довготи, східна довгота, dong, kinh do dong",
    ),
    **_phrases(_WEST, "w, west, zapad, zapadne, z, z d, zapadni delky, zapadni delka, зх, зх д, західноі довготи, tay"),
    **_phrases(
        _LAT,
        "lat, latitude, sirka, zemepisna sirka, zem sirka, breite, breitengrad, geographische breite, geogr breite, "
        "широта, vi do",
    ),
    **_phrases(
        _LON,
        "lon, lng, long, longitude, delka, zemepisna delka, zem delka, lange, laenge, langengrad, geographische lange, "
        "geogr lange, довгота, kinh do",
    ),
}
_LONGEST_PHRASE = max(map(len, _AXES))
_CZECH_EAST = frozenset({"v", "vd", "z", "zd"})
_METRES = frozenset({"x", "y", "m", "e", "n", "u", "utm", "zona", "zone", "krovak", "me", "mn"})
_ZONE = "33"


@dataclass(frozen=True, slots=True)
class TypedPoint:
    """A point as it was written; a second reading, longitude first, where it is not said which is which."""

    readings: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class _Number:
    """A number and the sign behind it."""

    whole: str
    decimals: str
    unit: str
    sign: str

    @property
    def value(self) -> float:
        """Without its sign."""
        return float(f"{self.whole}.{self.decimals or 0}")


_CUT = ","
_Piece = _Number | _Axis | str
_Angle = list[_Number]


def looks_like_coordinates(text: str) -> bool:
    """Whether nothing but coordinates can be meant by a text, be they written rightly or not."""
    return bool(_PRIME.search(text) or _LOOKS_LIKE.search(_same_signs(text)))


def read_coordinates(text: str) -> TypedPoint | None:
    """The point that a text is, if it is nothing else; None if it is anything else. Its numbers may be out of range."""
    plain = _same_signs(text)
    if (metres := _read_metres(plain)) is not None:
        return metres
    pieces = _take_apart(_DATUM.sub(" ", plain))
    if pieces is None:
        return None
    grouped = _group(pieces)
    angles = [one for one in grouped if isinstance(one, list)]
    if len(angles) != 2 or not all(map(_is_angle, angles)):
        return None
    first, second = (position for position, one in enumerate(grouped) if isinstance(one, list))
    axes = _match_axes(_axes_in(grouped[:first]), _axes_in(grouped[first:second]), _axes_in(grouped[second:]))
    if axes is None:
        return None
    values = [_value_of(angle, axis) for angle, axis in zip(angles, axes, strict=True)]
    straight, swapped = Point(lat=values[0], lon=values[1]), Point(lat=values[1], lon=values[0])
    known = next((axis.is_lat is (position == 0) for position, axis in enumerate(axes) if axis), None)
    if known is None:
        return TypedPoint((straight, swapped))
    return TypedPoint((straight if known else swapped,))


def _same_signs(text: str) -> str:
    text = text.strip().translate(_SAME_SIGN)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    text = _INSIDE_WORD.sub("", text)
    return fold_strokes(text.replace("''", '"'))


def _split(text: str) -> list[re.Match[str]] | None:
    """All that a text consists of; None if there is a character that coordinates do not have."""
    matches = []
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        if match is None:
            return None
        matches.append(match)
        position = match.end()
    return matches


def _take_apart(text: str) -> list[_Piece] | None:
    """Numbers, words that name an axis, and what parts them; None if there is anything else."""
    matches = _split(text)
    if matches is None:
        return None
    pieces: list[_Piece] = []
    words: list[str] = []
    said: set[str] = set()
    for match in matches:
        if word := match["word"]:
            words.append(word)
            said.add(word)
        elif match["number"] or match["cut"]:
            if not _add_axes(pieces, words):
                return None
            words = []
            number = _Number(match["whole"], match["decimals"] or "", match["unit"] or "", match["sign"] or "")
            pieces.append(number if match["number"] else _CUT)
    if not _add_axes(pieces, words):
        return None
    lone_s = _NORTH if said & _CZECH_EAST else _SOUTH
    return [lone_s if piece == _NORTH_OR_SOUTH else piece for piece in pieces]


def _add_axes(pieces: list[_Piece], words: Sequence[str]) -> bool:
    """Add what words say of the numbers beside them; whether all were understood."""
    position = 0
    while position < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - position), 0, -1):
            phrase = tuple(words[position : position + length])
            if (axis := _AXES.get(phrase)) is not None:
                pieces.append(axis)
                break
        else:
            length = 1
            if words[position] == _NORTH_OR_SOUTH:
                pieces.append(_NORTH_OR_SOUTH)
            elif words[position] not in _FILLER:
                return False
        position += length
    return True


def _group(pieces: Sequence[_Piece]) -> list[_Angle | _Axis]:
    """The numbers of each angle together, between the words about them."""
    told = any(isinstance(piece, _Axis) or (isinstance(piece, _Number) and piece.unit) for piece in pieces)
    if not told:
        return list(_group_bare_numbers(pieces))
    grouped: list[_Angle | _Axis] = []
    open_angle: _Angle = []
    for piece in pieces:
        if isinstance(piece, _Number):
            if not (open_angle and _continues(open_angle, piece)):
                open_angle = []
                grouped.append(open_angle)
            open_angle.append(piece)
            continue
        open_angle = []
        if isinstance(piece, _Axis):
            grouped.append(piece)
    return grouped


def _group_bare_numbers(pieces: Sequence[_Piece]) -> list[_Angle]:
    """Numbers with nothing said about them: parted by a comma, else halved."""
    runs: list[_Angle] = [[]]
    for piece in pieces:
        if isinstance(piece, _Number):
            runs[-1].append(piece)
        elif runs[-1]:
            runs.append([])
    runs = [run for run in runs if run]
    if len(runs) == 1:
        (run,) = runs
        half = len(run) // 2
        runs = [run[:half], run[half:]]
    same_length = len(runs) == 2 and len(runs[0]) == len(runs[1])
    return runs if same_length and all(_is_exact(run) for run in runs) else []


def _is_exact(bare: _Angle) -> bool:
    """Whether numbers without any sign are too exact for those of houses."""
    return len(bare) == 3 or len(bare[-1].decimals) >= _LEAST_DECIMALS


def _continues(angle: _Angle, number: _Number) -> bool:
    """Whether a number is the minutes or seconds of an angle that has begun; a fraction is its end."""
    last = angle[-1]
    ended = last.decimals or last.unit == '"' or len(angle) == 3
    return not ended and not number.sign and number.unit != "°"


def _is_angle(angle: _Angle) -> bool:
    """Whether the signs are in order, minutes and seconds below 60, and the whole no mere count of degrees."""
    units = [number.unit for number in angle]
    expected = [("", "°", ":"), ("", "'", ":"), ("", '"')]
    in_order = all(unit in possible for unit, possible in zip(units, expected, strict=False))
    whole_enough = len(angle) >= _SPARSE or units[0] == "°" or len(angle[0].decimals) >= _LEAST_DECIMALS
    small = all(number.value < 60 for number in angle[1:])
    short = all(len(number.whole) <= 3 for number in angle)
    return len(angle) <= 3 and in_order and whole_enough and small and short


def _axes_in(grouped: Iterable[_Angle | _Axis]) -> list[_Axis]:
    return [one for one in grouped if isinstance(one, _Axis)]


def _match_axes(
    before: Sequence[_Axis], between: Sequence[_Axis], after: Sequence[_Axis]
) -> tuple[_Axis | None, _Axis | None] | None:
    """What is said of either angle; None if words contradict each other.

    What stands between the two belongs to the second if something is said before the first, else to the first, and to
    that alone if something is said behind the second.
    """
    splits = list(range(len(between) + 1))
    if not before:
        splits = [len(between)] if after else splits[::-1]
    for split in splits:
        first, second = _agree([*before, *between[:split]]), _agree([*between[split:], *after])
        if first is None or second is None:
            continue
        (one,), (other,) = first, second
        if one is None or other is None or one.is_lat != other.is_lat:
            return one, other
    return None


def _agree(axes: Sequence[_Axis]) -> tuple[_Axis | None] | None:
    """All that is said of one angle as one, which may be nothing; None if it contradicts itself."""
    signs = {axis.sign for axis in axes} - {0}
    if len({axis.is_lat for axis in axes}) > 1 or len(signs) > 1:
        return None
    return (_Axis(axes[0].is_lat, sum(signs)),) if axes else (None,)


def _value_of(angle: _Angle, axis: _Axis | None) -> float:
    """The angle in degrees."""
    size = math.fsum(number.value / math.pow(60, power) for power, number in enumerate(angle))
    is_negative = angle[0].sign == "-" or (axis is not None and axis.sign < 0)
    return -size if is_negative else size


def _read_metres(text: str) -> TypedPoint | None:
    """A point in S-JTSK or UTM 33N: two numbers of six or seven digits, told apart by their size."""
    pieces = _split(_DATUM.sub(" ", text)) or []
    numbers = [match for match in pieces if match["number"] and match["whole"] != _ZONE]
    words_known = all(match["word"] in _METRES for match in pieces if match["word"])
    if len(numbers) != 2 or not words_known or not all(len(match["whole"]) in (6, 7) for match in numbers):
        return None
    sizes = [float(f"{match['whole']}.{match['decimals'] or 0}") for match in numbers]
    lower, upper = sorted(sizes)
    if 415_000 <= lower <= 905_000 and 944_000 <= upper <= 1_254_000:
        lons, lats = sjtsk_to_degrees([lower], [upper])
    elif 278_000 <= lower <= 789_000 and 5_371_000 <= upper <= 5_669_000:
        lons, lats = utm_to_degrees([lower], [upper])
    else:
        return None
    return TypedPoint((Point(lon=float(lons[0]), lat=float(lats[0])),))
