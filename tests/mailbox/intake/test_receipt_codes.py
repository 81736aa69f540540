"""Receipt codes: made the same again, typed in any way, never stored."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from mailbox.intake import receipt_codes
from tests.mailbox.factories import make_message

CODES = st.text(min_size=1, max_size=60).map(receipt_codes.make_code)


@given(st.text(max_size=100))
def test_a_code_is_sixteen_digits_and_a_check_digit_and_the_same_again(identity: str) -> None:
    code = receipt_codes.make_code(identity)
    assert len(code) == 17
    assert code.isascii()
    assert code.isdigit()
    assert code == receipt_codes.make_code(identity)
    assert receipt_codes.parse_code(code) == code


def test_other_submissions_and_other_attempts_have_other_codes() -> None:
    codes = {receipt_codes.make_code(f"identity {number}", attempt) for number in range(500) for attempt in range(2)}
    assert len(codes) == 1000


def test_a_code_cannot_be_told_without_the_secret_key(settings: Settings) -> None:
    code = receipt_codes.make_code("identity")
    settings.SECRET_KEY = "another"
    assert receipt_codes.make_code("identity") != code


@given(CODES)
def test_a_code_is_read_as_it_is_shown_and_as_people_type_it(code: str) -> None:
    shown = receipt_codes.format_code(code)
    assert [len(group) for group in shown.split(" ")] == [4, 4, 4, 6]
    for typed in (
        shown,
        f"  {shown}\n",
        shown.replace("-", " "),
        shown.replace("-", "–"),
        shown.replace("-", "\u2011"),
        shown.replace(" ", "\u00a0"),
    ):
        assert receipt_codes.parse_code(typed) == code


@given(CODES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(code: str, position: int, by: int) -> None:
    wrong = str((int(code[position]) + by) % 10)
    assert receipt_codes.parse_code(code[:position] + wrong + code[position + 1 :]) is None


@given(CODES, st.integers(0, 15))
def test_two_neighbouring_digits_swapped_are_noticed(code: str, position: int) -> None:
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    assert swapped == code or receipt_codes.parse_code(swapped) is None


@given(st.text(max_size=100))
def test_nonsense_is_no_code(typed: str) -> None:
    found = receipt_codes.parse_code(typed)
    assert found is None or found.isdigit()


@pytest.mark.parametrize("typed", ["", "123", "1" * 16, "1" * 18, "٠" * 17, "0" * 1_000_000])
def test_what_is_too_short_too_long_or_in_other_digits_is_no_code(typed: str) -> None:
    assert receipt_codes.parse_code(typed) is None


@pytest.mark.django_db
def test_a_message_is_found_by_its_code_and_the_code_is_stored_nowhere() -> None:
    code = receipt_codes.make_code("identity")
    message = make_message(receipt_hash=receipt_codes.digest_of(code))
    make_message()
    assert receipt_codes.find_message(code) == message
    assert receipt_codes.find_message(receipt_codes.make_code("another")) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mailbox_message WHERE id = %s", [message.pk])
        assert code not in str(cursor.fetchone())


@pytest.mark.django_db
def test_codes_from_before_a_change_of_the_secret_key_still_work(settings: Settings) -> None:
    code = receipt_codes.make_code("identity")
    message = make_message(receipt_hash=receipt_codes.digest_of(code))
    sealed = receipt_codes.seal_code(code)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "the new secret key"
    assert receipt_codes.find_message(code) is None
    assert receipt_codes.unseal_code(sealed) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert receipt_codes.find_message(code) == message
    assert receipt_codes.unseal_code(sealed) == code


def test_a_sealed_code_is_unreadable_and_comes_back() -> None:
    code = receipt_codes.make_code("identity")
    sealed = receipt_codes.seal_code(code)
    assert code not in sealed
    assert receipt_codes.unseal_code(sealed) == code
    assert receipt_codes.unseal_code("forged") is None
