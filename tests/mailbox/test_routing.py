"""The first rule in force that fits decides, and nothing is without an owner."""

from collections.abc import Sequence

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from districts.lookup import atlas
from districts.models import District, Post, Role
from faq.models import Topic
from mailbox import routing
from mailbox.models import Desk, Kind, RoutingRule
from tests.factories import make_borough, make_district, make_post
from tests.mailbox.factories import make_desk, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_rules() -> None:
    RoutingRule.objects.all().delete()


def rule(position: int, **fields: object) -> RoutingRule:
    return RoutingRule.objects.create(
        position=position, **({} if "desk" in fields else {"role": Role.OKRSKAR}) | fields
    )


def test_the_first_rule_that_fits_decides_whatever_order_they_were_made_in() -> None:
    topic, district = make_topic(), make_district()
    late = rule(20, topic=topic, role=Role.POLICISTA)
    early = rule(10, topic=topic, role=Role.STAROSTA)
    assert routing.choose_route(kind=Kind.PODNET, topic=topic, district=district).rule == early
    early.active = False
    early.save()
    route = routing.choose_route(kind=Kind.PODNET, topic=topic, district=district)
    assert route.rule == late
    assert route.post == Post.objects.get(role=Role.POLICISTA, district=district)
    assert str(late) in route.reason


def test_a_rule_fits_only_if_all_it_names_agree() -> None:
    topic, other_topic, district, elsewhere = make_topic(), make_topic(), make_district(), make_district()
    desk = make_desk()
    rule(10, topic=topic, kind=Kind.DOTAZ, district=district, desk=desk)
    assert routing.choose_route(kind=Kind.DOTAZ, topic=topic, district=district).desk == desk
    for kind, about, place in (
        (Kind.PODNET, topic, district),
        (Kind.DOTAZ, other_topic, district),
        (Kind.DOTAZ, None, district),
        (Kind.DOTAZ, topic, elsewhere),
        (Kind.DOTAZ, topic, None),
    ):
        assert routing.choose_route(kind=kind, topic=about, district=place).desk != desk


def test_a_rule_for_a_borough_fits_all_its_districts_and_no_others() -> None:
    borough = make_borough()
    inside, also_inside, outside = make_district(borough=borough), make_district(borough=borough), make_district()
    desk = make_desk()
    rule(10, borough=borough, desk=desk)
    desks = [
        routing.choose_route(kind=Kind.PODNET, topic=None, district=one).desk for one in (inside, also_inside, outside)
    ]
    assert desks == [desk, desk, None]
    assert routing.choose_route(kind=Kind.PODNET, topic=None, district=None).rule is None


def test_a_mayor_is_of_the_borough() -> None:
    borough = make_borough()
    first, second = make_district(borough=borough), make_district(borough=borough)
    rule(10, role=Role.STAROSTA)
    posts = {routing.choose_route(kind=Kind.PODNET, topic=None, district=one).post for one in (first, second)}
    assert posts == {Post.objects.get(role=Role.STAROSTA, borough=borough)}


def test_without_any_rule_the_municipal_officer_of_the_district_answers() -> None:
    district = make_district()
    route = routing.choose_route(kind=Kind.PODNET, topic=None, district=district)
    assert (route.rule, route.desk) == (None, None)
    assert route.post == Post.objects.get(role=Role.OKRSKAR, district=district)


def test_without_a_district_the_department_answers_also_when_the_rule_names_a_post() -> None:
    rule(10, role=Role.POLICISTA)
    route = routing.choose_route(kind=Kind.PODNET, topic=None, district=None)
    assert route.post is None
    assert route.desk == Desk.objects.get(default=True)


def test_a_damaged_infobox_is_for_the_department_whatever_the_rules() -> None:
    rule(10, role=Role.POLICISTA)
    route = routing.choose_route(kind=Kind.PODNET, topic=None, district=make_district(), infobox=True)
    assert route.desk == Desk.objects.get(default=True)


def test_a_default_desk_that_somebody_removed_is_made_again() -> None:
    Desk.objects.all().delete()
    desk = routing.default_desk()
    assert desk.default
    assert routing.default_desk() == desk
    Desk.objects.update(default=False)
    assert routing.default_desk() == desk  # its name is taken, so it becomes the default again


