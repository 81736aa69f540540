"""The command that says whether everybody and every message finds somebody who answers."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from districts import demo
from districts.models import Person, Station
from mailbox.models import Desk
from mailbox.permissions.access import OFFICERS
from tests.factories import make_department
from tests.mailbox.factories import let_in, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def _demo() -> None:
    demo.load_demo(now=timezone.now())


def run(*arguments: str) -> tuple[int, str]:
    output = StringIO()
    try:
        call_command("check_coverage", *arguments, stdout=output)
    except SystemExit as stop:
        return int(stop.code or 0), output.getvalue()
    return 0, output.getvalue()


@pytest.mark.usefixtures("_demo")
def test_it_lists_posts_that_no_person_answers() -> None:
    code, output = run()
    assert code == 0
    assert "13 Hradiště" in output
    assert "Ukázková-jih" in output


@pytest.mark.usefixtures("_demo")
def test_it_fails_when_somebody_cannot_be_reached() -> None:
    for model in (Person, Station):
        model.objects.update(phone="", email="")
    make_department(phone="", email="")
    code, output = run("--days", "0")
    assert code == 1
    assert "1 Lochotín, " in output
    assert " 50" in output  # 70 posts, 20 of them listed


@pytest.mark.usefixtures("_demo")
def test_it_fails_when_everybody_has_a_phone_but_messages_find_no_e_mail() -> None:
    desk, at_stations = Desk.objects.get(default=True), let_in(make_staff(OFFICERS))
    for station in Station.objects.all():
        station.staff.add(at_stations)
    for person in Person.objects.all():
        person.user = let_in(make_staff(OFFICERS))
        person.save()
    make_department(email="")
    code, output = run("--days", "0")
    assert code == 1
    assert f"{desk}, " in output
    Desk.objects.update(email="stul@example.org")
    code, output = run("--days", "0")
    assert code == 1  # nobody would be told of overdue messages
    assert f"{desk}, " not in output


def test_it_fails_without_districts() -> None:
    code, output = run()
    assert code == 1
    assert "import_districts" in output


@pytest.mark.parametrize("days", ["-1", "100000"])
def test_a_number_of_days_that_makes_no_sense_is_refused(days: str) -> None:
    with pytest.raises(CommandError, match="--days"):
        call_command("check_coverage", "--days", days)
