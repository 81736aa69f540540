"""What a list of staff changes is told before; what was entered by hand is marked, asked about or left."""

import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts.duty.appointments import appoint
from districts.importers.import_report import FieldChange, ImportReport
from districts.models import District, ImportRun, Person, Post, Role, StationKind, Tenure
from tests.districts.files import run
from tests.districts.importers.staff_lists import (
    HEADER,
    TODAY,
    holders,
    import_file,
    import_rows,
    in_english,
    make_city,
)
from tests.factories import make_person, make_post, make_station, make_tenure
from tests.thorough import examples

pytestmark = pytest.mark.django_db

JANA = "1;okrskář;Jana Ukázková;378 032 251;jana@example.org;1. 1. 2026"
PETR = "2;okrskář;Petr Názorný;378 032 252;petr@example.org;1. 1. 2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Districts 1 and 2, whose officers a list brought."""
    make_city(1, 2)
    import_rows(tmp_path, JANA, PETR)
    return tmp_path


def told(report: ImportReport) -> list[str]:
    """What becomes of each record, in words."""
    assert report.refused == []
    with translation.override("en"):
        return [f"{change.fate}: {change}" for change in report.changes]


def fields(report: ImportReport) -> list[FieldChange]:
    return [field for change in report.changes for field in change.fields]


def kept(report: ImportReport) -> list[str]:
    return [str(change) for change in report.kept]


def change_by_hand(who: str, /, **values: object) -> Person:
    person = Person.objects.get(name=who)
    for field, value in values.items():
        setattr(person, field, value)
    person.save()
    return person


def enter_successor(number: int, name: str, start: date) -> Tenure:
    """Somebody takes over in the administration."""
    return appoint(post=Post.objects.get(district__number=number), person=make_person(name), start=start)


# --- what is told ----------------------------------------------------------------------------------------------------
def test_everything_that_changes_is_told_old_and_new(folder: Path) -> None:
    make_station(StationKind.MP, name="Pokusná")
    before = import_rows(folder, "1;okrskář;Jana Ukázková;378 111 222", PETR, dry_run=True)
    assert told(before) == ["changed: person Jana Ukázková: phone: 378 032 251 → 378 111 222"]
    row = "2;okrskář;Eva Nová;;eva@example.org;1. 10. 2026"
    assert told(import_rows(folder, row)) == [
        "new: person Eva Nová: full name: – → Eva Nová; e-mail: – → eva@example.org",
        "changed: holder of a post municipal district officer, District 2: Petr Názorný: to: – → 30\xa0Sep\xa02026",
        "new: holder of a post municipal district officer, District 2: Eva Nová: from: – → 1\xa0Oct\xa02026",
    ]


def test_a_station_is_told_at_its_district(tmp_path: Path) -> None:
    make_city(1)
    make_station(StationKind.MP, name="Pokusná")
    path = tmp_path / "lidé.csv"
    path.write_text("okrsek;funkce;jméno;služebna\n1;okrskář;neobsazeno;Pokusná")
    assert told(import_file(path)) == [
        "changed: police district District 1: Municipal Police station: – → Municipal Police station Pokusná"
    ]


def test_what_was_told_is_kept_with_the_run(folder: Path) -> None:
    import_rows(folder, "1;okrskář;Jana Ukázková;378 111 222")
    kept_report = ImportRun.objects.latest("pk").report
    assert kept_report["changes"][0]["fields"] == [
        {"field": "phone", "old": "378 032 251", "new": "378 111 222", "by_hand": False}
    ]
    assert kept_report["counts_by_kind"] == {"person": {"changed": 1}}


def test_a_refused_list_tells_no_changes(folder: Path) -> None:
    report = import_rows(folder, "1;okrskář;Jana Ukázková;378 111 222", "99;okrskář;Kdo Ví")
    assert report.refused
    assert (report.changes, report.counts_by_kind) == ([], {})


