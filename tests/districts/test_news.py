"""News and alerts: when and where they are shown, what the database refuses, the feed, the banner."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings

from districts.lookup import atlas
from districts.models import District, Notice, Revision
from districts.news import notices
from districts.news.notices import Announced
from tests.districts.test_views import main_of, page, text_of
from tests.factories import make_department, make_district, make_notice

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW = datetime(2026, 9, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def news(*districts: District, **fields: datetime | None) -> Announced:
    return Announced(Notice(published_from=NOW, **fields), city_wide=not districts, districts=districts)


# --- which of them, and when ----------------------------------------------------------------------------------------


def test_a_notice_is_current_from_its_first_moment_to_before_its_last() -> None:
    notice = Notice(published_from=NOW, published_to=NOW + HOUR)
    moments = [-HOUR / 60, 0 * HOUR, HOUR - HOUR / 60, HOUR]
    assert [notice.is_current(NOW + moment) for moment in moments] == [False, True, True, False]
    assert Notice(published_from=NOW).is_current(NOW + 10_000 * HOUR)


def test_a_notice_is_raised_until_its_banner_ends() -> None:
    notice = Notice(published_from=NOW, banner_until=NOW + HOUR)
    moments = [-HOUR / 60, 0 * HOUR, HOUR - HOUR / 60, HOUR]
    assert [notice.is_raised(NOW + moment) for moment in moments] == [False, True, True, False]
    assert not Notice(published_from=NOW).is_raised(NOW)


def test_what_is_withdrawn_from_the_news_leaves_the_banner_too() -> None:
    notice = Notice(published_from=NOW, published_to=NOW + HOUR, banner_until=NOW + 5 * HOUR)
    assert notice.is_raised(NOW)
    assert not notice.is_raised(NOW + HOUR)


def test_a_district_gets_its_own_news_and_those_for_the_whole_city() -> None:
    seven, eight = District(number=7), District(number=8)
    for_all, for_seven, for_both, over = news(), news(seven), news(seven, eight), news(published_to=NOW + HOUR)
    every = [for_all, for_seven, for_both, over]
    later = NOW + HOUR
    assert notices.current_notices(every, now=later) == [for_all, for_seven, for_both]
    assert notices.current_notices(every, now=later, number=8) == [for_all, for_both]
    assert notices.current_notices(every, now=later, number=9) == [for_all]


def test_the_newest_raised_notice_stands_in_the_banner() -> None:
    plain, newer, older = news(), news(banner_until=NOW + HOUR), news(banner_until=NOW + 2 * HOUR)
    assert notices.raised_notice([plain, newer, older], now=NOW) is newer
    assert notices.raised_notice([plain, newer, older], now=NOW + HOUR) is older
    assert notices.raised_notice([plain, newer, older], now=NOW + 2 * HOUR) is None


def test_the_atlas_has_what_is_current_and_what_is_to_come_newest_first() -> None:
    now = timezone.now()
    old = make_notice(published_from=now - 3 * HOUR)
    make_notice(published_from=now - 3 * HOUR, published_to=now - HOUR)
    to_come = make_notice(published_from=now + HOUR)
    new = make_notice(published_from=now - HOUR, published_to=now + HOUR)
    assert [each.notice for each in atlas.current().notices] == [to_come, new, old]


def test_news_of_abolished_districts_are_for_nobody_rather_than_for_everybody() -> None:
    abolished, seven = make_district(boundary=None), make_district(number=7)
    make_notice(abolished)
    make_notice(abolished, seven)
    both, one = atlas.current().notices
    assert (both.city_wide, both.districts) == (False, (seven,))
    assert (one.city_wide, one.districts) == (False, ())


def test_adding_and_removing_districts_is_seen_at_once() -> None:
    seven, eight = make_district(number=7), make_district(number=8)
    notice = make_notice()

    def districts() -> list[int]:
        return [district.number for district in atlas.current().notices[0].districts]

    assert districts() == []
    notice.districts.add(seven, eight)
    assert districts() == [7, 8]
    notice.districts.remove(seven)
    assert districts() == [8]
    notice.districts.clear()
    assert districts() == []
    seven.notices.add(notice)
    assert districts() == [7]


@pytest.mark.parametrize("write", ["save", "update", "delete", "bulk_create"])
def test_a_written_notice_renews_the_stamp(write: str) -> None:
    notice = make_notice()
    before = Revision.current()
    match write:
        case "save":
            notice.save()
        case "update":
            Notice.objects.update(title="Jiná")
        case "delete":
            notice.delete()
        case "bulk_create":
            Notice.objects.bulk_create([Notice(title="a", text="b", published_from=NOW)])
    assert Revision.current() != before


# --- what the database refuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("notice_ends_after_it_begins", {"published_to": NOW}),
        ("notice_ends_after_it_begins", {"published_to": NOW - HOUR}),
        ("notice_banner_ends_after_it_begins", {"banner_until": NOW}),
        ("notice_banner_ends_after_it_begins", {"banner_until": NOW - HOUR}),
        ("notice_whole_cs", {"text": ""}),
        ("notice_whole_cs", {"title": ""}),
        *((f"notice_whole_{code}", {f"title_{code}": "Title"}) for code in ("en", "uk", "de", "vi")),
        *((f"notice_whole_{code}", {f"text_{code}": "Text", f"title_{code}": ""}) for code in ("en", "uk", "de", "vi")),
    ],
)
def test_the_database_refuses_what_no_page_could_show(constraint: str, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_notice(published_from=NOW, **fields)


def test_the_database_refuses_the_same_district_twice() -> None:
    district = make_district()
    notice = make_notice(district)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.districts.through.objects.create(notice=notice, district=district)


# --- the pages ------------------------------------------------------------------------------------------------------


def test_home_shows_the_news_with_whom_they_are_for(client: Client) -> None:
    make_notice(title="Zkouška sirén", text="Ve středu v poledne.")
    make_notice(make_district(number=7, name="Slovany"), title="Uzavírka mostu")
    make_notice(title="Bude zítra", published_from=timezone.now() + HOUR)
    make_notice(title="Bylo včera", published_to=timezone.now() - HOUR / 2)
    text = page(client, "/")
    assert re.search(
        r"Uzavírka mostu [^·]*· Okrsek 7 Slovany .*Zkouška sirén [^·]*· celé město Ve středu v poledne\.", text
    )
    assert "Bude zítra" not in text
    assert "Bylo včera" not in text


def test_a_page_without_news_has_no_heading_for_them(client: Client) -> None:
    make_district(number=7)
    assert 'id="news"' not in client.get("/").content.decode()
    assert 'id="news"' not in client.get("/okrsky/7/").content.decode()


def test_a_districts_page_shows_what_concerns_it(client: Client) -> None:
    seven, eight = make_district(number=7), make_district(number=8)
    make_notice(seven, title="Jen pro sedm")
    make_notice(eight, title="Jen pro osm")
    make_notice(title="Pro všechny")
    text = page(client, "/okrsky/7/")
    assert "Jen pro sedm" in text
    assert "Pro všechny" in text
    assert "Jen pro osm" not in text


def test_all_news_are_listed_with_those_that_are_over(client: Client) -> None:
    now = timezone.now()
    make_notice(title="Platí")
    make_notice(title="Skončilo", published_from=now - 3 * HOUR, published_to=now - 2 * HOUR)
    make_notice(title="Teprve bude", published_from=now + HOUR)
    text = page(client, "/aktuality/")
    assert text.index("Platí") < text.index("Skončilo") < text.index("už neplatí")
    assert text.count("už neplatí") == 1
    assert "Teprve bude" not in text


def test_many_news_are_on_several_pages(client: Client) -> None:
    for number in range(25):
        make_notice(title=f"Zpráva č. {number}.", published_from=NOW + number * HOUR / 60 - 10_000 * HOUR)
    first, second = page(client, "/aktuality/"), client.get("/aktuality/?strana=2")
    assert "Zpráva č. 24." in first
    assert "Zpráva č. 4." not in first
    assert "strana 1 z 2" in first
    assert "Zpráva č. 4." in text_of(second)
    assert '<meta name="robots" content="noindex">' in second.content.decode()
    assert 'rel="prev" href="?strana=1"' in second.content.decode()


@pytest.mark.parametrize("query", ["?strana=99", "?strana=0", "?strana=x", "?strana=" + "9" * 5000])
def test_a_page_of_news_that_does_not_exist_leads_to_one_that_does(client: Client, query: str) -> None:
    make_notice(title="Zkouška sirén")
    assert "Zkouška sirén" in page(client, f"/aktuality/{query}")


def test_before_any_news_the_page_says_so(client: Client) -> None:
    assert "Zatím tu nejsou žádné aktuality." in page(client, "/aktuality/")


def test_one_of_the_news(client: Client) -> None:
    district = make_district(number=7, name="Slovany")
    notice = make_notice(
        district,
        title="Uzavírka mostu",
        text="První <b>řádek</b>\ndruhý.\n\nVíce na https://www.plzen.eu/most nebo info@plzen.eu.",
        published_from=NOW - 10_000 * HOUR,
        published_to=timezone.now() + 48 * HOUR,
    )
    body = main_of(client.get(notice.get_absolute_url()))
    assert re.search(r'<h1 lang="cs">Uzavírka mostu</h1>', body)
    assert "<p>První &lt;b&gt;řádek&lt;/b&gt;<br>druhý.</p>" in body
    assert '<a href="https://www.plzen.eu/most" rel="nofollow">https://www.plzen.eu/most</a>' in body
    assert '<a href="mailto:info@plzen.eu">info@plzen.eu</a>' in body
    assert '<a href="/okrsky/7/">Okrsek 7 Slovany</a>' in body
    assert "Platí do: " in body


def test_scripts_in_a_text_stay_text() -> None:
    shown = notices.as_paragraphs("<script>alert(1)</script> javascript:alert(1) https://x.cz/\"onclick='a'>b")
    assert "<script" not in shown
    assert re.findall(r"<[a-z]+[^>]*>", shown) == [
        "<p>",
        '<a href="https://x.cz/" rel="nofollow">',
    ]


def test_what_is_over_stays_at_its_address_and_says_so(client: Client) -> None:
    notice = make_notice(published_from=NOW - 5 * HOUR, published_to=NOW)
    assert "Tato aktualita už neplatí, skončila 3. září 2026." in page(client, notice.get_absolute_url())


@pytest.mark.parametrize("number", ["999", "9" * 30, "0"])
def test_what_does_not_exist_is_not_found(client: Client, number: str) -> None:
    page(client, f"/aktuality/{number}/", status=404)


def test_nothing_is_given_away_before_its_time(client: Client) -> None:
    notice = make_notice(title="Tajné", published_from=timezone.now() + HOUR, banner_until=timezone.now() + 2 * HOUR)
    for path in (notice.get_absolute_url(), "/aktuality/", "/aktuality/atom.xml", "/", "/sitemap-pages.xml"):
        body = client.get(path).content.decode()
        assert "Tajné" not in body, path
        assert f"/aktuality/{notice.pk}/" not in body or path == notice.get_absolute_url(), path
    assert client.get(notice.get_absolute_url()).status_code == 404


# --- languages ------------------------------------------------------------------------------------------------------


def test_an_untranslated_notice_is_shown_in_czech_and_says_so(client: Client) -> None:
    notice = make_notice(title="Zkouška sirén")
    body = client.get(f"/en/aktuality/{notice.pk}/").content.decode()
    assert '<h1 lang="cs">Zkouška sirén</h1>' in body
    assert "This text has not been translated yet." in body
    assert f'<a href="/en/aktuality/{notice.pk}/" lang="cs">Zkouška sirén</a>' in client.get("/en/").content.decode()


def test_a_translated_notice_is_shown_in_the_language_of_the_page(client: Client) -> None:
    notice = make_notice(title="Zkouška sirén", title_en="Siren test", text_en="On Wednesday at noon.")
    body = client.get(f"/en/aktuality/{notice.pk}/").content.decode()
    assert '<h1 lang="en">Siren test</h1>' in body
    assert '<div class="rich" lang="en"><p>On Wednesday at noon.</p></div>' in body
    assert "has not been translated" not in body
    assert "Zkouška sirén" in page(client, f"/aktuality/{notice.pk}/")


# --- the banner -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/okrsky/", "/ulice/", "/schranky/", "/infoschranka/", "/infoschranka/stav/", "/aktuality/", "/neni/"]
)
def test_the_banner_stands_on_every_page(client: Client, path: str) -> None:
    notice = make_notice(title="Nepijte vodu z kohoutku", banner_until=timezone.now() + HOUR)
    body = client.get(path).content.decode()
    banner = re.search(r'(?s)<aside class="alert" aria-label="Upozornění">.*?</aside>', body)
    assert banner
    assert "<strong>Upozornění:</strong>" in banner[0]
    assert f'<a href="/aktuality/{notice.pk}/" lang="cs">Nepijte vodu z kohoutku</a>' in banner[0]


def test_the_banner_of_some_districts_names_them(client: Client) -> None:
    make_notice(
        make_district(number=7), make_district(number=8), title="Únik plynu", banner_until=timezone.now() + HOUR
    )
    assert "Upozornění: Okrsek 7, Okrsek 8 – Únik plynu" in page(client, "/okrsky/")


@pytest.mark.parametrize("until", [None, timezone.now() - HOUR / 2])
def test_without_a_raised_notice_there_is_no_banner(client: Client, until: datetime | None) -> None:
    make_notice(banner_until=until)
    assert 'class="alert"' not in client.get("/").content.decode()


def test_news_cost_home_districts_and_the_banner_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_district(number=7)
    costs = {}
    for path in ("/", "/okrsky/7/", "/ulice/"):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        costs[path] = len(captured)
    for number in range(5):
        make_notice(make_district(), banner_until=timezone.now() + number * HOUR)
    for path, cost in costs.items():
        client.get(path)
        with django_assert_num_queries(cost):
            client.get(path)


@pytest.mark.parametrize(("path", "cost"), [("/aktuality/", 4), ("/aktuality/{}/", 3), ("/aktuality/atom.xml", 2)])
def test_pages_of_news_cost_a_fixed_number_of_queries(
    client: Client, path: str, cost: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        notice = make_notice(make_district(), make_district())
    address = path.format(notice.pk)
    client.get(address)
    with django_assert_num_queries(cost):
        client.get(address)
    for _ in range(10):
        make_notice(make_district())
    client.get(address)
    with django_assert_num_queries(cost):
        client.get(address)


# --- the feed -------------------------------------------------------------------------------------------------------


def feed(client: Client, path: str = "/aktuality/atom.xml") -> ET.Element:
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 - our own


def said(element: ET.Element, name: str) -> str:
    found = element.find(ATOM + name)
    assert found is not None, name
    return found.text or ""


def test_the_feed_has_absolute_addresses_of_the_public_site(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://www.example.org"
    notice = make_notice(make_district(number=7), title="Uzavírka & objížďka", text="Od <rána>.\n\nhttps://plzen.eu/")
    root = feed(client)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://www.example.org/aktuality/",
        "self": "https://www.example.org/aktuality/atom.xml",
    }
    assert root.get(LANG) == "cs"
    assert said(root, "id") == "https://www.example.org/aktuality/"
    (entry,) = root.findall(f"{ATOM}entry")
    address = f"https://www.example.org/aktuality/{notice.pk}/"
    assert said(entry, "id") == address
    assert said(entry, "title") == "Uzavírka & objížďka"
    assert unescape(said(entry, "summary")).startswith("<p>Od <rána>.</p>")
    assert entry.find(f"{ATOM}category[@term='Okrsek 7']") is not None
    assert datetime.fromisoformat(said(entry, "published")) == notice.published_from


def test_the_feed_says_when_a_notice_was_changed_but_not_before_it_was_published(client: Client) -> None:
    published = timezone.now().replace(microsecond=0) - 5 * HOUR
    changed = make_notice(title="Změněná", published_from=published)
    scheduled = make_notice(title="Plánovaná", published_from=published + HOUR)
    Notice.objects.filter(pk=changed.pk).update(changed_at=published + 3 * HOUR)
    Notice.objects.filter(pk=scheduled.pk).update(changed_at=published - HOUR)
    root = feed(client)
    updated = {said(e, "title"): datetime.fromisoformat(said(e, "updated")) for e in root.findall(f"{ATOM}entry")}
    assert updated == {"Změněná": published + 3 * HOUR, "Plánovaná": published + HOUR}
    assert datetime.fromisoformat(said(root, "updated")) == published + 3 * HOUR


def test_saving_a_notice_notes_the_change() -> None:
    notice = make_notice()
    before = notice.changed_at
    notice.save()
    assert notice.changed_at > before


def test_the_feed_of_a_language_has_its_addresses_and_marks_what_is_in_czech(client: Client) -> None:
    make_notice(title="Jen česky", published_from=timezone.now() - 2 * HOUR)
    make_notice(title="Přeložená", title_en="Translated", text_en="Text.")
    root = feed(client, "/en/aktuality/atom.xml")
    assert root.get(LANG) == "en"
    entries = [(entry.get(LANG), said(entry, "title")) for entry in root.findall(f"{ATOM}entry")]
    assert entries == [("en", "Translated"), ("cs", "Jen česky")]
    assert all("/en/aktuality/" in said(entry, "id") for entry in root.findall(f"{ATOM}entry"))


def test_the_feed_ends_after_the_newest_thirty(client: Client) -> None:
    for number in range(35):
        make_notice(published_from=NOW + number * HOUR / 60 - 10_000 * HOUR)
    entries = feed(client).findall(f"{ATOM}entry")
    times = [datetime.fromisoformat(said(entry, "published")) for entry in entries]
    assert len(times) == 30
    assert times == sorted(times, reverse=True)


def test_characters_that_no_feed_may_have_are_left_out(client: Client) -> None:
    make_notice(make_district(number=7, name="Bory\x0b"), title="Pozor\x1f\ufffe", text="Dnes\x0b\n\nzavřeno 🙂.")
    (entry,) = feed(client).findall(f"{ATOM}entry")
    assert said(entry, "title") == "Pozor"
    assert said(entry, "summary") == "<p>Dnes</p>\n\n<p>zavřeno 🙂.</p>"


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    assert not feed(client).findall(f"{ATOM}entry")


def test_every_page_names_the_feed_of_its_language(client: Client) -> None:
    make_department()
    with override("en"):
        body = client.get("/en/okrsky/").content.decode()
    assert re.search(
        r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="/en/aktuality/atom.xml">', body
    )
