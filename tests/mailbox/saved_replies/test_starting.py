"""The saved replies the portal starts with: whole in five languages, and never written over what staff made of them."""

import re
from itertools import product

import pytest
from django.conf import settings

from core.danger import emergency_lines
from faq.models import Topic
from mailbox.models import SavedReply
from mailbox.saved_replies.placeholders import find_unfilled, find_unknown
from mailbox.saved_replies.starting import load_replies, read_texts

LANGUAGES = [code for code, _name in settings.LANGUAGES]
TEXTS = {code: read_texts(code) for code in LANGUAGES}
KEYS = list(TEXTS["cs"])


def test_there_are_enough_and_some_are_for_closing() -> None:
    assert len(KEYS) >= 25
    assert len({said["title"] for said in TEXTS["cs"].values()}) == len(KEYS)
    assert sum(said.get("use") == "closing" for said in TEXTS["cs"].values()) == 5


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_all_of_them_with_the_same_to_fill_in(code: str) -> None:
    assert list(TEXTS[code]) == KEYS
    for key in KEYS:
        text, czech = (TEXTS[each][key]["text"] for each in (code, "cs"))
        assert sorted(find_unfilled(text)) == sorted(find_unfilled(czech)), key
        assert find_unknown(text) == [], key
        assert text.strip(), key


def test_no_number_is_written_that_can_be_filled_in_and_none_is_invented() -> None:
    numbers = {line.number for line in emergency_lines.EMERGENCY}
    for code, key in product(LANGUAGES, KEYS):
        digits = re.findall(r"\d[\d ]*\d", TEXTS[code][key]["text"])
        assert not numbers & set(digits), (code, key)
        assert all(len(each) <= 2 for each in digits), (code, key)  # hours and ages only


@pytest.mark.django_db
def test_a_new_portal_has_them_with_their_topics() -> None:
    assert SavedReply.objects.count() == len(KEYS)
    for reply in SavedReply.objects.all():
        assert all(getattr(reply, f"text_{code}") for code in LANGUAGES), reply
    slugs = {said.get("topic") for said in TEXTS["cs"].values()} - {None}
    assert slugs <= set(Topic.objects.values_list("slug", flat=True))
    dogs = SavedReply.objects.get(title=TEXTS["cs"]["psi"]["title"])
    assert (dogs.topic, dogs.use) == (Topic.objects.get(slug="zvirata"), SavedReply.Use.ANSWER)


@pytest.mark.django_db
def test_what_staff_made_of_them_stays_and_what_is_missing_is_added() -> None:
    ours, gone = (TEXTS["cs"][key]["title"] for key in ("psi", "lampa"))
    SavedReply.objects.filter(title=ours).update(text="Naše", text_cs="Naše", text_de=None, use="closing", topic=None)
    SavedReply.objects.filter(title=gone).delete()
    assert load_replies(SavedReply, Topic) == 1
    assert load_replies(SavedReply, Topic) == 0
    reply = SavedReply.objects.get(title=ours)
    assert (reply.text_cs, reply.text_de, reply.use, reply.topic) == ("Naše", None, "closing", None)  # type: ignore[attr-defined] # columns of translations
    assert SavedReply.objects.filter(title=gone).exists()
