"""Reads what people say in danger from the files of `phrases/`, one for each language. Pure, no Django.

A file has words that mean the same (`[words]`, named in capitals), small words that may stand anywhere, and the phrases
of each danger, one on a line:

    CHCI umřít        both words near each other: at most two others between them, small ones aside
    vím-kde-je        one right after the other, in this order, small words aside; a pair with one of `turning` in
                      it in any order, as in `bije-mě`
    sebevražd*        any ending
    = už nemůžu       only when the text says nothing else
    může dál .        at the end of a thought: before a comma, a full stop, or nothing more
    . film            at the beginning of one
    > want die        in this order, where the others of the language may stand in any
    "tự tử"           only with these very diacritics

Phrases under `everyday` have words of danger in them and mean none; those words then count for nothing.
The file beside it, such as `cs.real.txt`, lists real words that differ by one slip of the finger from one of a phrase:
those among the 25,000 most frequent of the language in wordfreq 3.1 (https://github.com/rspeer/wordfreq, CC BY-SA 4.0),
and among the first 60,000 if they would say something by themselves. Whoever adds words adds such ones there.
Whoever writes one of `titles` in a short text asks for a song or a film, whatever that is called.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, permutations, product
from pathlib import Path

FOLDER = Path(__file__).with_name("phrases")
EVERYDAY = "everyday"
TITLES = "titles"


@dataclass(frozen=True, slots=True)
class Step:
    """A word of a phrase, or the name of words that mean the same."""

    word: str
    right_after: bool = False  # the one before it


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that say something when they stand near each other."""

    says: str  # a danger, `EVERYDAY` or `TITLES`
    groups: tuple[tuple[str, ...], ...]  # words that follow right after each other
    in_order: bool
    turning: frozenset[str]  # words that make a pair the same the other way round
    alone: bool  # nothing else is said
    begins: bool  # a thought
    ends: bool  # a thought

    def orders(self) -> Iterator[tuple[Step, ...]]:
        """The orders in which its words may come."""
        for groups in product(*map(self._turns, self.groups)):
            for order in [groups] if self.in_order else permutations(groups):
                yield tuple(Step(word, number > 0) for group in order for number, word in enumerate(group))

    def _turns(self, group: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The orders of words that follow right after each other."""
        if len(group) == 2 and not self.turning.isdisjoint(group):
            return [group, group[::-1]]
        return [group]


@dataclass(frozen=True, slots=True)
class Book:
    """The phrases of a language."""

    language: str
    words: Mapping[str, tuple[str, ...]]  # by their common name
    small: tuple[str, ...]
    joins: bool  # whether people write several words as one by a slip
    not_slips: tuple[str, ...]  # words that are near to one of a phrase, and not a slip of it
    phrases: tuple[Phrase, ...]
    accented: tuple[tuple[str, str], ...]  # phrases with their diacritics, and what they say


def read_books() -> list[Book]:
    """All languages."""
    return [read_book(path) for path in sorted(FOLDER.glob("*.toml"))]


def read_book(path: Path) -> Book:
    """The file of a language.

    Raises:
        ValueError: a phrase is empty, or names words that are not in the file.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {name: tuple(text.split()) for name, text in data["words"].items()}
    turning = frozenset(data.get("turning", "").split())
    phrases: list[Phrase] = []
    accented: list[tuple[str, str]] = []
    for says, text in data["phrases"].items():
        for line in filter(None, map(str.strip, text.splitlines())):
            if line.startswith('"'):
                accented.append((line.strip('"'), says))
            else:
                phrases.append(_parse_phrase(line, says, in_order=data["in_order"], turning=turning))
    used = chain.from_iterable(chain.from_iterable(phrase.groups) for phrase in phrases)
    if unknown := {word for word in used if word.isupper() and word not in words}:
        raise ValueError(f"{path.name}: no words are given for {', '.join(sorted(unknown))}")
    real = path.with_suffix(".real.txt")
    not_slips = tuple(real.read_text(encoding="utf-8").split()) if real.exists() else ()
    small = tuple(data["small"].split())
    return Book(path.stem, words, small, data["joins"], not_slips, tuple(phrases), tuple(accented))


def _parse_phrase(line: str, says: str, *, in_order: bool, turning: frozenset[str]) -> Phrase:
    sign, rest = (line[0], line[1:]) if line[0] in "=>" else ("", line)
    said = rest.split()
    begins, ends = said[:1] == ["."], said[-1:] == ["."]
    groups = tuple(tuple(group.split("-")) for group in said[begins : len(said) - ends])
    if not groups or not all(word for group in groups for word in group):
        raise ValueError(f"a phrase has an empty word: {line}")
    return Phrase(says, groups, in_order or sign == ">", turning, sign == "=", begins, ends)
