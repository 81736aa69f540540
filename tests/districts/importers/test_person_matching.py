"""Who a row of a list means: nobody loses an account over a title or a new surname, and nobody inherits one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts.importers.import_report import ImportReport
from districts.importers.staff.person_names import Likeness, better_spelling, compare_names, name_words
from districts.models import District, Person, Role, StationKind, Tenure
from tests.districts.importers.staff_lists import TODAY, holders, import_rows, in_english, make_city
from tests.factories import make_person, make_post, make_station, make_tenure
from tests.thorough import examples

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PHONE, MAIL = "600 000 907", "okrsek7@example.org"
SINCE = "1. 9. 2024"

Load = Callable[..., ImportReport]


@pytest.fixture(autouse=True)
def _city() -> None:
    make_city(7, 8, 9)


@pytest.fixture
def load(tmp_path: Path) -> Load:
    return lambda *rows, today=TODAY: import_rows(tmp_path, *rows, today=today)


def give_account(name: str) -> User:
    """The person of that name signs in and has a photo."""
    user = User.objects.create_user(f"ucet{User.objects.count()}")
    Person.objects.filter(name=name).update(user=user, photo="portraits/a.jpg")
    return user


def with_account(load: Load, row: str) -> User:
    """Import somebody and give them an account."""
    report = load(row)
    assert report.refused == []
    return give_account(row.split(";")[2])


def officer(number: int = 7) -> Person:
    return Tenure.objects.on(TODAY).get(post__district__number=number, post__role=Role.OKRSKAR).person


# --- the same person ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("stržm. Jana Nová", "nstržm. Jana Nová"),
        ("Jana Nová", "Bc. Jana Nová"),
        ("Jana Nová", "Jana Nová, DiS."),
        ("Ing.Jana Nová", "Mgr. et Mgr. Jana Nová, Ph.D., MPA"),
        ("Jana Nová", "Nová Jana"),
        ("stržm. Jana Nová", "nstržm. NOVÁ Jana"),
        ("Jana Nova", "Jana Nová"),
    ],
)
@pytest.mark.parametrize("contact", [f"{PHONE};{MAIL}", f"{PHONE};", f";{MAIL}", ";", "111 222 333;jina@example.org"])
def test_a_title_or_the_order_makes_nobody_new(load: Load, before: str, after: str, contact: str) -> None:
    user = with_account(load, f"7;okrskář;{before};{PHONE};{MAIL};{SINCE}")
    report = load(f"7;okrskář;{after};{contact};{SINCE}")
    assert (report.refused, Person.objects.count(), Tenure.objects.count()) == ([], 1, 1)
    assert (officer().user, officer().photo.name) == (user, "portraits/a.jpg")
    assert Tenure.objects.get().start == date(2024, 9, 1)


@pytest.mark.parametrize(
    ("contact", "again"),
    [
        (f"{PHONE};", f"{PHONE};"),
        (";nova@example.org", ";nova@example.org"),
        (f";{MAIL}", f";{MAIL}"),
        (f"{PHONE};{MAIL}", f"+420 600000907;{MAIL.upper()}"),
        (f"{PHONE};nova@example.org", f"{PHONE};mala@example.org"),
        (f"{PHONE};nova@example.org", "111 222 333;Nova@Example.org"),
    ],
)
@pytest.mark.parametrize("name", ["Jana Malá", "Malá Jana", "nstržm. Jana Malá", "Jana Nová Malá", "Jana Nová-Malá"])
@pytest.mark.parametrize("since", [SINCE, "1. 1. 2024", ""])
def test_a_new_surname_with_the_contact_kept_is_the_same_person(
    load: Load, contact: str, again: str, name: str, since: str
) -> None:
    user = with_account(load, f"7;okrskář;Jana Nová;{contact};{SINCE}")
    # Without a day, the post's address alone would be a successor's as well.
    report = load(f"7;okrskář;{name};{again};{since or (SINCE if MAIL in contact else '')}")
    assert (report.refused, Person.objects.count(), Tenure.objects.count()) == ([], 1, 1)
    assert (officer().name, officer().user) == (name.replace("Malá Jana", "Jana Malá"), user)
    if "Nová" not in name:
        assert "Jana Nová is now" in in_english(report.notes[0])


@pytest.mark.parametrize(("before", "after"), [("J. Nová", "Jana Nová"), ("Nová", "Jana Nová"), ("Jana Nová", "Nová")])
def test_a_fuller_name_with_the_contact_kept_is_the_same_person(load: Load, before: str, after: str) -> None:
    user = with_account(load, f"7;okrskář;{before};{PHONE};;{SINCE}")
    assert load(f"7;okrskář;{after};{PHONE};;{SINCE}").refused == []
    assert (officer().user, Person.objects.count()) == (user, 1)


def test_a_person_who_moves_with_their_own_phone_stays_the_same(load: Load) -> None:
    user = with_account(load, f"7;okrskář;stržm. Jan Novák;{PHONE};;{SINCE}")
    report = load(f"9;okrskář;nstržm. Novák Jan;+420{PHONE};;1. 9. 2026", f"7;okrskář;Petr Malý;{PHONE};;1. 9. 2026")
    assert report.refused == []
    assert (officer(9).user, officer(7).user, Person.objects.count()) == (user, None, 2)


def test_a_person_may_hold_two_posts(load: Load) -> None:
    user = with_account(load, f"7;okrskář;stržm. Jan Novák;{PHONE};;{SINCE}")
    assert load(f"7;okrskář;nstržm. Jan Novák;{PHONE};;", f"8;okrskář;Novák Jan;{PHONE};;").refused == []
    assert (officer(7), officer(8).user, officer(7).name) == (officer(8), user, "nstržm. Jan Novák")


def test_a_mayor_who_gets_a_title_stays_the_same(load: Load) -> None:
    user = with_account(load, f"7;starosta;Adam Ukázka;;starosta1@example.org;{SINCE}")
    assert load(f"7;starosta;Ing. Ukázka Adam;;starosta1@example.org;{SINCE}").refused == []
    assert (Person.objects.get().user, Person.objects.get().name) == (user, "Ing. Adam Ukázka")


# --- a successor ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("since", ["", SINCE, "1. 9. 2026"])
@pytest.mark.parametrize("contact", [f"{PHONE};{MAIL}", f"{PHONE};", f";{MAIL}"])
def test_another_name_on_the_posts_contact_is_a_second_person(load: Load, contact: str, since: str) -> None:
    user = with_account(load, f"7;okrskář;Jan Novák;{contact};{'1. 1. 2020'}")
    report = load(f"7;okrskář;stržm. Petr Dvořák;{contact};{since}")
    assert (report.refused, Person.objects.count()) == ([], 2)
    assert (officer().name, officer().user, officer().photo.name) == ("stržm. Petr Dvořák", None, "")
    assert Person.objects.get(name="Jan Novák").user == user


QUESTIONS = {
    "a man, on the post's phone": ("Jan Novák", "Jan Dvořák", f"{PHONE};", ""),
    "a man, on the post's phone, the day left as it was": ("Jan Novák", "Jan Dvořák", f"{PHONE};", SINCE),
    "a man, on an e-mail with the predecessor's name": ("Jan Novák", "Jan Dvořák", ";novak@example.org", SINCE),
    "a given name that is a man's as well": ("Nikola Novák", "Nikola Malá", f"{PHONE};", SINCE),
    "one letter for a given name": ("J. Nová", "J. Malá", f"{PHONE};", SINCE),
    "another script": ("Петро Іваненко", "Petro Ivanenko", f"{PHONE};{MAIL}", SINCE),
    "a brother or a successor": ("Jan Novák", "Petr Novák", f"{PHONE};{MAIL}", SINCE),
    "a given name that many have, on the post's address": ("Jana Nová", "Jana Malá", f"{PHONE};{MAIL}", ""),
    "a given name that many have, from a later day": ("Jana Nová", "Jana Malá", f"{PHONE};{MAIL}", "1. 9. 2026"),
    "a father or his son": ("Jan Novák st.", "Jan Novák ml.", f"{PHONE};", SINCE),
    "two given names": ("Pavel Petr", "Petr Pavel", f"{PHONE};", SINCE),
    "no contact at all": ("Jana Nová", "Jana Malá", ";", SINCE),
}


@pytest.mark.parametrize(("before", "after", "contact", "since"), QUESTIONS.values(), ids=QUESTIONS)
def test_where_both_could_be_the_import_asks_and_the_list_answers(
    load: Load, before: str, after: str, contact: str, since: str
) -> None:
    user = with_account(load, f"7;okrskář;{before};{contact};1. 9. 2024")
    row = f"7;okrskář;{after};{contact};{since}"
    report = load(row)
    assert f"“{after}” may be {before}, who is recorded (" in in_english(report.refused[0])
    assert (officer().name, Person.objects.count()) == (before, 1)  # nothing of the list was loaded
    with transaction.atomic():
        # A successor of the same day would overlap, so this one begins later.
        later = f"7;okrskář;{after};{contact};10. 9. 2026;;nový"
        assert load(later).refused == []
        assert (officer().name, officer().user, Person.objects.get(name=before).user) == (after, None, user)
        figures = load(later)
        assert (figures.refused, figures.new, figures.changed, figures.unchanged) == ([], 0, 0, 1)
        transaction.set_rollback(True)
    assert load(f"{row};;{before}").refused == []
    assert (sorted(name_words(officer().name)), officer().user) == (sorted(name_words(after)), user)
    assert Person.objects.count() == 1


@pytest.mark.parametrize(("before", "after"), [("Jana Nová", "Jana Nová-Malá"), ("J. Nová", "Jana Nová")])
def test_a_fuller_name_with_another_contact_is_asked_about(load: Load, before: str, after: str) -> None:
    user = with_account(load, f"7;okrskář;{before};{PHONE};{MAIL};{SINCE}")
    row = f"7;okrskář;{after};111 222 333;jina@example.org;{SINCE}"
    assert load(row).refused
    assert load(f"{row};;{before}").refused == []
    assert (officer().user, officer().name, Person.objects.count()) == (user, after, 1)


def test_a_question_says_where_the_other_one_is(load: Load) -> None:
    rows = [f"{post};okrskář;{name};;okrsek{post}@example.org;{SINCE}" for post, name in ((7, "Jan A"), (8, "Petr B"))]
    load(*rows)
    swapped = [row.replace("Jan A", "?").replace("Petr B", "Jan A").replace("?", "Petr B") for row in rows]
    said = [in_english(problem) for problem in load(*swapped).refused]
    assert "“Petr B” may be Petr B, who is recorded (" in said[0]
    assert "8" in said[0].partition("recorded")[2].partition(")")[0]


def test_a_son_of_the_same_name_on_the_same_phone_is_new_if_the_list_says_so(load: Load) -> None:
    user = with_account(load, f"7;okrskář;Jan Novák;{PHONE};{MAIL};{SINCE}")
    for _time in range(2):
        assert load(f"7;okrskář;Jan Novák;{PHONE};{MAIL};10. 9. 2026;;nový").refused == []
        assert (officer().user, Person.objects.count(), Person.objects.filter(user=user).count()) == (None, 2, 1)


def test_an_old_answer_does_not_hand_the_account_on(load: Load) -> None:
    user = with_account(load, f"7;okrskář;Jana Nová;{PHONE};{MAIL};{SINCE}")
    load(f"7;okrskář;Jana Malá;{PHONE};{MAIL};{SINCE};;Jana Nová")
    load(f"7;okrskář;Eva Dlouhá;{PHONE};{MAIL};1. 9. 2026;;Jana Nová")
    assert (officer().name, officer().user) == ("Eva Dlouhá", None)
    assert Person.objects.get(name="Jana Malá").user == user


def test_a_phone_that_the_station_has_makes_nobody_the_same(load: Load) -> None:
    make_station(StationKind.MP, phone=PHONE)
    with_account(load, f"7;okrskář;Jana Nová;{PHONE};;{SINCE}")
    assert load(f"7;okrskář;Jana Malá;{PHONE};;").refused


def test_somebody_who_moves_to_the_contact_of_another_post_is_asked_about(load: Load) -> None:
    user = with_account(load, f"7;okrskář;Jan Novák;;{MAIL};{SINCE}")
    rows = [f"7;okrskář;Petr Dvořák;;{MAIL};1. 9. 2026", "9;okrskář;Jan Novák;;okrsek9@example.org;1. 9. 2026"]
    assert "Jan Novák, who is recorded" in load(*rows).refused[0].message
    assert load(rows[0], f"{rows[1]};;Jan Novák").refused == []
    assert (officer(9).user, officer(7).user, Person.objects.count()) == (user, None, 2)


def test_a_namesake_at_another_post_is_a_second_person(load: Load) -> None:
    user = with_account(load, f"7;okrskář;Jan Novák;{PHONE};;{SINCE}")
    report = load("9;okrskář;Jan Novák;111 222 333;;")
    assert (report.refused, officer(9).user, officer(7).user) == ([], None, user)
    assert "Two people of the name Jan Novák" in in_english(report.notes[0])


def test_a_namesake_without_contact_does_not_get_the_account_of_one_who_stays(load: Load) -> None:
    with_account(load, f"7;okrskář;Jan Novák;{PHONE};;{SINCE}")
    assert load(f"7;okrskář;Jan Novák;{PHONE};;{SINCE}", "9;okrskář;Jan Novák;;;").refused
    assert load("9;okrskář;Jan Novák;;;;;nový").refused == []
    assert (officer(9).user, Person.objects.count()) == (None, 2)


def test_a_namesake_who_takes_over_with_all_new_is_asked_about(load: Load) -> None:
    with_account(load, f"7;okrskář;Jan Novák;{PHONE};novak@example.org;{SINCE}")
    assert load("7;okrskář;Jan Novák;111 222 333;jan@example.org;1. 9. 2026").refused


def test_people_written_in_cyrillic_are_not_all_the_same(load: Load) -> None:
    load("7;okrskář;Петро Іваненко;;;", "8;okrskář;Олена Коваль;;;")
    assert holders() == {7: "Петро Іваненко", 8: "Олена Коваль"}


def test_a_person_of_the_administration_is_known_however_the_phone_is_written(load: Load) -> None:
    person = make_person("stržm. Jana Nová", phone="+420600000907", email="")
    make_tenure(make_post(district=District.objects.get(number=7)), person)
    assert load(f"7;okrskář;Jana Malá;{PHONE};;").refused == []
    assert officer().pk == person.pk


# --- any sequence of lists ------------------------------------------------------------------------------------------
TITLES = ("", "Bc. ", "Ing. Bc. ", "str. ", "stržm. ", "nstržm. ")
MEN = ("Jan", "Petr", "Nikola", "Ota")  # a new surname of theirs is asked
WOMEN = ("Jana", "Eva", "Alena", "Hana", "Ivana", "Lenka", "Marie", "Petra", "Věra", "Zuzana", "Dana", "Olga")
SURNAMES = (
    "Nová",
    "Malá",
    "Dvořáková",
    "Veselá",
    "Horáková",
    "Němcová",
    "Marková",
    "Pospíšilová",
    "Volná",
    "Zástěrová",
)


@dataclass
class Officer:
    """Somebody real, of whom the test knows who it is, whatever the lists write."""

    given: str
    surname: str
    phone: str
    title: str = ""
    surname_first: bool = False
    user: User | None = None
    answer: str = "nová"  # what a clerk writes if the import asks who it is

    @property
    def written(self) -> str:
        words = (self.surname, self.given) if self.surname_first else (self.given, self.surname)
        return self.title + " ".join(words)


@dataclass
class Office:
    """A post with its phone and e-mail, and who really holds it."""

    number: int
    officer: Officer | None = None
    former: list[Officer] = field(default_factory=list)

    def row(self, *, answered: bool) -> str:
        if self.officer is None:
            return f"{self.number};okrskář;neobsazeno;;;;;"
        contact = f"{self.officer.phone};okrsek{self.number}@example.org"
        return f"{self.number};okrskář;{self.officer.written};{contact};;;{self.officer.answer if answered else ''}"


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """What happens, at which of two posts, and a number that says how."""
    events = st.sampled_from(["title", "order", "surname", "successor", "sister", "vacancy", "swap", "again", "back"])
    return draw(st.lists(st.tuples(events, st.integers(0, 1), st.integers(0, 119)), min_size=1, max_size=8))


Unused = list[tuple[str, str]]


def take(unused: Unused, *, given: str = "", surname: str = "", how: int = 0) -> tuple[str, str]:
    """A name that nobody had: two people of one name on one phone cannot be told apart."""
    fitting = [name for name in unused if given in ("", name[0]) and surname in ("", name[1])]
    name = fitting[how % len(fitting)]
    unused.remove(name)
    return name


def happen(event: str, offices: list[Office], which: int, how: int, unused: Unused) -> None:
    """One change in the world, as the next list will show it."""
    office = offices[which]
    if event == "swap":
        swap_officers(*offices)
    elif office.officer is None:
        comes = somebody_back if event == "back" else somebody_new
        office.officer = comes(office, how, unused)
    elif event in LEAVING:
        office.former.append(office.officer)
        office.officer = LEAVING[event](office, how, unused)
    else:
        write_otherwise(office.officer, event, how, unused)


def swap_officers(one: Office, other: Office) -> None:
    """Each moves to the other's post."""
    one.officer, other.officer = other.officer, one.officer
    for officer in (one.officer, other.officer):
        if officer:
            officer.answer = officer.written


