"""House numbers in words."""

from django.utils import translation

from districts.lookup.house_number_ranges import HouseNumbers, ranges_by_district


def said(*numbers: HouseNumbers) -> dict[int, str]:
    with translation.override(None):
        return ranges_by_district(numbers)


def street(district: int, *orientation: int, letter: str = "") -> list[HouseNumbers]:
    return [HouseNumbers(district, "č.p.", 1000 + number, number, letter) for number in orientation]


def test_odd_and_even_numbers_are_said_apart() -> None:
    assert said(*street(7, 1, 2, 3, 4, 45, 30)) == {7: "odd 1–45, even 2–30"}


def test_a_single_number_is_no_range() -> None:
    assert said(*street(7, 5)) == {7: "odd 5"}


def test_a_range_is_broken_where_another_district_has_a_number() -> None:
    assert said(*street(7, 1, 3, 9), *street(8, 5, 7)) == {7: "odd 1–3, 9", 8: "odd 5–7"}


def test_sides_of_a_street_do_not_break_each_other() -> None:
    assert said(*street(7, 1, 3, 5), *street(8, 2, 4)) == {7: "odd 1–5", 8: "even 2–4"}


def test_a_letter_belongs_to_its_number() -> None:
    numbers = [*street(7, 11), *street(7, 13, letter="a"), *street(8, 13, letter="b"), *street(7, 15)]
    assert said(*numbers) == {7: "odd 11–13a, 15", 8: "odd 13b"}


def test_one_number_in_two_districts_is_said_in_both() -> None:
    assert said(*street(7, 1), *street(8, 1)) == {7: "odd 1", 8: "odd 1"}


def test_houses_without_an_orientation_number_go_by_their_own_series() -> None:
    numbers = [
        HouseNumbers(7, "č.p.", 12, None, ""),
        HouseNumbers(7, "č.p.", 40, None, ""),
        HouseNumbers(7, "č.ev.", 3, None, ""),
    ]
    assert said(*numbers) == {7: "house numbers (č. p.) 12–40, registration numbers (č. ev.) 3"}


def test_no_numbers_are_nothing() -> None:
    assert said() == {}
