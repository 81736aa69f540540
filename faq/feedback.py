"""Whether an answer helped: counted by question and month, and nothing about those who say so."""

from datetime import date, timedelta

from django.db import connection
from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from faq.models import Feedback, Question

_LOOK_BACK = timedelta(days=365)  # what helped before that may be forgotten by now


def count_vote(*, question: Question, helped: bool, on: date) -> None:
    """Count one reader's word. One statement, so that no two readers overwrite each other."""
    table = connection.ops.quote_name(Feedback._meta.db_table)
    # Django's upserts can only replace a value, not add to it.
    statement = (
        f"INSERT INTO {table} (question_id, month, helped, not_helped) VALUES (%s, %s, %s, %s)"  # noqa: S608
        " ON CONFLICT (question_id, month) DO UPDATE"
        f" SET helped = {table}.helped + excluded.helped, not_helped = {table}.not_helped + excluded.not_helped"
    )
    month = connection.ops.adapt_datefield_value(on.replace(day=1))
    with connection.cursor() as cursor:
        cursor.execute(statement, [question.pk, month, int(helped), int(not helped)])


def order_by_use(questions: "QuerySet[Question]", *, on: date) -> "QuerySet[Question]":
    """Questions in the order of lists: what helped most in the twelve months before this one, then as first written.

    Not by the alphabet, which would differ with the language and say nothing about what people need. Votes of this
    month wait for the next one, so that a list stays the same from one day to another.
    """
    return questions.annotate(use=_total("helped", _whole_months(on))).order_by("-use", "pk")


def count_uses(*, on: date) -> dict[int, int]:
    """How often each question helped in the twelve months before this one, by its key: what lists go by."""
    counted = Feedback.objects.filter(_whole_months(on)).order_by().values_list("question")
    return dict(counted.annotate(total=Sum("helped")))


def _whole_months(on: date) -> Q:
    this_month = on.replace(day=1)
    return Q(month__gte=this_month.replace(year=this_month.year - 1), month__lt=this_month)


def annotate_voices(questions: "QuerySet[Question]", *, on: date) -> "QuerySet[Question]":
    """Questions with how many readers of the last twelve months they helped and did not."""
    recent = Q(month__gt=on - _LOOK_BACK)
    return questions.annotate(helped=_total("helped", recent), not_helped=_total("not_helped", recent))


def _total(column: str, months: Q) -> Coalesce:
    """The sum of a column of feedback over some months, for each question."""
    counted = Feedback.objects.filter(months, question=OuterRef("pk")).order_by()
    total = counted.values("question").annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)
