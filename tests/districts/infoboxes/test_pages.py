"""The page of infoboxes, the list of the nearest places, the boxes' photos, and their part of the admin."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from districts import demo, photos
from districts.infoboxes import drop_off_places
from districts.lookup.lookup_results import Point
from districts.models import District, InfoBox, InfoBoxState, Station
from tests.factories import make_address, make_district, make_infobox, make_part, make_station, make_street, square
from tests.opening import save_form

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = timezone.localdate()
PAGE = "/schranky/"
NAME = "0" * 32 + ".webp"


@pytest.fixture
def city() -> list[District]:
    """Two square districts side by side with the border at 13.38, Dlouhá třída through both, two boxes in the west."""
    west = make_district(number=7, name="Slovany – střed", boundary=square(13.37, 49.74))
    east = make_district(number=8, name="Okrsek 8", boundary=square(13.38, 49.74))
    street, part = make_street(name="Dlouhá třída"), make_part(name="Východní Předměstí")
    for number, district, lon in ((1, west, 13.3711), (5, east, 13.3850)):
        make_address(street=street, part=part, orientation_number=number, district=district, lon=lon, lat=49.745)
    make_infobox(name="U parku", lon=13.371, lat=49.745)
    make_infobox(name="U hřiště", lon=13.378, lat=49.745)
    return [west, east]


def main_of(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r"(?s)^.*<main|</main>.*$", "", response.content.decode())


def text_of(html: str) -> str:
    """What a reader sees, without markup, spaces made plain."""
    body = re.sub(r"(?s)<(svg|script).*?</\1>", " ", html)
    body = re.sub(r"</?(p|li|h\d|div|span|br|ol|ul|section)\b[^>]*>", " ", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def entry(html: str, box: InfoBox) -> str:
    """The box's part of the list."""
    found = re.search(rf'(?s)<li id="schranka-{box.pk}".*?</li>', html)
    assert found
    return found[0]


def listed(html: str) -> list[str]:
    return re.findall(r'<span lang="cs">([^<]+)</span></h3>', html)


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_page_says_what_belongs_in_a_box_and_what_does_not(client: Client, city: list[District]) -> None:
    html = main_of(client.get(PAGE))
    for said in ("Vzkaz pro okrskáře", "Nalezený doklad", "Nepatří do ní nic, co spěchá"):
        assert said in text_of(html)
    assert 'href="tel:158"' in html
    assert f'href="{reverse("mailbox:write")}"' in html


def test_without_a_place_all_boxes_are_listed_by_name_without_distances(client: Client, city: list[District]) -> None:
    html = main_of(client.get(PAGE))
    assert listed(html) == ["U hřiště", "U parku"]
    assert 'class="far"' not in html
    assert main_of(client.get(PAGE, {"q": "  "})) == html.replace('value=""', 'value="  "')


def test_an_entry_tells_all_about_the_box_and_leads_to_the_form(client: Client) -> None:
    box = make_infobox(
        name="U <radnice>",
        address="náměstí Republiky 1",
        emptied="každý pracovní den",
        verified_on=TODAY,
        note="Vpravo",
    )
    html = entry(main_of(client.get(PAGE)), box)
    for said in ("U <radnice>", "náměstí Republiky 1", "Vybírá se: každý pracovní den", "v provozu", "Vpravo"):
        assert said in text_of(html)
    assert f"ověřeno {TODAY.day}. {TODAY.month}. {TODAY.year}" in text_of(html)
    assert f'href="{reverse("mailbox:write")}?schranka={box.pk}"' in html
    assert 'Tato schránka je poškozená<span class="out">: U &lt;radnice&gt;</span></a>' in html


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (InfoBoxState.DAMAGED, ("poškozená", "Nic do ní teď prosím nevhazujte.")),
        (InfoBoxState.MOVED, ("přestěhovaná", "Na tomto místě už není.")),
    ],
)
def test_a_box_that_cannot_be_used_says_so_in_words(client: Client, state: InfoBoxState, said: tuple[str, str]) -> None:
    box = make_infobox(state=state)
    html = main_of(client.get(PAGE))
    for words in said:
        assert words in text_of(entry(html, box))
    assert "v provozu" not in text_of(entry(html, box))
    assert "?schranka=" not in html


