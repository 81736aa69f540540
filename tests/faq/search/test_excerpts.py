"""Rich text as plain text, for the search and its excerpts."""

import pytest

from faq.search.excerpts import plain_text


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
