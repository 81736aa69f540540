"""The finder on the whole city: what people type, and every address of the register."""

from typing import Any

import pytest

from core.folding import fold
from districts.lookup import address_queries
from districts.lookup import atlas as atlases
from districts.lookup.finder import find_district, suggest_queries
from districts.lookup.lookup_results import Choose, Found, NotFound, Outside, Point, Why
from districts.models import Address
from tests.thorough import daily

pytestmark = [pytest.mark.real_data, pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("real_city")]

# Typed by hand the way people do: query -> the address it means (the start of its label).
ADDRESSES = {
    # case, diacritics, spaces
    "Nepomucká 381/43": "Nepomucká 381/43,",
    "nepomucka 381/43": "Nepomucká 381/43,",
    "NEPOMUCKÁ 381/43": "Nepomucká 381/43,",
    "  nepomucká   381 / 43  ": "Nepomucká 381/43,",
    "nEpOmUcKá 381/43": "Nepomucká 381/43,",
    "Žlutická 1664/31": "Žlutická 1664/31,",
    "zluticka 1664/31": "Žlutická 1664/31,",
    "ZLUTICKA 31": "Žlutická 1664/31,",
    "Kaznějovská 35": "Kaznějovská 1223/35,",
    "kaznejovska 35": "Kaznějovská 1223/35,",
    "ke kukacce 7": "Ke Kukačce 791/7,",
    "sedlackova 27": "Sedláčkova 250/27,",
    "zbrojnicka 2": "Zbrojnická 116/2,",
    "skvrnanska 22": "Skvrňanská 1001/22,",
    "manetinska 25": "Manětínská 1503/25,",
    "trida vojtecha rojika 24": "třída Vojtěcha Rojíka 236/24,",
    # one number or both, either of them
    "Nepomucká 381": "Nepomucká 381/43,",
    "Nepomucká 43": "Nepomucká 381/43,",
    "Nepomucká /43": "Nepomucká 381/43,",
    "nepomucka/43": "Nepomucká 381/43,",
    "Nepomucká 381 43": "Nepomucká 381/43,",
    "Nepomucká č.p. 381": "Nepomucká 381/43,",
    "Nepomucká č. p. 381": "Nepomucká 381/43,",
    "Nepomucká čp. 381": "Nepomucká 381/43,",
    "Nepomucká čp 381": "Nepomucká 381/43,",
    "Nepomucká číslo popisné 381": "Nepomucká 381/43,",
    "Nepomucká č. 43": "Nepomucká 381/43,",
    "Nepomucká číslo 43": "Nepomucká 381/43,",
    "Slovanská 106": "Slovanská 960/106,",
    "Slovanská 960": "Slovanská 960/106,",
    "Slovanská 1944/59": "Slovanská 1944/59,",
    "Americká 25": "Americká 733/25,",
    "Americká 1698": "Americká 1698/46,",
    "Koterovská 88": "Koterovská 2129/88,",
    "Rokycanská 62": "Rokycanská 1162/62,",
    "Masarykova 97": "Masarykova 808/97,",
    "Borská 1041/15": "Borská 1041/15,",
    "Tylova 33": "Tylova 484/33,",
    "Karlovarská 68": "Karlovarská 893/68,",
    "Riegrova 1": "Riegrova 206/1,",
    "Solní 12": "Solní 274/12,",
    "Veská 14": "Veská 739/14,",
    "Perlová 3": "Perlová 66/3,",
    "Sokolovská 105": "Sokolovská 2059/105,",
    "Koterovská 83": "Koterovská 1172/83,",
    "Heyrovského 40": "Heyrovského 580/40,",
    "Polední 6": "Polední 910/6,",
    "Veská 11": "Veská 139/11,",
    # letters
    "Karla Steinera 10a": "Karla Steinera 1079/10a,",
    "Karla Steinera 10 a": "Karla Steinera 1079/10a,",
    "Karla Steinera 10 A": "Karla Steinera 1079/10a,",
    "Karla Steinera 10A": "Karla Steinera 1079/10a,",
    "karla steinera 1079/10a": "Karla Steinera 1079/10a,",
    "karla steinera 1079/10 A": "Karla Steinera 1079/10a,",
    "karla steinera /10a": "Karla Steinera 1079/10a,",
    "Formanská 5a": "Formanská 361/5a,",
    "Ke Kovářce 2a": "Ke Kovářce 338/2a,",
    "Domažlická 180b": "Domažlická 1249/180b,",
    "domazlicka 168 F": "Domažlická 1261/168f,",
    "Revoluční 64a": "Revoluční 1123/64a,",
    "Na Roudné 175a": "Na Roudné 1715/175a,",
    "na roudne 1715/175A": "Na Roudné 1715/175a,",
    "Gerská 30b": "Gerská 1915/30b,",
    "alej Svobody 29a": "alej Svobody 1397/29a,",
    "Štruncovy sady 3a": "Štruncovy sady 2783/3a,",
    "Náves 13a": "Náves 480/13a,",
    "U Sv. Rocha 1b": "U Sv. Rocha 1312/1b,",
    "Klatovská 356a": "Klatovská 582/356a,",
    "Karla Vokáče 14a": "Karla Vokáče 2823/14a,",
    # abbreviations and kinds of streets
    "nám. Republiky 1": "náměstí Republiky 1/1,",
    "nam. republiky 1": "náměstí Republiky 1/1,",
    "nam republiky 1": "náměstí Republiky 1/1,",
    "náměstí republiky 1/1": "náměstí Republiky 1/1,",
    "Republiky 1": "náměstí Republiky 1/1,",
    "ul. Na Chmelnicích 3": "Na Chmelnicích 1599/3,",
    "ulice Na Chmelnicích 3": "Na Chmelnicích 1599/3,",
    "ul Na Chmelnicich 3": "Na Chmelnicích 1599/3,",
    "klatovska tr 1892": "Klatovská třída 1892/145,",
    "klatovská tř. 1892/145": "Klatovská třída 1892/145,",
    "Klatovská třída 1892/145": "Klatovská třída 1892/145,",
    "Francouzská tř. 19": "Francouzská třída 1924/19,",
    "francouzska 19": "Francouzská třída 1924/19,",
    "tř. Vojtěcha Rojíka 41": "třída Vojtěcha Rojíka 122/41,",
    "vojtecha rojika 41": "třída Vojtěcha Rojíka 122/41,",
    "V. Rojíka 41": "třída Vojtěcha Rojíka 122/41,",
    "K. Steinera 10a": "Karla Steinera 1079/10a,",
    "K Steinera 10a": "Karla Steinera 1079/10a,",
    "E. Beneše 27": "Edvarda Beneše 584/27,",
    "Beneše 584": "Edvarda Beneše 584/27,",
    "nám. gen. Píky 22": "náměstí Generála Píky 2219/22,",
    "nam. generala piky 15": "náměstí Generála Píky 2212/15,",
    "Píky 15": "náměstí Generála Píky 2212/15,",
    "Generála Lišky 15": "Gen. Lišky 1059/15,",
    "gen lisky 11": "Gen. Lišky 1020/11,",
    "Ke svatému Jiří 38": "Ke Sv. Jiří 1306/38,",
    "ke sv jiri 23": "Ke Sv. Jiří 1183/23,",
    "u svatého rocha 1": "U Sv. Rocha 84/1,",
    "nám. T.G.M. 441": "náměstí T. G. Masaryka 441/3,",
    "náměstí TGM 3": "náměstí T. G. Masaryka 441/3,",
    "náměstí T.G. Masaryka 3": "náměstí T. G. Masaryka 441/3,",
    "nam masaryka 3": "náměstí T. G. Masaryka 441/3,",
    "nám. M. Horákové 3": "náměstí Milady Horákové 1458/3,",
    "Denisovo nábř. 3": "Denisovo nábřeží 1217/3,",
    "denisovo nabr 5": "Denisovo nábřeží 1150/5,",
    "Anglické nábřeží 9": "Anglické nábřeží 943/9,",
    "pětatřicátníků 18": "sady Pětatřicátníků 351/18,",
    "Kopeckého sady 10": "Kopeckého sady 328/10,",
    "smetanovy sady 6": "Smetanovy sady 332/6,",
    "svobody 39": "alej Svobody 728/39,",
    "Koterovská náves 7": "Koterovská náves 71/7,",
    "Palackého nám. 24": "Palackého náměstí 618/24,",
    "nám. Palackého 24": "Palackého náměstí 618/24,",
    "Slovanská alej 36": "Slovanská alej 2323/36,",
    "nám. Emila Škody 1": "náměstí Emila Škody 2757/1,",
    "Školní nám. 1": "Školní náměstí 34/1,",
    # names with numbers
    "17. listopadu 3": "17. listopadu 2641/3,",
    "17 listopadu 3": "17. listopadu 2641/3,",
    "17.listopadu 3": "17. listopadu 2641/3,",
    "sady 5. května 20": "sady 5. května 44/20,",
    "sady 5 kvetna 20": "sady 5. května 44/20,",
    "5. května 20": "sady 5. května 44/20,",
    # city, postcode, part, borough, in any order
    "Nepomucká 381, Plzeň": "Nepomucká 381/43,",
    "Nepomucká 381, 326 00 Plzeň": "Nepomucká 381/43,",
    "Nepomucká 381 326 00": "Nepomucká 381/43,",
    "Nepomucká 381 32600": "Nepomucká 381/43,",
    "Nepomucká 381/43, 32600 Plzeň": "Nepomucká 381/43,",
    "Nepomucká 381/43, PSČ 326 00": "Nepomucká 381/43,",
    "Nepomucká 381/43, Hradiště, 326 00 Plzeň": "Nepomucká 381/43,",
    "Nepomucká 381/43 Plzeň 2": "Nepomucká 381/43,",
    "Nepomucká 381/43, Plzeň 2-Slovany": "Nepomucká 381/43,",
    "Nepomucká 381/43, Plzeň-Slovany": "Nepomucká 381/43,",
    "Plzeň, Nepomucká 381": "Nepomucká 381/43,",
    "Plzeň Nepomucká 381": "Nepomucká 381/43,",
    "Plzeň 2, Nepomucká 381": "Nepomucká 381/43,",
    "326 00 Plzeň, Nepomucká 381/43": "Nepomucká 381/43,",
    "Hradiště, Nepomucká 381": "Nepomucká 381/43,",
    "Hradiště Nepomucká 381": "Nepomucká 381/43,",
    "381 Nepomucká": "Nepomucká 381/43,",
    "381/43 Nepomucká, Plzeň": "Nepomucká 381/43,",
    "Nepomucká 381, Plzeň, Česká republika": "Nepomucká 381/43,",
    "Nepomucká 381; Plzeň; CR": "Nepomucká 381/43,",
    "Bory, Heyrovského 40": "Heyrovského 580/40,",
    "Slovany Koterovská 83": "Koterovská 1172/83,",
    "Lochotín, Sokolovská 105": "Sokolovská 2059/105,",
    "Americká 25, 301 00 Plzeň 3": "Americká 733/25,",
    "Klatovská 582/356a, Litice": "Klatovská 582/356a,",
    "Jateční 47, Plzeň 4": "Jateční 2823/47,",
    "Na Výsluní 65, Černice": "Na Výsluní 775/65,",
    # č. p. and č. ev., in streets and in parts without streets
    "Květnová ev. č. 3574": "Květnová č. ev. 3574/43,",
    "Květnová č.ev. 3574/43": "Květnová č. ev. 3574/43,",
    "Květnová 43": "Květnová č. ev. 3574/43,",
    "Plzeňská č. ev. 173": "Plzeňská č. ev. 173/167,",
    "U Hájovny č.ev. 1136": "U Hájovny č. ev. 1136,",
    "u hajovny 1136": "U Hájovny č. ev. 1136,",
    "Vejprnická č. p. 263": "Vejprnická č. p. 263,",
    "U Prazdroje 2610": "U Prazdroje č. p. 2610,",
    "Zábělá 70": "Zábělá č. p. 70,",
    "Výsluní č. ev. 1893": "Výsluní č. ev. 1893,",
    "Bolevec č. ev. 2845": "Bolevec č. ev. 2845,",
    "bolevec ev.č. 1931": "Bolevec č. ev. 1931,",
    "Bolevec 1619": "Bolevec č. p. 1619,",
    "Malesice č.p. 63": "Malesice č. p. 63,",
    "Malesice č.ev. 12": "Malesice č. ev. 12,",
    "Nová Hospoda 243": "Nová Hospoda č. p. 243,",
    "nova hospoda cp. 243": "Nová Hospoda č. p. 243,",
    "Vnitřní Město 255": "Vnitřní Město č. p. 255,",
    "Radčice 381": "Radčice č. p. 381,",
    "Křimice č. ev. 230": "Křimice č. ev. 230,",
    "Lhota č. ev. 170, Plzeň": "Lhota č. ev. 170,",
    "Litice č. ev. 2486": "Litice č. ev. 2486,",
    "litice evidenční číslo 1084": "Litice č. ev. 1084,",
    "Koterov č. e. 49": "Koterov č. ev. 49,",
    "Červený Hrádek č. ev. 3": "Červený Hrádek č. ev. 3,",
    "Újezd č. ev. 3321": "Újezd č. ev. 3321,",
    "Radobyčice č. ev. 1574, 301 00": "Radobyčice č. ev. 1574,",
    "Černice č. ev. 1711": "Černice č. ev. 1711,",
    "Dolní Vlkýš 18": "Kumberská 18/10,",
}

