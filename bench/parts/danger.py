"""Looking for cries for help in what people write: in a query, and in a whole message.

The texts are cut from the answers in all languages, and every second one has a cry in it. How long that takes is
compared with folding the same texts, which every lookup does.
"""

import html
import itertools
import random
import re
from collections.abc import Iterator, Sequence

from bench.figures import Figure, Measured, median_us

SIZES = (100, 5_000)  # characters
IN_CITY = False
NEEDS = ()
TEXTS = 400
ROUNDS = 3
MOST_FOLDINGS = 10
_TAG = re.compile(r"<[^>]+>")


def texts(size: int) -> list[str]:
    """What people might write, of about so many characters, each another text."""
    from core.danger.languages import LANGUAGES
    from core.danger.phrases import read_books
    from faq.content.loading import read_records

    records = itertools.chain.from_iterable(read_records(each, "questions").values() for each in sorted(LANGUAGES))
    words = [html.unescape(_TAG.sub(" ", f"{said['title']} {said['answer']}")).split() for said in records]
    cries = [
        " ".join(book.words.get(word, (word,))[0].removesuffix("*") for group in phrase.groups for word in group)
        for book in read_books()
        for phrase in book.phrases
    ]
    chance = random.Random(1)  # noqa: S311 - the same texts each time

    def write(with_cry: bool) -> str:
        text = chance.choice(cries) + ". " if with_cry else ""
        while len(text) < size:
            said = chance.choice(words)
            start = chance.randrange(len(said))
            text += " ".join(said[start : start + 40]) + " "
        return text[:size].rpartition(" ")[0]

    return [write(with_cry=number % 2 == 0) for number in range(TEXTS)]


def measure(size: int) -> Measured:
    """Microseconds of processor time."""
    from core.danger import recognise
    from core.folding import fold

    asked = texts(size)
    recognising = min(median_us(recognise, asked) for _ in range(ROUNDS))
    return {"recognising": recognising, "folding": min(median_us(fold, asked) for _ in range(ROUNDS))}


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """How long it takes, against folding the same texts."""
    for size, found in zip(SIZES, measured, strict=True):
        beside = f"{found['recognising']:.0f} µs / {found['folding']:.0f} µs"
        called = f"looking for danger in {size:,} characters against folding them"
        yield Figure(called, found["recognising"] / found["folding"], at_most=MOST_FOLDINGS, beside=beside)
