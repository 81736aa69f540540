"""Topics, as the department and the editors see them."""

from django.contrib import admin

from faq.models import Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic for the type checker only
    """Topics in the order in which people see them. One that has messages cannot be deleted, only no longer offered."""

    list_display = ["title", "position", "reply_days", "shown"]
    list_filter = ["shown"]
    fields = ["title", "slug", "summary", "position", "reply_days", "shown"]
    prepopulated_fields = {"slug": ["title"]}
