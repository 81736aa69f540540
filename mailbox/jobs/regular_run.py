"""What the portal does by itself every few minutes, in this order: all jobs, each in steps of its own (`steps.py`)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from mailbox.intake import throttling
from mailbox.mail import readdressing, undeliverable
from mailbox.photos.leftovers import Cleared
from mailbox.retention.erasing import delete_expired_sessions

from .cleaning import clear_leftover_photos
from .handover import hand_over_messages
from .reminders import remind_of_promises, remind_of_review, report_overdue
from .steps import Steps


@dataclass(frozen=True, slots=True)
class Tended:
    """What was done."""

    handed_over: int = 0  # messages whose responsible person changed
    reminded: int = 0
    overdue: int = 0  # of which the department was told
    to_review: int = 0  # suspicious ones, of which the department was told
    readdressed: int = 0  # mails to staff, for an e-mail that was put right
    files: int = 0  # photos without a message, set aside; what was half written or left of erased messages, deleted
    held: int = 0  # photos without a message that a brake holds
    failures: int = 0  # steps that went wrong; the log says which

    def __bool__(self) -> bool:
        """Whether there was anything to do."""
        return self != Tended()


def tend_mailbox(*, now: datetime, confirmed: int = 0) -> Tended:
    """Do everything that is due; when run again at once, it does nothing.

    Args:
        now: aware.
        confirmed: how many photos without a message somebody said may go, whatever the brakes say.
    """
    steps = Steps()
    handed_over = steps.run("handovers", partial(hand_over_messages, steps, now=now), 0)
    reminded = steps.run("reminders", partial(remind_of_promises, steps, now=now), 0)
    overdue = steps.run("overdue messages", partial(report_overdue, steps, now=now), 0)
    to_review = steps.run("suspicious messages", partial(remind_of_review, now=now), 0)
    readdressed = steps.run("mails to corrected addresses", partial(_readdress_mails, steps, now=now), 0)
    clear = partial(clear_leftover_photos, now=now, confirmed=confirmed)
    cleared = steps.run("photos of no message", clear, Cleared())
    steps.run("counts of the past", partial(throttling.forget_past_counts, now=now), None)
    steps.run("sessions that ran out", partial(delete_expired_sessions, now), None)
    steps.run("dead addresses that nobody has", partial(undeliverable.forget_unused, now=now), None)
    return Tended(handed_over, reminded, overdue, to_review, readdressed, cleared.removed, cleared.held, steps.failures)


def _readdress_mails(steps: Steps, *, now: datetime) -> int:
    numbers = readdressing.find_misaddressed()
    return sum(
        steps.run(f"mail {number}", partial(readdressing.readdress_mail, number, now=now), 0) for number in numbers
    )
