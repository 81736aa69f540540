"""Accepting a message: saved, routed and announced in one transaction, exactly once however often it is sent."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.danger import recognise
from districts.lookup import atlas
from districts.lookup.atlas import Atlas
from districts.models import District, InfoBox
from faq.models import Topic
from mailbox import deadlines, lifecycle, recipients, routing
from mailbox.mail import notifications
from mailbox.mail.notifications import Telling
from mailbox.models import (
    Attachment,
    Event,
    FoundItem,
    FoundState,
    Happened,
    Item,
    Kind,
    Message,
    Notified,
    Screening,
    WhereNow,
)
from mailbox.photos import uploads
from mailbox.photos.storage import StoredPhoto
from mailbox.recipients import Recipient
from mailbox.routing import Route
from mailbox.search_words import searchable

from . import masking, receipt_codes
from .spam import Suspicion

_STATE_OF_FOUND = {WhereNow.SCHRANKA: FoundState.DEPOSITED}  # elsewhere it is only found
_ATTEMPTS = 5  # codes tried before giving up; that even the second one is taken does not happen in practice


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is: in words, as a point (degrees, WGS84), and the police district if it lies in one."""

    label: str = ""
    lat: float | None = None
    lon: float | None = None
    district: District | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledMessage:
    """What the sender filled in, checked by the form."""

    kind: Kind
    text: str
    topic: Topic | None = None
    place: Place = field(default_factory=Place)
    name: str = ""
    email: str = ""
    phone: str = ""
    photos: tuple[StoredPhoto, ...] = ()
    item: Item | None = None  # of a found thing
    where_now: WhereNow | None = None  # of a found thing
    infobox: InfoBox | None = None  # the one that is damaged
    language: str = "cs"

    def digest(self) -> str:
        """The same for the same content."""
        content = {
            "kind": self.kind,
            "text": self.text,
            "topic": self.topic and self.topic.pk,
            "place": [self.place.label, self.place.lat, self.place.lon, self.place.district and self.place.district.pk],
            "sender": [self.name, self.email, self.phone],
            # What they show, not their random names: a client that sends the form twice sends its files twice, too.
            "photos": [uploads.fingerprint_of(photo.name) for photo in self.photos],
            "found": [self.item, self.where_now, self.infobox and self.infobox.pk],
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Submitted:
    """An accepted message."""

    message: Message
    receipt: str  # its code, digits
    again: bool  # it had been accepted before
    copied: bool  # the code goes to the sender by mail, too


@dataclass(frozen=True, slots=True)
class _Keys:
    """By what a submission is known."""

    submission_hash: str
    receipt_hash: str
    receipt: str  # the code itself, for the mail with the confirmation; empty if there is to be none


def submit_message(
    *,
    entry: FilledMessage,
    token: str,
    suspicion: Sequence[Suspicion] = (),
    copy: bool = True,
    current: Atlas | None = None,
    now: datetime,
) -> Submitted:
    """Accept a message: save it with its photos, route it, and queue the mails about it, in one transaction.

    The same content under the same token is the same submission: sent again (a double click, a reload, a retry after a
    broken connection) it is found, not stored twice, and its receipt code is the same. A text that was changed and sent
    again is a new message, because the first one has been accepted as it was.

    Args:
        entry: the message.
        token: what the form carried, different each time the form is opened.
        suspicion: why it should be reviewed before anybody is told; nothing for a message that looks real.
        copy: whether the sender gets the code by mail, too, if there is an address.
        current: the records of who answers; by default those of now.
        now: aware.
    """
    identity = f"{token}:{entry.digest()}"
    if (earlier := _find_under_past_keys(identity)) is not None:
        return earlier
    submission_hash = _submission_hash(identity)
    for attempt in range(_ATTEMPTS):
        receipt = receipt_codes.make_code(identity, attempt)
        receipt_hash = receipt_codes.digest_of(receipt)
        known = _find_accepted(submission_hash)
        if known is not None and known.receipt_hash == receipt_hash:
            return _accepted_before(known, receipt)
        if known is None:
            keys = _Keys(submission_hash, receipt_hash, receipt if copy and entry.email else "")
            try:
                with transaction.atomic():
                    message, copied = _accept_message(entry, keys, suspicion, current or atlas.current(), now)
                return Submitted(message, receipt, again=False, copied=copied)
            except IntegrityError:
                # Either the same submission was a moment faster, or the code belongs to another message.
                raced = Message.objects.filter(submission_hash=submission_hash, receipt_hash=receipt_hash).first()
                if raced is not None:
                    return _accepted_before(raced, receipt)
                if not Message.objects.filter(receipt_hash=receipt_hash).exists():
                    raise
    raise RuntimeError("no free receipt code was found")


def _find_accepted(submission_hash: str) -> Message | None:
    """The message of a submission, which hardly ever there is one of; asked in SQL, as each message asks."""
    table = Message._meta.db_table
    found = Message.objects.raw(f"SELECT * FROM {table} WHERE submission_hash = %s", [submission_hash])  # noqa: S608 - our own table
    return next(iter(found), None)


def _accepted_before(message: Message, receipt: str) -> Submitted:
    copied = message.notifications.filter(kind=Notified.RECEIPT).exists()
    return Submitted(message, receipt, again=True, copied=copied)


def _submission_hash(identity: str, *, key: str | None = None) -> str:
    return salted_hmac("mailbox.submission", identity, secret=key, algorithm="sha256").hexdigest()


def _find_under_past_keys(identity: str) -> Submitted | None:
    """What was accepted before the secret key was changed, when it is sent again after it."""
    for key in settings.SECRET_KEY_FALLBACKS:
        known = Message.objects.filter(submission_hash=_submission_hash(identity, key=key)).first()
        if known is None:
            continue
        for attempt in range(_ATTEMPTS):
            receipt = receipt_codes.make_code(identity, attempt, key=key)
            if known.receipt_hash == receipt_codes.digest_of(receipt, key=key):
                return _accepted_before(known, receipt)
    return None


def _accept_message(
    entry: FilledMessage, keys: _Keys, suspicion: Sequence[Suspicion], current: Atlas, now: datetime
) -> tuple[Message, bool]:
    """Store the message and tell of it: whoever answers, and the sender if there is a code for them. Of one that is to
    be reviewed first nobody is told before it is released, but for the department if somebody may be in danger.

    Returns:
        The message, and whether the code goes to the sender by mail.
    """
    damaged = entry.infobox is not None and entry.kind is not Kind.NALEZ
    route = routing.choose_route(
        kind=entry.kind, topic=entry.topic, district=entry.place.district, infobox=damaged, current=current
    )
    beginning = lifecycle.begin(suspicious=bool(suspicion))
    told = None
    if Notified.NEW in beginning.tells:
        told = recipients.of_owner(route.owner, on=timezone.localdate(now), current=current)
    message = _save_message(entry, keys, route, told, suspicion, now)
    happened = [Event(message=message, kind=Happened.RECEIVED, at=now)]
    tellings: list[Telling] = []
    if told is None:
        happened.append(Event(message=message, kind=Happened.QUARANTINED, at=now))
    else:
        tellings.append(notifications.for_staff(message, Notified.NEW, told, now=now))
    if message.danger:
        department = recipients.of_department(current=current)
        tellings += notifications.of_danger(message, told=told, department=department, now=now)
    confirmation: list[Telling] = []
    if told is not None and keys.receipt:
        confirmation = notifications.for_sender(message, Notified.RECEIPT, now=now, receipt=keys.receipt)
    notifications.write_down([*tellings, *confirmation], happened=happened)
    return message, any(telling.mail for telling in confirmation)


def _save_message(
    entry: FilledMessage,
    keys: _Keys,
    route: Route,
    told: Recipient | None,
    suspicion: Sequence[Suspicion],
    now: datetime,
) -> Message:
    """The message with its photos and the found thing; `told` is who is told of it, nobody if it waits for review."""
    found = entry.kind is Kind.NALEZ
    text = masking.mask_numbers(entry.text) if found else entry.text
    place = entry.place
    message = Message.objects.create(
        kind=entry.kind,
        topic=entry.topic,
        text=text,
        name=entry.name,
        email=entry.email,
        phone=entry.phone,
        language=entry.language,
        place=place.label,
        lat=place.lat,
        lon=place.lon,
        district=place.district,
        infobox=entry.infobox,
        post=route.post,
        desk=route.desk,
        rule=route.rule,
        routing=" ".join((route.reason, *(told.reasons if told else ()))),
        told=told.key if told else "",
        screening=Screening.QUARANTINE if suspicion else Screening.CLEAN,
        danger=bool(recognise(f"{entry.text}\n{place.label}")),
        suspicion=[reason.value for reason in suspicion],
        received_at=now,
        due_on=deadlines.promised_day(entry.topic, now=now),
        submission_hash=keys.submission_hash,
        receipt_hash=keys.receipt_hash,
        sealed_receipt=receipt_codes.seal_code(keys.receipt) if keys.receipt and told is None else None,
        search_text=searchable(text, entry.name, entry.email, place.label, phone=entry.phone),
    )
    if found:
        where_now = entry.where_now or WhereNow.MAM_U_SEBE
        FoundItem.objects.create(
            message=message,
            item=entry.item or Item.JINE,
            where_now=where_now,
            state=_STATE_OF_FOUND.get(where_now, FoundState.FOUND),
        )
    Attachment.objects.bulk_create(Attachment(message=message, **asdict(photo)) for photo in entry.photos)
    return message
