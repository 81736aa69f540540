"""How strongly questions have words, gone through for all questions at once, is what it is for each of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from faq.search.postings import Postings

QUESTIONS = 6
shares = st.floats(0.01, 1)
having = st.dictionaries(st.integers(0, QUESTIONS - 1), shares, min_size=1)
posted = st.dictionaries(st.sampled_from("abcd"), having)


@given(posted, posted, st.dictionaries(st.sampled_from("abcdx"), shares))
def test_each_question_is_as_strong_as_the_key_that_says_most(
    first: dict[str, dict[int, float]], second: dict[str, dict[int, float]], keys: dict[str, float]
) -> None:
    measured = np.zeros(QUESTIONS)
    for strengths, is_first in ((first, True), (second, False)):
        Postings(strengths).measure(keys, measured, weight=1, is_first=is_first)
    assert measured.tolist() == [
        max(
            (weight * each.get(key, {}).get(number, 0.0) for each in (first, second) for key, weight in keys.items()),
            default=0.0,
        )
        for number in range(QUESTIONS)
    ]
