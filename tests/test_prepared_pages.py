"""Pages made of what is kept in memory are, to the byte, those that a process makes which has just started."""

import random
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.utils import timezone, translation

from districts import demo
from districts.lookup import atlas
from districts.models import Absence, Address, Borough, Department, District, InfoBox, Notice, Person, Station, Street
from faq import library
from faq.models import HelpContact, Page, Question, Topic
from faq.search import answer_search
from tests import pages
from tests.factories import make_notice, make_question
from tests.thorough import examples

ADDRESSES = [
    "/",
    "/okrsky/",
    "/okrsky/14/",
    "/okrsky/14/?lat=49.7475&lon=13.3776",
    "/najit/?q=Klatovsk%C3%A1",
    "/ulice/",
    "/ulice/klatovska-trida/",
    "/schranky/?q=okrsek+7",
    "/temata/verejny-poradek/",
    "/dotazy/",
    "/dotazy/?q=odpad",
    "/dotazy/soused-pali-odpad/",
    "/aktuality/",
    "/kontakt/",
    "/infoschranka/?district=7",
]
TOKEN = re.compile(rb'name="(token|csrfmiddlewaretoken)" value="[^"]+"')


def change_one(chance: random.Random) -> None:
    """Something that staff do."""
    word, now = f"x{chance.randrange(1000)}", timezone.now()

    def some(model: type) -> int:
        return int(chance.choice(list(model.objects.values_list("pk", flat=True))))  # type: ignore[attr-defined]

    edits: list[Callable[[], object]] = [
        lambda: Person.objects.filter(pk=some(Person)).update(phone=f"777 {chance.randrange(100, 999)} 111"),
        lambda: Station.objects.filter(pk=some(Station)).update(hours="nonstop", name=word),
        lambda: Department.objects.update(name=word),
        lambda: Absence.objects.filter(pk=some(Absence)).delete() if Absence.objects.exists() else None,
        lambda: District.objects.filter(number=14).update(name=word, description=word),
        lambda: District.objects.filter(number=chance.choice([1, 2, 3])).update(boundary=None),
        lambda: Borough.objects.filter(pk=some(Borough)).update(name=word),
        lambda: Street.objects.filter(slug="klatovska-trida").update(name=word),
        lambda: Address.objects.filter(pk=some(Address)).update(orientation_number=chance.randrange(1, 99)),
        lambda: Address.objects.filter(pk=some(Address)).update(district=District.objects.get(number=14)),
        lambda: InfoBox.objects.filter(pk=some(InfoBox)).update(note=word),
        lambda: make_notice(*District.objects.filter(number=14), title=word),
        lambda: make_notice(title=word, banner_until=now + timedelta(days=1)),
        lambda: Notice.objects.all().delete(),
        lambda: Question.objects.filter(slug="soused-pali-odpad").update(title=word, answer=f"<p>{word}</p>"),
        lambda: Question.objects.filter(pk=some(Question)).update(published_to=now + timedelta(seconds=1)),
        lambda: Question.objects.get(slug="soused-pali-odpad").related.set([some(Question)]),
        lambda: make_question(title=word, topics=[Topic.objects.get(slug="verejny-poradek")]),
        lambda: Topic.objects.filter(slug="verejny-poradek").update(title=word, position=chance.randrange(9)),
        lambda: Topic.objects.filter(pk=some(Topic)).update(shown=False),
        lambda: HelpContact.objects.filter(pk=some(HelpContact)).update(phone="116 999"),
        lambda: Page.objects.update(title=word),
    ]
    with translation.override(settings.LANGUAGE_CODE):
        chance.choice(edits)()


def forget_everything() -> None:
    """Like a process that has just started."""
    for snapshot in (atlas._snapshot, library._snapshot, answer_search._snapshot):
        snapshot._kept = None
    for loader in engines["django"].engine.template_loaders:  # type: ignore[attr-defined]
        loader.reset()


def read(client: Client, address: str) -> tuple[int, bytes]:
    answer = client.get(address)
    return answer.status_code, TOKEN.sub(b"", answer.content)


@pytest.mark.django_db
def test_pages_of_what_is_kept_are_those_of_a_new_process(client: Client) -> None:
    demo.load_demo(now=timezone.now())
    chance = random.Random(timezone.localdate().toordinal())
    for _ in range(examples(50, part=10, fewest=5)):
        for _ in range(chance.randrange(1, 4)):
            change_one(chance)
        language = chance.choice(pages.LANGUAGES)
        some = [pages.in_language(language, address) for address in chance.sample(ADDRESSES, 5)]
        made = [(address, read(client, address)) for address in some]
        forget_everything()
        for address, before in made:
            if before != (afresh := read(client, address)):
                assert before == read(client, address) == afresh, address  # the hour may have passed between the two
