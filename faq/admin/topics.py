"""Topics, as the department and the editors see them."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq import views
from faq.models import Topic

from .slugs import AddressedAdmin, AddressForm


@admin.register(Topic)
class TopicAdmin(AddressedAdmin):
    """Topics in the order in which people see them. One that has messages cannot be deleted, only no longer offered."""

    form = AddressForm
    list_display = ["title", "position", "reply_days", "shown", "takes_messages", "sensitive"]
    list_filter = ["shown", "takes_messages", "sensitive"]
    search_fields = ["title_cs", "summary_cs", "slug"]
    fieldsets = [
        (None, {"fields": ["title", "summary", "urgent", "guidance"]}),
        (_("Page"), {"fields": ["slug", "position", "shown", "sensitive"]}),
        (_("Messages"), {"fields": ["takes_messages", "reply_days"]}),
    ]

    def public_path(self, topic: Topic) -> str:
        """The address of its page."""
        return reverse("faq:topic", args=[topic.slug])

    def public_page(self, request: HttpRequest, topic: Topic) -> HttpResponse:
        """Its page, also while it is not offered."""
        return views.topic_page(request, topic, now=timezone.now())
