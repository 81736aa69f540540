"""Walks through all links of a running portal with a plain HTTP client."""

import http.client
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from tests.pages import LANGUAGES

_LINK = re.compile(r'\s(?:href|src|action|formaction|xlink:href)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
# What pages of one kind differ by: numbers, streets, what is asked.
_OWN = re.compile(r"(?<=/ulice/)[^/?]+|(?<==)[^&]*|\d+")


@dataclass(frozen=True)
class Answer:
    """What the portal says to a GET."""

    status: int
    kind: str  # of its content, without parameters
    text: str
    location: str = ""  # where a redirect leads

    @cached_property
    def links(self) -> list[str]:
        """Where it leads, as written in it."""
        found = [unescape(link) for link in _LINK.findall(self.text)] if self.kind == "text/html" else []
        return [*dict.fromkeys(found), *([self.location] if self.location else [])]

    @cached_property
    def parts(self) -> frozenset[str]:
        """What a fragment may name."""
        return frozenset(unescape(name) for name in _ID.findall(self.text))


@dataclass
class Crawl:
    """The answers of a portal by their paths, with the query."""

    address: str
    answers: dict[str, Answer] = field(default_factory=dict)
    not_followed: set[str] = field(default_factory=set)  # paths

    def links(self, path: str) -> Iterator[str]:
        """Where the links of a page lead on the same site: paths with query and fragment."""
        for link in self.answers[path].links:
            whole = urljoin(self.address + path, link)
            if whole.startswith(f"{self.address}/"):
                yield whole.removeprefix(self.address)

    def dead(self) -> list[str]:
        """The links that lead nowhere, or to a part that its page does not have.

        An error page names itself in other languages; that these are error pages, too, is no dead link.
        """
        return [
            f"{path} → {target}: {why}"
            for path, answer in self.answers.items()
            for target in self.links(path)
            if (why := self._trouble(target))
            and not (answer.status >= 400 and _in_czech(urldefrag(target).url) == _in_czech(path))
        ]

    def _trouble(self, target: str) -> str:
        path, fragment = urldefrag(target)
        if path in self.not_followed:
            return ""
        answer = self.answers[path]
        if answer.status >= 400:
            return str(answer.status)
        while answer.location:
            path = urldefrag(next(self.links(path))).url
            if path in self.not_followed:
                return ""
            answer = self.answers[path]
        return "no such part" if fragment and unquote(fragment) not in answer.parts else ""


def _in_czech(path: str) -> str:
    return re.sub(rf"^/({'|'.join(LANGUAGES)})/", "/", path)


def crawl(address: str, start: Iterable[str], *, alike: int | None = None) -> Crawl:
    """Follow all links of a portal from some of its paths on.

    Args:
        address: of the portal, without a slash at the end.
        start: paths, which are all looked at.
        alike: how many pages of a kind are followed in another language than Czech; all, unless it is given.
    """
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    kinds: Counter[str] = Counter()

    def is_one_more(path: str) -> bool:
        """Whether there have been enough pages of its kind in its language."""
        kinds[kind := _OWN.sub("…", path)] += 1
        return alike is not None and path != _in_czech(path) and kinds[kind] > alike

    found, todo = Crawl(address), [*start]
    first = {*todo}
    while todo:
        path = urldefrag(todo.pop()).url
        if path in found.answers or path in found.not_followed:
            continue
        if path not in first and is_one_more(path):
            found.not_followed.add(path)
            continue
        connection.request("GET", path)
        answer = connection.getresponse()
        kind = (answer.headers["Content-Type"] or "").partition(";")[0]
        text = answer.read().decode(errors="replace")
        found.answers[path] = Answer(answer.status, kind, text, answer.headers["Location"] or "")
        todo += found.links(path)
    connection.close()
    return found