def test_a_box_nobody_has_seen_for_long_says_so(client: Client) -> None:
    never, old = make_infobox(), make_infobox(verified_on=TODAY - timedelta(days=366))
    html = main_of(client.get(PAGE))
    assert "zatím neověřeno" in text_of(entry(html, never))
    assert "před více než rokem" in text_of(entry(html, old))


def test_a_made_up_box_is_marked(client: Client) -> None:
    real, made_up = make_infobox(), make_infobox(illustrative=True)
    html = main_of(client.get(PAGE))
    assert "vymyšleno pro ukázku" in text_of(entry(html, made_up))
    assert "vymyšleno pro ukázku" not in text_of(entry(html, real))


# --- from the nearest -----------------------------------------------------------------------------------------------


def test_from_an_address_the_nearest_box_is_first_with_its_distance(client: Client, city: list[District]) -> None:
    html = main_of(client.get(PAGE, {"q": "Dlouhá třída 5"}))
    assert listed(html) == ["U hřiště", "U parku"]
    assert re.findall(r'class="far">([^<]+)<', html) == ["500\xa0m", "1,0\xa0km"]
    text = text_of(html)
    assert "Nejbližší infoschránka v provozu: U hřiště, 500 m." in text
    assert "vzdušnou čarou od adresy Dlouhá třída" in text


def test_from_a_name_it_is_said_what_was_understood(client: Client, city: list[District]) -> None:
    make_address(street=make_street(name="K Zastávce"), district=city[0], lon=13.375, lat=49.745)
    assert "K Zastávce patří do okrsku 7. Nejbližší infoschránka v provozu" in text_of(
        main_of(client.get(PAGE, {"q": "k zastavce"}))
    )
    asked = main_of(client.get(PAGE, {"q": "zastavce"}))
    assert "Napsali jste zastavce. To může být jen část názvu." in text_of(asked)
    assert 'href="/schranky/?q=K%20Zast%C3%A1vce"' in asked


def test_from_a_point_the_order_is_another_and_the_point_is_marked(client: Client, city: list[District]) -> None:
    html = main_of(client.get(PAGE, {"lat": "49.745", "lon": "13.3712"}))
    assert listed(html) == ["U parku", "U hřiště"]
    assert "od místa, které jste zvolili" in text_of(html)
    assert 'class="mark dot"' in html
    assert 'class="mark dot"' not in main_of(client.get(PAGE))


def test_the_nearest_one_named_is_one_that_can_be_used(client: Client, city: list[District]) -> None:
    InfoBox.objects.filter(name="U parku").update(state=InfoBoxState.DAMAGED)
    query = {"lat": "49.745", "lon": "13.3712"}
    html = main_of(client.get(PAGE, query))
    assert listed(html) == ["U parku", "U hřiště"]
    assert "Nejbližší infoschránka v provozu: U hřiště" in text_of(html)
    InfoBox.objects.update(state=InfoBoxState.MOVED)
    assert "Žádná z infoschránek teď není v provozu." in text_of(main_of(client.get(PAGE, query)))


def test_from_a_whole_district_the_distances_are_said_to_be_rough(client: Client, city: list[District]) -> None:
    text = text_of(main_of(client.get(PAGE, {"q": "okrsek 7"})))
    assert "Vzdálenosti měříme od středu: Okrsek 7 Slovany – střed." in text


def test_a_place_outside_the_city_is_said_to_be(client: Client, city: list[District]) -> None:
    text = text_of(main_of(client.get(PAGE, {"lat": "49.745", "lon": "13.40"})))
    assert "Toto místo leží mimo Plzeň" in text
    assert "Nejbližší infoschránka v provozu: U hřiště, 1,6 km." in text


