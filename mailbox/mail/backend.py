"""What every mail of the portal has in common, whoever writes it: the queue, an application or Django itself."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

# Nobody's holiday or receipt is to answer a mail that no person wrote: RFC 3834, and what Exchange and Outlook look at.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def mark_automatic(message: EmailMessage) -> EmailMessage:
    """The same mail, saying that a machine sent it."""
    others = {name: value for name, value in message.extra_headers.items() if name.title() not in _NAMES}
    message.extra_headers = others | AUTOMATIC
    return message


class Backend(BaseEmailBackend):
    """What `EMAIL_BACKEND` names: marks each mail and hands it to the transport that EMAIL_URL chose."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:  # noqa: ANN401 - of any transport
        super().__init__(fail_silently=fail_silently)
        self.transport: BaseEmailBackend = get_connection(
            settings.MAIL_TRANSPORT, fail_silently=fail_silently, **options
        )

    def open(self) -> bool | None:
        return self.transport.open()

    def close(self) -> None:
        self.transport.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return self.transport.send_messages([mark_automatic(message) for message in email_messages])


_NAMES = {name.title() for name in AUTOMATIC}
