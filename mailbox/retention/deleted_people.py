"""Whoever is deleted leaves what is remembered: the audit log, the history of messages, reports of imports.

What stays says that something was done, and that it was done by or to somebody deleted. Who they were is read from the
audit log, which wrote down what they were called ever since; so people are found there as long as it is kept, and their
own entries are masked last: a run that was stopped is done again as a whole.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email

from districts.models import Department, ImportKind, ImportRun, Person, Station
from mailbox.models import Desk, Notification

# What tells who somebody is; each of these models is followed by the audit log.
_PEOPLE: dict[str, tuple[str, ...]] = {
    "districts.Person": ("name", "phone", "email", "photo"),
    "auth.User": ("username", "first_name", "last_name", "email"),
}
# Where people are named in passing.
_NAMED_IN: dict[str, tuple[str, ...]] = {
    "auditlog.LogEntry": ("object_repr", "changes", "additional_data"),
    "admin.LogEntry": ("object_repr", "change_message"),
    "mailbox.Event": ("detail",),
    "mailbox.Message": ("routing",),
    "mailbox.Notification": ("recipient",),
    "mailbox.Reply": ("signed",),
    "districts.BoundarySet": ("author",),
    "districts.ImportRun": ("report",),
    "post_office.Email": ("subject", "message"),
}
_NOTHING = ("", "None")
_BATCH = 500
_KEYS = "authenticator"  # of users: what they are called was typed by their owners, and may be a name


@dataclass(frozen=True, slots=True)
class _Deleted:
    """Somebody of whom only what is remembered is left."""

    label: str
    number: int
    entries: list[LogEntry]  # about them

    def values(self, field: str) -> Iterator[str]:
        """What a field of theirs has said."""
        for entry in self.entries:
            for value in (entry.changes or {}).get(field, ()):
                if isinstance(value, str) and value not in _NOTHING:
                    yield value

    def names(self) -> Iterator[str]:
        """All that others may have called them by, or reached them at."""
        for field in _PEOPLE[self.label]:
            if field not in ("first_name", "last_name"):  # common words; only together they mean somebody
                yield from self.values(field)
        for first in self.values("first_name"):
            for last in self.values("last_name"):
                yield f"{first} {last}"


def forget_deleted_people() -> int:
    """Take deleted people and accounts out of what is remembered.

    Returns:
        How many were still in it.
    """
    by_deleted = LogEntry.objects.filter(actor=None, actor_email__gt="")
    by_deleted.update(actor_email="")  # which says that it was an account; None, that it was the portal itself
    with translation.override(settings.LANGUAGE_CODE):
        mask = _("a deleted person")
    deleted = [each for label in _PEOPLE for each in _find_deleted(label, mask)]
    if not deleted:
        return 0
    names = {name for each in deleted for name in each.names()} - _held_by_others() - {mask}
    if names:
        _mask_everywhere(_as_pattern(names), mask)
        _forget_addresses({name for name in names if "@" in name})
    _mask_reports({each.number for each in deleted if each.label == "districts.Person"}, mask)
    for each in deleted:
        _mask_own(each, mask)
    return len(deleted)


def _find_deleted(label: str, mask: str) -> list[_Deleted]:
    """Those of a model of whom the audit log still says more than that they were deleted."""
    model = apps.get_model(label)
    living = model._default_manager.filter(pk=OuterRef("object_id"))
    entries = LogEntry.objects.get_for_model(model).exclude(Exists(living)).exclude(object_repr=mask)
    found: dict[int, list[LogEntry]] = {}
    for entry in entries.order_by("pk"):
        if entry.object_id is not None:
            found.setdefault(entry.object_id, []).append(entry)
    return [_Deleted(label, number, theirs) for number, theirs in found.items()]


def _held_by_others() -> set[str]:
    """Names and contacts of people and places that are still there."""
    held: set[str] = set()
    for model in (Person, Station, Department):
        for contact in model._default_manager.values_list("name", "phone", "email"):
            held.update(contact)
    for desk in Desk.objects.values_list("name", "email"):
        held.update(desk)
    for username, email, first, last in User.objects.values_list("username", "email", "first_name", "last_name"):
        held.update((username, email, f"{first} {last}"))
    return held


def _as_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Finds names in texts; one of a single word, which may be a common one, only where it stands for somebody."""
    clear: list[str] = []
    single: list[str] = []
    for name in sorted(names, key=len, reverse=True):
        is_clear = " " in name or "@" in name or not name.isalpha()
        (clear if is_clear else single).append(re.escape(name))
    parts = []
    if clear:
        parts.append(rf"(?<!\w)(?:{'|'.join(clear)})(?!\w)")
    if single:
        parts.append(rf"(?:^|(?<=: )|(?<=→ ))(?:{'|'.join(single)})(?=$|[,.]| [–→])")
    return re.compile("|".join(parts))