def write_otherwise(officer: Officer, event: str, how: int, unused: Unused) -> None:
    """The same person, written in another way than before."""
    if event == "title":
        officer.title = TITLES[how % len(TITLES)]
    elif event == "order":
        officer.surname_first = not officer.surname_first
    elif event == "surname":
        officer.answer = officer.written
        officer.surname = take(unused, given=officer.given, how=how)[1]


def somebody_new(office: Office, how: int, unused: Unused) -> Officer:
    """Nobody who was ever here before."""
    return Officer(*take(unused, how=how), f"600 000 90{office.number}")


def somebody_back(office: Office, how: int, unused: Unused) -> Officer:
    """One of the former officers, if there are any."""
    if not office.former:
        return somebody_new(office, how, unused)
    officer = office.former.pop(how % len(office.former))
    officer.answer = officer.written
    return officer


def a_sister(office: Office, how: int, unused: Unused) -> Officer:
    """Somebody new with the surname and the phone of the one who left last."""
    left = office.former[-1]
    return Officer(*take(unused, surname=left.surname, how=how), left.phone)


def nobody(_office: Office, _how: int, _unused: Unused) -> None:
    """The post is vacant."""


# What happens when an officer leaves, by who comes after.
LEAVING: dict[str, Callable[[Office, int, Unused], Officer | None]] = {
    "successor": somebody_new,
    "back": somebody_back,
    "sister": a_sister,
    "vacancy": nobody,
}


