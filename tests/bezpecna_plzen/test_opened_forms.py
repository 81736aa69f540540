"""Two people have one form of the administration open: what the other saved meanwhile is shown, never overwritten."""

import json
import re
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.db.models import BooleanField, CharField, IntegerField, Model, TextField
from django.test import Client, RequestFactory
from django.urls import reverse

from districts.models import District, Person, Post, Role, Station, Tenure
from faq.models import HelpContact, Question, Topic
from mailbox.models import Desk, Message, RoutingRule, SavedReply
from tests.factories import (
    make_borough,
    make_department,
    make_district,
    make_help_contact,
    make_infobox,
    make_known_place,
    make_notice,
    make_person,
    make_post,
    make_question,
    make_station,
    make_tenure,
)
from tests.opening import OpenForm, open_form, read_form
from tests.signing_in import sign_in
from tests.smtp import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def jana() -> Client:
    return sign_in(Client(), make_user("jana", "Jana", "Ukázková"))


@pytest.fixture
def petr() -> Client:
    return sign_in(Client(), make_user("petr", "Petr", "Vzorný"))


def make_user(name: str, first: str, last: str) -> User:
    return User.objects.create_user(
        name, f"{name}@example.org", first_name=first, last_name=last, is_staff=True, is_superuser=True
    )


def page_of(record: Model) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(plain.replace("\u00a0", " ").split())


def test_what_both_changed_is_shown_and_not_saved(jana: Client, petr: Client) -> None:
    station = make_station(phone="+420 377 000 000")
    hers, his = open_form(jana, page_of(station)), open_form(petr, page_of(station))
    assert hers.type(phone="+420 377 000 001").save().status_code == 302
    response = his.type(phone="+420 377 000 002").save()
    assert response.status_code == 200
    station.refresh_from_db()
    assert station.phone == "+420 377 000 001"
    said = text_of(response)
    assert re.search(r"Mezitím uloženo \(Jana Ukázková, \d?\d:\d\d\): \+420 377 000 001", said), said
    assert "Zatím se nic z toho, co máte ve formuláři vy, neuložilo" in said
    again = read_form(petr, page_of(station), response)
    assert again.values["phone"] == ["+420 377 000 002"]
    assert again.save().status_code == 302, "whoever has seen both may decide"
    station.refresh_from_db()
    assert station.phone == "+420 377 000 002"


def test_what_somebody_saves_after_it_was_shown_is_shown_again(jana: Client, petr: Client) -> None:
    station = make_station(phone="+420 377 000 000")
    hers, his = open_form(jana, page_of(station)), open_form(petr, page_of(station))
    hers.type(phone="+420 377 000 001").save()
    again = read_form(petr, page_of(station), his.type(phone="+420 377 000 002").save())
    open_form(jana, page_of(station)).type(phone="+420 377 000 003").save()
    assert "+420 377 000 003" in text_of(again.save())
    station.refresh_from_db()
    assert station.phone == "+420 377 000 003"


def test_what_only_the_other_changed_comes_into_the_form(jana: Client, petr: Client) -> None:
    station = make_station(phone="+420 377 000 000", email="")
    hers, his = open_form(jana, page_of(station)), open_form(petr, page_of(station))
    hers.type(phone="+420 377 000 001").save()
    response = his.type(email="nova@example.org").save()
    assert response.status_code == 200
    assert "Mezitím uloženo (Jana Ukázková" in text_of(response)
    again = read_form(petr, page_of(station), response)
    assert (again.values["phone"], again.values["email"]) == (["+420 377 000 001"], ["nova@example.org"])
    assert again.save().status_code == 302
    station.refresh_from_db()
    assert (station.phone, station.email) == ("+420 377 000 001", "nova@example.org")


def test_nobody_is_named_who_changed_it_before(jana: Client, petr: Client) -> None:
    """What comes another way than through the administration may have no entry in the audit log."""
    station = make_station(phone="+420 377 000 000")
    open_form(jana, page_of(station)).type(phone="+420 377 000 001").save()
    his = open_form(petr, page_of(station))
    Station.objects.filter(pk=station.pk).update(phone="+420 377 000 003")
    response = his.type(phone="+420 377 000 002").save()
    assert "Mezitím uloženo: +420 377 000 003" in text_of(response)


