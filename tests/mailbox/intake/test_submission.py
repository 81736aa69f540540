"""Accepting a message: whole, once, to the right owner, with its mails; or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st
from post_office.models import STATUS, Email

from districts.models import Post, Role
from mailbox import handling
from mailbox.intake import receipt_codes
from mailbox.intake.spam import Suspicion
from mailbox.intake.submission import FilledMessage, Place, Submitted, submit_message
from mailbox.models import (
    Attachment,
    Event,
    FoundState,
    Happened,
    Item,
    Kind,
    Message,
    Notification,
    Notified,
    Screening,
    WhereNow,
)
from mailbox.photos.storage import StoredPhoto
from tests.factories import make_department, make_district, make_infobox, make_person
from tests.mailbox.factories import make_staff, make_station, make_tenure, make_topic

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # Tuesday
PHOTO = StoredPhoto(name="0" * 32 + ".jpg", width=2048, height=1536, size=500_000)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]


def entry(**fields: Any) -> FilledMessage:
    return FilledMessage(**({"kind": Kind.PODNET, "text": "V noci tu někdo rozbíjí lavičky."} | fields))


def send(entered: FilledMessage | None = None, *, token: str = "token", **fields: Any) -> Submitted:
    return submit_message(entry=entered or entry(), token=token, now=NOW, **fields)


def staffed_district() -> tuple[Any, Any]:
    """A district and its municipal officer."""
    district, person = make_district(mp_station=make_station()), make_person()
    make_tenure(Post.objects.create(role=Role.OKRSKAR, district=district), person)
    return district, person


def test_everything_that_was_filled_in_is_stored() -> None:
    topic, (district, _person) = make_topic(reply_days=3), staffed_district()
    place = Place("Klatovská 10, Plzeň", 49.74, 13.37, district)
    given_entry = entry(topic=topic, place=place, name="Eva", email="eva@example.org", phone="777", photos=(PHOTO,))
    message = Message.objects.get(pk=send(given_entry).message.pk)
    assert (message.kind, message.topic, message.text) == (Kind.PODNET, topic, "V noci tu někdo rozbíjí lavičky.")
    assert (message.name, message.email, message.phone) == ("Eva", "eva@example.org", "777")
    assert (message.place, message.lat, message.lon, message.district) == (
        "Klatovská 10, Plzeň",
        49.74,
        13.37,
        district,
    )
    assert (message.received_at, message.due_on) == (NOW, date(2026, 11, 27))
    photo = message.attachments.get()
    assert (photo.name, photo.width, photo.height, photo.size) == (PHOTO.name, 2048, 1536, 500_000)
    assert [event.kind for event in message.events.all()][:1] == [Happened.RECEIVED]
    assert "lavicky" in message.search_text
    assert "eva@example.org" in message.search_text


def test_the_officer_of_the_district_is_told_by_a_mail_in_the_queue() -> None:
    district, person = staffed_district()
    message = send(entry(place=Place(district=district))).message
    mail = Email.objects.get()
    assert mail.to == [person.email]
    assert mail.status == STATUS.queued
    assert message.text not in mail.message + mail.subject
    assert f"/{message.pk}/" in mail.message
    assert Notification.objects.get().email == mail
    assert message.told == f"person:{person.pk}"


def test_a_vacant_post_says_who_stands_in() -> None:
    station = make_station(email="sluzebna@example.org")
    message = send(entry(place=Place(district=make_district(mp_station=station)))).message
    assert Email.objects.get().to == ["sluzebna@example.org"]
    assert message.told == f"station:{station.pk}"
    assert str(_("The post is vacant at the moment.")) in message.routing


def test_without_a_place_the_department_is_told() -> None:
    message = send().message
    assert message.desk is not None
    assert message.desk.default
    assert Email.objects.get().to == ["odbor@example.org"]


def test_a_message_is_accepted_even_if_nobody_has_an_email() -> None:
    make_department(email="")
    message = send().message
    assert not Email.objects.exists()
    assert message.events.filter(kind=Happened.TOLD).exists()


def test_a_bad_address_in_the_records_does_not_stop_a_message() -> None:
    make_department(email="this is no address")
    message = send().message
    assert not Email.objects.exists()
    assert message.events.filter(kind=Happened.TOLD).exists()


def test_the_sender_gets_a_copy_whose_code_is_sealed_in_the_queue() -> None:
    sent = send(entry(email="eva@example.org"))
    mail = Notification.objects.get(kind=Notified.RECEIPT).email
    assert mail is not None
    assert mail.to == ["eva@example.org"]
    queued = f"{mail.message} {mail.context} {mail.subject}"
    assert sent.receipt not in queued
    assert receipt_codes.format_code(sent.receipt) not in queued
    assert receipt_codes.unseal_code(mail.context["receipt"]) == sent.receipt


def test_the_code_leads_to_the_message() -> None:
    sent = send()
    assert receipt_codes.find_message(sent.receipt) == sent.message


def test_the_same_submission_again_is_the_same_message_and_code() -> None:
    first = send(entry(photos=(PHOTO,), email="eva@example.org"))
    second = send(entry(photos=(PHOTO,), email="eva@example.org"))
    assert (second.message, second.receipt, second.again) == (first.message, first.receipt, True)
    assert not first.again
    assert (Message.objects.count(), Attachment.objects.count(), Email.objects.count()) == (1, 1, 2)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Jiný text."},
        {"photos": (PHOTO,)},
        {"name": "Eva"},
        {"kind": Kind.DOTAZ},
        {"place": Place("Jinde")},
        {"place": Place(lat=49.7, lon=13.3)},
    ],
    ids=str,
)
def test_what_was_changed_and_sent_again_is_a_new_message(changed: dict[str, Any]) -> None:
    first, second = send(), send(entry(**changed))
    assert first.message != second.message
    assert first.receipt != second.receipt


def test_the_same_text_from_a_form_opened_anew_is_a_new_message() -> None:
    assert send(token="one").message != send(token="two").message


def test_a_taken_code_is_replaced_by_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two submissions whose codes meet: both are stored, each found by its own code, also when they come again."""
    real = receipt_codes.make_code
    monkeypatch.setattr(receipt_codes, "make_code", lambda _identity, attempt=0: real("the same", attempt))
    first, second = send(token="one"), send(token="two")
    assert first.receipt != second.receipt
    assert [receipt_codes.find_message(one.receipt) for one in (first, second)] == [first.message, second.message]
    again = [send(token="one"), send(token="two")]
    assert [(one.message, one.receipt, one.again) for one in again] == [
        (first.message, first.receipt, True),
        (second.message, second.receipt, True),
    ]


