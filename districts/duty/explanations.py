"""Why it is not the holder of a post who answers, in words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from districts.models import Role

from .roster import Level, Reason, Responsible, Step


def explain_replacement(responsible: Responsible) -> list[str]:
    """Why it is not the holder who answers, in sentences; in the order of the walk."""
    sentences = []
    for step in responsible.steps:
        if step.reason is Reason.ANSWERS:
            sentences.append(_say_who_answers(step, responsible.role))
        else:
            sentences.append(_say_who_is_missing(step, responsible.away_until))
    return [sentence for sentence in sentences if sentence]


def _say_who_answers(step: Step, role: Role) -> str:
    """Who answers instead; empty for the holder, who needs no explanation."""
    match step.level:
        case Level.SUBSTITUTE:
            return _("%(name)s stands in.") % {"name": step.who}
        case Level.STATION if role is Role.STAROSTA:
            return _("The borough office will help you.")
        case Level.STATION:
            return _("The officers on duty at the station will help you.")
        case Level.DEPARTMENT:
            return _("The city's safety department will help you.")
    return ""


def _say_who_is_missing(step: Step, away_until: date | None) -> str:
    """Why the walk went on; empty where there never was a substitute or a station."""
    match step.level, step.reason:
        case Level.HOLDER, Reason.NOBODY:
            return _("The post is vacant at the moment.")
        case Level.HOLDER, Reason.AWAY if away_until:
            day = date_format(away_until, "SHORT_DATE_FORMAT")
            return _("%(name)s is not available until %(date)s.") % {"name": step.who, "date": day}
        case Level.HOLDER, Reason.AWAY:
            return _("%(name)s is not available now.") % {"name": step.who}
        case Level.SUBSTITUTE, Reason.AWAY:
            return _("The substitute, %(name)s, is not available either.") % {"name": step.who}
    return ""