# --- what was corrected by hand --------------------------------------------------------------------------------------
def test_a_correction_that_would_go_back_is_marked(folder: Path) -> None:
    change_by_hand("Jana Ukázková", phone="378 999 999", email="nova@example.org")
    report = import_rows(folder, JANA, PETR, dry_run=True)
    assert [(field.old, field.new, field.by_hand) for field in fields(report)] == [
        ("378 999 999", "378 032 251", True),
        ("nova@example.org", "jana@example.org", True),
    ]
    assert "(corrected by hand)" in told(report)[0]


def test_what_the_list_itself_changes_is_not_marked(folder: Path) -> None:
    report = import_rows(folder, "1;okrskář;Jana Ukázková;378 111 222")
    assert [field.by_hand for field in fields(report)] == [False]


def test_a_correction_that_a_list_has_come_round_to_is_none_any_more(folder: Path) -> None:
    change_by_hand("Jana Ukázková", phone="+420378999999")
    import_rows(folder, JANA.replace("378 032 251", "378 999 999"))
    assert Person.objects.get(name="Jana Ukázková").phone == "+420378999999"
    report = import_rows(folder, JANA.replace("378 032 251", "378 111 222"))
    assert [(field.new, field.by_hand) for field in fields(report)] == [("378 111 222", False)]


def test_a_list_of_others_leaves_a_correction_one(folder: Path) -> None:
    change_by_hand("Jana Ukázková", phone="378 999 999")
    import_rows(folder, PETR)
    assert [field.by_hand for field in fields(import_rows(folder, JANA))] == [True]


def test_corrections_are_left_month_after_month(folder: Path) -> None:
    change_by_hand("Jana Ukázková", phone="378 999 999", name="Mgr. Jana Ukázková")
    for _month in range(2):
        report = import_rows(folder, JANA.replace("jana@", "j@"), PETR, keep_hand=True)
        assert kept(report) == [
            "person Mgr. Jana Ukázková: full name: Mgr. Jana Ukázková → Jana Ukázková",
            "person Mgr. Jana Ukázková: phone: 378 999 999 → 378 032 251",
        ]
    jana = Person.objects.get(name="Mgr. Jana Ukázková")
    assert (jana.phone, jana.email) == ("378 999 999", "j@example.org")
    import_rows(folder, JANA, PETR)
    assert Person.objects.get(name="Jana Ukázková").phone == "378 032 251"
    assert kept(import_rows(folder, JANA, PETR, keep_hand=True)) == []


def test_what_was_taken_off_by_hand_is_a_correction_too(folder: Path) -> None:
    change_by_hand("Jana Ukázková", phone="")
    import_rows(folder, JANA, keep_hand=True)
    assert Person.objects.get(name="Jana Ukázková").phone == ""


def test_a_name_corrected_by_hand_is_still_known_by_the_list(folder: Path) -> None:
    change_by_hand("Petr Názorný", name="Petr Dvořák")
    report = import_rows(folder, JANA, "2;okrskář;Petr Názorný;378 111 222", dry_run=True)
    assert (report.new, [(field.new, field.by_hand) for field in fields(report)]) == (
        0,
        [("Petr Názorný", True), ("378 111 222", False)],
    )
    import_rows(folder, JANA, PETR, keep_hand=True)
    assert holders()[2] == "Petr Dvořák"
    change_by_hand("Petr Dvořák", name="Eva Jinaková")  # the record of somebody else: no account may be inherited
    assert import_rows(folder, PETR.replace("1. 1. 2026", "1. 10. 2026"), dry_run=True).new == 1


def test_what_was_entered_by_hand_since_the_last_list_is_marked_when_a_list_comes_to_it(folder: Path) -> None:
    make_person("Jan Vzorový", phone="378 000 111", email="zadany@example.org")
    report = import_rows(folder, "2;policista;Jan Vzorový;378 000 111;jan@example.org;1. 9. 2026", dry_run=True)
    assert next((field.old, field.by_hand) for field in fields(report)) == ("zadany@example.org", True)


