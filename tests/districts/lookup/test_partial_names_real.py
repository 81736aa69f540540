"""Every part of every name in the city: found as a whole name, or asked about; never a district by itself."""

import re
from collections.abc import Callable, Iterator

import pytest

from core.folding import fold
from districts.lookup import atlas as atlases
from districts.lookup.finder import find_district
from districts.lookup.lookup_results import Choose, Found, NotFound, Why
from districts.lookup.place_names import Kind, Name
from districts.lookup.typed_address import compared_words
from districts.models import Address, KnownPlace
from tests.thorough import THOROUGH, daily

pytestmark = [pytest.mark.real_data, pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]

# What people leave out of a name, and which leaves it whole.
KINDS = {"namesti", "trida", "nabrezi", "sady", "alej", "cesta", "naves", "ulice", "park"}
# Words for things that many places of a city have, none of them the name of one place.
THINGS = [
    *("nádraží", "náměstí", "třída", "ulice", "park", "sady", "alej", "nábřeží", "cesta", "most", "škola"),
    *("školka", "hřbitov", "kostel", "pošta", "nemocnice", "zastávka", "mlýn", "hřiště", "letiště", "les"),
    *("rybník", "koupaliště", "zámek", "hospoda", "potok", "řeka", "křižovatka", "kasárna", "parku", "mostu", "školy"),
    *("pošty", "mlýna", "lázní", "hájovny", "tržiště", "silu", "zahradnictví", "předměstí", "údolí", "kopec", "louka"),
]
AS_PEOPLE_WRITE: list[Callable[[str], str]] = [str, fold, str.upper, "{}, Plzeň".format, "{} 5".format, "5 {}".format]


def whole_names() -> set[tuple[str, ...]]:
    forms = set()
    for name in names():
        forms |= {name.words, tuple(word for word in name.words if word not in KINDS)}
        if name.kind is Kind.BOROUGH:
            forms.add(name.words[:2])
    for place in KnownPlace.objects.filter(published=True):
        forms |= {compared_words(name) for name in place.all_names}
    return forms


def names() -> list[Name]:
    gazetteer = atlases.current().gazetteer
    return [name for name in gazetteer._names if name.words != ("plzen",)]


def phrases(name: Name) -> Iterator[str]:
    """All stretches of whole words of a name."""
    official = name.label.replace("-", " ").split()
    for start in range(len(official)):
        for end in range(start + 1, len(official) + 1):
            yield " ".join(official[start:end])


@pytest.fixture
def said() -> list[str]:
    """The stretches of words of all names, with and without diacritics; each day others."""
    written = {phrase for name in names() for phrase in phrases(name)}
    return daily(sorted(written | {fold(phrase) for phrase in written}))


@pytest.mark.parametrize("thing", THINGS)
def test_a_word_for_a_thing_never_leads_to_a_district(thing: str) -> None:
    for written in AS_PEOPLE_WRITE:
        outcome = find_district(written(thing), atlas=atlases.current())
        assert isinstance(outcome, Choose | NotFound), written(thing)
        assert outcome.choices or getattr(outcome, "suggestions", ()), written(thing)


def test_the_word_for_a_village_green_is_also_the_name_of_a_street_with_its_houses() -> None:
    for query in ("náves", "naves", "Náves, Plzeň"):
        outcome = find_district(query, atlas=atlases.current())
        assert isinstance(outcome, Choose), query
        assert {choice.label.split(":")[0] for choice in outcome.choices} >= {
            "Náves",
            "Selská náves",
            "Koterovská náves",
        }
    for query in ("Náves 13a", "Náves, Lhota"):
        assert isinstance(find_district(query, atlas=atlases.current()), Found), query


@pytest.mark.parametrize("query", ["nádraží", "nadrazi", "Nádraží", "na nádraží", "u nádraží", "nádraží, Plzeň"])
def test_the_railway_station_is_asked_about_on_both_sides_of_the_city(query: str) -> None:
    outcome = find_district(query, atlas=atlases.current())
    assert isinstance(outcome, Choose)
    assert outcome.why is Why.PART_OF_NAME
    offered = {(choice.label.split(":")[0], choice.district.number) for choice in outcome.choices}
    assert offered >= {("Hlavní nádraží", 9), ("K Nádraží", 25), ("Nádražní", 9), ("Nádražní", 14)}


