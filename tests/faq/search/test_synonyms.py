"""Words and phrases that mean the same, found in a text."""

from faq.search.stemming import stem_word
from faq.search.synonyms import Mention, Thesaurus
from faq.search.tokenizer import split_words


def test_members_of_a_set_are_found_in_any_form_and_overlap() -> None:
    sets = Thesaurus(["občanka, občanský průkaz", "průkaz, legitimace", "OP"], "cs")
    said = [word.text for word in split_words("bez občanského průkazu")]
    found = list(sets.find_mentions([(stem_word(word, "cs"),) for word in said]))
    assert found == [Mention(1, 3, 0), Mention(2, 3, 1)]
    assert [mention.number for mention in sets.find_mentions([("obcank",)])] == [0]
    assert not list(sets.find_mentions([("obcansk",)]))


def test_members_behind_a_language_are_read_in_that_one_only() -> None:
    marked = "kolo, de: Fahrrad, Rad, uk: ровер"
    czech, german = Thesaurus([marked], "cs"), Thesaurus([marked], "de")
    rad = stem_word("rad", "de")
    assert not list(czech.find_mentions([(rad,)]))
    assert list(german.find_mentions([(rad,)])) == [Mention(0, 1, 0)]
    assert list(czech.find_mentions([(stem_word("kola", "cs"),)])) == [Mention(0, 1, 0)]
    assert not list(german.find_mentions([("ровер",)]))
    assert czech.spelt == {"kolo"}
    assert german.spelt == {"Fahrrad", "Rad"}  # nobody's slip in German is put right in Czech
