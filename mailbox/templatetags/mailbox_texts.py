"""What the pages of the infoschránka say in words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from districts.lookup.lookup_results import Choose, NotFound, Suggestion, Why
from districts.models import District
from faq.models import Topic
from mailbox.intake import chosen_place
from mailbox.intake.chosen_place import Placed, PlaceFields
from mailbox.intake.forms import MessageForm
from mailbox.intake.submission import FilledMessage, Place
from mailbox.models import Kind, Message, Outcome, Screening, State

register = template.Library()

_KINDS = {
    Kind.PODNET: (
        gettext_lazy("A suggestion or complaint"),
        gettext_lazy("Something troubles you, or should be different."),
    ),
    Kind.DOTAZ: (gettext_lazy("A question"), gettext_lazy("You need to know or to arrange something.")),
    Kind.NALEZ: (gettext_lazy("I have found something"), gettext_lazy("A document, keys, a phone or another thing.")),
}
_STATES = {
    State.RECEIVED: gettext_lazy("We have your message."),
    State.IN_PROGRESS: gettext_lazy("We are dealing with your message."),
    State.ANSWERED: gettext_lazy("We have answered your message."),
}
_OUTCOMES = {
    Outcome.SOLVED: gettext_lazy("Closed: it is solved."),
    Outcome.ANSWERED: gettext_lazy("Closed: it is answered."),
    Outcome.PASSED_ON: gettext_lazy("Closed: we have passed it on to the authority that deals with it."),
    Outcome.NOTHING_TO_DO: gettext_lazy("Closed: nothing more can be done about it."),
    Outcome.DUPLICATE: gettext_lazy("Closed: we deal with it together with another message about the same."),
}


@register.simple_tag
def kinds() -> list[dict[str, str]]:
    """What can be written, in the words of the form."""
    return [{"value": kind.value, "name": str(name), "about": str(about)} for kind, (name, about) in _KINDS.items()]


@register.simple_tag
def topic_options(topics: Iterable[Topic], chosen: str | None) -> SafeString:
    """The topics of a list to choose one from."""
    return _list_options(((topic.slug, topic.title) for topic in topics), chosen)


@register.simple_tag
def thing_options(things: Iterable[tuple[str, str]], chosen: str | None) -> SafeString:
    """The things of a list to choose one from."""
    return _list_options(((value, capfirst(str(label))) for value, label in things), chosen)


@register.simple_tag
def district_options(districts: Mapping[int, District], chosen: str | None) -> SafeString:
    """The districts of a list to choose one from."""
    return _list_options(((str(number), str(district)) for number, district in districts.items()), chosen)


def _list_options(options: Iterable[tuple[str, str]], chosen: str | None) -> SafeString:
    """Not a loop of the template, which would take longer than all the rest of the form."""
    marked = ((value, mark_safe(" selected") if value == chosen else "", name) for value, name in options)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', marked)


@register.simple_tag
def kept_for() -> str:
    """How long the content of a settled message is kept, in words: in whole years if it is, else in days."""
    days: int = settings.RETENTION_DAYS
    years, rest = divmod(days, 365)
    if rest:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return ngettext("a year", "%(count)d years", years) % {"count": years}


@register.filter
def kind_name(kind: Kind) -> str:
    """A kind in the words of the form."""
    return str(_KINDS[kind][0])


@register.filter
def state_in_words(message: Message, state: str) -> str:
    """How far it has come, in a sentence; `state` is the one that the sender may know."""
    if state != State.CLOSED:
        return str(_STATES[State(state)])
    if message.erased_at:  # the outcome may be a formality, as when somebody asked for the erasure
        return _("We have closed your message.")
    if message.screening == Screening.SPAM or not message.outcome:
        return _("We have closed your message without an answer.")
    return str(_OUTCOMES[Outcome(message.outcome)])


@register.filter
def place_on_map(form: MessageForm) -> str:
    """The district of the point that came with a form; nothing when there is no point, or one that cannot be read."""
    point = PlaceFields(lat=str(form["lat"].value() or ""), lon=str(form["lon"].value() or ""))
    placed = chosen_place.find_place(point, atlas=form.atlas)
    if not isinstance(placed, Placed) or placed.place.lat is None:
        return ""
    return str(placed.place.district or _("outside Plzeň"))


@register.filter
def place_in_words(place: Place) -> str:
    """A place as its sender gave it, with the district."""
    parts = [place.label] if place.label else []
    if not place.label and place.lat is not None and place.lon is not None:
        parts.append(_("a point on the map (%(lat).5f, %(lon).5f)") % {"lat": place.lat, "lon": place.lon})
    if place.district is not None:
        parts.append(str(place.district))
    elif place.lat is not None:
        parts.append(_("outside Plzeň"))
    return "\n".join(parts)


@register.filter
def day(when: date) -> str:
    """A day, never broken over two lines: 3. 9. 2026."""
    if isinstance(when, datetime):
        when = timezone.localdate(when)
    return date_format(when, "SHORT_DATE_FORMAT")


@register.filter
def moment(when: datetime) -> str:
    """A day and a time by Prague's clock."""
    return date_format(timezone.localtime(when), "SHORT_DATETIME_FORMAT")


@register.filter
def contact(entry: FilledMessage) -> str:
    """Whom an answer may be told to."""
    return "\n".join(part for part in (entry.name, entry.email, entry.phone) if part) or _("none, anonymous")


_UNKNOWN_NUMBER = gettext_lazy("The register of addresses does not know this number. Which place do you mean?")
_QUESTIONS = {
    Why.NUMBER_MISSING: _UNKNOWN_NUMBER,
    Why.NO_NUMBERS_HERE: _UNKNOWN_NUMBER,
    Why.ELSEWHERE: gettext_lazy("There is such an address, but in another part of the city. Is it this one?"),
    Why.PART_OF_NAME: gettext_lazy("This may be only a part of a name. Do you mean one of these places?"),
    Why.STREETS_APART: gettext_lazy("These streets have no houses near each other. Which place do you mean?"),
    Why.BAD_POINT: gettext_lazy(
        "We cannot read these coordinates. Write them for example as 49.74747, 13.37759, or type an address."
    ),
    Why.MAP_LINK: gettext_lazy(
        "We cannot read a place from this link. Copy the coordinates from the map, or type an address."
    ),
}


@register.filter
def asks(outcome: Choose | NotFound) -> str:
    """The question about a place that is not clear."""
    if question := _QUESTIONS.get(outcome.why):
        return str(question)
    if isinstance(outcome, Choose):
        return _("There are more such places. Which one do you mean?")
    if outcome.suggestions:
        return _("We found no such place. Do you mean one of these?")
    return _("We found no such place. Try other words, or:")


@register.filter
def suggestions(outcome: Choose | NotFound) -> tuple[Suggestion, ...]:
    """What else may have been meant."""
    return outcome.suggestions if isinstance(outcome, NotFound) else ()
