"""A Django project of one view that answers nothing: the least that a request can cost."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], MIDDLEWARE=[], ROOT_URLCONF=__name__)


def answer_nothing(request: HttpRequest) -> HttpResponse:
    """The empty view."""
    return HttpResponse()


urlpatterns = [path("", answer_nothing)]
application = get_wsgi_application()
