"""Numbers of documents and cards are hidden in texts about found things; what only looks alike is not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbox.intake.masking import MASK, mask_numbers


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
        "856012 / 1234",
        "123\u00a0456\u00a0789",
        "123  456  789",
        "123.456.789",
        "4000.1234.5678.9017",
        "4000–1234–5678–9017",
        "ab123456",
        "OP123456789",
        "ČP123456789",
        "S420123456789W",  # student card
        "123456789AB",
    ],
)
def test_numbers_of_documents_and_cards_are_hidden(number: str) -> None:
    assert mask_numbers(f"Našel jsem občanku č. {number}, leží u mě.") == f"Našel jsem občanku č. {MASK}, leží u mě."
    assert mask_numbers(number) == MASK
    assert mask_numbers(f"({number})") == f"({MASK})"


def test_a_number_stuck_to_a_word_is_hidden_too() -> None:
    assert mask_numbers("občanka123456789 a karta_4000123456789017") == f"občanka{MASK} a karta_{MASK}"


def test_a_number_is_hidden_beside_a_date_or_a_telephone_and_those_stay() -> None:
    text = "Dne 1.9.2026 15:30 občanka 123456789, volejte +420 777 123 456 nebo pas 87654321."
    masked = f"Dne 1.9.2026 15:30 občanka {MASK}, volejte +420 777 123 456 nebo pas {MASK}."
    assert mask_numbers(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Našel jsem ji 24. 11. 2026 v 18:30 u domu 145/12.",
        "Našel jsem ji 24.11.2026.",
        "Klatovská 145/12, 301 00 Plzeň",
        "Volejte na +420 777 123 456.",
        "Volejte na 00420777123456.",
        "V peněžence bylo 12 500 Kč.",
        "V peněžence bylo 125.000 Kč.",
        "Ztraceno 24.11.26 ráno, otevřeno 8.30-16.30.",
        "Stalo se to 1/9/2026 15:30.",
        "V 18:00 12. 12. 2026 u domu Koterovská 1234/12 326 00 Plzeň.",
        "Call +49 151 2345 6789.",
        "Leží to na 49.7475122N, 13.3776211E.",
        "Stalo se to 2026-11-24.",
        "Tramvaj 4, vůz 345.",
        "Zastávka 12345",
        "",
    ],
)
def test_dates_addresses_sums_and_telephones_with_the_code_of_the_country_stay(text: str) -> None:
    assert mask_numbers(text) == text


@given(st.text(alphabet="0123456789 /-+abA.,\n", max_size=80))
def test_masking_twice_changes_nothing_and_leaves_no_long_run_of_digits(text: str) -> None:
    masked = mask_numbers(text)
    assert mask_numbers(masked) == masked
    assert not re.search(r"(?<![\w+])\d{14,}(?!\w)", masked)


def test_a_long_text_takes_no_time_to_speak_of() -> None:
    text = "1 " * 50_000 + "x"
    assert MASK in mask_numbers(text)
