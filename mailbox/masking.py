"""Hides numbers of documents and cards in texts about found things: their owners did not agree to send them around."""

import re

MASK = "•••"

# Czech documents have 8 or 9 digits, licences two letters and 6, birth numbers 9 or 10, cards 13 to 19. So: at least
# six digits, alone or after a few capital letters (AB 123456), in groups joined by a space, dash or slash.
_NUMBER = re.compile(r"(?<![\w+])(?:[A-Z]{1,3}[ -]?)?\d(?:[ /-]?\d){5,}(?![\w])")
# What looks alike and is no secret: a telephone with the country's code, a date, a time, a sum of money.
_HARMLESS = re.compile(
    r"(?:\+|00)42[01](?: ?\d){9}"
    r"|\d{1,2}[. /-] ?\d{1,2}[. /-] ?(?:19|20)\d\d"
    r"|(?:19|20)\d\d-\d\d-\d\d"
    r"|\d{1,3}(?: \d{3})+(?= ?(?:Kč|korun|EUR|€))",
)


def mask(text: str) -> str:
    """The text with everything that looks like a number of a document or card replaced by dots."""
    kept = [match.span() for match in _HARMLESS.finditer(text)]

    def hidden(match: re.Match[str]) -> str:
        if any(start <= match.start() and match.end() <= end for start, end in kept):
            return match[0]
        return MASK

    return _NUMBER.sub(hidden, text)
