"""Whatever somebody may not see does not exist for them: at every address of the admin, whatever is sent there.

The proof is by comparison: every address is asked for twice, once with the message there and once after it is gone. Who
may not see it must get the same answers, byte for byte.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from post_office.models import STATUS, Email
from pytest_django import Settings

from districts.models import District, Person, Post
from mailbox.admin.actions import ACTIONS
from mailbox.admin.bulk_actions import ACTIONS as BULK
from mailbox.admin.inbox import TABS
from mailbox.intake.receipt_codes import digest_of, make_code
from mailbox.message_search import refresh_search_text
from mailbox.models import Attachment, Event, Kind, Message, Notification, Reply, ReplyKind
from mailbox.permissions import access
from mailbox.photos import storage
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import (
    make_absence,
    make_attachment,
    make_desk,
    make_found_item,
    make_message,
    make_notification,
    make_reply,
    make_staff,
    make_station,
    make_tenure,
)
from tests.signing_in import sign_in
from tests.thorough import daily

pytestmark = pytest.mark.django_db

SECRET = "Xylofonova"
NOTED, PHONE, CODE = "Poznamenana", "603 111 222", make_code("zpráva")
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@dataclass
class World:
    """A message, and everybody who might want to see it."""

    message: Message
    people: dict[str, User | AnonymousUser]
    sees: set[str]


def _officer(post: Post | None = None, **period: Any) -> User:
    user = make_staff(access.OFFICERS)
    person = make_person(user=user)
    if post is not None:
        make_tenure(post, person, **period)
    return user


def _message(owner: Any) -> Message:
    message = make_message(
        owner,
        kind=Kind.NALEZ,
        text=f"{SECRET} ulice",
        name=SECRET,
        phone=PHONE,
        receipt_hash=digest_of(CODE),
        unread=True,
    )
    make_found_item(message)
    make_attachment(message)
    make_reply(message, ReplyKind.NOTE, text=f"{SECRET} {NOTED}")
    refresh_search_text(message)
    make_notification(message, status=STATUS.failed, recipient=SECRET)
    return message


def _everybody(district: District) -> dict[str, User | AnonymousUser]:
    """Those who have nothing to do with the post, but for the department and the administrator."""
    make_department()
    elsewhere = make_post(district=make_district())
    desk = make_desk()
    member = make_staff(access.OFFICERS)
    desk.members.add(member)
    staff = make_staff(access.OFFICERS)
    assert district.mp_station is not None
    district.mp_station.staff.add(staff)
    officer = _officer(elsewhere)
    make_message(elsewhere, text="Vlastní zpráva")
    make_message(desk, text="Vlastní zpráva")
    return {
        "anonymous": AnonymousUser(),
        "visitor": User.objects.create_user("visitor"),
        "in no group": make_staff(),
        "editor": make_staff(access.EDITORS),
        "officer of another post": officer,
        "member of another desk": member,
        "station": staff,
        "department": make_staff(access.DEPARTMENT),
        "superuser": make_staff(is_superuser=True),
    }


def held() -> World:
    """The holder of the post is in office."""
    district = make_district(mp_station=make_station())
    post = make_post(district=district)
    people = _everybody(district)
    people["former holder"] = _officer(post, end=TODAY - DAY)
    people["holder"] = _officer(post, start=TODAY, end=TODAY)
    people["future holder"] = _officer(post, start=TODAY + DAY)
    return World(_message(post), people, {"holder", "department", "superuser"})


def substituted() -> World:
    """The holder is away since today, and somebody stands in."""
    district = make_district(mp_station=make_station())
    post = make_post(district=district)
    people = _everybody(district)
    people["holder away"] = _officer(post)
    people["substitute"] = _officer()
    make_absence(post, people["substitute"].person, start=TODAY, end=TODAY)  # type: ignore[union-attr] # a user
    people["future substitute"] = _officer()
    make_absence(post, people["future substitute"].person, start=TODAY + DAY)  # type: ignore[union-attr] # a user
    return World(_message(post), people, {"substitute", "department", "superuser"})


def vacant() -> World:
    """The holder's time ended yesterday and nobody holds the post: the station answers."""
    district = make_district(mp_station=make_station())
    post = make_post(district=district)
    people = _everybody(district)
    people["former holder"] = _officer(post, end=TODAY - DAY)
    people["future holder"] = _officer(post, start=TODAY + DAY)
    return World(_message(post), people, {"station", "department", "superuser"})


