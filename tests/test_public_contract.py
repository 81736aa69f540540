"""`docs/public-contract.md` names everything that people and programs rely on, and nothing that is not there."""

import inspect
import re
from argparse import Action
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bezpecna_plzen.api.public_api import api
from districts.lookup.lookup_results import Why
from districts.models import Role
from faq.models import Topic
from faq.views import HELPED, NOT_HELPED
from mailbox.intake.forms import AdditionForm, MessageForm
from mailbox.models import Item, Kind, WhereNow
from tests.factories import make_borough, make_department, make_district, make_notice, make_question, make_street

DOCUMENT = (settings.BASE_DIR / "docs" / "public-contract.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
# Templates of pages for the public; their forms send what is in the table of fields.
PUBLIC_TEMPLATES = ("components", "districts", "faq", "find", "mailbox", "pages")


def tables(heading: str) -> list[list[list[str]]]:
    """The tables under a heading, each as rows of cells without its first line."""
    part = re.search(rf"(?ms)^## {re.escape(heading)}$(.*?)(?=^## |\Z)", DOCUMENT)
    assert part, heading
    found = re.findall(r"(?m)^\|.*\|\n\|[-|]+\|\n((?:\|.*\|\n?)+)", part[1])
    return [[[cell.strip() for cell in row[1:-1].split("|")] for row in table.splitlines()] for table in found]


def table(heading: str, number: int = 0) -> list[list[str]]:
    return tables(heading)[number]


def names(cell: str) -> list[str]:
    """What stands in backticks."""
    return CODE.findall(cell)


def first_column(heading: str, number: int = 0) -> list[str]:
    return [name for row in table(heading, number) for name in names(row[0])]


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """All addresses of the site in Czech, as the document writes them; the administration is one of them."""
    for pattern in resolver.url_patterns:
        address = before + re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", str(pattern.pattern))
        if isinstance(pattern, URLPattern) or address == "/admin/":
            yield address
        else:
            yield from addresses(pattern, address)


def test_every_address_is_in_the_document_and_every_one_in_it_exists() -> None:
    icons = {f"/{path.name}" for path in (settings.BASE_DIR / "public").iterdir()}
    exist = [*addresses(get_resolver()), *icons]
    told = [
        *first_column("Pages"),
        *first_column("For machines"),
        *first_column("The API"),
        *first_column("Staff"),
    ]
    assert sorted(told) == sorted(exist)


class Noting(QueryDict):
    """A query that has the same value for every parameter, or none for any, and notes which of them a page asks for."""

    def __init__(self, value: str | None) -> None:
        super().__init__("")
        self.value = value
        self.asked: set[str] = set()

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return self.value is not None

    def get(self, key: Any, default: Any = None) -> Any:
        return self.value if key in self else default

    def getlist(self, key: Any, default: Any = None) -> Any:
        self.asked.add(str(key))
        return default or []


@pytest.fixture
def something_of_everything() -> dict[str, str]:
    """Records that pages with a part of their address to fill in can be asked for."""
    make_department()
    make_district(number=7, borough=make_borough())
    return {
        "/okrsky/<number>/": "7",
        "/okrsky/<number>/obrazek.png": "7",
        "/ulice/<slug>/": make_street().slug,
        "/aktuality/<number>/": str(make_notice().pk),
        "/temata/<slug>/": Topic.objects.offered()[0].slug,
        "/dotazy/<slug>/": make_question().slug,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("row", table("Pages"), ids=lambda row: row[0].strip("`"))
def test_a_page_asks_for_the_parameters_in_the_document(
    row: list[str], client: Client, something_of_everything: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = names(row[0])[0]
    known = something_of_everything.get(address)
    asked = set()
    for value in (None, "0"):
        query = Noting(value)
        monkeypatch.setattr(WSGIRequest, "GET", query)
        status = client.get(re.sub(r"<\w+>", known or "nothing", address)).status_code
        assert status == 200 or (status == 404 and "/foto/" in address)
        asked |= query.asked
    assert asked == set(names(row[1]))


def test_every_call_of_the_api_has_its_parameters_in_the_document() -> None:
    paths = api.get_openapi_schema()["paths"]
    exist = {}
    for path, operations in paths.items():
        assert set(operations) == {"get"}
        query = {one["name"] for one in operations["get"].get("parameters", []) if one["in"] == "query"}
        exist[re.sub(r"\{(\w+)\}", r"<\1>", path)] = query
    assert {names(row[0])[0]: set(names(row[1])) for row in table("The API")} == exist


def test_every_part_of_an_answer_of_the_api_has_its_members_in_the_document() -> None:
    """But for the schemas of questions, whose members are the parameters."""
    schema = api.get_openapi_schema()
    answers = {
        name: set(part["properties"])
        for name, part in schema["components"]["schemas"].items()
        if "properties" in part and name.endswith("Out")
    }
    told = {names(row[0])[0]: set(names(row[1])) for row in table("The API", 1)}
    assert told == answers
    for path, operations in schema["paths"].items():
        content = operations["get"]["responses"][200].get("content")
        row = next(row for row in table("The API") if names(row[0])[0] == path.replace("{", "<").replace("}", ">"))
        if content:
            assert names(row[2]) == [content["application/json"]["schema"]["$ref"].rpartition("/")[2]]


@pytest.mark.django_db
def test_areas_of_districts_have_the_properties_in_the_document(client: Client) -> None:
    make_district(number=7, borough=make_borough())
    feature = client.get("/api/v1/districts.geojson").json()["features"][0]
    row = next(row for row in table("The API") if "geojson" in row[0] and "FeatureCollection" in row[2])
    assert set(names(row[2])) == set(feature["properties"])


def test_members_with_fixed_values_have_them_in_the_document() -> None:
    parts = api.get_openapi_schema()["components"]["schemas"]
    exist = {
        "outcome": parts["LookupOut"]["properties"]["outcome"]["enum"],
        "reason": [*Why],
        "role": Role.values,
        "status": parts["Status"]["enum"],
        "answered_by": parts["Level"]["enum"],
        "state": parts["InfoBoxState"]["enum"],
        "lang": [code for code, _name in settings.LANGUAGES],
    }
    assert {names(row[0])[0]: names(row[1]) for row in table("The API", 2)} == exist


def test_every_field_of_a_public_form_is_in_the_document() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for folder in PUBLIC_TEMPLATES
        for path in (settings.BASE_DIR / "templates" / folder).rglob("*.html")
    ]
    sources += [path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "templates").glob("*.html")]
    controls = [tag for source in sources for tag in re.findall(r"<(?:input|select|textarea|button)\b[^>]*>", source)]
    written = {name for tag in controls for name in re.findall(r'\bname="(\w+)"', tag)}
    exist = written | set(MessageForm.base_fields) | set(AdditionForm.base_fields)
    promised, carried = first_column("Form fields"), first_column("Form fields", 1)
    assert sorted(promised + carried) == sorted(exist)


def test_fields_with_fixed_values_have_them_in_the_document() -> None:
    told = {names(row[0])[0]: names(row[2]) for row in table("Form fields")}
    assert told["kind"] == Kind.values
    assert told["item"] == Item.values
    assert told["where_now"] == WhereNow.values
    assert told["pomohla"] == [HELPED, NOT_HELPED]


def our_commands() -> dict[str, BaseCommand]:
    ours = {path.parent.name for path in settings.BASE_DIR.glob("*/management")}
    return {name: load_command_class(app, name) for name, app in get_commands().items() if app in ours}


def arguments(command: BaseCommand, name: str) -> set[str]:
    """What a command takes beside Django's own options."""
    common = {option for action in actions(BaseCommand(), "any") for option in action.option_strings}
    return {
        action.option_strings[-1] if action.option_strings else action.dest
        for action in actions(command, name)
        if not common & set(action.option_strings)
    }


def actions(command: BaseCommand, name: str) -> list[Action]:
    return command.create_parser("manage.py", name)._actions


def test_every_command_has_its_arguments_in_the_document() -> None:
    exist = {name: arguments(command, name) for name, command in our_commands().items()}
    assert {"serve", "import_staff", "tend_mailbox"} <= set(exist)
    rows = table("Commands") + table("Commands", 1)
    assert {names(row[0])[0]: set(names(row[1])) for row in rows} == exist


def test_every_command_that_ends_with_an_exit_code_of_its_own_says_when() -> None:
    def exits(command: BaseCommand) -> bool:
        classes = [one for one in type(command).__mro__ if issubclass(one, BaseCommand) and one is not BaseCommand]
        return any("sys.exit(1)" in inspect.getsource(one) for one in classes)

    rows = table("Commands") + table("Commands", 1)
    told = {names(row[0])[0] for row in rows if len(row) > 2 and row[2]}
    assert told == {name for name, command in our_commands().items() if exits(command)}
