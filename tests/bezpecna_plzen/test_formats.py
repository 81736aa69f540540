"""Dates, times, numbers and phone numbers as people of each language write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

WHEN = datetime(2026, 9, 3, 17, 5, tzinfo=ZoneInfo("Europe/Prague"))


def shown(template: str, language: str, **context: object) -> str:
    with translation.override(language):
        return Template("{% load contacts lookup_answers %}" + template).render(Context(context)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "short", "long", "moment"),
    [
        ("cs", "3. 9. 2026", "3. září 2026", "3. 9. 2026, 17:05"),
        ("en", "3 Sep 2026", "3 September 2026", "3 Sep 2026, 17:05"),
        ("uk", "03.09.2026", "3 вересня 2026 р.", "03.09.2026, 17:05"),
        ("de", "03.09.2026", "3. September 2026", "03.09.2026, 17:05"),
        ("vi", "03/09/2026", "ngày 3 tháng 9 năm 2026", "03/09/2026, 17:05"),
    ],
)
def test_dates(language: str, short: str, long: str, moment: str) -> None:
    assert shown('{{ when|date:"SHORT_DATE_FORMAT" }}', language, when=WHEN) == short
    assert shown('{{ when|date:"DATE_FORMAT" }}', language, when=WHEN) == long
    assert shown('{{ when|date:"SHORT_DATETIME_FORMAT" }}', language, when=WHEN) == moment
    assert shown('{{ when|date:"TIME_FORMAT" }}', language, when=WHEN) == "17:05"


@pytest.mark.parametrize(
    ("language", "distance"), [("cs", "2,3 km"), ("en", "2.3 km"), ("uk", "2,3 км"), ("de", "2,3 km"), ("vi", "2,3 km")]
)
def test_distances(language: str, distance: str) -> None:
    assert shown("{{ metres|distance }}", language, metres=2300) == distance


@pytest.mark.parametrize("language", ["en", "uk", "de", "vi"])
def test_phone_numbers_have_the_country_for_those_who_may_call_from_abroad(language: str) -> None:
    assert shown("{{ number|phone }}", language, number="378 032 251") == "+420 378 032 251"
    assert shown("{{ number|phone }}", language, number="116 111") == "116 111"
    assert shown("{{ number|phone }}", language, number="+420 378 032 251") == "+420 378 032 251"


def test_phone_numbers_in_czech_are_written_as_people_know_them() -> None:
    assert shown("{{ number|phone }}", "cs", number="378 032 251") == "378 032 251"
