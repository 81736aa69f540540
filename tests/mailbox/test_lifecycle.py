"""The life of a message: the table decides about everything, and what acts on messages does just what it says."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from post_office.models import STATUS

from districts.models import Post
from mailbox import assignment, followup, handling, lifecycle
from mailbox.admin.actions import ACTIONS
from mailbox.admin.message_page import list_offered
from mailbox.jobs import regular_run
from mailbox.lifecycle import TABLE, TERMS, Action, Already, Fact, Refusal, Stage, Transition, Who
from mailbox.models import (
    Desk,
    Erasure,
    FoundState,
    Kind,
    Message,
    Notified,
    Outcome,
    Screening,
    State,
)
from mailbox.permissions.access import DEPARTMENT, OFFICERS
from mailbox.retention.erasing import erase_message, expire_messages
from tests.factories import make_person, make_post
from tests.mailbox.factories import (
    make_desk,
    make_found_item,
    make_message,
    make_notification,
    make_staff,
    make_tenure,
)
from tests.signing_in import sign_in

NOW = timezone.make_aware(datetime(2026, 9, 16, 10, 0))  # noqa: DTZ001 - made aware; a Wednesday
LONG_AGO = NOW - timedelta(days=400)
DAY = timedelta(days=1)
PORTAL = frozenset({Who.PORTAL})
OF_PORTAL = {rule.action for rule in TABLE if isinstance(rule, Transition) and rule.by == PORTAL}
OF_PEOPLE = [action for action in Action if action not in OF_PORTAL and action is not Action.SEND]

# What can be done where, and where it leads: `=` the message stays where it is, `.` it is so already or there is
# nothing to do, `!` it is refused, with the words below. In columns: received, being dealt with, answered, closed,
# merged, held for review, spam, erased, erased as spam.
DECIDED = """
    ADD              =            =            =            =            =            =            !            !  !
    ADD_UNSOLVED     =            =            IN_PROGRESS  IN_PROGRESS  IN_PROGRESS  =            !            !  !
    ANSWER           ANSWERED     ANSWERED     ANSWERED     !            !            !            !            !  !
    NOTE             IN_PROGRESS  =            =            =            =            =            =            !  !
    ASSIGN           =            =            =            !            !            !            !            !  !
    SNOOZE           =            =            =            !            !            !            !            !  !
    FORWARD          =            =            =            !            !            !            !            !  !
    MERGE            MERGED       MERGED       MERGED       !            !            !            !            !  !
    TAKE_DUPLICATE   =            =            IN_PROGRESS  !            !            !            !            !  !
    CLOSE            CLOSED       CLOSED       CLOSED       !            !            !            !            !  !
    REOPEN           !            !            !            IN_PROGRESS  IN_PROGRESS  !            !            !  !
    SPAM             SPAM         SPAM         !            SPAM         !            SPAM         .            !  !
    RELEASE          .            .            .            .            .            RECEIVED     RECEIVED     !  !
    NO_DANGER        .            .            .            .            .            .            .            !  !
    FOUND            !            !            !            !            !            !            !            !  !
    RESEND           =            =            =            =            =            =            =            !  !
    ERASE_ON_REQUEST ERASED       ERASED       ERASED       ERASED       ERASED       ERASED_SPAM  ERASED_SPAM  .  .
    HAND_OVER        =            =            =            .            .            .            .            .  .
    REMIND           =            =            .            .            .            .            .            .  .
    REPORT_OVERDUE   =            =            .            .            .            .            .            .  .
    ASK_FOR_REVIEW   .            .            .            .            .            =            .            .  .
    ERASE            .            .            ERASED       ERASED       ERASED       ERASED_SPAM  ERASED_SPAM  .  .
