"""What becomes of a mail that ended without being sent: somebody else gets it, and one of them is told why.

A mail to somebody who answers for a message goes on to their station, and from there to the department, so that no
message is sent to nobody. The first time that an address turns out to be dead, whoever gets the mail instead is told of
it, once; the department sees it first of all in the admin until it is put right. Of a mail to a sender the message
itself tells. Mails go on in one direction only, so a dead address of the department ends there.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email

from core.email_addresses import deliverable_form
from districts.models import Department, Person, Station
from mailbox import lifecycle
from mailbox.lifecycle import Action
from mailbox.models import DeadAddress, Desk, Event, Happened, Notification, Notified
from mailbox.models.delivery import TO_SENDER
from mailbox.recipients import Addressee, Recipient, of_department, of_message, way_of

from .notifications import pass_on, requeue_to, tell_of_dead_address
from .states import REPORTED, MailState

COMES_BACK = timedelta(days=7)  # at the latest: servers try for five days


def tell_of_undelivered(email: Email, state: MailState, *, now: datetime) -> None:
    """Pass a mail that ended on to who is next, and tell of its address if that is news.

    Args:
        state: how it ended.
    """
    notifications, address, on = list(about_what(email)), ", ".join(email.to), timezone.localdate(now)
    with translation.override(settings.LANGUAGE_CODE):
        for notification in notifications:
            detail = str(notification)[:500]
            Event.objects.create(message=notification.message, kind=Happened.UNSENT, at=now, detail=detail)
        if any(each.kind in TO_SENDER for each in notifications):
            return
        whose = holders_of(address)  # nobody when it has been put right already
        news = bool(whose) and _is_news(address, state, now=now)
        for recipient, theirs in _by_next(notifications, address, on=on).items():
            why = _("This mail is for %s. It could not be sent there, so it comes to you.") % theirs[0].recipient
            pass_on(email, theirs, recipient, why=why, now=now)
        first = next(iter(notifications), None)
        told = next_recipient(way_of_mail(first, on=on), address) if first else None
        if news and first and told:
            tell_of_dead_address(first.message, told, address=address, holders=whose, state=state, now=now)


def holders_of(address: str) -> list[Addressee]:
    """The people, places and desks that have an address today, however they write it."""
    tables = (Person, Station, Department, Desk)
    written = [each for table in tables for each in table._default_manager.exclude(email="")]
    return [each for each in written if plain_address(each.email) == plain_address(address)]


def forget_address_of(email: Email) -> None:
    """Note that a mail server took a mail: the address is not dead, unless mails came back from there."""
    addresses = [plain_address(address) for address in email.to]
    DeadAddress.objects.filter(address__in=addresses, bounced_at=None).delete()


def forget_unused(*, now: datetime) -> None:
    """Forget dead addresses that nobody has any more, as they have been put right, or that work again."""
    for dead in DeadAddress.objects.all():
        if not holders_of(dead.address) or _stayed_away(dead, now=now):
            dead.delete()


def _stayed_away(dead: DeadAddress, *, now: datetime) -> bool:
    """Whether something was sent there after the last mail that came back, and did not come back for a week."""
    if dead.bounced_at is None:
        return False
    sent = Email.objects.filter(
        status=STATUS.sent, last_updated__gt=dead.bounced_at, last_updated__lte=now - COMES_BACK
    )
    return any(dead.address == plain_address(", ".join(to)) for to in sent.values_list("to", flat=True))


def send_again(notification: Notification, *, now: datetime) -> None:
    """Put a mail that was not sent back into the queue, for today's address of whoever answers now, or of the sender.

    Raises:
        ValidationError: the message is erased; the mail has been sent or is in the queue; or there is no address.
    """
    lifecycle.decide(Action.RESEND, notification.message)
    stuck = (STATUS.failed, STATUS.requeued)
    email = Email.objects.select_for_update().filter(pk=notification.email_id, status__in=stuck).first()
    if email is None:
        raise ValidationError(_("This mail has been sent, or is in the queue already."))
    on = timezone.localdate(now)
    recipient = _recipient_today(notification, on=on)
    if not recipient.email:
        raise ValidationError(
            _("There is no e-mail for %s. Enter one first, then send the mail again.") % recipient.name
        )
    together = list(about_what(email))
    if all(_recipient_today(each, on=on).email == recipient.email for each in together):
        requeue_to(email, together, recipient)
    else:  # a mail about several messages, which somebody else answers for by now
        pass_on(email, [notification], recipient, now=now)


def about_what(email: Email) -> QuerySet[Notification]:
    """What a mail tells, of messages that still have content."""
    told = Notification.objects.filter(email=email, message__erased_at=None)
    return told.select_related("message__post__district", "message__post__borough", "message__desk").order_by("pk")


def _is_news(address: str, state: MailState, *, now: datetime) -> bool:
    """Remember that an address is dead; whether it was not known."""
    came_back = {"bounced_at": now} if state in REPORTED else {}
    known = {"since": now, "refused": state in (MailState.REFUSED, MailState.BOUNCED)} | came_back
    _dead, news = DeadAddress.objects.update_or_create(
        address=plain_address(address), defaults=came_back, create_defaults=known
    )
    return news


def _by_next(notifications: list[Notification], address: str, *, on: date) -> dict[Recipient, list[Notification]]:
    """Who gets the mail instead, each with what is theirs; nothing for what they have been sent anyway."""
    groups: dict[Recipient, list[Notification]] = defaultdict(list)
    for notification in notifications:
        recipient = next_recipient(way_of_mail(notification, on=on), address)
        if recipient is not None and not _has_been_told(recipient, notification):
            groups[recipient].append(notification)
    return groups


def next_recipient(way: list[Recipient], address: str) -> Recipient | None:
    """The first one behind an address whose own address is not known to be dead, or else the last one."""
    plain = [plain_address(each.email) for each in way]
    behind = plain.index(plain_address(address)) + 1 if plain_address(address) in plain else 0
    later = [each for each in way[behind:] if plain_address(each.email) != plain_address(address)]
    dead = set(DeadAddress.objects.values_list("address", flat=True))
    for each in later:
        if plain_address(each.email) not in dead:
            return each
    return later[-1] if later else None


def _has_been_told(recipient: Recipient, notification: Notification) -> bool:
    """Whether somebody was sent the same at the same time, as the department is of what is overdue."""
    if notification.kind != Notified.OVERDUE:
        return False
    twin = Notification.objects.filter(
        message=notification.message,
        kind=notification.kind,
        recipient=recipient.name[:150],
        created_at=notification.created_at,
        instead_of=None,
    )
    same = twin.exclude(pk=notification.pk).exclude(email__status=STATUS.failed).first()
    if same is not None:
        same.instead_of = notification
        same.save(update_fields=["instead_of"])
    return same is not None


def way_of_mail(notification: Notification, *, on: date) -> list[Recipient]:
    """Who may get a mail, one after the other, each with an e-mail of their own."""
    department = of_department()
    if notification.kind == Notified.REVIEW or notification.recipient == department.name[:150]:
        way = [department]
    else:
        way = way_of(notification.message, on=on)
    return [each for each in way if each.email]


def _recipient_today(notification: Notification, *, on: date) -> Recipient:
    """To whom a mail about a message would go if it were written today."""
    if notification.kind in TO_SENDER:
        return Recipient("sender", notification.recipient, deliverable_form(notification.message.email))
    if notification.kind == Notified.DEAD_ADDRESS:
        return next_recipient(way_of_mail(notification, on=on), "") or of_department()
    if notification.recipient == of_department().name[:150] or notification.kind == Notified.REVIEW:
        return of_department()
    return of_message(notification.message, on=on)


def plain_address(address: str) -> str:
    """The same for all ways of writing an address that a mail server takes for one."""
    return (deliverable_form(address) or address).lower()
