"""What a page says, and in which language: its texts as a screen reader would come to them."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# Elements without an end.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = ("alt", "aria-label", "placeholder", "title", "label")


class _Reader(HTMLParser):
    """Collects texts with the language of the nearest element that names one, and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []  # elements and their languages
        self.texts: list[tuple[str, str]] = []
        self.links: list[str] = []

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        language = said.get("lang") or self.language
        for name in SPOKEN:
            self._say(language, said.get(name))
        if tag == "meta" and said.get("name") == "description":
            self._say(language, said.get("content"))
        if tag == "input" and said.get("type") in ("submit", "button"):
            self._say(language, said.get("value"))
        if tag == "a" and said.get("href"):
            self.links.append(said["href"] or "")
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1][0] not in ("script", "style"):
            self._say(self.language, data)

    def _say(self, language: str, text: str | None) -> None:
        if text and (said := " ".join(text.split())):
            self.texts.append((language, said))


def texts(html: str) -> list[tuple[str, str]]:
    """The texts of a page, each with its language: text, descriptions of pictures, names of controls."""
    reader = _Reader()
    reader.feed(html)
    return reader.texts


def links(html: str, page: str) -> Iterator[str]:
    """Where the links of a page lead on the same site: paths with queries, without fragments."""
    reader = _Reader()
    reader.feed(html)
    for link in reader.links:
        parts = urlsplit(urljoin(page, link))
        if not parts.scheme and not parts.netloc and parts.path:
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path
