"""A mail that ended without being sent: somebody else gets it and is told why, once; it can be sent again."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from post_office.models import STATUS, Email

from districts.models import Department, District, Person, Post, Station
from mailbox import handling
from mailbox.intake import receipt_codes
from mailbox.jobs.regular_run import tend_mailbox
from mailbox.mail.delivery import deliver_due, is_silent
from mailbox.mail.notifications import (
    ask_for_review,
    sound_alarms,
    tell_department,
    tell_new_owner,
    tell_owner,
    tell_sender,
)
from mailbox.mail.states import DELAYS, MailState
from mailbox.mail.undeliverable import tell_of_undelivered
from mailbox.models import DeadAddress, Erasure, Event, Happened, Message, Notification, Notified
from mailbox.permissions.access import OFFICERS
from mailbox.recipients import of_message
from mailbox.retention.erasing import erase_message
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import let_in, make_desk, make_message, make_staff, make_station, make_tenure
from tests.smtp import SmtpServer, Stage
from tests.thorough import daily

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DEAD = "550 5.1.1 unknown"
JANA, STATION, DEPARTMENT = "jana@example.org", "sluzebna@example.org", "odbor@example.org"


@pytest.fixture
def district() -> District:
    return make_district(mp_station=make_station(name="Služebna Bory", email=STATION))


@pytest.fixture
def post(district: District) -> Post:
    return make_tenure(make_post(district=district), make_person("Jana Ukázková", email=JANA)).post


@pytest.fixture
def user() -> User:
    return make_staff()


def send(now: datetime = NOW) -> None:
    deliver_due(clock=lambda: now)


def got(smtp: SmtpServer) -> list[tuple[str, str]]:
    """Who got which mail: its address, and the beginning of the subject."""
    return [(str(mail["To"]), str(mail["Subject"]).split()[0]) for mail in smtp.mails]


def undelivered() -> list[tuple[str, str]]:
    return [(each.kind, each.recipient) for each in Notification.objects.undelivered()]


# --- a dead address of somebody who answers -------------------------------------------------------------------------
def test_the_station_gets_the_mail_instead_and_is_told_why_and_what_to_do(smtp: SmtpServer, post: Post) -> None:
    message = make_message(post)
    tell_owner(message, Notified.NEW, now=NOW)
    smtp.behave("rcpt", DEAD, only=JANA)
    send()
    assert [to for to, _subject in got(smtp)] == [STATION, STATION]
    passed_on, notice = smtp.mails
    assert f"Nová zpráva č. {message.pk}" in passed_on["Subject"]
    text = passed_on.get_content()
    assert "Jana Ukázková" in text
    assert f"/admin/mailbox/message/{message.pk}/change/" in text
    text = notice.get_content()
    assert "Jana Ukázková" in notice["Subject"]
    assert JANA in text
    assert f"/admin/districts/person/{Person.objects.get().pk}/change/" in text
    assert undelivered() == []
    [first, instead, told] = message.notifications.all()
    station = Station.objects.get(email=STATION)
    assert (instead.instead_of, instead.recipient, told.kind) == (first, str(station), Notified.DEAD_ADDRESS)
    history = [(event.kind, event.detail) for event in message.events.all()][-2:]
    assert [kind for kind, _detail in history] == [Happened.UNSENT, Happened.TOLD]
    assert "Jana Ukázková" in history[0][1]
    assert "Služebna Bory" in history[1][1]


def test_fifty_messages_to_a_dead_address_reach_the_station_and_are_one_notice(smtp: SmtpServer, post: Post) -> None:
    for _each in range(50):
        tell_owner(make_message(post), Notified.NEW, now=NOW)
    smtp.behave("rcpt", DEAD, only=JANA)
    send()
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    send(NOW + timedelta(days=1))
    assert Counter(got(smtp)) == {(STATION, "Nová"): 51, (STATION, "Nelze"): 1}
    assert DeadAddress.objects.count() == 1
    assert undelivered() == []


def test_one_mail_about_many_messages_stays_one_mail(smtp: SmtpServer, post: Post) -> None:
    messages = [make_message(post) for _each in range(3)]
    tell_new_owner(messages, of_message(messages[0], on=NOW.date()), now=NOW)
    smtp.behave("rcpt", DEAD, only=JANA)
    send()
    assert [to for to, _subject in got(smtp)] == [STATION, STATION]
    assert all(str(message.pk) in smtp.mails[0].get_content() for message in messages)
    assert Notification.objects.filter(kind=Notified.HANDOVER).exclude(instead_of=None).count() == 3


def test_messages_of_several_places_go_on_to_each(smtp: SmtpServer) -> None:
    jana, messages = make_person(email=JANA), []
    for name in ("a", "b"):
        district = make_district(mp_station=make_station(email=f"{name}@example.org"))
        messages.append(make_message(make_tenure(make_post(district=district), jana).post))
    tell_new_owner(messages, of_message(messages[0], on=NOW.date()), now=NOW)
    smtp.behave("rcpt", DEAD, only=JANA)
    send()
    assert Counter(to for to, _subject in got(smtp)) == {"a@example.org": 2, "b@example.org": 1}


@pytest.mark.parametrize("email", ["", JANA, JANA.upper()])
def test_without_another_address_of_the_station_the_department_gets_it(
    smtp: SmtpServer, post: Post, email: str
) -> None:
    Station.objects.update(email=email)
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    smtp.behave("rcpt", DEAD, only=JANA)
    send()
    assert got(smtp) == [(DEPARTMENT, "Nová"), (DEPARTMENT, "Nelze")]


def test_a_desk_is_written_to_through_the_department(smtp: SmtpServer) -> None:
    tell_owner(make_message(make_desk(email=JANA)), Notified.NEW, now=NOW)
    smtp.behave("rcpt", DEAD, only=JANA)
    send()
    assert got(smtp) == [(DEPARTMENT, "Nová"), (DEPARTMENT, "Nelze")]


def test_when_every_address_is_dead_it_ends_and_everything_is_seen_in_the_admin(smtp: SmtpServer, post: Post) -> None:
    message = make_message(post)
    tell_owner(message, Notified.NEW, now=NOW)
    smtp.behave("rcpt", DEAD)
    for day in range(3):
        send(NOW + timedelta(days=day))
    assert not Email.objects.exclude(status=STATUS.failed).exists()
    assert set(DeadAddress.objects.values_list("address", flat=True)) == {JANA, STATION, DEPARTMENT}
    assert (Notified.NEW, Department.objects.get().name) in undelivered()
    # The mail itself three times, of two dead addresses a notice each; of the department's nobody is left to be told.
    assert Notification.objects.filter(kind=Notified.NEW).count() == 3
    assert Notification.objects.filter(kind=Notified.DEAD_ADDRESS, instead_of=None).count() == 2


def test_a_dead_address_of_the_department_makes_no_mail(smtp: SmtpServer, post: Post) -> None:
    for _each in range(5):
        tell_department(make_message(post), Notified.OVERDUE, now=NOW)
    ask_for_review(make_message(post), 2, erased_on=NOW.date(), now=NOW)
    smtp.behave("rcpt", DEAD)
    send()
    assert Email.objects.count() == 6
    assert DeadAddress.objects.get().address == DEPARTMENT
    assert len(undelivered()) == 6


def test_who_was_told_the_same_anyway_does_not_get_it_twice(smtp: SmtpServer, post: Post) -> None:
    Station.objects.update(email="")
    message = make_message(post)
    tell_owner(message, Notified.OVERDUE, now=NOW)
    tell_department(message, Notified.OVERDUE, now=NOW)
    smtp.behave("rcpt", DEAD, only=JANA)
    send()
    assert Counter(subject for _to, subject in got(smtp)) == {"Zpráva": 1, "Nelze": 1}
    assert undelivered() == []


def test_a_mail_that_expires_is_told_in_the_same_way(smtp: SmtpServer, post: Post) -> None:
    tell_department(make_message(post), Notified.OVERDUE, now=NOW)
    Email.objects.update(status=STATUS.sent, last_updated=NOW)  # so that the server is known to send
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    smtp.behave("rcpt", "450 4.7.1 later", only=JANA)
    Email.objects.filter(status=STATUS.queued).update(number_of_retries=len(DELAYS) - 1)
    send()
    assert got(smtp) == []
    send(NOW + timedelta(hours=2))
    assert got(smtp) == [(STATION, "Nová"), (STATION, "Nelze")]
    assert not DeadAddress.objects.get().refused
    assert "neexistuje" not in smtp.mails[1].get_content()


@pytest.mark.parametrize(
    ("stage", "how"),
    daily(
        [
            ("connect", "554 5.3.2 closed"),
            ("mail", "550 5.7.1 sign in first"),
            ("rcpt", "554 5.7.1 relay access denied"),
            ("rcpt", "550 relay not permitted"),
            ("data", "452 4.3.1 no space"),
        ]
    ),
)
def test_days_without_our_mail_server_ends_no_mail_and_makes_no_address_dead(
    smtp: SmtpServer, post: Post, stage: Stage, how: str
) -> None:
    for _each in range(2):
        tell_owner(make_message(post), Notified.NEW, now=NOW)
    Email.objects.update(created=NOW)
    assert not is_silent(now=NOW)
    smtp.behave(stage, how)
    for hour in range(85):
        for _each in range(2):  # trouble with the server itself ends a pass after one mail
            send(NOW + timedelta(hours=hour))
    assert is_silent(now=NOW + timedelta(hours=85))
    smtp.behave("rcpt", "451 4.7.1 greylisted")
    send(NOW + timedelta(hours=86))
    smtp.recover()
    send(NOW + timedelta(hours=88))
    assert got(smtp) == [(JANA, "Nová")] * 2
    assert not is_silent(now=NOW + timedelta(hours=88))
    assert not DeadAddress.objects.exists()
    assert not Event.objects.filter(kind=Happened.UNSENT).exists()


def test_a_person_who_has_a_new_address_gets_the_mail_there(smtp: SmtpServer, post: Post) -> None:
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    Person.objects.update(email="nova@example.org")
    smtp.behave("rcpt", DEAD, only=JANA)
    send()
    assert [to for to, _subject in got(smtp)] == ["nova@example.org"]
    assert not DeadAddress.objects.exists()


def test_an_address_that_works_again_is_forgotten_and_told_anew_when_it_dies_again(
    smtp: SmtpServer, post: Post
) -> None:
    for refuses in (True, False, True):
        smtp.behave("rcpt", DEAD, only=JANA if refuses else "nikdo@example.org")
        tell_owner(make_message(post), Notified.NEW, now=NOW)
        send()
        assert DeadAddress.objects.exists() == refuses
    assert Notification.objects.filter(kind=Notified.DEAD_ADDRESS).count() == 2


def test_a_domain_with_diacritics_is_known_by_its_name_in_the_net(smtp: SmtpServer, post: Post) -> None:
    Person.objects.update(email="jana@háčky.cz")
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    smtp.behave("rcpt", DEAD, only="jana@xn--hky-ela4t.cz")
    send()
    assert got(smtp) == [(STATION, "Nová"), (STATION, "Nelze")]
    tend_mailbox(now=NOW)
    assert DeadAddress.objects.exists()


def test_a_mail_about_no_message_tells_of_a_dead_address_in_the_admin_alone(smtp: SmtpServer) -> None:
    sound_alarms(["Nic se nemaže."])
    smtp.behave("rcpt", DEAD)
    send()
    assert Email.objects.get().status == STATUS.failed
    assert DeadAddress.objects.get().address == DEPARTMENT


def test_an_address_that_nobody_has_any_more_is_forgotten(post: Post) -> None:
    for address in (JANA, "byvala@example.org"):
        DeadAddress.objects.create(address=address, since=NOW, refused=True)
    Person.objects.update(email=JANA.upper())
    tend_mailbox(now=NOW)
    assert DeadAddress.objects.get().address == JANA


def test_what_was_erased_meanwhile_is_told_to_nobody(smtp: SmtpServer, post: Post) -> None:
    messages = [make_message(post), make_message(post)]
    tell_new_owner(messages, of_message(messages[0], on=NOW.date()), now=NOW)
    erased = Email.objects.get()
    for message in messages:
        erase_message(message=message, reason=Erasure.Reason.REQUEST, now=NOW)
    assert not Email.objects.exists()
    email = Email.objects.bulk_create([erased])[0]  # still in the hands of the worker
    Notification.objects.update(email=email)
    before = Event.objects.count()
    smtp.behave("rcpt", DEAD)
    send()
    assert Email.objects.count() == 1
    assert Event.objects.count() == before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_that_meet_a_dead_address_at_once_tell_of_it_once(post: Post) -> None:
    for _each in range(6):
        tell_owner(make_message(post), Notified.NEW, now=NOW)
    start = Barrier(6)

    def end(email: Email) -> None:
        start.wait()
        tell_of_undelivered(email, MailState.REFUSED, now=NOW)
        connection.close()

    workers = [Thread(target=end, args=[email]) for email in Email.objects.all()]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Notification.objects.filter(kind=Notified.DEAD_ADDRESS).count() == 1
    assert Notification.objects.exclude(instead_of=None).count() == 6


# --- senders --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [Notified.RECEIPT, Notified.ANSWER])
def test_nobody_else_gets_what_was_for_a_sender(smtp: SmtpServer, post: Post, kind: Notified) -> None:
    message = make_message(post, email="svedek@example.org")
    tell_sender(message, kind, now=NOW, receipt=receipt_codes.make_code("x"))
    smtp.behave("rcpt", DEAD)
    send()
    assert Email.objects.get().status == STATUS.failed
    assert not DeadAddress.objects.exists()
    [event] = message.events.all()
    assert event.kind == Happened.UNSENT
    assert "svedek" not in event.detail


# --- sent again -----------------------------------------------------------------------------------------------------
def test_a_mail_is_sent_again_to_todays_address(smtp: SmtpServer, post: Post, user: User) -> None:
    message = make_message(post)
    tell_owner(message, Notified.NEW, now=NOW)
    email = Email.objects.get()
    Email.objects.update(status=STATUS.failed, number_of_retries=78)
    Person.objects.update(email="nova@example.org")
    handling.resend_mail(notification=Notification.objects.get(), user=user, now=NOW)
    send()
    assert [to for to, _subject in got(smtp)] == ["nova@example.org"]
    assert smtp.mails[0]["Message-ID"] != email.message_id


def test_a_mail_is_sent_again_to_todays_holder(smtp: SmtpServer, post: Post, user: User) -> None:
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    Email.objects.update(status=STATUS.failed)
    eva = make_person("Eva Ukázková", email="eva@example.org", user=let_in(make_staff(OFFICERS)))
    post.tenures.update(person=eva)
    handling.resend_mail(notification=Notification.objects.get(), user=user, now=NOW)
    send()
    assert [to for to, _subject in got(smtp)] == ["eva@example.org"]
    assert Notification.objects.get().recipient == "Eva Ukázková"


def test_a_mail_sent_again_to_the_same_address_keeps_its_number(smtp: SmtpServer, post: Post, user: User) -> None:
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    email = Email.objects.get()
    Email.objects.update(status=STATUS.requeued, number_of_retries=5)
    handling.resend_mail(notification=Notification.objects.get(), user=user, now=NOW)
    send()
    assert smtp.mails[0]["Message-ID"] == email.message_id


def test_a_mail_to_the_department_is_sent_again_to_its_address_of_today(
    smtp: SmtpServer, post: Post, user: User
) -> None:
    tell_department(make_message(post), Notified.OVERDUE, now=NOW)
    ask_for_review(make_message(post), 2, erased_on=NOW.date(), now=NOW)
    Email.objects.update(status=STATUS.failed)
    make_department(email="novy@example.org")
    for notification in Notification.objects.all():
        handling.resend_mail(notification=notification, user=user, now=NOW)
    send()
    assert [to for to, _subject in got(smtp)] == ["novy@example.org"] * 2


def test_a_confirmation_is_sent_again_with_its_code_to_the_sender(smtp: SmtpServer, post: Post, user: User) -> None:
    code = receipt_codes.make_code("x")
    message = make_message(post, email="svedek@example.org")
    tell_sender(message, Notified.RECEIPT, now=NOW, receipt=code)
    Email.objects.update(status=STATUS.failed, to=["stara@example.org"])
    handling.resend_mail(notification=Notification.objects.get(), user=user, now=NOW)
    send()
    [mail] = smtp.mails
    assert mail["To"] == "svedek@example.org"
    assert receipt_codes.format_code(code) in mail.get_content()


def test_of_a_mail_about_many_messages_each_goes_to_who_has_it_today(smtp: SmtpServer, post: Post, user: User) -> None:
    other = make_tenure(make_post(), make_person(email="eva@example.org")).post
    messages = [make_message(post), make_message(post)]
    tell_new_owner(messages, of_message(messages[0], on=NOW.date()), now=NOW)
    Email.objects.update(status=STATUS.failed)
    Message.objects.filter(pk=messages[1].pk).update(post=other)
    for message in messages:
        handling.resend_mail(notification=Notification.objects.get(message=message), user=user, now=NOW)
    send()
    assert sorted(to for to, _subject in got(smtp)) == ["eva@example.org", JANA]
    assert undelivered() == []


def test_of_an_erased_message_nothing_is_sent_again(smtp: SmtpServer, post: Post, user: User) -> None:
    messages = [make_message(post), make_message(post)]
    tell_new_owner(messages, of_message(messages[0], on=NOW.date()), now=NOW)
    Email.objects.update(status=STATUS.failed)
    erase_message(message=messages[0], reason=Erasure.Reason.REQUEST, now=NOW)
    erased, other = Notification.objects.order_by("message_id")
    with pytest.raises(ValidationError, match="smazaná"):
        handling.resend_mail(notification=erased, user=user, now=NOW)
    handling.resend_mail(notification=other, user=user, now=NOW)
    send()
    assert [to for to, _subject in got(smtp)] == [JANA]


def test_without_an_address_there_is_nowhere_to_send_again(post: Post, user: User) -> None:
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    Email.objects.update(status=STATUS.failed)
    Person.objects.update(email="")
    Station.objects.update(email="")
    make_department(email="")
    with pytest.raises(ValidationError, match="Jana Ukázková"):
        handling.resend_mail(notification=Notification.objects.get(), user=user, now=NOW)
    assert Email.objects.get().status == STATUS.failed
