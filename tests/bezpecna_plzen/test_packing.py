"""Two pieces of a text, compressed as one."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from bezpecna_plzen.api.packing import pack

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, texts)
def test_what_is_unpacked_is_what_was_packed(beginning: str, ending: str) -> None:
    assert gzip.decompress(pack(beginning, ending)).decode() == beginning + ending


def test_a_beginning_shorter_than_the_ending_is_not_worth_compressing() -> None:
    beginning, ending = "Klatovská třída 100, " * 30, "Jan Nový, telefon 378 031 111, " * 30
    assert beginning.encode() in pack(beginning, ending)
    assert beginning.encode() not in pack(ending, beginning)
    longest = "a" * 0xFFFF
    assert gzip.decompress(pack(longest, f"{longest}b")).decode() == f"{longest}{longest}b"


def test_the_length_says_less_than_it_could() -> None:
    assert len({len(pack("Dlouhá 1", "Jan Nový")) for _ in range(50)}) > 5
