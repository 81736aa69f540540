"""What a screen reader would say of a page in Chromium, from its accessibility tree, one thing after another.

No screen reader: it knows what Chromium hands to one, in which order and in which language. How NVDA or VoiceOver say
it is for a person to hear. `make read` prints it, docs/accessibility.md tells what was found so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tests.browser.page import Page

# How a Czech screen reader calls roles.
LANDMARKS = {
    "banner": "záhlaví",
    "navigation": "navigace",
    "search": "hledání",
    "main": "hlavní obsah",
    "complementary": "doplňující oblast",
    "region": "oblast",
    "form": "formulář",
    "contentinfo": "zápatí",
}
CONTAINERS = {
    "group": "skupina",
    "list": "seznam",
    "DescriptionList": "seznam pojmů",
    "table": "tabulka",
    "figure": "obrázek s popisem",
    "article": "článek",
    "alert": "upozornění",
    "status": "stav",
    "listbox": "seznam voleb",
    "radiogroup": "skupina voleb",
    "SvgRoot": "obrázek",
    "graphics-document": "obrázek",
    "Details": "rozbalovací část",
}
CONTROLS = {
    "link": "odkaz",
    "button": "tlačítko",
    "textbox": "pole",
    "searchbox": "hledací pole",
    "combobox": "pole s výběrem",
    "checkbox": "zaškrtávací pole",
    "radio": "přepínač",
    "option": "volba",
    "image": "obrázek",
    "img": "obrázek",
    "DisclosureTriangle": "rozbalovací tlačítko",
    "summary": "rozbalovací tlačítko",
}
PARTS = {"term": "pojem", "definition": "význam", "listitem": "•", "cell": "buňka", "columnheader": "sloupec"}
STATES = {
    ("expanded", True): "rozbaleno",
    ("expanded", False): "sbaleno",
    ("invalid", "true"): "chybný údaj",
    ("required", True): "povinné",
    ("checked", "true"): "zaškrtnuto",
    ("checked", "false"): "nezaškrtnuto",
    ("pressed", "true"): "stisknuto",
    ("disabled", True): "nedostupné",
    ("multiline", True): "víceřádkové",
    ("hasPopup", "listbox"): "s nabídkou",
}
INLINE = {"A", "ABBR", "B", "BR", "CODE", "EM", "I", "IMG", "MARK", "SMALL", "SPAN", "STRONG", "TIME", "#text"}
TEXT, HEADING = "text", "heading"
KINDS = LANDMARKS | CONTAINERS | CONTROLS


class Piece(NamedTuple):
    """Something said in one breath and one language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said: a text, a control, a heading; or that something begins or ends."""

    role: str
    pieces: tuple[Piece, ...] = ()
    level: int = 0  # of a heading
    notes: tuple[str, ...] = ()  # states, description, what is typed in
    depth: int = 0
    block: int = 0  # which paragraph it stands in
    ends: bool = False  # it is the end of what has this role

    @property
    def name(self) -> str:
        """What is said of it, without the role."""
        return " ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Element:
    """What the document knows of a node and the accessibility tree does not tell."""

    language: str = ""
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def read(page: "Page") -> list[Said]:
    """All that would be said of the page that is open, from its title to its end."""
    page.command("DOM.enable")
    page.command("Accessibility.enable")
    said = list(_Reading(page).said())
    page.command("Accessibility.disable")  # it makes all that follows slower
    page.command("DOM.disable")
    return said


def lines(said: list[Said]) -> Iterator[str]:
    """As lines to read: what stands in one paragraph with a text is one line; a change of language is in ‹›."""
    language = ""
    mark = ""  # of an item of a list or a cell, said with what comes next
    for _, together in groupby(said, key=lambda each: each.block or id(each)):
        group = list(together)
        inline = any(each.role == TEXT for each in group)
        spoken = []
        for each in group:
            if each.role in PARTS:
                mark = f"{PARTS[each.role]} "
                continue
            text, language = _spoken(each, language)
            spoken.append(f"{mark}[{text}]" if inline and each.role in CONTROLS else mark + text)
            mark = ""
        if inline:
            spoken = [re.sub(r" (?=[.,;:!?)])", "", " ".join(spoken))]
        yield from ("  " * group[0].depth + text for text in spoken)


def _spoken(each: Said, language: str) -> tuple[str, str]:
    """What is said of one thing after something in a language, and the language that it ends in."""
    words = []
    for piece in each.pieces:
        if piece.language != language:
            words.append(f"‹{piece.language}›")
            language = piece.language
        words.append(piece.text)
    name = " ".join(words)
    if each.role == TEXT:
        return name, language
    kind = f"nadpis {each.level}" if each.role == HEADING else KINDS.get(each.role, each.role)
    if each.ends:
        return f"— konec: {kind}", language
    notes = f" ({', '.join(each.notes)})" if each.notes else ""
    return f"{kind}{': ' if name else ''}{name}{notes}", language


class _Reading:
    """One walk through the tree of one page."""

    def __init__(self, page: "Page") -> None:
        self.nodes = {node["nodeId"]: node for node in page.command("Accessibility.getFullAXTree")["nodes"]}
        self.root = next(node for node in self.nodes.values() if "parentId" not in node)
        document = page.command("DOM.getDocument", depth=-1, pierce=True)["root"]
        self.elements = dict(_elements(document, _Element()))

    def said(self) -> Iterator[Said]:
        language = self._element(self.root).language or next(
            element.language for element in self.elements.values() if element.language
        )
        yield Said("stránka", (Piece(_text(self.root, "name"), language),))
        yield from self._inside(self.root, 0, 0)

    def _inside(self, node: dict[str, Any], depth: int, block: int) -> Iterator[Said]:
        for child in node.get("childIds", ()):
            if child in self.nodes:
                yield from self._of(self.nodes[child], depth, block)

    def _of(self, node: dict[str, Any], depth: int, block: int) -> Iterator[Said]:
        """What is said of a node and of all that is in it."""
        role = node.get("role", {}).get("value", "")
        if self._element(node).tag not in INLINE and role not in ("StaticText", "InlineTextBox"):
            block = int(node.get("backendDOMNodeId") or 0) or block
        if node["ignored"]:
            yield from self._inside(node, depth, block)
        elif role == "StaticText":
            yield from self._static_text(node, depth, block)
        elif role in CONTROLS or role == HEADING:
            yield self._control(node, role, depth, block)
        elif role in LANDMARKS or role in CONTAINERS:
            yield from self._container(node, role, depth)
        elif role in ("LabelText", "Legend"):  # said with its field or group
            yield from (each for each in self._inside(node, depth, block) if each.role != TEXT)
        elif role in PARTS:
            yield from self._part(node, role, depth, block)
        else:
            yield from self._inside(node, depth, block)

    def _static_text(self, node: dict[str, Any], depth: int, block: int) -> Iterator[Said]:
        if text := _text(node, "name"):
            yield Said(TEXT, (Piece(text, self._element(node).language),), depth=depth, block=block)

    def _container(self, node: dict[str, Any], role: str, depth: int) -> Iterator[Said]:
        """Where it begins, of a list also how long it is; what is in it; of a landmark also where it ends."""
        begins = self._control(node, role, depth, 0)
        if role in ("list", "DescriptionList"):
            begins = replace(begins, notes=(*begins.notes, str(self._items(node))))
        yield begins
        yield from self._inside(node, depth + 1, 0)
        if role in LANDMARKS:
            yield Said(role, depth=depth, ends=True)

    def _part(self, node: dict[str, Any], role: str, depth: int, block: int) -> Iterator[Said]:
        """An item of a list or a cell; an empty one is not said."""
        inside = list(self._inside(node, depth, block))
        if inside:
            yield Said(role, depth=depth, block=inside[0].block)
        yield from inside

    def _control(self, node: dict[str, Any], role: str, depth: int, block: int) -> Said:
        """Said by its name; where the name is its content, each part in the language of that part."""
        element = self._element(node)
        properties = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
        name = _text(node, "name")
        parts = _joined(self._texts(node))
        if "".join("".join(part.text for part in parts).split()) != "".join(name.split()):
            parts = [Piece(name, element.language)] if name else []  # named by an attribute, not by what is in it
        elif len(parts) == 1:
            parts = [Piece(name, parts[0].language)]
        notes = [STATES[key, value] for key, value in properties.items() if (key, value) in STATES]
        if (current := element.attributes.get("aria-current", "false")) != "false":
            notes.append(f"aktuální: {current}")
        if role in CONTROLS and (value := _text(node, "value")) and role not in ("checkbox", "radio", "link"):
            notes.append(f"vyplněno: {value}")
        if description := _text(node, "description"):
            notes.append(f"popis: {description}")
        live = properties.get("live") or {"alert": "assertive", "status": "polite"}.get(role)
        if live and live != "off" and properties.get("root") is None:
            notes.append(f"hlásí se samo: {live}")
            if not any(self._texts(node)):
                notes.append("zatím prázdné")
        if role == HEADING and any(self.nodes[each]["role"]["value"] == "link" for each in self._below(node)):
            notes.append("odkaz")
        level = properties.get("level", 0) if role == HEADING else 0
        return Said(role, tuple(parts), level, tuple(notes), depth, block)

    def _below(self, node: dict[str, Any]) -> Iterator[str]:
        for each in node.get("childIds", ()):
            if each in self.nodes:
                yield each
                yield from self._below(self.nodes[each])

    def _texts(self, node: dict[str, Any]) -> Iterator[Piece]:
        for child in (self.nodes[each] for each in node.get("childIds", ()) if each in self.nodes):
            role = child.get("role", {}).get("value", "")
            if not child["ignored"] and role in ("StaticText", "image", "img"):
                if text := _text(child, "name"):
                    yield Piece(text, self._element(child).language)
            else:
                yield from self._texts(child)

    def _items(self, node: dict[str, Any]) -> int:
        count = 0
        for child in (self.nodes[each] for each in node.get("childIds", ()) if each in self.nodes):
            role = child.get("role", {}).get("value", "")
            if not child["ignored"] and role in ("listitem", "term"):
                count += 1
            elif child["ignored"] or role in ("generic", "none"):
                count += self._items(child)
        return count

    def _element(self, node: dict[str, Any]) -> _Element:
        return self.elements.get(node.get("backendDOMNodeId", 0), _Element())


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Pieces of one language in a row as one."""
    return [
        Piece(" ".join(piece.text for piece in group), language)
        for language, group in groupby(pieces, key=lambda piece: piece.language)
    ]


def _text(node: dict[str, Any], what: str) -> str:
    return " ".join(str(node.get(what, {}).get("value", "")).split())


def _elements(node: dict[str, Any], above: _Element) -> Iterator[tuple[int, _Element]]:
    """What each node of the document is, with the language that it or the nearest one above it names."""
    listed = node.get("attributes", [])
    attributes = dict(zip(listed[::2], listed[1::2], strict=True))
    found = _Element(attributes.get("lang") or above.language, node["nodeName"].upper(), attributes)
    yield node["backendNodeId"], found
    for child in (*node.get("pseudoElements", ()), *node.get("children", ()), *node.get("shadowRoots", ())):
        yield from _elements(child, found)
