"""Who read what: every look at the content of a message is kept in the audit log."""

from auditlog.models import LogEntry
from django.contrib.auth.models import User

from mailbox.models import Message


def note_reading(message: Message, user: User) -> None:
    """Keep that somebody saw what a message says."""
    LogEntry.objects.log_create(
        message, force_log=True, action=LogEntry.Action.ACCESS, actor=user, actor_email=user.email
    )
