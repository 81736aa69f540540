"""Hides numbers of documents and cards in texts about found things: their owners did not agree to send them around."""

import re

MASK = "•••"

# Czech documents have 8 or 9 digits, licences two letters and 6, birth numbers 9 or 10, cards 13 to 19. So: at least
# six digits, in groups as people write them (spaces, dashes, slashes, dots), with the letters before and behind them.
_GAP = r"(?:[ \u00a0\u2009\u202f]{0,2}| ?/ ?|[-–])"
_NUMBER = re.compile(
    r"(?:(?<![^\W_])(?:[A-Z]{1,3}[ -]?|[^\W\d_]{1,3}))?"
    rf"(?<![\d+])(?:\d{{3,4}}(?:\.\d{{3,4}})+|\d(?:{_GAP}\d){{5,}})(?:[^\W\d_]{{1,2}}(?![^\W_]))?"
)
# What looks alike and is no secret: a telephone with the country's code, a date, a sum of money, a house,
# a point on a map.
_HARMLESS = re.compile(
    r"\+[1-9](?:[ \u00a0]?\d){7,14}(?!\d)"
    r"|(?<!\d)0042[01](?:[ \u00a0]?\d){9}(?!\d)"
    r"|(?<!\d)\d{1,2}\. ?\d{1,2}\. ?(?:19|20)?\d\d(?![\d/-])"
    r"|(?<!\d)(?<!\d[ /-])\d{1,2}[ /-] ?\d{1,2}[ /-] ?(?:19|20)\d\d(?![\d/-])"
    r"|(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?![\d/-])"
    r"|(?<!\d)(?<!\d )\d{1,3}(?:[ \u00a0.]\d{3})+(?= ?(?:Kč|korun|EUR|€))"
    r"|(?<![\d/-])(?<!\d )\d{1,4}/\d{1,3}(?![\d/])"
    r"|(?<!\d)\d\d\.\d{4,8}[N°]?[,;]? *\d\d\.\d{4,8}(?!\d)"
)


def mask_numbers(text: str) -> str:
    """The text with everything that looks like a number of a document or card replaced by dots."""
    masked, end = [], 0
    for harmless in _HARMLESS.finditer(text):
        masked += [_NUMBER.sub(MASK, text[end : harmless.start()]), harmless[0]]
        end = harmless.end()
    return "".join([*masked, _NUMBER.sub(MASK, text[end:])])