def test_no_box_is_near_to_a_place_far_away(client: Client, city: list[District]) -> None:
    html = main_of(client.get(PAGE, {"q": "50.0755, 14.4378"}))
    assert "Toto místo leží mimo Plzeň" in text_of(html)
    assert "Nejbližší infoschránka v provozu" not in text_of(html)
    assert listed(html) == ["U hřiště", "U parku"]


def test_an_unclear_place_is_asked_about_and_the_choices_lead_back_here(client: Client, city: list[District]) -> None:
    html = main_of(client.get(PAGE, {"q": "Dlouhá třída"}))
    assert "Které místo máte na mysli?" in text_of(html)
    links = re.findall(r'href="(/schranky/\?q=[^"]+)"', html)
    assert len(links) == 2
    assert "/najit/" not in re.sub(r"data-\w+=\"[^\"]*\"", "", html)
    assert listed(html) == ["U hřiště", "U parku"]
    for link in links:
        assert "Nejbližší infoschránka v provozu" in text_of(main_of(client.get(unescape(link))))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"q": "Dlouhá třída 99"}, "Takové číslo tu není"),
        ({"q": "Dlouchá třýda"}, "Neměli jste na mysli"),
        ({"q": "blabla"}, "Nenašli jsme to"),
        ({"q": "okrsek 99"}, "Okrsek 99 neexistuje"),
        ({"q": "158"}, "Volejte 158"),
        ({"lat": "nan", "lon": "x"}, "Takové místo na mapě není"),
        ({"lat": "91", "lon": "13"}, "Takové místo na mapě není"),
    ],
)
def test_a_place_that_is_not_found_is_explained_and_the_boxes_are_still_there(
    client: Client, city: list[District], query: dict[str, str], said: str
) -> None:
    html = main_of(client.get(PAGE, query))
    assert said in text_of(html)
    assert listed(html) == ["U hřiště", "U parku"]


def test_the_search_and_the_location_lead_back_here(client: Client, city: list[District]) -> None:
    html = main_of(client.get(PAGE))
    assert '<form class="search" action="/schranky/"' in html
    assert 'data-location="/schranky/"' in html
    home = client.get("/").content.decode()
    assert '<form class="search" action="/najit/"' in home
    assert 'data-location="/najit/"' in home


def test_a_district_leads_to_its_nearest_boxes(client: Client, city: list[District]) -> None:
    for asked, query in (("", r"q=okrsek\+7"), ("?lat=49.745&lon=13.3711", "lat=49.745000&amp;lon=13.371100")):
        html = main_of(client.get(f"/okrsky/7/{asked}"))
        [link] = re.findall(rf'href="(/schranky/\?{query})"', html)
        assert 'class="far"' in main_of(client.get(unescape(link)))


def test_what_was_typed_is_never_markup(client: Client, city: list[District]) -> None:
    html = main_of(client.get(PAGE, {"q": '"><script>alert(1)</script>'}))
    assert "<script>alert" not in html


def test_answers_ask_not_to_be_indexed_the_list_names_its_one_address(client: Client, city: list[District]) -> None:
    assert 'content="noindex"' in client.get(PAGE, {"q": "okrsek 7"}).content.decode()
    plain = client.get(PAGE).content.decode()
    assert "noindex" not in plain
    assert re.search(r'<link rel="canonical" href="http[^"]+/schranky/">', plain)


# --- the map --------------------------------------------------------------------------------------------------------


def test_every_box_is_a_named_link_on_the_map(client: Client, city: list[District]) -> None:
    InfoBox.objects.filter(name="U parku").update(state=InfoBoxState.DAMAGED)
    html = main_of(client.get(PAGE))
    marks = re.findall(r'<a href="#schranka-(\d+)" class="box (\w+)" data-box="\1"\saria-label="([^"]+)"', html)
    assert [(state, name) for _pk, state, name in marks] == [
        ("in_service", "1. U hřiště, v\N{NO-BREAK SPACE}provozu"),
        ("damaged", "2. U parku, poškozená"),
    ]
    assert all(f'id="schranka-{pk}"' in html for pk, _state, _name in marks)
    assert 'data-infoboxes="/api/v1/infoboxes.geojson"' in html
    assert "data-infoboxes" not in client.get("/").content.decode()


