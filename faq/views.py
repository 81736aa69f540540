"""The pages of topics, questions and answers."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.danger import recognise
from core.danger.pages import keep_nothing
from faq.library import library_of
from faq.models import OldSlug, Question, Topic
from faq.search import unanswered
from faq.search.answer_search import search_of
from faq.search.place_words import is_place, read_place_words
from faq.search.query_words import MAX_QUERY_LENGTH

from . import feedback, question_lists

MOST_RELATED = 6
HELPED, NOT_HELPED = "ano", "ne"


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: when to call, what to do, its questions, who else helps, and the way to write about it."""
    found = next((topic for topic in library_of(request).offered if topic.slug == slug), None)
    if found is None:
        raise Http404
    return topic_page(request, found, now=timezone.now())


def topic_page(request: HttpRequest, shown: Topic, *, now: datetime) -> HttpResponse:
    """The page of a topic, offered or not."""
    library = library_of(request)
    shelf = library.shelf(now)
    context = {
        "shelf": shelf,
        "topic": shown,
        "questions": question_lists.put_translated_first(shelf.about(shown)),
        "contacts": library.contacts_about([shown]),
    }
    return _keep_discreet(render(request, "faq/topic.html", context), [shown])


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """All questions by topics, or those that answer what somebody asks."""
    now, asked = timezone.now(), request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
    if not asked:
        shelf = library_of(request).shelf(now)
        groups = SimpleLazyObject(partial(question_lists.group_questions, shelf))  # made if they are not kept
        return render(request, "faq/questions.html", {"shelf": shelf, "groups": groups})
    language = get_language() or "cs"
    said = read_place_words(request, asked)
    results = search_of(request).search(asked, language=language, now=now, names=said.names, kinds=said.kinds)
    dangers = recognise(asked)
    place = not results.hits and not dangers and is_place(request, asked)
    if not results.hits and not dangers and not place:
        unanswered.count_search(asked, language=language, on=timezone.localdate(now))
    topics = () if results.hits else library_of(request).offered
    context = {"asked": asked, "results": results, "topics": topics, "dangers": dangers, "place": place}
    page = render(request, "faq/found.html", context)
    return keep_nothing(page) if dangers else page


@csrf_exempt  # it only counts, and a token would need a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question with its answer; with a POST, whether it helped."""
    now = timezone.now()
    found = library_of(request).shelf(now).find_question(slug)
    if found is None:
        return _redirect_moved(slug, now=now)
    if request.method == "POST":
        return _keep_discreet(_count_vote(request, found, now=now), library_of(request).topics_of(found.pk))
    return question_page(request, found, now=now)


def question_page(request: HttpRequest, found: Question, *, now: datetime) -> HttpResponse:
    """The page of a question, published or not."""
    library = library_of(request)
    shelf, topics = library.shelf(now), library.topics_of(found.pk)
    offered = [topic for topic in topics if topic.shown]
    said = request.GET.get("pomohla", "")
    context = {
        "shelf": shelf,
        "question": found,
        "topics": offered,
        "urgent": [topic for topic in offered if topic.urgent],
        "sensitive": any(topic.sensitive for topic in topics),
        "write_about": next((topic for topic in offered if topic.takes_messages), None),
        "contacts": library.contacts_about(offered),
        "related": shelf.related_to(found.pk)[:MOST_RELATED],
        "said": said if said in (HELPED, NOT_HELPED) else "",
    }
    return _keep_discreet(render(request, "faq/question.html", context), topics)


def _count_vote(request: HttpRequest, found: Question, *, now: datetime) -> HttpResponse:
    """Count whether the answer helped, and say so on a page that may be loaded again.

    Somebody who wants to can press the button a hundred times: telling people apart would need to keep something about
    each of them, which these figures are not worth. They tell editors where to look, and decide the order of lists,
    nothing else. Only pages of other sites cannot make their readers vote.
    """
    said = request.POST.get("pomohla", "")
    elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    address = reverse("faq:question", args=[found.slug])
    if elsewhere or said not in (HELPED, NOT_HELPED):
        return redirect(address)
    feedback.count_vote(question=found, helped=said == HELPED, on=timezone.localdate(now))
    return redirect(f"{address}?pomohla={said}#pomohla")


def _redirect_moved(slug: str, *, now: datetime) -> HttpResponse:
    """From an earlier address of a question to its present one.

    Raises:
        Http404: no published question has or had this address.
    """
    published = Question.objects.published(now=now).order_by()
    old = OldSlug.objects.filter(slug=slug, question__in=published).select_related("question").first()
    if old is None:
        raise Http404(_("There is no such question."))
    return _keep_discreet(redirect("faq:question", slug=old.question.slug, permanent=True), old.question.topics.all())


def _keep_discreet(response: HttpResponse, topics: Iterable[Topic]) -> HttpResponse:
    """A page that nobody learns about who comes to the device later or runs another site, if a topic is sensitive."""
    return keep_nothing(response) if any(topic.sensitive for topic in topics) else response
