"""A mail that was taken and comes back ends as one that was refused: somebody else gets it and is told why, once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from post_office.models import Email, Log

from districts.models import Post
from mailbox.jobs.regular_run import tend_mailbox
from mailbox.mail.bounces import take_in
from mailbox.mail.delivery import deliver_due
from mailbox.mail.notifications import tell_owner, tell_sender
from mailbox.mail.reports import read_report
from mailbox.mail.states import TABLE, MailState, Told, state_of
from mailbox.models import DeadAddress, Event, Happened, Notification, Notified
from tests.factories import make_district, make_person, make_post
from tests.mailbox.factories import make_message, make_station, make_tenure
from tests.mailbox.mail.reports import MESSAGE_ID, make_report
from tests.smtp import SmtpServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
JANA, STATION = "jana@example.org", "sluzebna@example.org"


@pytest.fixture
def post() -> Post:
    district = make_district(mp_station=make_station(name="Služebna Bory", email=STATION))
    return make_tenure(make_post(district=district), make_person("Jana Ukázková", email=JANA)).post


def send(now: datetime = NOW) -> None:
    deliver_due(clock=lambda: now)


def sent_to_jana(post: Post, *, now: datetime = NOW) -> Notification:
    """A mail that the mail server took."""
    tell_owner(make_message(post), Notified.NEW, now=now)
    send(now)
    return Notification.objects.select_related("email", "message").latest("pk")


def come_back(told: Notification, name: str = "postfix_dead", *, now: datetime = NOW) -> bool:
    """A report about a mail comes into the mailbox; whether it was dealt with."""
    assert told.email is not None
    return take_in(read_report(make_report(name, told.email.message_id)), now=now)


def state_now(told: Notification) -> MailState:
    return state_of(Notification.objects.select_related("email", "message").get(pk=told.pk))


def got(smtp: SmtpServer) -> list[tuple[str, str]]:
    return [(str(mail["To"]), str(mail["Subject"]).split()[0]) for mail in smtp.mails]


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("postfix_dead", MailState.BOUNCED, "neexistuje"),
        ("postfix_international", MailState.BOUNCED, "neexistuje"),
        ("exim_full", MailState.RETURNED, "Schránka"),
    ],
)
def test_the_station_gets_what_came_back_and_is_told_why_once(
    smtp: SmtpServer, post: Post, name: str, state: MailState, words: str
) -> None:
    mails = [sent_to_jana(post) for _each in range(2)]
    for told in mails:
        assert come_back(told, name)
        assert come_back(told, name)  # a report that comes twice
        assert state_now(told) == state
        assert TABLE[state].told == Told.NEXT
    send()
    assert got(smtp)[2:] == [(STATION, "Nová"), (STATION, "Nelze"), (STATION, "Nová")]
    notice = smtp.mails[3].get_content()
    assert JANA in notice
    assert words in notice
    assert DeadAddress.objects.get().refused == (state == MailState.BOUNCED)
    assert mails[0].message.events.filter(kind=Happened.UNSENT).count() == 1
    assert Log.objects.filter(exception_type=state).count() == 2


def test_a_delay_is_no_failure_and_may_end_either_way(smtp: SmtpServer, post: Post) -> None:
    told = sent_to_jana(post)
    assert come_back(told, "exim_delayed")
    assert come_back(told, "postfix_delayed")
    assert state_now(told) == MailState.DELAYED
    assert not Event.objects.filter(kind=Happened.UNSENT).exists()
    assert come_back(told, "exim_expired")
    assert state_now(told) == MailState.RETURNED
    assert come_back(told, "exim_delayed")  # overtaken on its way
    assert state_now(told) == MailState.RETURNED


def test_an_answer_that_came_back_is_told_to_the_department(smtp: SmtpServer, post: Post) -> None:
    message = make_message(post, email="svedek@example.org")
    tell_sender(message, Notified.ANSWER, now=NOW)
    send()
    told = Notification.objects.select_related("email").get()
    assert come_back(told)
    assert Notification.objects.undelivered().get() == told
    assert message.events.get().kind == Happened.UNSENT
    assert not DeadAddress.objects.exists()
    assert Email.objects.count() == 1


def test_an_address_from_which_mails_came_back_works_again_when_none_did_for_a_week(
    smtp: SmtpServer, post: Post
) -> None:
    come_back(sent_to_jana(post))
    for day in (1, 5):  # what is taken may come back yet
        last = sent_to_jana(post, now=NOW + timedelta(days=day))
        tend_mailbox(now=NOW + timedelta(days=day))
    assert DeadAddress.objects.get().bounced_at == NOW
    come_back(last, now=NOW + timedelta(days=6))
    tend_mailbox(now=NOW + timedelta(days=9))
    assert Notification.objects.filter(kind=Notified.DEAD_ADDRESS).count() == 1
    sent_to_jana(post, now=NOW + timedelta(days=9))
    tend_mailbox(now=NOW + timedelta(days=15))
    assert DeadAddress.objects.exists()
    tend_mailbox(now=NOW + timedelta(days=16, hours=1))
    assert not DeadAddress.objects.exists()


def test_what_came_back_is_sent_again_as_another_mail(smtp: SmtpServer, post: Post) -> None:
    told = sent_to_jana(post)
    come_back(told)
    person = post.tenures.get().person
    person.email = "nova@example.org"
    person.save()
    tend_mailbox(now=NOW)
    send()
    assert ("nova@example.org", "Nová") in got(smtp)
    assert come_back(told) is False  # the report comes once more: that mail is gone
    assert state_now(told) == MailState.SENT


@given(name=st.sampled_from(["postfix_dead", "exim_full", "exim_delayed"]), guess=st.integers(0, 2**128 - 1))
def test_a_forged_report_does_nothing(name: str, guess: int) -> None:
    forged = MESSAGE_ID.replace("0123456789abcdef0123456789abcdef", f"{guess:032x}")
    before = list(Email.objects.values())
    assert take_in(read_report(make_report(name, forged)), now=NOW) is False
    assert list(Email.objects.values()) == before
