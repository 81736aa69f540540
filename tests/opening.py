"""Forms of the administration as a browser fills them in: opened first, then sent with all that the page has."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client

Values = dict[str, list[str]]
_OPENED = re.compile(r'name="opened" value="([^"]*)"')
_FORM = re.compile(r'<div id="content-main">.*?<form\b(.*?)</form>', re.DOTALL)
_CONTROL = re.compile(r"<input\b[^>]*>|<textarea\b[^>]*>.*?</textarea>|<select\b[^>]*>.*?</select>", re.DOTALL)
_OPTION = re.compile(r"<option\b([^>]*)>", re.DOTALL)
_UNSENT = ("submit", "file", "button", "reset", "image")


@dataclass
class OpenForm:
    """A form that somebody has open."""

    client: Client
    address: str
    values: Values

    def type(self, **typed: str | Sequence[str]) -> "OpenForm":
        """Fill in fields."""
        for name, value in typed.items():
            self.values[name] = [value] if isinstance(value, str) else [*value]
        return self

    def save(self, **files: Any) -> Any:
        """Press the button."""
        return self.client.post(self.address, {**self.values, **files})


def open_form(client: Client, address: str) -> OpenForm:
    """Open a page to change a record."""
    response = client.get(address)
    assert response.status_code == 200, address
    return read_form(client, address, response)


def read_form(client: Client, address: str, response: Any) -> OpenForm:
    """The form of a page that came as an answer, as it would be sent by whoever only presses the button."""
    found = _FORM.search(response.content.decode())
    assert found, "the page has no form"
    values: Values = {}
    for control in _CONTROL.findall(found[1]):
        start = control.partition(">")[0]
        name = _attribute(start, "name")
        if name and name != "csrfmiddlewaretoken":
            for value in _sent_by(control, start):
                values.setdefault(name, []).append(value)
    return OpenForm(client, address, values)


def save_form(client: Client, address: str, data: Mapping[str, Any], **how: Any) -> Any:
    """Send some fields only, knowing what the page was opened with."""
    opened = _OPENED.search(client.get(address).content.decode())
    return client.post(address, {**({"opened": unescape(opened[1])} if opened else {}), **data}, **how)


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else None


def _has(tag: str, name: str) -> bool:
    return bool(re.search(rf"\s{name}(?=[\s=>/]|$)", re.sub(r'"[^"]*"', '""', tag)))


def _sent_by(control: str, start: str) -> list[str]:
    if control.startswith("<textarea"):
        text = unescape(control.partition(">")[2].removesuffix("</textarea>")).replace("\r\n", "\n").replace("\r", "\n")
        return [text.removeprefix("\n").replace("\n", "\r\n")]
    if control.startswith("<select"):
        options = _OPTION.findall(control)
        chosen = [option for option in options if _has(option, "selected")]
        if not _has(start, "multiple"):
            chosen = chosen[-1:] or options[:1]
        return [_attribute(option, "value") or "" for option in chosen]
    kind = _attribute(start, "type") or "text"
    if kind in _UNSENT or (kind in ("checkbox", "radio") and not _has(start, "checked")):
        return []
    value = _attribute(start, "value")
    if value and kind != "hidden":
        value = value.replace("\r", "").replace("\n", "")
    return ["on" if value is None and kind in ("checkbox", "radio") else value or ""]
