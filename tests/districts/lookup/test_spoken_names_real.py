"""Every street and place of the city as Czech says it, inflected by rules of the test's own."""

from collections.abc import Iterator

import pytest

from core.folding import fold
from districts.lookup import atlas as atlases
from districts.lookup.address_queries import find_all
from districts.lookup.finder import find_district
from districts.lookup.lookup_results import Choose, Found, LookupResult, NotFound
from districts.lookup.place_names import PREPOSITIONS, Kind, Name
from tests.thorough import daily

pytestmark = [pytest.mark.real_data, pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]

# Locative, genitive and instrumental of what a street can be called.
NOUNS = {
    "náměstí": ("náměstí", "náměstí", "náměstím"),
    "nábřeží": ("nábřeží", "nábřeží", "nábřežím"),
    "údolí": ("údolí", "údolí", "údolím"),
    "třída": ("třídě", "třídy", "třídou"),
    "cesta": ("cestě", "cesty", "cestou"),
    "sady": ("sadech", "sadů", "sady"),
    "alej": ("aleji", "aleje", "alejí"),
    "náves": ("návsi", "návsi", "návsí"),
    "stráň": ("stráni", "stráně", "strání"),
    "bolevec": ("Bolevci", "Bolevce", "Bolevcem"),
}
# By how an attribute ends.
ATTRIBUTES = {
    "ovo": ("ově", "ova", "ovým"),
    "ovy": ("ových", "ových", "ovými"),
    "ova": ("ově", "ovy", "ovou"),
    "ina": ("ině", "iny", "inou"),
    "á": ("é", "é", "ou"),
    "é": ("ém", "ého", "ým"),
    "ý": ("ém", "ého", "ým"),
}
# Nouns that are names of streets and places, and places of more than one word: where, from where, over what.
SPOKEN = {
    "Bukovec": ("v Bukovci", "z Bukovce", "Bukovcem"),
    "Lašitov": ("na Lašitově", "z Lašitova", "Lašitovem"),
    "Lesanka": ("na Lesance", "z Lesanky", "Lesankou"),
    "Orlík": ("na Orlíku", "z Orlíku", "Orlíkem"),
    "Pecihrádek": ("na Pecihrádku", "z Pecihrádku", "Pecihrádkem"),
    "Výsluní": ("na Výsluní", "z Výsluní", "Výsluním"),
    "Bolevec": ("v Bolevci", "do Bolevce", "Bolevcem"),
    "Božkov": ("v Božkově", "z Božkova", "Božkovem"),
    "Černice": ("v Černicích", "do Černic", "Černicemi"),
    "Červený Hrádek": ("v Červeném Hrádku", "z Červeného Hrádku", "Červeným Hrádkem"),
    "Dolní Vlkýš": ("v Dolním Vlkýši", "z Dolního Vlkýše", "Dolním Vlkýšem"),
    "Doubravka": ("na Doubravce", "do Doubravky", "Doubravkou"),
    "Doudlevce": ("v Doudlevcích", "do Doudlevec", "Doudlevcemi"),
    "Hradiště": ("v Hradišti", "z Hradiště", "Hradištěm"),
    "Jižní Předměstí": ("na Jižním Předměstí", "z Jižního Předměstí", "Jižním Předměstím"),
    "Koterov": ("v Koterově", "do Koterova", "Koterovem"),
    "Křimice": ("v Křimicích", "do Křimic", "Křimicemi"),
    "Lhota": ("ve Lhotě", "do Lhoty", "Lhotou"),
    "Litice": ("v Liticích", "z Litic", "Liticemi"),
    "Lobzy": ("v Lobzích", "do Lobez", "Lobzy"),
    "Malesice": ("v Malesicích", "do Malesic", "Malesicemi"),
    "Nová Hospoda": ("na Nové Hospodě", "z Nové Hospody", "Novou Hospodou"),
    "Radobyčice": ("v Radobyčicích", "do Radobyčic", "Radobyčicemi"),
    "Radčice": ("v Radčicích", "do Radčic", "Radčicemi"),
    "Severní Předměstí": ("na Severním Předměstí", "ze Severního Předměstí", "Severním Předměstím"),
    "Skvrňany": ("ve Skvrňanech", "do Skvrňan", "Skvrňanům"),
    "Újezd": ("na Újezdě", "do Újezda", "Újezdem"),
    "Valcha": ("na Valše", "z Valchy", "Valchou"),
    "Vnitřní Město": ("ve Vnitřním Městě", "z Vnitřního Města", "Vnitřním Městem"),
    "Východní Předměstí": ("na Východním Předměstí", "z Východního Předměstí", "Východním Předměstím"),
    "Lochotín": ("na Lochotíně", "z Lochotína", "Lochotínem"),
    "Košutka": ("na Košutce", "z Košutky", "Košutkou"),
    "Vinice": ("na Vinicích", "z Vinic", "Vinicemi"),
    "Bílá Hora": ("na Bílé Hoře", "z Bílé Hory", "Bílou Horou"),
    "Roudná": ("na Roudné", "z Roudné", "Roudnou"),
    "Bory": ("na Borech", "z Bor", "Borům"),
    "Borská pole": ("na Borských polích", "z Borských polí", "Borskými poli"),
    "Slovany": ("na Slovanech", "ze Slovan", "Slovanům"),
    "Petrohrad": ("na Petrohradě", "z Petrohradu", "Petrohradem"),
    "Zátiší": ("v Zátiší", "ze Zátiší", "Zátiším"),
}


