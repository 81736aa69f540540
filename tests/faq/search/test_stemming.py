"""What the search takes for forms of the same word, and for words of one family."""

import pytest

from core.folding import fold_strokes
from faq.search.stemming import root_of_stem, standard_forms, stem_word
from faq.search.tokenizer import split_words


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
    text = "pes kolo auto soused policie strážník park parkovat droga hluk hlas odpad oheň plyn"
    apart = [word.text for word in split_words(text)]
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
