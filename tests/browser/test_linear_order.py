"""Pages as a screen reader comes to them: what is said first, what twice, what has no name, in which language."""

from itertools import pairwise
from urllib.parse import unquote_plus

import pytest

from core.danger import recognise
from tests.browser import screen_reader
from tests.browser.looks import PublicPage
from tests.browser.page import Page
from tests.browser.screen_reader import CONTROLS, HEADING, TEXT, Said
from tests.pages import ONLY_IN_ENGLISH, in_language

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("whole_site")]

PARTS = ["banner", "main", "contentinfo"]


def read(page: Page, path: str) -> list[Said]:
    page.open(path)
    return screen_reader.read(page)


def test_every_page_begins_with_a_way_to_its_content_and_names_it_first(public_pages: dict[str, PublicPage]) -> None:
    for path, each_page in public_pages.items():
        said = each_page.said
        skip = "Skip to the content" if path in ONLY_IN_ENGLISH else "Přeskočit na obsah"
        assert (said[1].role, said[1].name) == ("link", skip), path
        assert [each.role for each in said if each.role in PARTS and not each.ends] == PARTS, path
        main = next(number for number, each in enumerate(said) if each.role == "main")
        before = [each.level for each in said[:main] if each.role == HEADING]
        asked = unquote_plus(path.partition("?q=")[2])
        dangers = recognise(asked)  # who is to be called comes first, and has headings of its own
        assert before == [2] * len(dangers), path
        levels = [each.level for each in said[main:] if each.role == HEADING]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(below - above <= 1 for above, below in pairwise(levels)), path


def test_nothing_is_nameless_or_said_twice_in_a_row(public_pages: dict[str, PublicPage]) -> None:
    for path, each_page in public_pages.items():
        said = each_page.said
        nameless = [
            each
            for each in said
            if each.role in {*CONTROLS, HEADING, "navigation", "region", "complementary"} and not each.name
            if not each.ends and each.role not in ("image", "img")
        ]
        assert not nameless, path
        navigations = [each.name for each in said if each.role == "navigation" and not each.ends]
        assert len(set(navigations)) == len(navigations), path
        # What a link or a button says is not said again by what comes next, nor by its own description.
        heard = [each for each in said if each.role in {*CONTROLS, TEXT} and each.name]
        twice = [a for a, b in pairwise(heard) if a.name == b.name]
        described = ((each, note.removeprefix("popis: ")) for each in heard for note in each.notes if "popis: " in note)
        twice += [each for each, description in described if description in each.name]
        assert not twice, path


def test_the_map_can_be_passed_by_and_what_it_says_is_in_a_list_too(page: Page) -> None:
    said = read(page, "/")
    names = [each.name for each in said if each.role == "link"]
    first = next(number for number, name in enumerate(names) if name.startswith("Okrsek 1 "))
    assert names[first - 1] == "Přeskočit mapu na seznam okrsků"
    districts = [name.partition(",")[0].removeprefix("Okrsek ") for name in names if name.startswith("Okrsek ")]
    assert len(districts) == 30
    assert set(districts) <= set(names)


def test_what_is_wrong_is_said_first_and_with_its_field(page: Page) -> None:
    page.open("/infoschranka/")
    with page.leaving():
        page.chromium.execute_script("document.querySelector('.send button').click()")
    said = screen_reader.read(page)
    assert said[0].name.startswith("Chyba: ")
    main = next(number for number, each in enumerate(said) if each.role == "main")
    assert said[main + 1].role == "alert"
    text = next(each for each in said if each.role == "textbox" and each.name == "Vaše zpráva")
    assert "chybný údaj" in text.notes
    assert any("Chyba: Napište, o co jde." in note for note in text.notes)


def test_what_is_in_another_language_is_said_in_it(page: Page) -> None:
    """Czech names on a Ukrainian page, an answer that has no translation, the names of languages."""
    said = read(page, in_language("uk", "/okrsky/14/"))
    languages = {piece.text: piece.language for each in said for piece in each.pieces}
    assert said[0].pieces[0].language == "uk"
    for name in ("Střed", "Klatovská třída", "Hana Vzorová", "Perlová 3, 301 00 Plzeň", "Čeština"):
        assert languages[name] == "cs", name
    assert languages["Deutsch"] == "de"
    related = read(page, in_language("uk", "/dotazy/soused-pali-odpad/"))
    czech = [each for each in related if each.role == "link" and "чеською" in each.name]
    assert czech
    assert all([piece.language for piece in each.pieces] == ["cs", "uk"] for each in czech)
