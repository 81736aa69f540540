"""The cell of a name: a person, a vacant post, a proposed substitute – or a question, but never a made-up officer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.importers.staff.name_cells import Doubt, NameCell, is_blank, read_name_cell

VACANT = """
- | – | — | ― | x | X | xx | XXX | x x x | 0 | 00 | ? | ??? | … | ... | ./. | N/A | n/a | n. a. | NA | není | Není.
NENÍ | neobsazeno | NEOBSAZENO | Neobsazená | neobsazený | neobsazené | neobs. | NEOBS | NEOBSAZENO (od 1. 1.)
(neobsazeno) | [neobsazeno] | *neobsazeno* | --- neobsazeno --- | neobsazeno! | neobsazeno-VŘ | neobsazeno/VŘ
neobszeno | neobsazeno od 1.1.2027 | - (od 1. 1. 2027) | – od 1. 1. 2027 | x (viz poznámka) | není obsazeno | ne
není určen | neni | obsazuje se | Obsazuje se | bude obsazeno | bude doplněno | Bude jmenován | doplnit | k doplnění
k obsazení | t. č. neobsazeno | t.č. neobsazeno | T. Č. NEOBSAZENO | toho času neobsazeno | dočasně neobsazeno
zatím nikdo | prozatím neobsazeno | momentálně neobsazeno | dočasně volné | volné místo | Volné místo | volne
Volné | volno | volný | volná pozice | Volný okrsek | volný od 1. 1. 2027 | post volný | vakantní | vakance | Vakant
VAKANTNI | vacant | Vacant position | výběrové řízení | Výběrové řízení | vyberove rizeni | v řízení | VŘ
probíhá VŘ | vypsáno VŘ | v náboru | bez okrskáře | bez obsazení | bez policisty | místo neobsazeno
funkce neobsazena | okrskář není | hledá se | Hledáme | nikdo | Nikdo | žádný | chybí | CHYBÍ | uvolněno | zrušeno
nejmenován | konkurz | TBD | tba | none | null | nemáme | N. N. | NN | n.n. | ve VŘ | vyhlášeno VŘ | je neobsazeno
N E O B S A Z E N O | ještě není | momentálně se obsazuje | místo je volné | nebude obsazeno | Upřesníme | zástup: není
vyhlášeno výběrové řízení | Unbesetzt | Вакантно | немає
"""
PEOPLE = """
Jan Novák | NOVÁK JAN | jana  UKÁZKOVÁ | jan novák | Bc. Jan Novák, DiS. | Ukázková, Jana | J. Novák | Novák
Volný Petr | Petr Volný | Volná Jana | str. Volný | Nový | Nový Jan | Prázdný Karel | Prázdná Eva | Neznámý Jan
Zástěra | Zástěra Petr | Chybík | Jan Chybík | Není-li Jana | Neničková Eva | Nečas Petr | Neumann | Nedvěd | Nezval
Neoral | Nebeský | Obšil Jan | Bezděk | Budek Jan | Vybíral | Výborný | Hledík | Vacek | Vakrman | Xaver Dlouhý
K. Malá | V. Volný | T. Nová | Č. Malý | Do Van Nam | Đỗ Thị Lan | Jan Zastoupil | Zastoupil Jan | Zastoupil
Jan Hlídka | Jan Není | Petr Žádný | Jan Nástup | Karel Obsadil | Trọng Nguyễn | Jan z Lobkowicz | Jan van der Berg
Nová, Bc. Jana | Jana Nová – Malá | Jan Vaněk ml. | Jan novák | NOVÁK jan | d'Artagnan Jan
Xenie Malá | Nguyễn Thị Lan | Петро Іваненко | Jana Ukázková 12 | B
"""
SUBSTITUTES = {
    "zástup: Novák": "Novák",
    "Zástup – Novák Jan": "Novák Jan",
    "zastupuje Novák": "Novák",
    "zastupující: Jan Malý": "Jan Malý",
    "ZASTUP NOVAK": "NOVAK",
    "z. Novák": "Novák",
    "v z. Novák": "Novák",
    "v zastoupení Novák": "Novák",
    "v.z. Jan Novák": "Jan Novák",
    "Novák v zastoupení": "Novák",
    "Vertretung: Novák": "Novák",
    "zast. por. Jana Nováková (do 30. 6.)": "por. Jana Nováková (do 30. 6.)",
    "Novák (zástup)": "Novák",
    "Novák – zástup": "Novák",
}
DOUBTFUL = {
    Doubt.PERSON_OR_VACANT: "Volný | Volná | VOLNÝ | Prázdný | Jan Novák (neobsazeno) | Není Jan",
    Doubt.PERSON_OR_SUBSTITUTE: "Z. Novák | dočasně Jan Novák | Jana Veselá (zastupuje i okrsek 8)",
    Doubt.DATE: "Jan Novák (do 30. 6.) | Jan Novák 1. 1. 2027 | Jan Novák 2027-01-01",
    Doubt.NO_NAME: 'okrskář | hlídka | viz okrsek 3 | " | -"- | dtto | obsazeno | nevím | novák | neosbazeno'
    " | Mateřská | PN | Jana Malá – MD | Odchod do důchodu | Nepřítomen | Policie ČR | MP Plzeň | JUDr. | Vedoucí směny"
    " | Jan Novák / Petr Malý | Jan Novák, Petr Malý | Jan Novák a Petr Malý | Jan Novák + Petr Malý | Novák?"
    " | ?? Novák | Jan Novák, tel. 600 111 222 | Jan Novák novak@example.org | Jan Novák 1) | Jan Novák prozatím"
    " | Malý za Nováka | bývalý: Jan Novák | Obsazeno: Jan Novák | místo: Novák",
}


def cells(text: str) -> list[str]:
    return [" ".join(cell.split()) for cell in text.replace("\n", "|").split("|") if cell.strip()]


@pytest.mark.parametrize("cell", cells(VACANT))
def test_words_and_signs_for_nobody_are_a_vacant_post(cell: str) -> None:
    read = read_name_cell(cell)
    assert (read.vacant, read.name, read.substitute, read.doubt) == (True, "", "", None)


@pytest.mark.parametrize("cell", cells(PEOPLE))
def test_people_stay_people_also_with_a_surname_like_a_vacancy(cell: str) -> None:
    assert read_name_cell(cell) == NameCell(text=cell, name=cell)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("okrskář Jan Novák", "Jan Novák"),
        ("Strážnice: Malá Eva", "Malá Eva"),
        ("Jan Novák, policista", "Jan Novák"),
        ("pan Jan Novák", "Jan Novák"),
        ("p. Malá", "Malá"),
        ("Starosta Jan", "Starosta Jan"),
        ("Jan Starosta", "Jan Starosta"),
        ("Panáček Jan", "Panáček Jan"),
    ],
)
def test_the_post_and_how_somebody_is_addressed_are_no_part_of_a_name(cell: str, name: str) -> None:
    assert read_name_cell(cell).name == name


@pytest.mark.parametrize(("cell", "substitute"), SUBSTITUTES.items())
def test_who_stands_in_is_a_proposal_and_no_holder(cell: str, substitute: str) -> None:
    assert read_name_cell(cell) == NameCell(text=cell, substitute=substitute)


@pytest.mark.parametrize(
    "cell",
    ["neobsazeno (zastupuje Novák)", "neobsazeno, zast. Novák", "- (zastupuje Novák)", "neobsazeno – zástup: Novák"],
)
def test_a_vacant_post_may_have_a_proposed_substitute(cell: str) -> None:
    read = read_name_cell(cell)
    assert (read.vacant, read.substitute, read.name) == (True, "Novák", "")


@pytest.mark.parametrize(("doubt", "cell"), [(doubt, cell) for doubt, text in DOUBTFUL.items() for cell in cells(text)])
def test_what_may_be_either_is_asked(doubt: Doubt, cell: str) -> None:
    assert read_name_cell(cell) == NameCell(text=cell, doubt=doubt)


@pytest.mark.parametrize(
    ("cell", "since", "unclear"),
    [
        ("neobsazeno (od 1. 1. 2027)", date(2027, 1, 1), False),
        ("neobsazeno od 2027-01-01", date(2027, 1, 1), False),
        ("– od 1. 1. 2027", date(2027, 1, 1), False),
        ("neobsazeno (od 1. 1.)", None, True),
        ("neobsazeno (do 30. 6. 2027)", None, False),
        ("neobsazeno od 31. 2. 2027", None, True),
    ],
)
def test_the_day_since_when_it_is_vacant_is_read(cell: str, since: date | None, unclear: bool) -> None:
    read = read_name_cell(cell)
    assert (read.vacant, read.since, read.since_is_unclear) == (True, since, unclear)


def test_a_remark_in_brackets_is_no_part_of_the_name() -> None:
    read = read_name_cell("Veselá Jana (roz. Malá)")
    assert (read.name, read.remark) == ("Veselá Jana", "roz. Malá")


@given(st.text(st.characters(exclude_categories=["L"], exclude_characters="\"„“”〃/,'"), min_size=1))
def test_nothing_without_a_letter_is_a_name(cell: str) -> None:
    assert read_name_cell(cell).vacant


@given(st.text(min_size=1))
def test_every_text_is_one_thing_or_a_question(cell: str) -> None:
    read = read_name_cell(cell)
    meanings = [bool(read.name), read.vacant or bool(read.substitute), read.doubt is not None]
    assert sum(meanings) == 1


@pytest.mark.parametrize("cell", ["", "-", "–", "—", "x", "není", "N/A", "???", "neuvedeno", "ne"])
def test_a_dash_in_another_column_is_nothing(cell: str) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["378 032 251", "x@example.org", "volejte ráno", "2026-09-01", "Lochotín"])
def test_whatever_says_something_is_not_blank(cell: str) -> None:
    assert not is_blank(cell)
