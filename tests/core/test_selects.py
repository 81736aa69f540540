"""Long lists to choose from: the same element as Django writes, whatever is in it."""

from typing import Any

from django import forms
from django.test.html import parse_html
from hypothesis import given
from hypothesis import strategies as st

from core.admin.selects import QuickSelect

KEYS = st.one_of(st.integers(), st.text("aá<\"'& ", max_size=5))
LABELS = st.text("aá<\"'&ž", min_size=1, max_size=5)
CHOICES = st.lists(st.tuples(KEYS, LABELS), max_size=6, unique_by=lambda choice: str(choice[0]))


@given(
    choices=CHOICES,
    grouped=st.integers(0, 3),
    group=LABELS,
    value=st.none() | KEYS,
    attributes=st.dictionaries(st.sampled_from(["id", "class"]), LABELS),
)
def test_it_is_what_django_writes(
    choices: list[Any], grouped: int, group: str, value: Any, attributes: dict[str, str]
) -> None:
    """Some of the choices in a group, the others outside."""
    choices = [*choices[grouped:], (group, choices[:grouped])]
    of_field = {"required": True, "aria-invalid": "true", "disabled": False}
    expected = forms.Select(attributes, choices).render("name", value, of_field)
    assert parse_html(QuickSelect(attributes, choices).render("name", value, of_field)) == parse_html(expected)
