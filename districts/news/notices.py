"""Which news and alerts are shown where, and when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from districts.models import District, Notice
from districts.models.news import NoticeDistrict, NoticeQuerySet


@dataclass(frozen=True, slots=True)
class Announced:
    """A notice with those it is for."""

    notice: Notice
    city_wide: bool
    districts: tuple[District, ...]  # by number

    def is_for(self, number: int) -> bool:
        """Whether it concerns a district."""
        return self.city_wide or any(district.number == number for district in self.districts)


def load_announced(districts: Mapping[int, District], *, now: datetime) -> tuple[Announced, ...]:
    """All notices that are current or will be, newest first, each with those of its districts that are in force.

    Two queries.

    Args:
        districts: those in force, by number.
        now: aware; what was over by then is left out for good.
    """
    kept = Notice.objects.not_over(now=now)
    numbers: dict[int, list[int]] = {}
    pairs = NoticeDistrict.objects.filter(notice__in=kept.order_by()).order_by("district__number")
    for notice, number in pairs.values_list("notice", "district__number"):
        numbers.setdefault(notice, []).append(number)
    return tuple(
        Announced(
            notice=notice,
            city_wide=notice.pk not in numbers,
            districts=tuple(districts[number] for number in numbers.get(notice.pk, ()) if number in districts),
        )
        for notice in kept
    )


def coming_moments(all_announced: Iterable[Announced], *, now: datetime) -> Iterator[datetime]:
    """When news and banners next appear and leave, in no order."""
    for each in all_announced:
        notice = each.notice
        for moment in (notice.published_from, notice.published_to, notice.banner_until):
            if moment is not None and moment > now:
                yield moment


def current_notices(all_announced: Iterable[Announced], *, now: datetime, number: int | None = None) -> list[Announced]:
    """The news of a moment, newest first: all, or those that concern one district."""
    current = [each for each in all_announced if each.notice.is_current(now)]
    if number is None:
        return current
    return [each for each in current if each.is_for(number)]


def raised_notice(all_announced: Iterable[Announced], *, now: datetime) -> Announced | None:
    """What stands in the banner of every page: the newest of the raised ones."""
    return next((each for each in all_announced if each.notice.is_raised(now)), None)


def notice_archive(*, now: datetime) -> NoticeQuerySet:
    """All news ever published, newest first, ready for `with_all_districts`."""
    return Notice.objects.published(now=now).prefetch_related(
        Prefetch("districts", District.objects.only("number", "designation", "name"))
    )


def with_all_districts(notice: Notice) -> Announced:
    """A notice of the archive with all its districts, the abolished ones included."""
    districts = tuple(notice.districts.all())
    return Announced(notice, city_wide=not districts, districts=districts)


def as_paragraphs(text: str) -> SafeString:
    """Plain text as a page shows it: an empty line ends a paragraph, addresses of the web and of people are links."""
    return mark_safe(linebreaks(urlize(text, nofollow=True, autoescape=True)))  # noqa: S308 - escaped just now
