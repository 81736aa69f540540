"""Small makers of data for tests: each call gives a saved row with sensible values; name only what matters."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone

from districts.models import (
    Absence,
    Address,
    Borough,
    Department,
    District,
    HouseNumberType,
    InfoBox,
    KnownPlace,
    Notice,
    Part,
    Person,
    Post,
    Role,
    Station,
    StationKind,
    Street,
    Tenure,
)
from faq.models import HelpContact, LinkCheck, Question, Topic

_number = count(1)


def square(lon: float = 13.37, lat: float = 49.74, side: float = 0.01) -> dict[str, Any]:
    """A square boundary: GeoJSON, from its south-west corner, in degrees."""
    ring = [(lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side), (lon, lat)]
    return {"type": "Polygon", "coordinates": [ring]}


def make_department(**fields: Any) -> Department:
    """The safety department, whatever the database already holds."""
    defaults = {"name": "Odbor bezpečnosti", "address": "náměstí Republiky 16", "phone": "378 032 251"}
    return Department.objects.update_or_create(pk=1, defaults=defaults | fields)[0]


def make_borough(**fields: Any) -> Borough:
    code = fields.pop("code", 900_000 + next(_number))
    return Borough.objects.create(**({"code": code, "name": f"Plzeň {code}"} | fields))


def make_station(kind: StationKind = StationKind.MP, **fields: Any) -> Station:
    name = f"Služebna {next(_number)}"
    return Station.objects.create(
        **({"kind": kind, "name": name, "address": "Ulice 1", "phone": "378 000 000"} | fields)
    )


def make_district(**fields: Any) -> District:
    number = fields.pop("number", None) or next(_number)
    fields.setdefault("boundary", square(13 + number % 100 / 100))
    borough = fields.pop("borough", None) or make_borough()
    return District.objects.create(**({"number": number, "name": f"Okrsek {number}", "borough": borough} | fields))


def make_person(name: str = "", **fields: Any) -> Person:
    number = next(_number)
    defaults = {"name": name or f"Jana Ukázková {number}", "email": f"osoba{number}@example.org"}
    return Person.objects.create(**(defaults | fields))


def make_post(role: Role = Role.OKRSKAR, **fields: Any) -> Post:
    """A post; of a new district or borough unless one is given."""
    if role == Role.STAROSTA:
        return Post.objects.create(role=role, borough=fields.get("borough") or make_borough())
    return Post.objects.create(role=role, district=fields.get("district") or make_district())


def make_tenure(post: Post | None = None, person: Person | None = None, **fields: Any) -> Tenure:
    """Somebody holds a post, from 1 January 2026 until further notice."""
    fields = {"start": date(2026, 1, 1)} | fields
    return Tenure.objects.create(post=post or make_post(), person=person or make_person(), **fields)


def make_absence(post: Post | None = None, substitute: Person | None = None, **fields: Any) -> Absence:
    """The holder of a post is away, from 1 January 2026 until further notice."""
    fields = {"start": date(2026, 1, 1)} | fields
    return Absence.objects.create(post=post or make_post(), substitute=substitute, **fields)


def make_part(**fields: Any) -> Part:
    code = fields.pop("code", 800_000 + next(_number))
    return Part.objects.create(**({"code": code, "name": f"Část {code}"} | fields))


def make_street(**fields: Any) -> Street:
    code = fields.pop("code", 700_000 + next(_number))
    return Street.objects.create(**({"code": code, "name": f"Ulice {code}", "slug": f"ulice-{code}"} | fields))


def make_address(**fields: Any) -> Address:
    """An address in a new street; its borough is that of its district."""
    district = fields.pop("district", None) or make_district()
    defaults: dict[str, Any] = {
        "code": 20_000_000 + next(_number),
        "street": fields["street"] if "street" in fields else make_street(),
        "part": fields.get("part") or make_part(),
        "number_type": HouseNumberType.CP,
        "house_number": next(_number),
        "postcode": "30100",
        "lon": 13.375,
        "lat": 49.745,
        "district": district,
        "borough": fields.get("borough") or district.borough,
    }
    return Address.objects.create(**(defaults | fields))


def make_neighbours() -> tuple[District, District]:
    """Districts 7 and 8 side by side with the border at 13.38, and Dlouhá through both: 1 and 3 in 7, 5 in 8."""
    west = make_district(number=7, name="Slovany", boundary=square(13.37, 49.74))
    east = make_district(number=8, boundary=square(13.38, 49.74))
    street, part = make_street(name="Dlouhá"), make_part(name="Bory")
    for number, district, lon in ((1, west, 13.3711), (3, west, 13.3797), (5, east, 13.385)):
        make_address(
            street=street,
            part=part,
            house_number=380 + number,
            orientation_number=number,
            district=district,
            lon=lon,
            lat=49.745,
        )
    return west, east


def make_numbers_around(missing: int, *, street: str = "Dlouhá") -> None:
    """In a street of `make_neighbours` two numbers before and two after a missing one, far inside district 7."""
    where, district = Street.objects.get(name=street), District.objects.get(number=7)
    for number in (missing - 4, missing - 2, missing + 2, missing + 4):
        make_address(
            street=where, district=district, house_number=9000 + number, orientation_number=number, lon=13.3735
        )


def make_infobox(**fields: Any) -> InfoBox:
    name = f"Schránka {next(_number)}"
    return InfoBox.objects.create(**({"name": name, "address": "Ulice 1", "lon": 13.375, "lat": 49.745} | fields))


def make_known_place(**fields: Any) -> KnownPlace:
    """An unpublished one at a point."""
    name = f"Místo {next(_number)}"
    return KnownPlace.objects.create(**({"name": name, "kind": "other", "lon": 13.375, "lat": 49.745} | fields))


def make_notice(*districts: District, **fields: Any) -> Notice:
    """News of the last hour, for the whole city unless districts are given."""
    number = next(_number)
    defaults = {
        "title": f"Zpráva {number}",
        "text": "Text zprávy.",
        "published_from": timezone.now() - timedelta(hours=1),
    }
    notice = Notice.objects.create(**(defaults | fields))
    notice.districts.set(districts)
    return notice


def make_question(slug: str = "", *, topics: Iterable[Topic] = (), **fields: Any) -> Question:
    """A question published yesterday."""
    number = next(_number)
    defaults = {
        "slug": slug or f"otazka-{number}",
        "title": f"Otázka {number}?",
        "answer": f"<p>Odpověď {number}.</p>",
        "published_from": timezone.now() - timedelta(days=1),
    }
    question = Question.objects.create(**(defaults | fields))
    question.topics.set(topics)
    return question


def make_help_contact(name: str = "", *, topics: Iterable[Topic] = (), **fields: Any) -> HelpContact:
    """A line that helps, confirmed in two places."""
    defaults = {
        "name": name or f"Linka {next(_number)}",
        "phone": "116 111",
        "sources": "https://a.example\nhttps://b.example",
    }
    contact = HelpContact.objects.create(**(defaults | fields))
    contact.topics.set(topics)
    return contact


def make_found_link(record: Model, **fields: Any) -> LinkCheck:
    """A link of a record that led nowhere just now."""
    defaults = {"language": "cs", "url": "https://neni.example/", "outcome": LinkCheck.Outcome.MISSING, "status": 404}
    about = {"content_type": ContentType.objects.get_for_model(record), "object_id": record.pk}
    return LinkCheck.objects.create(**(defaults | about | {"checked_at": timezone.now()} | fields))
