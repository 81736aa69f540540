"""Who has a new e-mail gets what waits for the old one, or was refused there: once, however it was put right."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from post_office.models import STATUS, Email

from districts.importers.import_runner import ignore_progress, run_import
from districts.importers.staff import staff_import
from districts.models import ImportKind, Person, Post, Station
from mailbox.jobs.regular_run import tend_mailbox
from mailbox.mail import readdressing
from mailbox.mail.delivery import _mark_sent, _put_back, _take_next, deliver_due
from mailbox.mail.notifications import tell_department, tell_new_owner, tell_owner, tell_sender
from mailbox.models import DeadAddress, Message, Notification, Notified
from mailbox.recipients import of_message
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import make_message, make_staff, make_station, make_tenure
from tests.opening import open_form
from tests.signing_in import sign_in
from tests.smtp import SmtpServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OLD, NEW, STATION = "jana@example.org", "nova@example.org", "sluzebna@example.org"
DEAD = "550 5.1.1 unknown"


@pytest.fixture
def post() -> Post:
    district = make_district(number=7, mp_station=make_station(name="Služebna Bory", email=STATION))
    return make_tenure(make_post(district=district), make_person("Jana Ukázková", email=OLD)).post


def send(now: datetime = NOW) -> None:
    deliver_due(clock=lambda: now)


def refuse(smtp: SmtpServer, how: str = DEAD) -> None:
    """Send what waits, with Jana's old address refused so; then the server is well again."""
    smtp.behave("rcpt", how, only=OLD)
    send()
    smtp.recover()


def tend_and_send() -> int:
    """What happens by itself, twice over; how many mails were readdressed."""
    done = 0
    for minutes in (20, 40):
        now = NOW + timedelta(minutes=minutes)
        done += tend_mailbox(now=now).readdressed
        send(now)
    return done


def put_right(whose: str = "Jana Ukázková", **values: str) -> None:
    person = Person.objects.get(name=whose)
    for name, value in ({"email": NEW} | values).items():
        setattr(person, name, value)
    person.save()


def got(smtp: SmtpServer, address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in smtp.mails if mail["To"] == address]


def test_what_waits_goes_to_the_address_that_the_administration_enters(
    smtp: SmtpServer, post: Post, client: Client
) -> None:
    message = make_message(post)
    tell_owner(message, Notified.NEW, now=NOW)
    refuse(smtp, "450 4.2.0 later")
    sign_in(client, make_staff(is_superuser=True))
    page = reverse("admin:districts_person_change", args=[Person.objects.get().pk])
    assert open_form(client, page).type(email=NEW).save().status_code == 302
    assert tend_and_send() == 1
    assert len(got(smtp, NEW)) == 1
    assert got(smtp, OLD) == []
    assert "Jana Ukázková" in message.events.order_by("pk").last().detail  # type: ignore[union-attr] # there is one


def test_what_was_refused_goes_to_the_address_of_an_import_though_the_station_has_it(
    smtp: SmtpServer, post: Post, tmp_path: Path
) -> None:
    for _each in range(2):
        tell_owner(make_message(post), Notified.NEW, now=NOW)
    refuse(smtp)
    assert len(got(smtp, STATION)) == 3  # both, and once the news of the address
    path = tmp_path / "lide.csv"
    path.write_text(f"okrsek;role;jméno;e-mail\n7;strážník-okrskář;Jana Ukázková;{NEW}\n", encoding="utf-8")
    load = staff_import.make_loader(path, today=NOW.date())
    run_import(kind=ImportKind.STAFF, source=path.name, load=load, now=NOW, dry_run=False, progress=ignore_progress)
    assert Person.objects.get().email == NEW
    assert tend_and_send() == 2
    assert len(got(smtp, NEW)) == 2
    assert len(got(smtp, STATION)) == 3
    assert not DeadAddress.objects.exists()
    assert not Notification.objects.undelivered().exists()


def test_when_the_new_address_is_refused_too_the_station_gets_it_again(smtp: SmtpServer, post: Post) -> None:
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    refuse(smtp)
    put_right()
    smtp.behave("rcpt", DEAD, only=NEW)
    assert tend_and_send() == 1
    assert [subject.split()[0] for subject in got(smtp, STATION)] == ["Nová", "Nelze", "Nová", "Nelze"]