# Query -> the numbers of the sample districts that are asked about, or the single one that is found.
PLACES = {
    "okrsek 7": {7},
    "Okrsek č. 7": {7},
    "policejní okrsek číslo 30": {30},
    "OKRSEK 1": {1},
    "7. okrsek": {7},
    "okrsek 7, Plzeň": {7},
    "district 12": {12},
    "nám. Republiky": {14},
    "nam. republiky": {14},
    "28. října": {3},
    "5. května": {14},
    "5.kvetna": {14},
    "5 května": {9, 14},
    "náměstí Míru": {17},
    "Nepomucká": {12, 13, 28},
    "nepomucka ulice": {12, 13, 28},
    "Klatovská": {14, 16, 17, 18, 26},
    "Klatovská třída": {14, 16, 17},
    "klatovska tr.": {14, 16, 17},
    "Klatovská, Litice": {17, 18, 26},
    "Lobezská": {8, 9, 10, 24},
    "Lobezská, Plzeň 4": {24},
    "U Prazdroje": {9, 14},
    "Malesice": {30},
    "malesice, plzeň": {30},
    "Křimice": {25},
    "Radčice": {27},
    "Plzeň 7": {27},
    "Plzeň 7-Radčice": {27},
    "Plzeň 10": {29},
    "plzen 5 krimice": {25},
    "Plzeň 3": {14, 15, 16, 17, 18, 19, 20},
    "plzeň 2-slovany": {8, 9, 10, 11, 12, 13},
    "Plzeň 2": {8, 9, 10, 11, 12, 13},
    "Plzeň 1": {1, 2, 3, 4, 5, 6, 7},
    "Plzeň 4": {21, 22, 23, 24},
    "Červený Hrádek": {21, 23},
    "cerveny hradek": {21, 23},
    "Bukovec": {21, 22, 23},
    "Zátiší": {15, 25},
    "49.748122, 13.377706": {14},
    "49.748122N, 13.377706E": {14},
    "49.748122 13.377706": {14},
}

