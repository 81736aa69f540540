"""The geometry of charts: nothing negative, nothing outside, lengths that say what the numbers say."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.admin.charts import LEAST, Bar, Drawing, Series, draw_columns, draw_rows, round_top, with_thousands_apart

NUMBERS = st.integers(0, 10**9)
TABLES = st.integers(0, 15).flatmap(
    lambda length: st.lists(st.lists(NUMBERS, min_size=length, max_size=length), min_size=1, max_size=3)
)


def series(table: list[list[int]]) -> list[Series]:
    return [Series(f"řada {number}", str(number), tuple(values)) for number, values in enumerate(table)]


def names(table: list[list[int]]) -> list[str]:
    return [f"{number + 1}. 11." for number in range(len(table[0]))]


def drawings(table: list[list[int]]) -> list[Drawing]:
    return [
        draw_columns(series(table), names(table), stacked=False),
        draw_columns(series(table), names(table), stacked=True),
        draw_rows(series(table), names(table)),
    ]


@given(TABLES)
def test_everything_is_inside_and_nothing_is_negative(table: list[list[int]]) -> None:
    for drawing in drawings(table):
        for bar in drawing.bars:
            assert bar.width > 0
            assert bar.height > 0
            assert bar.x >= 0
            assert bar.y >= 0
            assert bar.x + bar.width <= drawing.width + 0.2
            assert bar.y + bar.height <= drawing.height
        for word in drawing.words:
            assert 0 <= word.x <= drawing.width
            assert 0 < word.y <= drawing.height


@given(TABLES)
def test_there_is_a_bar_for_every_number_but_nothing_for_zero(table: list[list[int]]) -> None:
    for drawing in drawings(table):
        for each in series(table):
            assert len([bar for bar in drawing.bars if bar.look == each.look]) == sum(map(bool, each.values))


def of(drawing: Drawing, look: str) -> list[Bar]:
    return [bar for bar in drawing.bars if bar.look == look]


def test_twice_as_much_is_twice_as_high() -> None:
    low, high = draw_columns([Series("", "a", (30, 60))], ["", ""], stacked=False).bars
    assert high.height == pytest.approx(2 * low.height, abs=0.1)
    assert low.y + low.height == high.y + high.height


def test_the_little_there_is_can_be_seen() -> None:
    assert min(bar.height for bar in draw_columns([Series("", "a", (1, 10**9))], ["", ""], stacked=False).bars) == LEAST
    assert min(bar.width for bar in draw_rows([Series("", "a", (1, 10**9))], ["", ""]).bars) == LEAST


def test_parts_of_a_whole_stand_upon_each_other() -> None:
    drawing = draw_columns([Series("", "a", (20,)), Series("", "b", (10,))], ["týden"], stacked=True)
    below, above = drawing.bars
    assert below.y == pytest.approx(above.y + above.height)
    assert (below.x, below.width) == (above.x, above.width)
    lying = draw_rows([Series("", "a", (20,)), Series("", "b", (10,))], ["okrsek"])
    assert lying.bars[0].x + lying.bars[0].width == pytest.approx(lying.bars[1].x)
    assert [word.text for word in lying.words] == ["okrsek", "30"]


def test_bars_of_different_kinds_stand_beside_each_other() -> None:
    drawing = draw_columns([Series("", "a", (20, 1)), Series("", "b", (10, 1))], ["", ""], stacked=False)
    (a, next_a), (b, _) = of(drawing, "a"), of(drawing, "b")
    assert a.x + a.width == pytest.approx(b.x, abs=0.1)
    assert b.x + b.width < next_a.x


def test_without_numbers_there_is_still_a_scale() -> None:
    drawing = draw_columns([Series("", "a", ())], [], stacked=False)
    assert drawing.bars == ()
    assert [word.text for word in drawing.words] == ["0", "1", "2"]
    assert draw_rows([Series("", "a", ())], []).bars == ()


def test_names_do_not_run_into_each_other_and_the_last_is_always_there() -> None:
    drawing = draw_columns([Series("", "a", (1,) * 12)], [f"{day}. 11." for day in range(10, 22)], stacked=False)
    shown = sorted((word for word in drawing.words if word.anchor == "middle"), key=lambda word: word.x)
    assert shown[-1].text == "21. 11."
    assert all(right.x - left.x >= 7 * len("21. 11.") for left, right in pairwise(shown))


@given(NUMBERS)
def test_a_scale_ends_at_a_round_number_with_a_whole_middle(most: int) -> None:
    top = round_top(most)
    assert most <= top <= max(2, 2 * most)
    assert top % 2 == 0
    assert len(str(top).rstrip("0")) == 1


def test_thousands_stand_apart() -> None:
    assert with_thousands_apart(1234567) == "1\u00a0234\u00a0567"
    assert with_thousands_apart(0) == "0"