def say(name: Name) -> Iterator[str]:
    """How a name is said: where, of where, by which way."""
    if name.label in SPOKEN:
        yield from SPOKEN[name.label]
        return
    if name.words[0] in PREPOSITIONS:
        yield from (name.label, f"v ulici {name.label}", f"u {name.label}")
        return
    cases = [" ".join(words) for words in zip(*decline(name.label.split()), strict=True)]
    yield from (f"na {cases[0]}", f"v ulici {cases[1]}", cases[2], f"u {cases[1]}".upper(), f"v {fold(cases[0])} ulici")


def decline(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Each word of a street's name in three cases; a name in the genitive stays as it is."""
    noun = next((word for word in words if word.lower() in NOUNS), "")
    ahead = words[: words.index(noun)] if noun else words[: len(words) == 1]
    for word in words:
        if word == noun:
            yield NOUNS[word.lower()]
        elif word in ahead and (ending := next((end for end in ATTRIBUTES if word.endswith(end)), "")):
            yield tuple(word.removesuffix(ending) + new for new in ATTRIBUTES[ending])
        else:
            yield (word, word, word)


def first_named(outcome: LookupResult) -> str:
    """What is found, or offered first."""
    match outcome:
        case Found(understood=places):
            return " / ".join(places)
        case Choose(subject=subject, choices=choices):
            return f"{subject} {choices[0].label}"
        case NotFound(suggestions=(first, *_)):
            return first.label
    return ""


@pytest.fixture
def names() -> list[Name]:
    return [name for name in atlases.current().gazetteer._names if name.kind is not Kind.BOROUGH]


@pytest.fixture
def some_streets(names: list[Name]) -> list[Name]:
    """Each day others."""
    return daily([name for name in names if name.kind is Kind.STREET])


def test_every_name_is_understood_as_it_is_said_and_none_leads_to_a_district_of_another(names: list[Name]) -> None:
    atlas = atlases.current()
    missed: list[tuple[str, LookupResult]] = []
    wrong: list[tuple[str, LookupResult]] = []
    said = 0
    for name in names:
        own = name.districts or {row.district for row in find_all([name])}
        for spoken in say(name):
            said += 1
            outcome = find_district(spoken, atlas=atlas)
            if name.label not in first_named(outcome):
                missed.append((spoken, outcome))
            if isinstance(outcome, Found) and outcome.district.number not in own:
                wrong.append((spoken, outcome))
            if isinstance(outcome, Choose) and not own & {choice.district.number for choice in outcome.choices}:
                wrong.append((spoken, outcome))
    assert not wrong
    assert said > 4000
    assert len(missed) <= 0.02 * said, missed


def test_a_street_as_it_is_said_with_the_number_of_a_house_is_that_house(some_streets: list[Name]) -> None:
    atlas = atlases.current()
    missed, said = [], 0
    for name in some_streets:
        house = find_all([name])[0]
        for spoken in say(name):
            said += 1
            official = find_district(f"{name.label} {house.house}", atlas=atlas)
            outcome = find_district(f"{spoken} {house.house}", atlas=atlas)
            if outcome != official:
                missed.append((spoken, outcome, official))
            if isinstance(outcome, Found) and isinstance(official, Found):
                assert outcome.district == official.district, spoken
    assert len(missed) <= 0.02 * said, missed