# Query -> a number that does not exist there, and one that must be offered instead.
MISSING = {
    "Nepomucká 99999": "Nepomucká 1355/261,",
    "Nepomucká 382/43": "Nepomucká 381/43,",
    "Nepomucká 43/381": "Nepomucká 381/43,",
    "Nepomucká 381/44": "Nepomucká 381/43,",
    "Nepomucká 381/43z": "Nepomucká 381/43,",
    "Karla Steinera 10x": "Karla Steinera 1079/10a,",
    "Klatovská třída 12a": "Klatovská třída 455/12,",
    "Veská 1111": "",
    "Malesice 9999": "",
    "Nová Hospoda 9999": "",
    "náměstí Republiky 500": "",
    "Perlová č. ev. 66": "Perlová 66/3,",
}

# Query -> what is meant, offered as a suggestion.
MISSPELT = {
    "Klatofská 145": "Klatovská třída 145",
    "nepomutská 381": "Nepomucká 381",
    "Amerycká": "Americká",
    "Slovenská": "Slovanská",
    "náměsti republyky 1": "náměstí Republiky 1",
    "Kaznejofská 35": "Kaznějovská 35",
    "Rokicanská 62": "Rokycanská 62",
    "Sokolofská": "Sokolovská",
    "Borksá": "Borská",
    "Heyrovskeho ulica 40": "Heyrovského 40",
    "Koštuka": "Košutka",
    "Doubrafka": "Doubravka",
    "Malezice": "Malesice",
    "Nepomucká 381, zadní vchod": "Nepomucká 381",
    "bydlím v ulici Nepomucká": "Nepomucká",
}