def test_a_box_beyond_the_map_is_in_the_list_only(client: Client, city: list[District]) -> None:
    far = make_infobox(name="Daleko", lon=15.0, lat=50.0)
    html = main_of(client.get(PAGE))
    assert f'data-box="{far.pk}"' not in html
    assert entry(html, far)


# --- before there are any -------------------------------------------------------------------------------------------


def test_without_boxes_the_stations_and_the_online_form_are_offered(client: Client) -> None:
    Station.objects.all().delete()
    make_station(name="Střed", address="Perlová 3", hours="nonstop", lon=13.38, lat=49.748)
    html = main_of(client.get(PAGE))
    text = text_of(html)
    assert "Zatím tu nejsou žádné infoschránky" in text
    assert "Služebna městské policie Střed" in text
    assert "Perlová 3 Otevřeno nonstop" in text
    assert html.count(f'href="{reverse("mailbox:write")}"') >= 1


def test_the_list_of_the_nearest_has_all_that_helps_to_choose() -> None:
    Station.objects.all().delete()
    make_infobox(name="U radnice", address="náměstí 1", emptied="denně", illustrative=True, lon=13.375, lat=49.748)
    make_infobox(name="rozbitá", state=InfoBoxState.DAMAGED, lon=13.375, lat=49.745)
    make_station(name="Střed", address="Perlová 3", hours="nonstop", lon=13.375, lat=49.756)
    nearby = drop_off_places.nearby_places(Point(lon=13.375, lat=49.745), limit=5)
    text = text_of(render_to_string("components/nearest.html", {"nearby": nearby, "now": timezone.now()}))
    assert "Infoschránka U radnice vymyšleno pro ukázku náměstí 1 Vybírá se: denně 330 m" in text
    assert text.endswith("Perlová 3 Otevřeno nonstop 1,2 km")
    assert "rozbitá" not in text


# --- costs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "queries"), [("", 2), ("?q=okrsek+7", 2), ("?lat=49.745&lon=13.375", 2), ("?q=Dlouhá+třída+1", 3)]
)
def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, city: list[District], query: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PAGE + query)  # loads the atlas
    with django_assert_num_queries(queries):
        client.get(PAGE + query)
    for _ in range(10):
        make_infobox()
    client.get(PAGE + query)
    with django_assert_num_queries(queries):
        client.get(PAGE + query)


def test_the_page_is_light(client: Client) -> None:
    demo.load_demo(now=timezone.now())
    response = client.get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 12_000


# --- photos and the admin -------------------------------------------------------------------------------------------


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for uploads."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def photo(size: tuple[int, int] = (2000, 1500)) -> bytes:
    """A photo with the maker of the camera in its metadata."""
    exif = Image.Exif()
    exif[0x010F] = "Vyrobce telefonu"
    file = BytesIO()
    Image.new("RGB", size, "blue").save(file, "JPEG", exif=exif)
    return file.getvalue()


def save(client: Client, box: InfoBox, content: bytes | None = None, **fields: Any) -> Any:
    data = {"name": box.name, "address": box.address, "lat": box.lat, "lon": box.lon, "state": box.state, **fields}
    if content is not None:
        data["photo"] = SimpleUploadedFile("schranka.jpg", content)
    return save_form(client, reverse("admin:districts_infobox_change", args=[box.pk]), data)


def stored(media: Path) -> list[str]:
    return sorted(file.name for file in (media / "infoboxes").iterdir())


