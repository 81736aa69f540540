"""Cells of a list of staff as a clerk writes them: understood, told with what was assumed, or refused in words."""

from datetime import date

import pytest
from django.utils import translation

from districts.importers.import_report import RowRefusal
from districts.importers.staff.contact_cells import read_email, read_phone, split_contact
from districts.importers.staff.day_cells import ReadDay, read_day, read_period
from districts.importers.staff.name_order import arrange_name, surname_leads
from districts.importers.staff.place_cells import find_borough, named_boroughs, read_districts
from districts.importers.staff.proposals import Proposal, read_proposal
from districts.models import Borough, District
from districts.templatetags.contacts import tel

SEPTEMBER = date(2024, 9, 1)
DAY = """
1. 9. 2024 | 1.9.2024 | 01.09.2024 | 1.9.24 | 1. 9. 24 | od 1. 9. 2024 | Od: 1. 9. 2024 | ode dne 1. 9. 2024 |
k 1. 9. 2024 | ve funkci od 1.9.2024 | 1. září 2024 | 1.září 2024 | 1 září 2024 | 1. zari 2024 | 1. IX. 2024 |
1.ix.2024 | 2024-09-01 | 2024-9-1 | 2024/09/01 | 2024-09-01 00:00:00 | 2024-09-01T00:00 | 1. 9. 2024 0:00:00 |
1-9-2024 | 1. 9. 2024 r. | 1. 9. 2024,
"""


# --- days -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "written",
    [way.strip() for way in DAY.split("|")],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    assert read_day(written.strip()) == ReadDay(SEPTEMBER)


@pytest.mark.parametrize(
    "written",
    ["09/2024", "9/2024", "9. 2024", "9.2024", "září 2024", "od září 2024", "Září 2024", "2024-09", "45536"],
)
def test_a_day_that_was_assumed_is_told(written: str) -> None:
    read = read_day(written)
    assert read.day == SEPTEMBER
    assert written in read.note


def test_a_month_or_a_year_ends_with_its_last_day() -> None:
    days = [read_day(written, last=True).day for written in ("2/2024", "2026", "31. 8. 2026")]
    assert days == [date(2024, 2, 29), date(2026, 12, 31), date(2026, 8, 31)]
    assert read_day("2024").day == date(2024, 1, 1)


@pytest.mark.parametrize(
    "written", ["dosud", "doposud", "trvá", "na dobu neurčitou", "do odvolání", "–", "-", "", "31. 12. 9999", "není"]
)
def test_an_end_that_is_none_is_none(written: str) -> None:
    assert read_day(written, last=True) == ReadDay()
    assert read_day(date(9999, 12, 31), last=True) == ReadDay()


@pytest.mark.parametrize(
    "written",
    [
        "31. 2. 2026",
        "9/1/2026",
        "1. 9. 0206",
        "1. 9.",
        "dosud",
        "1. 13. 2024",
        "brzy",
        "123456",
        "1. 9. 20 24",
        "12",
        "x1",
    ],
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(RowRefusal):
        read_day(written)


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("1. 9. 2024 – 31. 8. 2026", date(2026, 8, 31)),
        ("1.9.2024-31.8.2026", date(2026, 8, 31)),
        ("od 1. 9. 2024 do 31. 8. 2026", date(2026, 8, 31)),
        ("2024-09-01 – dosud", None),
        ("1. 9. 2024 –", None),
    ],
)
def test_a_cell_may_hold_both_days(written: str, last: date | None) -> None:
    first, found = read_period(written)
    assert (first.day, found) == (SEPTEMBER, ReadDay(last))