def _mask_everywhere(pattern: re.Pattern[str], mask: str) -> None:
    for label, fields in _NAMED_IN.items():
        model = apps.get_model(label)
        last = 0
        while rows := list(model._default_manager.filter(pk__gt=last).order_by("pk").values("pk", *fields)[:_BATCH]):
            for row in rows:
                last = row.pop("pk")
                if _masked(row, pattern, mask) != row:
                    _mask_row(model, last, fields, pattern, mask)


@transaction.atomic
def _mask_row(
    model: type[models.Model], number: int, fields: tuple[str, ...], pattern: re.Pattern[str], mask: str
) -> None:
    """Mask names in a row as it is now: it may have been written to since it was found."""
    rows = model._default_manager.filter(pk=number)
    row = rows.select_for_update().values(*fields).first()
    if row is not None:
        rows.update(**_masked(row, pattern, mask))


def _masked(value: Any, pattern: re.Pattern[str], mask: str) -> Any:  # noqa: ANN401 - anything that JSON knows
    """The same with names masked, in texts however deep."""
    if isinstance(value, str):
        return pattern.sub(mask, value)
    if isinstance(value, dict):
        return {key: _masked(each, pattern, mask) for key, each in value.items()}
    if isinstance(value, list):
        return [_masked(each, pattern, mask) for each in value]
    return value


def _mask_reports(people: set[int], mask: str) -> None:
    """Mask what reports of imports tell of people field by field: some of it was in a file only, so no log has it."""
    for run in ImportRun.objects.filter(kind=ImportKind.STAFF).order_by("pk").iterator():
        told = [*run.report.get("changes", ()), *run.report.get("kept", ())]
        if about := [change for change in told if change["person"] in people]:
            for change in about:
                change |= {"record": mask, "fields": [], "person": None}
            ImportRun.objects.filter(pk=run.pk).update(report=run.report)


def _forget_addresses(addresses: set[str]) -> None:
    """Mails about messages lose the address, unless they are still to be sent: sent again, they go to whoever answers
    then. Others, about an account, go.
    """
    about_messages = Exists(Notification.objects.filter(email=OuterRef("pk")))
    for email in Email.objects.annotate(is_about_message=about_messages):
        if not addresses.intersection(email.to):
            continue
        if not email.is_about_message:
            email.delete()
        elif email.status in (STATUS.sent, STATUS.failed):
            Email.objects.filter(pk=email.pk).update(to=[])


@transaction.atomic
def _mask_own(deleted: _Deleted, mask: str) -> None:
    """Mask what the logs say of somebody, whoever else is called the same."""
    model = apps.get_model(deleted.label)
    of_admin = apps.get_model("admin.LogEntry").objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id=str(deleted.number)
    )
    of_admin.update(object_repr=mask, change_message="")
    if deleted.label == "auth.User":
        _keys_of(deleted.number).update(object_repr=mask)
    for entry in deleted.entries:
        entry.refresh_from_db()
        changes = dict(entry.changes or {})
        for field in changes.keys() & _PEOPLE[deleted.label]:
            changes[field] = [value if value in _NOTHING else mask for value in changes[field]]
        LogEntry.objects.filter(pk=entry.pk).update(object_repr=mask, changes=changes, additional_data=None)


def _keys_of(user: int) -> models.QuerySet[LogEntry]:
    """What the audit log says of the passkeys of a user."""
    entries = LogEntry.objects.filter(content_type__app_label="mfa", content_type__model=_KEYS)
    said = entries.annotate(said=Cast("changes__user", models.TextField()))
    found: models.QuerySet[LogEntry] = said.filter(Q(said__contains=f'"{user}"'))
    return found