NONSENSE = [
    *["asdfghjkl", "?", "🙂🙂🙂", "00", "%", "..", "/"],
    *["'; DROP TABLE districts_address; --", "<script>alert(1)</script>"],
]


def districts_of(outcome: object) -> set[int]:
    match outcome:
        case Found():
            return {outcome.district.number}
        case Choose() | NotFound():
            return {choice.district.number for choice in outcome.choices}
    return set()


@pytest.mark.parametrize(("query", "label"), ADDRESSES.items())
def test_finds_the_address_however_it_is_written(query: str, label: str) -> None:
    outcome = find_district(query, atlas=atlases.current())
    assert isinstance(outcome, Found), outcome
    assert outcome.address is not None
    assert outcome.address.label.startswith(label)
    assert outcome.district == Address.objects.get(code=outcome.address.code).district


@pytest.mark.parametrize(("query", "numbers"), PLACES.items())
def test_finds_the_one_district_of_a_place_or_asks_about_all_of_them(query: str, numbers: set[int]) -> None:
    outcome = find_district(query, atlas=atlases.current())
    assert isinstance(outcome, Found if len(numbers) == 1 else Choose), outcome
    assert districts_of(outcome) == numbers


@pytest.mark.parametrize(("query", "offered"), MISSING.items())
def test_offers_the_nearest_numbers_when_one_does_not_exist(query: str, offered: str) -> None:
    outcome = find_district(query, atlas=atlases.current())
    assert isinstance(outcome, NotFound), outcome
    assert outcome.why == Why.NUMBER_MISSING
    assert any(choice.label.startswith(offered) for choice in outcome.choices), outcome.choices


