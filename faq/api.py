"""The part of the public API about questions and answers."""

import json
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from ninja import Query, Router, Schema
from pydantic import Field

from core import rich_text
from core.danger import recognise
from core.danger.pages import keep_nothing
from faq.models import Question, Topic
from faq.search.answer_search import search_of
from faq.search.place_words import read_place_words

from . import feedback

router = Router()
_LANGUAGES = "|".join(code for code, _name in settings.LANGUAGES)


class AnswerOut(Schema):
    """A question and its answer."""

    slug: str
    title: str
    url: str = Field(description="its page for people")
    answer_html: str = Field(description="headings, paragraphs, lists, links and emphasis only")
    topics: list[str] = Field(description="slugs of its topics")
    language: str = Field(description="of the title and the answer: cs when there is no translation")
    verified_on: date | None = Field(description="the day the department last checked it; null when it has not yet")


class AnswersOut(Schema):
    """Questions and answers."""

    questions: list[AnswerOut]


class Wanted(Schema):
    """Which questions, and in which language."""

    q: str = Field(
        "", description="what a person would ask; without it all questions are given", examples=["soused pálí odpad"]
    )
    lang: str = Field("cs", pattern=f"^({_LANGUAGES})$", description="cs, en, uk, de or vi")


@router.get("/faq", response=AnswersOut, summary="Questions and answers", operation_id="faq_api_faq")
def faq(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """All published questions, those that helped most first; with `q` those that answer it, the best one first."""
    now = timezone.now()
    with translation.override(wanted.lang):
        questions = list(_find_answers(request, wanted, now=now) if wanted.q.strip() else _all_published(now=now))
        body = {"questions": [_question_as_json(request, question, wanted.lang) for question in questions]}
    answer = HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/json")
    return keep_nothing(answer) if recognise(wanted.q) else answer


def _all_published(*, now: datetime) -> "QuerySet[Question]":
    published = feedback.order_by_use(Question.objects.published(now=now), on=timezone.localdate(now))
    return published.prefetch_related(Prefetch("topics", Topic.objects.offered(), to_attr="offered"))


def _find_answers(request: HttpRequest, wanted: Wanted, *, now: datetime) -> list[Question]:
    said = read_place_words(request, wanted.q)
    results = search_of(request).search(wanted.q, language=wanted.lang, now=now, names=said.names, kinds=said.kinds)
    order = [hit.slug for hit in results.hits]
    return sorted(_all_published(now=now).filter(slug__in=order), key=lambda question: order.index(question.slug))


def _question_as_json(request: HttpRequest, question: Question, language: str) -> dict[str, Any]:
    offered: list[Topic] = question.offered  # type: ignore[attr-defined] # see above
    return {
        "slug": question.slug,
        "title": question.title,
        "url": request.build_absolute_uri(reverse("faq:question", args=[question.slug])),
        "answer_html": rich_text.rendered_html(question.answer),
        "topics": [topic.slug for topic in offered],
        "language": language if getattr(question, f"answer_{language}") else settings.LANGUAGE_CODE,
        "verified_on": question.verified_on.isoformat() if question.verified_on else None,
    }
