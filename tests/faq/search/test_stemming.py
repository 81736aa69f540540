"""What the search takes for the same word, and which words it thinks were meant."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.folding import fold_strokes
from faq.search.spelling import Vocabulary
from faq.search.stemming import MAX_LENGTH, root_of_stem, split_words, standard_forms, stem_word
from faq.search.stopwords import STOPWORDS, WEAK
from faq.search.synonyms import Mention, Thesaurus

CZECH_LETTERS = "aábcčdďeéěfghiíjklmnňoópqrřsštťuúůvwxyýzž"


def said(text: str) -> list[str]:
    return [word.text for word in split_words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Našel jsem OBČANKU!", ["nasel", "jsem", "obcanku"]),
        ("Plzni.to; 112/158 – e-mail", ["plzni", "to", "112", "158", "e", "mail"]),
        ("neighbour's п'ять", ["neighbours", "пять"]),
        ("Đường Straße İstanbul", ["duong", "strasse", "istanbul"]),
        ("pří\u00adliš na\u200bšel", ["prilis", "nasel"]),
        (unicodedata.normalize("NFD", "příliš žluťoučký"), ["prilis", "zlutoucky"]),
        ("\x00 _ ’ 🙂 …", []),
    ],
)
def test_words_have_no_case_and_no_diacritics(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@given(st.text(max_size=300))
def test_words_of_any_text_stand_where_they_say_they_do(text: str) -> None:
    end = 0
    for word in split_words(text):
        assert end <= word.start < word.end <= len(text)
        assert word.text
        assert said(text[word.start : word.end]) == [word.text]
        end = word.end


@given(st.text(alphabet=CZECH_LETTERS + " ", max_size=60))
def test_diacritics_and_case_make_no_difference(text: str) -> None:
    assert said(text) == said(fold_strokes(text)) == said(text.upper())


def test_marks_without_end_make_one_short_word() -> None:
    assert said("a" + "\u0301" * MAX_LENGTH) == ["a"]
    assert len(said("a" * 10_000)[0]) <= 40


@pytest.mark.parametrize(
    "forms",
    [
        "občanka občanku občanky občance občankou občanek",
        "průkaz průkazu průkazem průkazy průkazů",
        "soused sousedi souseda sousedovi sousedem",
        "policie policii policií",
        "strážník strážníci strážníka strážníků",
        "stříkačka stříkačku stříkaček",
        "pes psa psi psů psovi psem",
        "dům domu domy domů",
        "děti dítě dětem dítěte",
        "peníze peněz penězi",
        "parkovat parkuje parkují parkuju parkoval parkování",
        "noc noci nocí",
        "drogy drogách drogami",
        "cizí cizího cizích cizímu",
    ],
)
def test_forms_of_a_czech_word_have_one_key(forms: str) -> None:
    assert len({stem_word(fold_strokes(form), "cs") for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "family", ["pálí pálit pálení", "hluk hlučný", "policie policista policejní", "ztratil ztráta"]
)
def test_words_of_a_family_have_one_root(family: str) -> None:
    assert len({root_of_stem(stem_word(fold_strokes(word), "cs"), "cs") for word in family.split()}) == 1


def test_different_words_have_different_keys() -> None:
    apart = said("pes kolo auto soused policie strážník park parkovat droga hluk hlas odpad oheň plyn")
    assert len({stem_word(word, "cs") for word in apart}) == len(apart)


def test_each_language_has_its_own_stems_and_vietnamese_none() -> None:
    assert stem_word("burning", "en") == stem_word("burned", "en")
    assert stem_word("haus", "de") == stem_word("hausern", "de")
    assert (
        len({stem_word(fold_strokes(word), "uk") for word in ["собака", "собаку", "собаки", "собакою", "собаці"]}) == 2
    )
    assert len({stem_word(fold_strokes(word), "uk") for word in ["поліція", "поліцію", "поліції", "поліцією"]}) == 1
    assert (
        len(
            {stem_word(fold_strokes(word), "uk") for word in ["телефонувати", "телефонує", "телефонувала", "телефоном"]}
        )
        == 1
    )
    assert stem_word("дім", "uk") == "дім"
    assert stem_word("canh", "vi") == "canh"


def test_spoken_czech_is_read_as_written_one() -> None:
    assert "mlady" in standard_forms("mladej", "cs")
    assert "cizych" in standard_forms("cizejch", "cs")
    assert "okno" in standard_forms("vokno", "cs")
    assert "sousedy" in standard_forms("sousedama", "cs")
    assert "garaze" in standard_forms("garazema", "cs")
    assert standard_forms("mladej", "en") == ()


def test_a_word_that_says_nothing_is_no_form_of_one_that_does() -> None:
    assert stem_word("muze", "cs") != stem_word("muz", "cs")
    assert stem_word("muzem", "cs") == stem_word("muz", "cs")


def test_stop_words_are_folded() -> None:
    lists = (*STOPWORDS.values(), *WEAK.values())
    assert not [word for each in lists for word in each if said(word) != [word]]


VOCABULARY = Vocabulary(
    Counter(
        [
            *("Občanka", "občanku", "průkaz", "soused", "pálení", "pálil", "parkování", "policie", "sklep", "pes"),
            "stříkačka",
        ]
    ),
    "cs",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("obcnaka", "obcanka"), ("obcank", "obcanka"), ("obcannka", "obcanka"), ("sosued", "soused")),
        *(("strikcaka", "strikacka"), ("strykacka", "strikacka"), ("rpukaz", "prukaz"), ("obcnakou", "obcanka")),
    ],
)
def test_slips_are_put_right(typed: str, meant: str) -> None:
    meaning = VOCABULARY.meaning(typed)
    assert stem_word(meant, "cs") in meaning.keys
    assert fold_strokes(meaning.correction) in {"", *VOCABULARY._forms}


def test_a_slip_is_told_and_a_known_word_is_none() -> None:
    assert VOCABULARY.meaning("sosued").correction == "soused"
    assert VOCABULARY.meaning("strikcaka").correction == "stříkačka"
    assert VOCABULARY.meaning("sousedovi").correction == ""


@pytest.mark.parametrize("word", ["psa", "pse", "psx", "peso", "asdfgh", "1580", "klatovska", "x" * 40])
def test_short_words_numbers_and_nonsense_are_not_guessed_at(word: str) -> None:
    assert VOCABULARY.meaning(word).correction == ""


def test_words_written_together_are_taken_apart() -> None:
    assert VOCABULARY.parts("prukazsoused") == ("prukaz", "soused")
    assert VOCABULARY.parts("nesmyslslova") is None


def test_members_of_a_set_are_found_in_any_form_and_overlap() -> None:
    sets = Thesaurus(["občanka, občanský průkaz", "průkaz, legitimace", "OP"], "cs")
    found = list(sets.mentions([(stem_word(word, "cs"),) for word in said("bez občanského průkazu")]))
    assert found == [Mention(1, 3, 0), Mention(2, 3, 1)]
    assert [mention.number for mention in sets.mentions([("obcank",)])] == [0]
    assert not list(sets.mentions([("obcansk",)]))


def test_members_behind_a_language_are_read_in_that_one_only() -> None:
    marked = "kolo, de: Fahrrad, Rad, uk: ровер"
    czech, german = Thesaurus([marked], "cs"), Thesaurus([marked], "de")
    rad = stem_word("rad", "de")
    assert not list(czech.mentions([(rad,)]))
    assert list(german.mentions([(rad,)])) == [Mention(0, 1, 0)]
    assert list(czech.mentions([(stem_word("kola", "cs"),)])) == [Mention(0, 1, 0)]
    assert not list(german.mentions([("ровер",)]))
    assert czech.spelt == {"kolo"}
    assert german.spelt == {"Fahrrad", "Rad"}  # nobody's slip in German is put right in Czech
