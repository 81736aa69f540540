"""The site's own pages, and those of errors: what they say, in which language, that they need no database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings

from bezpecna_plzen.accounts import devices, session_length
from bezpecna_plzen.site import error_pages, privacy_table
from bezpecna_plzen.site.privacy_table import list_kept
from bezpecna_plzen.urls import handler400, handler403, handler500  # noqa: F401 - those of this module's urls
from bezpecna_plzen.urls import urlpatterns as site
from districts.models import Station
from faq.models import Page
from faq.search import unanswered
from mailbox.photos import leftovers, storage
from tests.districts.test_views import main_of, text_of
from tests.districts.test_views import page as page_text
from tests.factories import make_department, make_district, make_notice, make_post, make_station, make_tenure
from tests.test_pages import fails, forbids, suspects

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OWN_PAGES = ["/o-projektu/", "/kontakt/", "/pristupnost/", "/soukromi/"]
LANGUAGES = [code for code, _name in django_settings.LANGUAGES]


# Under /en/ as well, as the pages are.
urlpatterns = [
    *site,
    *(path(f"{prefix}spadne", fails) for prefix in ("", "en/")),
    *(path(f"{prefix}zakaz", forbids) for prefix in ("", "en/")),
    *(path(f"{prefix}spatne", suspects) for prefix in ("", "en/")),
]


@contextmanager
def no_database() -> Iterator[None]:
    def broken(*args: object) -> None:
        raise OperationalError("password of the database")

    with connection.execute_wrapper(broken):
        yield


@pytest.fixture
def pages() -> None:
    """The four pages, in Czech only, whatever content is shipped."""
    Page.objects.all().delete()
    for slug in Page.Slug:
        Page.objects.create(
            slug=slug, title=f"Nadpis {slug}", body=f"<p>Text {slug}.</p>", reviewed_on=date(2026, 9, 3)
        )


# --- the site's own pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", OWN_PAGES)
def test_a_page_shows_its_text_and_when_it_was_checked(client: Client, pages: None, address: str) -> None:
    slug = address.strip("/")
    text = page_text(client, address)
    assert f"Nadpis {slug} Text {slug}." in text
    assert "Naposledy zkontrolováno: 3. září 2026" in text


@pytest.mark.parametrize("address", OWN_PAGES)
def test_a_new_database_has_every_page(client: Client, address: str) -> None:
    assert len(page_text(client, address)) > 1000


@pytest.mark.parametrize("address", OWN_PAGES)
def test_a_page_without_a_text_is_not_found_and_helps_on(client: Client, address: str) -> None:
    Page.objects.all().delete()
    text = page_text(client, address, status=404)
    assert "Tato stránka neexistuje" in text
    assert "Dotazy a odpovědi" in text or "Otázky a odpovědi" in text


def test_an_untranslated_page_is_shown_in_czech_and_says_so(client: Client, pages: None) -> None:
    body = client.get("/en/o-projektu/").content.decode()
    assert '<h1 lang="cs">Nadpis o-projektu</h1>' in body
    assert '<div class="rich" lang="cs"><p>Text o-projektu.</p></div>' in body
    assert "This text has not been translated yet." in body
    assert "Last reviewed: 3 September 2026" in body


def test_a_translated_page_is_in_its_language(client: Client, pages: None) -> None:
    Page.objects.filter(slug="o-projektu").update(title_en="About", body_en="<p>English.</p>")
    body = client.get("/en/o-projektu/").content.decode()
    assert '<div class="rich" lang="en"><p>English.</p></div>' in body
    assert "has not been translated" not in body


def test_what_got_into_the_database_by_another_way_is_cleaned_when_it_is_shown(client: Client, pages: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE faq_page SET body_cs = '<p onclick=x>a</p><script>alert(1)</script>' WHERE slug = 'kontakt'"
        )
    body = main_of(client.get("/kontakt/"))
    assert "<p>a</p>" in body
    assert "<script" not in body
    assert "onclick" not in body


@pytest.mark.parametrize(("address", "cost"), [(page, 3 if page == "/kontakt/" else 2) for page in OWN_PAGES])
def test_a_page_costs_a_fixed_number_of_queries(
    client: Client, pages: None, address: str, cost: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        make_tenure(make_post(district=make_district()))
        make_station()
    client.get(address)
    with django_assert_num_queries(cost):
        client.get(address)


def test_the_about_page_counts_districts_and_the_officers_there_are_today(client: Client, pages: None) -> None:
    three = make_district(number=3)
    for number in range(4, 10):
        make_district(number=number)
    seven, eight = make_district(number=17), make_district(number=18)
    make_district(number=19, boundary=None)
    make_tenure(make_post(district=seven))
    make_tenure(make_post(district=eight), end=timezone.localdate() - timedelta(days=1))
    text = page_text(client, "/o-projektu/")
    assert "Plzeň má 9 policejních okrsků. Svého strážníka-okrskáře má 1 z nich. U ostatních je" in text
    make_tenure(make_post(district=three))
    assert "Svého strážníka-okrskáře mají 2 z nich." in page_text(client, "/o-projektu/")


def test_the_contact_page_has_the_department_and_the_stations(client: Client, pages: None) -> None:
    make_department(
        name="Odbor bezpečnosti", hours="Po–Pá 8–16", email="info@example.org", verified_on=timezone.localdate()
    )
    Station.objects.all().delete()
    make_station(name="Střed", address="Perlová 3", phone="378 036 933", hours="nonstop")
    make_station(name="Bory", phone="378 036 940", illustrative=True)
    response = client.get("/kontakt/")
    text, body = text_of(response), main_of(response)
    assert re.search("Odbor bezpečnosti náměstí Republiky 16 (Teď|Dnes)[^.]* Otevřeno: Po–Pá 8–16", text)
    assert "ověřeno" in text
    assert text.index("Bory vymyšleno pro ukázku") < text.index("Střed Perlová 3 Otevřeno nonstop")
    for link in ("tel:+420378032251", "mailto:info@example.org", "tel:+420378036933", "/infoschranka/"):
        assert f'href="{link}"' in body


@pytest.mark.parametrize("address", ["/", "/en/", "/infoschranka/"])
def test_every_page_leads_to_the_sites_own_pages(client: Client, address: str) -> None:
    footer = re.sub(r"(?s)^.*<footer", "", client.get(address).content.decode())
    prefix = "/en" if address == "/en/" else ""
    for link in (*OWN_PAGES, "/aktuality/", "/aktuality/atom.xml"):
        assert f'href="{prefix}{link}"' in footer


def test_the_form_leads_to_the_privacy_page(client: Client) -> None:
    assert 'href="/soukromi/"' in main_of(client.get("/infoschranka/"))


# --- how long what is kept ------------------------------------------------------------------------------------------

PERIODS = [
    ("RETENTION_DAYS", 1, "1 den po uzavření věci"),
    ("RETENTION_DAYS", 3, "3 dny po uzavření věci"),
    ("RETENTION_DAYS", 400, "400 dní po uzavření věci"),
    ("RETENTION_DAYS", 365, "1 rok po uzavření věci"),
    ("RETENTION_DAYS", 730, "2 roky po uzavření věci"),
    ("RETENTION_DAYS", 1825, "5 let po uzavření věci"),
    ("QUARANTINE_DAYS", 1, "1 den po přijetí"),
    ("QUARANTINE_DAYS", 17, "17 dní po přijetí"),
    ("FOUND_ITEM_DAYS", 2, "2 dny po předání věci"),
    ("FOUND_ITEM_DAYS", 19, "19 dní po předání věci"),
    ("MAIL_DAYS", 1, "1 den po odeslání"),
    ("MAIL_DAYS", 23, "23 dní po odeslání"),
    ("AUDIT_DAYS", 31, "31 dní, aby"),
    ("SESSION_COOKIE_AGE", 3 * 3600, "3 hodiny bez činnosti, nejdéle 12 hodin"),
    ("CSRF_COOKIE_NAME", "__Host-csrftoken", "Cookie __Host-csrftoken:"),
    ("SESSION_COOKIE_NAME", "__Host-sessionid", "(cookie __Host-sessionid)"),
    ("DEVICE_COOKIE_NAME", "__Host-device", "(cookie __Host-device)"),
]


@pytest.mark.parametrize(("setting", "value", "said"), PERIODS)
def test_the_privacy_page_says_the_periods_that_are_set(
    client: Client, pages: None, settings: Settings, setting: str, value: int | str, said: str
) -> None:
    setattr(settings, setting, "other" if isinstance(value, str) else 77 * 24 * 3600)
    assert said not in page_text(client, "/soukromi/")
    setattr(settings, setting, value)
    assert said in page_text(client, "/soukromi/")


def test_the_privacy_page_says_the_periods_that_are_constants(
    client: Client, pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page_text(client, "/soukromi/")
    assert f"{storage.ORPHAN_AFTER // timedelta(hours=1)} hodin, potom ještě {leftovers.SET_ASIDE_FOR.days} dní" in text
    assert f"nejdéle {session_length.LONGEST_S // 3600} hodin" in text
    assert f"{devices.KNOWN_FOR.days} dní od posledního přihlášení" in text
    assert f"přes {unanswered.MOST_ROWS:,},".replace(",", " ", 1) in text
    assert f"{unanswered.KEPT_DAYS} dní od posledního hledání" in text
    monkeypatch.setattr(privacy_table, "ORPHAN_AFTER", timedelta(hours=1))
    monkeypatch.setattr(privacy_table, "LONGEST_S", 3600)
    monkeypatch.setattr(privacy_table, "MOST_ROWS", 70)
    monkeypatch.setattr(privacy_table, "KNOWN_FOR", timedelta(days=1))
    text = page_text(client, "/soukromi/")
    assert "1 hodinu, potom" in text
    assert "nejdéle 1 hodinu" in text
    assert "1 den od posledního přihlášení" in text
    assert "přes 70," in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_periods_are_whole_sentences_in_every_language(language: str, settings: Settings) -> None:
    for setting in ("RETENTION_DAYS", "QUARANTINE_DAYS", "FOUND_ITEM_DAYS", "MAIL_DAYS", "AUDIT_DAYS"):
        setattr(settings, setting, 7)
    with override(language):
        said = [each.how_long for each in list_kept()]
    assert sum("7" in each for each in said) == 5
    assert all(said)


# --- errors ---------------------------------------------------------------------------------------------------------

ERRORS = [
    ("/spadne", 500, "Něco se u\N{NO-BREAK SPACE}nás pokazilo", "Zkuste to prosím za pár minut"),
    ("/en/spadne", 500, "Something went wrong on our side", "Try again in a few minutes"),
    ("/zakaz", 403, "Tuto stránku nemůžete zobrazit", "na úvodní stránce"),
    ("/en/zakaz", 403, "You may not see this page", "start from the home page"),
    ("/spatne", 400, "Tomuto požadavku nerozumíme", "na úvodní stránce"),
    ("/en/spatne", 400, "We do not understand the request", "Start from the home page"),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "status", "happened", "next_step"), ERRORS)
def test_an_error_says_what_happened_and_what_to_do_in_the_language_of_the_page(
    address: str, status: int, happened: str, next_step: str
) -> None:
    client = Client(raise_request_exception=False)
    with no_database():
        response = client.get(address)
    language, home = ("en", "/en/") if address.startswith("/en/") else ("cs", "/")
    body = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}">' in body
    assert response["Content-Language"] == language
    assert happened in body
    assert next_step in body
    assert f'href="{home}"' in body
    assert 'href="tel:112"' in body
    assert "nobody may read this" not in body
    assert not response.cookies


@pytest.mark.parametrize(
    ("address", "language", "said"),
    [
        ("/", "cs", "Něco se u\N{NO-BREAK SPACE}nás pokazilo"),
        ("/en/", "en", "Something went wrong"),
        ("/en/neni/", "en", "Something went"),
    ],
)
def test_without_a_database_pages_answer_with_the_plain_one(address: str, language: str, said: str) -> None:
    client = Client(raise_request_exception=False)
    with no_database():
        response = client.get(address)
    assert response.status_code == 500
    assert said in response.content.decode()
    assert f'<html lang="{language}">' in response.content.decode()
    assert "password" not in response.content.decode()


def test_an_error_speaks_the_language_of_its_address_whatever_the_thread_spoke_last() -> None:
    """A request that fails before its language is known must not get that of the last visitor."""
    request = RequestFactory().get("/")
    with override("de"):
        response = error_pages.server_error(request)
        assert translation.get_language() == "de"
    assert '<html lang="cs">' in response.content.decode()


def test_a_host_that_is_not_ours_is_refused_in_words() -> None:
    response = Client(raise_request_exception=False).get("/en/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "We do not understand the request" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "language", "said"),
    [("/", "cs", "Formulář se nepodařilo ověřit"), ("/en/", "en", "The form could not be verified")],
)
def test_a_form_from_elsewhere_is_refused_in_the_language_of_the_page(address: str, language: str, said: str) -> None:
    response = Client(enforce_csrf_checks=True).post(f"{address}infoschranka/", {"text": "a"})
    body = response.content.decode()
    assert response.status_code == 403
    assert said in body
    assert f'<html lang="{language}">' in body
    assert 'href="tel:112"' in body
    assert set(response.cookies) == {"csrftoken"}, "so that it can be sent again"


@pytest.mark.parametrize(
    ("address", "language", "said"),
    [("/neni/", "cs", "Tato stránka neexistuje"), ("/en/neni/", "en", "This page does not exist")],
)
def test_what_does_not_exist_offers_ways_on(client: Client, address: str, language: str, said: str) -> None:
    response = client.get(address)
    body = response.content.decode()
    prefix = "" if language == "cs" else "/en"
    assert response.status_code == 404
    assert said in body
    assert f'<html lang="{language}">' in body
    for link in ("/", "/dotazy/", "/infoschranka/", "/okrsky/"):
        assert f'href="{prefix}{link}"' in main_of(response)
    assert f'action="{prefix}/najit/"' in body
    assert 'href="tel:112"' in body
    assert '<meta name="robots" content="noindex">' in body
    assert not response.cookies


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("429.html", {"cs": "Počkejte prosím pět minut", "en": "Please wait five minutes"}),
        ("mailbox/too_large.html", {"cs": "50\N{NO-BREAK SPACE}MB", "en": "more than 50 MB"}),
        ("mailbox/unavailable.html", {"cs": "počkejte", "en": "wait a minute"}),
        ("400.html", {"cs": "Nic se neodeslalo", "en": "Nothing was sent"}),
        ("403_csrf.html", {"cs": "Povolte", "en": "Allow cookies"}),
    ],
)
@pytest.mark.parametrize("language", ["cs", "en"])
def test_plain_pages_need_no_context_and_know_their_language(
    template: str, said: dict[str, str], language: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with override(language), django_assert_num_queries(0):
        body = render_to_string(template)
    assert said[language] in body
    assert f'<html lang="{language}">' in body
    assert 'href="tel:112"' in body


def test_a_raised_notice_stands_on_the_page_of_what_does_not_exist_too(client: Client) -> None:
    make_notice(title="Nepijte vodu", banner_until=timezone.now() + timedelta(hours=1))
    assert "Nepijte vodu" in client.get("/neni/").content.decode()
