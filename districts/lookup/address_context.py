"""What is said around a name: city, postcode, parts and boroughs, fillers, the house number. Pure, no Django.

Every word counts: one that is not understood may be the one that matters.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from .place_names import Kind, Name
from .typed_address import HouseNumber, Token, read_house_number

CITY_WORD = "plzen"

_FILLER = frozenset(
    {
        ("ulice",),
        ("cr",),
        ("ceska", "republika"),
        ("cesko",),
        ("psc",),
        ("plzen", "mesto"),
        ("obec",),
        ("mestsky", "obvod"),
    }
)


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

    def read(self, tokens: Sequence[Token], context: Context) -> Context | None:
        """Add what the tokens say to a context; None if one of them is not understood or a second number comes."""
        position = 0
        while position < len(tokens):
            step = self._take_step(tokens, position, context)
            if step is None:
                return None
            context, position = step
        return context

    def _take_step(self, tokens: Sequence[Token], position: int, context: Context) -> tuple[Context, int] | None:
        if tokens[position].text == ",":
            return context, position + 1
        if (step := self._read_postcode(tokens, position)) is not None:
            postcode, position = step
            return replace(context, postcode=postcode), position
        for length in range(min(4, len(tokens) - position), 0, -1):
            said = tuple(token.text for token in tokens[position : position + length])
            if said in self._places:
                context = _add_places(context, self._places[said])
                if length == 2 and tokens[position + 1].is_number:
                    context = replace(context, maybe_number=HouseNumber(int(said[1])))
                return context, position + length
            if said in _FILLER:
                return context, position + length
        if tokens[position].text == CITY_WORD:
            return context, position + 1
        if context.number is None and (read := read_house_number(tokens, position)) is not None:
            number, position = self._spare_postcode(tokens, position, *read)
            return replace(context, number=number), position
        return None

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
