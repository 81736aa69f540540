"""What the editors should look at, for the first page of the admin."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin.matters import Matter
from core.languages.completeness import lacking_any
from core.verification import unverified
from faq.feedback import annotate_voices
from faq.models import HelpContact, LinkCheck, Question, UnansweredSearch

from .questions import mostly_no_help

MOST_SEARCHES = 3  # named
LINKS_CHECKED_FOR = timedelta(days=31)


def list_matters(now: datetime) -> list[Matter]:
    """What is wrong first, then what may have become wrong, then what is missing."""
    return [
        *_broken_links(now),
        *_unhelpful_answers(now),
        *_unverified_records(now),
        *_unanswered_searches(),
        *_untranslated_questions(now),
    ]


def _broken_links(now: datetime) -> list[Matter]:
    address = reverse("admin:faq_linkcheck_changelist")
    broken = LinkCheck.objects.broken().count()
    words = ngettext("link that leads nowhere", "links that lead nowhere", broken)
    found = [Matter(str(broken), words, f"{address}?found=broken", urgent=True)]
    latest = LinkCheck.objects.aggregate(latest=Max("checked_at"))["latest"]
    if latest is None or latest < now - LINKS_CHECKED_FOR:
        words = _("Nobody has checked the links for a month: the command check_links does it.")
        found.append(Matter("", words, address))
    return found


def _unhelpful_answers(now: datetime) -> list[Matter]:
    published = annotate_voices(Question.objects.published(now=now), on=timezone.localdate(now))
    count = published.filter(mostly_no_help()).count()
    words = ngettext(
        "answer that did not help most of those who said something about it",
        "answers that did not help most of those who said something about them",
        count,
    )
    return [Matter(str(count), words, f"{reverse('admin:faq_question_changelist')}?state=published&voices=no_help")]


def _unverified_records(now: datetime) -> list[Matter]:
    today = timezone.localdate(now)
    answers = Question.objects.published(now=now).filter(unverified(today)).count()
    contacts = HelpContact.objects.shown().filter(unverified(today)).count()
    return [
        Matter(
            str(answers),
            ngettext(
                "published answer that nobody verified for 12 months",
                "published answers that nobody verified for 12 months",
                answers,
            ),
            f"{reverse('admin:faq_question_changelist')}?state=published&verification=missing",
        ),
        Matter(
            str(contacts),
            ngettext(
                "help contact that nobody verified for 12 months",
                "help contacts that nobody verified for 12 months",
                contacts,
            ),
            f"{reverse('admin:faq_helpcontact_changelist')}?is_shown__exact=1&verification=missing",
        ),
    ]


def _unanswered_searches() -> list[Matter]:
    most = UnansweredSearch.objects.order_by("-count", "-last_on")[:MOST_SEARCHES]
    if not most:
        return []
    said = ", ".join(_("“%(text)s” (%(count)d×)") % {"text": each.text, "count": each.count} for each in most)
    words = _("People asked and nobody answered, most often: %s.") % said
    return [Matter("", words, reverse("admin:faq_unansweredsearch_changelist"))]


def _untranslated_questions(now: datetime) -> list[Matter]:
    count = Question.objects.published(now=now).filter(lacking_any(Question)).count()
    words = ngettext(
        "published question that is not in all languages", "published questions that are not in all languages", count
    )
    address = f"{reverse('admin:faq_question_changelist')}?state=published&translation=missing"
    return [Matter(str(count), words, address)]
