"""The page of the design: staff only, and nothing that pages are made of is missing."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from bezpecna_plzen.admin import style_guide

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PATH = "/styl/"
# The alert above all pages while there is one; what a link to a page tells elsewhere.
ON_PAGES = {"banner", "social"}


def test_it_is_for_staff(client: Client, admin_client: Client) -> None:
    answer = client.get(PATH)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")
    answer = admin_client.get(PATH)
    assert answer.status_code == 200
    assert "noindex" in answer.content.decode()


def test_it_shows_every_component(admin_client: Client) -> None:
    templates = Path(settings.BASE_DIR / "templates" / "components").glob("*.html")
    shown = re.findall(r'id="component-(\w+)"', admin_client.get(PATH).content.decode())
    assert sorted(shown) == sorted({template.stem for template in templates} - ON_PAGES)
    assert len(shown) > 20


def test_it_shows_the_states_of_a_contact(admin_client: Client) -> None:
    page = admin_client.get(PATH).content.decode()
    for state in ("Ve funkci", "Zastoupen", "Neobsazeno", "Nikdy neověřeno"):
        assert state in page


def test_it_shows_every_token() -> None:
    groups = style_guide.list_tokens()
    assert {"ink", "b0", "b9", "focus"} <= set(groups["colour"])
    sheet = (settings.BASE_DIR / "static/css/style-guide.css").read_text(encoding="utf-8")
    for group in ("text", "space", "radius"):
        assert groups[group]
        assert [name for name in groups[group] if f".of-{name} " not in sheet] == []