def test_the_same_typed_by_both_is_no_conflict(jana: Client, petr: Client) -> None:
    station = make_station(phone="+420 377 000 000")
    hers, his = open_form(jana, page_of(station)), open_form(petr, page_of(station))
    hers.type(phone="+420 377 000 001").save()
    assert his.type(phone=" +420 377 000 001 ").save().status_code == 302


def test_remarks_are_read_with_their_fields(jana: Client, petr: Client) -> None:
    station = make_station(phone="+420 377 000 000")
    hers, his = open_form(jana, page_of(station)), open_form(petr, page_of(station))
    hers.type(phone="+420 377 000 001").save()
    html = his.type(phone="+420 377 000 002").save().content.decode()
    [described] = re.findall(r'<input[^>]*name="phone"[^>]*aria-describedby="([^"]*)"', html)
    assert any(f'id="{name}"' in html and "error" in name for name in described.split())
    assert 'role="alert"' in html
    assert re.search(r"<title>\s*Zatím neuloženo", html)


def test_the_page_carries_no_values_of_what_it_was_opened_with(jana: Client) -> None:
    station = make_station(phone="+420 377 000 000", name="Služebna Slovany")
    opened = open_form(jana, page_of(station)).values["opened"][0]
    assert set(json.loads(opened)) == {"", "*"}
    assert all(len(digest) == 12 for digest in json.loads(opened)[""].values())
    assert "Slovany" not in opened


@pytest.mark.parametrize("opened", ["", "nic", "[]", '{"": 5}', '{"": {"phone": 1}}', "[" * 5000])
def test_a_form_that_does_not_say_what_it_was_opened_with_overwrites_nothing(jana: Client, opened: str) -> None:
    station = make_station(phone="+420 377 000 000")
    form = open_form(jana, page_of(station)).type(phone="+420 377 000 002", opened=opened)
    response = form.save()
    assert response.status_code == 200
    assert "+420 377 000 000" in text_of(response)
    assert "neřekla, s čím byla otevřena" in text_of(response)
    station.refresh_from_db()
    assert station.phone == "+420 377 000 000"
    assert read_form(jana, page_of(station), response).save().status_code == 302


def test_of_a_deleted_record_what_was_typed_is_shown(jana: Client, petr: Client) -> None:
    reply = SavedReply.objects.create(title="Děkujeme", text="Děkujeme za zprávu.")
    his = open_form(petr, page_of(reply)).type(title="Díky", text_cs="Díky moc.\r\nOzveme se.")
    reply.delete()
    response = his.save()
    assert response.status_code == 410
    said = text_of(response)
    assert "Díky moc. Ozveme se." in said
    assert "už neexistuje" in said
    assert not SavedReply.objects.filter(title="Díky").exists()


def test_a_mistake_does_not_make_one_forget_what_was_opened(jana: Client, petr: Client) -> None:
    station = make_station(phone="+420 377 000 000")
    his = open_form(petr, page_of(station)).type(phone="+420 377 000 002", email="není adresa")
    again = read_form(petr, page_of(station), his.save())
    open_form(jana, page_of(station)).type(phone="+420 377 000 001").save()
    assert "Mezitím uloženo (Jana" in text_of(again.type(email="").save())
    station.refresh_from_db()
    assert station.phone == "+420 377 000 001"


def test_a_file_chosen_meanwhile_is_not_replaced_unseen(jana: Client, petr: Client) -> None:
    box = make_infobox()
    his = open_form(petr, page_of(box))
    type(box).objects.filter(pk=box.pk).update(photo="infoboxes/nova.jpg")
    response = his.type(note="Nová poznámka").save()
    assert response.status_code == 200
    assert read_form(petr, page_of(box), response).save().status_code == 302
    box.refresh_from_db()
    assert box.photo.name == "infoboxes/nova.jpg"


def test_choices_of_several_are_compared_in_any_order(jana: Client, petr: Client) -> None:
    topics = [*Topic.objects.all()[:3]]
    question = make_question(topics=topics[:2])
    hers, his = open_form(jana, page_of(question)), open_form(petr, page_of(question))
    hers.type(topics=[str(topic.pk) for topic in topics]).save()
    his.values["topics"].reverse()
    response = his.type(keywords="bota").save()
    assert "Mezitím uloženo (Jana Ukázková" in text_of(response)
    assert read_form(petr, page_of(question), response).save().status_code == 302
    assert {*question.topics.all()} == {*topics}


# --- rows of posts ----------------------------------------------------------------------------------------------------