def check(offices: list[Office]) -> None:
    """Every account is where it was given, every officer at their post, nobody at a vacant one."""
    for office in offices:
        tenure = Tenure.objects.filter(post__district__number=office.number).on(DAY[0]).first()
        if office.officer is None:
            assert tenure is None
            continue
        assert tenure is not None
        if office.officer.user is None:  # somebody new: no account is theirs yet, now they get one
            assert tenure.person.user is None
            office.officer.user = User.objects.create_user(f"ucet{User.objects.count()}")
            Person.objects.filter(pk=tenure.person.pk).update(user=office.officer.user)
        else:
            assert tenure.person.user == office.officer.user


DAY = [TODAY]


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(history=histories())
def test_no_sequence_of_lists_loses_an_account_or_hands_it_on(load: Load, history: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        DAY[0] = TODAY
        offices = [Office(7), Office(9)]
        unused = list(product(WOMEN + MEN, SURNAMES))
        for event, which, how in [("successor", 0, 0), ("successor", 1, 11), *history]:
            happen(event, offices, which, how, unused)
            DAY[0] += timedelta(days=7)
            before = list(Person.objects.order_by("pk").values())
            rows = [office.row(answered=False) for office in offices]
            if questions := load(*rows, today=DAY[0]).refused:
                assert all("who is recorded" in problem.message for problem in questions)
                assert list(Person.objects.order_by("pk").values()) == before
                rows = [office.row(answered=True) for office in offices]
                assert load(*rows, today=DAY[0]).refused == []
            check(offices)
            again = load(*rows, today=DAY[0])
            assert (again.refused, again.new, again.changed, again.gone) == ([], 0, 0, 0)
        transaction.set_rollback(True)


def test_a_namesake_of_somebody_who_left_does_not_get_the_account(load: Load) -> None:
    with_account(load, f"7;okrskář;Jan Novák;;;{SINCE}")
    assert load("7;okrskář;neobsazeno;;;1. 9. 2026").refused == []
    assert load("9;okrskář;Jan Novák;111 222 333;;").refused
    assert load("9;okrskář;Jan Novák;111 222 333;;;;nový").refused == []
    assert officer(9).user is None


def test_a_person_without_contact_who_moves_stays_the_same(load: Load) -> None:
    user = with_account(load, f"7;okrskář;stržm. Jan Novák;;;{SINCE}")
    assert load("7;okrskář;neobsazeno;;;1. 9. 2026", "9;okrskář;Novák Jan;;;1. 9. 2026").refused == []
    assert (officer(9).user, Person.objects.count()) == (user, 1)


def test_two_of_one_name_on_one_phone_can_be_told_apart(load: Load) -> None:
    user = with_account(load, f"7;okrskář;Jan Novák;{PHONE};;{SINCE}")
    rows = [f"7;okrskář;Jan Novák;{PHONE};;{SINCE}", f"9;okrskář;Jan Novák;{PHONE};;{SINCE};;nový"]
    for _time in range(2):
        assert load(*rows).refused == []
        assert (officer(7).user, officer(9).user, Person.objects.count()) == (user, None, 2)


def test_an_old_answer_does_not_rename_somebody_in_office_elsewhere(load: Load) -> None:
    user = with_account(load, f"9;okrskář;Jana Nová;{PHONE};;{SINCE}")
    assert load("7;okrskář;Eva Dlouhá;111 222 333;;;;Jana Nová").refused == []
    assert (officer(9).user, officer(9).name, officer(7).user) == (user, "Jana Nová", None)


# --- names ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        ("Jana Nová", "Mgr. Malá Jana, Ph.D.", Likeness.GIVEN),
        ("Jan Novák", "Petr Novák", Likeness.SURNAME),
        ("Jan Novák", "Petr Dvořák", Likeness.OTHER),
        ("Jana Vzorová", "Jan Vzorový", Likeness.OTHER),
        ("Nguyen Thi Lan", "Lan Nguyen", Likeness.FULLER),
        ("Jan Petr", "Jan Pavel", Likeness.GIVEN),
        ("Jan Novák", "Jan Novák ml.", Likeness.SURNAME),
        ("Jana Ukázková 1", "Jana Ukázková 2", Likeness.OTHER),
        ("Veselá Jana (roz. Malá)", "Jana Veselá", Likeness.SAME),
        ("J. Novák", "K. Novák", Likeness.SURNAME),
    ],
)
def test_names_are_compared_by_what_a_person_keeps(old: str, new: str, alike: Likeness) -> None:
    assert compare_names(old, new) is alike
    assert compare_names(new, old) is alike


def test_titles_are_no_words_of_a_name() -> None:
    assert name_words("npor. Bc. Beneš Karel, Ph. D., MBA") == ["benes", "karel"]


@pytest.mark.parametrize(
    ("recorded", "written", "published"),
    [
        ("Jana Nová", "jana  NOVÁ", "Jana Nová"),
        ("Jana Nová", "Nová Jana", "Jana Nová"),
        ("Jana Nova", "Jana Nová", "Jana Nová"),
        ("Jana Nová", "Jana Nova", "Jana Nová"),
        ("stržm. Jana Nová", "nstržm. Jana Nová", "nstržm. Jana Nová"),
    ],
)
def test_the_better_spelling_is_published(recorded: str, written: str, published: str) -> None:
    assert better_spelling(recorded, written) == published