# --- contacts -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("600000901", "600 000 901"),
        ("tel. 600 000 901", "600 000 901"),
        ("Mobil: 600-000-901", "600 000 901"),
        ("420600000901", "600 000 901"),
        ("420 600 000 901", "600 000 901"),
        ("420 600 000", "420 600 000"),
        ("+420 600 000 901", "600 000 901"),
        ("+420600000901", "600 000 901"),
        ("(+420) 600 000 901", "600 000 901"),
        ("00420600000901", "600 000 901"),
        ("00 420 600 000 901", "600 000 901"),
        ("60 00 00 901", "600 000 901"),
        ("(377) 123 456", "377 123 456"),
        ("600 000 901 kl. 12", "600 000 901 kl. 12"),
        ("600 000 901, linka 12", "600 000 901 kl. 12"),
        ("600000901 l.12", "600 000 901 kl. 12"),
        ("linka 600 000 901", "600 000 901"),
        ("+49 30 1234567", "+49301234567"),
        ("156", "156"),
        ("", ""),
    ],
)
def test_a_phone_is_read_however_it_is_written(written: str, kept: str) -> None:
    read = read_phone(written)
    assert (read.value, read.note) == (kept, "")


@pytest.mark.parametrize(
    ("written", "left_out"),
    [
        ("600 000 901, 600 000 456", "600 000 456"),
        ("600 000 901 / 600 000 456", "600 000 456"),
        ("600 000 901 600 000 456", "600 000 456"),
        ("600000901;600000456", "600 000 456"),
        ("tel. 600 000 901, mobil 600 000 456", "600 000 456"),
        ("+420600000901 nebo 420600000456", "600 000 456"),
        ("600 000 901/2", "600 000 902"),
        ("600 000 901 (soukr. 600 000 456)", "600 000 456"),
        ("soukr. 600 000 456, služ. 600 000 901", "600 000 456"),
        ("600 000 456 (soukromý), 600 000 901", "600 000 456"),
        ("fax 600 000 456, tel 600 000 901", "600 000 456"),
    ],
)
def test_of_several_phones_the_first_that_is_for_the_public_is_taken_and_told(written: str, left_out: str) -> None:
    read = read_phone(written)
    assert read.value == "600 000 901"
    assert left_out in read.note


def test_a_private_phone_is_not_published() -> None:
    read = read_phone("600 000 456 (soukromý)")
    assert read.value == ""
    assert read.note


@pytest.mark.parametrize("beside", ["volejte ráno", "(po–pá 7–15)", "(út 8:00–17:00)"])
def test_words_beside_a_phone_are_told(beside: str) -> None:
    read = read_phone(f"600 000 901 {beside}")
    assert read.value == "600 000 901"
    assert beside.strip("()") in read.note


@pytest.mark.parametrize(
    "written",
    ["volejte ráno", "60000090", "6000009011", "600 000 90", "600 000 901 2", "kl. 12", "12", "600 000 901 222"],
)
def test_what_is_no_phone_is_refused(written: str) -> None:
    with pytest.raises(RowRefusal):
        read_phone(written)


def test_a_link_dials_the_extension_apart() -> None:
    assert tel("600 000 901 kl. 12") == "tel:+420600000901;ext=12"
    assert tel("600 000 901") == "tel:+420600000901"


@pytest.mark.parametrize(
    "written",
    ["jana@example.org", "mailto:jana@example.org", "e-mail: jana@example.org", "Jana Vzorová <jana@example.org>"],
)
def test_an_email_is_read_however_it_is_written(written: str) -> None:
    assert read_email(written).value == "jana@example.org"


@pytest.mark.parametrize("between", ["; ", ", ", " ", "\n", " / ", " nebo "])
def test_of_several_emails_the_first_is_taken_and_told(between: str) -> None:
    read = read_email(f"jana@example.org{between}okrsek7@example.org")
    assert read.value == "jana@example.org"
    assert "okrsek7@example.org" in read.note


@pytest.mark.parametrize(
    "written",
    [
        "jana.example.org",
        "jana(zavináč)example.org",
        "jana@example.org, petr.example.org",
        "jana@",
        "jana@example.org jana",
    ],
)
def test_what_is_no_email_is_refused(written: str) -> None:
    with pytest.raises(RowRefusal):
        read_email(written)


def test_phone_and_email_may_share_a_cell() -> None:
    assert split_contact("600 000 901, jana@example.org") == ("600 000 901", "jana@example.org")


