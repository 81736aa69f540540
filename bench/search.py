"""The search of questions in process, among a thousand questions made from the real ones.

Measured in processor time, of several rounds the best, so that a busy machine makes no difference.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Iterator

import django
from django.utils import timezone
from rich.console import Console
from rich.progress import track

QUESTIONS = 1_000
QUERIES = 1_000
ROUNDS = 3
_MADE_UP = 8  # rare words in each question: real ones would bring many that are in no other
_SYLLABLES = [f"{first}{vowel}" for first in "bcčdhjklmnprřsštvzž" for vowel in "aáeěiíouůy"]

console = Console(stderr=True)


def build(chance: random.Random) -> list[str]:
    """Fill a new database with the questions and return what is typed."""
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
        for number in range(QUESTIONS - len(real))
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


def main() -> None:
    """Measure and print the figures as JSON."""
    django.setup()
    from faq.search import answer_search
    from faq.search.searched_questions import read_searched_content

    queries = build(random.Random(4))  # noqa: S311 - the same questions each time
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
    figures = {
        "questions": QUESTIONS,
        "median_ms": statistics.median(best) * 1e3,
        "p95_ms": statistics.quantiles(best, n=20)[-1] * 1e3,
        "build_s": min(builds),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
