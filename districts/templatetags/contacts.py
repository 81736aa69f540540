"""Who answers and how they are reached, as the pages' templates say it."""

from datetime import date

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.verification import is_outdated
from districts import photos
from districts.duty.explanations import explain_replacement
from districts.duty.roster import Level, Responsible, Status
from districts.models import InfoBox, Person, Role

register = template.Library()
register.filter("why", explain_replacement)

_ABOUT_ROLE = {
    Role.OKRSKAR: gettext_lazy(
        "Walks your neighbourhood every day. Deals with noise, parking, rubbish and quarrels between neighbours."
    ),
    Role.POLICISTA: gettext_lazy(
        "Deals with crime: theft, damage, fraud and violence. Get in touch even if you only suspect something."
    ),
    Role.STAROSTA: gettext_lazy(
        "Leads your borough. Get in touch when something should change for good: lighting, playgrounds, public order."
    ),
}


@register.filter
def about(role: Role) -> str:
    """What somebody in the role does for residents, in one line."""
    return str(_ABOUT_ROLE[role])


@register.filter
def state(responsible: Responsible) -> str:
    """The state of a post in a word or two; nothing when its holder is in office."""
    if responsible.status is Status.IN_OFFICE:
        return ""
    if responsible.status is Status.VACANT:
        return _("Vacant")
    return _("Substituted") if responsible.level is Level.SUBSTITUTE else _("Not available")


@register.filter
def tel(phone: str) -> str:
    """A phone number as a link dials it: without spaces, Czech numbers with the country's code; an extension apart."""
    number, _word, extension = phone.partition(" kl. ")
    digits = "".join(char for char in number if char.isdecimal() or char == "+")
    dialled = f"+420{digits}" if len(digits) == 9 and digits.isdecimal() else digits
    return f"tel:{dialled};ext={extension}" if extension.isdecimal() else f"tel:{dialled}"


@register.filter
def phone(number: str) -> str:
    """A phone number as readers write it: with the country's code for those who may have a foreign phone."""
    digits = "".join(number.split())
    abroad = get_language() != settings.LANGUAGE_CODE and len(digits) == 9 and digits.isdecimal()
    return f"+420\u00a0{number}" if abroad else number


@register.filter
def breakable(email: str) -> SafeString:
    """An e-mail that a narrow screen breaks at the @ rather than within a word."""
    return format_html_join(mark_safe("<wbr>@"), "{}", ((part,) for part in email.split("@")))


@register.filter
def stale(verified_on: date, today: date) -> bool:
    """Whether a contact was verified more than twelve months ago."""
    return is_outdated(verified_on, today=today)


@register.filter
def is_person(who: object) -> bool:
    """Whether it is a human being and not an office."""
    return isinstance(who, Person)


@register.filter
def photo_url(who: object) -> str | None:
    """Where the photo of whoever answers, or of an infobox, is served, or None without one."""
    return photos.photo_url(who) if isinstance(who, Person | InfoBox) else None
