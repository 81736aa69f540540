"""Words of people who feel bad are known, and no name of a place is taken for one."""

import pytest

from core.danger import speaks_of_distress


@pytest.mark.parametrize(
    "text",
    [
        *("deprese dluhy", "mám DEPRESI", "uzkosti", "jsem zadlužený", "exekuce na plat", "cítím se osaměle"),
        *("depression", "I feel hopeless", "Schulden", "einsamkeit", "депресія", "борги", "trầm cảm", "nợ nần"),
    ],
)
def test_words_of_distress_are_known(text: str) -> None:
    assert speaks_of_distress(text)


@pytest.mark.parametrize(
    "text", ["", "Klatovská 12", "Na Poříčí", "kde parkovat", "Dlouhá", "K Rozvodně", "Samaritská"]
)
def test_others_are_left_alone(text: str) -> None:
    assert not speaks_of_distress(text)
