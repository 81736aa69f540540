"""The boundary editor without a browser: the text field, the checks, what moves along, and going back."""

import json
import re
from typing import Any

import pytest
import shapely
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from shapely.geometry import mapping, shape

from districts.models import Address, Borough, BoundarySet, District
from tests.factories import make_address, make_borough, make_district, square
from tests.thorough import daily

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SIDE = 0.01
WEST, SOUTH = 13.36, 49.74
BOW_TIE = [[13.36, 49.74], [13.37, 49.75], [13.37, 49.74], [13.36, 49.75], [13.36, 49.74]]


def box(west: float, south: float, east: float, north: float) -> Any:
    """A box in sides of a district from the south-west corner of the city, as decoded GeoJSON."""
    corners = (WEST + SIDE * west, SOUTH + SIDE * south, WEST + SIDE * east, SOUTH + SIDE * north)
    return json.loads(json.dumps(mapping(shapely.box(*corners))))


def cell(column: int, row: int) -> Any:
    return square(WEST + SIDE * column, SOUTH + SIDE * row, SIDE)


@pytest.fixture
def city() -> dict[int, District]:
    """Two boroughs of two districts each: 1 and 2 in the west (2 to the north), 3 and 4 in the east."""
    west = make_borough(boundary=box(0, 0, 1, 2))
    east = make_borough(boundary=box(1, 0, 2, 2))
    return {
        1: make_district(number=1, borough=west, boundary=cell(0, 0)),
        2: make_district(number=2, borough=west, boundary=cell(0, 1)),
        3: make_district(number=3, borough=east, boundary=cell(1, 0)),
        4: make_district(number=4, borough=east, boundary=cell(1, 1)),
    }


def url(district: District) -> str:
    return reverse("admin:districts_district_boundary", args=[district.pk])


def send(client: Client, district: District, boundary: Any, **data: Any) -> Any:
    """What the browser sends from a page opened just now."""
    seen = client.get(url(district)).context["form"]["seen"].value()
    text = boundary if isinstance(boundary, str) else json.dumps(boundary)
    return client.post(url(district), {"boundary": text, "seen": seen, **data}, follow=True)


def area(number: int) -> Any:
    """In districts as they were at the start."""
    return float(shape(District.objects.get(number=number).boundary).area / SIDE**2)


def said(response: Any) -> str:
    context = response.context
    return " ".join([str(message) for message in context["messages"]] + context.get("tried", [])).replace("\xa0", " ")


def test_the_page_works_without_javascript_and_shows_the_neighbours(
    admin_client: Client, city: dict[int, District]
) -> None:
    response = admin_client.get(url(city[1]))
    html = response.content.decode()
    assert json.loads(response.context["form"]["boundary"].value()) == json.loads(json.dumps(city[1].boundary))
    assert "<textarea" in html
    widget = response.context["form"].fields["boundary"].widget
    assert [each["properties"]["number"] for each in widget.neighbours] == [2, 3, 4]
    assert "style=" not in html
    assert "onclick" not in html


def test_moving_a_shared_border_moves_it_for_both_and_takes_addresses_along(
    admin_client: Client, city: dict[int, District]
) -> None:
    for lat in (0.012, 0.013, 0.018):
        make_address(district=city[2], lon=WEST + 0.005, lat=SOUTH + lat)
    response = send(admin_client, city[1], box(0, 0, 1, 1.5))
    assert (area(1), area(2)) == (pytest.approx(1.5), pytest.approx(0.5))
    assert list(Address.objects.order_by("lat").values_list("district__number", flat=True)) == [1, 1, 2]
    assert "2 adresy přecházejí z okrsku 2 do okrsku 1." in said(response)
    assert "mění hranice okrsků: 2." in said(response)
    assert BoundarySet.objects.first().author == "admin"  # type: ignore[union-attr]


def test_what_a_district_leaves_goes_to_its_neighbour(admin_client: Client, city: dict[int, District]) -> None:
    send(admin_client, city[1], box(0, 0, 1, 0.75))
    assert (area(1), area(2)) == (pytest.approx(0.75), pytest.approx(1.25))


def test_trying_out_tells_what_would_change_and_changes_nothing(
    admin_client: Client, city: dict[int, District]
) -> None:
    make_address(district=city[2], lon=WEST + 0.005, lat=SOUTH + 0.012)
    response = send(admin_client, city[1], box(0, 0, 1, 1.5), check="1")
    assert "1 adresa přechází z okrsku 2 do okrsku 1." in said(response)
    assert (area(1), Address.objects.get().district, BoundarySet.objects.count()) == (pytest.approx(1), city[2], 0)
    *_rest, drawn = re.findall(r'<script type="application/json">(.+?)</script>', response.content.decode())
    tried = {each["properties"]["number"]: shape(each["geometry"]).area for each in json.loads(drawn)["features"]}
    assert tried[2] == pytest.approx(SIDE**2 / 2)  # the map shows the neighbours as they would be


