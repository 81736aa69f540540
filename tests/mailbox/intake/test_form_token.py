"""The one-time token of a form."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.utils import timezone
from pytest_django import Settings

from mailbox.intake import form_token
from mailbox.intake.spam import FASTEST

NOW = timezone.now()


def test_each_token_is_another_one_and_knows_when_it_was_made() -> None:
    one, other = (
        form_token.read_token(form_token.issue_token(now=NOW)),
        form_token.read_token(form_token.issue_token(now=NOW)),
    )
    assert one
    assert other
    assert one.value != other.value
    assert len(one.value) == 32
    assert abs(one.opened_at - NOW) < timedelta(milliseconds=2)


def test_it_does_not_expire() -> None:
    assert form_token.read_token(form_token.issue_token(now=NOW - timedelta(days=400)))


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "x",
        "a.b:c",
        "9" * 5000,
        Signer(salt="mailbox.tokens", key="another").sign("0123.1.0"),
        Signer(salt="another").sign("0123.1.0"),
    ],
)
def test_a_forged_one_is_none(signed: str) -> None:
    assert form_token.read_token(signed) is None


def test_one_from_before_a_change_of_the_secret_key_holds(settings: Settings) -> None:
    signed, old = form_token.issue_token(now=NOW), settings.SECRET_KEY
    settings.SECRET_KEY = "a new one"
    assert form_token.read_token(signed) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert form_token.read_token(signed)


def test_sending_sooner_than_anybody_could_is_noticed() -> None:
    token = form_token.read_token(form_token.issue_token(now=NOW))
    assert token
    assert token.too_fast(NOW + FASTEST - timedelta(seconds=0.1))
    assert not token.too_fast(NOW + FASTEST + timedelta(seconds=0.1))