def test_days_corrected_by_hand_are_marked_and_left(folder: Path) -> None:
    Tenure.objects.filter(person__name="Jana Ukázková").update(start=date(2025, 6, 1), end=date(2026, 12, 31))
    report = import_rows(folder, JANA, dry_run=True)
    assert [(field.field, field.by_hand) for field in fields(report)] == [("from", True), ("to", True)]
    assert len(kept(import_rows(folder, JANA, keep_hand=True))) == 2
    assert Tenure.objects.get(person__name="Jana Ukázková").end == date(2026, 12, 31)


def test_who_was_taken_off_a_post_by_hand_comes_back_marked_or_not_at_all(folder: Path) -> None:
    Tenure.objects.filter(person__name="Jana Ukázková").update(end=date(2026, 8, 31))
    row = "1;okrskář;Jana Ukázková"
    report = import_rows(folder, row, dry_run=True)
    assert [(field.new, field.by_hand) for field in fields(report)] == [("15\xa0Sep\xa02026", True)]
    assert len(kept(import_rows(folder, row, keep_hand=True))) == 1
    assert holders() == {2: "Petr Názorný"}


def test_a_station_chosen_by_hand_is_left(tmp_path: Path) -> None:
    make_city(1)
    first, second = make_station(StationKind.MP, name="První"), make_station(StationKind.MP, name="Druhá")
    path = tmp_path / "lidé.csv"
    path.write_text("okrsek;funkce;jméno;služebna\n1;okrskář;neobsazeno;První")
    import_file(path)
    District.objects.update(mp_station=second)
    assert [field.by_hand for field in fields(import_file(path, dry_run=True))] == [True]
    assert len(import_file(path, keep_hand=True).kept) == 1
    assert District.objects.get().mp_station == second != first


# --- successors entered in the administration -------------------------------------------------------------------------
LATER, ALREADY = date(2026, 12, 1), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("written", "since"),
    [
        *((JANA, since) for since in (LATER, TODAY, ALREADY)),
        # Without days a row agrees with an end that was entered and is still to come.
        *(("1;okrskář;Jana Ukázková", since) for since in (TODAY, ALREADY)),
        *(("1;okrskář;Jana Ukázková;378 111 222", since) for since in (TODAY, ALREADY)),
    ],
)
def test_a_row_that_would_undo_a_successor_is_asked_about(folder: Path, since: date, written: str) -> None:
    enter_successor(1, "Eva Nová", since)
    before = list(Tenure.objects.values()), list(Person.objects.values())
    report = import_rows(folder, written, PETR.replace("378 032 252", "378 222 333"))
    (question,) = report.questions
    assert {"Eva Nová", "Jana Ukázková"} <= set(re.findall(r"\w+ \w+á", in_english(question)))
    assert (question.line, report.refused) == (2, [])
    assert Person.objects.get(name="Petr Názorný").phone == "378 222 333"  # the rest is loaded
    people = list(Person.objects.exclude(name="Petr Názorný").values())
    assert (list(Tenure.objects.values()), people) == (
        before[0],
        [each for each in before[1] if each["name"] != "Petr Názorný"],
    )
    assert ImportRun.objects.latest("pk").succeeded


def test_a_newcomer_whose_row_is_left_out_is_not_recorded(folder: Path) -> None:
    enter_successor(1, "Eva Nová", date(2026, 12, 1))
    report = import_rows(folder, "1;okrskář;Karel Příchozí;;karel@example.org;1. 10. 2026")
    assert len(report.questions) == 1
    assert not Person.objects.filter(name="Karel Příchozí").exists()


def test_a_list_that_says_when_somebody_takes_over_is_followed(folder: Path) -> None:
    enter_successor(1, "Eva Nová", date(2026, 9, 1))
    report = import_rows(folder, "1;okrskář;Karel Příchozí;;karel@example.org;1. 10. 2026")
    assert report.questions == []
    assert holders(date(2026, 10, 1))[1] == "Karel Příchozí"