def test_a_suspicious_message_waits_for_review_and_nobody_is_told() -> None:
    message = send(entry(email="eva@example.org"), suspicion=[Suspicion.TRAP]).message
    assert message.screening == Screening.QUARANTINE
    assert message.suspicion == [Suspicion.TRAP]
    assert not Notification.objects.exists()
    assert not Email.objects.exists()
    assert message.events.filter(kind=Happened.QUARANTINED).exists()


def test_who_waited_for_review_gets_the_confirmation_with_the_code_when_it_is_over() -> None:
    sent = send(entry(email="eva@example.org", language="de"), suspicion=[Suspicion.MANY])
    later = NOW + timedelta(days=5)
    for _twice in range(2):
        handling.release_message(message=sent.message, user=make_staff(), now=later)
    told = Notification.objects.get(kind=Notified.RECEIPT)
    assert told.email is not None
    assert told.email.to == ["eva@example.org"]
    assert receipt_codes.unseal_code(told.email.context["receipt"]) == sent.receipt
    message = Message.objects.get()
    assert message.sealed_receipt is None
    assert f"{message.due_on:%d.%m.%Y}" in told.email.message  # the new promise


def test_whose_confirmation_was_refused_gets_none_after_the_review_either() -> None:
    message = send(entry(email="eva@example.org"), suspicion=[Suspicion.MANY], copy=False).message
    handling.release_message(message=message, user=make_staff(), now=NOW)
    assert not Notification.objects.filter(kind=Notified.RECEIPT).exists()


def test_the_code_that_waits_with_a_message_cannot_be_read_from_the_database() -> None:
    sent = send(entry(email="eva@example.org"), suspicion=[Suspicion.MANY])
    held = Message.objects.get().sealed_receipt
    assert held
    assert sent.receipt not in held
    assert receipt_codes.unseal_code(held) == sent.receipt


