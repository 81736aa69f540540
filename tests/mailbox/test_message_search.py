"""Searching messages: words without diacritics, prefixes, numbers, signs, and the index that answers."""

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.folding import fold
from mailbox.message_search import compact_index, condition_for
from mailbox.models import Message
from tests.mailbox.factories import make_message
from tests.thorough import examples

pytestmark = pytest.mark.django_db


def found(typed: str) -> set[Message]:
    return set(Message.objects.filter(condition_for(typed)))


def test_every_word_must_begin_a_word_whatever_the_case_and_diacritics() -> None:
    message = make_message(text="Příšerný hluk z hospody", place="Školní 5")
    make_message(text="Hluk ze stavby")
    assert found("HLUK priserny") == found("hlu příš") == found("skolni hluk") == found("hospod") == {message}
    assert found("hluk") == set(Message.objects.all())
    assert found("luk") == found("hluk kocka") == set()
    assert found("") == found("  ") == set(Message.objects.all())


def test_a_number_finds_the_message_that_has_it_and_those_that_name_it() -> None:
    named = make_message(text="Bez čísla")
    naming = make_message(text=f"Viz zpráva {named.pk}, prosím")
    assert found(str(named.pk)) == found(f"#{named.pk}") == {named, naming}
    assert found("9" * 19) == found("9" * 25) == set()


def test_what_changes_or_goes_is_no_longer_found() -> None:
    message = make_message(text="Ztracená peněženka", place="Plzeň")
    message.search_text = fold("Nalezená kočka")
    message.save()
    assert found("penezenka") == set()
    assert found("kocka") == {message}
    Message.objects.filter(pk=message.pk).update(
        erased_at=timezone.now(), text="", name="", email="", phone="", place="", search_text="", lat=None, lon=None
    )
    assert found("kocka") == found(str(message.pk)) == set()
    message.delete()
    compact_index()
    assert found("kocka") == set()


@pytest.mark.sqlite
def test_after_compacting_nothing_of_an_erased_text_is_left_in_the_index() -> None:
    message = make_message(text="Xylofonista")
    Message.objects.filter(pk=message.pk).update(search_text="")
    compact_index()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mailbox_message_words_data WHERE instr(block, CAST('xylo' AS BLOB))")
        assert cursor.fetchone() == (0,)


def test_signs_part_words_and_are_looked_for_by_nobody() -> None:
    message = make_message(text="„Vchod“ 12/3a – e-mail: jan.novak@example.org, viz http://example.com/cesta")
    for typed in ("example", "novak@example.org", "jan.novak", "12/3a", "3a", "vchod", "cesta", "e-mail"):
        assert found(typed) == {message}, typed
    for typed in ("'", '"', "***", "()", "--", "&|!", "%", "_", "\\", "\0"):
        assert found(typed) == set(), typed


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60) | st.text(alphabet="\"'*:&|!()<>-^~+{}[]\\ aá1_%NEARORDT", max_size=40))
def test_nothing_that_is_typed_breaks_the_search(typed: str) -> None:
    found(typed)


def test_any_text_is_found_by_its_own_words() -> None:
    text = "Український текст, Tiếng Việt, Straße, ﬁnále, 3½ m², ǅ, čeština"
    message = make_message(text=text)
    for word in text.replace(",", "").split():
        assert found(word) == {message}, word


def test_the_index_answers() -> None:
    for _ in range(20):
        make_message()
    query = Message.objects.order_by().filter(condition_for("neporadek"))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = query.explain()
    assert "mailbox_message_words" in plan or "VIRTUAL TABLE INDEX" in plan
