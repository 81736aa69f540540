"""The inbox of the department and of an officer, in a small mailbox and in one of many years.

Measured in processor time, so that a busy machine makes no difference.
"""

import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from bench.figures import Figure, Measured, growth

if TYPE_CHECKING:
    from django.test import Client

SIZES = (1_000, 1_000_000)  # messages
IN_CITY = False
NEEDS = ()
WHO = ("department", "officer")
PATHS = [
    *("", "?tab=unread", "?tab=due", "?tab=overdue", "?tab=quarantine", "?tab=closed", "?tab=all"),
    *(
        "?tab=all&before=900",
        "?tab=closed&before=500",
        "?tab=all&q=lavicka",
        "?tab=all&q=hluk+namesti",
        "?tab=all&q=700",
    ),
]
ROUNDS = 12
OPENED = 40  # pages of messages; the first quarter of them warms up
OPEN = 400  # of them, however many there are: what is not yet dealt with does not grow with the years
_CHUNK = 20_000
_WORDS = [  # the commonest are in every third message, the rarest in one of thousands
    *("hluk", "lavička", "park", "náměstí", "auto", "parkování", "pes", "odpad", "světlo", "škola", "hřiště", "soused"),
    *("večer", "ráno", "noc", "ulice", "dům", "okno", "brána", "plot", "kolo", "chodník", "přechod", "zastávka"),
    *(f"vzácné{number}" for number in range(500)),
]
_WEIGHTS = [1 / (1 + number) for number in range(len(_WORDS))]

console = Console(stderr=True)


def build(size: int) -> None:
    """Fill a new database with the demonstration and so many messages; all but a few are closed."""
    from bezpecna_plzen import serving  # need the set-up Django
    from core.folding import fold
    from districts.models import Post, Role
    from mailbox.models import Message, Outcome, Screening, State

    chance = random.Random(size)  # noqa: S311 - the same messages each time
    serving.prepare_database_and_files()
    call_command("load_demo", verbosity=0)
    posts = list(Post.objects.filter(role=Role.OKRSKAR).select_related("district"))
    now = timezone.now()
    every = max(1, size // OPEN)

    def messages(start: int, stop: int) -> Iterator[Message]:
        for number in range(start, stop):
            received = now - timedelta(minutes=(size - number) * 525_600 / size)  # spread over a year
            closed = number % every != 0
            text = " ".join(chance.choices(_WORDS, _WEIGHTS, k=12))
            yield Message(
                kind="podnet",
                text=text,
                search_text=fold(text),
                district=(post := posts[number % len(posts)]).district,
                post=post,
                state=State.CLOSED if closed else State.RECEIVED,
                outcome=Outcome.SOLVED if closed else "",
                closed_at=received if closed else None,
                unread=not closed,
                screening=Screening.QUARANTINE if not closed and number % (9 * every) == 0 else Screening.CLEAN,
                received_at=received,
                due_on=received.date() + timedelta(days=7),
                submission_hash=f"s{number}",
                receipt_hash=f"r{number}",
            )

    with transaction.atomic():
        for start in track(range(0, size, _CHUNK), description="writing messages", console=console):
            Message.objects.bulk_create(messages(start, min(start + _CHUNK, size)), batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _took(client: "Client", address: str) -> float:
    """Seconds of processor time until the answer."""
    start = time.process_time()
    answer = client.get(address)
    took = time.process_time() - start
    if answer.status_code != 200:
        sys.exit(f"{address} answered {answer.status_code}")
    return took


def measure(size: int) -> Measured:
    """Milliseconds of processor time."""
    from django.contrib.auth.models import Group, User  # need the set-up Django
    from django.test import Client
    from django.urls import reverse

    from districts.models import Person, Role, Tenure
    from mailbox.permissions import access
    from mailbox.permissions.access import DEPARTMENT, OFFICERS
    from tests.signing_in import sign_in

    build(size)
    inbox = reverse("admin:mailbox_message_changelist")
    officer = Tenure.objects.filter(post__role=Role.OKRSKAR).earliest("pk").person
    measured: Measured = {}
    for name, group in zip(WHO, (DEPARTMENT, OFFICERS), strict=True):
        user = User.objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        Person.objects.filter(pk=officer.pk).update(user=user)
        client = sign_in(Client(SERVER_NAME="127.0.0.1"), user)
        times = [_took(client, inbox + path) for _ in track(range(ROUNDS), name, console=console) for path in PATHS]
        warm = times[len(PATHS) :]
        measured[f"{name}: median"] = statistics.median(warm) * 1e3
        measured[f"{name}: p95"] = statistics.quantiles(warm, n=20)[-1] * 1e3
        newest = access.visible_messages(user, on=timezone.localdate()).order_by("-pk").values_list("pk", flat=True)
        pages = [_took(client, f"{inbox}{number}/change/") for number in newest[:OPENED]][OPENED // 4 :]
        measured[f"{name}: page"] = statistics.median(pages) * 1e3
    return measured


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """How it grows, for each."""
    few, many = measured
    for name in WHO:
        beside = f"{many[f'{name}: p95']:.0f} ms / {few[f'{name}: p95']:.0f} ms, "
        beside += f"median {many[f'{name}: median']:.0f} ms / {few[f'{name}: median']:.0f} ms"
        called = f"inbox of the {name} among {SIZES[1]:,} messages against {SIZES[0]:,}, p95"
        yield Figure(called, growth(measured, f"{name}: p95"), at_most=1.5, beside=beside)
        called = f"page of a message of the {name} among as many, median"
        beside = f"{many[f'{name}: page']:.0f} ms / {few[f'{name}: page']:.0f} ms"
        yield Figure(called, growth(measured, f"{name}: page"), at_most=1.5, beside=beside)
