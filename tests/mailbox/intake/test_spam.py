"""What makes a text suspicious, and what must not."""

import pytest

from mailbox.intake.spam import Suspicion, find_suspicions, suspicions_in_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pod okny nám každou noc parkuje kamion.", []),
        ("Viz https://example.org/fotka a https://example.org/mapa.", []),
        ("Під нашими вікнами щоночі шумлять люди.", []),
        ("https://a.example https://b.example www.c.example", [Suspicion.LINKS]),
        ('Buy <a href="https://a.example">pills</a>', [Suspicion.MARKUP]),
        ("[url=https://a.example]pills[/url]", [Suspicion.MARKUP]),
        ("[URL]https://a.example www.b.example http://c.example[/URL]", [Suspicion.LINKS, Suspicion.MARKUP]),
    ],
)
def test_links_and_code_of_web_pages_are_suspicious(text: str, expected: list[Suspicion]) -> None:
    assert find_suspicions(text) == expected


def test_stored_suspicions_are_shown_in_words_also_when_they_are_no_longer_known() -> None:
    assert suspicions_in_words([Suspicion.TRAP, "gone"]) == [str(Suspicion.TRAP.label), "gone"]