def test_the_main_railway_station_is_known_by_its_name() -> None:
    for query in ("Hlavní nádraží", "hlavni nadrazi", "Plzeň hlavní nádraží"):
        outcome = find_district(query, atlas=atlases.current())
        assert isinstance(outcome, Found), query
        assert outcome.district.number == 9
        assert outcome.understood[0].startswith("Hlavní nádraží, Nádražní 102/9,")


def test_only_a_whole_name_is_found_every_other_part_of_one_is_asked_about(said: list[str]) -> None:
    whole, wrong = whole_names(), []
    for phrase in said:
        outcome = find_district(phrase, atlas=atlases.current())
        # "6 Litice" of the borough "Plzeň 6-Litice" is house number 6 in Litice.
        if isinstance(outcome, Found) and compared_words(phrase) not in whole and not phrase[0].isdigit():
            wrong.append((phrase, outcome.understood))
    assert wrong == []


def test_a_part_of_a_name_offers_every_name_that_has_it(said: list[str]) -> None:
    offered_as = {name: name.label for name in names() if name.kind is not Kind.BOROUGH and has_houses(name)}
    missing = []
    for phrase in said:
        outcome = find_district(phrase, atlas=atlases.current())
        if isinstance(outcome, Choose) and outcome.why is Why.PART_OF_NAME:
            labels = {re.split(": (?=sudá|lichá|č)", choice.label)[0] for choice in outcome.choices}
            meant = {label for name, label in offered_as.items() if {*compared_words(phrase)} <= {*name.words}}
            if not labels >= meant:
                missing.append((phrase, meant - labels))
    assert missing == []


def has_houses(name: Name) -> bool:
    return name.kind is not Kind.STREET or Address.objects.filter(street=name.key).exists()


def test_a_house_number_makes_only_family_names_whole(said: list[str]) -> None:
    """An initial, a title or a first name (Edvarda, Boženy, Žofie) may be left out; no preposition and no adjective."""
    people = re.compile(r"(?:náměstí |třída )?(?:(?:\w\. ?|Gen\. |[A-ZÁ-Ž]\w{2,}[aoye] ){1,2})([A-ZÁ-Ž]\w+)")
    whole, found = whole_names(), set()
    for phrase in said:
        for number in (1, 5, 12):
            outcome = find_district(f"{phrase} {number}", atlas=atlases.current())
            if (
                isinstance(outcome, Found)
                and outcome.address
                and compared_words(phrase) not in whole
                and not phrase[0].isdigit()
            ):
                found.add((phrase.split()[-1], Address.objects.get(code=outcome.address.code).street))
    assert len(found) > (40 if THOROUGH else 5)
    for last, street in found:
        assert street is not None
        match = people.fullmatch(street.name)
        assert match, street
        assert fold(match[1]) == fold(last), street
        assert not re.match(r"(?i)(nade|pode|mezi|kolem|před|paškova|českých|politických) ", street.name), street


def test_every_whole_name_is_found_or_asked_about_by_its_districts_as_before() -> None:
    for name in names():
        for query in {name.label, fold(name.label)}:
            outcome = find_district(query, atlas=atlases.current())
            if {*name.words} <= KINDS:
                continue
            if isinstance(outcome, Choose):
                assert outcome.why is Why.SEVERAL_DISTRICTS, query
            elif not isinstance(outcome, Found):
                assert isinstance(outcome, NotFound), query
                assert (outcome.why, name.kind) == (Why.UNKNOWN, Kind.STREET)  # a street without houses


def test_what_was_understood_and_what_is_offered_lead_to_the_same_district_again(said: list[str]) -> None:
    for phrase in said:
        for beside in ("", " 5", ", Plzeň 3", " Litice"):
            outcome = find_district(phrase + beside, atlas=atlases.current())
            leads_to = []
            if isinstance(outcome, Found):
                leads_to = [(said_again, outcome.district) for said_again in outcome.understood]
            elif isinstance(outcome, Choose) and not beside:
                leads_to = [(choice.q, choice.district) for choice in outcome.choices]
            for query, district in leads_to:
                again = find_district(query, atlas=atlases.current())
                assert isinstance(again, Found), (phrase + beside, query)
                assert again.district == district, (phrase + beside, query)
