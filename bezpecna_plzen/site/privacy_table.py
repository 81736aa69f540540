"""How long the portal keeps what, in the words of the privacy page.

Each sentence is made from the setting or constant that the code itself goes by: `mailbox/retention/erasing.py`,
`mailbox/retention/records.py`, `mailbox/photos/storage.py`, `mailbox/photos/leftovers.py`,
`mailbox/intake/throttling.py`, `faq/search/unanswered.py`, `bezpecna_plzen/accounts/session_length.py`.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bezpecna_plzen.accounts.devices import KNOWN_FOR
from bezpecna_plzen.accounts.guarding import WRONG_CODES_IN_A_DAY
from bezpecna_plzen.accounts.session_length import LONGEST_S
from faq.search.unanswered import KEPT_DAYS, MOST_ROWS
from mailbox.photos.leftovers import SET_ASIDE_FOR
from mailbox.photos.storage import ORPHAN_AFTER


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that the portal stores."""

    what: str
    how_long: str


def list_kept() -> list[Kept]:
    """All of it that may be about somebody, in the current language; first what residents send."""
    return [*_of_residents(), *_of_readers(), *_of_staff()]


def _of_residents() -> list[Kept]:
    found, review, mail = settings.FOUND_ITEM_DAYS, settings.QUARANTINE_DAYS, settings.MAIL_DAYS
    hours, aside = round(ORPHAN_AFTER / timedelta(hours=1)), SET_ASIDE_FOR // timedelta(days=1)
    return [
        Kept(_("Your message: text, photos, place, name, e-mail and phone, with our answers"), _after_closing()),
        Kept(
            _("A message about a found thing that has been handed over"),
            ngettext(
                "%(count)d day after the thing was handed over", "%(count)d days after the thing was handed over", found
            )
            % {"count": found},
        ),
        Kept(
            _("A message that looks like spam and that nobody has confirmed as real"),
            ngettext(
                "%(count)d day after it came, or after it was marked as spam",
                "%(count)d days after it came, or after it was marked as spam",
                review,
            )
            % {"count": review},
        ),
        Kept(
            _(
                "What stays of an erased message, for statistics: its number, kind, topic, language, district, dates, "
                "who dealt with it and how it ended"
            ),
            _("permanently; it says nothing about you"),
        ),
        Kept(
            _("Photos that were chosen in the form but never sent"),
            ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
            + ", "
            + ngettext(
                "then %(count)d day set aside, where nobody sees them, in case they were removed by mistake",
                "then %(count)d days set aside, where nobody sees them, in case they were removed by mistake",
                aside,
            )
            % {"count": aside},
        ),
        Kept(
            _("E-mails that the portal has sent"),
            ngettext(
                "%(count)d day after sending; those about a message at the latest with it",
                "%(count)d days after sending; those about a message at the latest with it",
                mail,
            )
            % {"count": mail},
        ),
    ]


def _of_readers() -> list[Kept]:
    return [
        Kept(_("Which pages you read, from which address and device"), _("not stored at all")),
        Kept(
            _("The cookie %(name)s: it comes with a form and protects it from misuse")
            % {"name": settings.CSRF_COOKIE_NAME},
            _("until you close your browser"),
        ),
        Kept(
            _("How many messages and attempts came from one connection: a number, never the address itself"),
            _("until the next day; then nobody can find out any more whom it belonged to"),
        ),
        Kept(
            _("Searches that found nothing, without digits and e-mail addresses, and without who searched"),
            ngettext(
                "%(days)d day after somebody searched for it last, or until an editor deletes it; when there are more "
                "than %(count)s, the rarest go",
                "%(days)d days after somebody searched for it last, or until an editor deletes it; when there are more "
                "than %(count)s, the rarest go",
                KEPT_DAYS,
            )
            % {"days": KEPT_DAYS, "count": number_format(MOST_ROWS, force_grouping=True)},
        ),
        Kept(
            _("How many readers an answer helped: monthly totals, nothing about the readers"),
            _("permanently; it says nothing about you"),
        ),
    ]


def _of_staff() -> list[Kept]:
    idle, audit = round(settings.SESSION_COOKIE_AGE / 3600), settings.AUDIT_DAYS
    return [
        Kept(
            _("Sign-in of the staff (cookie %(name)s)") % {"name": settings.SESSION_COOKIE_NAME},
            ngettext("%(count)d hour without activity", "%(count)d hours without activity", idle) % {"count": idle}
            + ", "
            + _at_most_hours(round(LONGEST_S / 3600))
            + "; "
            + _("closing the browser ends it, too"),
        ),
        Kept(
            _("On which devices the staff have signed in (cookie %(name)s): their browser and system")
            % {"name": settings.DEVICE_COOKIE_NAME},
            ngettext("%(count)d day after the last sign-in", "%(count)d days after the last sign-in", KNOWN_FOR.days)
            % {"count": KNOWN_FOR.days},
        ),
        Kept(
            _("How often passwords and codes were wrong at the sign-in of the staff: numbers that lead to nobody"),
            _at_most_hours(WRONG_CODES_IN_A_DAY.within // timedelta(hours=1))
            + ", "
            + _("and until somebody signs in after that"),
        ),
        Kept(
            _("Record of what the staff changed and read; without what you wrote and without network addresses"),
            ngettext(
                "%(count)d day, so that decisions can be traced; a deleted member of staff is no longer named in it",
                "%(count)d days, so that decisions can be traced; a deleted member of staff is no longer named in it",
                audit,
            )
            % {"count": audit},
        ),
        Kept(
            _("Names and work contacts of officers and mayors"),
            _("until the department deletes them"),
        ),
    ]


def _at_most_hours(hours: int) -> str:
    return ngettext("at most %(count)d hour", "at most %(count)d hours", hours) % {"count": hours}


def _after_closing() -> str:
    """In whole years if it is, else in days."""
    years, rest = divmod(settings.RETENTION_DAYS, 365)
    if rest:
        days = settings.RETENTION_DAYS
        return ngettext(
            "%(count)d day after the matter is closed, or after the last answer",
            "%(count)d days after the matter is closed, or after the last answer",
            days,
        ) % {"count": days}
    return ngettext(
        "%(count)d year after the matter is closed, or after the last answer",
        "%(count)d years after the matter is closed, or after the last answer",
        years,
    ) % {"count": years}