def at_a_desk() -> World:
    """The message belongs to a desk of the department."""
    people = _everybody(make_district(mp_station=make_station()))
    desk = make_desk()
    people["member"] = make_staff(access.OFFICERS)
    desk.members.add(people["member"])  # type: ignore[arg-type] # a user
    return World(_message(desk), people, {"member", "department", "superuser"})


WORLDS: dict[str, Callable[[], World]] = {build.__name__: build for build in (held, substituted, vacant, at_a_desk)}
STRANGERS = ["anonymous", "visitor", "in no group", "editor", "officer of another post", "member of another desk"]
EVERYWHERE = {"anonymous", "editor", "officer of another post"}  # the others go to what is about messages
BLIND = [
    *(("held", who) for who in (*STRANGERS, "station", "former holder", "future holder")),
    *(("substituted", who) for who in ("station", "holder away", "future substitute")),
    *(("vacant", who) for who in ("former holder", "future holder")),
    *(("at_a_desk", who) for who in ("officer of another post", "member of another desk")),
]
# Each world on every database; all the people, who are asked the same, on one.
ON_EVERY_DATABASE = {
    ("held", "member of another desk"),
    ("substituted", "holder away"),
    ("vacant", "former holder"),
    ("at_a_desk", "officer of another post"),
}


