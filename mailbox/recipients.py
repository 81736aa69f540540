"""Who is told about the messages of a post or desk today, and why it is them."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from core.email_addresses import deliverable_form
from districts.duty.explanations import explain_replacement
from districts.lookup import atlas
from districts.lookup.atlas import Atlas
from districts.models import Department, Person, Post, Role, Station
from mailbox.models import Desk, Message
from mailbox.permissions.access import Openers, find_openers, handler_of

Addressee = Person | Station | Department | Desk  # whoever has an e-mail of their own


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who answers for a post or desk on a day."""

    key: str  # the same for the same one, whatever they are called: `person:5`, `station:3`, `desk:2`, `department:1`
    name: str  # as staff knows them
    email: str  # where mails for them go; empty when nobody on the way has a usable e-mail
    reasons: tuple[str, ...] = ()  # sentences: the fallbacks taken; none when the holder answers


def of_post(post: Post, *, on: date, current: Atlas | None = None, openers: Openers | None = None) -> Recipient:
    """Who answers for a post on a day: its holder, a substitute, the station or the department.

    Whoever cannot open messages is not told of them: the station is, if anybody there can, else the department. One
    without a usable e-mail of their own is written to through the station, else through the department. What is left of
    an abolished district is the department's, whoever still holds its posts: nobody else sees it (`access.py`).

    Args:
        post: whose messages.
        on: the day.
        current: the records; by default those of now.
        openers: who can open messages; looked up unless given, as for many posts.
    """
    current = current or atlas.current()
    district = current.district_of(post)
    if district is None:
        reason = _("The district has been abolished, so the department has its messages.")
        return replace(of_department(current=current), reasons=(reason,))
    responsible = current.roster.responsible(district, Role(post.role), on=on)
    handler = handler_of(responsible, openers or find_openers())
    reasons = explain_replacement(responsible)
    if handler != responsible.answers:
        said = _("%(who)s cannot open messages in the administration, so they go to: %(handler)s.")
        reasons = [*reasons, said % {"who": responsible.answers, "handler": handler}]
    station = responsible.station if isinstance(handler, Person) else None
    return Recipient(
        key=_recipient_key(handler),
        name=str(handler),
        email=_email_for(handler, station, responsible.department),
        reasons=tuple(reasons),
    )


def of_desk(desk: Desk, *, current: Atlas | None = None) -> Recipient:
    """The desk; one without a usable e-mail is written to through the department."""
    current = current or atlas.current()
    email = deliverable_form(desk.email) or deliverable_form(current.department.email)
    return Recipient(key=f"desk:{desk.pk}", name=desk.name, email=email)


def of_owner(
    owner: Post | Desk, *, on: date, current: Atlas | None = None, openers: Openers | None = None
) -> Recipient:
    """Who answers for a post or desk on a day; for the arguments see `of_post`."""
    if isinstance(owner, Post):
        return of_post(owner, on=on, current=current, openers=openers)
    return of_desk(owner, current=current)


def of_message(message: Message, *, on: date, current: Atlas | None = None) -> Recipient:
    """Who answers for the post or desk that a message belongs to."""
    return of_owner(message.owner, on=on, current=current)


def way_of(message: Message, *, on: date) -> list[Recipient]:
    """Whoever answers for a message on a day, then their station, then the department, each with their own e-mail if
    it is usable.
    """
    owner, current = message.owner, atlas.current()
    who: list[Addressee] = [current.department]
    if isinstance(owner, Desk):
        who = [owner, *who]
    elif (district := current.district_of(owner)) is not None:
        responsible = current.roster.responsible(district, Role(owner.role), on=on)
        handler = handler_of(responsible, find_openers())
        station = responsible.station if isinstance(handler, Person) else None
        who = [handler, *filter(None, [station]), *who]
    return [Recipient(_recipient_key(each), str(each), deliverable_form(each.email)) for each in who]


def of_department(*, current: Atlas | None = None) -> Recipient:
    """The safety department itself, for what it coordinates."""
    department = (current or atlas.current()).department
    return Recipient(key=f"department:{department.pk}", name=department.name, email=deliverable_form(department.email))


def list_unusable() -> list[Addressee]:
    """Whose e-mail is one that no mail can be sent to, from before such were refused: it has to be corrected."""
    tables = (Department, Desk, Station, Person)
    written = [each for table in tables for each in table._default_manager.exclude(email="")]
    return [each for each in written if not deliverable_form(each.email)]


def name_of(key: str) -> str:
    """What whoever has this key is called now; the key itself if there is no such any more."""
    kind, _colon, number = key.partition(":")
    model = {"person": Person, "station": Station, "department": Department, "desk": Desk}.get(kind)
    known = model._default_manager.filter(pk=number).first() if model is not None else None
    return str(known) if known is not None else key


def _recipient_key(who: Addressee) -> str:
    return f"{type(who).__name__.lower()}:{who.pk}"


def _email_for(*way: Person | Station | Department | None) -> str:
    for who in way:
        if who is not None and (address := deliverable_form(who.email)):
            return address
    return ""