def test_the_border_of_the_borough_stays(admin_client: Client, city: dict[int, District]) -> None:
    """A clerk who drags a corner a little over it, or away from it, is not sent back."""
    response = send(admin_client, city[1], box(-0.3, 0.2, 1.4, 1.5))
    assert "Hranice městského obvodu zůstává na místě" in said(response)
    assert [area(number) for number in (1, 2, 3, 4)] == [pytest.approx(each) for each in (1.5, 0.5, 1, 1)]


def test_all_corners_stay_shared_however_the_border_is_drawn(admin_client: Client, city: dict[int, District]) -> None:
    third = 1 / 3
    crooked: Any = {"type": "Polygon", "coordinates": [[[WEST, SOUTH], [WEST + SIDE, SOUTH]]]}
    for step in range(7):
        lon, lat = WEST + SIDE * (1 - step / 6), SOUTH + SIDE * (1 + third * (step % 3 - 0.7))
        crooked["coordinates"][0].append([lon, lat])
    crooked["coordinates"][0].append([WEST, SOUTH])
    send(admin_client, city[1], crooked)
    shapes = [shape(each) for each in District.objects.values_list("boundary", flat=True)]
    assert area(1) != pytest.approx(1)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).area == pytest.approx(4 * SIDE**2)


@pytest.mark.parametrize(
    ("boundary", "message"),
    [
        ("", "třeba vyplnit"),
        ("{nonsense", "není GeoJSON"),
        ("[" * 100_000, "není GeoJSON"),
        ('{"type": "Point", "coordinates": [13.4, 49.7]}', "bod nebo čára"),
        ({"type": "Polygon", "coordinates": [BOW_TIE]}, "kříží"),
        (cell(0, 1), "okrsek\xa02"),  # nothing would be left of 2
        (cell(5, 5), "okrsek\xa01"),  # nothing would be left of 1
    ],
)
def test_what_cannot_be_a_boundary_is_refused_with_a_reason(
    admin_client: Client, city: dict[int, District], boundary: Any, message: str
) -> None:
    response = send(admin_client, city[1], boundary)
    errors = " ".join(response.context["form"].errors["boundary"])
    assert message in errors
    assert (area(1), BoundarySet.objects.count()) == (pytest.approx(1), 0)


def comb(teeth: int) -> Any:
    """A district of very many corners: a comb whose teeth cross the border of the next one."""
    points = [(WEST, SOUTH)]
    for tooth in range(teeth):
        at = WEST + SIDE * (tooth + 0.5) / teeth
        points += [(at, SOUTH + 1.2 * SIDE), (at + SIDE / teeth / 4, SOUTH + 0.8 * SIDE)]
    points += [(WEST + SIDE, SOUTH), (WEST, SOUTH)]
    return {"type": "Polygon", "coordinates": [points]}


@pytest.mark.parametrize(
    ("drawing", "reason"),
    [
        (comb(5_000), "Nákres má 10\xa0003 rohů"),
        (
            {
                "type": "MultiPolygon",
                "coordinates": [box(n / 25, 0, (n + 0.5) / 25, 1)["coordinates"] for n in range(21)],
            },
            "Nákres má 21 oddělených částí",
        ),
    ],
)
def test_a_drawing_that_would_take_minutes_is_refused_before_anything_is_worked_out(
    admin_client: Client, city: dict[int, District], drawing: Any, reason: str
) -> None:
    with CaptureQueriesContext(connection) as captured:
        response = send(admin_client, city[1], drawing)
    assert reason in " ".join(response.context["form"].errors["boundary"])
    assert not [
        query for query in captured if re.search('FROM "districts_address".*"districts_district"', query["sql"])
    ]
    assert (area(1), BoundarySet.objects.count()) == (pytest.approx(1), 0)


def test_a_feature_copied_from_another_program_is_understood(admin_client: Client, city: dict[int, District]) -> None:
    send(admin_client, city[1], {"type": "Feature", "properties": {}, "geometry": box(0, 0, 1, 1.5)})
    assert area(1) == pytest.approx(1.5)


def test_boundaries_that_somebody_has_changed_meanwhile_are_not_overwritten(
    admin_client: Client, city: dict[int, District]
) -> None:
    seen = admin_client.get(url(city[1])).context["form"]["seen"].value()
    send(admin_client, city[2], box(0, 0.5, 1, 2))
    data = {"boundary": json.dumps(box(0, 0, 1, 1)), "seen": seen}
    response = admin_client.post(url(city[1]), data)
    assert "hranice někdo změnil (admin, " in response.content.decode()
    assert area(1) == pytest.approx(0.5)
    form = response.context["form"]
    assert json.loads(form["boundary"].value()) == box(0, 0, 1, 1)
    assert shape(json.loads(form.saved_text)).area == pytest.approx(SIDE**2 / 2)
    assert [each["properties"]["number"] for each in form.fields["boundary"].widget.neighbours] == [
        *(2, 3, 4),
        "1 – uloženo",
    ]
    response = admin_client.post(url(city[1]), data | {"seen": form["seen"].value()}, follow=True)
    assert area(1) == pytest.approx(1), "whoever has seen both may decide"