# --- places ---------------------------------------------------------------------------------------------------------
BOROUGH = """
2 | II. | II | Plzeň 2 | plzen 2 | Plzeň II | ÚMO 2 | UMO2 | MO Plzeň 2 | MO Plzeň 2 - Slovany |
ÚMO Plzeň 2 – Slovany | Slovany | Plzeň-Slovany | Plzeň 2-Slovany | Úřad městského obvodu Plzeň 2 | městský obvod 2 |
MO II | 545971 | 2. obvod
"""
BOROUGHS = {
    code: Borough(code=code, name=name)
    for code, name in enumerate(
        ("Plzeň 1", "Plzeň 2-Slovany", "Plzeň 3", "Plzeň 9-Malesice", "Plzeň 10-Lhota"), start=545970
    )
}
DISTRICTS = {number: District(number=number, name=f"Část {number}", borough_id=545970) for number in range(1, 31)}
DISTRICTS[30].designation, DISTRICTS[29].designation = "D", "12 A"


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("7", [7]),
        ("07", [7]),
        ("7.", [7]),
        ("okrsek 7", [7]),
        ("Okrsek č. 7", [7]),
        ("č. 7", [7]),
        ("7. okrsek", [7]),
        ("7 – Slovany", [7]),
        ("7 (Lochotín)", [7]),
        ("Část 7", [7]),
        ("1-3", [1, 2, 3]),
        ("1–3", [1, 2, 3]),
        ("1. - 3.", [1, 2, 3]),
        ("okrsky 1 až 3", [1, 2, 3]),
        ("14 a 15", [14, 15]),
        ("1, 2, 5", [1, 2, 5]),
        ("1,2 a 5", [1, 2, 5]),
        ("okrsky č. 1, 2, 5", [1, 2, 5]),
        ("1/2", [1, 2]),
        ("1 + 2", [1, 2]),
        ("1; 3-5, 4", [1, 3, 4, 5]),
        ("okrsek7", [7]),
        ("1.0", [1]),
        ("D", [30]),
        ("okrsek d", [30]),
        ("12A", [29]),
    ],
)
def test_districts_are_read_however_they_are_written(written: str, numbers: list[int]) -> None:
    assert [district.number for district in read_districts(written, DISTRICTS)] == numbers


@pytest.mark.parametrize(
    "written",
    [
        "1.2",
        "3-1",
        "1 2",
        "99",
        "29-31",
        "1-99999",
        "všechny",
        "999999999999",
        "okrsek",
        "x1",
        "7B",
        "E",
        date(2026, 3, 1),
    ],
)
def test_what_names_no_district_is_refused(written: str | date) -> None:
    with pytest.raises(RowRefusal):
        read_districts(written, DISTRICTS)


@pytest.mark.parametrize(
    "written",
    [way.strip() for way in BOROUGH.split("|")],
)
def test_a_borough_is_read_however_it_is_written(written: str) -> None:
    assert find_borough(written.strip(), BOROUGHS).name == "Plzeň 2-Slovany"


@pytest.mark.parametrize(
    "written", ["Praha 3", "Plzeň 8", "Plzeň", "Plzeň 1 a Plzeň 3", "11", "Plzeň 3 - Slovany", "Lhotka u Prahy"]
)
def test_what_names_no_borough_is_refused(written: str) -> None:
    with pytest.raises(RowRefusal):
        find_borough(written, BOROUGHS)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("ÚMO 1", ["Plzeň 1"]),
        ("3", []),
        ("OOP Plzeň 10", ["Plzeň 10-Lhota"]),
        ("Policie ČR", []),
        ("", []),
        ("9-Malesice", ["Plzeň 9-Malesice"]),
    ],
)
def test_a_number_alone_names_no_borough_for_certain(written: str, names: list[str]) -> None:
    assert [borough.name for borough in named_boroughs(written, BOROUGHS)] == names


