"""What the department sets up and watches over: rules, desks, saved replies, mails that do not arrive, the ledger."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from districts.models import Post, Role
from faq.models import Topic
from mailbox.admin import matters as attention
from mailbox.models import DeadAddress, Desk, Erasure, RoutingRule, SavedReply
from mailbox.permissions import access
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import (
    make_desk,
    make_message,
    make_notification,
    make_staff,
    make_station,
    make_tenure,
    make_topic,
)
from tests.opening import save_form
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
OURS = [model for model in admin.site._registry if model._meta.app_label == "mailbox"]


@pytest.fixture
def user() -> User:
    return make_staff(access.DEPARTMENT)


@pytest.fixture
def client(user: User) -> Client:
    make_department(email="odbor@example.org")
    return sign_in(Client(), user)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def one_of_each() -> None:
    make_notification(make_message(make_desk()))
    SavedReply.objects.create(title="Děkujeme", text="Dobrý den")
    Erasure.objects.create(message_number=1, reason=Erasure.Reason.REQUEST, erased_at=timezone.now())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_page_opens_for_the_department(client: Client, model: Any) -> None:
    one_of_each()
    name = f"admin:mailbox_{model._meta.model_name}_"
    row = model.objects.first()
    edits = model in (Desk, RoutingRule, SavedReply)
    assert client.get(reverse(f"{name}changelist")).status_code == 200
    assert client.get(reverse(f"{name}change", args=[row.pk])).status_code == 200
    assert client.get(reverse(f"{name}add")).status_code == (200 if edits else 403)
    assert client.get(reverse(f"{name}delete", args=[row.pk])).status_code == (200 if edits else 403)


@pytest.mark.parametrize("group", [access.OFFICERS, access.EDITORS, ""])
def test_nobody_else_gets_to_them(group: str) -> None:
    one_of_each()
    client = sign_in(Client(), make_staff(group))
    for model in OURS:
        if model.__name__ != "Message":
            name = f"admin:mailbox_{model._meta.model_name}_"
            statuses = {
                client.get(reverse(f"{name}changelist")).status_code,
                client.get(reverse(f"{name}change", args=[model.objects.first().pk])).status_code,  # type: ignore[attr-defined] # every model's
            }
            assert statuses <= {403, 302}, model
    assert client.get(reverse("admin:mailbox_routingrule_try")).status_code == 403


def test_the_right_to_look_at_mails_is_not_enough_to_see_those_of_others() -> None:
    one_of_each()
    officer = make_staff(access.OFFICERS)
    officer.user_permissions.set(Permission.objects.filter(codename__in=["view_notification", "view_erasure"]))
    client = sign_in(Client(), officer)
    for name in ("notification", "erasure"):
        assert client.get(reverse(f"admin:mailbox_{name}_changelist")).status_code == 403


# --- rules ----------------------------------------------------------------------------------------------------------


def test_rules_are_listed_in_the_order_in_which_they_are_tried(client: Client) -> None:
    RoutingRule.objects.create(position=5, role=Role.STAROSTA)
    response = client.get(reverse("admin:mailbox_routingrule_changelist"))
    positions = [rule.position for rule in response.context["cl"].result_list]
    assert positions == sorted(positions)
    assert positions[0] == 5
    assert "Pravidla se zkoušejí shora" in text_of(response)


def test_a_rule_that_leads_nowhere_or_to_two_places_is_refused_in_words(client: Client) -> None:
    add, desk, district = reverse("admin:mailbox_routingrule_add"), make_desk(), make_district()
    suggested = client.get(add).context["adminform"].form["position"].value()
    assert suggested == RoutingRule.objects.order_by("position").last().position + 10  # type: ignore[union-attr] # some
    for data in ({}, {"role": "okrskar", "desk": desk.pk}):
        response = client.post(add, {"position": 5, "active": "on", **data})
        assert "Vyberte buď funkci, nebo pracoviště." in text_of(response)
        assert "Omezení" not in text_of(response)
    both = {"role": "okrskar", "borough": district.borough_id, "district": district.pk}
    assert "Vyberte buď obvod, nebo okrsek." in text_of(client.post(add, {"position": 5, "active": "on", **both}))
    assert client.post(add, {"position": 5, "active": "on", "desk": desk.pk}).status_code == 302


def test_a_message_can_be_tried_out(client: Client) -> None:
    district = make_district(mp_station=make_station(name="Služebna Bory", email="bory@example.org"))
    page, topic = reverse("admin:mailbox_routingrule_try"), make_topic()
    response = client.get(f"{page}?kind=podnet&district={district.pk}")
    assert "Služebna Bory" in text_of(response)
    assert not Post.objects.filter(district=district).exists(), "trying must not make the missing post"
    RoutingRule.objects.create(position=1, topic=topic, desk=make_desk(name="Zvláštní pracoviště"))
    assert "Zvláštní pracoviště" in text_of(client.get(f"{page}?kind=dotaz&topic={topic.pk}"))
    assert client.get(page, {"kind": "nonsense"}).context["route"] is None


def test_there_is_one_default_desk(client: Client) -> None:
    response = client.post(reverse("admin:mailbox_desk_add"), {"name": "Druhý", "default": "on"})
    assert "Příjem zpráv" in text_of(response)
    assert not Desk.objects.filter(name="Druhý").exists()
    current = Desk.objects.get(default=True)
    data = {"name": "Podatelna", "default": "on", "email": "a@example.org"}
    assert save_form(client, reverse("admin:mailbox_desk_change", args=[current.pk]), data).status_code == 302


def test_accounts_are_given_to_people_stations_and_desks(client: Client) -> None:
    member, person, station = make_staff(), make_person(), make_station()
    User.objects.create_user("citizen")
    for page, field in (
        (reverse("admin:districts_person_change", args=[person.pk]), "user"),
        (reverse("admin:districts_station_change", args=[station.pk]), "staff"),
        (reverse("admin:mailbox_desk_add"), "members"),
    ):
        offered = client.get(page).context["adminform"].form.fields[field].queryset
        assert member in offered, page
        assert not offered.filter(username="citizen").exists(), page


# --- mails ----------------------------------------------------------------------------------------------------------


def test_mails_that_did_not_arrive_come_first_and_are_sent_again(client: Client, user: User) -> None:
    message = make_message()
    failed = make_notification(message, status=STATUS.failed)
    struggling = make_notification(message, status=STATUS.requeued, retries=3)
    sent = make_notification(message, status=STATUS.sent)
    page = reverse("admin:mailbox_notification_changelist")

    def listed(**query: str) -> list[Any]:
        return list(client.get(page, query).context["cl"].result_list)

    assert listed() == [failed]
    assert listed(delivery="struggling") == [struggling]
    assert listed(delivery="all") == [sent, struggling, failed]
    data = {"action": "resend", "_selected_action": [failed.pk, sent.pk], "index": "0"}
    response = client.post(f"{page}?delivery=all", data, follow=True)
    said = [str(each) for each in response.context["messages"]]
    assert len(said) == 2
    failed.refresh_from_db()
    assert failed.email is not None
    assert failed.email.status == STATUS.queued
    assert message.events.get(kind="resent").actor == user


def test_the_ledger_is_only_read(client: Client) -> None:
    one_of_each()
    entry = Erasure.objects.get()
    page = reverse("admin:mailbox_erasure_change", args=[entry.pk])
    assert client.post(page, {"message_number": 7}).status_code == 403
    assert "delete_selected" not in text_of(client.get(reverse("admin:mailbox_erasure_changelist")))


def test_the_mail_queue_itself_is_not_in_the_admin() -> None:
    assert not [model for model in admin.site._registry if model._meta.app_label == "post_office"]


# --- what needs attention -------------------------------------------------------------------------------------------


def matters(user: User) -> dict[str, str]:
    """What is not in order: where, and in words."""
    found = attention.matters(user, TODAY)
    return {matter.url: f"{matter.number} {matter.words}".lstrip() for matter in found if not matter.fine}


def test_mails_that_do_not_arrive_need_attention(user: User) -> None:
    make_department(email="odbor@example.org")
    assert matters(user) == {}
    message = make_message()
    make_notification(message, status=STATUS.failed)
    make_notification(message, status=STATUS.requeued, retries=3)
    make_notification(message, status=STATUS.requeued, retries=1)
    page = reverse("admin:mailbox_notification_changelist")
    assert matters(user) == {
        f"{page}?delivery=undelivered": "1 e-mail se nepodařilo odeslat",
        f"{page}?delivery=struggling": "1 e-mail se opakovaně nedaří odeslat",
    }


def test_a_mail_server_that_takes_nothing_for_a_day_needs_attention(user: User) -> None:
    make_department(email="odbor@example.org")
    told = make_notification(make_message(), status=STATUS.requeued, retries=7)
    other = make_notification(make_message(), status=STATUS.sent)
    now = timezone.now()
    page = reverse("admin:mailbox_notification_changelist")
    for waits, sent, says in ((25, 25, True), (25, 23, False), (23, 25, False)):
        Email.objects.filter(notifications=told).update(created=now - timedelta(hours=waits))
        Email.objects.filter(notifications=other).update(last_updated=now - timedelta(hours=sent))
        words = matters(user).get(f"{page}?delivery=queued", "")
        assert ("Už den se nepodařilo odeslat žádný" in " ".join(words.split())) is says


def test_a_mail_that_somebody_else_got_instead_needs_no_attention(user: User) -> None:
    make_department(email="odbor@example.org")
    message = make_message()
    dead = make_notification(message, status=STATUS.failed)
    make_notification(message, status=STATUS.sent, instead_of=dead)
    assert matters(user) == {}


def test_a_dead_address_is_what_the_department_sees_first(client: Client) -> None:
    make_notification(make_message(), status=STATUS.failed)
    person = make_person("Jana Ukázková", email="Jana@example.org")
    for address in ("jana@example.org", "uz-neni@example.org"):
        DeadAddress.objects.create(address=address, since=timezone.now(), refused=True)
    first = client.get(reverse("admin:index")).context["matters"][0]
    assert first.urgent
    assert first.url == reverse("admin:districts_person_change", args=[person.pk])
    assert "Jana Ukázková" in first.words
    assert text_of(client.get(reverse("admin:index"))).count("Nelze psát") == 1
    person.email = "nova@example.org"
    person.save()
    assert "Nelze psát" not in text_of(client.get(reverse("admin:index")))


def test_others_see_only_a_dead_address_of_their_own() -> None:
    officer, at_station, at_desk, other = (make_staff(access.OFFICERS) for _each in range(4))
    make_person("Jana Ukázková", email="jana@example.org", user=officer)
    make_station(email="sluzebna@example.org").staff.add(at_station)
    make_desk(email="stul@example.org").members.add(at_desk)
    for address in ("jana@example.org", "sluzebna@example.org", "stul@example.org"):
        DeadAddress.objects.create(address=address, since=timezone.now(), refused=True)
    for account, address in ((officer, "jana@"), (at_station, "sluzebna@"), (at_desk, "stul@")):
        found = [each.words for each in attention.matters(account, TODAY) if "Nelze psát" in each.words]
        assert len(found) == 1
        assert address in found[0]
    assert "Nelze psát" not in str(attention.matters(other, TODAY))


def test_whom_nobody_can_write_to_needs_attention(user: User) -> None:
    make_department(email="")
    make_tenure(make_post(), make_person("Bez Adresy", email=""))
    make_tenure(make_post(), make_person("S Adresou", email="a@example.org"))
    Desk.objects.update(email="stul@example.org")
    text = matters(user)[reverse("admin:districts_department_change", args=[1])]
    assert "Bez Adresy" in text
    assert "S Adresou" not in text
    make_department(email="odbor@example.org")
    assert matters(user) == {}


# --- topics ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", [access.DEPARTMENT, access.EDITORS])
def test_topics_are_edited_by_the_department_and_by_editors(group: str) -> None:
    client = sign_in(Client(), make_staff(group))
    data = {"title_cs": "Sníh", "slug": "snih", "summary_cs": "", "position": 5, "reply_days": 3, "shown": "on"}
    assert client.post(reverse("admin:faq_topic_add"), data).status_code == 302
    topic = Topic.objects.get(slug="snih")
    assert topic.reply_days == 3
    make_message(topic=topic)
    client.post(reverse("admin:faq_topic_delete", args=[topic.pk]), {"post": "yes"})
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_officers_do_not_edit_topics() -> None:
    client = sign_in(Client(), make_staff(access.OFFICERS))
    assert client.get(reverse("admin:faq_topic_changelist")).status_code == 403


CONTENT = {
    *("Topic", "Question", "HelpContact", "Page", "Synonym", "UnansweredSearch", "LinkCheck", "Notice"),
}


@pytest.mark.parametrize(("group", "theirs"), [(access.OFFICERS, {"Message"}), (access.EDITORS, CONTENT), ("", set())])
def test_each_group_gets_to_its_own_lists_only(group: str, theirs: set[str]) -> None:
    client = sign_in(Client(), make_staff(group))
    opened = set()
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        if client.get(reverse(name)).status_code != 403:
            opened.add(model.__name__)
    assert opened - {"Department"} == theirs  # its list only leads on to the one department, which is refused
    assert client.get(reverse("admin:districts_department_change", args=[1])).status_code == 403


# --- saved replies --------------------------------------------------------------------------------------------------


def test_a_saved_reply_with_something_that_nothing_can_fill_is_refused_and_what_can_is_listed(client: Client) -> None:
    add = reverse("admin:mailbox_savedreply_add") + "?jazyk=de"
    page = text_of(client.get(add))
    for name in ("{číslo zprávy}", "{kdo odpovídá}", "{doplňte: …}"):
        assert f"<code>{name}</code>" in page
    data = {"title": "Nová", "use": "answer", "topic": "", "jazyk": "de"}
    refused = client.post(add, data | {"text_cs": "Přijdeme {kdy}.", "text_de": "Wir kommen {wann}."})
    errors = refused.context["adminform"].form.errors
    assert "{kdy}" in str(errors["text_cs"])
    assert "{wann}" in str(errors["text_de"])
    assert client.post(add, data | {"text_cs": "Přijdeme {doplňte: kdy}, {misto}.", "text_de": ""}).status_code == 302
    assert SavedReply.objects.get(title="Nová").text_cs == "Přijdeme {doplňte: kdy}, {misto}."  # type: ignore[attr-defined] # a column of a translation
    assert "text_cs" in client.post(add, data | {"text_cs": "", "text_de": "Wir"}).context["adminform"].form.errors
