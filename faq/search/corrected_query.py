"""The query with its slips put right, as it is shown above what was found for it. Pure, no Django."""

from rapidfuzz.distance import OSA

from core.folding import fold_strokes

from .inverted_index import InvertedIndex, Passage
from .query_words import Query, QueryWord


def correct_query(query: Query, index: InvertedIndex, first: int) -> str:
    """A query with its slips put right, as the first question has the words; empty if it has none of them.

    Args:
        query: what was typed.
        index: the texts in the reader's language.
        first: the number of the first question.
    """
    pieces: list[str] = []
    done = 0
    for word in query.words:
        if word.correction and word.strengths[first]:
            pieces += [query.text[done : word.word.start], _choose_spelling(word, index, first)]
            done = word.word.end
    if not pieces:
        return ""
    return " ".join("".join([*pieces, query.text[done:]]).split())


def _choose_spelling(word: QueryWord, index: InvertedIndex, number: int) -> str:
    """The word of a question that is spelt most like a misspelt one: of two as near to it, the one that was found."""
    typed = word.word.text
    forms = _forms_in_question(word, index, number)
    near = min(forms, default="", key=lambda form: (OSA.distance(typed, form), form))
    if near and OSA.distance(typed, near) <= OSA.distance(typed, fold_strokes(word.correction)):
        return forms[near]
    return word.correction


def _forms_in_question(word: QueryWord, index: InvertedIndex, number: int) -> dict[str, str]:
    """How a question spells what a word can mean, by the folded spellings; only German has capitals inside a text."""
    forms: dict[str, str] = {}
    for texts in (index.titles, index.bodies):
        if number in texts:
            for form in _forms_in_passage(texts[number], word):
                forms[fold_strokes(form)] = form if index.language == "de" else form.lower()
    return forms


def _forms_in_passage(passage: Passage, word: QueryWord) -> list[str]:
    places = [at for key in word.keys[0].keys() & passage.positions.keys() for at in passage.positions[key]]
    return [passage.text[passage.starts[at] : passage.ends[at]] for at in places]
