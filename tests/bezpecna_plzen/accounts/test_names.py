"""From a typed name to one account; and the same work for every name, so that time tells nothing."""

import unicodedata
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from bezpecna_plzen.accounts.names import find_account, fold_name

pytestmark = pytest.mark.django_db

PASSWORD = "dlouhé heslo jen pro testy"


class CountingHasher(PBKDF2PasswordHasher):
    """Counts how often a hash is computed."""

    algorithm = "counting"
    iterations = 1
    computed = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        type(self).computed += 1
        return super().encode(password, salt, iterations)


def make_user(name: str = "jana", email: str | None = None, **fields: Any) -> User:
    given_email = f"{name}@example.org" if email is None else email
    return User.objects.create_user(name, given_email, PASSWORD, is_staff=True, **fields)


@pytest.mark.parametrize(
    "typed", ["jana", "JANA", " Jana ", "ｊａｎａ", "jana@example.org", "JANA@Example.ORG", "jana＠example.org"]
)
def test_an_account_is_found_however_its_name_is_typed(typed: str) -> None:
    jana = make_user()
    make_user("petr")
    assert find_account(typed) == jana


@pytest.mark.parametrize("typed", ["", "   ", "jan", "janaa", "jana@", "@example.org", "%", "j_na", "jana@example.or"])
def test_nobody_else_is(typed: str) -> None:
    make_user()
    make_user("petr", email="")
    assert find_account(typed) is None


@pytest.mark.parametrize("length", [255, 60_000, 1_000_000])
def test_a_name_of_any_length_is_nobodys(length: int) -> None:
    make_user()
    assert find_account("a" * length) is None


def test_diacritics_composed_in_another_way_are_the_same_name() -> None:
    user = make_user("žaneta")
    assert find_account("z\u030caneta") == user


def test_a_user_name_goes_before_an_e_mail() -> None:
    make_user("petr", email="jana@example.org")
    user = make_user("jana@example.org", email="x@example.org")
    assert find_account("jana@example.org") == user


def test_of_names_that_differ_in_capitals_the_exact_one_is_meant_and_else_none() -> None:
    small, capital = make_user("jana"), make_user("Jana", email="")
    assert find_account("jana") == small
    assert find_account("Jana") == capital
    assert find_account("JANA") is None


def test_an_e_mail_that_two_have_leads_to_neither() -> None:
    petr = make_user("petr", email="sluzebna@example.org")
    make_user("pavel", email="Sluzebna@example.org")
    assert find_account("sluzebna@example.org") is None
    assert find_account("petr") == petr


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
def test_any_name_may_be_asked_for_and_ways_to_type_it_are_folded_alike(typed: str) -> None:
    assert find_account(typed) is None
    assert fold_name(typed) == fold_name(f" {typed} ") == fold_name(unicodedata.normalize("NFD", typed))


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("jana", "wrong"),
        ("JANA@example.org", "wrong"),
        ("jana", PASSWORD),
        ("nobody", "wrong"),
        ("nobody@example.org", "wrong"),
        ("inactive", "wrong"),
        ("inactive", PASSWORD),
        ("passwordless", "wrong"),
        ("shared@example.org", "wrong"),
    ],
)
def test_one_hash_is_computed_whoever_signs_in(settings: Settings, name: str, password: str) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    make_user()
    make_user("inactive", is_active=False)
    make_user("one", email="shared@example.org")
    make_user("other", email="shared@example.org")
    User.objects.create_user("passwordless", "passwordless@example.org", None)
    CountingHasher.computed = 0
    Client().post("/ucet/prihlaseni/", {"login": name, "password": password})
    assert CountingHasher.computed == 1