@pytest.mark.parametrize(("query", "suggestion"), MISSPELT.items())
def test_suggests_what_a_typo_may_mean_and_never_takes_it_for_granted(query: str, suggestion: str) -> None:
    outcome = find_district(query, atlas=atlases.current())
    assert isinstance(outcome, NotFound), outcome
    assert suggestion in [one.q for one in outcome.suggestions]


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_is_not_found(query: str) -> None:
    assert find_district(query, atlas=atlases.current()) == NotFound(Why.UNKNOWN)


def test_asks_when_the_same_number_is_a_house_number_here_and_an_orientation_number_there() -> None:
    outcome = find_district("klatovska tr 145", atlas=atlases.current())
    assert isinstance(outcome, Choose)
    assert outcome.why == Why.SEVERAL_ADDRESSES
    assert [choice.label.split(",")[0] for choice in outcome.choices] == [
        "Klatovská třída 145/27",
        "Klatovská třída 1892/145",
    ]
    assert districts_of(outcome) == {16, 17}


def test_asks_when_the_address_lies_elsewhere_than_was_written() -> None:
    outcome = find_district("Nepomucká 381, Lhota", atlas=atlases.current())
    assert isinstance(outcome, Choose)
    assert outcome.why == Why.ELSEWHERE
    assert [choice.label.split(",")[0] for choice in outcome.choices] == ["Nepomucká 381/43"]


def test_two_places_are_found_only_if_they_share_exactly_one_district() -> None:
    atlas = atlases.current()
    boroughs = {
        name.label: {one.number for one in atlas.districts.values() if one.borough_id == name.key}
        for name in atlas.gazetteer.boroughs
    }
    parts = {name.label: set(name.districts) for name in atlas.gazetteer.parts.values() if name.label != "Bukovec"}
    for part, inside in parts.items():
        for other, there in {**boroughs, **parts}.items():
            if other == part:
                continue
            for query in (f"{part}, {other}", f"{other} {part}"):
                outcome = find_district(query, atlas=atlas)
                common = inside & there
                if isinstance(outcome, Found):
                    assert districts_of(outcome) == common, query
                else:  # with the house of that number, if there is one: "Lobzy Plzeň 4"
                    assert districts_of(outcome) >= (common or inside | there), query


def test_a_place_name_has_no_house_numbers() -> None:
    outcome = find_district("Bory 12", atlas=atlases.current())
    assert isinstance(outcome, NotFound)
    assert outcome.why == Why.NO_NUMBERS_HERE
    assert outcome.choices


@pytest.mark.once
def test_every_address_is_found_by_its_label_with_and_without_diacritics() -> None:
    atlas = atlases.current()
    districts = dict(Address.objects.values_list("code", "district__number"))
    assert len(districts) == 27_207
    wrong = []
    for row in daily(all_rows()):
        label = address_queries.address_label(row, atlas.gazetteer)
        for query in (label, fold(label)):
            outcome = find_district(query, atlas=atlas)
            if not (
                isinstance(outcome, Found)
                and outcome.address is not None
                and outcome.address.code == row.code
                and outcome.district.number == districts[row.code]
            ):
                wrong.append((query, outcome))
    assert wrong == []