"""
TO_BE_REVIEWED = "The message waits for review. Say first that it is not spam."
CLOSED = "The message is closed. Open it again first."
ERASED = "The content of the message has been erased; nothing can be done with it."
NO_SPAM = "This message has been answered, so it is no spam. Close it instead."
MERGED = "This message is merged with another one. Open the merged one again first."
OPEN_ONLY = dict.fromkeys((Stage.HELD, Stage.SPAM, Stage.ERASED_SPAM), TO_BE_REVIEWED) | dict.fromkeys(
    (Stage.CLOSED, Stage.MERGED, Stage.ERASED), CLOSED
)
SAID: dict[Action, dict[Stage, str] | str] = {
    Action.ADD: "Nothing can be added to this message any more. Please write a new one.",
    Action.ADD_UNSOLVED: "Nothing can be added to this message any more. Please write a new one.",
    Action.ANSWER: OPEN_ONLY,
    Action.NOTE: "The content of the message has been erased; nothing can be added.",
    Action.ASSIGN: OPEN_ONLY,
    Action.SNOOZE: OPEN_ONLY,
    Action.FORWARD: OPEN_ONLY,
    Action.MERGE: OPEN_ONLY,
    Action.TAKE_DUPLICATE: dict.fromkeys(Stage, "Message %d is closed or held for review. Choose another one.")
    | {Stage.MERGED: "Message %d is itself merged. Merge with message %d instead."},
    Action.CLOSE: OPEN_ONLY,
    Action.REOPEN: "Only a closed message can be opened again.",
    Action.SPAM: {Stage.ANSWERED: NO_SPAM, Stage.MERGED: MERGED, Stage.ERASED: ERASED, Stage.ERASED_SPAM: ERASED},
    Action.RELEASE: ERASED,
    Action.NO_DANGER: ERASED,
    Action.FOUND: dict.fromkeys(Stage, "The message is not about a found thing.")
    | {Stage.ERASED: ERASED, Stage.ERASED_SPAM: ERASED},
    Action.RESEND: "The message has been erased, so there is nothing to send.",
}


@pytest.fixture
def officer() -> User:
    return make_staff(OFFICERS, last_login=NOW)


@pytest.fixture
def post(officer: User) -> Post:
    post = make_post()
    make_tenure(post, make_person(user=officer, email="okrskar@example.org"))
    return post


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def message_at(stage: Stage, post: Post, **fields: Any) -> Message:
    """A message that has come to a stage long ago."""
    values: dict[str, Any] = {"received_at": LONG_AGO, "due_on": NOW.date(), "email": "eva@example.org"}
    ended = {"state": State.CLOSED, "closed_at": LONG_AGO}
    match stage:
        case Stage.IN_PROGRESS:
            values |= {"state": State.IN_PROGRESS}
        case Stage.ANSWERED:
            values |= {"state": State.ANSWERED, "answered_at": LONG_AGO}
        case Stage.CLOSED:
            values |= ended
        case Stage.MERGED:
            values |= ended | {"outcome": Outcome.DUPLICATE, "merged_into": make_message(post)}
        case Stage.HELD:
            values |= {"screening": Screening.QUARANTINE}
        case Stage.SPAM:
            values |= ended | {"screening": Screening.SPAM}
        case Stage.ERASED | Stage.ERASED_SPAM:
            values |= ended | {"erased_at": NOW - DAY, "text": "", "email": "", "place": "", "search_text": ""}
            values |= {"screening": Screening.SPAM} if stage is Stage.ERASED_SPAM else {}
    message = make_message(post, **values | fields)
    message.refresh_from_db()
    assert lifecycle.stage_of(message) is stage
    return message


def decided() -> list[tuple[Action, Stage, str]]:
    lines = [line.split() for line in DECIDED.strip().splitlines()]
    return [(Action[name], stage, cell) for name, *cells in lines for stage, cell in zip(Stage, cells, strict=True)]


def words_of(action: Action, stage: Stage) -> str:
    said = SAID[action]
    return said if isinstance(said, str) else said[stage]


def test_the_table_decides_what_becomes_of_every_action_at_every_stage() -> None:
    assert {action for action, _stage, _cell in decided()} == set(Action) - {Action.SEND}
    for action, stage, cell in decided():
        facts = frozenset({Fact.PROMISE_TAKEN} if action is Action.TAKE_DUPLICATE else ())
        rule = lifecycle.find_rule(action, stage, facts)
        match cell:
            case "!":
                assert isinstance(rule, Refusal), (action, stage)
                assert str(rule.words) == words_of(action, stage)
            case ".":
                assert rule is None if action in OF_PORTAL else isinstance(rule, Already), (action, stage)
            case "=":
                assert isinstance(rule, Transition), (action, stage)
                assert rule.to is None
            case to:
                assert isinstance(rule, Transition), (action, stage)
                assert rule.to is Stage[to]


def test_nothing_that_people_do_is_left_undecided_whatever_else_is_known() -> None:
    for action, stage in product(OF_PEOPLE, Stage):
        for fact in (None, *Fact):
            facts = frozenset({fact} if fact else ())
            assert lifecycle.find_rule(action, stage, facts) is not None, (action, stage, fact)


def do_answer(message: Message, user: User) -> None:
    handling.answer_message(message=message, user=user, text="Hotovo.", now=NOW)


def do_note(message: Message, user: User) -> None:
    handling.add_note(message=message, user=user, text="Zavolat.", now=NOW)


def do_forward(message: Message, user: User) -> None:
    handling.forward_message(
        message=message, user=user, to=Desk.objects.get(name="Jiný stůl"), reason="Patří tam.", now=NOW
    )


def do_merge(message: Message, user: User) -> None:
    handling.merge_messages(message=message, into=make_message(message.owner), user=user, now=NOW)


def do_take_duplicate(message: Message, user: User) -> None:
    handling.merge_messages(message=make_message(message.owner, due_on=NOW.date()), into=message, user=user, now=NOW)


def do_close(message: Message, user: User) -> None:
    handling.close_message(message=message, user=user, outcome=Outcome.SOLVED, now=NOW)


def do_found(message: Message, user: User) -> None:
    handling.set_found_state(message=message, user=user, state=FoundState.TAKEN_OVER, now=NOW)


def do_resend(message: Message, user: User) -> None:
    notification = make_notification(message, status=STATUS.failed)
    handling.resend_mail(notification=notification, user=user, now=NOW)


DO: dict[Action, Callable[[Message, User], object]] = {
    Action.ADD: lambda message, _user: followup.store_addition(message=message, text="Ještě něco.", now=NOW),
    Action.ADD_UNSOLVED: lambda message, _user: followup.store_addition(
        message=message, text="Ne.", unsolved=True, now=NOW
    ),
    Action.ANSWER: do_answer,
    Action.NOTE: do_note,
    Action.ASSIGN: lambda message, user: assignment.assign_message(message=message, user=user, to=user, now=NOW),
    Action.SNOOZE: lambda message, user: assignment.snooze_message(
        message=message, user=user, until=(NOW + DAY).date(), now=NOW
    ),
    Action.FORWARD: do_forward,
    Action.MERGE: do_merge,
    Action.TAKE_DUPLICATE: do_take_duplicate,
    Action.CLOSE: do_close,
    Action.REOPEN: lambda message, user: handling.reopen_message(message=message, user=user, now=NOW),
    Action.SPAM: lambda message, user: handling.mark_spam(message=message, user=user, now=NOW),
    Action.RELEASE: lambda message, user: handling.release_message(message=message, user=user, now=NOW),
    Action.NO_DANGER: lambda message, user: handling.say_no_danger(message=message, user=user, now=NOW),
    Action.FOUND: do_found,
    Action.RESEND: do_resend,
    Action.ERASE_ON_REQUEST: lambda message, user: erase_message(
        message=message, reason=Erasure.Reason.REQUEST, actor=user, now=NOW
    ),
    Action.HAND_OVER: lambda _message, _user: regular_run.tend_mailbox(now=NOW),
    Action.REMIND: lambda _message, _user: regular_run.tend_mailbox(now=NOW),
    Action.REPORT_OVERDUE: lambda _message, _user: regular_run.tend_mailbox(now=NOW + DAY),
    Action.ASK_FOR_REVIEW: lambda _message, _user: regular_run.tend_mailbox(now=NOW),
    Action.ERASE: lambda _message, _user: expire_messages(now=NOW),
}
TOLD_BY = {
    Action.HAND_OVER: {Notified.HANDOVER},
    Action.REMIND: {Notified.REMINDER},
    Action.REPORT_OVERDUE: {Notified.OVERDUE},
    Action.ASK_FOR_REVIEW: {Notified.REVIEW},
}


@pytest.mark.django_db
@pytest.mark.usefixtures("reachable_department")
@pytest.mark.parametrize("action", list(DO))
def test_what_acts_on_messages_does_what_the_table_says(action: Action, post: Post, officer: User) -> None:
    make_desk(name="Jiný stůl", email="stul@example.org")
    for stage in Stage:
        message = message_at(stage, post)
        known = set(message.events.values_list("pk", flat=True))
        rule = lifecycle.find_rule(action, stage, frozenset({Fact.PROMISE_TAKEN}))
        if isinstance(rule, Refusal):
            with pytest.raises(ValidationError) as refused:
                DO[action](message, officer)
            numbers = (message.pk, message.merged_into_id)[: str(rule.words).count("%d")]
            assert refused.value.messages == [str(rule.words) % numbers]
        else:
            DO[action](message, officer)
        message.refresh_from_db()
        told = set(message.notifications.values_list("kind", flat=True))
        if isinstance(rule, Transition):
            assert lifecycle.stage_of(message) is (rule.to or stage)
            tells = rule.tells - {Notified.RECEIPT}  # there is no code to send
            # A run of the portal does more than one thing, and the mail that is sent again was there before.
            assert tells <= told if action in (*OF_PORTAL, Action.RESEND) else tells == told, (stage, told)
        else:
            assert lifecycle.stage_of(message) is stage
            assert not told & TOLD_BY.get(action, set(Notified)) or action is Action.RESEND, (stage, told)
            assert action in OF_PORTAL or set(message.events.values_list("pk", flat=True)) == known


@pytest.mark.django_db
def test_what_has_been_answered_or_merged_is_no_spam(post: Post, officer: User) -> None:
    answered = message_at(Stage.IN_PROGRESS, post, answered_at=LONG_AGO)
    joined = message_at(Stage.RECEIVED, post)
    make_message(post, state=State.CLOSED, outcome=Outcome.DUPLICATE, merged_into=joined)
    for message, words in ((answered, NO_SPAM), (joined, MERGED)):
        with pytest.raises(ValidationError) as refused:
            handling.mark_spam(message=message, user=officer, now=NOW)
        assert refused.value.messages == [words]


@pytest.mark.django_db
def test_a_found_thing_that_was_handed_over_ends_the_matter_at_every_stage(post: Post) -> None:
    make_staff(last_login=NOW)
    for stage in set(Stage) - {Stage.HELD, Stage.SPAM, Stage.ERASED, Stage.ERASED_SPAM}:
        message = message_at(
            stage, post, kind=Kind.NALEZ, closed_at=NOW if stage in (Stage.CLOSED, Stage.MERGED) else None
        )
        make_found_item(message, state=FoundState.RETURNED, handed_over_at=LONG_AGO)
        rule = lifecycle.find_rule(Action.ERASE, stage, frozenset({Fact.HANDED_OVER}))
        expire_messages(now=NOW)
        message.refresh_from_db()
        assert isinstance(rule, Transition)
        assert lifecycle.stage_of(message) is rule.to is Stage.ERASED


@pytest.mark.django_db
def test_the_page_offers_what_makes_sense(post: Post) -> None:
    everything = ("found", "assign", "answer", "note", "snooze", "forward", "close", "merge", "spam")
    offered = {
        Stage.RECEIVED: ("no_danger", *everything),
        Stage.IN_PROGRESS: ("no_danger", *everything),
        Stage.ANSWERED: everything[:-1],
        Stage.CLOSED: ("found", "note", "reopen"),
        Stage.MERGED: ("found", "note", "reopen"),
        Stage.HELD: ("no_danger", "release", "spam", "note"),
        Stage.SPAM: ("release", "note"),
        Stage.ERASED: (),
        Stage.ERASED_SPAM: (),
    }
    for stage, names in offered.items():
        dangerous = stage not in (Stage.ERASED, Stage.ERASED_SPAM)
        message = message_at(stage, post, kind=Kind.NALEZ, danger=dangerous)
        make_found_item(message)
        assert list_offered(message) == names
        assert set(names) <= set(ACTIONS)
        plain = message_at(stage, post)
        assert list_offered(plain) == tuple(name for name in names if name not in ("found", "no_danger"))
    assert "spam" not in list_offered(message_at(Stage.IN_PROGRESS, post, answered_at=LONG_AGO))


@pytest.mark.django_db
def test_conditions_for_the_database_are_those_of_the_stages(post: Post) -> None:
    messages = {stage: message_at(stage, post) for stage in Stage}
    kept = Message.objects.filter(erased_at=None, pk__in=[message.pk for message in messages.values()])
    for stage in set(Stage) - {Stage.ERASED, Stage.ERASED_SPAM}:
        assert kept.filter(lifecycle.standing_at([stage])).get() == messages[stage]
    for action, found in (
        (Action.HAND_OVER, kept.open()),
        (Action.REMIND, kept.waiting()),
        (Action.REPORT_OVERDUE, kept.waiting()),
        (Action.ASK_FOR_REVIEW, kept.quarantined()),
    ):
        assert set(found) == {message for message in messages.values() if lifecycle.allows(action, message)}


@pytest.mark.django_db
def test_staff_may_do_what_the_table_gives_them(post: Post, officer: User, client: Client) -> None:
    address = reverse("admin:mailbox_message_change", args=[make_message(post).pk])
    asked = {"state": "no state"}  # of a found thing; the other forms lack what they need, or just do it
    for user, is_theirs in ((officer, True), (make_staff(DEPARTMENT), True), (make_staff(OFFICERS), False)):
        sign_in(client, user)
        for name in ACTIONS:
            by = {who for rule in TABLE if isinstance(rule, Transition) and rule.action == name for who in rule.by}
            assert by == {Who.ANSWERER, Who.DEPARTMENT}
            status = client.post(address, {"do": name} | asked).status_code
            # 409: what was done before has not been seen.
            assert (status in (302, 409, 422)) if is_theirs else (status == 404), (name, status)


@pytest.mark.django_db
def test_only_the_department_erases_on_request(post: Post, officer: User, client: Client) -> None:
    by = [rule.by for rule in TABLE if isinstance(rule, Transition) and rule.action is Action.ERASE_ON_REQUEST]
    assert set(by) == {frozenset({Who.DEPARTMENT})}
    address = reverse("admin:mailbox_message_erase", args=[make_message(post).pk])
    for user, status in ((officer, 403), (make_staff(DEPARTMENT), 200)):
        sign_in(client, user)
        assert client.get(address).status_code == status


def test_a_life_begins_when_a_message_is_sent_and_suspicious_ones_tell_nobody() -> None:
    assert lifecycle.begin(suspicious=False).to is Stage.RECEIVED
    assert lifecycle.begin(suspicious=False).tells == {Notified.NEW, Notified.RECEIPT}
    assert lifecycle.begin(suspicious=True).to is Stage.HELD
    assert not lifecycle.begin(suspicious=True).tells


def test_the_picture_shows_every_way_and_every_stage() -> None:
    arrows = lifecycle.arrows()
    assert {arrow.to for arrow in arrows} == set(Stage)
    assert {arrow.source for arrow in arrows} == {None, *Stage} - {Stage.ERASED, Stage.ERASED_SPAM}
    assert len(arrows) == len(set(arrows))
    ways = {(arrow.source, arrow.action, arrow.to) for arrow in arrows}
    led = {(stage, action, Stage[cell]) for action, stage, cell in decided() if cell not in ("=", ".", "!")}
    assert led <= ways
    assert {(stage, term.to) for term in TERMS for stage in term.at} == {
        (arrow.source, arrow.to) for arrow in arrows if arrow.action is Action.ERASE
    }
