"""The search of questions in process, among the real ones and among many made from them.

Measured in processor time, of several rounds the best, so that a busy machine makes no difference.
"""

import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence

from django.utils import timezone
from rich.console import Console
from rich.progress import track

from bench.figures import Figure, Measured, growth

SIZES = (95, 5_000)  # questions; the first is what the portal starts with
IN_CITY = False
NEEDS = ()
QUERIES = 1_000
ROUNDS = 3
_MADE_UP = 8  # rare words in each question: real ones would bring many that are in no other
_SYLLABLES = [f"{first}{vowel}" for first in "bcčdhjklmnprřsštvzž" for vowel in "aáeěiíouůy"]

console = Console(stderr=True)


def build(questions: int, chance: random.Random) -> list[str]:
    """Fill a new database with so many questions, at least the real ones; return what is typed."""
    from django.core.management import call_command

    from faq.models import Question, Topic

    call_command("migrate", verbosity=0)
    real = list(Question.objects.all())
    topics = list(Topic.objects.all())
    titles = [question.title for question in real]
    paragraphs = [part for question in real for part in question.answer.split("<p>") if part.strip()]
    keywords = [word for question in real for word in question.keywords.split()]

    def made_up(count: int) -> str:
        return " ".join("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(count))

    made = [
        Question(
            slug=f"otazka-{number}",
            title=" ".join([*(_middle(each, chance) for each in chance.choices(titles, k=2)), made_up(1)])[:160],
            keywords=" ".join([*chance.choices(keywords, k=10), made_up(2)])[:500],
            answer="".join(f"<p>{part}" for part in chance.choices(paragraphs, k=5)) + f"<p>{made_up(_MADE_UP)}</p>",
            published_from=timezone.now(),
        )
        for number in range(questions - len(real))
    ]
    for question in Question.objects.bulk_create(made):
        question.topics.add(chance.choice(topics))
    return list(_queries(titles, keywords, chance))


def _middle(text: str, chance: random.Random) -> str:
    """Some words of a text, in their order."""
    words = text.rstrip("?.!").split()
    start = chance.randrange(max(1, len(words) - 2))
    return " ".join(words[start : start + chance.randint(2, 5)])


def _queries(titles: list[str], keywords: list[str], chance: random.Random) -> Iterator[str]:
    """What people type: parts of questions and other words, a third without diacritics, a third with a slip."""
    from core.folding import fold_strokes

    for number in range(QUERIES):
        query = _middle(chance.choice(titles), chance)
        if number % 2:
            query += f" {chance.choice(keywords)}"
        if number % 3 == 1:
            query = fold_strokes(query)
        elif number % 3 == 2:
            place = chance.randrange(len(query) - 1)
            query = f"{query[:place]}{query[place + 1]}{query[place]}{query[place + 2 :]}"
        yield query


def measure(size: int) -> Measured:
    """Milliseconds of processor time."""
    from faq.search import answer_search  # need the set-up Django
    from faq.search.searched_questions import read_searched_content

    queries = build(size, random.Random(4))  # noqa: S311 - the same questions each time
    now = timezone.now()
    builds, rounds, without = [], list[list[float]](), 0
    for _ in track(range(ROUNDS), description="searches", console=console):
        start = time.process_time()
        index = answer_search.AnswerSearch("", read_searched_content())  # remembers nothing of the last round
        builds.append(time.process_time() - start)
        times = []
        for query in queries:
            start = time.process_time()
            results = index.search(query, language="cs", now=now)
            times.append(time.process_time() - start)
            without += not results.hits
        rounds.append(times)
    if without > ROUNDS * QUERIES // 50:
        sys.exit(f"{without // ROUNDS} of {QUERIES} searches found nothing; so fast a search proves nothing")
    best = min(rounds, key=statistics.median)
    return {
        "median": statistics.median(best) * 1e3,
        "p95": statistics.quantiles(best, n=20)[-1] * 1e3,
        "index": min(builds) * 1e3,
    }


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """How it grows."""
    few, many = measured
    beside = f"{many['median']:.2f} ms / {few['median']:.2f} ms, p95 {many['p95']:.2f} ms / {few['p95']:.2f} ms; "
    beside += f"index made in {many['index'] / 1e3:.1f} s / {few['index'] / 1e3:.1f} s"
    called = f"search among {SIZES[1]:,} questions against {SIZES[0]:,}"
    yield Figure(called, growth(measured, "median"), at_most=1.5, beside=beside)
