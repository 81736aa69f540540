"""The life of a message: where it can stand, what can be done with it there, who may, and what becomes of it.

One table decides. Whatever acts on messages asks it: `mailbox/handling.py` and `mailbox/followup.py` before they do
something, the page of a message what to offer, `mailbox/retention/erasing.py` when a message may go, and
`mailbox/intake/submission.py` who is told of a new one. It asks no database and changes nothing. The picture in
docs/architecture.md is drawn from it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailbox.models import Erasure, Message, Notified, Screening, State
from mailbox.permissions import staff_refusals

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Stage(StrEnum):
    """Where a message stands: its state, whether it is taken for a real one, and whether it still has content."""

    RECEIVED = "received"
    IN_PROGRESS = "being dealt with"
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged with another message"
    HELD = "held for review"
    SPAM = "spam"
    ERASED = "erased"
    ERASED_SPAM = "erased as spam"


_UNANSWERED = frozenset({Stage.RECEIVED, Stage.IN_PROGRESS})
_OPEN = _UNANSWERED | {Stage.ANSWERED}
_ENDED = frozenset({Stage.CLOSED, Stage.MERGED})
_REAL = _OPEN | _ENDED
_SUSPICIOUS = frozenset({Stage.HELD, Stage.SPAM})
_KEPT = _REAL | _SUSPICIOUS
_ERASED = frozenset({Stage.ERASED, Stage.ERASED_SPAM})


class Who(Enum):
    """Who does something with a message; staff must see it, too (`access.py`)."""

    SENDER = "the sender, with the code"
    ANSWERER = "whoever answers"  # for the post or desk that it belongs to
    DEPARTMENT = "the safety department"  # sees all messages
    PORTAL = "the portal, when it is time"


_STAFF = frozenset({Who.ANSWERER, Who.DEPARTMENT})
_DEPARTMENT = frozenset({Who.DEPARTMENT})
_SENDER = frozenset({Who.SENDER})
_PORTAL = frozenset({Who.PORTAL})


class Action(StrEnum):
    """What can be done with a message. Those of staff are called like their forms on the page (`admin/actions.py`)."""

    SEND = "send"
    ADD = "add"
    ADD_UNSOLVED = "add: not solved"  # or: somebody may be in danger
    ANSWER = "answer"
    NOTE = "note"
    ASSIGN = "assign"
    SNOOZE = "snooze"
    FORWARD = "forward"
    MERGE = "merge"
    TAKE_DUPLICATE = "take a duplicate"  # the other side of a merge
    CLOSE = "close"
    REOPEN = "reopen"
    SPAM = "spam"
    RELEASE = "release"
    NO_DANGER = "no_danger"
    FOUND = "found"  # how far a found thing has come
    RESEND = "resend"  # a mail that could not be sent
    HAND_OVER = "hand over"
    REMIND = "remind"
    REPORT_OVERDUE = "report overdue"
    ASK_FOR_REVIEW = "ask for review"
    ERASE = "erase"
    ERASE_ON_REQUEST = "erase on request"


class Fact(Enum):
    """What else decides about a message, besides where it stands."""

    SUSPICIOUS = "it looks like spam"
    ANSWERED_ONCE = "it has been answered before"
    HAS_DUPLICATES = "others are merged with it"
    DANGER = "somebody may be in danger"
    FOUND_THING = "it is about a found thing"
    HANDED_OVER = "the found thing has been handed over"
    STILL_FOUND = "nothing has happened to the found thing yet, and it is to be solved"
    PROMISE_TAKEN = "the duplicate has no answer yet"


@dataclass(frozen=True, slots=True)
class Transition:
    """Something that can be done at some stages, and where it leads."""

    action: Action
    at: frozenset[Stage]
    to: Stage | None = None  # none: the message stays where it is
    by: frozenset[Who] = _STAFF
    given: Fact | None = None
    tells: frozenset[Notified] = frozenset()  # the department is told of danger at any stage, so that is not in here


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that cannot be done at some stages, and what to do instead."""

    action: Action
    at: frozenset[Stage]
    words: "StrOrPromise"
    given: Fact | None = None


@dataclass(frozen=True, slots=True)
class Already:
    """Something that is so at some stages: asked for again, it changes nothing, and nobody is told twice."""

    action: Action
    at: frozenset[Stage]


