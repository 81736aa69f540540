"""Words for comparing what people write."""

import re
import unicodedata


def plain_words(text: str) -> str:
    """Text without case, diacritics and punctuation: `Č. okrsku` and `c okrsku` are the same."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", plain))