def test_a_list_that_knows_the_successor_asks_nothing_and_is_remembered(folder: Path) -> None:
    enter_successor(1, "Eva Nová", date(2026, 9, 1))
    assert import_rows(folder, "1;okrskář;Eva Nová;;;1. 9. 2026").questions == []
    assert import_rows(folder, "1;okrskář;Jana Ukázková").questions == []  # a list may take back what a list has
    assert holders()[1] == "Jana Ukázková"


def test_a_vacancy_does_not_take_away_who_was_entered_since(folder: Path) -> None:
    import_rows(folder, "1;okrskář;neobsazeno;;;1. 9. 2026")
    enter_successor(1, "Eva Nová", date(2026, 9, 10))
    report = import_rows(folder, "1;okrskář;neobsazeno", "2;okrskář;neobsazeno")
    assert [question.line for question in report.questions] == [2]
    assert holders() == {1: "Eva Nová"}


def test_the_first_list_of_all_may_know_of_a_vacancy(tmp_path: Path) -> None:
    make_city(1)
    make_tenure(make_post(district=District.objects.get()), make_person("Eva Nová"))
    assert import_rows(tmp_path, "1;okrskář;neobsazeno").questions == []
    assert holders() == {}


def test_somebody_who_was_entered_to_come_back_is_asked_about(folder: Path) -> None:
    jana, post = Person.objects.get(name="Jana Ukázková"), Post.objects.get(district__number=1)
    Tenure.objects.filter(person=jana).update(end=date(2026, 9, 30))
    make_tenure(post, jana, start=date(2027, 4, 1))
    report = import_rows(folder, JANA, PETR)
    assert ([question.line for question in report.questions], report.refused) == ([2], [])


def test_all_rows_of_a_post_wait_for_the_answer(folder: Path) -> None:
    enter_successor(1, "Eva Nová", date(2026, 10, 1))
    rows = ("1;okrskář;Jana Ukázková;;;1. 1. 2026;31. 12. 2026", "1;okrskář;Karel Příchozí;;k@example.org;1. 1. 2027")
    report = import_rows(folder, *rows)
    assert [question.line for question in report.questions] == [2, 3]
    assert holders(date(2027, 2, 1))[1] == "Eva Nová"


def test_with_keep_hand_a_successor_stays_and_the_rest_of_the_row_is_loaded(folder: Path) -> None:
    enter_successor(1, "Eva Nová", date(2026, 12, 1))
    report = import_rows(folder, JANA.replace("378 032 251", "378 111 222"), keep_hand=True)
    assert (report.questions, report.refused) == ([], [])
    assert "Eva Nová" in kept(report)[0]
    assert Person.objects.get(name="Jana Ukázková").phone == "378 111 222"
    assert holders(date(2026, 12, 1))[1] == "Eva Nová"


@pytest.mark.parametrize("arguments", [["--dry-run"], []])
def test_the_command_says_what_it_left_out_and_exits_with_3(folder: Path, arguments: list[str]) -> None:
    enter_successor(1, "Eva Nová", date(2026, 12, 1))
    path = folder / "lidé.csv"
    path.write_text("\n".join([";".join(HEADER), JANA, PETR.replace("378 032 252", "378 222 333")]), encoding="utf-8")
    code, said = run("import_staff", path, *arguments)
    assert (code, "1 row was left out until its question is answered; all others are right." in said) == (3, True)
    assert "changed: person Petr Názorný: phone: 378 032 252 → 378 222 333" in said
    assert Person.objects.filter(phone="378 222 333").exists() is not bool(arguments)
    code, said = run("import_staff", path, *arguments, "--keep-hand")
    assert (code, "Left as corrected by hand" in said) == (0, True), said


