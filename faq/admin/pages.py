"""The site's own pages: about the project, contact, accessibility, privacy."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from core.admin.typed import AnyModelAdmin
from faq.models import Page


@admin.register(Page)
class PageAdmin(AnyModelAdmin):
    """The pages there are; the portal links to them, so none is added or deleted here."""

    list_display = ["title", "slug", "reviewed_on"]
    fieldsets = [(None, {"fields": ["title", "body"]}), (None, {"fields": ["slug", "reviewed_on"]})]
    readonly_fields = ["slug"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False

    def public_path(self, page: Page) -> str:
        """Its address."""
        return reverse(Page.Slug(page.slug).name.lower())
