"""Templates that are folded for each language make the same as those that are not, to the byte."""

from datetime import date
from pathlib import Path

import pytest
from django.template import Context, Engine, Template, TemplateDoesNotExist, engines
from django.template.base import TextNode
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.thorough import examples

FILES = "django.template.loaders.filesystem.Loader"
HEAD = "{% load i18n static kept %}"
PIECES = [
    "<b>text</b>\n",
    "{# nothing #}",
    '{% translate "Find" %}',
    "{% translate 'Find' noop %}",
    '{% translate "Find"|upper %}',
    '{% translate "Find" as word %}',
    "{{ word }}",
    "{{ number }} {{ large }} {{ day }} {{ none }} {{ safe }} {{ lazy }}",
    "{{ nothing.of.it }} {{ word|safe }}{{ word|upper }}",
    '{% fixed %}{% translate "Find" as word %}{{ word }}{% url "districts:index" %}{% endfixed %}',
    "{% translate text %}",
    "{% blocktranslate %}Error:{% endblocktranslate %}",
    "{% blocktranslate trimmed asvar said %}\n  Error:\n{% endblocktranslate %}{{ said }}",
    "{% blocktranslate with name=text %}Infobox {{ name }}{% endblocktranslate %}",
    "{% blocktranslate count days=number %}{{ days }} day{% plural %}{{ days }} days{% endblocktranslate %}",
    '{% url "districts:index" %}',
    '{% url "districts:index" as there %}{{ there }}',
    '{% url "districts:street" text %}',
    '{% url "nowhere" as nothing %}[{{ nothing }}]',
    '{% static "css/portal.css" %}',
    '{% static "js/portal.js" as script %}{{ script }}',
    "{% get_current_language as code %}{{ code }}",
    '{% include "part.html" %}',
    '{% include "part.html" with word=text %}',
    '{% include "part.html" with word="a" only %}',
    '{% include "plain.html" %}',
    "{% include which %}",
]
AROUND = [
    ("{% if number %}", "{% else %}no{% endif %}"),
    ("{% if nothing_of_it %}", "{% else %}no{% endif %}"),
    ("{% for each in numbers %}{{ each }}", "{% empty %}none{% endfor %}"),
    ("{% with word=text %}", "{% endwith %}"),
    ("{% autoescape off %}{{ text }}", "{% endautoescape %}"),
    ('{% language "de" %}', "{% endlanguage %}"),
    ("{% spaceless %}<i> </i>", "{% endspaceless %}"),
    ("{% block one %}", "{% endblock %}"),
]
PART = '{% load i18n %}<p>{{ word }} {% translate "Find" as word %}{{ word }} {{ text }}{% translate "District" %}</p>'
PLAIN = '{% load i18n %}<p>{% translate "Find" %}</p>'


def engine(folder: Path, kind: str) -> Engine:
    libraries = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}
    libraries["kept"] = "core.templatetags.kept"
    return Engine(dirs=[str(folder)], libraries=libraries, loaders=[(kind, [FILES])])


def rendered(template: Template) -> str:
    values = {"text": "a-b", "number": 2, "numbers": [1, 2], "which": "plain.html", "word": "<w>"}
    kinds = {
        "large": 27207,
        "day": date(2026, 12, 1),
        "none": None,
        "safe": mark_safe("<b>"),
        "lazy": gettext_lazy("Find"),
    }
    return str(template.render(Context(values | kinds)))


@st.composite
def sources(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(PIECES), max_size=6))
    source = "".join(pieces)
    for before, after in draw(st.lists(st.sampled_from(AROUND), max_size=3, unique=True)):
        source = f"{before}{source}{after}{draw(st.sampled_from(PIECES))}"
    return source


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(100))
@given(source=sources(), language=st.sampled_from(["cs", "en", "vi"]))
def test_a_folded_template_makes_the_same(tmp_path: Path, source: str, language: str) -> None:
    for name, text in (("page.html", HEAD + source), ("part.html", PART), ("plain.html", PLAIN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    as_written = engine(tmp_path, "django.template.loaders.cached.Loader")
    folded = engine(tmp_path, "bezpecna_plzen.folded_templates.Loader")
    for code in (language, "cs"):
        with translation.override(code):
            expected = rendered(as_written.get_template("page.html"))
            assert [rendered(folded.get_template("page.html")) for _ in range(2)] == [expected, expected]


def test_what_depends_on_the_language_alone_is_one_text(tmp_path: Path) -> None:
    (tmp_path / "plain.html").write_text(PLAIN, encoding="utf-8")
    source = (
        '<a href="{% url "districts:index" %}">{% include "plain.html" %}</a>{% static "a.css" %}'
        "{% fixed %}{% get_current_language as code %}{% if code %} {{ code }}{% endif %}{% endfixed %}"
    )
    source = HEAD + source
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    folded = engine(tmp_path, "bezpecna_plzen.folded_templates.Loader")
    with translation.override("en"):
        (node,) = folded.get_template("page.html").nodelist
    assert isinstance(node, TextNode)
    assert node.s == '<a href="/en/okrsky/"><p>Find</p></a>/static/a.css en'


def test_a_template_that_includes_itself_ends_as_it_is_written(tmp_path: Path) -> None:
    source = '{{ tree.name }}{% for one in tree.below %}{% include "tree.html" with tree=one %}{% endfor %}'
    (tmp_path / "tree.html").write_text(source, encoding="utf-8")
    tree = {"name": "a", "below": [{"name": "b", "below": [{"name": "c"}]}, {"name": "d"}]}
    folded = engine(tmp_path, "bezpecna_plzen.folded_templates.Loader")
    assert folded.get_template("tree.html").render(Context({"tree": tree})) == "abcd"


def test_a_page_that_there_is_not_is_said_when_it_is_shown(tmp_path: Path) -> None:
    source = '{% if never %}{% url "nowhere" %}{% include "nowhere.html" %}{% endif %}fine'
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    folded = engine(tmp_path, "bezpecna_plzen.folded_templates.Loader")
    template = folded.get_template("page.html")
    assert template.render(Context()) == "fine"
    with pytest.raises(TemplateDoesNotExist):
        folded.get_template("nowhere.html")


def test_whoever_works_on_the_portal_gets_templates_as_they_are_written(tmp_path: Path) -> None:
    """A text that is translated anew is shown in the next page."""
    (tmp_path / "plain.html").write_text(PLAIN, encoding="utf-8")
    written = engine(tmp_path, "bezpecna_plzen.folded_templates.Loader")
    written.debug = True
    assert len(written.get_template("plain.html").nodelist) > 1


def test_the_pages_of_the_portal_are_folded() -> None:
    with translation.override("en"):
        (node,) = engines["django"].engine.get_template("components/leave.html").nodelist  # type: ignore[attr-defined]
    assert isinstance(node, TextNode)
