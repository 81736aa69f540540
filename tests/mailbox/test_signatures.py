"""By whom an answer is signed: whoever writes it, as the public knows them, and never by their account."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from districts.models import District, Person, Post, Role
from mailbox import handling
from mailbox.models import Message, Outcome
from mailbox.permissions.access import DEPARTMENT, OFFICERS
from mailbox.signatures import LONGEST, sign_answer
from tests.factories import make_borough, make_department, make_district, make_person, make_post
from tests.mailbox.factories import make_absence, make_desk, make_message, make_staff, make_station, make_tenure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


def make_officer(name: str, **fields: str) -> tuple[User, Person]:
    """An account, with the person whom it belongs to."""
    user = make_staff(OFFICERS, first_name="Účet", last_name="Soukromý")
    return user, make_person(name, user=user, **fields)


@pytest.fixture
def post() -> Post:
    return make_post(district=make_district(number=7, name="Okrsek 7", mp_station=make_station(name="Uprostřed")))


@pytest.fixture
def message(post: Post) -> Message:
    return make_message(post)


def test_the_holder_signs_with_the_name_and_the_function(message: Message, post: Post) -> None:
    user, person = make_officer("Jana Ukázková")
    make_tenure(post, person)
    assert sign_answer(message, user, on=TODAY) == "Jana Ukázková, strážník-okrskář okrsku 7"


def test_a_substitute_says_so_and_only_while_standing_in(message: Message, post: Post) -> None:
    make_tenure(post, make_person("Petr Nepřítomný"))
    user, person = make_officer("Jana Ukázková")
    make_absence(post, person, start=TODAY, end=TODAY)
    assert sign_answer(message, user, on=TODAY) == "Jana Ukázková, strážník-okrskář okrsku 7 (zastupuje)"
    assert sign_answer(message, user, on=TODAY + DAY) == f"Jana Ukázková, {make_department().name}"


def test_whoever_is_at_the_station_signs_with_the_station(message: Message, post: Post) -> None:
    assert post.district is not None
    assert post.district.mp_station is not None
    somebody = make_staff(OFFICERS, first_name="Účet", last_name="Soukromý")
    named, _person = make_officer("Karel Hlídka")
    post.district.mp_station.staff.add(somebody, named)
    assert sign_answer(message, somebody, on=TODAY) == "služebna městské policie Uprostřed"
    assert sign_answer(message, named, on=TODAY) == "Karel Hlídka, služebna městské policie Uprostřed"


def test_the_department_signs_as_itself(message: Message, post: Post) -> None:
    make_tenure(post, make_person("Petr Držitel"))
    coordinator = make_staff(DEPARTMENT, first_name="Účet", last_name="Soukromý")
    assert sign_answer(message, coordinator, on=TODAY) == "Odbor bezpečnosti"
    assert post.district is not None
    District.objects.filter(pk=post.district.pk).update(boundary=None)  # abolished
    assert sign_answer(Message.objects.get(), coordinator, on=TODAY) == "Odbor bezpečnosti"


def test_a_desk_signs_by_its_name_unless_it_is_the_department_that_helps_out() -> None:
    desk, shared = make_desk(name="Cizinci"), make_desk(name="Příjem")
    member, coordinator = make_staff(OFFICERS), make_staff(DEPARTMENT)
    desk.members.add(member)
    assert sign_answer(make_message(desk), member, on=TODAY) == "Cizinci"
    assert sign_answer(make_message(desk), coordinator, on=TODAY) == "Odbor bezpečnosti"
    assert sign_answer(make_message(shared), coordinator, on=TODAY) == "Příjem"


def test_a_mayor_signs_with_the_borough_and_in_the_language_of_the_message() -> None:
    district = make_district(borough=make_borough(name="Plzeň 3"))
    post = Post.objects.create(role=Role.STAROSTA, borough=district.borough)
    user, person = make_officer("Eva Ukázková")
    make_tenure(post, person)
    message = make_message(post)
    assert sign_answer(message, user, on=TODAY) == "Eva Ukázková, starosta obvodu Plzeň 3"
    message.language = "de"
    assert sign_answer(message, user, on=TODAY) == "Eva Ukázková, Bürgermeister/-in des Stadtbezirks Plzeň 3"


def test_an_answer_is_signed_once_for_all_its_readers_and_stays_so(message: Message, post: Post) -> None:
    user, person = make_officer("Jana Ukázková")
    make_tenure(post, person)
    duplicate = make_message(make_post(), state="closed", outcome=Outcome.DUPLICATE, merged_into=message)
    handling.answer_message(message=message, user=user, text="Přijdeme.", now=NOW)
    Person.objects.filter(pk=person.pk).update(name="Jana Přejmenovaná")
    signed = "Jana Ukázková, strážník-okrskář okrsku 7"
    assert message.replies.get().signed == duplicate.replies.get().signed == signed


def test_a_long_name_is_cut_to_what_is_kept(message: Message, post: Post) -> None:
    user, person = make_officer("J" * 120)
    make_tenure(post, person)
    Post.objects.filter(pk=post.pk).update(role=Role.POLICISTA)
    message.language = "vi"
    handling.answer_message(message=message, user=user, text="Přijdeme.", now=NOW)
    assert len(message.replies.get().signed) <= LONGEST
