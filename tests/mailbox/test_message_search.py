"""Searching messages: words without diacritics, prefixes, numbers, signs, and the index that answers."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from core.folding import fold
from mailbox import followup, handling
from mailbox.intake.receipt_codes import digest_of, format_code, make_code, parse_code
from mailbox.message_search import compact_index, condition_for, looking_for, refresh_search_text, text_to_search
from mailbox.models import Message
from mailbox.permissions import access
from mailbox.search_words import LONGEST
from tests.mailbox.factories import make_desk, make_message, make_reply, make_staff
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


PHONE_IN_ANY_WRITING = [
    *("+420 377 031 111", "377031111", "377 031 111", "00420 377 031 111", "00420377031111", "420377031111"),
    *("+420377031111", "(377) 031-111", "+420 377/031 111", "377.031.111", "377 03 11 11"),
    *("377 031", "031 111", "031111", "0311 11", "703 11 11", "37703111"),  # a part of it
]


@pytest.mark.parametrize("written", ["+420 377 031 111", "377031111", "00420377031111", "377 031 111 kl. 5"])
def test_a_phone_is_found_in_any_writing_and_by_any_six_of_its_digits(written: str) -> None:
    message = make_message(phone=written, name="Eva Malá")
    make_message(phone="377 031 112")
    make_message(phone="")
    for typed in PHONE_IN_ANY_WRITING:
        others = {"377 031", "37703111", "703 11 11"} & {typed}
        assert message in found(typed), typed
        assert len(found(typed)) == 1 or others, typed
    assert found("mala 377031111") == found("377 031 111 Eva") == {message}
    assert found("Eva 377031112") == found("377 031 113") == set()


def test_a_foreign_phone_is_found_with_and_without_its_country() -> None:
    away, local = make_message(phone="+49 170 1234567"), make_message(phone="0170 7654321")
    for typed in ("+491701234567", "0049 170 1234567", "0170 1234567", "1234567"):
        assert found(typed) == {away}, typed
    assert found("+49 170 765 43 21") == {local}


def test_a_phone_in_a_text_is_found_and_numbers_of_few_digits_find_no_phones() -> None:
    message = make_message(text="Volejte mi na 603 111 222, děkuji.", place="", name="Q.")
    assert found("+420603111222") == found("111 222") == {message}
    quiet = make_message(phone="700 700 700", text="Nic", place="")
    assert quiet not in found("700") | found("70070") | found("7")


def test_a_name_is_found_in_any_order_and_with_letters_that_have_strokes() -> None:
    message = make_message(name="Nguyễn Thị Đường", text="x")
    assert found("duong nguyen") == found("Đường Nguyễn") == found("NGUYEN thi") == {message}


def test_a_code_finds_its_message_alone_however_it_is_grouped() -> None:
    code = make_code("zpráva")
    message = make_message(receipt_hash=digest_of(code))
    make_message(text=f"Můj kód je {code}")
    spaced = format_code(code)
    for typed in (
        code,
        spaced,
        spaced.replace(" ", ""),
        f"  {spaced} ",
        "-".join(code[at : at + 4] for at in range(0, 17, 4)),
    ):
        assert found(typed) == {message}, typed
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    assert message not in found(wrong)
    Message.objects.filter(pk=message.pk).update(
        erased_at=timezone.now(), text="", place="", search_text="", lat=None, lon=None
    )
    assert found(code) == set()


def test_a_code_from_before_a_change_of_the_key_works(settings: Settings) -> None:
    code = make_code("zpráva")
    message = make_message(receipt_hash=digest_of(code))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert found(code) == {message}


def test_every_text_of_the_thread_is_found_also_where_an_answer_was_copied_to(reachable_department: None) -> None:
    now, user = timezone.now(), make_staff(access.DEPARTMENT)
    message, duplicate = make_message(text="První"), make_message(text="Druhá")
    handling.merge_messages(message=duplicate, into=message, user=user, now=now)
    handling.add_note(message=message, user=user, text="Volal pan Kroupa, 603 111 222", now=now)
    handling.answer_message(message=message, user=user, text="Přivezeme kontejner.", now=now)
    followup.store_addition(message=message, text="Přibyla tam matrace.", now=now)
    handling.forward_message(message=message, user=user, to=make_desk(), reason="Týká se zeleně.", now=now)
    for typed in ("kroupa", "603111222", "matrace", "zelene", "prvni kroupa kontejner matrace zelene"):
        assert found(typed) == {message}, typed
    assert found("kontejner") == {message, duplicate}
    assert found("druha kontejner") == {duplicate}


def test_what_was_written_last_is_found_however_long_the_thread_is() -> None:
    message = make_message(text="Začátek")
    for number in range(30):
        make_reply(message, text=f"slovo{number} " + "výplň " * 1_500, created_at=timezone.now() + timedelta(number))
    refresh_search_text(message)
    assert len(message.search_text) <= LONGEST
    assert found("zacatek slovo29") == {message}


ALPHABET = "Ššeéđğ 0123456789 +-/().,x\u00a0٣"


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.text(alphabet=ALPHABET, max_size=60),
    phone=st.text(alphabet=ALPHABET, max_size=20),
    typed=st.text(alphabet=ALPHABET, max_size=30),
)
def test_the_newest_are_searched_like_the_index(said: str, phone: str, typed: str) -> None:
    Message.objects.all().delete()
    message = make_message(text=said, place="", phone=phone)
    fits = looking_for(typed)
    if fits is not None:
        assert fits(message.search_text) == (message in found(typed))


def test_a_phone_of_any_length_is_found_by_its_digits() -> None:
    @settings(max_examples=examples(100))
    @given(
        digits=st.from_regex(r"\A[1-9][0-9]{5,14}\Z"),
        gaps=st.lists(st.sampled_from(["", " ", "-", "/", ". "]), min_size=15, max_size=15),
    )
    def is_found(digits: str, gaps: list[str]) -> None:
        message = make_message(phone=digits[:40])
        typed = "".join(f"{digit}{gap}" for digit, gap in zip(digits, gaps, strict=False)).strip(" -/.")
        if parse_code(typed) is None:
            assert message in found(typed)
        message.delete()

    is_found()


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


def migrate() -> None:
    """What migration 0017 does."""
    migration: Any = import_module("mailbox.migrations.0017_search_of_threads")
    migration.fill(apps, connection.schema_editor(atomic=False))


def test_messages_from_before_are_filled_in_batches_and_erased_ones_stay_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    migration: Any = import_module("mailbox.migrations.0017_search_of_threads")
    monkeypatch.setattr(migration, "BATCH", 3)
    old = [
        make_message(text=f"Zpráva {number}", phone="377 031 111", search_text=f"zprava {number}")
        for number in range(7)
    ]
    for each in old:
        make_reply(each, text=f"Odpověď{each.pk}")
    erased = make_message(
        text="",
        place="",
        search_text="",
        state="closed",
        outcome="solved",
        erased_at=timezone.now(),
        closed_at=timezone.now(),
    )
    for _ in range(2):  # once more changes nothing
        migrate()
    assert found("031 111") == set(old)
    for each in Message.objects.exclude(pk=erased.pk):
        assert each.search_text == text_to_search(each)
        assert found(f"odpoved{each.pk}") == {each}
    assert Message.objects.get(pk=erased.pk).search_text == ""
