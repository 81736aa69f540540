"""A form whose sender was signed out meanwhile comes back as it was filled in, to them only, and is not carried out."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from bezpecna_plzen.accounts import session_length
from bezpecna_plzen.accounts.models import Session
from bezpecna_plzen.accounts.sessions import KEPT
from districts.models import District, Person
from faq.models import Synonym
from mailbox.models import Message, Reply
from mailbox.permissions.access import OFFICERS
from tests.bezpecna_plzen.accounts.test_signed_in import enter
from tests.bezpecna_plzen.accounts.test_signed_in import jana as jana
from tests.factories import make_district, make_person, make_question, make_tenure, square
from tests.mailbox.factories import make_message
from tests.opening import OpenForm, open_form, read_form
from tests.signing_in import enrol
from tests.thorough import daily

pytestmark = pytest.mark.django_db

ANSWER = "Dobrý den, na místo se zítra podívá hlídka. Děkujeme, že nám píšete."
PASSWORD = "dlouhé heslo jen pro testy"


def text_of(response: Any) -> str:
    return str(response.content.decode().replace("\u00a0", " "))


def idle(client: Client, user: User) -> None:
    Session.objects.filter(user=user).update(expire_date=timezone.now() - timedelta(seconds=1))


def too_long(client: Client, user: User) -> None:
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - session_length.LONGEST_S - 1}
        for record in session["account_authentication_methods"]
    ]
    session.save()


def everywhere(client: Client, user: User) -> None:
    enter(user)[0].post("/ucet/odhlasit-vsude/")


def in_another_window(client: Client, user: User) -> None:
    client.post("/ucet/odhlaseni/")


@pytest.mark.parametrize("end", [idle, too_long, everywhere, in_another_window])
def test_an_answer_comes_back_and_is_not_sent(jana: User, end: Callable[[Client, User], None]) -> None:
    client, _answer = enter(jana)
    page = f"/admin/mailbox/message/{make_message().pk}/change/"
    end(client, jana)
    response = client.post(page, {"do": "answer.check", "text": ANSWER, "outcome": "solved"}, follow=True)
    assert response.redirect_chain[-1][0].startswith("/ucet/prihlaseni/?next=")
    assert "uchováme hodinu" in text_of(response)
    assert ANSWER not in text_of(response)
    enter(jana, client=client)
    response = client.get(page)
    shown = text_of(response)
    assert response.status_code == 200
    assert re.search(rf"<textarea[^>]*>\s*{ANSWER}", shown)
    assert '<option value="solved" selected' in shown
    assert "zatím není uložené ani odeslané" in shown
    assert not Reply.objects.exists()
    assert ANSWER in text_of(client.get(page)), "a page may be loaded anew"
    client.post(page, {"do": "answer.send", "text": ANSWER, "outcome": "solved"})
    assert Reply.objects.get().text == ANSWER
    assert "zatím není" not in text_of(client.get(page))


def signed_out(user: User) -> Client:
    client, _answer = enter(user)
    idle(client, user)
    return client


def test_a_changed_record_comes_back_and_is_not_saved(jana: User) -> None:
    person = make_person("Jana Ukázková")
    page = f"/admin/districts/person/{person.pk}/change/"
    client, _answer = enter(jana)
    opened = open_form(client, page).type(name="Jana Vzorová", phone="377 000 111", email="není adresa")
    idle(client, jana)
    opened.save()
    enter(jana, client=client)
    shown = text_of(client.get(page))
    assert 'value="Jana Vzorová"' in shown
    assert "zatím není uložené" in shown
    assert 'class="errornote"' not in shown, "nobody has asked for it to be saved"
    person.refresh_from_db()
    assert person.name == "Jana Ukázková"
    open_form(client, page).type(email="jana@example.org").save()
    person.refresh_from_db()
    assert person.name == "Jana Vzorová"
    assert "zatím není" not in text_of(client.get(page))


def test_what_somebody_saved_before_one_was_signed_in_again_is_shown_at_once(jana: User) -> None:
    person = make_person("Jana Ukázková")
    page = f"/admin/districts/person/{person.pk}/change/"
    client, _answer = enter(jana)
    opened = open_form(client, page).type(name="Jana Vzorová")
    idle(client, jana)
    opened.save()
    Person.objects.filter(pk=person.pk).update(name="Jana Nová", phone="+420 377 000 222")
    enter(jana, client=client)
    shown = open_form(client, page)
    assert (shown.values["name"], shown.values["phone"]) == (["Jana Vzorová"], ["+420 377 000 222"])
    assert "Jana Nová" in text_of(client.get(page))
    shown.save()
    person.refresh_from_db()
    assert (person.name, person.phone) == ("Jana Vzorová", "+420 377 000 222")


def change_all(form: OpenForm) -> dict[str, list[str]]:
    """Write something into each field; what the page itself put there stays."""
    typed = {}
    for name, values in form.values.items():
        technical = name in ("opened", "jazyk", "seen") or name.endswith(("_FORMS", "-id", "-post"))
        if not (technical or name.startswith("initial-") or "__prefix__" in name):
            form.values[name] = typed[name] = [f"{value}7" for value in values]
    return typed


def test_every_form_comes_back_as_it_was_filled_in(jana: User) -> None:
    """Also those of models that come later. What is wrong in them is said; nothing is saved."""
    make_tenure()
    client, _answer = enter(jana)
    addresses = []
    for model, pages in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        record = model._default_manager.first()
        addresses += [reverse(f"{name}_add")] * (client.get(reverse(f"{name}_add")).status_code == 200)
        if record and pages is not admin.site._registry[Message]:
            addresses.append(reverse(f"{name}_change", args=[record.pk]))
    assert len(addresses) > 30
    for address in daily(addresses):
        response = client.get(address)
        if 'name="_save"' not in response.content.decode():
            continue  # only looked at
        form = read_form(client, address, response)
        typed = change_all(form)
        idle(client, jana)
        form.save()
        Authenticator.objects.filter(user=jana, type=Authenticator.Type.RECOVERY_CODES).delete()
        enrol(jana)  # new codes: each is good for one signing in
        enter(jana, client=client)
        again = read_form(client, address, client.get(address))
        lost = {n: (v, again.values.get(n)) for n, v in typed.items() if again.values.get(n, [""]) != v}
        choices = {name for name, (_typed, shown) in lost.items() if is_choice(client.get(address), name)}
        assert {*lost} == choices, address


def is_choice(response: Any, name: str) -> bool:
    """Whether only what there is can be chosen."""
    html = response.content.decode()
    return bool(re.search(rf'<select[^>]* name="{name}"|type="(?:checkbox|radio)" name="{name}"', html))


@pytest.mark.parametrize("language", ["de", "uk"])
def test_texts_in_two_languages_come_back(jana: User, language: str) -> None:
    question = make_question(title="Co dělat?", answer="<p>Nic.</p>")
    page = f"/admin/faq/question/{question.pk}/change/"
    client = signed_out(jana)
    data = {"title_cs": "Co dělat hned?", "answer_cs": "<p>Volejte 156.</p>", f"title_{language}": "Was tun, jetzt?"}
    client.post(page, data | {"jazyk": language})
    enter(jana, client=client)
    shown = text_of(client.get(page))
    for part in ("Co dělat hned?", "Volejte 156.", "Was tun, jetzt?"):
        assert part in shown
    question.refresh_from_db()
    assert question.title == "Co dělat?"


def test_a_new_record_comes_back_and_is_not_made(jana: User) -> None:
    client = signed_out(jana)
    client.post("/admin/faq/synonym/add/", {"words": "vitrína, výkladní skříň"})
    enter(jana, client=client)
    assert "vitrína, výkladní skříň" in text_of(client.get("/admin/faq/synonym/add/"))
    assert not Synonym.objects.filter(words__startswith="vitrína").exists()


def test_a_boundary_comes_back_and_is_not_redrawn(jana: User) -> None:
    district = make_district()
    district.refresh_from_db()
    drawn = square(13.2)
    client = signed_out(jana)
    page = f"/admin/districts/district/{district.pk}/boundary/"
    text = str(drawn).replace("'", '"')
    client.post(page, {"boundary": text, "seen": "0"})
    enter(jana, client=client)
    assert "13.2" in text_of(client.get(page))
    assert District.objects.get().boundary == district.boundary


def test_of_other_forms_the_texts_come_back(jana: User) -> None:
    message = make_message()
    page = f"/admin/mailbox/message/{message.pk}/erase/"
    client = signed_out(jana)
    client.post(page, {"reason": "Odesílatelka o to sama požádala dopisem."})
    enter(jana, client=client)
    assert "Odesílatelka o to sama požádala dopisem." in text_of(client.get(page))
    assert "Odesílatelka" not in text_of(client.get(page))
    message.refresh_from_db()
    assert message.erased_at is None


def test_of_a_press_of_a_button_nothing_comes_back(jana: User) -> None:
    page = f"/admin/districts/person/{make_person().pk}/delete/"
    client = signed_out(jana)
    assert client.post(page, {"post": "yes"})["Location"].startswith("/admin/login/")
    assert KEPT not in client.session


def test_of_a_message_that_is_somebody_elses_by_now_only_ones_own_words_come_back(jana: User) -> None:
    User.objects.filter(pk=jana.pk).update(is_superuser=False)
    jana.groups.add(Group.objects.get(name=OFFICERS))
    tenure = make_tenure(person=make_person(user=jana))
    message = make_message(tenure.post)
    page = f"/admin/mailbox/message/{message.pk}/change/"
    client = signed_out(jana)
    client.post(page, {"do": "answer.check", "text": ANSWER})
    tenure.delete()
    enter(jana, client=client)
    response = client.get(page)
    assert response.status_code == 404
    assert ANSWER in text_of(response)
    assert message.text not in text_of(response)
    assert "Zkopírujte" in text_of(response)


def test_files_are_to_be_chosen_again(jana: User) -> None:
    client = signed_out(jana)
    page = f"/admin/districts/person/{make_person().pk}/change/"
    client.post(page, {"name": "Jana Vzorová", "photo": SimpleUploadedFile("foto.jpg", b"x")})
    enter(jana, client=client)
    assert "Soubory vyberte znovu" in text_of(client.get(page))


def test_somebody_else_in_the_same_browser_sees_nothing_of_it(jana: User) -> None:
    petr = User.objects.create_user("petr", "petr@example.org", PASSWORD, is_staff=True, is_superuser=True)
    enrol(petr)
    page = f"/admin/mailbox/message/{make_message().pk}/change/"
    client = signed_out(jana)
    client.post(page, {"do": "note", "text": ANSWER})
    assert KEPT in client.session
    enter(petr, client=client)
    assert KEPT not in client.session
    shown = text_of(client.get(page))
    assert ANSWER not in shown
    client.post("/ucet/odhlaseni/")
    enter(jana, client=client)
    assert ANSWER not in text_of(client.get(page))


def test_it_is_of_whoever_signed_in_last(jana: User) -> None:
    petr = User.objects.create_user("petr", "petr@example.org", PASSWORD, is_staff=True, is_superuser=True)
    enrol(petr)
    client, _answer = enter(jana)
    client.post("/ucet/odhlaseni/")
    enter(petr, client=client)
    idle(client, petr)
    client.post("/admin/faq/synonym/add/", {"words": "vitrína, výkladní skříň"})
    assert client.session[KEPT]["user"] == petr.pk


def test_it_is_kept_for_an_hour(jana: User) -> None:
    page = "/admin/faq/synonym/add/"
    client = signed_out(jana)
    client.post(page, {"words": "vitrína, výkladní skříň"})
    [row] = Session.objects.filter(user=None)
    assert row.expire_date <= timezone.now() + timedelta(hours=1)
    session = client.session
    session[KEPT] |= {"until": timezone.now().timestamp() - 1}
    session.save()
    enter(jana, client=client)
    assert "vitrína" not in text_of(client.get(page))


def test_passwords_are_not_kept(jana: User) -> None:
    client = signed_out(jana)
    client.post(f"/admin/auth/user/{jana.pk}/password/", {"password1": "tajné heslo jedna", "password2": "tajné"})
    assert KEPT not in client.session


def test_of_an_unknown_browser_the_texts_are_shown_at_once(jana: User) -> None:
    response = Client().post("/admin/mailbox/message/1/change/", {"do": "note", "text": f"<b>{ANSWER}"})
    assert response.status_code == 403
    assert f"&lt;b&gt;{ANSWER}" in text_of(response)
    assert "no-store" in response["Cache-Control"]


def test_what_is_too_long_to_be_kept_is_shown_at_once(jana: User) -> None:
    client = signed_out(jana)
    response = client.post("/admin/faq/synonym/add/", {"words": "dlouhé slovo " * 50_000})
    assert response.status_code == 403
    assert KEPT not in client.session


def test_a_form_without_a_right_token_is_not_kept(jana: User) -> None:
    client = signed_out(jana)
    client.handler.enforce_csrf_checks = True
    assert client.post("/admin/faq/synonym/add/", {"words": "vitrína, výkladní skříň"}).status_code == 403
    assert KEPT not in client.session


def test_nobody_gets_a_form_of_a_page_that_they_may_not_see_any_more(jana: User, settings: Settings) -> None:
    client = signed_out(jana)
    client.post("/admin/faq/synonym/add/", {"words": "vitrína, výkladní skříň"})
    User.objects.filter(pk=jana.pk).update(is_superuser=False)
    enter(jana, client=client)
    response = client.get("/admin/faq/synonym/add/")
    assert response.status_code == 403
    assert "vitrína" not in text_of(response)
