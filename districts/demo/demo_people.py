"""Made-up people in realistic states: most officers' posts vacant, some holders away, some contacts never verified.

The names say that nobody is real; e-mails are at example.org and no phone number of this form exists.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, product

from django.utils.text import slugify

from districts.map.distances import distance_m
from districts.models import (
    Absence,
    Borough,
    District,
    Person,
    Post,
    Role,
    Station,
    StationKind,
    Tenure,
)

from .demo_map import BOROUGHS, DISTRICTS

_MEN = ("Jan", "Petr", "Karel", "Tomáš", "Milan", "Pavel", "Jiří")
_WOMEN = ("Eva", "Jana", "Alena", "Hana", "Ivana", "Lenka", "Marie")
_SURNAMES = (
    ("Vzorový", "Vzorová"),
    ("Ukázkový", "Ukázková"),
    ("Příkladný", "Příkladná"),
    ("Názorný", "Názorná"),
    ("Smyšlený", "Smyšlená"),
    ("Cvičný", "Cvičná"),
)
_OFFICERS_IN = (1, 2, 4, 5, 8, 9, 11, 14, 15, 17, 18, 22, 28)  # 13 of 30, as when officers were coming back
_SUBSTITUTES_IN = (3, 16, 21)  # vacant, but somebody stands in
_POLICE_NOT_IN = (13, 24)
_VERIFIED_DAYS_AGO = (12, 45, None, 96, 210, 400)

# name, where, lon, lat
_PCR_STATIONS = [
    ("Ukázková-sever", "ukázková adresa, Severní Předměstí", 13.372, 49.767),
    ("Ukázková-jih", "ukázková adresa, Východní Předměstí", 13.402, 49.726),
    ("Ukázková-střed", "ukázková adresa, Vnitřní Město", 13.376, 49.745),
    ("Ukázková-východ", "ukázková adresa, Doubravka", 13.424, 49.752),
    ("Ukázková-západ", "ukázková adresa, Skvrňany", 13.332, 49.746),
]


def load_people(districts: dict[int, District], *, today: date) -> None:
    """Write stations, offices, posts, holders, substitutes and absences; every date is counted from `today`."""
    phones = (f"000 000 {number:03d}" for number in count(1))
    _load_stations(districts, phones)
    people = _make_people(phones, today)
    posts: dict[tuple[Role, int], Post] = {}
    for role in (Role.OKRSKAR, Role.POLICISTA):
        posts |= {(role, number): Post(role=role, district=district) for number, district in districts.items()}
    posts |= {(Role.STAROSTA, code): Post(role=Role.STAROSTA, borough_id=code) for code in BOROUGHS}
    Post.objects.bulk_create(posts.values())
    staffed = [
        *((Role.OKRSKAR, number) for number in _OFFICERS_IN),
        *((Role.POLICISTA, number) for number in districts if number not in _POLICE_NOT_IN),
        *((Role.STAROSTA, code) for code in BOROUGHS),
    ]
    holders = {key: next(people) for key in staffed}
    since = today - timedelta(days=700)
    Tenure.objects.bulk_create(Tenure(post=posts[key], person=person, start=since) for key, person in holders.items())
    vacant = [posts[Role.OKRSKAR, number] for number in _SUBSTITUTES_IN]
    Absence.objects.bulk_create(
        [
            *(Absence(post=post, substitute=next(people), start=since) for post in vacant),
            # On leave: a colleague stands in, the station does, or the colleague is away too.
            _make_absence(posts[Role.OKRSKAR, 4], today, 10, holders[Role.OKRSKAR, 5]),
            _make_absence(posts[Role.OKRSKAR, 8], today, 4, None),
            _make_absence(posts[Role.OKRSKAR, 9], today, 6, holders[Role.OKRSKAR, 8]),
            _make_absence(posts[Role.POLICISTA, 6], today, 13, holders[Role.POLICISTA, 5]),
            _make_absence(posts[Role.STAROSTA, 554758], today, 20, next(people)),
            # Planned: seen by the check of the days ahead only.
            Absence(
                post=posts[Role.OKRSKAR, 14],
                substitute=None,
                start=today + timedelta(days=14),
                end=today + timedelta(days=28),
            ),
        ]
    )


def _make_absence(post: Post, today: date, days: int, substitute: Person | None) -> Absence:
    return Absence(post=post, substitute=substitute, start=today - timedelta(days=3), end=today + timedelta(days=days))


def _make_people(phones: Iterator[str], today: date) -> Iterator[Person]:
    """One made-up person after another, saved; every eleventh has no contact of their own."""
    names = []
    for (his_surname, her_surname), (man, woman) in product(_SURNAMES, zip(_MEN, _WOMEN, strict=True)):
        names += [f"{man} {his_surname}", f"{woman} {her_surname}"]
    for index, name in enumerate(names):
        reachable = index % 11 != 10
        ago = _VERIFIED_DAYS_AGO[index % len(_VERIFIED_DAYS_AGO)]
        yield Person.objects.create(
            name=name,
            phone=next(phones) if reachable else "",
            email=f"{slugify(name).replace('-', '.')}@example.org" if reachable else "",
            verified_on=None if ago is None else today - timedelta(days=ago),
            illustrative=True,
        )


def _load_stations(districts: dict[int, District], phones: Iterator[str]) -> None:
    """Give each district its nearest stations and each borough an office; those of the Municipal Police are real."""
    pcr = Station.objects.bulk_create(
        Station(
            kind=StationKind.PCR,
            name=name,
            address=address,
            lon=lon,
            lat=lat,
            phone=next(phones),
            hours="nonstop",
            illustrative=True,
        )
        for name, address, lon, lat in _PCR_STATIONS
    )
    mp = list(Station.objects.filter(kind=StationKind.MP, lat__isnull=False))
    for place in DISTRICTS:
        district = districts[place.number]
        district.mp_station = _nearest_station(mp, place.lon, place.lat)
        district.pcr_station = _nearest_station(pcr, place.lon, place.lat)
    District.objects.bulk_update(districts.values(), ["mp_station", "pcr_station"])
    boroughs = Borough.objects.in_bulk(list(BOROUGHS))
    for code, name in BOROUGHS.items():
        boroughs[code].office = Station.objects.create(
            kind=StationKind.OFFICE,
            name=name,
            address=f"ukázková adresa, {name}",
            phone=next(phones),
            email=f"urad.{slugify(name)}@example.org",
            hours="po a st 8–17",
            illustrative=True,
        )
    Borough.objects.bulk_update(boroughs.values(), ["office"])


def _nearest_station(stations: list[Station], lon: float, lat: float) -> Station | None:
    return min(stations, key=lambda station: distance_m(station.lon or 0, station.lat or 0, lon, lat), default=None)