# --- a dry run tells what the run does --------------------------------------------------------------------------------
NAMES = ("Jana Ukázková", "Petr Názorný", "Eva Nová", "Karel Příchozí")
PHONES = ("", "378 000 001", "378 000 002")
DAYS = [TODAY + timedelta(days=30 * months) for months in (-12, -2, 0, 3)]


def written_day(day: date | None) -> str:
    return f"{day:%d. %m. %Y}" if day else ""


ROWS = st.builds(
    lambda number, name, phone, start, end: f"{number};okrskář;{name};{phone};;{written_day(start)};{written_day(end)}",
    st.sampled_from([1, 2, 3]),
    st.sampled_from([*NAMES, "neobsazeno"]),
    st.sampled_from(PHONES),
    st.none() | st.sampled_from(DAYS),
    st.none() | st.sampled_from([TODAY - timedelta(days=1), TODAY + timedelta(days=200)]),
)
LISTS = st.lists(ROWS, min_size=1, max_size=4, unique_by=lambda row: row[0])
EDITS = st.lists(
    st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from(NAMES), st.sampled_from(PHONES), st.sampled_from(DAYS)),
    max_size=3,
)


def edit_by_hand(number: int, name: str, phone: str, day: date) -> None:
    """Give somebody a phone and, if that is possible, a post."""
    person = Person.objects.filter(name=name).first() or Person(name=name)
    person.phone = phone
    person.save()
    with suppress(ValidationError):
        appoint(
            post=Post.objects.get_or_create(role=Role.OKRSKAR, district=District.objects.get(number=number))[0],
            person=person,
            start=day,
        )


Stored = dict[
    tuple[str, int], tuple[str, dict[str, str]]
]  # by what it is and its key: its name and its fields in words


def stored() -> Stored:
    """What the database holds, read without the importer."""
    found: Stored = {}
    with translation.override("en"):
        for person in Person.objects.all():
            found["person", person.pk] = (
                person.name,
                {"full name": person.name, "phone": person.phone, "e-mail": person.email},
            )
        for tenure in Tenure.objects.select_related("post__district", "person"):
            end = date_format(tenure.end, "SHORT_DATE_FORMAT") if tenure.end else ""
            words = {"from": date_format(tenure.start, "SHORT_DATE_FORMAT"), "to": end}
            found["holder of a post", tenure.pk] = (f"{tenure.post}: {tenure.person}", words)
    return found


def differences(before: Stored, after: Stored) -> list[tuple[object, ...]]:
    """What became of each record."""
    found = []
    for key in before.keys() | after.keys():
        (_name, old), (_new_name, new) = before.get(key, ("", {})), after.get(key, ("", {}))
        fields = [(name, old.get(name, ""), new.get(name, "")) for name in {**old, **new}]
        fate = {(True, True): "changed", (False, True): "new", (True, False): "gone"}[bool(old), bool(new)]
        if changed := sorted(each for each in fields if each[1] != each[2]):
            found.append((key[0], (after.get(key) or before[key])[0], fate, changed))
    return sorted(found)


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=LISTS, edits=EDITS, second=LISTS, keep_hand=st.booleans())
def test_a_dry_run_tells_record_by_record_what_the_run_then_does(
    tmp_path: Path, first: list[str], edits: list[tuple[int, str, str, date]], second: list[str], keep_hand: bool
) -> None:
    with transaction.atomic():
        make_city(1, 2, 3)
        import_rows(tmp_path, *first)
        for edit in edits:
            edit_by_hand(*edit)
        before = stored()
        dry = import_rows(tmp_path, *second, dry_run=True, keep_hand=keep_hand)
        assert stored() == before
        report = import_rows(tmp_path, *second, keep_hand=keep_hand)
        assert dry == report
        told = [
            (c.kind, c.record, str(c.fate), sorted((f.field, f.old, f.new) for f in c.fields)) for c in report.changes
        ]
        assert sorted(told) == differences(before, stored())
        transaction.set_rollback(True)
