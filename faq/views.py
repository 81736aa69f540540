"""The pages of what people write and ask about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from faq.models import Topic


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic on offer, with the way to write about it."""
    return render(request, "faq/topic.html", {"topic": get_object_or_404(Topic.objects.offered(), slug=slug)})
