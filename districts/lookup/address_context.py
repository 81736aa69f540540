"""What is said around a name: city, postcode, parts and boroughs, fillers, the house number. Pure, no Django.

Every word counts: one that is not understood may be the one that matters.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from .place_names import Kind, Name
from .typed_address import HouseNumber, Token, read_house_number

CITY_WORD = "plzen"  # in all languages: typed_address brings the others to it
CITY_INSIDE = "plzni"  # as Czech says it behind "v"


def _phrases(*lines: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for line in lines for phrase in line.split(", "))


# What is written around an address and says nothing of the place in the city; folded.
_FILLER = _phrases(
    "ulice, street, strasse, вул, вулиця, đuong, pho",
    "adresa, bydliste, trvale bydliste, address, adresse, anschrift, адреса, адрес",
    "đia chi, dia chi",
    # countries, and what lies between them and the city
    "cesko, ceska republika, ceska rep, cr, c r, cz, cze, czechia, czech republic, the czech republic, czech rep",
    "eu, чехия, чешская республика",
    "tschechien, tschechische republik, чехія, чеська республіка, cong hoa sec, ch sec, sec",
    "jihozapad, cechy, zapadni cechy, bohemia, western bohemia, west bohemia, westbohmen, bohmen",
    "plzensky kraj, kraj plzensky, kraj plzen, plzen region, region plzen, plzensky region, pilsner region",
    "пльзенськии краи, краи пльзенськии, vung plzen, tinh plzen",
    # the city
    "plzen mesto, okr plzen mesto, okres plzen mesto, okres plzen, plzen city, plzen city district, plzen stadt",
    "bezirk plzen stadt, okres plzen stadt, bezirk plzen, district plzen, district of plzen, plzen district",
    "округ plzen, раион plzen",
    "plzen місто, округ plzen місто, quan plzen",
    "v plzni, z plzne, do plzne",
    "plzen / plzen, mesto plzen, statutarni mesto plzen, city of plzen, in plzen, stadt plzen, місто plzen, м plzen",
    "у plzen, в plzen, thanh pho plzen, tp plzen, o plzen, tai plzen",
    "obec, vesnice, cast, sidliste, cast obce, mestska cast, ctvrt, mestsky obvod, obvod, mo",
    # postcodes
    "psc, plz, postleitzahl, zip, zip code, postal code, postcode, post code, індекс, поштовии індекс, ma buu chinh",
)
# Which flat and which storey of a house: words with a number behind them, or in front.
_FLAT = _phrases(
    "byt, byt c, byt cislo, vchod, vchod c, patro, poschodi, podlazi, dvere, dvere c",
    "apartment, apt, flat, floor, entrance, door, room, wohnung, whg, eingang, tur, stock, etage, stiege",
    "кв, квартира, поверх, під ізд, підізд, вхід, can ho, tang, phong, lau",
)
_STOREY = _phrases(
    "patro, poschodi, podlazi, np, floor, st floor, nd floor, rd floor, th floor, stock, etage, og, поверх"
)
_LONGEST_FLAT = 2
_FLAT_BEGINS = frozenset(phrase[0] for phrase in _FLAT)
_STOREY_BEGINS = frozenset(phrase[0] for phrase in _STOREY)


@dataclass(frozen=True, slots=True)
class Context:
    """What else was said about the place."""

    number: HouseNumber | None = None
    parts: frozenset[int] = frozenset()
    boroughs: frozenset[int] = frozenset()
    localities: tuple[Name, ...] = ()
    postcode: str = ""
    maybe_number: HouseNumber | None = None  # the number of "Plzeň 6", which may be the house's as well


class ContextReader:
    """Reads what stands around a name; built once and then read only."""

    def __init__(self, *, places: Mapping[tuple[str, ...], Sequence[Name]], postcodes: Collection[str]) -> None:
        """Take the places that are no streets by the words of each, and the postcodes of the city."""
        self._places = places
        self._postcodes = frozenset(postcodes)
        self._longest: dict[str, int] = {}  # phrase that begins with a word
        for phrase in (*places, *_FILLER):
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))
        self._boroughs_of_offices = {postcode: self._find_boroughs(_office(postcode)) for postcode in self._postcodes}

    def read(self, tokens: Sequence[Token], context: Context) -> Context | None:
        """Add what the tokens say to a context; None if one of them is not understood or a second number comes."""
        position = 0
        while position < len(tokens):
            step = self._take_step(tokens, position, context)
            if step is None:
                return None
            context, position = step
        if not context.boroughs or not context.postcode:
            return context
        return replace(context, boroughs=context.boroughs - self._boroughs_of_offices[context.postcode])

    def _find_boroughs(self, number: str) -> frozenset[int]:
        """The borough of a number: the post offices are numbered, too, and "301 00 Plzeň 1" is one in Plzeň 3."""
        return frozenset(name.key for name in self._places.get((CITY_WORD, number), ()) if name.kind is Kind.BOROUGH)

    def _take_step(self, tokens: Sequence[Token], position: int, context: Context) -> tuple[Context, int] | None:
        if tokens[position].text == ",":
            return context, position + 1
        if (step := self._read_postcode(tokens, position)) is not None:
            postcode, position = step
            return replace(context, postcode=postcode), position
        if (end := _skip_flat(tokens, position)) is not None:
            return context, end
        longest = self._longest.get(tokens[position].text, 0)
        for length in range(min(longest, len(tokens) - position), 0, -1):
            said = tuple(token.text for token in tokens[position : position + length])
            if said in self._places:
                context = _add_places(context, self._places[said])
                if length == 2 and tokens[position + 1].is_number:
                    context = replace(context, maybe_number=HouseNumber(int(said[1])))
                return context, position + length
            if said in _FILLER or said == (CITY_WORD, _office(context.postcode)):
                return context, position + length
        if tokens[position].text == CITY_WORD:
            return context, position + 1
        if context.number is None and (read := self.read_number(tokens, position)) is not None:
            number, position = read
            return replace(context, number=number), position
        return None

    def read_number(self, tokens: Sequence[Token], start: int) -> tuple[HouseNumber, int] | None:
        """The house number that starts at a token, and the position after it.

        A postcode behind it is not of it, nor the preposition of "42 v Liticích".
        """
        read = read_house_number(tokens, start)
        return read and self._spare_preposition(tokens, *self._spare_postcode(tokens, start, *read))

    def _read_postcode(self, tokens: Sequence[Token], position: int) -> tuple[str, int] | None:
        """A known postcode written as one number or as two."""
        for length in (1, 2):
            digits = [token.text for token in tokens[position : position + length] if token.is_number]
            if len(digits) == length and "".join(digits) in self._postcodes and (length == 1 or len(digits[1]) == 2):
                return "".join(digits), position + length
        return None

    def _spare_postcode(
        self, tokens: Sequence[Token], start: int, number: HouseNumber, end: int
    ) -> tuple[HouseNumber, int]:
        """Give back the second number of "381 326 00" if a postcode starts with it."""
        last = end - 1
        if number.second is not None and tokens[last].is_number and tokens[last - 1].is_number and last > start:
            for digits in (tokens[last : last + 1], tokens[last : last + 2]):
                if "".join(token.text for token in digits) in self._postcodes:
                    return replace(number, second=None, letter=""), last
        return number, end

    def _spare_preposition(self, tokens: Sequence[Token], number: HouseNumber, end: int) -> tuple[HouseNumber, int]:
        """Give back the letter of "42 v Liticích" if where the house is starts with it."""
        last = end - 1
        if number.letter and tokens[last].text == number.letter and not tokens[last].is_number:
            beside = (tuple(token.text for token in tokens[last : last + length]) for length in (2, 3))
            if any(words in self._places for words in beside):
                return replace(number, letter=""), last
        return number, end


def _office(postcode: str) -> str:
    """The number of the post office that delivers: 18 of "318 00 Plzeň 18"."""
    return postcode[1:3].lstrip("0")


def _skip_flat(tokens: Sequence[Token], start: int) -> int | None:
    """The position behind a flat, an entrance or a storey of the house: "byt 5", "vchod B", "3. patro"."""
    first = tokens[start]
    if first.is_number and start + 1 < len(tokens) and tokens[start + 1].text in _STOREY_BEGINS and not first.letter:
        for end in (start + 3, start + 2):
            if tuple(token.text for token in tokens[start + 1 : end]) in _STOREY:
                return min(end, len(tokens))
    if first.text not in _FLAT_BEGINS:
        return None
    for end in range(start + _LONGEST_FLAT, start, -1):
        if end < len(tokens) and tuple(token.text for token in tokens[start:end]) in _FLAT:
            which = tokens[end]
            return end + 1 if which.is_number or (len(which.text) == 1 and which.text.isalpha()) else None
    return None


def _add_places(context: Context, names: Sequence[Name]) -> Context:
    """A context with the places that a name can be; what the register knows comes before rough places."""
    parts = {name.key for name in names if name.kind is Kind.PART}
    boroughs = {name.key for name in names if name.kind is Kind.BOROUGH}
    rough = () if parts or boroughs else tuple(name for name in names if name.kind is Kind.LOCALITY)
    return replace(
        context,
        parts=context.parts | parts,
        boroughs=context.boroughs | boroughs,
        localities=context.localities + rough,
    )
