"""The secret key is changed: with the old one among the fallbacks, all that it was used for is still good.

Without it, nothing is: whoever got hold of the old key can do nothing with it.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from bezpecna_plzen.accounts import attempts, invitations
from bezpecna_plzen.accounts.attempts import AttemptsUsedUpError, Counter, Limit
from mailbox.intake import form_token, receipt_codes
from mailbox.intake.submission import FilledMessage, submit_message
from mailbox.models import Kind, Message
from mailbox.photos import storage
from tests.factories import make_department
from tests.hostile_images import encoded, picture
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Still = Callable[[], bool]  # whether what was made under one key is good under another
ENTRY = FilledMessage(kind=Kind.PODNET, text="Na rohu nesvítí lampa.")
# Who uses the key, itself or through Django: whoever joins them has to be tried here, too.
USERS = {
    "bezpecna_plzen/accounts/attempts.py",
    "bezpecna_plzen/accounts/invitations.py",
    "bezpecna_plzen/settings.py",
    "mailbox/intake/form_token.py",
    "mailbox/intake/receipt_codes.py",
    "mailbox/intake/submission.py",
    "mailbox/photos/storage.py",
}

# Names a session in a list that is open; after a change the list is loaded anew.
HARMLESS = {"bezpecna_plzen/accounts/signed_in.py"}


def receipt_code() -> Still:
    code = submit_message(entry=ENTRY, token="a token", now=timezone.now()).receipt
    return lambda: Client().post("/infoschranka/stav/", {"code": code}).status_code == 200


def receipt_code_in_the_mail_queue() -> Still:
    sealed = receipt_codes.seal_code(receipt_codes.make_code("identity"))
    return lambda: receipt_codes.unseal_code(sealed) is not None


def message_sent_twice() -> Still:
    first = submit_message(entry=ENTRY, token="a token", now=timezone.now())

    def is_the_same() -> bool:
        again = submit_message(entry=ENTRY, token="a token", now=timezone.now())
        return again.again and again.receipt == first.receipt and Message.objects.count() == 1

    return is_the_same


def open_form() -> Still:
    token = form_token.issue_token(now=timezone.now())
    return lambda: form_token.read_token(token) is not None


def photo_in_a_form() -> Still:
    photo = storage.store_photo(SimpleUploadedFile("foto.jpg", encoded(picture((10, 10)), "JPEG")))
    sealed = storage.seal_photo(photo)
    return lambda: storage.unseal_photo(sealed) == photo


def link_to_a_photo() -> Still:
    sealed = storage.seal_link("name.jpg")
    return lambda: storage.name_in_link(sealed) == "name.jpg"


def session() -> Still:
    client = sign_in(Client(), User.objects.create_user("jana", is_staff=True))
    return lambda: client.get("/admin/").status_code == 200


def invitation() -> Still:
    user = User.objects.create_user("petr", "petr@example.org", is_staff=True)
    token = invitations.link_of(invitations.make_invitation(user, by=None, now=timezone.now())).split("/")[-2]
    return lambda: invitations.open_link(token, now=timezone.now()).refusal is None


def count_of_wrong_passwords() -> Still:
    def is_used_up() -> bool:
        counter = Counter(attempts.make_key("password", "account 1"), Limit(1, timedelta(hours=1)))
        try:
            attempts.take_attempt([counter], now=timezone.now())
        except AttemptsUsedUpError:
            return True
        return False

    is_used_up()
    return is_used_up


MADE = [
    receipt_code,
    receipt_code_in_the_mail_queue,
    message_sent_twice,
    open_form,
    photo_in_a_form,
    link_to_a_photo,
    session,
    invitation,
    count_of_wrong_passwords,
]


@pytest.fixture(autouse=True)
def _portal(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_department()


@pytest.mark.parametrize("make", MADE)
def test_what_the_old_key_was_used_for_stays_good_as_long_as_it_is_among_the_fallbacks(
    settings: Settings, make: Callable[[], Still]
) -> None:
    older, old = "an even older key", settings.SECRET_KEY
    is_good = make()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key", [older, old]
    assert is_good()


@pytest.mark.parametrize("make", MADE)
def test_without_the_old_key_none_of_it_is_good(settings: Settings, make: Callable[[], Still]) -> None:
    is_good = make()
    settings.SECRET_KEY = "the new key"
    assert not is_good()


@pytest.mark.parametrize("make", [each for each in MADE if each is not count_of_wrong_passwords])
def test_what_is_made_after_the_change_needs_the_old_key_no_more(settings: Settings, make: Callable[[], Still]) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key", [settings.SECRET_KEY]
    is_good = make()
    settings.SECRET_KEY_FALLBACKS = []
    assert is_good()


def test_everybody_who_uses_the_key_is_tried_here() -> None:
    uses = re.compile(
        r"settings\.SECRET_KEY|^SECRET_KEY|salted_hmac\((?!f?.mailbox\.throttling)|Signer\(|signing\.dumps", re.M
    )
    folders = ("core", "districts", "faq", "mailbox", "bezpecna_plzen")
    files = [path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*.py")]
    found = {str(path.relative_to(settings.BASE_DIR)) for path in files if uses.search(path.read_text("utf-8"))}
    assert found == USERS | HARMLESS