def test_a_row_that_somebody_added_is_said_and_stays(jana: Client, petr: Client) -> None:
    post = make_post()
    his = open_form(petr, page_of(post))
    make_tenure(post, make_person("Nová Strážnice"))
    response = save_row(his, 0, str(make_person().pk), "2030-01-01")
    assert response.status_code == 200
    assert "Mezitím přidáno" in text_of(response)
    assert "Nová Strážnice" in text_of(response)
    assert Tenure.objects.count() == 1
    again = read_form(petr, page_of(post), response)
    assert again.save().status_code == 302
    assert Tenure.objects.count() == 2


def test_what_was_typed_in_a_row_that_is_gone_stays(petr: Client) -> None:
    tenure = make_tenure()
    post = tenure.post
    his = open_form(petr, page_of(post))
    his.values["tenures-0-end"] = ["31.12.2026"]
    tenure.delete()
    response = his.save()
    assert response.status_code == 200
    assert "Mezitím smazáno" in text_of(response)
    again = read_form(petr, page_of(post), response)
    assert again.values["tenures-0-end"] == ["31.12.2026"]
    assert again.values["tenures-INITIAL_FORMS"] == ["0"]
    assert not Tenure.objects.exists()
    assert again.save().status_code == 302
    assert Tenure.objects.get().end == date(2026, 12, 31)


def test_a_row_that_is_gone_and_was_not_touched_does_not_come_back(petr: Client) -> None:
    tenure, other = make_tenure(), make_person()
    his = open_form(petr, page_of(tenure.post))
    tenure.delete()
    response = save_row(his, 1, str(other.pk), "1.1.2027")
    assert "Mezitím smazáno" in text_of(response)
    again = read_form(petr, page_of(tenure.post), response)
    assert again.values["tenures-0-person"] == [str(other.pk)]
    assert again.save().status_code == 302
    assert Tenure.objects.get().person == other


def test_rows_that_moved_are_told_apart(jana: Client, petr: Client) -> None:
    """A row that somebody added comes first: what was typed stays with the rows that it was typed into."""
    tenure = make_tenure(start=date(2026, 1, 1))
    his = open_form(petr, page_of(tenure.post))
    his.values["tenures-0-end"] = ["31.12.2026"]
    earlier = make_tenure(tenure.post, start=date(2025, 1, 1), end=date(2025, 12, 31))
    again = read_form(petr, page_of(tenure.post), his.save())
    ends = {again.values[f"tenures-{n}-id"][0]: again.values[f"tenures-{n}-end"][0] for n in range(2)}
    assert ends == {str(tenure.pk): "31.12.2026", str(earlier.pk): "31.12.2025"}


def test_two_who_change_one_period_see_each_other_from_any_page(jana: Client, petr: Client) -> None:
    tenure = make_tenure(post=make_post(Role.OKRSKAR))
    district = tenure.post.district
    assert district
    hers, his = open_form(jana, page_of(tenure.post)), open_form(petr, page_of(district))
    hers.values["tenures-0-end"] = ["31.12.2026"]
    assert hers.save().status_code == 302
    his.values["okrskar-tenure-0-end"] = ["30.6.2026"]
    assert "Mezitím uloženo (Jana Ukázková" in text_of(his.save())
    assert Tenure.objects.get().end == date(2026, 12, 31)


def save_row(form: OpenForm, number: int, person: str, start: str) -> Any:
    form.values["tenures-TOTAL_FORMS"] = [str(number + 1)]
    form.values |= {f"tenures-{number}-person": [person], f"tenures-{number}-start": [start]}
    form.values |= {f"tenures-{number}-end": [""], f"tenures-{number}-id": [""]}
    return form.save()


