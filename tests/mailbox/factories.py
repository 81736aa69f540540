"""Small makers of messages and what belongs to them: saved rows with sensible values; name only what matters."""

from datetime import timedelta
from itertools import count
from secrets import token_hex
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone
from post_office.models import STATUS, Email

from districts.models import Absence, District, Person, Post, Station, StationKind, Tenure
from faq.models import Topic
from mailbox.models import (
    Attachment,
    Desk,
    FoundItem,
    Item,
    Kind,
    Message,
    Notification,
    Notified,
    Outcome,
    Reply,
    ReplyKind,
    Screening,
    State,
    WhereNow,
)
from mailbox.permissions import access
from mailbox.search_words import searchable
from tests import factories
from tests.factories import make_post
from tests.signing_in import SECRET

_number = count(1)


def make_staff(group: str = "", **fields: Any) -> User:
    """A member of staff in a group of `mailbox/permissions/access.py`; without one, somebody who may do nothing."""
    user = User.objects.create_user(fields.pop("username", f"staff{next(_number)}"), is_staff=True, **fields)
    if group:
        user.groups.add(find_group(group))
    return user


def find_group(name: str) -> Group:
    """A group of the migrations. Once a test has emptied the database: one that may do no more than open messages."""
    group, is_new = Group.objects.get_or_create(name=name)
    if is_new:
        app, _, codename = access.VIEW.partition(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return group


def let_in(user: User) -> User:
    """Give the user a second factor, so that they can open messages, unless there is one."""
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, SECRET)
    return user


def make_tenure(post: Post | None = None, person: Person | None = None, **fields: Any) -> Tenure:
    """Somebody holds a post, and has an account by which they can open its messages."""
    tenure = factories.make_tenure(post, person, **fields)
    _let_in_person(tenure.person)
    return tenure


def make_absence(post: Post | None = None, substitute: Person | None = None, **fields: Any) -> Absence:
    """The holder of a post is away; the substitute can open its messages."""
    if substitute is not None:
        _let_in_person(substitute)
    return factories.make_absence(post, substitute, **fields)


def make_station(kind: StationKind = StationKind.MP, **fields: Any) -> Station:
    """A station, with somebody there who can open messages."""
    station = factories.make_station(kind, **fields)
    station.staff.add(let_in(make_staff(access.OFFICERS)))
    return station


def _let_in_person(person: Person) -> None:
    if person.user is None:
        person.user = make_staff(access.OFFICERS)
        person.save()
    let_in(person.user)


def make_topic(**fields: Any) -> Topic:
    number = next(_number)
    return Topic.objects.create(**({"slug": f"tema-{number}", "title": f"Téma {number}"} | fields))


def make_desk(**fields: Any) -> Desk:
    return Desk.objects.create(**({"name": f"Stůl {next(_number)}"} | fields))


def make_message(owner: Post | Desk | None = None, **fields: Any) -> Message:
    """An open message of a post (a new one unless given) or of a desk, received now and due in a week.

    A closed one (`state=State.CLOSED`) or spam gets the fields that go with it.
    """
    number, now = next(_number), timezone.now()
    owner = owner or make_post()
    district: District | None = owner.district if isinstance(owner, Post) else None
    values: dict[str, Any] = {
        "kind": Kind.PODNET,
        "text": f"Na rohu je nepořádek {number}.",
        "place": f"Ulice {number}, Plzeň",
        "district": district,
        "post": owner if isinstance(owner, Post) else None,
        "desk": owner if isinstance(owner, Desk) else None,
        "routing": "",
        "received_at": now,
        "due_on": timezone.localdate(now) + timedelta(days=7),
        "submission_hash": token_hex(32),
        "receipt_hash": token_hex(32),
    } | fields
    if values.get("screening") == Screening.SPAM:
        values = {"state": State.CLOSED, "closed_at": now, "unread": False} | values
    elif values.get("state") == State.CLOSED:
        values = {"outcome": Outcome.SOLVED, "closed_at": now, "unread": False} | values
    said = (values["text"], values.get("name", ""), values.get("email", ""), values["place"])
    return Message.objects.create(**({"search_text": searchable(*said, phone=values.get("phone", ""))} | values))


def make_reply(message: Message, kind: ReplyKind = ReplyKind.ANSWER, **fields: Any) -> Reply:
    defaults = {"text": f"Text {next(_number)}.", "created_at": timezone.now()}
    return Reply.objects.create(message=message, kind=kind, **(defaults | fields))


def make_attachment(message: Message, **fields: Any) -> Attachment:
    """The row of a photo; there is no file behind its name."""
    defaults = {"name": f"{next(_number):032x}.jpg", "width": 640, "height": 480, "size": 1000}
    return Attachment.objects.create(message=message, **(defaults | fields))


def make_found_item(message: Message, **fields: Any) -> FoundItem:
    defaults = {"item": Item.KLICE, "where_now": WhereNow.MAM_U_SEBE}
    return FoundItem.objects.create(message=message, **(defaults | fields))


def make_notification(message: Message, *, status: int = STATUS.queued, **fields: Any) -> Notification:
    """A mail about a message, in the mail queue in the given state."""
    email = Email.objects.create(
        from_email="portal@example.org",
        to=["okrskar@example.org"],
        subject="Zpráva",
        message="Odkaz",
        status=status,
        number_of_retries=fields.pop("retries", None),
    )
    defaults = {"kind": Notified.NEW, "recipient": "Jana Ukázková", "email": email, "created_at": timezone.now()}
    return Notification.objects.create(message=message, **(defaults | fields))
