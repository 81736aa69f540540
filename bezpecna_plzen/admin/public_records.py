"""What the admin's pages of public records know of other apps: where links lead, and the districts in memory."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from core.admin.languages import SideBySide
from core.admin.preview import Previewed
from districts.page_context import atlas_of
from faq.links import checking
from faq.models import LinkCheck


class LinkedTexts(SideBySide):
    """Texts in two languages side by side, with those of their links that lead nowhere."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        checking.forget_gone_links(form.instance)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        context["broken_links"] = LinkCheck.objects.about(obj).broken() if obj else []
        return super().render_change_form(request, context, add, change, form_url, obj)


class PublicPreview(Previewed):
    """The preview of a page of the portal, most of which show districts."""

    def read_before_storing(self, request: HttpRequest) -> None:
        atlas_of(request)