# --- names ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "arranged"),
    [
        ("Jan Novák", "Jan Novák"),
        ("Novák Jan", "Jan Novák"),
        ("NOVÁK Jan", "Jan Novák"),
        ("NOVÁK JAN", "Jan Novák"),
        ("Jan NOVÁK", "Jan Novák"),
        ("Novák, Jan", "Jan Novák"),
        ("Bc. Novák Jan", "Bc. Jan Novák"),
        ("Novák Jan, Bc.", "Bc. Jan Novák"),
        ("Nová, Bc. Jana", "Bc. Jana Nová"),
        ("Mgr. Dvořáková Petra, MPA", "Mgr. Petra Dvořáková, MPA"),
        ("Ing. Černý Pavel, Ph.D.", "Ing. Pavel Černý, Ph.D."),
        ("Ing. Černý Pavel Ph. D., MBA", "Ing. Pavel Černý, Ph. D., MBA"),
        ("npor. Bc. Beneš Karel", "npor. Bc. Karel Beneš"),
        ("nstržm. Novák Jan DiS.", "nstržm. Jan Novák, DiS."),
        ("Mgr. et Mgr. Jana Nová, Ph.D.", "Mgr. et Mgr. Jana Nová, Ph.D."),
        ("JUDr.Novák Jan", "JUDr. Jan Novák"),
        ("Nová-Malá Jana", "Jana Nová-Malá"),
        ("Nová Malá Jana", "Jana Nová Malá"),
        ("Novák Jan Petr", "Jan Petr Novák"),
        ("van der Berg Jan", "Jan van der Berg"),
        ("Vaněk Jan ml.", "Jan Vaněk ml."),
        ("Novák J.", "J. Novák"),
        ("J. Novák", "J. Novák"),
        ("Pavel Petr", "Pavel Petr"),
        ("Nový", "Nový"),
    ],
)
def test_a_name_is_published_with_the_given_name_first(written: str, arranged: str) -> None:
    assert arrange_name(written).name == arranged


def test_the_header_tells_what_the_words_do_not() -> None:
    assert arrange_name("Pavel Petr", surname_first=True).name == "Petr Pavel"
    assert arrange_name("Ukázka Qwert", surname_first=True).name == "Qwert Ukázka"
    assert arrange_name("Ukázka Qwert").name == "Ukázka Qwert"


def test_the_words_are_believed_rather_than_the_header_and_that_is_told() -> None:
    arranged = arrange_name("Adam Ukázka", surname_first=True)
    assert (arranged.name, arranged.contradicts) == ("Adam Ukázka", True)


def test_the_other_names_of_a_column_tell_its_order() -> None:
    assert surname_leads(["Novák Jan", "Malá Eva", "Pavel Petr"])
    assert surname_leads(["Novák Jan", "Eva Malá", "Pavel Petr"]) is None
    assert surname_leads(["Novák Jan"]) is None


@pytest.mark.parametrize(
    ("titles", "name", "arranged"),
    [
        ("por.", "Fiala Zdeněk", "por. Zdeněk Fiala"),
        ("Ing. Ph.D.", "Jana Nová", "Ing. Jana Nová, Ph.D."),
        ("Bc.", "Bc. Jana Nová", "Bc. Jana Nová"),
        ("DiS.", "Jana Nová, MBA", "Jana Nová, MBA, DiS."),
    ],
)
def test_titles_of_their_own_column_join_the_name(titles: str, name: str, arranged: str) -> None:
    assert arrange_name(name, titles=titles).name == arranged


# --- remarks --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "proposal"),
    [
        ("MD od 1/2027", Proposal.ABSENCE),
        ("dlouhodobě nemocen", Proposal.ABSENCE),
        ("mateřská", Proposal.ABSENCE),
        ("dovolená do 15. 8.", Proposal.ABSENCE),
        ("zastupuje i okrsek 8", Proposal.SUBSTITUTE),
        ("zástup: Novák", Proposal.SUBSTITUTE),
        ("supluje Novák", Proposal.SUBSTITUTE),
        ("nový mobil", Proposal.NOTHING),
        ("Zástava", Proposal.NOTHING),
    ],
)
def test_a_remark_proposes_an_absence_or_a_substitute(written: str, proposal: Proposal) -> None:
    with translation.override("cs"):
        assert read_proposal(written) is proposal