# --- at the same moment -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_two_who_save_at_the_same_moment_one_sees_the_other() -> None:
    make_department()
    station = make_station(phone="+420 377 000 000")
    clients = [sign_in(Client(), make_user(name, name, "Ukázková")) for name in ("jana", "petr")]
    forms = [
        open_form(client, page_of(station)).type(phone=f"+420 377 000 00{n}") for n, client in enumerate(clients, 1)
    ]
    together, answers = Barrier(2), []

    def save(form: OpenForm) -> None:
        together.wait()
        answers.append(form.save())
        connection.close()

    run_together([Thread(target=save, args=[form]) for form in forms])
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    [shown] = [text_of(answer) for answer in answers if answer.status_code == 200]
    station.refresh_from_db()
    assert station.phone in shown


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_what_something_that_waits_for_nobody_changed_is_shown_too() -> None:
    """An import locks no post: the database refuses the second of two periods that overlap."""
    make_department()
    post = make_post()
    client = sign_in(Client(), make_user("jana", "Jana", "Ukázková"))
    form, answers = open_form(client, page_of(post)), []
    mine = str(make_person().pk)

    def save() -> None:
        answers.append(save_row(form, 0, mine, "2026-06-01"))
        connection.close()

    thread = Thread(target=save)
    with transaction.atomic():
        make_tenure(post, make_person("Ze Seznamu"))
        thread.start()
        wait_until(waits_for_a_lock, why="the page waits for the import")
    thread.join()
    [answer] = answers
    assert answer.status_code == 200
    assert "Mezitím přidáno" in text_of(answer)
    assert "Ze Seznamu" in text_of(answer)
    assert read_form(client, page_of(post), answer).values["tenures-1-person"] == [mine]
    assert Tenure.objects.count() == 1


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return bool(cursor.fetchall())


def run_together(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- every form -------------------------------------------------------------------------------------------------------

OF_THEIR_OWN = {Message}  # a page of small forms, which asks about the state of the thread


def make_records() -> dict[type[Model], Model]:
    tenure, borough = make_tenure(), make_borough()
    make_tenure(make_post(Role.STAROSTA, borough=borough))
    records: list[Model] = [
        borough,
        make_department(),
        make_district(),
        make_help_contact(topics=Topic.objects.all()[:1]),
        make_infobox(),
        make_known_place(),
        make_notice(),
        make_person(),
        tenure.post,
        make_question(topics=Topic.objects.all()[:1]),
        make_station(),
        User.objects.create_user("eva", "eva@example.org"),
        SavedReply.objects.create(title="Děkujeme", text="Děkujeme."),
        RoutingRule.objects.create(position=5, role=Role.OKRSKAR),
    ]
    return {type(record): record for record in records}


def change_by_somebody(record: Model, names: list[str]) -> None:
    """Change the first of the fields that can be changed without knowing what it means."""
    for name in names:
        field = record._meta.get_field(name)
        value = getattr(record, name)
        if isinstance(field, BooleanField):
            new: Any = not value
        elif isinstance(field, IntegerField) and not field.choices:
            new = (value or 0) + 1
        elif isinstance(field, CharField | TextField) and not field.choices and "slug" not in name:
            new = f"{value}x"
        else:
            continue
        type(record)._base_manager.filter(pk=record.pk).update(**{name: new})
        return
    for tenure in Tenure.objects.all():  # of a page with nothing but rows
        tenure.end = (tenure.end or date(2030, 12, 31)) + timedelta(days=1)
        tenure.save()


def test_every_form_of_the_administration_refuses_to_overwrite(jana: Client) -> None:
    """Also those of models that come later."""
    made, tried = make_records(), set()
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="jana")
    for model, pages in admin.site._registry.items():
        assert not pages.list_editable, "lists that are edited at once would need the same"
        if model in OF_THEIR_OWN or not pages.has_change_permission(request):
            continue
        record = made.get(model) or model._default_manager.first()
        assert record, f"make one of {model} for this test"
        form = open_form(jana, page_of(record))
        change_by_somebody(record, [*json.loads(form.values["opened"][0])[""]])
        saved = json.dumps(state_of(record))
        response = form.save()
        assert response.status_code == 200, model
        assert "errornote meanwhile" in response.content.decode(), model
        assert json.dumps(state_of(record)) == saved
        assert read_form(jana, page_of(record), response).save().status_code == 302, model
        assert json.dumps(state_of(record)) == saved
        tried.add(model)
    assert {Person, Station, Question, HelpContact, Desk, Group, User, RoutingRule, Post, District} <= tried


def state_of(record: Model) -> Any:
    """What is saved of it, and of what is edited on its page."""
    rows = [record, *Tenure.objects.order_by("pk")]
    fresh = [type(row)._base_manager.get(pk=row.pk) for row in rows]
    several = [[*getattr(record, each.name).order_by("pk").values_list("pk")] for each in record._meta.many_to_many]
    left_out = {"changed_at"}
    return [{n: str(v) for n, v in model_values(row).items() if n not in left_out} for row in fresh] + several


def model_values(record: Model) -> dict[str, Any]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
