"""Why it is not the holder of a post who answers, in words."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from districts.models import Role

from .roster import Level, Reason, Responsible, Step


def explain_replacement(responsible: Responsible) -> list[str]:
    """Why it is not the holder who answers, in sentences; in the order of the walk."""
    said = (_explain_step(step, responsible) for step in responsible.steps)
    return [sentence for sentence in said if sentence]


def _explain_step(step: Step, responsible: Responsible) -> str:
    who, until = step.who, responsible.away_until
    match step.level, step.reason:
        case Level.HOLDER, Reason.NOBODY:
            return _("The post is vacant at the moment.")
        case Level.HOLDER, Reason.AWAY if until:
            return _("%(name)s is not available until %(date)s.") % {
                "name": who,
                "date": date_format(until, "SHORT_DATE_FORMAT"),
            }
        case Level.HOLDER, Reason.AWAY:
            return _("%(name)s is not available now.") % {"name": who}
        case Level.SUBSTITUTE, Reason.AWAY:
            return _("The substitute, %(name)s, is not available either.") % {"name": who}
        case Level.SUBSTITUTE, Reason.ANSWERS:
            return _("%(name)s stands in.") % {"name": who}
        case Level.STATION, Reason.ANSWERS if responsible.role is Role.STAROSTA:
            return _("The borough office will help you.")
        case Level.STATION, Reason.ANSWERS:
            return _("The officers on duty at the station will help you.")
        case Level.DEPARTMENT, Reason.ANSWERS:
            return _("The city's safety department will help you.")
    return ""
