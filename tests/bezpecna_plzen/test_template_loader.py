"""Templates are indented for people; pages are sent without it, plain texts as they are written."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
INDENTED = re.compile(r"\n[ \t]")


def rendered(folder: Path, name: str, source: str) -> str:
    """A template of the project as it is sent."""
    (folder / name).write_text(source, encoding="utf-8", newline="")
    engine = Engine(dirs=[str(folder)], loaders=["bezpecna_plzen.template_loader.Loader"])
    return str(engine.get_template(name).render(Context({"text": "a\n  b"})))


def test_a_page_is_sent_without_the_indentation_of_its_template(tmp_path: Path) -> None:
    source = "<ul>\n  <li>one  two</li>\n\t<li\n     class='x'>{{ text }}</li>\n</ul>\n"
    assert rendered(tmp_path, "page.html", source) == "<ul>\n<li>one  two</li>\n<li\nclass='x'>a\n  b</li>\n</ul>\n"


def test_a_mail_is_sent_as_it_is_written(tmp_path: Path) -> None:
    assert rendered(tmp_path, "mail.txt", "Hello:\n  {{ text }}\n") == "Hello:\n  a\n  b\n"


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=st.text(alphabet="ab<>/ \t\n\N{NO-BREAK SPACE}"))
def test_no_space_that_is_seen_is_lost(tmp_path: Path, source: str) -> None:
    def as_seen(html: str) -> str:
        return re.sub(r"[ \t\n]+", " ", html)

    page = rendered(tmp_path, "page.html", source)
    assert not INDENTED.search(page)
    assert as_seen(page) == as_seen(source)


@pytest.mark.django_db
def test_the_pages_of_the_portal_are_read_in_this_way(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "\n<main id=" in page
    assert not INDENTED.search(page)


def test_no_template_shows_the_space_at_the_start_of_a_line() -> None:
    verbatim = re.compile(r"<(pre|textarea)\b.*?</\1>", re.DOTALL)
    shown = [found[0].partition(">")[2] for path in TEMPLATES for found in verbatim.finditer(path.read_text("utf-8"))]
    assert len(shown) == 5
    assert not [text for text in shown if INDENTED.search(text)]


def test_texts_that_go_over_several_lines_are_found_in_the_catalogues() -> None:
    """They are looked up as the template has them, but for those that are trimmed."""
    text = re.compile(r"{% blocktranslate ([^%]*)%}([^{]*(?:{(?!% endblocktranslate)[^{]*)*)")
    texts = [found for path in TEMPLATES for found in text.findall(path.read_text(encoding="utf-8"))]
    assert len(texts) > 100
    assert not [words for options, words in texts if "\n" in words and "trimmed" not in options.split()]
