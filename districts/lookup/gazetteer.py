"""The names of streets and places, and what a query can mean in their terms. Pure, no Django.

A query is read as a name with an optional house number, surrounded by context (the city, a postcode, a part or borough,
filler words). A reading counts only if it accounts for every word: a word that is not understood may be the one that
matters.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from .address_context import Context, ContextReader
from .name_index import NameIndex, find_beginning
from .place_names import (
    DESIGNATORS,
    PREPOSITIONS,
    Kind,
    Name,
    find_stem,
    full_forms,
    is_begun,
    is_family_name,
    is_of_said_kind,
    shares_stem,
    without_words,
)
from .spoken_names import SpokenNames, is_street_word, say_inside, without_prepositions
from .spoken_numbers import SpokenNumbers
from .typed_address import HouseNumber, Token, compared_words, name_stretches, read_house_number

MAX_TOKENS = 32
_INITIALS = 3  # a name of initials only has at least so many: "T. G. M."; fewer fit hundreds of streets
_SURE_STEM = 5  # letters; a word that shares fewer with one of a name may be anything
_MOST_WORDS = 5_000  # typed ones that are remembered
_SUGGEST_FROM = 72  # of 100; below this the words have little in common
_AUTOCOMPLETE_FROM = 80

_Way = Callable[[Sequence[Token]], Sequence[Name]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a query, every word accounted for."""

    names: tuple[Name, ...]  # more than one: any of them may be meant
    context: Context
    partial: bool = False  # only a part of these names was said: whether one of them is meant has to be asked


@dataclass(frozen=True, slots=True)
class _Span:
    """A possible place of the name in the query, with the context that the rest makes."""

    start: int
    end: int
    number_follows: bool
    context: Context