def test_who_has_another_name_by_now_too_gets_what_waits(smtp: SmtpServer, post: Post) -> None:
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    put_right(name="Jana Nová")
    assert tend_and_send() == 1
    assert len(got(smtp, NEW)) == 1
    assert Notification.objects.get().recipient == "Jana Nová"


def test_who_shared_an_address_gets_theirs_and_who_still_has_it_keeps_theirs(smtp: SmtpServer, post: Post) -> None:
    eva = make_tenure(make_post(district=make_district(number=8)), make_person("Eva Ukázková", email=OLD)).post
    for each in (post, eva):
        tell_owner(make_message(each), Notified.NEW, now=NOW)
    put_right()
    assert tend_and_send() == 1
    assert (len(got(smtp, NEW)), len(got(smtp, OLD))) == (1, 1)


def test_a_station_and_the_department_that_are_put_right_get_theirs(smtp: SmtpServer, post: Post) -> None:
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    tell_department(make_message(post), Notified.OVERDUE, now=NOW)
    smtp.behave("rcpt", DEAD)
    for _each in range(3):
        send()
    smtp.recover()
    station = Station.objects.get(email=STATION)
    station.email = "bory@example.org"
    station.save()
    make_department(email="novy@example.org")
    tend_and_send()
    assert "Nová" in got(smtp, "bory@example.org")[0]
    assert "Zpráva" in " ".join(got(smtp, "novy@example.org"))
    assert not Notification.objects.filter(email__status=STATUS.failed).exclude(recipient="Jana Ukázková").exists()


def test_one_mail_about_many_messages_goes_to_each_who_has_them_today(smtp: SmtpServer, post: Post) -> None:
    messages = [make_message(post) for _each in range(3)]
    tell_new_owner(messages, of_message(messages[0], on=NOW.date()), now=NOW)
    other = make_tenure(make_post(district=make_district(number=8)), make_person(email="eva@example.org")).post
    Message.objects.filter(pk=messages[2].pk).update(post=other)
    Message.objects.update(told=of_message(messages[0], on=NOW.date()).key)
    put_right()
    [number] = readdressing.find_misaddressed()
    assert readdressing.readdress_mail(number, now=NOW) == 1
    assert readdressing.readdress_mail(number, now=NOW) == 0
    send()
    assert (len(got(smtp, NEW)), len(got(smtp, "eva@example.org")), len(got(smtp, OLD))) == (1, 1, 0)
    assert sorted(Notification.objects.values_list("message", flat=True)) == [each.pk for each in messages]


def test_a_worker_that_is_just_sending_to_the_old_address_takes_nothing_from_the_new_one(
    smtp: SmtpServer, post: Post
) -> None:
    for refuses in (False, True):
        put_right(email=OLD)
        tell_owner(make_message(post), Notified.NEW, now=NOW)
        email = _take_next(due_at=NOW, now=NOW)
        assert email is not None
        put_right()
        tend_mailbox(now=NOW)
        if refuses:
            _put_back(email, ValueError(), now=NOW)
        else:
            _mark_sent(email, now=NOW)
        send()
    assert len(got(smtp, NEW)) == 2
    assert not Email.objects.exclude(status=STATUS.sent).exists()


@pytest.mark.parametrize("state", ["closed", "sent", "to the sender"])
def test_what_needs_nobody_any_more_stays_as_it_is(smtp: SmtpServer, post: Post, state: str) -> None:
    message = make_message(post, email="svedek@example.org")
    Message.objects.update(told=of_message(message, on=NOW.date()).key)
    if state == "to the sender":
        tell_sender(message, Notified.ANSWER, now=NOW)
    else:
        tell_owner(message, Notified.NEW, now=NOW)
    Email.objects.update(status=STATUS.sent if state == "sent" else STATUS.failed)
    if state == "closed":
        Message.objects.update(state="closed", closed_at=NOW, outcome="solved", unread=False)
    put_right()
    before = list(Email.objects.values())
    assert tend_and_send() == 0
    assert list(Email.objects.values()) == before


def test_nothing_is_readdressed_while_all_addresses_are_right(post: Post) -> None:
    for kind in (Notified.NEW, Notified.REMINDER):
        tell_owner(make_message(post), kind, now=NOW)
    tell_department(make_message(post), Notified.OVERDUE, now=NOW)
    Person.objects.update(email=OLD.upper())
    assert readdressing.find_misaddressed() == []