@pytest.mark.once
def test_shorter_forms_of_an_address_never_lead_to_a_wrong_district() -> None:
    """Each way of writing an address finds its district or asks with it among the choices; of many, each day others."""
    atlas = atlases.current()
    wrong = []
    for row in daily(all_rows(), part=35):
        for query in shorter_forms(row, atlas):
            outcome = find_district(query, atlas=atlas)
            if not isinstance(outcome, Found | Choose) or row.district not in districts_of(outcome):
                wrong.append((query, outcome))
    assert wrong == []


def shorter_forms(row: address_queries.AddressRow, atlas: atlases.Atlas) -> list[str]:
    part = atlas.gazetteer.parts[row.part].label
    if row.street is None:
        return [f"{part} {row.house}", f"{part} {row.series} {row.house}", f"{row.house} {part}".lower()]
    street = atlas.gazetteer.streets[row.street].label
    forms = [f"{street} {row.house}", f"{street} {row.series}{row.house}", f"{street} {row.house}, {part}"]
    if row.orientation is not None:
        short = f"{row.orientation}{row.letter}"
        forms += [
            f"{street} {short}",
            f"{street} /{short}",
            f"{street} {row.house}/{short}",
            f"ul. {street} {row.house}/{short}, {row.postcode} Plzeň",
            f"Plzeň, {part}, {street} {short.upper()}",
        ]
    return forms


def all_rows() -> list[address_queries.AddressRow]:
    return address_queries._fetch_rows("true", {})


def test_suggestions_lead_to_an_answer() -> None:
    atlas = atlases.current()
    for typed in ("nep", "kl", "nam r", "Nepomucká 3", "malesice 1", "bor", "17", "okrsek 3", "čer", "klatofska"):
        suggestions = suggest_queries(typed, limit=8, atlas=atlas)
        assert suggestions, typed
        for suggestion in suggestions:
            assert isinstance(find_district(suggestion.q, atlas=atlas), Found | Choose), suggestion


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("nep", "Nepomucká"),
        ("nepomucká 38", "Nepomucká 380/9, Koterov, 326 00 Plzeň"),
        ("nám. rep", "náměstí Republiky"),
        ("klatov", "Klatovská"),
        ("klatofska", "Klatovská"),
        ("17. l", "17. listopadu"),
        ("okrsek 3", "okrsek 3"),
        ("košutk", "Košutka"),
    ],
)
def test_the_first_suggestion_is_what_the_typing_begins(typed: str, first: str) -> None:
    assert suggest_queries(typed, limit=8, atlas=atlases.current())[0].q == first


def test_a_point_outside_the_city_names_the_nearest_districts() -> None:
    outcome = find_district(Point(lon=13.50, lat=49.755), atlas=atlases.current())  # Dýšina
    assert isinstance(outcome, Outside)
    distances = [neighbour.distance_m for neighbour in outcome.neighbours]
    assert 0 < len(distances) <= 3
    assert distances == sorted(distances)
    assert distances[-1] <= 5_000


def test_no_district_is_near_to_prague() -> None:
    outcome = find_district("50.0755, 14.4378", atlas=atlases.current())
    assert isinstance(outcome, Outside)
    assert outcome.neighbours == ()
    assert outcome.distance_m == pytest.approx(77_000, abs=2_000)


def test_an_address_near_a_border_names_the_neighbour_and_only_then() -> None:
    atlas = atlases.current()
    near = find_district("Nepomucká 381/43", atlas=atlas)
    assert isinstance(near, Found)
    assert near.point is not None
    for row in daily(all_rows()[::20], part=25):
        outcome = find_district(Point(row.lon, row.lat), atlas=atlas)
        assert isinstance(outcome, Found)
        expected = {
            one.number: round(one.distance_m)
            for one in atlas.locator.closest(row.lon, row.lat, 30)
            if one.distance_m <= 50 and one.number != row.district
        }
        assert {one.district.number: one.distance_m for one in outcome.near_border} == expected


def test_there_are_at_least_200_hand_written_queries() -> None:
    written: list[Any] = [*ADDRESSES, *PLACES, *MISSING, *MISSPELT, *NONSENSE]
    assert len(set(written)) >= 200