Rule = Transition | Refusal | Already


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way from a stage to another, for the picture; a life begins with those from nowhere."""

    source: Stage | None
    action: Action
    to: Stage
    by: frozenset[Who]
    given: Fact | None


@dataclass(frozen=True, slots=True)
class Term:
    """How long the content of a message is kept."""

    reason: Erasure.Reason
    at: frozenset[Stage]
    to: Stage
    since: str  # the field of a message that the days are counted from
    days: str  # the setting that says how many
    given: Fact | None = None


TERMS = (
    Term(
        Erasure.Reason.FOUND_ITEM, _REAL, Stage.ERASED, "found_item__handed_over_at", "FOUND_ITEM_DAYS",
        given=Fact.HANDED_OVER,
    ),
    Term(Erasure.Reason.QUARANTINE, frozenset({Stage.HELD}), Stage.ERASED_SPAM, "received_at", "QUARANTINE_DAYS"),
    Term(Erasure.Reason.QUARANTINE, frozenset({Stage.SPAM}), Stage.ERASED_SPAM, "closed_at", "QUARANTINE_DAYS"),
    Term(Erasure.Reason.CLOSED, _ENDED, Stage.ERASED, "closed_at", "RETENTION_DAYS"),
    Term(Erasure.Reason.CLOSED, frozenset({Stage.ANSWERED}), Stage.ERASED, "answered_at", "RETENTION_DAYS"),
)  # fmt: skip

_WRITE_A_NEW_ONE = _("Nothing can be added to this message any more. Please write a new one.")


def _when_open(action: Action, *, to: Stage | None = None, tells: frozenset[Notified] = frozenset()) -> list[Rule]:
    """What staff do with open messages only."""
    return [
        Transition(action, _OPEN, to, tells=tells),
        Refusal(action, _SUSPICIOUS | {Stage.ERASED_SPAM}, staff_refusals.TO_BE_REVIEWED),
        Refusal(action, _ENDED | {Stage.ERASED}, staff_refusals.CLOSED),
    ]


# Of several rules for an action at a stage, the first one whose fact is given decides. Where there is none, the portal
# has nothing to do.
TABLE: tuple[Rule, ...] = (
    Transition(Action.ADD, _REAL, by=_SENDER, tells=frozenset({Notified.ADDITION})),
    Transition(Action.ADD, frozenset({Stage.HELD}), by=_SENDER),
    Refusal(Action.ADD, _ERASED | {Stage.SPAM}, _WRITE_A_NEW_ONE),
    Transition(Action.ADD_UNSOLVED, _UNANSWERED, by=_SENDER, tells=frozenset({Notified.ADDITION})),
    Transition(
        Action.ADD_UNSOLVED, _ENDED | {Stage.ANSWERED}, Stage.IN_PROGRESS, _SENDER, tells=frozenset({Notified.ADDITION})
    ),
    Transition(Action.ADD_UNSOLVED, frozenset({Stage.HELD}), by=_SENDER),
    Refusal(Action.ADD_UNSOLVED, _ERASED | {Stage.SPAM}, _WRITE_A_NEW_ONE),
    *_when_open(Action.ANSWER, to=Stage.ANSWERED, tells=frozenset({Notified.ANSWER})),
    Transition(Action.NOTE, frozenset({Stage.RECEIVED}), Stage.IN_PROGRESS),
    Transition(Action.NOTE, _KEPT - {Stage.RECEIVED}),
    Refusal(Action.NOTE, _ERASED, staff_refusals.NOTHING_ADDED),
    *_when_open(Action.ASSIGN),
    *_when_open(Action.SNOOZE),
    *_when_open(Action.FORWARD, tells=frozenset({Notified.NEW, Notified.FORWARDED})),
    *_when_open(Action.MERGE, to=Stage.MERGED),
    Transition(Action.TAKE_DUPLICATE, frozenset({Stage.ANSWERED}), Stage.IN_PROGRESS, given=Fact.PROMISE_TAKEN),
    Transition(Action.TAKE_DUPLICATE, _OPEN),
    Refusal(Action.TAKE_DUPLICATE, frozenset({Stage.MERGED}), staff_refusals.ITSELF_MERGED),
    Refusal(Action.TAKE_DUPLICATE, _SUSPICIOUS | _ERASED | {Stage.CLOSED}, staff_refusals.CHOOSE_ANOTHER),
    Refusal(Action.CLOSE, _OPEN, staff_refusals.STILL_FOUND, given=Fact.STILL_FOUND),
    *_when_open(Action.CLOSE, to=Stage.CLOSED, tells=frozenset({Notified.CLOSED})),
    Transition(Action.REOPEN, _ENDED, Stage.IN_PROGRESS),
    Refusal(Action.REOPEN, _OPEN | _SUSPICIOUS | _ERASED, staff_refusals.ONLY_CLOSED),
    Already(Action.SPAM, frozenset({Stage.SPAM})),
    Refusal(Action.SPAM, _ERASED, staff_refusals.CONTENT_ERASED),
    Refusal(Action.SPAM, frozenset({Stage.ANSWERED}), staff_refusals.HAS_AN_ANSWER),
    Refusal(Action.SPAM, _KEPT, staff_refusals.HAS_AN_ANSWER, given=Fact.ANSWERED_ONCE),
    Refusal(Action.SPAM, frozenset({Stage.MERGED}), staff_refusals.IS_MERGED),
    Refusal(Action.SPAM, _KEPT, staff_refusals.IS_MERGED, given=Fact.HAS_DUPLICATES),
    Transition(Action.SPAM, _UNANSWERED | {Stage.CLOSED, Stage.HELD}, Stage.SPAM),
    Transition(Action.RELEASE, _SUSPICIOUS, Stage.RECEIVED, tells=frozenset({Notified.NEW, Notified.RECEIPT})),
    Already(Action.RELEASE, _REAL),
    Refusal(Action.RELEASE, _ERASED, staff_refusals.CONTENT_ERASED),
    Transition(Action.NO_DANGER, _KEPT, given=Fact.DANGER),
    Already(Action.NO_DANGER, _KEPT),
    Refusal(Action.NO_DANGER, _ERASED, staff_refusals.CONTENT_ERASED),
    Transition(Action.FOUND, _KEPT, given=Fact.FOUND_THING),
    Refusal(Action.FOUND, _KEPT, staff_refusals.NO_FOUND_THING),
    Refusal(Action.FOUND, _ERASED, staff_refusals.CONTENT_ERASED),
    Transition(Action.RESEND, _KEPT),
    Refusal(Action.RESEND, _ERASED, staff_refusals.NOTHING_TO_SEND),
    Transition(Action.HAND_OVER, _OPEN, by=_PORTAL, tells=frozenset({Notified.HANDOVER})),
    Transition(Action.REMIND, _UNANSWERED, by=_PORTAL, tells=frozenset({Notified.REMINDER})),
    Transition(Action.REPORT_OVERDUE, _UNANSWERED, by=_PORTAL, tells=frozenset({Notified.OVERDUE})),
    Transition(Action.ASK_FOR_REVIEW, frozenset({Stage.HELD}), by=_PORTAL, tells=frozenset({Notified.REVIEW})),
    *(Transition(Action.ERASE, term.at, term.to, _PORTAL, term.given) for term in TERMS),
    Transition(Action.ERASE_ON_REQUEST, _SUSPICIOUS, Stage.ERASED_SPAM, _DEPARTMENT),
    Transition(Action.ERASE_ON_REQUEST, _REAL, Stage.ERASED, _DEPARTMENT),
    Already(Action.ERASE_ON_REQUEST, _ERASED),
)

_RULES: dict[tuple[Action, Stage], list[Rule]] = defaultdict(list)  # the same table by what is asked for
for _rule in TABLE:
    for _stage in _rule.at:
        _RULES[_rule.action, _stage].append(_rule)

# How a life begins: there is no stage before.
BEGINNINGS: tuple[Transition, ...] = (
    Transition(Action.SEND, frozenset(), Stage.HELD, _SENDER, Fact.SUSPICIOUS),
    Transition(Action.SEND, frozenset(), Stage.RECEIVED, _SENDER, tells=frozenset({Notified.NEW, Notified.RECEIPT})),
)

# What the page of a message shows buttons for, in this order, where the table allows it: not all that it allows.
_BUTTONS = (
    Action.FOUND, Action.ASSIGN, Action.ANSWER, Action.NOTE, Action.SNOOZE, Action.FORWARD, Action.CLOSE, Action.MERGE,
    Action.SPAM,
)  # fmt: skip
_OFFERED: dict[Stage, tuple[Action, ...]] = {
    Stage.RECEIVED: (Action.NO_DANGER, *_BUTTONS),
    Stage.IN_PROGRESS: (Action.NO_DANGER, *_BUTTONS),
    Stage.ANSWERED: _BUTTONS,
    Stage.CLOSED: (Action.FOUND, Action.NOTE, Action.REOPEN),
    Stage.MERGED: (Action.FOUND, Action.NOTE, Action.REOPEN),
    Stage.HELD: (Action.NO_DANGER, Action.RELEASE, Action.SPAM, Action.NOTE),
    Stage.SPAM: (Action.RELEASE, Action.NOTE),
    Stage.ERASED: (),
    Stage.ERASED_SPAM: (),
}
_CONDITIONS: dict[Stage, Q] = {
    Stage.RECEIVED: Q(screening=Screening.CLEAN, state=State.RECEIVED),
    Stage.IN_PROGRESS: Q(screening=Screening.CLEAN, state=State.IN_PROGRESS),
    Stage.ANSWERED: Q(screening=Screening.CLEAN, state=State.ANSWERED),
    Stage.CLOSED: Q(screening=Screening.CLEAN, state=State.CLOSED, merged_into=None),
    Stage.MERGED: Q(screening=Screening.CLEAN, state=State.CLOSED, merged_into__isnull=False),
    Stage.HELD: Q(screening=Screening.QUARANTINE),
    Stage.SPAM: Q(screening=Screening.SPAM),
}


def stage_of(message: Message) -> Stage:
    """Where a message stands."""
    if message.screening == Screening.SPAM:
        return Stage.ERASED_SPAM if message.erased_at else Stage.SPAM
    if message.erased_at:
        return Stage.ERASED
    if message.screening == Screening.QUARANTINE:
        return Stage.HELD
    if message.merged_into_id is not None:
        return Stage.MERGED
    return Stage[State(message.state).name]


def standing_at(stages: Iterable[Stage]) -> Q:
    """The condition on messages with content that stand at one of the stages."""
    return Q(*(_CONDITIONS[stage] for stage in stages), _connector=Q.OR)


def find_rule(action: Action, stage: Stage, facts: frozenset[Fact] = frozenset()) -> Rule | None:
    """What the table says about an action at a stage; None where the portal has nothing to do."""
    return next((rule for rule in _RULES.get((action, stage), ()) if _is_given(rule, facts)), None)


def decide(action: Action, message: Message, *facts: Fact) -> Transition | None:
    """The transition of a message when something is done with it; None if it is so already.

    Args:
        facts: what is known of it besides what its own row says.

    Raises:
        ValidationError: it makes no sense now; says what to do instead.
    """
    rule = find_rule(action, stage_of(message), _facts_of(message, facts))
    if isinstance(rule, Refusal):
        raise ValidationError(str(rule.words))
    return rule if isinstance(rule, Transition) else None


def allows(action: Action, message: Message, *facts: Fact) -> bool:
    """Whether something can be done with a message, and is not so already."""
    return isinstance(find_rule(action, stage_of(message), _facts_of(message, facts)), Transition)


def reopens(message: Message) -> bool:
    """Whether a message is opened again when its sender says that the matter is not solved."""
    rule = find_rule(Action.ADD_UNSOLVED, stage_of(message))
    return isinstance(rule, Transition) and rule.to is not None


def offered_actions(message: Message, *facts: Fact) -> tuple[Action, ...]:
    """What the page of a message offers to staff, in the order of the page."""
    return tuple(action for action in _OFFERED[stage_of(message)] if allows(action, message, *facts))


def begin(*, suspicious: bool) -> Transition:
    """How the life of a message begins."""
    facts = frozenset({Fact.SUSPICIOUS}) if suspicious else frozenset()
    return next(beginning for beginning in BEGINNINGS if _is_given(beginning, facts))


def arrows() -> list[Arrow]:
    """All ways from a stage to another, in the order of the stages."""
    drawn = [_arrow(None, beginning) for beginning in BEGINNINGS]
    moves = [rule for rule in TABLE if isinstance(rule, Transition) and rule.to is not None]
    for stage in Stage:
        drawn += [_arrow(stage, move) for move in moves if stage in move.at]
    return drawn


def _arrow(source: Stage | None, move: Transition) -> Arrow:
    assert move.to is not None  # noqa: S101 - what stays is not drawn
    return Arrow(source, move.action, move.to, move.by, move.given)


def _facts_of(message: Message, more: Iterable[Fact]) -> frozenset[Fact]:
    facts = set(more)
    if message.answered_at:
        facts.add(Fact.ANSWERED_ONCE)
    if message.danger:
        facts.add(Fact.DANGER)
    return frozenset(facts)


def _is_given(rule: Rule, facts: frozenset[Fact]) -> bool:
    return isinstance(rule, Already) or rule.given is None or rule.given in facts
