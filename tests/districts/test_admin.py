"""The admin as the safety department uses it: lists that find and filter, and posts edited on the district."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from districts.admin import matters as attention
from districts.importers.import_report import Fate, FieldChange, ImportReport, RecordChange
from districts.models import (
    Absence,
    Borough,
    BoundarySet,
    District,
    ImportKind,
    ImportRun,
    KnownPlace,
    Locality,
    Person,
    Post,
    Role,
    Station,
    StationKind,
    Street,
    Tenure,
)
from faq.models import Page, UnansweredSearch
from tests.factories import (
    make_absence,
    make_address,
    make_borough,
    make_department,
    make_district,
    make_found_link,
    make_help_contact,
    make_infobox,
    make_notice,
    make_part,
    make_person,
    make_post,
    make_station,
    make_street,
    make_tenure,
)
from tests.opening import open_form, read_form, save_form
from tests.signing_in import sign_in
from tests.thorough import daily

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YEAR = timedelta(days=365)
# What belongs to messages and accounts is tested there.
HERE = [model for model in admin.site._registry if model._meta.app_label in ("districts", "faq", "auth")]


@pytest.fixture
def staff(admin_client: Client) -> Client:
    """A superuser who is signed in."""
    return admin_client


def shown(response: Any) -> set[Any]:
    """The rows of a list."""
    return set(response.context["cl"].result_list)


def said(response: Any) -> str:
    """The messages of a page."""
    return " ".join(str(message) for message in response.context["messages"])


def make_run(**fields: Any) -> ImportRun:
    counts = {"read": 5, "new": 5, "changed": 0, "unchanged": 0, "gone": 0, "refused": [], "notes": []}
    now = timezone.now()
    defaults = {"kind": ImportKind.STAFF, "source": "lide.csv", "started_at": now, "finished_at": now}
    return ImportRun.objects.create(**(defaults | {"succeeded": True, "report": counts} | fields))


def one_of_each() -> None:
    """At least one row in every table."""
    make_department()
    district = make_district(borough=make_borough(office=make_station(StationKind.OFFICE)))
    tenure = make_tenure(make_post(district=district))
    make_absence(tenure.post, make_person())
    make_post(Role.STAROSTA, borough=district.borough)
    make_address(district=district)
    make_infobox()
    make_run()
    BoundarySet.objects.create(
        created_at=timezone.now(), origin="okrsky.geojson", features={"type": "FeatureCollection", "features": []}
    )
    make_notice()
    make_found_link(make_help_contact())
    Page.objects.get_or_create(slug=Page.Slug.ABOUT, defaults={"title": "O projektu", "body": "<p>Text.</p>"})
    UnansweredSearch.objects.create(text="kde", language="cs", last_on=TODAY)


# --- every page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", daily(HERE, part=2), ids=lambda model: model.__name__)
def test_every_page_of_every_model_opens(staff: Client, model: Any) -> None:
    one_of_each()
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    row = model.objects.first() or model.objects.create(name="Skupina")
    allowed = admin.site._registry[model]
    request = staff.get("/admin/").wsgi_request
    pages = {
        reverse(f"{name}changelist"): 302 if model.__name__ == "Department" else 200,
        reverse(f"{name}add"): 200 if allowed.has_add_permission(request) else 403,
        reverse(f"{name}change", args=[row.pk]): 200,
        reverse(f"{name}history", args=[row.pk]): 200,
        reverse(f"{name}delete", args=[row.pk]): 200 if allowed.has_delete_permission(request) else 403,
    }
    assert {url: staff.get(url).status_code for url in pages} == pages
    assert staff.get(reverse(f"{name}changelist"), {"q": "příliš žluťoučký"}).status_code in (200, 302)


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model.__name__)
def test_nobody_gets_in_without_signing_in(client: Client, model: Any) -> None:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    response = client.get(url)
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={url}")


def test_the_pages_of_our_own_need_signing_in_and_the_right_to_change(client: Client) -> None:
    one_of_each()
    pages = [
        reverse("admin:districts_district_boundary", args=[District.objects.get().pk]),
        reverse("admin:districts_boundaryset_restore", args=[BoundarySet.objects.get().pk]),
    ]
    assert [client.get(url).status_code for url in pages] == [302, 302]
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    sign_in(client, looker)
    assert [client.get(url).status_code for url in pages] == [403, 403]
    assert [client.post(url).status_code for url in pages] == [403, 403]


def test_whoever_may_only_look_sees_the_district_without_fields(client: Client) -> None:
    one_of_each()
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    sign_in(client, looker)
    response = client.get(reverse("admin:districts_district_change", args=[District.objects.get().pk]))
    assert response.status_code == 200
    assert "_save" not in response.content.decode()
    assert str(Person.objects.first()) in response.content.decode()


# --- the overview ---------------------------------------------------------------------------------------------------


def test_the_overview_names_what_needs_attention_and_where(staff: Client) -> None:
    make_district()
    make_tenure(make_post(), make_person(verified_on=TODAY - YEAR - timedelta(days=1)))
    Station.objects.update(verified_on=TODAY)
    make_station(verified_on=None)
    KnownPlace.objects.all().delete()
    KnownPlace.objects.create(name="Zkušebna", lat=49.7, lon=13.3)
    run = make_run(succeeded=False, source="adresy.csv")
    make_run(kind=ImportKind.DISTRICTS, demo=True)
    matters = attention.matters(TODAY)
    assert [matter.url for matter in matters] == [
        f"/admin/districts/importrun/{run.pk}/change/",
        "/admin/districts/district/?in_force=yes&vacant=okrskar",
        "/admin/districts/person/?verification=missing&post=some",
        "/admin/districts/station/?verification=missing",
        "/admin/districts/knownplace/?published__exact=0",
        "/admin/districts/importrun/",
    ]
    assert "adresy.csv" in matters[0].words
    for matter in matters:
        page = staff.get(matter.url)
        assert page.status_code == 200
        if matter.number:
            assert matter.number == str(len(shown(page))) == "1"


def test_the_overview_is_calm_when_nothing_is_wrong() -> None:
    Station.objects.update(verified_on=TODAY)
    KnownPlace.objects.filter(published=False).delete()
    make_tenure(make_post(), make_person(verified_on=TODAY))
    make_run(succeeded=False)
    make_run(succeeded=True)  # only the last one of a kind matters
    assert all(matter.fine for matter in attention.matters(TODAY))


def test_the_notice_about_illustrative_data_is_on_every_page(staff: Client) -> None:
    assert 'class="illustrative"' not in staff.get("/admin/").content.decode()
    make_run(kind=ImportKind.STAFF, demo=True)
    for url in ("/admin/", "/admin/districts/person/", "/admin/districts/person/add/"):
        assert 'class="illustrative"' in staff.get(url).content.decode()


# --- lists: search and filters --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Úslava", "uslava", "USLAVA", "usl slov", "plzen 2", "PLZEŇ 2-Slovany"])
def test_districts_are_found_whatever_the_case_and_diacritics(staff: Client, typed: str) -> None:
    wanted = make_district(number=71, name="Úslava", borough=make_borough(name="Plzeň 2-Slovany"))
    make_district(number=81, name="Košutka", borough=make_borough(name="Plzeň 1"))
    assert shown(staff.get("/admin/districts/district/", {"q": typed})) == {wanted}


def test_people_are_found_also_while_choosing_one_for_a_post(staff: Client) -> None:
    wanted = make_person("npor. Žofie Ukázková")
    make_person("Jan Vzorový")
    assert shown(staff.get("/admin/districts/person/", {"q": "zofie ukaz"})) == {wanted}
    asked = {"app_label": "districts", "model_name": "tenure", "field_name": "person", "term": "zofie"}
    assert [each["text"] for each in staff.get("/admin/autocomplete/", asked).json()["results"]] == [wanted.name]


@pytest.mark.parametrize(
    "typed", ["klatovska 145", "Klatovská 145", "145 klatovska trida", "klatovska 2212/145", "klatovská tř. 145"]
)
def test_addresses_are_found_by_street_and_either_number(staff: Client, typed: str) -> None:
    street = make_street(name="Klatovská třída")
    wanted = make_address(street=street, house_number=2212, orientation_number=145)
    make_address(street=street, house_number=2213, orientation_number=146)
    make_address(house_number=2212, orientation_number=145)
    assert shown(staff.get("/admin/districts/address/", {"q": typed})) == {wanted}


def test_an_address_without_a_street_is_found_by_its_part_and_any_by_its_code(staff: Client) -> None:
    wanted = make_address(street=None, part=make_part(name="Malešice"), house_number=12)
    make_address(part=wanted.part, house_number=12)  # in a street
    assert shown(staff.get("/admin/districts/address/", {"q": "malesice 12"})) == {wanted}
    assert shown(staff.get("/admin/districts/address/", {"q": str(wanted.code)})) == {wanted}
    assert shown(staff.get("/admin/districts/address/", {"q": "9" * 5000})) == set()


def test_an_address_with_a_letter_is_found_by_it(staff: Client) -> None:
    street = make_street(name="Karla Steinera")
    wanted = make_address(street=street, house_number=1, orientation_number=10, orientation_letter="a")
    make_address(street=street, house_number=2, orientation_number=10)
    assert shown(staff.get("/admin/districts/address/", {"q": "karla steinera 10A"})) == {wanted}
    assert str(wanted) == "Karla Steinera 1/10a"


def test_districts_are_filtered_by_vacant_post(staff: Client) -> None:
    held, left, never = make_district(), make_district(), make_district()
    make_tenure(make_post(district=held), start=TODAY - YEAR)
    make_tenure(make_post(district=left), start=TODAY - YEAR, end=TODAY - timedelta(days=1))
    make_tenure(make_post(Role.POLICISTA, district=never), start=TODAY)
    assert shown(staff.get("/admin/districts/district/?vacant=okrskar")) == {left, never}
    assert shown(staff.get("/admin/districts/district/?vacant=policista")) == {held, left}


def test_districts_are_filtered_by_verification_missing_stations_and_borough(staff: Client) -> None:
    department = make_department(verified_on=TODAY)  # answers where nobody else does
    fresh = make_district(mp_station=make_station(verified_on=TODAY))
    never = make_district(mp_station=make_station(verified_on=None))
    old = make_district(pcr_station=make_station(StationKind.PCR, verified_on=TODAY - 2 * YEAR))
    url = "/admin/districts/district/"
    assert shown(staff.get(f"{url}?verification=never")) == {never}
    assert shown(staff.get(f"{url}?verification=old")) == {old}
    assert shown(staff.get(f"{url}?station=mp_station")) == {old}
    assert shown(staff.get(f"{url}?borough__code__exact={fresh.borough.code}")) == {fresh}
    department.verified_on = None
    department.save()
    assert shown(staff.get(f"{url}?verification=never")) == {fresh, never, old}


def test_the_list_of_districts_shows_the_state_of_posts_today(staff: Client) -> None:
    district = make_district(mp_station=make_station(name="Ukázková"))
    mayor = make_post(Role.STAROSTA, borough=district.borough)
    make_tenure(mayor, make_person("Eva Ukázková"), start=TODAY)
    police = make_post(Role.POLICISTA, district=district)
    make_tenure(police, make_person("Petr Vzorový"), start=TODAY)
    make_absence(police, make_person("Jan Názorný"), start=TODAY, end=TODAY)
    html = staff.get("/admin/districts/district/").content.decode()
    for text in ("state-vacant", "Ukázková", "state-substituted", "Petr Vzorový", "Jan Názorný", "Eva Ukázková"):
        assert text in html


def test_the_list_of_districts_calls_the_department_by_its_short_name(staff: Client) -> None:
    make_department(name="Odbor bezpečnosti, prevence kriminality a krizového řízení")
    make_district()
    html = staff.get("/admin/districts/district/").content.decode()
    assert "odbor bezpečnosti" in html
    assert "krizového řízení" not in html


def test_posts_are_filtered_by_who_answers_and_by_absence(staff: Client) -> None:
    make_department()
    station = make_station()
    posts = {
        "holder": make_tenure(start=TODAY).post,
        "substitute": make_tenure(start=TODAY).post,
        "station": make_post(district=make_district(mp_station=station)),
        "department": make_post(Role.STAROSTA),
    }
    make_absence(posts["substitute"], make_person(), start=TODAY, end=TODAY)
    make_absence(posts["holder"], start=TODAY + timedelta(days=30))
    for who, post in posts.items():
        assert shown(staff.get(f"/admin/districts/post/?answers={who}")) == {post}
    assert shown(staff.get("/admin/districts/post/?answers=vacant")) == {posts["station"], posts["department"]}
    assert shown(staff.get("/admin/districts/post/?absence=today")) == {posts["substitute"]}
    assert shown(staff.get("/admin/districts/post/?absence=soon")) == {posts["holder"]}


def test_people_are_filtered_by_post_and_verification(staff: Client) -> None:
    holder = make_tenure(person=make_person(verified_on=TODAY), start=TODAY).person
    former = make_tenure(start=TODAY - YEAR, end=TODAY - timedelta(days=1)).person
    url = "/admin/districts/person/"
    assert shown(staff.get(f"{url}?post=some")) == {holder}
    assert shown(staff.get(f"{url}?post=none")) == {former}
    assert shown(staff.get(f"{url}?verification=missing")) == {former}


@pytest.mark.parametrize(("model", "make"), [("person", make_person), ("station", make_station)])
def test_chosen_contacts_are_marked_as_verified_today(
    staff: Client, model: str, make: Callable[..., Person | Station]
) -> None:
    chosen, other = make(), make()
    url = f"/admin/districts/{model}/"
    response = staff.post(url, {"action": "mark_verified", "_selected_action": [chosen.pk]}, follow=True)
    chosen.refresh_from_db()
    other.refresh_from_db()
    assert (chosen.verified_on, other.verified_on) == (TODAY, None)
    assert "1" in said(response)


@pytest.mark.parametrize(
    "model", ["district", "post", "person", "station", "borough", "address", "infobox", "importrun"]
)
def test_lists_take_as_many_queries_for_many_rows_as_for_one(
    staff: Client, model: str, django_assert_num_queries: Any
) -> None:
    url = f"/admin/districts/{model}/"
    one_of_each()
    staff.get(url)  # fills the atlas and what Django keeps per process
    with CaptureQueriesContext(connection) as queries:
        staff.get(url)
    few = len(queries)
    for _ in range(3):
        one_of_each_again()
    staff.get(url)
    with django_assert_num_queries(few):
        staff.get(url)


def one_of_each_again() -> None:
    district = make_district(mp_station=make_station(), pcr_station=make_station(StationKind.PCR))
    tenure = make_tenure(make_post(district=district))
    make_absence(tenure.post, make_person())
    make_tenure(make_post(Role.STAROSTA, borough=make_borough(office=make_station(StationKind.OFFICE))))
    make_address(district=district)
    make_infobox()
    make_run()


# --- holders and absences on the district ---------------------------------------------------------------------------


def row(prefix: str, number: int, **values: Any) -> dict[str, Any]:
    """One row of a formset; `id` makes it an existing one."""
    return {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def district_form(district: District, **rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the browser sends for the page of a district; rows by formset."""
    data: dict[str, Any] = {"number": district.number, "name": district.name, "borough": district.borough_id}
    for formset in ("okrskar_tenure", "okrskar_absence", "policista_tenure", "policista_absence"):
        filled = rows.get(formset, [])
        prefix = formset.replace("_", "-")
        existing = sum("id" in values for values in filled)
        data |= {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": existing}
        for number, values in enumerate(filled):
            data |= row(prefix, number, **values)
    return data


def save(staff: Client, district: District, **rows: list[dict[str, Any]]) -> Any:
    url = reverse("admin:districts_district_change", args=[district.pk])
    return save_form(staff, url, district_form(district, **rows), follow=True)


def existing(tenure: Tenure, **changes: Any) -> dict[str, Any]:
    values = {"id": tenure.pk, "person": tenure.person_id, "start": tenure.start.isoformat()}
    return values | {"end": tenure.end.isoformat() if tenure.end else ""} | changes


def errors(response: Any) -> str:
    """Everything the forms of a page complain about."""
    context = response.context
    return " ".join(str(formset.formset.errors) for formset in context["inline_admin_formsets"])


def test_the_first_holder_and_an_absence_are_entered_on_the_district(staff: Client) -> None:
    district, person, deputy = make_district(), make_person(), make_person()
    response = save(
        staff,
        district,
        okrskar_tenure=[{"person": person.pk, "start": "1. 9. 2026", "end": ""}],
        okrskar_absence=[{"substitute": deputy.pk, "start": "2026-09-10", "end": "2026-09-20"}],
    )
    assert response.redirect_chain
    tenure, absence = Tenure.objects.get(), Absence.objects.get()
    assert (tenure.post.role, tenure.post.district, tenure.start) == ("okrskar", district, date(2026, 9, 1))
    assert (absence.post, absence.substitute) == (tenure.post, deputy)


def test_a_new_holder_ends_the_open_period_of_the_one_before(staff: Client) -> None:
    district = make_district()
    before = make_tenure(make_post(district=district), start=date(2026, 1, 1))
    after = make_person()
    response = save(
        staff,
        district,
        okrskar_tenure=[existing(before), {"person": after.pk, "start": "2026-09-01", "end": ""}],
    )
    before.refresh_from_db()
    assert before.end == date(2026, 8, 31)
    assert Tenure.objects.get(person=after).start == date(2026, 9, 1)
    assert before.person.name in said(response)


def test_the_day_of_a_handover_can_be_moved_both_ways(staff: Client) -> None:
    """The database checks row by row, so the order of saving matters."""
    district = make_district()
    post = make_post(district=district)
    first = make_tenure(post, start=date(2026, 1, 1), end=date(2026, 8, 31))
    second = make_tenure(post, start=date(2026, 9, 1))
    for last, start in (("2026-07-31", "2026-08-01"), ("2026-10-31", "2026-11-01")):
        response = save(staff, district, okrskar_tenure=[existing(second, start=start), existing(first, end=last)])
        assert response.redirect_chain, errors(response)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (str(first.end), str(second.start)) == (last, start)


def test_two_holders_can_swap_their_periods(staff: Client) -> None:
    district = make_district()
    post = make_post(district=district)
    one = make_tenure(post, start=date(2026, 1, 1), end=date(2026, 6, 30))
    two = make_tenure(post, start=date(2026, 7, 1), end=date(2026, 12, 31))
    rows = [
        existing(one, start="2026-07-01", end="2026-12-31"),
        existing(two, start="2026-01-01", end="2026-06-30"),
    ]
    assert save(staff, district, okrskar_tenure=rows).redirect_chain
    assert list(Tenure.objects.order_by("start").values_list("pk", flat=True)) == [two.pk, one.pk]


def test_a_holder_can_be_replaced_in_one_go(staff: Client) -> None:
    district = make_district()
    wrong = make_tenure(make_post(district=district), start=date(2026, 1, 1))
    right = make_person()
    rows = [existing(wrong, DELETE="on"), {"person": right.pk, "start": "2026-01-01", "end": ""}]
    assert save(staff, district, okrskar_tenure=rows).redirect_chain
    assert Tenure.objects.get().person == right


@pytest.mark.parametrize(
    "rows",
    [
        [("2026-01-01", "2026-06-30"), ("2026-06-30", "")],  # one shared day
        [("2026-01-01", ""), ("2026-01-01", "")],  # nobody comes before the other
        [("2026-01-01", "2026-12-31"), ("2026-03-01", "2026-03-31"), ("2027-01-01", "")],
    ],
)
def test_new_periods_that_overlap_each_other_are_refused_with_a_reason(
    staff: Client, rows: list[tuple[str, str]]
) -> None:
    people = [make_person() for _ in rows]
    filled = [{"person": who.pk, "start": start, "end": end} for who, (start, end) in zip(people, rows, strict=True)]
    response = save(staff, make_district(), okrskar_tenure=filled)
    assert response.status_code == 200
    assert "Překrývá se" in errors(response) or "overlaps" in errors(response)
    assert not Tenure.objects.exists()


def test_a_new_period_before_an_existing_one_must_say_when_it_ends(staff: Client) -> None:
    district = make_district()
    tenure = make_tenure(make_post(district=district), start=date(2026, 1, 1))
    rows = [existing(tenure), {"person": make_person().pk, "start": "2025-01-01", "end": ""}]
    assert "Překrývá se" in errors(save(staff, district, okrskar_tenure=rows))
    rows[1]["end"] = "2025-12-31"
    assert save(staff, district, okrskar_tenure=rows).redirect_chain


def test_overlapping_absences_and_a_period_that_ends_before_it_starts_are_refused(staff: Client) -> None:
    rows = [{"substitute": "", "start": "2026-01-01", "end": ""}, {"substitute": "", "start": "2026-02-01", "end": ""}]
    assert "Překrývá se" in errors(save(staff, make_district(), policista_absence=rows))
    rows = [{"substitute": "", "start": "2026-02-01", "end": "2026-01-01"}]
    assert "end" in errors(save(staff, make_district(), policista_absence=rows))
    assert not Absence.objects.exists()


def test_a_period_that_somebody_else_has_added_meanwhile_is_seen(staff: Client) -> None:
    district = make_district()
    url = reverse("admin:districts_district_change", args=[district.pk])
    opened = open_form(staff, url)
    make_tenure(make_post(district=district), start=date(2026, 1, 1), end=date(2026, 12, 31))
    rows = [{"person": make_person().pk, "start": "2026-06-01", "end": ""}]  # the page knows of no other
    opened.values |= {name: [str(value)] for name, value in district_form(district, okrskar_tenure=rows).items()}
    response = opened.save()
    assert "Mezitím přidáno" in response.content.decode()
    assert "Překrývá se" in errors(read_form(staff, url, response).save())
    assert Tenure.objects.count() == 1


def test_a_holder_who_stands_in_for_themselves_is_refused(staff: Client) -> None:
    district = make_district()
    tenure = make_tenure(make_post(district=district))
    response = save(
        staff,
        district,
        okrskar_tenure=[existing(tenure)],
        okrskar_absence=[{"substitute": tenure.person_id, "start": "2026-09-10", "end": "2026-09-20"}],
    )
    assert "nemůže tedy být zároveň zástupcem" in errors(response)
    assert not Absence.objects.exists()


def test_whoever_enters_an_absence_is_told_of_other_posts_left_without_a_substitute(staff: Client) -> None:
    district, person = make_district(), make_person()
    tenure = make_tenure(make_post(district=district), person)
    left, substituted, earlier = make_post(), make_post(), make_post()
    for post in (left, substituted):
        make_tenure(post, person)
    make_tenure(earlier, person, end=date(2026, 8, 31))
    make_absence(left, start=date(2026, 9, 1))  # nobody stands in
    make_absence(substituted, make_person(), start=date(2026, 9, 1))
    absence = {"substitute": make_person().pk, "start": "2026-09-10", "end": "2026-09-20"}
    response = save(staff, district, okrskar_tenure=[existing(tenure)], okrskar_absence=[absence])
    urls = {post: reverse("admin:districts_post_change", args=[post.pk]) for post in (left, substituted, earlier)}
    assert [post for post, url in urls.items() if f'"{url}"' in said(response)] == [left]
    assert person.name in said(response)
    assert str(left) in said(response)


def test_absences_from_all_posts_entered_at_once_need_no_warning(staff: Client) -> None:
    district, person = make_district(), make_person()
    officer = make_tenure(make_post(district=district), person)
    police = make_tenure(make_post(Role.POLICISTA, district=district), person)
    absence = {"substitute": make_person().pk, "start": "2026-09-10", "end": "2026-09-20"}
    response = save(
        staff,
        district,
        okrskar_tenure=[existing(officer)],
        okrskar_absence=[absence],
        policista_tenure=[existing(police)],
        policista_absence=[absence],
    )
    assert Absence.objects.count() == 2
    assert person.name not in said(response)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_two_people_who_appoint_at_the_same_moment_one_is_told(staff: Client) -> None:
    make_department()
    district = make_district()
    make_post(district=district)
    people = [make_person(), make_person()]
    together, answers = Barrier(2), []

    def appoint(person: Person) -> None:
        mine = sign_in(Client(), User.objects.get(username="admin"))
        together.wait()
        answers.append(save(mine, district, okrskar_tenure=[{"person": person.pk, "start": "2026-01-01", "end": ""}]))
        connection.close()

    threads = [Thread(target=appoint, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Tenure.objects.count() == 1


def test_the_mayor_is_edited_on_the_borough(staff: Client) -> None:
    borough, person = make_borough(), make_person()
    data = {"starosta-tenure-TOTAL_FORMS": 1, "starosta-tenure-INITIAL_FORMS": 0}
    data |= {"starosta-absence-TOTAL_FORMS": 0, "starosta-absence-INITIAL_FORMS": 0}
    data |= row("starosta-tenure", 0, person=person.pk, start="2026-01-01", end="")
    save_form(staff, reverse("admin:districts_borough_change", args=[borough.pk]), data)
    assert Tenure.objects.get().post.borough == borough


def test_the_page_of_a_district_leads_to_its_borough_its_boundary_and_the_public_page(staff: Client) -> None:
    district = make_district()
    html = staff.get(reverse("admin:districts_district_change", args=[district.pk])).content.decode()
    assert reverse("admin:districts_borough_change", args=[district.borough_id]) in html
    assert reverse("admin:districts_district_boundary", args=[district.pk]) in html
    assert f'href="/okrsky/{district.number}/"' in html


def test_number_and_borough_of_a_district_in_force_come_from_its_boundary(staff: Client) -> None:
    district, other = make_district(number=7), make_borough()
    data = district_form(district) | {"number": 99, "borough": other.pk, "name": "Jiný"}
    save_form(staff, reverse("admin:districts_district_change", args=[district.pk]), data)
    changed = District.objects.get(pk=district.pk)
    assert (changed.number, changed.borough, changed.name) == (7, district.borough, "Jiný")


def test_looking_at_a_district_writes_nothing(staff: Client) -> None:
    district = make_district()
    staff.get(reverse("admin:districts_district_change", args=[district.pk]))
    assert not Post.objects.exists()


def test_a_new_district_leads_to_drawing_its_boundary(staff: Client) -> None:
    data = {"number": 31, "name": "Nový", "borough": make_borough().pk, "description": ""}
    response = staff.post("/admin/districts/district/add/", data)
    district = District.objects.get(number=31)
    assert response["Location"] == reverse("admin:districts_district_boundary", args=[district.pk])
    assert staff.get(response["Location"]).status_code == 200


# --- the rest -------------------------------------------------------------------------------------------------------


def test_the_department_opens_straight_in_its_form(staff: Client) -> None:
    make_department()
    response = staff.get("/admin/districts/department/", follow=True)
    assert response.context["original"].pk == 1


def test_an_import_report_is_readable(staff: Client) -> None:
    refused = [{"message": "PSČ „3x100“ není poštovní směrovací číslo.", "line": 17}]
    report = {"read": 27207, "new": 0, "changed": 0, "unchanged": 0, "gone": 0, "refused": refused, "notes": []}
    run = make_run(succeeded=False, report=report)
    html = staff.get(reverse("admin:districts_importrun_change", args=[run.pk])).content.decode()
    assert "PSČ „3x100“ není poštovní směrovací číslo." in html
    assert "17" in html
    assert "27207" in html


def test_a_report_tells_what_changed_what_was_corrected_and_what_was_left_out(staff: Client) -> None:
    report = ImportReport(read=3, changed=1)
    phone = FieldChange("telefon", "378 111 111", "378 222 222", by_hand=True)
    report.tell_change(RecordChange(Fate.CHANGED, "osoba", "Jana Ukázková", (phone,)))
    report.count_changes("osoba", Fate.NEW, 700)
    report.count_changes("adresa", Fate.GONE, street="Žižkova")
    report.kept.append(RecordChange(Fate.KEPT, "osoba", "Petr Názorný", (FieldChange("e-mail", "a@b.cz", "c@d.cz"),)))
    report.ask("Kdo má pravdu?", line=7)
    run = make_run(report=report.as_json())
    html = staff.get(reverse("admin:districts_importrun_change", args=[run.pk])).content.decode()
    shown = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "Jana Ukázková změněné telefon 378 111 111 opraveno ručně 378 222 222" in shown
    assert "a 700 dalších záznamů, jen spočtených" in shown
    assert "Žižkova: zaniklé 1" in shown
    assert "Petr Názorný ponechané e-mail a@b.cz c@d.cz" in shown
    assert "řádek 7: Kdo má pravdu?" in shown
    assert "1 řádek vynechán" in staff.get("/admin/districts/importrun/").content.decode()


def test_streets_lead_to_their_public_page_and_cannot_be_changed(staff: Client) -> None:
    street = make_street(name="Lobezská", slug="lobezska")
    url = reverse("admin:districts_street_change", args=[street.pk])
    staff.post(url, {"name": "Jiná", "code": street.code, "slug": "jina"})
    assert Street.objects.get().name == "Lobezská"
    assert staff.get(url).status_code == 200


def test_a_place_name_can_be_added_with_a_point(staff: Client) -> None:
    staff.post("/admin/districts/locality/add/", {"name": "Škodovka", "lat": "49.74", "lon": "13.36", "radius_m": 500})
    assert Locality.objects.get(name="Škodovka").lon == 13.36
    assert "point-map" in staff.get("/admin/districts/locality/add/").content.decode()


def known_place(**changes: Any) -> dict[str, Any]:
    """What is sent by the form of a known place."""
    empty = dict.fromkeys(("other_names", "address", "lat", "lon", "source", "verified_on"), "")
    return {**empty, "name": "Modrá nemocnice", "kind": "hospital", "radius_m": 0, **changes}


def test_a_known_place_gets_its_address_of_the_register(staff: Client) -> None:
    address = make_address(street=make_street(name="Dlouhá"), house_number=101, orientation_number=1)
    page = staff.post("/admin/districts/knownplace/add/", known_place(address="Dlouhá 7"))
    assert "address" in page.context["adminform"].form.errors
    staff.post("/admin/districts/knownplace/add/", known_place(address="dlouha 1", source="radnice", published="on"))
    place = KnownPlace.objects.get(name="Modrá nemocnice")
    assert place.register_address == address
    listed = staff.get("/admin/districts/knownplace/?q=modra&where=address")
    assert shown(listed) == {place}
    assert re.search(rf"field-in_district[^>]*>{address.district.number}<", listed.content.decode())
    save_form(staff, f"/admin/districts/knownplace/{place.pk}/change/", known_place(lat="49.74", lon="13.36"))
    assert KnownPlace.objects.filter(pk=place.pk, register_address=None, published=False).exists()
    assert "dlouha 1" in staff.get(f"/admin/districts/knownplace/{place.pk}/history/").content.decode()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "Napište, kde to je"),
        ({"lat": "49.74"}, "nebo ani jednu"),
        ({"lat": "49.74", "lon": "13.36", "published": "on"}, "kde to bylo ověřeno"),
    ],
)
def test_a_known_place_is_somewhere_and_published_with_its_source(
    changes: dict[str, Any], why: str, staff: Client
) -> None:
    page = staff.post("/admin/districts/knownplace/add/", known_place(**changes))
    assert why in str(page.context["adminform"].form.errors)
    assert not KnownPlace.objects.filter(name="Modrá nemocnice").exists()


def test_boroughs_cannot_be_renamed_here(staff: Client) -> None:
    borough = make_borough(name="Plzeň 1")
    save_form(staff, reverse("admin:districts_borough_change", args=[borough.pk]), {"name": "Praha 1"})
    assert Borough.objects.get().name == "Plzeň 1"