def test_the_rules_that_the_portal_starts_with_are_in_force() -> None:
    """As after migrating: foreigners have their desk, fraud goes to the police, the rest to the municipal officer."""
    from django.apps import apps

    from mailbox.migrations import __name__ as package

    migration = __import__(f"{package}.0002_desks_and_rules", fromlist=["load"])
    Desk.objects.all().delete()
    Topic.objects.all().delete()
    __import__("faq.migrations.0002_topics", fromlist=["load"]).load(apps, None)
    migration.load(apps, None)
    district = make_district()

    def owner(kind: Kind, slug: str | None) -> str:
        topic = Topic.objects.get(slug=slug) if slug else None
        route = routing.choose_route(kind=kind, topic=topic, district=district)
        if route.desk:
            return route.desk.name
        return route.post.role if route.post else ""

    assert owner(Kind.PODNET, "cizinci-a-mensiny") == "Cizinci a menšiny"
    assert owner(Kind.PODNET, "podvody") == Role.POLICISTA
    assert owner(Kind.PODNET, "verejny-poradek") == Role.OKRSKAR
    assert owner(Kind.PODNET, None) == Role.OKRSKAR
    assert owner(Kind.NALEZ, "podvody") == Role.OKRSKAR


CHOICES = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.sampled_from([*Role, None])), max_size=6)


@given(CHOICES, st.booleans(), st.booleans(), st.sampled_from(Kind))
def test_every_message_has_exactly_one_owner_and_the_earliest_fitting_rule(
    made: Sequence[tuple[bool, bool, bool, Role | None]], has_topic: bool, has_place: bool, kind: Kind
) -> None:
    """Whatever the rules are: with or without topic, kind and district, to posts and to desks."""
    with transaction.atomic():
        topic, district, desk = make_topic(), make_district(), make_desk()
        rules = [
            RoutingRule.objects.create(
                position=position,
                topic=topic if of_topic else None,
                kind=Kind.DOTAZ if of_kind else "",
                district=district if of_district else None,
                role=role or "",
                desk=None if role else desk,
            )
            for position, (of_topic, of_kind, of_district, role) in enumerate(made)
        ]
        about, place = (topic if has_topic else None), (district if has_place else None)
        route = routing.choose_route(kind=kind, topic=about, district=place)
        assert (route.post is None) != (route.desk is None)
        assert route.reason
        fitting = [
            one
            for one, (of_topic, of_kind, of_district, _role) in zip(rules, made, strict=True)
            if (not of_topic or has_topic) and (not of_kind or kind is Kind.DOTAZ) and (not of_district or has_place)
        ]
        assert route.rule == (fitting[0] if fitting else None)
        if fitting and fitting[0].desk:
            assert route.desk == desk
        elif not has_place:
            assert route.desk == Desk.objects.get(default=True)
        else:
            assert route.post is not None
            assert route.post.role == (fitting[0].role if fitting else Role.OKRSKAR)
        transaction.set_rollback(True)


@pytest.mark.parametrize("fields", [{"role": ""}, {"role": Role.OKRSKAR, "desk": True}, {"both_places": True}])
def test_the_database_refuses_a_rule_without_one_target_or_with_two_places(fields: dict[str, object]) -> None:
    values: dict[str, object] = {"position": 1, "role": Role.OKRSKAR} | {
        name: value for name, value in fields.items() if name == "role"
    }
    if fields.get("desk"):
        values["desk"] = make_desk()
    if fields.get("both_places"):
        district: District = make_district()
        values |= {"district": district, "borough": district.borough}
    with pytest.raises(IntegrityError), transaction.atomic():
        RoutingRule.objects.create(**values)


def test_the_database_refuses_two_default_desks_and_two_rules_at_one_position() -> None:
    Desk.objects.get_or_create(default=True, defaults={"name": "Příjem"})
    with pytest.raises(IntegrityError), transaction.atomic():
        make_desk(default=True)
    rule(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(1)


def test_choosing_takes_one_query_when_the_records_are_at_hand() -> None:
    topic, borough = make_topic(), make_borough()
    district = make_district(borough=borough)
    make_post(Role.POLICISTA, district=district)
    mayor = make_post(Role.STAROSTA, borough=borough)
    current = atlas.current()
    words = [
        str(rule(10, topic=topic, district=district, role=Role.POLICISTA)),
        str(rule(20, borough=borough, role=Role.STAROSTA)),
    ]
    with CaptureQueriesContext(connection) as taken:
        by_district = routing.choose_route(kind=Kind.PODNET, topic=topic, district=district, current=current)
        by_borough = routing.choose_route(kind=Kind.PODNET, topic=None, district=district, current=current)
        said = f"{by_district.reason} {by_district.post} {by_borough.reason} {by_borough.post}"
    assert len(taken) == 2, "\n".join(query["sql"] for query in taken)
    assert (by_district.post, by_borough.post) == (Post.objects.get(role=Role.POLICISTA), mayor)
    assert all(each in said for each in words)


def test_a_post_made_since_the_records_were_read_is_found() -> None:
    district, current = make_district(), atlas.current()
    made = make_post(Role.OKRSKAR, district=district)
    assert routing.choose_route(kind=Kind.PODNET, topic=None, district=district, current=current).post == made
