"""Cries for help are recognised however they are spelt, and nothing that people ask every day is taken for one."""

import csv
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.danger import Danger, recognise
from core.danger.languages import LANGUAGES, recognise_languages
from core.danger.phrases import FOLDER, read_book, read_books
from core.danger.spelling import Piece, split_pieces

HERE = Path(__file__).parent
CRIES = {
    path.name: [
        (row["text"], Danger(row["kind"]))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    ]
    for path in sorted(HERE.glob("*cries.tsv"))
}
EVERYDAY = [
    line
    for path in sorted(HERE.glob("*everyday.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line
]


@pytest.mark.parametrize("name", CRIES)
def test_nearly_every_cry_gets_the_right_card(name: str) -> None:
    missed = [text for text, danger in CRIES[name] if recognise(text)[:1] != (danger,)]
    assert len(CRIES[name]) >= 100
    assert len(missed) <= 0.02 * len(CRIES[name]), missed


def test_no_everyday_query_gets_one() -> None:
    assert len(EVERYDAY) >= 1000
    assert not {text: recognise(text) for text in EVERYDAY if recognise(text)}


@pytest.mark.parametrize(
    "text",
    [
        "CHCI UMŘÍT",
        "chci umrit",
        "chciii umřííít",
        "chci umirt",  # a slip of the finger
        "chciumrit",
        "😭😭 chci 😭 umřít 😭",
        "chci… umřít",
        "chci um\u200břít",  # an invisible character inside
        "umřít chci, prosím",
        "kamarádka se chce zabít",
        "Na rohu je zase nepořádek, ale mně je to jedno, stejně už nechci žít a nevím, komu to říct.",
        "xochu pomerty",
        "hochu vmerty",
        "хочу умереть",
        "muon chet",
        "i wanna die",
        "ICH MÖCHTE NICHT MEHR LEBEN",
        "ich moechte nicht mehr leben",
        "prevence sebevražd",
    ],
)
def test_despair_is_recognised_however_it_is_spelt(text: str) -> None:
    assert recognise(text) == (Danger.DESPAIR,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "už nemůžu zaparkovat",
        "zabiju souseda hlukem",
        "ztratil se mi pes",
        "syn ztratil občanku",
        "hledám školku pro syna",
        "vyúčtování plynu",
        "nechci žít vedle hospody",
        "domácí násilí poradna",
        "umřít smíchy",
        "Bílý kruh bezpečí",  # without diacritics also: they beat
        "může být dítě samo venku",  # and: to beat
        "sledujeme vývoj",
        "дорого і повысилась плата",
        "text písně chci umřít s tebou",
        "tu van mien phi",  # advice, not suicide: Vietnamese without its tones
        "Todesopfer Unfall B27",
    ],
)
def test_words_of_danger_that_mean_none_are_left_alone(text: str) -> None:
    assert recognise(text) == ()


@pytest.mark.parametrize("text", ["kamarádka se chce zabít, poraďte mi", "chci se zabít pomozte mi"])
def test_who_asks_for_help_is_not_taken_for_whom_somebody_hurts(text: str) -> None:
    assert recognise(text) == (Danger.DESPAIR,)


@pytest.mark.parametrize("age", ["", "5", "12"])
def test_an_age_may_stand_anywhere(age: str) -> None:
    assert recognise(f"can not find my {age} year old") == (Danger.LOST_CHILD,)


def test_a_phrase_with_its_diacritics_needs_them_alone() -> None:
    assert recognise("bije ji") == (Danger.VIOLENCE,)
    assert recognise("hodiny bijí i v noci") == ()


def test_a_text_may_speak_of_several_dangers() -> None:
    assert recognise("táta mě bije a já už nechci žít") == (Danger.VIOLENCE, Danger.DESPAIR)


@pytest.mark.parametrize(
    "text",
    ["manžel vyhrožuje, že se zabije", "my boyfriend says he will kill himself if i leave him"],
)
def test_who_threatens_to_kill_himself_threatens_nobody_else(text: str) -> None:
    assert recognise(text) == (Danger.DESPAIR,)


def test_an_everyday_phrase_does_not_hide_a_cry_beside_it() -> None:
    assert recognise("umírám hlady a zimou, ztratil se mi pes a chci umřít") == (Danger.DESPAIR,)


def test_the_next_sentence_does_not_make_a_cry_harmless() -> None:
    assert recognise("chci umřít žízní") == ()
    assert recognise("Chci umřít. Žízní tu i stromy.") == (Danger.DESPAIR,)


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_case_makes_no_difference(text: str) -> None:
    assert recognise(text) == recognise(text.casefold())


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_coordinates_are_no_cry(lat: float, lon: float) -> None:
    assert recognise(f"{lat},{lon}") == ()


@given(st.lists(st.sampled_from(["chci", "se", "zabít", "umřít", "mě", "bije", "už", "nemůžu", "dál", "syn", "."])))
def test_words_of_the_phrases_in_any_number_and_order_can_be_read(words: list[str]) -> None:
    recognise(" ".join(words))


@given(st.text("abcdefghijklmnoprstuvz ", max_size=200), st.text("abcdefghijklmnoprstuvz ", max_size=200))
def test_a_cry_is_found_wherever_it_stands(before: str, after: str) -> None:
    assert Danger.DESPAIR in recognise(f"{before}. Chci umřít. {after}")


def calls(text: str) -> int:
    """How many functions are called to read a text."""
    recognise(text)  # words are remembered
    count = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        recognise(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "words",
    [
        "se si mě to a už ",  # small words, between which phrases never end
        "chci chce chtěl ",
        "nechci zabít bije ztratil cítím want kill hits lost хочу не muốn không will nicht ",
        "nemůžu najít nevím kde moje je hledám svého ",
        "ab" * 19 + " ",
    ],
)
def test_the_work_grows_with_the_text_and_no_faster(words: str) -> None:
    once, four_times = calls(words * 40), calls(words * 160)
    assert four_times < 4.5 * once + 500


def test_every_phrase_of_a_danger_is_recognised_by_itself() -> None:
    """A phrase that another rule makes silent is a mistake in the file."""
    for book in read_books():
        for phrase in book.phrases:
            if phrase.says not in set(Danger):
                continue
            words = [book.words.get(word, (word,))[0] for group in phrase.groups for word in group]
            text = " ".join(word.removesuffix("*") for word in words)
            assert Danger(phrase.says) in recognise(text), (book.language, phrase)


def test_every_word_of_the_files_is_one_word() -> None:
    for book in read_books():
        listed = [*book.small, *book.not_slips, *(word for words in book.words.values() for word in words)]
        assert not [word for word in listed if len(split_pieces(word.removesuffix("*"))) != 1]


def test_a_phrase_with_unknown_words_says_so(tmp_path: Path) -> None:
    text = (FOLDER / "vi.toml").read_text(encoding="utf-8").replace("[phrases]\n", '[phrases]\nx = "NIKDO chce"\n')
    path = tmp_path / "vi.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="NIKDO"):
        read_book(path)


def test_every_danger_says_whom_to_call_and_where_that_is_from() -> None:
    for danger in Danger:
        assert danger.lines
        assert all(len(line.sources) >= 2 for line in danger.lines)
        assert danger.texted
        assert all(len(line.text_sources) >= 2 for line in danger.texted)
        assert all(len(chat.sources) >= 2 for chat in danger.chats)


def test_words_keep_their_diacritics_whatever_stands_before_them() -> None:
    assert split_pieces("It’s “muốn”!\u200b") == [Piece("ic", "it’s"), Piece("muon", "muốn"), Piece("!", "!")]
    assert Danger.DESPAIR in recognise("It’s hard: tôi muốn chết")


def test_the_languages_are_those_of_the_files() -> None:
    assert {book.language for book in read_books()} == LANGUAGES


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("nechci žít", {"cs", "de", "en"}),
        ("хочу ă", LANGUAGES),
        ("tôi muốn", {"vi", "en"}),
        ("mám", {"cs", "de", "en", "vi"}),
        ("muon chet", LANGUAGES),
    ],
)
def test_letters_tell_which_languages_a_text_may_be_in(text: str, languages: set[str]) -> None:
    assert recognise_languages(text).possible == languages