@pytest.fixture(autouse=True)
def _photos(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    storage.photo_folder().mkdir(parents=True)


def client_of(user: User | AnonymousUser) -> Client:
    return Client() if isinstance(user, AnonymousUser) else sign_in(Client(), user)


# --- every address --------------------------------------------------------------------------------------------------


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        else:
            yield each


def addresses(message: Message) -> set[str]:
    """Every address of the admin; those of messages and mails are this message's."""
    notification, attachment = message.notifications.get(), message.attachments.get()
    found = set()
    for pattern in patterns(admin.site.get_urls()):
        name = pattern.name or ""
        key = notification.pk if "notification" in name else message.pk
        values: dict[str, Any] = {
            "object_id": key,
            "pk": key,
            "id": key,
            "photo": attachment.pk,
            "run": 1,
            "app_label": "mailbox",
            "content_type_id": ContentType.objects.get_for_model(Message).pk,
            "url": f"mailbox/message/{key}/nothing/",
        }
        names = set(pattern.pattern.regex.groupindex) | set(getattr(pattern.pattern, "converters", {}))
        assert names <= set(values), f"{pattern}: say here what to fill in"
        arguments = {name: values[name] for name in names}
        if not name:  # the redirect of old addresses, and the one for all the rest
            found |= {f"/admin/mailbox/message/{key}/", f"/admin/{values['url']}"}
        elif name != "logout":
            found.add(reverse(f"admin:{name}", kwargs=arguments))
    return found


Question = tuple[str, str, dict[str, Any]]  # method, address and data


def questions(message: Message, own: Message | None, *, everywhere: bool) -> Iterator[Question]:
    """Everything that can be asked; of the addresses all, or only those about messages.

    Args:
        own: a message that whoever asks may see.
    """
    yield from at_every_address(message, everywhere=everywhere)
    yield from to_the_inbox(message)
    yield from to_the_mails(message)
    yield from actions_on(message, own)
    if own is not None:
        yield from through_another(own, message)
    yield from to_autocomplete()
    yield from to_accounts()


def at_every_address(message: Message, *, everywhere: bool) -> Iterator[Question]:
    for address in sorted(addresses(message)):
        if everywhere or "/message/" in address or "/notification/" in address or address == "/admin/":
            yield "GET", address, {}
            yield "POST", address, {}


def to_the_inbox(message: Message) -> Iterator[Question]:
    key, inbox = message.pk, reverse("admin:mailbox_message_changelist")
    for tab in TABS:
        yield "GET", inbox, {"tab": tab}
    for data in (
        {"q": SECRET}, {"q": str(key)}, {"q": NOTED}, {"q": PHONE}, {"q": CODE}, {"q": SECRET, "tab": "unread"},
        {"kind": "nalez"}, {"month": f"{TODAY:%Y-%m}"},
        {"district": message.district_id or 1, "tab": "all"}, {"desk": message.desk_id or 1, "tab": "all"},
        {"after": key - 1, "tab": "all"}, {"before": key + 1, "tab": "all"}, {"post__id__exact": message.post_id or 1},
        {"text__startswith": SECRET[:3]}, {"o": "1"}, {"_popup": "1"}, {"_to_field": "receipt_hash"}, {"all": "1"},
    ):  # fmt: skip
        yield "GET", inbox, data
    for action in (*BULK, "delete_selected", "resend"):
        filled = {"outcome": "solved", "text": "Hotovo.", "to": f"post:{Post.objects.first().pk}", "reason": "Protože"}  # type: ignore[union-attr] # there are some
        for step in ({}, {"step": "check"}, {"step": "do"}):
            chosen = {"chosen": [key], "_selected_action": [key], "index": "0"}
            yield "POST", inbox, {"action": action, **chosen, **filled, **step}


def to_the_mails(message: Message) -> Iterator[Question]:
    mails = reverse("admin:mailbox_notification_changelist")
    for action in ("resend", "delete_selected"):
        yield "POST", mails, {"action": action, "_selected_action": [message.notifications.get().pk], "index": "0"}


def actions_on(message: Message, own: Message | None) -> Iterator[Question]:
    """Whatever can be done with a message, checked and done, with a form that is filled in."""
    filled = {
        "text": "Odpověď", "reason": "Protože", "to": f"post:{Post.objects.first().pk}", "outcome": "solved",  # type: ignore[union-attr] # there are some
        "state": "returned", "number": own.pk if own else 1, "notification": message.notifications.get().pk,
    }  # fmt: skip
    yield "GET", reverse("admin:mailbox_message_reply", args=[message.pk]), {"form": "answer", "saved": 1}
    for view, data in (("draft", {"kind": "answer", "version": 0}), ("present", {"seen": 0}), ("present", {"left": 1})):
        yield "POST", reverse(f"admin:mailbox_message_{view}", args=[message.pk]), {**filled, **data}
    for name in ACTIONS:
        for step in (name, f"{name}.check", f"{name}.insert", f"{name}.discard"):
            yield "POST", reverse("admin:mailbox_message_change", args=[message.pk]), {"do": step, **filled}


def through_another(own: Message, message: Message) -> Iterator[Question]:
    """On the page of one's own message, about the other."""
    page = reverse("admin:mailbox_message_change", args=[own.pk])
    yield "POST", page, {"do": "merge.check", "number": message.pk}
    yield "POST", page, {"do": "merge", "number": message.pk}
    yield "POST", page, {"do": "resend", "notification": message.notifications.get().pk}
    yield "GET", reverse("admin:mailbox_message_photo", args=[own.pk, message.attachments.get().pk]), {}


def to_accounts() -> Iterator[Question]:
    """Inviting people and users, and what an invitation opens."""
    for page, chosen in (("districts_person", Person.objects.first()), ("auth_user", User.objects.first())):
        for action in ("invite", "forget_second_factors"):
            data = {"action": action, "_selected_action": [chosen.pk if chosen else 1], "index": "0"}
            yield "POST", reverse(f"admin:{page}_changelist"), data
    yield "GET", reverse("account_invitation", args=["x.y"]), {}
    yield "POST", reverse("account_invitation_app", args=["x.y"]), {}


def to_autocomplete() -> Iterator[Question]:
    for model, field in (
        ("notification", "message"),
        ("reply", "message"),
        ("message", "merged_into"),
        ("message", "post"),
    ):
        asked = {"app_label": "mailbox", "model_name": model, "field_name": field, "term": SECRET}
        yield "GET", reverse("admin:autocomplete"), asked


def asked_today(message: Message, own: Message | None, who: tuple[str, str]) -> list[Question]:
    """What is about the message itself, and each day others of the rest; no two people are asked the same of it."""
    everything = list(questions(message, own, everywhere=who[1] in EVERYWHERE))
    its_pages = f"/admin/mailbox/message/{message.pk}/"
    itself = [asked for asked in everything if asked[1].startswith(its_pages) and not asked[2]]
    rest = [asked for asked in everything if asked not in itself]
    return itself + daily(rest, part=len(BLIND), shift=BLIND.index(who))


def told(client: Client, asked: list[Question]) -> dict[str, tuple[int, str]]:
    """The answers, without what differs each time."""
    answers = {}
    for method, address, data in asked:
        response = client.get(address, data) if method == "GET" else client.post(address, data)
        body = b"".join(response) if response.streaming else response.content
        text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", body.decode(errors="replace"))
        text = re.sub(r'"left": \d+|"token": "\w+"', "", text)  # of the session that asks
        text = re.sub(r'value="\d+:\d+:\d+"', "", text)  # what begins now, in a form for something new
        text = re.sub(r"&quot;at&quot;:&quot;[\d.]+&quot;", "", text)  # when a form was opened
        answers[f"{method} {address} {data}"] = (response.status_code, response.get("Location", "") + text)
    return answers


def stored() -> list[Any]:
    """Everything about messages in the database."""
    models: tuple[type[Model], ...] = (Message, Reply, Event, Notification, Attachment, Email)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(
    ("world", "who"),
    [
        pytest.param(*each, id="-".join(each), marks=[] if each in ON_EVERY_DATABASE else pytest.mark.once)
        for each in BLIND
    ],
)
def test_for_those_who_may_not_see_it_the_message_does_not_exist(world: str, who: str) -> None:
    here = WORLDS[world]()
    user = here.people[who]
    assert who not in here.sees
    mine = access.visible_messages(user, on=TODAY).first()
    asked = asked_today(here.message, mine, (world, who))
    before = stored()
    there = told(client_of(user), asked)
    assert stored() == before, "it was changed by somebody who may not even see it"
    assert not LogEntry.objects.filter(object_pk=str(here.message.pk), action=LogEntry.Action.ACCESS).exists()
    # What is typed into the search comes back as it was typed; whether anything was found, the comparison tells.
    assert not [asked for asked, (_, text) in there.items() if SECRET in text and SECRET not in asked]
    # Whoever is signed out meanwhile is shown what they typed, or led to where one signs in.
    refusals = {"anonymous": {302, 403}, "visitor": {302, 403}}.get(who, {404})
    for page in ("change", "photo", "export", "erase", "history", "delete"):
        start = f"/message/{here.message.pk}/{page}/"
        statuses = {status for asked, (status, _) in there.items() if start in asked}
        assert statuses, page
        assert statuses <= refusals, page
    here.message.delete()
    gone = told(client_of(user), asked)
    assert [each for each in there if there[each] != gone[each]] == []


# --- who sees it, as posts change hands ------------------------------------------------------------------------------


@pytest.mark.parametrize("world", WORLDS)
def test_who_answers_today_sees_the_message_and_nobody_else_does(world: str) -> None:
    here = WORLDS[world]()
    (storage.photo_folder() / here.message.attachments.get().name).write_bytes(b"JPEG")
    photo = reverse("admin:mailbox_message_photo", args=[here.message.pk, here.message.attachments.get().pk])
    inbox = reverse("admin:mailbox_message_changelist") + "?tab=all"
    page = reverse("admin:mailbox_message_change", args=[here.message.pk])
    seeing = {
        who
        for who, user in here.people.items()
        if (client := client_of(user)).get(page).status_code == 200
        and client.get(photo).status_code == 200
        and SECRET in client.get(inbox).content.decode()
    }
    assert seeing == here.sees


def test_a_message_that_is_forwarded_goes_from_one_to_the_other() -> None:
    here = held()
    to = make_post(district=make_district())
    people = {"before": here.people["holder"], "after": _officer(to)}
    page = reverse("admin:mailbox_message_change", args=[here.message.pk])

    def seeing() -> set[str]:
        return {who for who, user in people.items() if client_of(user).get(page).status_code == 200}

    assert seeing() == {"before"}
    data = {"do": "forward", "to": f"post:{to.pk}", "reason": "Je to za hranicí okrsku."}
    response = client_of(people["before"]).post(page, data, follow=True)
    assert response.redirect_chain == [(reverse("admin:mailbox_message_changelist"), 302)]
    assert seeing() == {"after"}


def test_a_photo_of_another_message_is_not_served_under_one_s_own() -> None:
    here = held()
    own = make_message(here.message.post)
    other = make_attachment(make_message())
    (storage.photo_folder() / other.name).write_bytes(b"JPEG")
    client = client_of(here.people["holder"])
    assert client.get(reverse("admin:mailbox_message_photo", args=[own.pk, other.pk])).status_code == 404


def test_the_account_of_somebody_who_answers_still_needs_the_right_to_deal_with_messages() -> None:
    here = held()
    holder = here.people["holder"]
    assert isinstance(holder, User)
    holder.groups.set([Group.objects.get(name=access.EDITORS)])
    page = reverse("admin:mailbox_message_change", args=[here.message.pk])
    assert client_of(User.objects.get(pk=holder.pk)).get(page).status_code == 403
