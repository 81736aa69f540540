"""How well the search understands people: what they would type, with the answer each of them needs.

Each line of `queries.tsv` is a query, a tab and the slug of the right answer, or two with `|` when both are right. They
were written knowing only the titles of the answers, in the words of many kinds of people: short and long, without
diacritics, with slips, in slang and in poor Czech. What must not look answered is in `nonsense.txt`: letters at random,
an empty line, then sensible words about something else. `queries_other.tsv` has the same for the other languages, with
the language before each query; its answers are those that are translated.
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.utils import timezone

from faq.content import loading
from faq.search import answer_search

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HERE = Path(__file__).parent
AT_LEAST = 150
FIRST = 0.85
AMONG_THREE = 0.95
CONFIDENT = 0.85
WRONGLY_CONFIDENT = 0.03
OTHERS_AT_LEAST = 15
OTHERS_AMONG_THREE = 0.9


class Asked(NamedTuple):
    """What somebody typed and the slugs of the answers that are right."""

    query: str
    wanted: frozenset[str]
    language: str = "cs"


def read_queries() -> list[Asked]:
    """The set of queries in Czech."""
    lines = (HERE / "queries.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    return [Asked(query, frozenset(slugs.split("|"))) for query, slugs in pairs]


def read_others() -> dict[str, list[Asked]]:
    """The sets in the other languages."""
    others: dict[str, list[Asked]] = {}
    for line in (HERE / "queries_other.tsv").read_text(encoding="utf-8").splitlines():
        language, query, slugs = line.split("\t")
        others.setdefault(language, []).append(Asked(query, frozenset(slugs.split("|")), language))
    return others


def read_nonsense() -> tuple[list[str], list[str]]:
    """Letters at random, and sensible words about something else."""
    random, other = (HERE / "nonsense.txt").read_text(encoding="utf-8").split("\n\n")
    return random.splitlines(), other.splitlines()


QUERIES = read_queries()
OTHERS = read_others()
LETTERS_AT_RANDOM, SOMETHING_ELSE = read_nonsense()


def ask(query: str, language: str = "cs") -> answer_search.Results:
    """What the site finds now."""
    return answer_search.current().search(query, language=language, now=timezone.now())


def place(asked: Asked) -> tuple[int | None, str]:
    """The place of the best right answer (from 1; None when it is not there) and the slug that came first, if any."""
    slugs = [hit.slug for hit in ask(asked.query, asked.language).hits]
    right = (number for number, slug in enumerate(slugs, start=1) if slug in asked.wanted)
    return next(right, None), next(iter(slugs), "nothing")


def table(missed: list[tuple[Asked, int | None, str]]) -> str:
    """The queries missed, one on a line: the place of the right answer, what was asked, what was wanted, what came."""
    lines = (
        f"{at or '-':>4}  {asked.query:<60}  {'|'.join(sorted(asked.wanted)):<40}  {first}"
        for asked, at, first in missed
    )
    return "\n".join([f"{'at':>4}  {'asked':<60}  {'wanted':<40}  came first", *lines])


def assert_share(queries: list[Asked], most: int, share: float) -> None:
    """The right answer is among the first `most` for at least this share of the queries."""
    placed = [(asked, *place(asked)) for asked in queries]
    missed = [(asked, at, first) for asked, at, first in placed if at is None or at > most]
    found = len(queries) - len(missed)
    assert found >= share * len(queries), (
        f"{found} of {len(queries)} ({found / len(queries):.1%}) among the first {most}, "
        f"{share:.0%} wanted\n{table(missed)}"
    )


def test_the_set_is_large_and_asks_for_every_answer() -> None:
    assert len(QUERIES) >= AT_LEAST
    assert len({asked.query.casefold() for asked in QUERIES}) == len(QUERIES)
    wanted = frozenset[str]().union(*(asked.wanted for asked in QUERIES))
    assert wanted == loading.read_records("cs", "questions").keys()
    assert sum(len(asked.wanted) > 1 for asked in QUERIES) < len(QUERIES) / 10


def test_the_right_answer_comes_first() -> None:
    assert_share(QUERIES, 1, FIRST)


def test_the_right_answer_is_among_the_first_three() -> None:
    assert_share(QUERIES, 3, AMONG_THREE)


def test_every_query_finds_something() -> None:
    assert not [asked.query for asked in QUERIES if not ask(asked.query).hits]


def test_most_answers_look_sure_and_hardly_any_wrong_one_does() -> None:
    sure = [asked for asked in QUERIES if ask(asked.query).confident]
    wrong = [(asked, *place(asked)) for asked in sure if place(asked)[0] != 1]
    assert len(sure) >= CONFIDENT * len(QUERIES), f"{len(sure)} of {len(QUERIES)}"
    assert len(wrong) <= WRONGLY_CONFIDENT * len(sure), table(wrong)


def test_the_other_sets_are_large_and_ask_for_translated_answers() -> None:
    translated = {language: loading.read_records(language, "questions").keys() for language in OTHERS}
    assert OTHERS.keys() == dict(settings.LANGUAGES).keys() - {"cs"}
    for language, queries in OTHERS.items():
        assert len(queries) >= OTHERS_AT_LEAST
        assert frozenset[str]().union(*(asked.wanted for asked in queries)) == translated[language]


@pytest.mark.parametrize("language", OTHERS)
def test_the_right_answer_is_among_the_first_three_in_other_languages(language: str) -> None:
    assert_share(OTHERS[language], 3, OTHERS_AMONG_THREE)


@pytest.mark.parametrize("query", SOMETHING_ELSE)
def test_what_is_not_answered_here_never_looks_answered(query: str) -> None:
    results = ask(query)
    assert not (results.hits and results.confident), results.hits[0].slug


@pytest.mark.parametrize("query", LETTERS_AT_RANDOM)
def test_letters_at_random_find_nothing(query: str) -> None:
    assert [hit.slug for hit in ask(query).hits] == []