def test_an_uploaded_photo_is_stored_clean_under_a_random_name_and_replaces_the_old_one(
    admin_client: Client, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    box = make_infobox()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert save(admin_client, box, photo()).status_code == 302
    box.refresh_from_db()
    [name] = stored(media)
    assert re.fullmatch(r"[0-9a-f]{32}\.webp", name)
    content = (media / "infoboxes" / name).read_bytes()
    assert b"Vyrobce" not in content
    assert Image.open(BytesIO(content)).size == (960, 720)
    form = admin_client.get(reverse("admin:districts_infobox_change", args=[box.pk])).content.decode()
    assert f'src="/schranky/foto/{name}"' in form


def test_a_photo_is_removed_with_its_box_or_on_its_own(
    admin_client: Client, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for remove in (
        lambda box: save(admin_client, box, None, **{"photo-clear": "on"}),
        lambda box: admin_client.post(reverse("admin:districts_infobox_delete", args=[box.pk]), {"post": "yes"}),
        lambda box: admin_client.post(
            "/admin/districts/infobox/", {"action": "delete_selected", "_selected_action": [box.pk], "post": "yes"}
        ),
    ):
        box = make_infobox()
        save(admin_client, box, photo((40, 30)))
        assert stored(media)
        with django_capture_on_commit_callbacks(execute=True):
            remove(box)
        assert stored(media) == []


def test_a_file_that_is_no_picture_is_refused_with_a_reason(admin_client: Client, media: Path) -> None:
    assert "není obrázek" in save(admin_client, make_infobox(), b"<svg onload=alert(1)>").content.decode()


def test_a_photo_is_shown_and_served_as_a_picture_for_good(client: Client, media: Path) -> None:
    box = make_infobox()
    box.photo.save(NAME, ContentFile(b"picture"))
    address = photos.photo_url(box)
    assert address == f"/schranky/foto/{NAME}"
    assert f'<img src="{address}" alt="Jak schránka vypadá: {box.name}"' in main_of(client.get(PAGE))
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    assert client.get(f"/okrsky/foto/{NAME}").status_code == 404


@pytest.mark.parametrize("name", ["..", "0.webp", "a" * 32 + ".webp", "..%2fsecret", "x.html"])
def test_nothing_else_is_served(client: Client, media: Path, name: str) -> None:
    media.mkdir()
    (media / "secret").write_text("secret")
    assert client.get(f"/schranky/foto/{name}").status_code == 404


def shown(response: Any) -> set[Any]:
    """The rows of a list."""
    return set(response.context["cl"].result_list)


def test_boxes_are_found_without_diacritics_and_filtered_by_state_and_verification(admin_client: Client) -> None:
    school = make_infobox(name="U školy", state=InfoBoxState.DAMAGED, verified_on=TODAY)
    street = make_infobox(name="Jiná", address="Úslavská 3", verified_on=None)
    url = "/admin/districts/infobox/"
    assert shown(admin_client.get(url, {"q": "skoly"})) == {school}
    assert shown(admin_client.get(url, {"q": "uslavska"})) == {street}
    assert shown(admin_client.get(url, {"state__exact": "damaged"})) == {school}
    assert shown(admin_client.get(url, {"verification": "never"})) == {street}


def test_chosen_boxes_are_marked_as_seen_today(admin_client: Client) -> None:
    chosen, other = make_infobox(), make_infobox()
    data = {"action": "mark_seen", "_selected_action": [chosen.pk]}
    response = admin_client.post("/admin/districts/infobox/", data, follow=True)
    chosen.refresh_from_db()
    other.refresh_from_db()
    assert (chosen.verified_on, other.verified_on) == (TODAY, None)
    assert "1 infoschránka označena" in " ".join(str(message) for message in response.context["messages"])


def test_a_box_is_placed_on_a_map_and_stands_with_the_other_places(admin_client: Client) -> None:
    form = admin_client.get(reverse("admin:districts_infobox_add")).content.decode()
    assert 'class="point-map"' in form
    groups = admin_client.get("/admin/").context["app_list"]
    [group] = [group for group in groups if any(model["object_name"] == "InfoBox" for model in group["models"])]
    assert "Station" in {model["object_name"] for model in group["models"]}
