"""What the editors should look at, for the first page of the admin."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faq.completeness import lacking_any
from faq.feedback import with_voices
from faq.models import HelpContact, LinkCheck, Question, UnansweredSearch

from .lists import unverified
from .questions import mostly_no_help

MOST_SEARCHES = 3  # named
LINKS_CHECKED_FOR = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look at, and where."""

    text: str
    url: str


def matters(now: datetime) -> list[Matter]:
    """What is wrong first, then what may have become wrong, then what is missing."""
    return [*_links(now), *_no_help(now), *_unverified(now), *_searches(), *_untranslated(now)]


def _links(now: datetime) -> list[Matter]:
    address, found = reverse("admin:faq_linkcheck_changelist"), []
    if broken := LinkCheck.objects.broken().count():
        text = ngettext("%d link leads nowhere.", "%d links lead nowhere.", broken) % broken
        found.append(Matter(text, f"{address}?found=broken"))
    latest = LinkCheck.objects.aggregate(latest=Max("checked_at"))["latest"]
    if latest is None or latest < now - LINKS_CHECKED_FOR:
        text = _("Nobody has checked the links for a month: the command check_links does it.")
        found.append(Matter(text, address))
    return found


def _no_help(now: datetime) -> list[Matter]:
    published = with_voices(Question.objects.published(now=now), on=timezone.localdate(now))
    count = published.filter(mostly_no_help()).count()
    if not count:
        return []
    text = ngettext(
        "%d answer did not help most of those who said something about it.",
        "%d answers did not help most of those who said something about them.",
        count,
    )
    return [Matter(text % count, f"{reverse('admin:faq_question_changelist')}?state=published&voices=no_help")]


def _unverified(now: datetime) -> list[Matter]:
    today, found = timezone.localdate(now), []
    if count := Question.objects.published(now=now).filter(unverified(today)).count():
        text = ngettext(
            "%d published answer has not been verified for 12 months.",
            "%d published answers have not been verified for 12 months.",
            count,
        )
        address = f"{reverse('admin:faq_question_changelist')}?state=published&verification=missing"
        found.append(Matter(text % count, address))
    if count := HelpContact.objects.shown().filter(unverified(today)).count():
        text = ngettext(
            "%d help contact has not been verified for 12 months.",
            "%d help contacts have not been verified for 12 months.",
            count,
        )
        address = f"{reverse('admin:faq_helpcontact_changelist')}?is_shown__exact=1&verification=missing"
        found.append(Matter(text % count, address))
    return found


def _searches() -> list[Matter]:
    most = UnansweredSearch.objects.order_by("-count", "-last_on")[:MOST_SEARCHES]
    if not most:
        return []
    said = ", ".join(_("“%(text)s” (%(count)d×)") % {"text": each.text, "count": each.count} for each in most)
    text = _("People asked and nobody answered, most often: %s.") % said
    return [Matter(text, reverse("admin:faq_unansweredsearch_changelist"))]


def _untranslated(now: datetime) -> list[Matter]:
    count = Question.objects.published(now=now).filter(lacking_any(Question)).count()
    if not count:
        return []
    text = ngettext(
        "%d published question is not in all languages.", "%d published questions are not in all languages.", count
    )
    return [Matter(text % count, f"{reverse('admin:faq_question_changelist')}?state=published&translation=missing")]
