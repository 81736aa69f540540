"""Texts that are kept with the data they were made from: made once, and never more of them than fits."""

from hypothesis import given
from hypothesis import strategies as st

from core.kept import Kept


def test_what_was_made_is_not_made_again() -> None:
    kept, made = Kept(), []

    def make() -> str:
        made.append(1)
        return "text"

    assert [kept.get(("map", 7), make, len), kept.get(("map", 7), make, len), kept.get(("map", 8), make, len)] == [
        "text"
    ] * 3
    assert len(made) == 2


def test_what_was_not_asked_for_longest_makes_room() -> None:
    kept = Kept(most=450)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda: "x" * 20, len)
    assert kept.get("a", lambda: "made anew", len) == "x" * 20
    assert kept.get("b", lambda: "made anew", len) == "made anew"


def test_what_is_too_large_is_made_and_not_kept() -> None:
    kept = Kept(most=205)
    kept.get("small", lambda: "x", len)
    assert kept.get("large", lambda: "x" * 6, len) == "x" * 6
    assert kept.get("large", lambda: "another", len) == "another"
    assert kept.get("small", lambda: "another", len) == "x"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12))))
def test_there_is_never_more_than_fits(asked: list[tuple[int, int]]) -> None:
    kept = Kept(most=500)
    for key, length in asked:
        kept.get(key, lambda length=length: "x" * length, len)  # type: ignore[misc]
        assert sum(size for _made, size in kept._made.values()) == kept._size <= 500