@pytest.mark.parametrize(
    ("where", "state"),
    [
        (WhereNow.MAM_U_SEBE, FoundState.FOUND),
        (WhereNow.SCHRANKA, FoundState.DEPOSITED),
        (WhereNow.NECHAL_NA_MISTE, FoundState.FOUND),
    ],
)
def test_a_found_document_is_tracked_and_its_number_is_hidden(where: WhereNow, state: FoundState) -> None:
    found = entry(kind=Kind.NALEZ, text="Občanka č. 123456789", item=Item.DOKLAD, where_now=where)
    message = send(found).message
    assert "123456789" not in message.text + message.search_text
    assert (message.found_item.item, message.found_item.state) == (Item.DOKLAD, state)


def test_numbers_in_other_messages_stay() -> None:
    assert "123456789" in send(entry(text="Auto značky 123456789")).message.text


def test_a_damaged_infobox_is_reported_to_the_department() -> None:
    district, _person = staffed_district()
    box = make_infobox()
    message = send(entry(infobox=box, place=Place(box.address, box.lat, box.lon, district))).message
    assert message.infobox == box
    assert message.desk is not None
    assert Email.objects.get().to == ["odbor@example.org"]


def broken(step: str) -> Callable[..., Any]:
    def fail(*_args: Any, **_kwargs: Any) -> Any:
        raise IntegrityError(step)

    return fail


@pytest.mark.parametrize(
    "step",
    [
        *("FoundItem.objects.create", "Attachment.objects.bulk_create"),
        *("notifications.for_staff", "notifications.for_sender", "notifications.put_into_queue"),
        "notifications.Notification.objects.bulk_create",
    ],
)
def test_if_any_step_fails_nothing_is_stored(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    monkeypatch.setattr(f"mailbox.intake.submission.{step}", broken(step))
    with pytest.raises(IntegrityError, match=step):
        send(entry(kind=Kind.NALEZ, item=Item.KLICE, photos=(PHOTO,), email="eva@example.org"))
    assert not any(model.objects.exists() for model in (Message, Attachment, Event, Notification, Email))


@pytest.mark.postgresql  # SQLite's database in memory does not queue writers as a file does; for that see nothing_lost
@pytest.mark.django_db(transaction=True)
def test_the_same_submission_from_many_sides_at_once_is_one_message() -> None:
    make_department(email="odbor@example.org")
    results: list[Submitted | BaseException] = []
    start = Barrier(6)

    def one() -> None:
        start.wait()
        try:
            results.append(send(entry(photos=(PHOTO,))))
        except BaseException as error:
            results.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(result, Submitted) for result in results), results
    assert len({result.receipt for result in results if isinstance(result, Submitted)}) == 1
    assert sum(not result.again for result in results if isinstance(result, Submitted)) == 1
    assert (Message.objects.count(), Email.objects.count()) == (1, 1)


ENTRIES = st.builds(
    FilledMessage,
    kind=st.sampled_from(Kind),
    text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200),
    name=st.text(alphabet="abcč \n", max_size=20),
    email=st.sampled_from(["", "eva@example.org"]),
    item=st.sampled_from([None, *Item]),
    where_now=st.sampled_from([None, *WhereNow]),
    language=st.sampled_from(["cs", "en", "xx"]),
)


@given(ENTRIES, st.lists(st.sampled_from(Suspicion), max_size=2))
def test_whatever_is_entered_is_stored_whole_and_found_by_its_code(
    entered: FilledMessage, suspicion: list[Suspicion]
) -> None:
    with transaction.atomic():
        sent = submit_message(entry=entered, token="token", suspicion=suspicion, now=NOW)
        message = receipt_codes.find_message(sent.receipt)
        assert message == sent.message
        assert entered.kind is Kind.NALEZ or message.text == entered.text
        assert hasattr(message, "found_item") == (entered.kind is Kind.NALEZ)
        assert message.notifications.filter(kind=Notified.NEW).count() == (0 if suspicion else 1)
        confirmed = bool(entered.email and not suspicion)
        assert message.notifications.filter(kind=Notified.RECEIPT).count() == confirmed
        assert submit_message(entry=replace(entered), token="token", now=NOW).again
        transaction.set_rollback(True)
