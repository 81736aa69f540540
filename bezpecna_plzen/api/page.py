"""The page of the public API for people: drawn from its OpenAPI document, each example answered by the API itself."""

import json
import textwrap
from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import resolve
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from .public_api import api

_REF = "#/components/schemas/"
_SHOWN_CHARACTERS = 90  # of a text in an example; answers are whole pages
Described = dict[str, Any]  # a part of an OpenAPI document


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter of a call, or a member of an object."""

    name: str
    kind: SafeString
    required: bool
    meaning: SafeString


@dataclass(frozen=True, slots=True)
class Call:
    """Something that can be asked."""

    name: str
    path: str
    summary: str
    meaning: SafeString
    parameters: list[Member]
    answer: SafeString  # empty where only GeoJSON itself says what it is
    example: str  # an address
    answered: str  # what it gives now, abridged


@dataclass(frozen=True, slots=True)
class Thing:
    """An object that answers are made of."""

    name: str
    meaning: SafeString
    members: list[Member]


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """In English as the document itself, whatever the reader's language: its words are those of the code."""
    document = api.get_openapi_schema()
    content = {
        "calls": _describe_calls(request, document),  # not in English: an example is what everybody gets
        "things": _describe_objects(document),
        "address": settings.SITE_URL + request.path,
    }
    with translation.override("en"):
        response = render(request, "pages/api.html", content)
    response["Content-Language"] = "en"
    return response


def _describe_calls(request: HttpRequest, document: Described) -> list[Call]:
    calls = []
    for path, methods in document["paths"].items():
        described = methods["get"]
        content = described["responses"][200].get("content", {})
        example = _example_address(path, described["parameters"])
        calls.append(
            Call(
                name=described["operationId"],
                path=path,
                summary=described["summary"],
                meaning=_mark_code(described["description"]),
                parameters=[_describe_parameter(each, document) for each in described["parameters"]],
                answer=_describe_type(content["application/json"]["schema"], document) if content else SafeString(),
                example=example,
                answered=_answer_to_example(request, example),
            )
        )
    return calls


def _describe_objects(document: Described) -> list[Thing]:
    """What answers are made of; not the objects that parameters are declared by, nor lists of words."""
    used = json.dumps(document)
    return [
        Thing(
            name,
            _mark_code(described.get("description", "")),
            [
                Member(member, _describe_type(each, document), True, _mark_code(each.get("description", "")))
                for member, each in described["properties"].items()
            ],
        )
        for name, described in document["components"]["schemas"].items()
        if f'"{_REF}{name}"' in used and "properties" in described
    ]


def _describe_parameter(described: Described, document: Described) -> Member:
    kind = _describe_type(described["schema"], document)
    return Member(described["name"], kind, described["required"], _mark_code(described.get("description", "")))


def _mark_code(text: str) -> SafeString:
    """What stands between backticks is code."""
    words = text.split("`")
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", each) if n % 2 else each,) for n, each in enumerate(words))
    )


def _describe_type(schema: Described, document: Described) -> SafeString:
    """What a value can be, in words; an object leads to its own description."""
    match schema:
        case {"$ref": ref}:
            name = ref.removeprefix(_REF)
            of = document["components"]["schemas"][name]
            return (
                format_html('<a href="#{}">{}</a>', name, name) if "properties" in of else _describe_type(of, document)
            )
        case {"anyOf": several}:
            return _describe_types(" or ", several, document)
        case {"enum": words}:
            return format_html_join(" or ", "<code>{}</code>", ((json.dumps(word),) for word in words))
        case {"const": word}:
            return format_html("<code>{}</code>", json.dumps(word))
        case {"items": each}:
            return format_html("list of {}", _describe_type(each, document))
        case {"prefixItems": several}:
            return format_html("list of {}", _describe_types(" and ", several, document))
        case {"format": kind} | {"type": kind}:
            return format_html("{}", kind)
    raise ValueError(f"The API says something of a value that its page has no words for: {schema}")


def _describe_types(between: str, several: list[Described], document: Described) -> SafeString:
    return format_html_join(between, "{}", ((_describe_type(each, document),) for each in several))


def _example_address(path: str, parameters: list[Described]) -> str:
    """An address to try: with an example of each parameter that has one."""
    examples = {each["name"]: each["schema"]["examples"][0] for each in parameters if "examples" in each["schema"]}
    query = {name: value for name, value in examples.items() if f"{{{name}}}" not in path}
    filled = path.format_map(examples)
    return f"{filled}?{urlencode(query)}" if query else filled


def _answer_to_example(request: HttpRequest, example: str) -> str:
    """What anybody gets who asks for the example, however the page itself was asked for."""
    path, _, query = example.partition("?")
    asked = copy(request)
    asked.method, asked.GET = "GET", QueryDict(query)
    asked.META = {name: value for name, value in request.META.items() if not name.startswith("HTTP_IF_")}
    view, args, kwargs = resolve(path)
    answer = json.loads(view(asked, *args, **kwargs).content)
    return json.dumps(_shorten(answer), ensure_ascii=False, indent=2)


def _shorten(value: object) -> object:
    """Long texts cut, and of each list only the first item; the pair of a point stays whole."""
    match value:
        case dict():
            return {name: _shorten(each) for name, each in value.items()}
        case [dict() | list() | str() as first, *more]:
            return [_shorten(first), "…"] if more else [_shorten(first)]
        case str():
            return textwrap.shorten(value, _SHOWN_CHARACTERS, placeholder=" …")
    return value
