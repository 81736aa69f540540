"""The piece of an answer that is shown, and rich text as plain text for it."""

import pytest

from faq.search.excerpts import make_excerpt, plain_text
from faq.search.inverted_index import InvertedIndex, QuestionTexts


@pytest.mark.parametrize(
    ("rich", "expected"),
    [
        ("<p>Jedna</p><p>druhá</p>", "Jedna\ndruhá"),
        ("<p>Volejte <strong>1</strong><em>58</em>.</p>", "Volejte 158."),
        ("<h2>Platební karta</h2><p>Zavolejte.</p>", "Platební karta:\nZavolejte."),
        ("<h3>A <strong>co dál</strong> </h3><p>Nic.</p>", "A co dál:\nNic."),
        ("<h3>Už jste zaplatili?</h3><p>Volejte.</p>", "Už jste zaplatili?\nVolejte."),
        ("<p>a&nbsp;b &lt;i&gt;</p>", "a\xa0b <i>"),
        ("", ""),
    ],
)
def test_paragraphs_are_lines_and_headings_end_with_a_mark(rich: str, expected: str) -> None:
    assert plain_text(rich) == expected


def test_of_pieces_that_say_as_much_the_first_is_shown_whatever_order_their_words_are_in() -> None:
    """0.1 + 0.2 + 0.3 is 0.6 in some orders only, and the order of a set differs from process to process."""
    filler = "Nic tu není. " * 30
    others = [(f"prvni{n}", f"druhe{n}", f"treti{n}") for n in range(20)]
    text = "Jediné slovo. " + filler + filler.join(f"A {' '.join(words)}. " for words in others)
    index = InvertedIndex({0: QuestionTexts("", "", "", text)}, [], "vi")
    wanted = {"slovo": 0.6}
    for words in others:
        wanted |= dict(zip(words, (0.1, 0.2, 0.3), strict=True))
    assert make_excerpt(index.bodies[0], wanted).startswith("Jediné <mark>slovo</mark>.")
