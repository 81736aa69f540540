"""Writing mails to the queue, from which `delivery.py` sends them: in one transaction with what they tell about.

What is secret stands in a queued mail only as a sign, and beside it encrypted until the mail has been sent.
"""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from post_office.models import PRIORITY, STATUS, Email

from core.email_addresses import deliverable_form

RECEIPT = "[[receipt]]"  # the sign for a receipt code
LINK = "[[link]]"  # the sign for a link that opens something to whoever has it


def queued_address(address: str) -> str:
    """The address as the mail queue keeps it; empty if it is not acceptable, or the queue, which joins recipients by
    commas, would read it back as anything but this one.
    """
    queued, column = deliverable_form(address), Email._meta.get_field("to")
    return queued if column.to_python(column.get_prep_value([queued])) == [queued] else ""


def queue_mail(
    template: str, to: str, context: dict[str, Any], *, language: str, sealed: dict[str, str] | None = None
) -> Email:
    """Write a mail to the queue; for the arguments see `compose_mail`."""
    email = compose_mail(template, to, context, language=language, sealed=sealed)
    put_into_queue([email])
    return email


def compose_mail(
    template: str, to: str, context: dict[str, Any], *, language: str, sealed: dict[str, str] | None = None
) -> Email:
    """A mail for one recipient, not in the queue yet.

    Args:
        template: `TEMPLATE.subject.txt` and `TEMPLATE.txt` are the subject and the text.
        to: an address that `queued_address` accepts.
        context: for the templates.
        language: of the mail.
        sealed: what the mail worker puts into the text when it sends, encrypted until then: `receipt` or `link`.
    """
    with translation.override(language):
        subject = render_to_string(f"{template}.subject.txt", context)
        text = render_to_string(f"{template}.txt", context)
    return make_mail(to, " ".join(subject.split()), text, sealed=sealed)


def make_mail(to: str, subject: str, text: str, *, sealed: dict[str, str] | None) -> Email:
    """A mail whose words are there already, not in the queue yet; for the arguments see `compose_mail`."""
    return Email(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[queued_address(to)],
        subject=subject,
        message=text,
        context=sealed,
        status=STATUS.queued,
        priority=PRIORITY.medium,
        message_id=new_message_id(),
    )


def put_into_queue(emails: Sequence[Email]) -> None:
    """Write mails to the queue, all in one query.

    Saving one validates the addresses, this does not: a bad one must not stop a message from being accepted.
    """
    Email.objects.bulk_create(emails)


def new_message_id() -> str:
    """The same for each try, so that a mail sent twice after a crash can be told by the receiving side.

    Nobody can guess it, so whoever names it in a report has been sent the mail (`reports.py`). It is short, so that its
    header stays one line.
    """
    return f"<{token_hex(16)}@{urlsplit(settings.SITE_URL).hostname}>"
