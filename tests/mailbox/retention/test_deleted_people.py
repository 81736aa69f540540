"""Whoever is deleted leaves what the portal remembers: a night later in the tables, and in the files of SQLite."""

import secrets
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from auditlog.context import set_actor
from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from post_office.models import STATUS, Email
from pytest_django import Settings

from bezpecna_plzen.accounts import security_mails
from bezpecna_plzen.accounts.audit import keep_changes
from bezpecna_plzen.accounts.models import Device
from bezpecna_plzen.accounts.sessions import BROWSER
from core.admin.history import name_author
from districts.importers.import_report import Fate, FieldChange, ImportReport, RecordChange
from districts.models import BoundarySet, ImportedValues, ImportKind, ImportRun, Person, Station, Tenure
from mailbox.admin.read_log import note_reading
from mailbox.models import Desk, Event, Happened, Message, Notified
from mailbox.retention.deleted_people import forget_deleted_people
from mailbox.retention.erasing import expire_messages
from tests.factories import make_person
from tests.mailbox.factories import make_desk, make_message, make_notification, make_reply, make_station, make_tenure

NOW = timezone.now()


def word() -> str:
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _each in range(14))


class Somebody:
    """A person with an account, whose every detail is found nowhere else."""

    def __init__(self) -> None:
        self.given, self.family, self.maiden, self.username = (word() for _each in range(4))
        self.phone, self.listed = (f"{secrets.randbelow(10**9):09d}" for _each in range(2))
        self.mail, self.old_mail = f"{word()}@example.org", f"{word()}@example.org"
        self.key, self.browser = f"Telefon {word()}", word()

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    def details(self) -> list[str]:
        old = [self.maiden, self.old_mail.partition("@")[0], self.key.partition(" ")[2]]
        mail = self.mail.partition("@")[0]
        return [self.given, self.family, self.username, self.browser, self.phone, self.listed, mail, *old]


def working(somebody: Somebody) -> tuple[Person, User]:
    """Have somebody come, marry, work on messages and be written of everywhere."""
    user = User.objects.create_user(
        somebody.username, somebody.mail, first_name=somebody.given, last_name=somebody.maiden, is_staff=True
    )
    person = Person.objects.create(
        name=f"{somebody.given} {somebody.maiden}", email=somebody.old_mail, phone=somebody.phone, user=user
    )
    tenure = make_tenure(person=person)
    person.name, person.email = somebody.name, somebody.mail
    person.save()
    user.last_name = somebody.family
    user.save()
    station, desk = make_station(), make_desk()
    station.staff.add(user)
    desk.members.add(user)
    Device.objects.create(user=user, key_hash=word(), name=somebody.browser, first_seen=NOW, last_seen=NOW)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update({SESSION_KEY: str(user.pk), BROWSER: somebody.browser})
    session.save()
    security_mails.tell_owner(user, security_mails.Happened.NEW_DEVICE, now=NOW, detail=somebody.browser)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": somebody.key, "credential": {}}
    )
    message = make_message(tenure.post, routing=f"Odpovídá {somebody.name}.")
    with set_actor(user):
        note_reading(message, user)
        station.name = f"Služebna {word()}"
        station.save()
    Event.objects.create(message=message, kind=Happened.TOLD, at=NOW, detail=f"{Notified.NEW.label}: {somebody.name}")
    make_reply(message, author=user, signed=f"strážník {somebody.name}")
    told = make_notification(message, recipient=somebody.name, status=STATUS.failed)
    Email.objects.filter(pk=told.email_id).update(to=[somebody.mail], message=f"Tohle je pro: {somebody.name}.")
    report = ImportReport()
    report.note(f"{somebody.name}: nový telefon {somebody.phone}", line=3)
    listed = FieldChange("telefon", somebody.phone, somebody.listed)  # of the list only: nobody has saved it
    report.kept.append(RecordChange(Fate.KEPT, "osoba", somebody.name, (listed,), person.pk))
    ImportRun.objects.create(
        kind=ImportKind.STAFF,
        source="lide.csv",
        started_at=NOW,
        finished_at=NOW,
        succeeded=True,
        report=report.as_json(),
    )
    ImportedValues.objects.create(person=person, values={"phone": somebody.listed})
    BoundarySet.objects.create(created_at=NOW, features=[], origin="editor", author=somebody.username)
    for record in (person, user, tenure):
        AdminEntry.objects.create(
            user=User.objects.get(username="urad"),
            content_type=ContentType.objects.get_for_model(record),
            object_id=str(record.pk),
            object_repr=str(record),
            action_flag=CHANGE,
            change_message=f'[{{"changed": {{"name": "držitel", "object": "{somebody.name}"}}}}]',
        )
    return person, user


