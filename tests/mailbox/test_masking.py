"""Numbers of documents and cards are hidden in texts about found things; what only looks alike is not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbox.masking import MASK, mask


@pytest.mark.parametrize(
    "number",
    [
        "123456789",  # identity card
        "123 456 789",
        "12345678",  # passport
        "EN 123456",  # driving licence
        "AB123456",
        "856012/1234",  # birth number
        "856012 / 1234".replace(" / ", "/"),
        "8560121234",
        "4000 1234 5678 9017",  # payment card
        "4000-1234-5678-9017",
        "4000123456789017",
        "3782 822463 10005",
        "1234567",
        "000123-1234567890/0800",  # bank account
    ],
)
def test_numbers_of_documents_and_cards_are_hidden(number: str) -> None:
    assert mask(f"Našel jsem občanku č. {number}, leží u mě.") == f"Našel jsem občanku č. {MASK}, leží u mě."
    assert mask(number) == MASK
    assert mask(f"({number})") == f"({MASK})"


@pytest.mark.parametrize(
    "text",
    [
        "Našel jsem ji 24. 11. 2026 v 18:30 u domu 145/12.",
        "Našel jsem ji 24.11.2026.",
        "Klatovská 145/12, 301 00 Plzeň",
        "Volejte na +420 777 123 456.",
        "Volejte na 00420777123456.",
        "V peněžence bylo 12 500 Kč.",
        "Stalo se to 2026-11-24.",
        "Tramvaj 4, vůz 345.",
        "Zastávka 12345",
        "",
    ],
)
def test_dates_addresses_sums_and_telephones_with_the_code_of_the_country_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="0123456789 /-+abA.,\n", max_size=80))
def test_masking_twice_changes_nothing_and_leaves_no_long_run_of_digits(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked
    assert not re.search(r"(?<![\w+])\d{14,}(?!\w)", masked)


def test_a_long_text_takes_no_time_to_speak_of() -> None:
    text = "1 " * 50_000 + "x"
    assert MASK in mask(text)
