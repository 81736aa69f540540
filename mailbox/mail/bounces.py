"""Mails that come back: what a report says is noted at the mail, and somebody is told as of one that was not sent.

A report counts only if it names a mail that was sent, by its Message-ID, which nobody can guess. What it names is one
mail to one recipient, so whose address is dead is not taken from the report.
"""

from datetime import datetime

from django.db import transaction
from post_office.models import STATUS, Email, Log

from .reports import Came, Report
from .states import REPORTED, MailState
from .undeliverable import tell_of_undelivered

_STATES = {Came.DEAD: MailState.BOUNCED, Came.RETURNED: MailState.RETURNED, Came.DELAYED: MailState.DELAYED}


@transaction.atomic
def take_in(report: Report, *, now: datetime) -> bool:
    """Note what a report says; whether it is dealt with. A letter, and a report about no mail of ours, is not.

    A report that comes twice, or about a mail that has been sent again meanwhile, changes nothing.
    """
    if report.came == Came.AUTOMATIC:
        return True
    if report.came == Came.LETTER:
        return False
    email = Email.objects.select_for_update().filter(message_id__in=report.message_ids).order_by("pk").last()
    if email is None:
        return False
    state = _STATES[report.came]
    if email.status == STATUS.sent and email.recipient_delivery_status != REPORTED[state]:
        _note_report(email, state, status=report.status, now=now)
    return True


def _note_report(email: Email, state: MailState, *, status: str, now: datetime) -> None:
    email.recipient_delivery_status = REPORTED[state]
    changed = ["recipient_delivery_status"]
    if state != MailState.DELAYED:
        email.status, email.last_updated = STATUS.failed, now
        changed += ["status", "last_updated"]
        Log.objects.create(email=email, status=STATUS.failed, exception_type=state.value, message=status)
    Email.objects.bulk_update([email], changed)
    if state != MailState.DELAYED:
        tell_of_undelivered(email, state, now=now)
