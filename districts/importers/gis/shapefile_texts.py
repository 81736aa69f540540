"""What the bytes of a Shapefile's texts mean: what it declares, if that can be, or what gives Czech words. No Django.

Programs write the encoding beside (.cpg), into the table of texts (LDID), nowhere, or wrongly; GDAL takes nothing for
ISO-8859-1, and many Czech offices mean Windows-1250.
"""

import codecs
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

_CANDIDATES = ("cp1250", "iso8859-2", "cp852")
_UTF_8 = "utf-8"
_LDID_AT = 29  # in the header of the table
_LDIDS = {0xC8: "cp1250", 0x64: "cp852", 0x1F: "cp852"}  # 0x57, which says “ANSI”, is written whatever is meant
_BY_NUMBER = {"65001": _UTF_8, "utf8": _UTF_8, "1250": "cp1250", "88592": "iso8859-2", "852": "cp852"}
_CZECH = frozenset("áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽäöüßÄÖÜľĺŕôĽĹŔÔ„“‚‘’–—…§°")


def decode_texts(
    features: Sequence[dict[str, Any]], parts: Mapping[str, bytes], known_words: Callable[[], Set[str]]
) -> tuple[list[dict[str, Any]], str]:
    """The features with their texts decoded, and the encoding if it was guessed, else nothing.

    Args:
        features: as they were read, each byte as the character of the same number.
        parts: the files of the Shapefile by their suffixes.
        known_words: asked when an encoding has to be guessed: words that the texts may hold.
    """
    texts = {
        text.encode("latin-1", "replace")
        for feature in features
        for name, value in feature["properties"].items()
        for text in (name, value)
        if isinstance(text, str) and not text.isascii()
    }
    if not texts:
        return list(features), ""
    declared = _declared_encoding(parts)
    encoding = _choose_encoding(texts, declared, known_words)

    def decode(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
        if not isinstance(value, str) or value.isascii():
            return value
        return _decode(value.encode("latin-1", "replace"), encoding, errors="replace")

    decoded = [
        feature | {"properties": {decode(name): decode(value) for name, value in feature["properties"].items()}}
        for feature in features
    ]
    return decoded, "" if encoding == declared else encoding


def _declared_encoding(parts: Mapping[str, bytes]) -> str:
    told = parts.get("cpg", b"")[:100].decode("latin-1").lower()
    said = "".join(char for char in told if char.isalnum())
    for number, encoding in _BY_NUMBER.items():
        if said.endswith(number):
            return encoding
    return _LDIDS.get(parts["dbf"][_LDID_AT], "") if len(parts["dbf"]) > _LDID_AT else ""


def _choose_encoding(texts: Set[bytes], declared: str, known_words: Callable[[], Set[str]]) -> str:
    if declared and _reads(texts, declared) and not _foreign_letters(texts, declared):
        return declared
    if _reads(texts, _UTF_8):
        return _UTF_8
    readable = [name for name in dict.fromkeys((declared, *_CANDIDATES)) if name and _reads(texts, name)]
    if len(readable) < 2:
        return readable[0] if readable else _CANDIDATES[0]
    known = known_words()

    def fitness(encoding: str) -> tuple[int, int]:
        words = {word for text in texts for word in _decode(text, encoding).split()}
        return len(words & known), -_foreign_letters(texts, encoding)

    return max(readable, key=fitness)


def _reads(texts: Set[bytes], encoding: str) -> bool:
    try:
        for text in texts:
            _decode(text, encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decode(text: bytes, encoding: str, errors: str = "strict") -> str:
    # Columns are cut at their width, also in the middle of a character.
    return codecs.getincrementaldecoder(encoding)(errors).decode(text, final=False)


def _foreign_letters(texts: Set[bytes], encoding: str) -> int:
    decoded = (_decode(text, encoding) for text in texts)
    return sum(not char.isascii() and char not in _CZECH for text in decoded for char in text)