def test_of_boundaries_changed_elsewhere_only_that_is_said(admin_client: Client, city: dict[int, District]) -> None:
    send(admin_client, city[3], box(1, 0, 2, 1.2))
    seen = admin_client.get(url(city[1])).context["form"]["seen"].value()
    send(admin_client, city[3], box(1, 0, 2, 1.3))
    response = admin_client.post(url(city[1]), {"boundary": json.dumps(box(0, 0, 1, 1.5)), "seen": seen})
    assert "hranice někdo změnil" in response.content.decode()
    assert response.context["form"].saved_text == ""
    assert area(1) == pytest.approx(1)


def test_boundaries_changed_meanwhile_are_not_replaced_by_an_earlier_set(
    admin_client: Client, city: dict[int, District]
) -> None:
    send(admin_client, city[1], box(0, 0, 1, 1.5))
    first = BoundarySet.objects.order_by("pk")[0]
    again = reverse("admin:districts_boundaryset_restore", args=[first.pk])
    seen = admin_client.get(again).context["seen"]
    send(admin_client, city[1], box(0, 0, 1, 1.2))
    response = admin_client.post(again, {"seen": seen})
    assert "hranice někdo změnil (admin, " in response.content.decode()
    assert area(1) == pytest.approx(1.2)
    admin_client.post(again, {"seen": response.context["seen"]})
    assert area(1) == pytest.approx(1)


def test_a_new_district_is_cut_out_of_its_neighbours(admin_client: Client, city: dict[int, District]) -> None:
    new = make_district(number=5, borough=city[1].borough, boundary=None)
    address = make_address(district=city[1], lon=WEST + 0.001, lat=SOUTH + 0.001)
    send(admin_client, new, box(0, 0, 0.5, 2))
    address.refresh_from_db()
    assert [area(number) for number in (1, 2, 5)] == [pytest.approx(each) for each in (0.5, 0.5, 1)]
    assert address.district == new


def test_an_earlier_set_is_put_in_force_again_after_asking(admin_client: Client, city: dict[int, District]) -> None:
    send(admin_client, city[1], box(0, 0, 1, 1.5))
    first = BoundarySet.objects.order_by("pk")[0]
    again = reverse("admin:districts_boundaryset_restore", args=[first.pk])
    assert admin_client.get(again).status_code == 200
    assert area(1) == pytest.approx(1.5)
    response = admin_client.post(again, {"seen": admin_client.get(again).context["seen"]}, follow=True)
    assert "Hranice znovu platí." in said(response)
    assert area(1) == pytest.approx(1)


def test_the_set_in_force_is_marked_and_not_offered_again(admin_client: Client, city: dict[int, District]) -> None:
    send(admin_client, city[1], box(0, 0, 1, 1.5))
    latest, *earlier = BoundarySet.objects.order_by("-pk")
    html = admin_client.get(reverse("admin:districts_boundaryset_changelist")).content.decode()
    assert html.count("platí teď") == 1
    links = {pk: reverse("admin:districts_boundaryset_restore", args=[pk]) in html for pk in (latest.pk, earlier[0].pk)}
    assert links == {latest.pk: False, earlier[0].pk: True}
    assert (
        "platí teď"
        in admin_client.get(reverse("admin:districts_boundaryset_change", args=[latest.pk])).content.decode()
    )


def test_a_set_that_no_longer_passes_the_checks_is_not_put_in_force(
    admin_client: Client, city: dict[int, District]
) -> None:
    overlapping = [
        {
            "type": "Feature",
            "properties": {"cislo": number, "nazev": "X", "obvod_kod": district.borough_id},
            "geometry": cell(0, 0),
        }
        for number, district in city.items()
    ]
    bad = BoundarySet.objects.create(
        created_at=timezone.now(), origin="x", features={"type": "FeatureCollection", "features": overlapping}
    )
    response = admin_client.post(reverse("admin:districts_boundaryset_restore", args=[bad.pk]), {"seen": bad.pk})
    assert response.context["refused"]
    assert "Nic se nezměnilo" in response.content.decode()
    assert area(2) == pytest.approx(1)


@pytest.mark.real_data
@pytest.mark.usefixtures("real_city")
@pytest.mark.once
def test_every_corner_of_a_real_district_can_be_dragged(admin_client: Client) -> None:
    """Corners on the border of the borough stay, the others move; the city stays covered without a gap."""
    district = District.objects.get(number=17)
    for position in daily(range(0, 200, 20)):
        boundary: Any = District.objects.get(number=17).boundary
        polygons = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
        ring = polygons[0][0]
        corner = ring[position % (len(ring) - 2) + 1]
        corner[:] = [corner[0] + 0.0001, corner[1] - 0.0001]
        response = send(admin_client, district, boundary)
        assert response.redirect_chain, response.context["form"].errors
    shapes = [shape(each) for each in District.objects.current().values_list("boundary", flat=True)]
    assert shapely.coverage_is_valid(shapes)
    outside = Address.objects.exclude(borough=F("district__borough"))
    assert not outside.exists()
    assert Borough.objects.count() == 10
