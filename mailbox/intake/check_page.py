"""What will come of a message: who gets it, by when they answer, and where the nearest places for a found thing are."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from districts.duty.roster import Responsible
from districts.infoboxes import drop_off_places
from districts.infoboxes.drop_off_places import NearPlace
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import Point
from districts.models import District, Role
from mailbox import deadlines, routing
from mailbox.models import Desk, Kind, WhereNow

from . import masking
from .chosen_place import Placed
from .submission import FilledMessage, Place

NEARBY = 3  # boxes and stations shown


@dataclass(frozen=True, slots=True)
class Preview:
    """What the sender is told before sending."""

    entry: FilledMessage
    placed: Placed
    district: District | None  # whose post gets it; None when it goes to a desk
    responsible: Responsible | None  # for that post today
    desk: Desk | None
    due: date
    text: str  # as it will be stored
    nearby: tuple[NearPlace, ...]  # for a found thing that its finder still has

    @property
    def masked(self) -> bool:
        """Whether something in the text was hidden."""
        return self.text != self.entry.text

    @property
    def answered_for(self) -> str:
        """What whoever answers is responsible for: a mayor for a borough, the officers for a district."""
        if self.responsible is None or self.district is None:
            return ""
        of_borough = self.responsible.role is Role.STAROSTA
        return self.district.borough.name if of_borough else str(self.district)


def preview_message(entry: FilledMessage, placed: Placed, *, atlas: Atlas, now: datetime) -> Preview:
    """What will come of an entry if it is sent now."""
    found = entry.kind is Kind.NALEZ
    district = entry.place.district
    route = routing.choose_route(
        kind=entry.kind,
        topic=entry.topic,
        district=district,
        infobox=entry.infobox is not None and not found,
        current=atlas,
    )
    responsible = None
    if route.post is not None and district is not None:
        responsible = atlas.roster.responsible(district, Role(route.post.role), on=timezone.localdate(now))
    return Preview(
        entry=entry,
        placed=placed,
        district=district if responsible else None,
        responsible=responsible,
        desk=route.desk,
        due=deadlines.promised_day(entry.topic, now=now),
        text=masking.mask_numbers(entry.text) if found else entry.text,
        nearby=places_nearby(entry, atlas=atlas),
    )


def places_nearby(entry: FilledMessage, *, atlas: Atlas) -> tuple[NearPlace, ...]:
    """Where a found thing that its finder has can be left: from the place, else from the middle of its district, else
    nothing.
    """
    if entry.where_now is not WhereNow.MAM_U_SEBE:
        return ()
    point = _point_of(entry.place, atlas)
    return tuple(drop_off_places.nearby_places(point, limit=NEARBY)) if point else ()


def _point_of(place: Place, atlas: Atlas) -> Point | None:
    if place.lat is not None and place.lon is not None:
        return Point(lon=place.lon, lat=place.lat)
    return atlas.middle(place.district.number) if place.district is not None else None