def delete(person: Person, user: User) -> None:
    Tenure.objects.filter(person=person).delete()
    person.delete()
    user.delete()


def in_all_tables() -> str:
    """All text of all tables."""
    found = []
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - no input
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.fixture
def _audited() -> None:
    keep_changes()
    User.objects.create_user("urad", "urad@example.org")


@pytest.mark.django_db
@pytest.mark.usefixtures("_audited")
def test_nobody_who_was_deleted_is_found_in_any_table() -> None:
    somebody = Somebody()
    person, user = working(somebody)
    assert not forget_deleted_people()
    assert [each for each in somebody.details() if each not in in_all_tables()] == []
    delete(person, user)
    assert forget_deleted_people() == 2
    assert [line for line in in_all_tables().splitlines() if any(each in line for each in somebody.details())] == []
    assert not forget_deleted_people()


@pytest.mark.django_db
@pytest.mark.usefixtures("_audited")
def test_what_stays_says_that_something_was_done_and_by_somebody_deleted() -> None:
    person, user = working(Somebody())
    numbers, count = [entry.pk for entry in LogEntry.objects.filter(actor=user)], LogEntry.objects.count()
    assert len(numbers) == 2
    delete(person, user)
    before = LogEntry.objects.count()
    forget_deleted_people()
    assert LogEntry.objects.count() == before > count
    by = [name_author(entry) for entry in LogEntry.objects.filter(pk__in=numbers)]
    assert by == ["smazaný účet"] * 2
    about = LogEntry.objects.get_for_model(Person).order_by("pk")
    assert {entry.object_repr for entry in about} == {"smazaná osoba"}
    changed = about.filter(action=LogEntry.Action.UPDATE).get().changes
    assert changed["name"] == ["smazaná osoba", "smazaná osoba"]
    [added] = LogEntry.objects.get_for_model(Desk).filter(changes__has_key="members")
    assert added.changes["members"] == {"type": "m2m", "operation": "add", "objects": ["smazaná osoba"]}
    assert name_author(LogEntry(actor=None, actor_email=None)) != "smazaný účet"


@pytest.mark.django_db
@pytest.mark.usefixtures("_audited")
def test_what_somebody_else_has_too_stays_theirs() -> None:
    """A contact of the post that the successor has, a namesake, and words that only look like a name."""
    station = make_station(email="okrsek7@example.org")
    gone = make_person("Jana Ukázková", email="okrsek7@example.org", phone="377 123 456")
    single = make_person("Volný", email="")
    namesake = make_person("Jana Ukázková", phone="377 999 999")
    station.address = "Volný vstup 3"
    station.save()
    message = make_message(routing="Volný vstup má Jana Ukázková, 377 123 456.")
    Event.objects.create(message=message, kind=Happened.TOLD, at=NOW, detail="nová zpráva: Volný")
    gone.delete()
    single.delete()
    forget_deleted_people()
    assert {entry.object_repr for entry in LogEntry.objects.get_for_object(namesake)} == {"Jana Ukázková"}
    of_station = str([entry.changes for entry in LogEntry.objects.get_for_model(Station)])
    assert "okrsek7@example.org" in of_station
    assert "Volný vstup 3" in of_station
    message.refresh_from_db()
    assert message.routing == "Volný vstup má Jana Ukázková, smazaná osoba."
    assert Event.objects.get(message=message).detail == "nová zpráva: smazaná osoba"


@pytest.fixture
def files(committing_database: None, settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """The path of a database file with a write-ahead log, set up as in real use."""
    settings.MEDIA_ROOT = tmp_path
    User.objects.create_user("urad", "urad@example.org")
    yield Path(connection.settings_dict["NAME"])
    Desk.objects.filter(name__startswith="Stůl ").delete()
    Station.objects.filter(name__startswith="Služebna ").delete()
    used: list[type[Model]] = [Message, Email, LogEntry, AdminEntry, ImportRun, BoundarySet, User]
    for model in used:
        model._default_manager.all().delete()


@pytest.mark.sqlite
def test_nobody_who_was_deleted_is_found_in_the_files_of_sqlite(files: Path) -> None:
    def on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in files.parent.glob(f"{files.name}*"))

    keep_changes()
    somebody = Somebody()
    person, user = working(somebody)
    delete(person, user)
    assert [each for each in somebody.details() if each.encode() not in on_disk()] == []
    assert expire_messages(now=NOW).people == 2
    assert [each for each in somebody.details() if each.encode() in on_disk()] == []
