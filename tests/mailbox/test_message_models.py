"""What the database itself refuses to store about messages."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mailbox.models import FoundState, Message, Outcome, Screening, State
from tests.factories import make_post
from tests.mailbox.factories import make_attachment, make_desk, make_found_item, make_message

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"post": None},
        {"lat": 49.7},
        {"lon": 13.3},
        {"lat": 91.0, "lon": 13.3},
        {"state": State.CLOSED},
        {"state": State.CLOSED, "closed_at": NOW},
        {"closed_at": NOW},
        {"outcome": Outcome.SOLVED},
        {"erased_at": NOW},
    ],
    ids=str,
)
def test_a_message_that_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    message = make_message()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**wrong)


def test_a_message_belongs_to_a_post_or_to_a_desk_never_to_both() -> None:
    message = make_message()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(desk=make_desk())


def test_only_a_duplicate_is_merged_and_never_with_itself() -> None:
    message, other = make_message(), make_message(state=State.CLOSED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=other.pk).update(merged_into=message)
    Message.objects.filter(pk=other.pk).update(merged_into=message, outcome=Outcome.DUPLICATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=other.pk).update(merged_into=other)


@pytest.mark.parametrize("field", ["text", "name", "email", "phone", "place", "search_text"])
def test_an_erased_message_says_nothing(field: str) -> None:
    empty = {"text": "", "name": "", "email": "", "phone": "", "place": "", "search_text": "", "lat": None, "lon": None}
    message = make_message()
    Message.objects.filter(pk=message.pk).update(**empty, erased_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**{field: "x"})


def test_two_messages_never_share_a_submission_or_a_receipt() -> None:
    first, second = make_message(), make_message()
    for field in ("submission_hash", "receipt_hash"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})


def test_spam_is_closed_without_an_outcome() -> None:
    make_message(state=State.CLOSED, closed_at=NOW, outcome="", screening=Screening.SPAM)


def test_a_found_thing_that_was_handed_over_says_when() -> None:
    found = make_found_item(make_message())
    for wrong in ({"state": FoundState.RETURNED}, {"handed_over_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(found).objects.filter(pk=found.pk).update(**wrong)


def test_a_photo_hangs_on_a_message_once_but_messages_may_share_it() -> None:
    first, second = make_message(), make_message()
    photo = make_attachment(first)
    make_attachment(second, name=photo.name)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_attachment(first, name=photo.name)


def test_a_message_is_called_by_its_number_never_by_what_it_says() -> None:
    message = make_message(make_post(), text="Tajné", name="Tajná", email="tajna@example.org")
    assert str(message.pk) in str(message)
    assert "ajn" not in str(message)