class Gazetteer:
    """The names that the finder understands; built once and then read only."""

    def __init__(
        self,
        *,
        streets: Iterable[tuple[int, str]],
        parts: Iterable[tuple[int, str, frozenset[int]]],
        localities: Iterable[tuple[int, str, frozenset[int]]],
        boroughs: Iterable[tuple[int, str]],
        postcodes: Iterable[str],
    ) -> None:
        """Take (code, name) of streets and boroughs, (key, name, district numbers) of parts and localities."""
        self.streets = {code: Name(Kind.STREET, code, name, compared_words(name)) for code, name in streets}
        self.parts = {code: Name(Kind.PART, code, name, compared_words(name), near) for code, name, near in parts}
        self._localities = [
            Name(Kind.LOCALITY, key, name, compared_words(name), near) for key, name, near in localities
        ]
        self.boroughs = [Name(Kind.BOROUGH, code, name, compared_words(name)) for code, name in boroughs]
        self._names = [*self.streets.values(), *self.parts.values(), *self._localities, *self.boroughs]
        self._index = NameIndex(self._names)
        self._exact: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self._bare: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self._with_word: dict[str, set[Name]] = defaultdict(set)
        self._known_words: dict[str, bool] = {}
        self._by_initials: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        places: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        for name in self._names:
            for form in full_forms(name):
                self._exact[form].append(name)
            if bare := without_words(DESIGNATORS, name.words):
                self._bare[bare].append(name)
            if name.kind is not Kind.STREET:
                for form in {*full_forms(name), *say_inside(name)}:
                    places[form].append(name)
            if name.kind is not Kind.BOROUGH:
                for word in name.words:
                    self._with_word[word].add(name)
        self._numbers = SpokenNumbers(self._names)
        self._spoken = SpokenNames(self._names)
        self._around = ContextReader(places=places, postcodes=frozenset(postcodes))
        for name in self.streets.values():
            self._by_initials[tuple(word[0] for word in without_words(DESIGNATORS, name.words))].append(name)

    # --- reading a query ---

    def read(self, tokens: Sequence[Token]) -> Reading | None:
        """The best way to understand the tokens, or None.

        Names are tried as written, then without words like "náměstí", then inflected, then with abbreviations, then by
        the family name of whom they honour, then by some of their words; within a way, streets before other places, a
        number right after the name before one elsewhere, longer names before shorter ones.
        """
        if len(tokens) > MAX_TOKENS:
            return None
        tokens = self._numbers.write(tokens)
        ways: tuple[_Way, ...] = (
            self._as_written,
            self._without_designators,
            self._spoken.find,
            self._abbreviated,
            self._by_family_name,
            self._by_some_words,
        )
        for way in ways:
            found = self._read_in_one_way(tokens, way)
            if found:
                span, names = min(found, key=_preference)
                asked = self._only_a_part(tokens, span, names, way)
                if span.context == Context():
                    names = [*names, *self._spoken.find_inside(tokens[span.start : span.end])]
                return Reading(tuple(dict.fromkeys(asked or names)), span.context, partial=bool(asked))
        return None

    def read_beside(self, tokens: Sequence[Token]) -> Context | None:
        """What tokens say beside a name that is no street or part; None if not all of it is understood."""
        return self._around.read(tokens, Context()) if len(tokens) <= MAX_TOKENS else None

    def read_number(self, tokens: Sequence[Token], start: int) -> tuple[HouseNumber, int] | None:
        """The house number that starts at a token, and the position after it; a postcode behind it is not of it."""
        return self._around.read_number(tokens, start)

    def _read_in_one_way(self, tokens: Sequence[Token], way: _Way) -> list[tuple[_Span, Sequence[Name]]]:
        """All places where names can stand, if they are matched in one way and the rest is understood."""
        found = []
        for start, end in name_stretches(tokens):
            names = way(tokens[start:end])
            if not names:
                continue
            if start and tokens[start - 1].dotted and self._with_number_before(tokens, start, end):
                continue  # "5. května" is one name
            span = self._span(tokens, start, end)
            if span is None:
                continue
            if way == self._by_family_name and span.context.number is None:
                continue
            found.append((span, names))
        return found

    def _only_a_part(self, tokens: Sequence[Token], span: _Span, names: Sequence[Name], way: _Way) -> Sequence[Name]:
        """The names that have to be asked about, since what was typed may be only a part of them; none if it is not."""
        said = tokens[span.start : span.end]
        if way == self._by_some_words or (way == self._abbreviated and is_begun(said)):
            return names
        if way == self._spoken.find and (longer := [name for name in self._having_words(said) if name not in names]):
            return [*names, *longer]  # "k Malé", Malá inflected, is a part of "K Malé Homolce"
        if not span.number_follows and (dated := self._with_number_before(tokens, span.start, span.end)):
            return [*dated, *names]  # "5 května" is "Květná 5" with the number first, or "sady 5. května"
        if span.context == Context() and all(word in DESIGNATORS for word in names[0].words):
            # "náves" is the name of a street, and a part of those of six more
            return self._by_some_words([Token(word) for word in names[0].words])
        return ()

    def _span(self, tokens: Sequence[Token], start: int, end: int) -> _Span | None:
        """The context around a name at a place of the query; None if not all of it is understood."""
        before = self._around.read(tokens[:start], Context())
        if before is None:
            return None
        context = self._around.read(tokens[end:], before)
        if context is None:
            return None
        return _Span(start, end, read_house_number(tokens, end) is not None, context)

    def _with_number_before(self, tokens: Sequence[Token], start: int, end: int) -> Sequence[Name]:
        """Names that a stretch becomes with the number right before it; an ordinal ("5. května") is always theirs."""
        if not start or not tokens[start - 1].is_number:
            return ()
        return self._without_designators(tokens[start - 1 : end])

    # --- ways to match a name ---

    def _as_written(self, tokens: Sequence[Token]) -> Sequence[Name]:
        """A dotted word may be whole or cut short ("Koterov." for Koterovská), so both are meant."""
        whole = self._exact.get(tuple(token.text for token in tokens), ())
        if whole and any(token.is_dotted_word for token in tokens):
            return [*whole, *self._abbreviated(tokens)]
        return whole

    def _without_designators(self, tokens: Sequence[Token]) -> Sequence[Name]:
        """Names without what kind of street it is; also those that are said so: "Křimické" may be Křimická."""
        bare = self._bare.get(without_words(DESIGNATORS, tuple(token.text for token in tokens)), ())
        names = [name for name in bare if is_of_said_kind(tokens, name)]
        return [*names, *self._spoken.find(tokens)] if names else ()

    def _abbreviated(self, tokens: Sequence[Token]) -> Sequence[Name]:
        """Names whose words begin as those written with a dot or as one letter: "K. Steinera", "nám. M. Horákové"."""
        typed = [token for token in tokens if token.text not in DESIGNATORS]
        only_initials = all(len(token.text) == 1 for token in typed)
        if not any(token.is_short for token in typed) or (only_initials and len(typed) < _INITIALS):
            return ()
        names = self._by_initials.get(tuple(token.text[0] for token in typed), ())
        return [name for name in names if is_of_said_kind(tokens, name) and _is_abbreviated(name, typed)]

    def _by_family_name(self, tokens: Sequence[Token]) -> Sequence[Name]:
        """Streets named after people, by the end of it: "Masaryka" for "náměstí T. G. Masaryka".

        Together with a house number that exists there, nothing else can be meant. All that have the words must be such:
        a word that may be a thing as well has to be asked about.
        """
        names = self._having_words(tokens)
        said = {token.text for token in tokens}
        return names if all(is_family_name(said, name) for name in names) else ()

    def _by_some_words(self, tokens: Sequence[Token]) -> Sequence[Name]:
        """Names that have all the words, and those that have one like it: "K Nádraží" and "Nádražní" for "nádraží"."""
        names = self._having_words(tokens)
        if not names:
            names = self._having_words([token for token in tokens if token.text not in PREPOSITIONS])
        if not names:
            return ()
        return [*names, *(name for name in self._related(tokens) if name not in names)]

    def _having_words(self, tokens: Sequence[Token]) -> list[Name]:
        """Names of the kind that was said with all the other words; of words for kinds alone, those that have them."""
        typed = [token.text for token in tokens if token.text not in DESIGNATORS]
        typed = typed or [token.text for token in tokens if token.text != "ulice"]
        if not typed or max(map(len, typed)) < 4:
            return []
        if not all(word in self._with_word for word in typed):
            return []
        names = set.intersection(*(self._with_word[word] for word in typed))
        return sorted((name for name in names if is_of_said_kind(tokens, name)), key=lambda name: name.order)

    def _related(self, tokens: Sequence[Token]) -> list[Name]:
        """Names with a word like the only one typed; nothing if there are more."""
        typed = [token.text for token in tokens if not token.is_sign and not token.is_house]
        typed = [word for word in typed if word not in PREPOSITIONS | DESIGNATORS]
        if len(typed) != 1:
            return []
        begun = self._words[find_beginning(self._words, find_stem(typed[0]))]
        alike = (word for word in begun if shares_stem(typed[0], word))
        return sorted({name for word in alike for name in self._with_word[word]}, key=lambda name: name.order)

    # --- help with names ---

    def similar(self, tokens: Sequence[Token], *, limit: int) -> list[Name]:
        """Names with a word like the one typed, then names spelt like all that was typed, best first."""
        said = [token for token in tokens if not token.is_sign and not token.is_house]
        if not said:
            return []
        typed = _join(said)
        matches = self._index.spelt.find_resembling(typed, at_least=_SUGGEST_FROM, limit=4 * limit)
        ranked = sorted(matches, key=lambda match: (-match[1], -fuzz.ratio(typed, match[0]), match[2]))
        positions = [*self._misspelt(said, limit=limit), *(position for _, _, position in ranked[:limit])]
        alike = [self._names[position] for position in positions]
        return list(dict.fromkeys([*self._related(tokens), *alike]))[:limit]

    def mentioned(self, tokens: Sequence[Token]) -> list[tuple[int, int, list[Name]]]:
        """Where names stand whole among other words, the longest first: start, end, the names.

        Names of prepositions and words like "náměstí" alone do not count; those of one word do in all their cases.
        """
        found = []
        known = [token.text in self._with_word or token.text in DESIGNATORS or token.is_short for token in tokens]
        for start, end in name_stretches(tokens):
            if end - start > 1 and not (known[start] and known[end - 1]):
                continue
            said = tokens[start:end]
            names: Sequence[Name] = ()
            if all(known[start:end]):
                names = self._as_written(said) or self._without_designators(said)
            if not names and len(said) == 1:
                names = self._by_stem.get(find_stem(said[0].text), ())
            if names and not all(token.text in DESIGNATORS | PREPOSITIONS for token in said):
                found.append((start, end, list(names)))
        return sorted(found, key=lambda one: (one[0] - one[1], one[0]))

    def has_word(self, word: str) -> bool:
        """Whether a word is one of a name, or has the same beginning as one but for its ending."""
        known = self._known_words.get(word)
        if known is None:
            if len(self._known_words) >= _MOST_WORDS:
                self._known_words.clear()
            known = self._known_words[word] = word in self._with_word or self._has_form_of(word)
        return known

    def _has_form_of(self, word: str) -> bool:
        stem = find_stem(word)
        if len(stem) < _SURE_STEM:
            return False
        return any(shares_stem(word, other) for other in self._words[find_beginning(self._words, stem)])

    def _misspelt(self, said: Sequence[Token], *, limit: int) -> list[int]:
        """Where names stand that are spelt like what was said behind a preposition, or with it; none without one.

        Of all that is spelt like "na Amerikcé", names with "na" in them would be the first.
        """
        rest = without_prepositions([token for token in said if not is_street_word(token)])
        if len(rest) == len(said):
            return []
        whole = self._index.spelt.find(_join(said), at_least=_AUTOCOMPLETE_FROM, limit=limit)
        return [*whole, *self._index.spelt.find(_join(rest), at_least=_SUGGEST_FROM, limit=limit)]

    def complete(self, tokens: Sequence[Token], *, limit: int) -> list[Name]:
        """Names that the words typed so far may become, those that start with them first; then those spelt alike."""
        said = [token for token in self._numbers.write(tokens) if not token.is_sign]
        if not said:
            return []
        words = _join(said)
        found = self._index.begun.find(words, limit=limit)
        if len(found) == limit:
            return found
        found = found or self._complete_spoken(said, limit=limit)
        if len(found) < limit and len(words.replace(" ", "")) >= 4:
            alike = self._index.spelt.find(words, at_least=_AUTOCOMPLETE_FROM, limit=limit)
            found += [self._names[position] for position in alike]
        return list(dict.fromkeys(found))[:limit]

    def _complete_spoken(self, said: Sequence[Token], *, limit: int) -> list[Name]:
        """Names that are said so, or may become it: "na americké", "na ameri"."""
        rest = without_prepositions(said)
        begun = self._index.begun.find(_join(rest), limit=limit) if len(rest) < len(said) else []
        return [*self._spoken.find(said), *begun]

    @cached_property
    def _by_stem(self) -> dict[str, list[Name]]:
        """Names of one word without its ending, where enough is left."""
        found: dict[str, list[Name]] = defaultdict(list)
        for (word, *others), names in self._bare.items():
            if not others and len(stem := find_stem(word)) >= _SURE_STEM:
                found[stem] += names
        return dict(found)

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._with_word)


def _join(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _preference(found: tuple[_Span, Sequence[Name]]) -> tuple[bool, bool, int, int]:
    """By what places of a name are preferred: streets, a number right after it, more words, further to the front."""
    span, names = found
    is_street = any(name.kind is Kind.STREET for name in names)
    return not is_street, not span.number_follows, span.start - span.end, span.start


def _is_abbreviated(name: Name, typed: Sequence[Token]) -> bool:
    """Whether each word of a name is the one typed, or begins as the one cut short; of as many as were typed."""
    official = without_words(DESIGNATORS, name.words)
    for word, token in zip(official, typed, strict=True):
        matches = word.startswith(token.text) if token.is_short else word == token.text
        if not matches:
            return False
    return True
