"""Queries that nobody types in good faith."""

import random

_PIECES = [
    *["Borová", "náměstí", "nám.", "tř.", "ul.", "Plzeň 3", "okrsek", "17. listopadu", "č. p.", "ev. č.", "326 00"],
    *["1", "381/43", "/43", "12a", "9" * 30, "/", ",", ".", "'", '"', "%", "\\", "' OR 1=1 --", "NULL", "<script>"],
    *["\x00", "\u202e", "\u200b", "e\u0301", "ﷺ", "🙂", "\r\n", "a", " ", "k s", "t g m"],
]


def queries(count: int) -> list[str]:
    """The same hostile queries each time: mixtures, random characters, and now and then 100 kB of something."""
    chance = random.Random(7)  # noqa: S311 - not for secrets

    def one() -> str:
        kind = chance.randrange(20)
        if kind == 0:
            return chance.choice(_PIECES) * (100_000 // 4)
        if kind < 6:
            return "".join(chr(chance.randrange(1, 0xD800)) for _ in range(chance.randrange(200)))
        return chance.choice(["", " "]).join(chance.choices(_PIECES, k=chance.randrange(1, 30)))

    return [one() for _ in range(count)]
