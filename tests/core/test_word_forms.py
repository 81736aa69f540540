"""The forms of Czech words: all cases of every pattern that names of places follow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import fold
from core.word_forms import inflect


@pytest.mark.parametrize(
    "forms",
    [
        # adjectives: Americká, as people speak too; masculine, neuter, plural
        "Americká Americké Americkou Americký Americkej",
        "Borská Borských Borským Borskými",
        "Malý Malého Malému Malém Malým",
        "České Českého Českému Českém Českým",
        "Jižní Jižního Jižnímu Jižním",
        # possessive ones
        "Škroupova Škroupovy Škroupově Škroupovu Škroupovou",
        "Libušina Libušiny Libušině Libušinu Libušinou",
        "Denisovo Denisova Denisovu Denisově Denisovým",
        "Smetanovy Smetanových Smetanovým Smetanovými",
        # feminine nouns
        "Lhota Lhoty Lhotě Lhotu Lhotou",
        "Košutka Košutky Košutce Košutku Košutkou",
        "Valcha Valchy Valše Valchu Valchou",
        "Hora Hory Hoře Horu Horou",
        "Olympia Olympie Olympii Olympií",
        "ulice ulici ulicí",
        "Stráň stráně stráni strání",
        "Náves návsi návsí",
        "alej aleje aleji alejí",
        "Plzeň Plzně Plzni Plzní",
        # masculine nouns
        "Lochotín Lochotína Lochotínu Lochotíně Lochotínem",
        "Bolevec Bolevce Bolevci Bolevcem",
        "Hrádek Hrádku Hrádkem",
        "Vlkýš Vlkýše Vlkýši Vlkýšem",
        "Kaufland Kauflandu Kauflandem",
        # neuter nouns
        "Předměstí Předměstím",
        "Město města městu městě městem",
        "Hradiště Hradišti Hradištěm",
        "muzeum muzea muzeu muzeem",
        # plurals
        "Slovany Slovan Slovanům Slovanech",
        "Lobzy Lobez Lobzům Lobzích Lobzech",
        "Křimice Křimic Křimicím Křimicích Křimicemi",
        "Doudlevce Doudlevec Doudlevcům Doudlevcích",
        "sady sadů sadům sadech",
        "lázně lázní lázním lázních lázněmi",
        "pole polí polím polích",
        "kasárna kasáren kasárnám",
        "škola škol",
    ],
)
def test_a_word_has_its_forms_in_all_cases(forms: str) -> None:
    word, *_ = forms.split()
    assert {fold(form) for form in forms.split()} - inflect(word) == set()


@pytest.mark.parametrize("word", ["Palackého", "Průkopníků", "U", "ve", "17", "G", "Míru", "T4"])
def test_a_word_that_is_in_another_case_or_no_word_has_no_forms(word: str) -> None:
    assert inflect(word) == {fold(word)}


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("Křimice", "Křimická"),
        ("Bory", "Borská"),
        ("Doubravka", "Doubravecká"),
        ("Plzeň", "Plzeňská"),
        ("Hrádek", "Hradecká"),
        ("Slovany", "Slovanská"),
        ("Nádražní", "Nádraží"),
        ("Bolevec", "Bolevecká"),
        ("Hůrka", "Hora"),
    ],
)
def test_words_that_only_share_a_root_share_no_form(word: str, other: str) -> None:
    assert not inflect(word) & inflect(other)


@given(st.text(max_size=12))
def test_any_text_is_a_form_of_itself_and_has_few(word: str) -> None:
    assert fold(word.lower()) in inflect(word)
    assert len(inflect(word)) <= 40
